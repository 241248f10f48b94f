//! What can go wrong in an office.

use std::path::PathBuf;

use andu_casework::Refusal;
use andu_figures::FigureError;
use andu_ledger::LedgerError;
use andu_rules::{Diagnostic, NoClock, NoVersion};

/// An error of the office.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The act is refused; nothing was written.
    #[error("{0}")]
    Refused(#[from] Box<Refusal>),
    /// The ledger cannot do it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The figures cannot be worked out.
    #[error(transparent)]
    Figures(#[from] Box<FigureError>),
    /// No such procedure, or none in force on the day.
    #[error("{0}")]
    NoVersion(#[from] NoVersion),
    /// No such clock.
    #[error("{0}")]
    NoClock(#[from] NoClock),
    /// The rules have faults.
    #[error("规则包有{}处错误，不能启用。{}", .0.len(), first(.0))]
    Rules(Vec<Diagnostic>),
    /// A file of the office's own pack cannot be read.
    #[error("读不了规则文件{}。请核对文件是否存在、是否为UTF-8编码、本机用户有无读取权限。", path.display())]
    RuleFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of the office cannot be written.
    #[error("写不了文件{}。请核对磁盘空间和写入权限。", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// No matter with this id.
    #[error("没有件号为“{id}”的件。请核对件号；可用“andu matter list”查找。")]
    NoMatter {
        /// The id.
        id: String,
    },
    /// A number that several matters bear.
    #[error("“{id}”对应{count}件。请改用件号。")]
    Ambiguous {
        /// What was asked for.
        id: String,
        /// How many.
        count: usize,
    },
    /// A key that another matter has.
    #[error("不能登记：{label}“{key}”已有一件（件号{matter}）。请核对是否重复登记。")]
    KeyTaken {
        /// Labels of the fields.
        label: String,
        /// Their values.
        key: String,
        /// The other matter.
        matter: String,
    },
    /// Somebody named on the command line whom the directory does not know.
    #[error(
        "不能办理：通讯录中没有在岗的“{name}”。请先登记：andu matter new {procedure} --set {field}={name} …；或更正 --as 的姓名。"
    )]
    NotRegistered {
        /// The name.
        name: String,
        /// The register that serves as directory.
        procedure: String,
        /// Its field for the name.
        field: String,
    },
    /// The office's own work needs no switch.
    #[error(
        "不能开启或者关闭办理：“{label}”的来源方式为自办，本单位一直在本系统办理。可以开启或者关闭的，用“andu casework list”查看。"
    )]
    AlwaysWorked {
        /// Term of the procedure.
        label: String,
    },
    /// What was typed or attached bears a mark of secrecy; nothing of it was stored.
    #[error(
        "不能登记：所填内容或者所附材料带有密级标志（{label}），内容未保存。涉密和内部文件不得在本系统处理（保守国家秘密法），请联系保密员；确属误标的，删去标志后再登记。"
    )]
    Classified {
        /// What kind of mark it is.
        label: String,
    },
    /// The matter has changed since the caller looked at it.
    #[error("不能提交：您查看之后，本件已由他人办理（{since}）。请重新打开本件，核对后再提交。")]
    Stale {
        /// What happened since: action, who, when.
        since: String,
    },
    /// An event that cannot be read.
    #[error(
        "件{matter}的第{seq}号办理记录读不懂：可能由更新版本的程序写入，或已损坏。请用“andu verify”核验，或升级程序。"
    )]
    Unreadable {
        /// The matter.
        matter: String,
        /// The event.
        seq: u64,
    },
    /// The rule file that governs an open matter is not there.
    #[error(
        "件{matter}所依据的规则文件（校验码{digest}）既不在程序内也不在数据目录中。请恢复数据目录，或用“andu verify”核验。"
    )]
    NoRule {
        /// The matter.
        matter: String,
        /// The digest.
        digest: String,
    },
    /// The data folder holds no office.
    #[error("数据目录{}里没有单位。请先运行“andu init --organ 单位名称 --division 行政区划代码”，或用 --dir 指明数据目录。", path.display())]
    NoOffice {
        /// The folder.
        path: PathBuf,
    },
    /// The data folder holds an office already.
    #[error("数据目录{}里已有单位“{name}”，没有改动。请用 --dir 另指一个空目录。", path.display())]
    OfficeExists {
        /// The folder.
        path: PathBuf,
        /// Its name.
        name: String,
    },
    /// A division code of the wrong form.
    #[error("行政区划代码“{code}”不对：应为六位数字（GB/T 2260），如500229。请核对。")]
    Division {
        /// What was given.
        code: String,
    },
    /// A condition typed by a user cannot be read.
    #[error("筛选条件第{at}字处读不懂：{message}。{remedy}。")]
    Condition {
        /// Character, counted from 1.
        at: usize,
        /// What is wrong.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// A report of a year in which nothing was recorded.
    #[error("不能编制{year}年度{label}：该年度没有办理记录。请核对年度。")]
    NoRecords {
        /// The year.
        year: i16,
        /// Term of the report.
        label: String,
    },
    /// A report that is wrong cannot be sealed.
    #[error("不能定稿：{year}年度{label}有{}处错误。请改正后重新编制：\n{}", errors.len(), errors.join("\n"))]
    Unsealable {
        /// The year.
        year: i16,
        /// Term of the report.
        label: String,
        /// What is wrong, one sentence each.
        errors: Vec<String>,
    },
    /// The call cannot be used.
    #[error("{0}")]
    Usage(String),
    /// The engine refused a deed of a scenario.
    #[error("演示“{example}”停在{at}的{matter}：{refusal}")]
    Stopped {
        /// The example.
        example: String,
        /// The matter.
        matter: String,
        /// When.
        at: String,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// An example that is not there, or whose files are faulty.
    #[error("演示“{example}”不能用：{why}。")]
    Example {
        /// Its id.
        example: String,
        /// Why.
        why: String,
    },
}

impl OfficeError {
    /// Stable English code.
    pub fn code(&self) -> &'static str {
        match self {
            OfficeError::Refused(refusal) => refusal.code(),
            OfficeError::Ledger(error) => error.code(),
            OfficeError::Figures(error) => error.code(),
            OfficeError::NoVersion(error) => error.code(),
            OfficeError::NoClock(error) => error.code(),
            OfficeError::Rules(_) => "rules",
            OfficeError::RuleFile { .. } => "rule-file",
            OfficeError::Write { .. } => "write",
            OfficeError::NoMatter { .. } => "no-matter",
            OfficeError::Ambiguous { .. } => "ambiguous",
            OfficeError::KeyTaken { .. } => "key-taken",
            OfficeError::NotRegistered { .. } => "not-registered",
            OfficeError::AlwaysWorked { .. } => "always-worked",
            OfficeError::Classified { .. } => "classified",
            OfficeError::Stale { .. } => "stale",
            OfficeError::Unreadable { .. } => "unreadable",
            OfficeError::NoRule { .. } => "no-rule",
            OfficeError::NoOffice { .. } => "no-office",
            OfficeError::OfficeExists { .. } => "office-exists",
            OfficeError::Division { .. } => "division",
            OfficeError::Condition { .. } => "condition",
            OfficeError::NoRecords { .. } => "no-records",
            OfficeError::Unsealable { .. } => "report-errors",
            OfficeError::Usage(_) => "usage",
            OfficeError::Example { .. } => "example",
            OfficeError::Stopped { refusal, .. } => refusal.code(),
        }
    }

    /// Whether the office understood the call and said no (exit status 1), rather than could not use it (2).
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            OfficeError::Refused(_)
                | OfficeError::KeyTaken { .. }
                | OfficeError::NotRegistered { .. }
                | OfficeError::AlwaysWorked { .. }
                | OfficeError::Classified { .. }
                | OfficeError::Stale { .. }
                | OfficeError::Stopped { .. }
                | OfficeError::NoRecords { .. }
                | OfficeError::Unsealable { .. }
        )
    }
}

impl From<Refusal> for OfficeError {
    fn from(refusal: Refusal) -> Self {
        OfficeError::Refused(Box::new(refusal))
    }
}

impl From<FigureError> for OfficeError {
    fn from(error: FigureError) -> Self {
        OfficeError::Figures(Box::new(error))
    }
}

fn first(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}
