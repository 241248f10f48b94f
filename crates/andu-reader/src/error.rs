//! Why a file cannot be read, and what its owner can do about it.

use crate::{Format, MOST_BYTES, MOST_TEXT};

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file is larger than [`MOST_BYTES`].
    #[error("文件有 {megabytes} MB，超过 {} MB，没有读。请去掉图片等大件，或者分成几个文件再校核。", MOST_BYTES / 1024 / 1024)]
    TooLarge {
        /// Its size, rounded up.
        megabytes: usize,
    },
    /// There is more text than [`MOST_TEXT`].
    #[error("文件的文字超过 {} 万字，没有读。请分成几个文件再校核。", MOST_TEXT / 3 / 10_000)]
    TooLong,
    /// It unpacks to far more than a paper can be.
    #[error("压缩包解开后异常庞大，没有读。请用 WPS 或者 Word 打开后另存为 .docx，再校核新文件。")]
    Bomb,
    /// Elements lie within elements deeper than any paper has them.
    #[error("文件内部层次太深，没有读。请用 WPS 或者 Word 打开后另存为 .docx，再校核新文件。")]
    TooDeep,
    /// It asks for a password.
    #[error("文件设了打开密码，读不了。请取消密码后另存一份，再校核新文件。")]
    Encrypted,
    /// It is of a kind that is not read here.
    #[error("{}", .0.advice())]
    Foreign(Foreign),
    /// A PDF or OFD of pictures.
    #[error("{}共 {pages} 页，没有文字层（多半是扫描件），读不出文字。请用 WPS 或者 Word 的原稿，另存为 .docx 再校核。", .format.label())]
    NoTextLayer {
        /// Which of the two.
        format: Format,
        /// How many pages it has.
        pages: usize,
    },
    /// There is nothing to read in it.
    #[error("文件里没有文字。请确认交来的是写好的报告。")]
    Empty,
    /// It is damaged.
    #[error("{}已损坏：{part}读不下去。请用原来的软件打开后另存为 .docx，再校核新文件。", .format.label())]
    Damaged {
        /// What it should be.
        format: Format,
        /// The Chinese name of the part that cannot be read.
        part: &'static str,
    },
}

/// Kinds of files that are known and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Rich text.
    Rtf,
    /// A spreadsheet.
    Spreadsheet,
    /// Slides.
    Slides,
    /// OpenDocument text.
    OpenDocument,
    /// A web archive or e-mail.
    WebArchive,
    /// A picture.
    Picture,
    /// An archive of files.
    Archive,
    /// WPS or Word of a make that only they read.
    OldWriter,
    /// Anything else.
    Unknown,
}

impl Foreign {
    fn advice(self) -> &'static str {
        match self {
            Foreign::Rtf => "这是 RTF 文件，读不了。请用 WPS 或者 Word 打开，另存为 .docx 再校核。",
            Foreign::Spreadsheet => "这是电子表格，不是报告。请交来报告本身（.docx）。",
            Foreign::Slides => {
                "这是演示文稿，读不了。请把文字放进 WPS 或者 Word，另存为 .docx 再校核。"
            }
            Foreign::OpenDocument => {
                "这是 ODT 文件，读不了。请用 WPS 或者 Word 打开，另存为 .docx 再校核。"
            }
            Foreign::WebArchive => {
                "这是网页存档文件，读不了。请用浏览器另存为网页（.html），或者用 WPS、Word 打开后另存为 .docx。"
            }
            Foreign::Picture => {
                "这是图片，没有文字可读。请用 WPS 或者 Word 的原稿，另存为 .docx 再校核。"
            }
            Foreign::Archive => "这是压缩包。请解开后，把里面的报告一份一份交来校核。",
            Foreign::OldWriter => {
                "这是旧版 WPS 或者 Word 的文件，读不了。请用 WPS 或者 Word 打开，另存为 .docx 再校核。"
            }
            Foreign::Unknown => {
                "认不出这是什么文件，没有读。请用 WPS 或者 Word 打开，另存为 .docx 再校核。"
            }
        }
    }
}

impl ReadError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::TooLarge { .. } => "too-large",
            ReadError::TooLong => "too-long",
            ReadError::Bomb => "bomb",
            ReadError::TooDeep => "too-deep",
            ReadError::Encrypted => "encrypted",
            ReadError::Foreign(_) => "foreign-format",
            ReadError::NoTextLayer { .. } => "no-text-layer",
            ReadError::Empty => "empty",
            ReadError::Damaged { .. } => "damaged",
        }
    }
}
