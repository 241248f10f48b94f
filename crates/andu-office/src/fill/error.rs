//! Why a form is not filled.

use andu_sheets::{FormError, Unfillable, WriteError};

use crate::error::OfficeError;

/// Why a form is not filled. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The form cannot be used.
    #[error("{0}")]
    Form(#[from] FormError),
    /// Places that cannot be filled.
    #[error("{}", lines(.0))]
    Places(Vec<Unfillable>),
    /// The map cannot be used.
    #[error("{}", lines(.0))]
    Map(Vec<MapFault>),
    /// A kept map was made for another form of this name.
    #[error(
        "“{form}”的表样与填表方案{map}所对应的不同：表中文字、公式或者合并格有改动，没有填写。请核对新表样，改好方案后用 --map 指明；要重新匹配的，先把该方案移出forms目录。"
    )]
    Changed {
        /// Name of the form.
        form: String,
        /// The map that was kept.
        map: String,
    },
    /// A mark of classified papers. The text itself is not repeated.
    #[error(
        "表样有涉密标志（{label}），没有填写，也没有保存（涉密不上网）。请立即联系保密员，按保密规定处理该文件；确属误判的，改去该标志后再填。"
    )]
    Classified {
        /// What kind of mark.
        label: String,
    },
    /// The register of figures given is not in the pack.
    #[error(
        "不能登记报数：规则包中没有报数台账（须有要数单位、报出日期和所报各数）。请恢复规则包，或者不写 --for 只填表。"
    )]
    NoRegister,
    /// The office cannot do it.
    #[error("{0}")]
    Office(Box<OfficeError>),
    /// The note cannot be written.
    #[error("{0}")]
    Note(#[from] WriteError),
}

/// What is wrong with a map, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("填表方案{map}第{line}行：{what}。{remedy}。")]
pub struct MapFault {
    /// The file.
    pub map: String,
    /// Line from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

fn lines(faults: &[impl std::fmt::Display]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl FillError {
    /// Stable English code.
    pub fn code(&self) -> &'static str {
        match self {
            FillError::Form(error) => error.code(),
            FillError::Places(faults) => faults.first().map_or("places", Unfillable::code),
            FillError::Map(_) => "fill-map",
            FillError::Changed { .. } => "form-changed",
            FillError::Classified { .. } => "classified",
            FillError::NoRegister => "no-figure-register",
            FillError::Office(error) => error.code(),
            FillError::Note(error) => error.code(),
        }
    }

    /// Whether the call was understood and the office said no (exit status 1), rather than could not use it (2).
    pub fn is_refusal(&self) -> bool {
        match self {
            FillError::Classified { .. } => true,
            FillError::Office(error) => error.is_refusal(),
            _ => false,
        }
    }
}

impl From<OfficeError> for FillError {
    fn from(error: OfficeError) -> Self {
        FillError::Office(Box::new(error))
    }
}
