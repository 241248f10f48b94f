//! What a reader gives back.

use std::fmt;

/// A paper that was read: what stands in it, in reading order. No paragraph is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What kind of file it was.
    pub format: Format,
    /// Paragraphs and tables: the body first, then headers and footers, then notes.
    pub blocks: Vec<Block>,
    /// What a person should know of the reading.
    pub notes: Vec<Note>,
    /// The date of publication that a web page says of itself, as it is written there.
    pub published: Option<String>,
}

impl Paper {
    /// Every paragraph of text, those in table cells included, in reading order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Paragraph { text, .. } => vec![text.as_str()],
            Block::Table { rows } => rows
                .iter()
                .flatten()
                .flat_map(|cell| cell.lines())
                .collect(),
        })
    }
}

/// A piece of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph. A forced line break ends it too.
    Paragraph {
        /// Its text without white space at both ends, automatic numbers included.
        text: String,
        /// 0 for the title of the paper, 1 and up for the levels of headings.
        heading: Option<u8>,
        /// Where in the file it stood.
        origin: Origin,
    },
    /// A table. A cell over several columns or rows stands in its first place; its other places are empty.
    Table {
        /// Rows of cells; paragraphs within a cell are lines. Rows may be of unequal length.
        rows: Vec<Vec<String>>,
    },
}

/// Where in a file a paragraph stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// In the running text.
    Body,
    /// In a footnote or endnote.
    Footnote,
    /// In a text box.
    TextBox,
    /// In a page header or footer.
    Header,
}

/// What kind of file a paper was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Word or WPS, 2007 and later.
    Docx,
    /// Word 97 to 2003, and WPS of that time.
    Doc,
    /// OFD (GB/T 33190).
    Ofd,
    /// PDF with text.
    Pdf,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
    /// Text.
    Text,
}

impl Format {
    /// As files of the format are called in Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Format::Docx => "DOCX 文档",
            Format::Doc => "DOC／WPS 文档",
            Format::Ofd => "OFD 版式文件",
            Format::Pdf => "PDF 文件",
            Format::Html => "网页",
            Format::Markdown => "Markdown 文本",
            Format::Text => "纯文本",
        }
    }
}

/// What a person should know of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Tracked changes were there; the text was read as if all were accepted.
    TrackedChanges,
    /// Text that is marked as hidden was left out.
    HiddenText,
    /// The file does not say in which code it is written; this one was taken.
    GuessedEncoding(&'static str),
    /// Pages without text, likely scans, by number from 1.
    PagesWithoutText(Vec<usize>),
    /// So many characters have no known meaning in the file and were left out.
    UnknownCharacters(usize),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::TrackedChanges => f.write_str("文件里有修订痕迹，已按全部接受修订后的文字校核。"),
            Note::HiddenText => f.write_str("文件里有隐藏文字，没有校核。"),
            Note::GuessedEncoding(name) => {
                write!(
                    f,
                    "文件没有写明文字编码，按 {name} 读取；如有乱码，请另存为 .docx 再校核。"
                )
            }
            Note::PagesWithoutText(pages) => {
                let pages: Vec<String> = pages.iter().take(20).map(usize::to_string).collect();
                write!(
                    f,
                    "第 {} 页没有文字（可能是扫描图片），没有校核。",
                    pages.join("、")
                )
            }
            Note::UnknownCharacters(count) => {
                write!(
                    f,
                    "有 {count} 个字符在文件里没有编码，读不出来；请对照原文。"
                )
            }
        }
    }
}
