//! Why a file as a whole cannot be imported, or a book cannot be made.

use std::path::PathBuf;

use andu_sheets::{BookError, Place, WriteError};

use crate::error::OfficeError;

/// Why a file as a whole cannot be imported, or a book cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The book cannot be read.
    #[error("{0}")]
    Book(Box<BookError>),
    /// The office cannot do it.
    #[error("{0}")]
    Office(Box<OfficeError>),
    /// A mark of classified papers. The text itself is not repeated.
    #[error(
        "“{file}”{}有涉密标志（{label}），整个文件没有读入，也没有保存（涉密不上网）。请立即联系保密员，按保密规定处理该文件；确属误判的，改去该标志后再导入。",
        spot(place)
    )]
    Classified {
        /// Name of the file, with the mark blotted out where it stands there.
        file: String,
        /// Where, if it is a cell.
        place: Option<Place>,
        /// What kind of mark.
        label: String,
    },
    /// No mark to look for: nothing may be stored on the word of nobody.
    #[error(
        "规则包中没有涉密标志词库，不能检查文件是否涉密，没有导入。请恢复规则包中的词库（lexicons）。"
    )]
    NoMarks,
    /// No list that the office knows.
    #[error(
        "“{file}”中认不出台账的表头：没有一个工作表的列名与{}的项目相符。请核对文件和编码是否正确；列名确实不同的，用 --procedure 指明程序，或者在导入方案中写明各列对应的项目。",
        known(procedure)
    )]
    NoList {
        /// Name of the file.
        file: String,
        /// Term of the procedure that was asked for.
        procedure: Option<String>,
    },
    /// A scheme that does not fit.
    #[error(
        "导入方案“{scheme}”与“{file}”不符：{what}。请核对方案和文件，或者不带 --scheme 重新识别。"
    )]
    SchemeMisfit {
        /// Name of the scheme.
        scheme: String,
        /// Name of the file.
        file: String,
        /// What does not fit.
        what: String,
    },
    /// A scheme that cannot be read.
    #[error("导入方案“{}”读不懂：{what}。请改正后再用。", path.display())]
    SchemeUnreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// An answer that names nothing known.
    #[error("“{given}”不能用：{why}。")]
    Answer {
        /// What was given.
        given: String,
        /// Why, and what to do.
        why: String,
    },
    /// A book cannot be written.
    #[error("{0}")]
    Write(#[from] WriteError),
}

fn spot(place: &Option<Place>) -> String {
    place.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn known(procedure: &Option<String>) -> String {
    match procedure {
        Some(procedure) => format!("“{procedure}”"),
        None => "任何一种台账".to_owned(),
    }
}

impl ImportError {
    /// Stable English code.
    pub fn code(&self) -> &'static str {
        match self {
            ImportError::Book(error) => error.code(),
            ImportError::Office(error) => error.code(),
            ImportError::Classified { .. } => "classified",
            ImportError::NoMarks => "no-classified-marks",
            ImportError::NoList { .. } => "no-list",
            ImportError::SchemeMisfit { .. } => "scheme-misfit",
            ImportError::SchemeUnreadable { .. } => "scheme-unreadable",
            ImportError::Answer { .. } => "answer",
            ImportError::Write(error) => error.code(),
        }
    }

    /// Whether the call was understood and the office said no (exit status 1), rather than could not use it (2).
    pub fn is_refusal(&self) -> bool {
        match self {
            ImportError::Classified { .. } => true,
            ImportError::Office(error) => error.is_refusal(),
            _ => false,
        }
    }
}
