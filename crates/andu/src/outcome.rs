//! How a command ended, and how that is told.

use std::process::ExitCode;

use andu_office::OfficeError;

use crate::args::Format;

/// A command that did its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is wrong.
    Fine,
    /// Something is: overdue, altered, inconsistent.
    Wrong,
    /// Some of what was given cannot be used, and that was told; the rest was done.
    Unusable,
}

/// A command that could not do its work.
#[derive(Debug)]
pub struct Failure {
    code: String,
    message: String,
    articles: Vec<String>,
    refused: bool,
}

/// Result of a command.
pub type Ended = Result<Outcome, Failure>;

impl Failure {
    /// A call that cannot be used.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure {
            code: "usage".to_owned(),
            message: message.into(),
            articles: Vec::new(),
            refused: false,
        }
    }

    /// What a room below said, with its code; a refusal ends with status 1, anything else with 2.
    pub fn told(code: &str, message: String, refused: bool) -> Failure {
        Failure {
            code: code.to_owned(),
            message,
            articles: Vec::new(),
            refused,
        }
    }

    /// Tells it, on standard error for people and on standard output for programs.
    pub fn tell(self, format: Format) -> ExitCode {
        match format {
            Format::Text => eprintln!("{}", self.message),
            Format::Json => {
                let told = serde_json::json!({
                    "error": { "code": self.code, "message": self.message, "article": self.articles }
                });
                say!("{told}");
            }
        }
        ExitCode::from(if self.refused { 1 } else { 2 })
    }
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        let articles = match &error {
            OfficeError::Refused(refusal) => refusal.articles(),
            OfficeError::Stopped { refusal, .. } => refusal.articles(),
            _ => Vec::new(),
        };
        let message = match &error {
            OfficeError::Rules(faults) => {
                let listed: Vec<_> = faults.iter().map(ToString::to_string).collect();
                format!(
                    "规则包有{}处错误，不能启用：\n{}",
                    faults.len(),
                    listed.join("\n")
                )
            }
            _ => told(&error),
        };
        Failure {
            code: error.code().to_owned(),
            message,
            articles,
            refused: error.is_refusal(),
        }
    }
}

/// Why the system would not, as an office would say it.
pub fn reason(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "没有这个文件或者目录",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "已有同名的文件",
        ErrorKind::IsADirectory => "这是一个目录",
        ErrorKind::NotADirectory => "路径中有一段不是目录",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘只读",
        ErrorKind::InvalidData => "内容不是UTF-8编码的文字",
        ErrorKind::AddrInUse => "端口已被占用",
        _ => "系统没有说明原因",
    }
}

/// The message; the source beneath is added where it says more.
fn told(error: &OfficeError) -> String {
    match error {
        OfficeError::RuleFile { source, .. } | OfficeError::Write { source, .. } => {
            format!("{error}（{}）", reason(source))
        }
        _ => error.to_string(),
    }
}
