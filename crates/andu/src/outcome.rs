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

/// The message; the source beneath is added where it says more.
fn told(error: &OfficeError) -> String {
    let mut message = error.to_string();
    let mut source = match error {
        OfficeError::RuleFile { source, .. } | OfficeError::Write { source, .. } => {
            Some(source as &dyn std::error::Error)
        }
        _ => None,
    };
    while let Some(cause) = source {
        message.push_str(&format!("（{cause}）"));
        source = cause.source();
    }
    message
}
