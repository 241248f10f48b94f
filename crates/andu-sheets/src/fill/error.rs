//! Why a form cannot be used, and why a place in it cannot be filled.

use super::{Entry, Spot};

/// Why a form cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Not a form that can be filled.
    #[error(
        "“{name}”不是能够填写的表样：只填 .xlsx、.xlsm 和 .docx。请用办公软件打开该文件，另存为 .xlsx 或者 .docx 后再填。"
    )]
    Kind {
        /// Name of the file.
        name: String,
    },
    /// Protected by a password that is asked when it is opened.
    #[error(
        "“{name}”设有打开密码，读不了。请向下发单位问明密码，用办公软件打开，在“文件—信息—文档加密”中把密码清空，另存后再填。"
    )]
    Password {
        /// Name of the file.
        name: String,
    },
    /// Cut off or damaged.
    #[error(
        "“{name}”不完整或者已损坏（{detail}），没有填写。请重新下载该表，或者用办公软件打开后另存，再填一次。"
    )]
    Damaged {
        /// Name of the file.
        name: String,
        /// What was met, in Chinese.
        detail: &'static str,
    },
    /// Larger than is read.
    #[error(
        "“{name}”超过一次能够读取的{most}兆字节，不像要填的表，没有填写。请用办公软件打开核对，删去无关的图片和空行后另存，再填一次。"
    )]
    TooLarge {
        /// Name of the file.
        name: String,
        /// The most that is read.
        most: u64,
    },
}

impl FormError {
    /// Stable code for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            FormError::Kind { .. } => "form-kind",
            FormError::Password { .. } => "form-password",
            FormError::Damaged { .. } => "form-damaged",
            FormError::TooLarge { .. } => "form-too-large",
        }
    }
}

/// Why a place cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// There is no such sheet.
    NoSheet {
        /// Those that there are.
        known: Vec<String>,
    },
    /// There is no such table, row or cell in a document.
    NoTable {
        /// What is missing and how many there are, in Chinese.
        missing: String,
    },
    /// No content control bears this tag or title.
    NoControl {
        /// Those that there are.
        known: Vec<String>,
    },
    /// No name of the workbook leads to one cell.
    NoName {
        /// Those that there are.
        known: Vec<String>,
    },
    /// A formula stands there.
    Formula(String),
    /// A merged area covers it.
    Merged {
        /// The first cell of that area.
        first: Spot,
    },
    /// The cell has several gaps, and which one is not said; or it has fewer.
    Blanks {
        /// How many it has.
        found: usize,
    },
    /// Two values for one place.
    Twice,
    /// What the form is made of cannot be put together again: its places overlap, or its package is damaged.
    Broken,
    /// Longer than a cell holds.
    TooLong {
        /// Its characters.
        characters: usize,
    },
    /// The place is of the other kind of form.
    OtherKind,
    /// A chart or dialog, no sheet of cells.
    NoCells,
}

/// A place that cannot be filled, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfillable {
    /// The place.
    pub spot: Spot,
    /// Why.
    pub obstacle: Obstacle,
}

/// Characters that a cell of a workbook holds.
pub const LONGEST_TEXT: usize = 32_767;

impl Unfillable {
    /// Stable code for scripts.
    pub fn code(&self) -> &'static str {
        match &self.obstacle {
            Obstacle::NoSheet { .. } => "no-sheet",
            Obstacle::NoTable { .. } => "no-table",
            Obstacle::NoControl { .. } => "no-control",
            Obstacle::NoName { .. } => "no-name",
            Obstacle::Formula(_) => "formula-there",
            Obstacle::Merged { .. } => "merged",
            Obstacle::Blanks { .. } => "blanks",
            Obstacle::Twice => "marked-twice",
            Obstacle::Broken => "form-broken",
            Obstacle::TooLong { .. } => "too-long",
            Obstacle::OtherKind => "other-kind",
            Obstacle::NoCells => "no-cells",
        }
    }
}

impl std::error::Error for Unfillable {}

impl std::fmt::Display for Unfillable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let spot = &self.spot;
        match &self.obstacle {
            Obstacle::NoSheet { known } => write!(
                f,
                "{spot}填不了：表样中没有这个工作表，有{}。请核对填表方案中的工作表名称。",
                listed(known)
            ),
            Obstacle::NoTable { missing } => {
                write!(f, "{spot}填不了：{missing}。请核对填表方案中的位置。")
            }
            Obstacle::NoControl { known } => write!(
                f,
                "{spot}填不了：表样中没有这个内容控件，有{}。请核对填表方案中的控件标记。",
                listed(known)
            ),
            Obstacle::NoName { known } => write!(
                f,
                "{spot}填不了：表样中没有指到一个单元格的这个名称，有{}。请核对填表方案，或者直接写明工作表和单元格。",
                listed(known)
            ),
            Obstacle::Formula(formula) => write!(
                f,
                "{spot}不填：该格已有公式“={formula}”，由表自行计算。请从填表方案中删去该格，改填公式所引用的格。"
            ),
            Obstacle::Merged { first } => write!(
                f,
                "{spot}填不了：该格在合并区域内，填了也看不见。请改填合并区域的首格：{first}。"
            ),
            Obstacle::Blanks { found: 0 } => write!(
                f,
                "{spot}填不了：该格没有这一处空白。请核对填表方案中的空白序号。"
            ),
            Obstacle::Blanks { found } => write!(
                f,
                "{spot}填不了：该格有{found}处空白，要填哪一处没有写明或者超出。请在填表方案中用 blank 写明第几处。"
            ),
            Obstacle::Twice => write!(
                f,
                "{spot}填不了：填表方案给了两个值，无法判断取哪个。请删去其中一个。"
            ),
            Obstacle::Broken => write!(
                f,
                "{spot}填不了：表样内部结构有损坏，填后拼不成原样。请用WPS打开表样另存一份，再填。"
            ),
            Obstacle::TooLong { characters } => write!(
                f,
                "{spot}填不了：要填的文字有{characters}个字，一个单元格至多{LONGEST_TEXT}个字。请改短。"
            ),
            Obstacle::OtherKind => write!(
                f,
                "{spot}填不了：位置的写法与表样的种类不符。电子表格写工作表和单元格，文档写第几个表、第几行、第几格。请改正填表方案。"
            ),
            Obstacle::NoCells => write!(
                f,
                "{spot}填不了：这是图表页，没有单元格。请改填有单元格的工作表。"
            ),
        }
    }
}

/// The fault of a form that cannot be put together again, told at the first of its places.
pub(super) fn broken(entries: &[Entry]) -> Vec<Unfillable> {
    let fault = |entry: &Entry| Unfillable {
        spot: entry.spot.clone(),
        obstacle: Obstacle::Broken,
    };
    entries.first().map(fault).into_iter().collect()
}

fn listed(known: &[String]) -> String {
    match known {
        [] => "的是：无".to_owned(),
        _ => {
            let named = known.iter().take(12).map(|name| format!("“{name}”"));
            named.collect::<Vec<_>>().join("、")
        }
    }
}
