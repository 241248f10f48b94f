//! The document model: what all formats print.

use serde::Serialize;

/// A composed report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Document {
    /// Title on one line.
    pub title: String,
    /// Who writes it.
    pub organ: String,
    /// From top to bottom.
    pub blocks: Vec<Block>,
    /// Printed across every page, such as 演示数据　非公文.
    pub marks: Option<String>,
    /// Printed below the text, such as the 核验码.
    pub foot: Vec<String>,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// Title.
    Title {
        /// Its wording.
        inlines: Vec<Inline>,
    },
    /// To whom it is addressed.
    Addressee {
        /// Its wording.
        inlines: Vec<Inline>,
    },
    /// A heading.
    Heading {
        /// 1 to 4.
        level: u8,
        /// 一、 （一） 1. （1）.
        number: String,
        /// Its wording.
        inlines: Vec<Inline>,
    },
    /// A paragraph of the template.
    Paragraph {
        /// Its wording.
        inlines: Vec<Inline>,
    },
    /// What people write.
    Prose {
        /// Id in the template.
        id: String,
        /// What it is about.
        label: String,
        /// What to write.
        hint: String,
        /// What was written; empty where nobody has.
        paragraphs: Vec<Vec<Inline>>,
    },
    /// A table.
    Table {
        /// Above it.
        caption: Vec<Inline>,
        /// Heads.
        columns: Vec<String>,
        /// Cells.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// Head of a paper: organ, number and title.
    Head(Head),
    /// A form: cells that name things beside cells that hold them.
    Form {
        /// From top to bottom.
        rows: Vec<FormRow>,
    },
    /// In smaller type.
    Note {
        /// Its wording.
        inlines: Vec<Inline>,
    },
    /// What follows begins on a new page.
    PageBreak,
    /// Who signs, and when.
    Signature {
        /// Name of the organ.
        organ: String,
        /// 2026年1月15日.
        date: String,
    },
}

/// Head of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Name of the organ, in red above a red line; only letters of a real office have it.
    pub letterhead: Option<String>,
    /// 告〔2025〕3号.
    pub number: Vec<Inline>,
    /// Whether the number stands below the title, or at the right of its line.
    pub place: NumberPlace,
    /// Title; a line break where the wording has one.
    pub title: Vec<Inline>,
}

/// Where the number of a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberPlace {
    /// Below the title, in the middle.
    Below,
    /// Above the title, at the right.
    Above,
    /// Between title and form, at the right.
    Right,
}

/// A row of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormRow {
    /// Least height, in lines.
    pub lines: u8,
    /// From left to right; the last takes what is left of the row.
    pub cells: Vec<FormCell>,
}

/// A cell of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormCell {
    /// Whether it names what stands beside it.
    pub head: bool,
    /// What it holds.
    pub inlines: Vec<Inline>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Inline {
    /// As it stands.
    Text {
        /// The text.
        text: String,
    },
    /// A new line within the paragraph.
    Break,
    /// A figure.
    Slot(Slot),
    /// A numeral typed by hand.
    Typed(Typed),
    /// What is not known yet and has to be filled in: 〔待填：补正期限〕.
    Blank {
        /// What it is.
        label: String,
    },
}

/// A figure in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// `f1`, `f2` … in the order of the document.
    pub id: String,
    /// The indicator.
    pub indicator: String,
    /// Its term.
    pub label: String,
    /// As the report prints it; — where it is undefined.
    pub printed: String,
    /// The value, where it is defined.
    pub value: Option<String>,
    /// Unit.
    pub unit: String,
    /// Where its records open.
    pub href: Option<String>,
    /// The value a year before, as printed.
    pub before: Option<String>,
    /// What has changed since, as printed.
    pub change: Option<String>,
    /// What a reader must know beside it.
    pub notes: Vec<String>,
}

/// A numeral typed by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Typed {
    /// As typed, with its unit.
    pub text: String,
    /// Where it comes from; absent: 无出处.
    pub source: Option<String>,
}

impl Document {
    /// Every slot, in the order of the document.
    pub fn slots(&self) -> Vec<&Slot> {
        let lines = self.blocks.iter().flat_map(Block::lines);
        let inlines = lines.flatten();
        inlines
            .filter_map(|inline| match inline {
                Inline::Slot(slot) => Some(slot),
                Inline::Text { .. } | Inline::Break | Inline::Typed(_) | Inline::Blank { .. } => {
                    None
                }
            })
            .collect()
    }
}

impl Block {
    /// The lines of inlines that it holds.
    pub(crate) fn lines(&self) -> Vec<&[Inline]> {
        match self {
            Block::Title { inlines }
            | Block::Addressee { inlines }
            | Block::Heading { inlines, .. }
            | Block::Note { inlines }
            | Block::Paragraph { inlines } => vec![inlines],
            Block::Prose { paragraphs, .. } => paragraphs.iter().map(Vec::as_slice).collect(),
            Block::Table { caption, rows, .. } => {
                let cells = rows.iter().flatten().map(Vec::as_slice);
                [caption.as_slice()].into_iter().chain(cells).collect()
            }
            Block::Head(head) => vec![&head.number, &head.title],
            Block::Form { rows } => {
                let cells = rows.iter().flat_map(|row| &row.cells);
                cells.map(|cell| cell.inlines.as_slice()).collect()
            }
            Block::Signature { .. } | Block::PageBreak => Vec::new(),
        }
    }
}

/// The text of a line, slots as printed.
pub(crate) fn plain(inlines: &[Inline]) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Text { text: own } => text.push_str(own),
            Inline::Break => text.push('\n'),
            Inline::Slot(slot) => text.push_str(&slot.printed),
            Inline::Typed(typed) => text.push_str(&typed.text),
            Inline::Blank { label } => text.push_str(&blank(label)),
        }
    }
    text
}

/// 〔待填：补正期限〕.
pub(crate) fn blank(label: &str) -> String {
    format!("〔待填：{label}〕")
}
