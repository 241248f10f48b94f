//! Why a book cannot be read.

use super::{Place, column_name};

/// Why a book cannot be read. Nothing of it is used then.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// Larger than is read.
    #[error(
        "“{name}”有{megabytes}兆字节，超过一次能够读取的{most}兆。请按年份或者单位拆成几个文件，或者删去表中的图片后再导入。"
    )]
    TooLarge {
        /// Name of the file.
        name: String,
        /// Its size.
        megabytes: u64,
        /// The most that is read.
        most: u64,
    },
    /// It unpacks to more than is read.
    #[error(
        "“{name}”解压后超过{most}兆字节，不像台账，未予读取。请用办公软件打开核对，把需要的行复制到新表后再导入。"
    )]
    Bomb {
        /// Name of the file.
        name: String,
        /// The most that is unpacked.
        most: u64,
    },
    /// Too many rows in one sheet.
    #[error(
        "“{name}”工作表“{sheet}”超过{most}行，超过一次能够导入的行数。请按年份或者单位拆成几个文件后再导入。"
    )]
    TooManyRows {
        /// Name of the file.
        name: String,
        /// The sheet.
        sheet: String,
        /// The most rows that are read.
        most: u32,
    },
    /// Too many cells in the book.
    #[error(
        "“{name}”工作表“{sheet}”中有内容的单元格超过{most}个。请删去多余的列，或者拆成几个文件后再导入。"
    )]
    TooManyCells {
        /// Name of the file.
        name: String,
        /// The sheet at which it was too much.
        sheet: String,
        /// The most cells that are read.
        most: usize,
    },
    /// Too much text in the book.
    #[error(
        "“{name}”读到工作表“{sheet}”时文字已超过{most}兆字节，超过一次能够读取的数量。请按年份或者单位拆成几个文件，或者删去长篇的正文列后再导入。"
    )]
    TooMuchText {
        /// Name of the file.
        name: String,
        /// The sheet at which it was too much.
        sheet: String,
        /// The most that is read, in megabytes.
        most: usize,
    },
    /// One cell holds more than any office program lets in.
    #[error(
        "“{name}”{}中的文字超过{most}个字，未予读取。请核对该单元格是否误贴了整份文件，改短后再导入。",
        spot(place)
    )]
    CellTooLong {
        /// Name of the file.
        name: String,
        /// Where, where it is known.
        place: Option<Place>,

        /// The most that is read.
        most: usize,
    },
    /// Protected by a password.
    #[error(
        "“{name}”设有打开密码，无法读取。请用办公软件打开，在“文件—信息—文档加密”中把密码清空，另存后再导入。"
    )]
    Password {
        /// Name of the file.
        name: String,
    },
    /// Cut off or damaged.
    #[error(
        "“{name}”不完整或者已损坏（{detail}），无法读取。请重新复制或者下载该文件，用办公软件打开并另存为 .xlsx 后再导入。"
    )]
    Damaged {
        /// Name of the file.
        name: String,
        /// What was met, in Chinese.
        detail: &'static str,
        /// What the reader said.
        #[source]
        cause: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// Separated text with a quotation mark that is never closed.
    #[error(
        "“{name}”第{row}行有引号没有配对，其后的内容都被并进一格。请用办公软件打开核对，改正后另存为 .xlsx 再导入。"
    )]
    OpenQuote {
        /// Name of the file.
        name: String,
        /// Row, from 1, in which the quotation mark stands.
        row: usize,
    },
    /// Text in no encoding that we know.
    #[error(
        "“{name}”不是 UTF-8、GB18030 或者 UTF-16 编码的文字，无法读取。请用办公软件打开，另存为 .xlsx 后再导入。"
    )]
    Encoding {
        /// Name of the file.
        name: String,
    },
    /// Not a spreadsheet.
    #[error("“{name}”不是电子表格。请导入 .xlsx、.xls、.et、.ods 或者 .csv 文件。")]
    NotASheet {
        /// Name of the file.
        name: String,
    },
    /// Nothing in it.
    #[error("“{name}”中没有内容。请核对是否选错了文件。")]
    Empty {
        /// Name of the file.
        name: String,
    },
}

fn spot(place: &Option<Place>) -> String {
    match place {
        Some(Place { sheet, row, column }) => {
            let column = column.map(column_name).unwrap_or_default();
            format!("工作表“{sheet}”第{}行{column}列", u64::from(*row) + 1)
        }
        None => "某个单元格".to_owned(),
    }
}

impl BookError {
    /// Stable code for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            BookError::TooLarge { .. } => "too-large",
            BookError::Bomb { .. } => "zip-bomb",
            BookError::TooManyRows { .. } => "too-many-rows",
            BookError::TooManyCells { .. } => "too-many-cells",
            BookError::TooMuchText { .. } => "too-much-text",
            BookError::CellTooLong { .. } => "cell-too-long",
            BookError::Password { .. } => "password",
            BookError::Damaged { .. } => "damaged",
            BookError::OpenQuote { .. } => "open-quote",
            BookError::Encoding { .. } => "encoding",
            BookError::NotASheet { .. } => "not-a-sheet",
            BookError::Empty { .. } => "empty",
        }
    }
}
