//! Papers of a procedure (办理文书): notices, letters and forms, their wording as data.

use jiff::civil::Date;

use super::{ActionId, Citation, ClockId, DocumentId, FieldId, PaperId, ProcedureId, Span};
use crate::condition::Condition;

mod lookup;
mod slot;

pub use lookup::{Lookup, LookupStep};
pub(crate) use slot::SLOTS;
pub use slot::{PaperPiece, PaperSlot, PaperText, SlotFault, SlotKind, SlotLook};

/// A paper as the pack words it, before a matter is put into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Id within the procedure, such as `extension-notice`; also the name of the file.
    pub id: PaperId,
    /// Official Chinese term.
    pub label: String,
    /// The procedure whose matters it is for.
    pub procedure: ProcedureId,
    /// Versions of the procedure, by their first days in force; empty means all.
    pub versions: Vec<Date>,
    /// Actions at which it is issued; empty for a paper that may be printed at any time.
    pub on: Vec<ActionId>,
    /// Issued, and printable, only where this holds.
    pub when: Option<Condition>,
    /// Wording of its number, such as `依申请延〔{year}〕{n}号`; papers of one wording share one gapless series.
    pub series: Option<String>,
    /// Field that holds the number where it was given by hand, and receives the one that is drawn.
    pub number: Option<FieldId>,
    /// Kind of document that it is: issuing it files that document.
    pub fulfils: Option<DocumentId>,
    /// How its first page looks.
    pub look: PaperLook,
    /// What the person concerned may see with it who looks the matter up by number and code.
    pub lookup: Option<Lookup>,
    /// What it rests on.
    pub basis: Vec<Citation>,
    /// From top to bottom.
    pub blocks: Vec<PaperBlock>,
    /// What is not certain about it (待核).
    pub doubt: Option<String>,
    /// Name of the file, relative to the pack.
    pub file: String,
    /// SM3 of the file, and of the overlays laid over it, in hex.
    pub digest: String,
}

impl Paper {
    /// Whether it is for matters of a version.
    pub fn is_for(&self, version: Date) -> bool {
        self.versions.is_empty() || self.versions.contains(&version)
    }

    /// The clocks whose due days it tells.
    pub fn clocks(&self) -> Vec<&ClockId> {
        let texts = self.blocks.iter().flat_map(|block| block.kind.texts());
        let kinds = texts.flat_map(PaperText::slots).map(|slot| &slot.kind);
        kinds
            .filter_map(|kind| match kind {
                SlotKind::Clock(id) => Some(id),
                _ => None,
            })
            .collect()
    }

    /// Whether it bears a number.
    pub fn is_numbered(&self) -> bool {
        self.series.is_some() || self.number.is_some()
    }
}

/// How the first page of a paper looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperLook {
    /// 告知书, 通知书, 决定书: organ and name of the paper as its title, the number below.
    Notice,
    /// 函: the organ in red above a red line, the number at the right.
    Letter,
    /// 审批表, 送达回证: a table under its name.
    Form,
}

/// One block of a paper.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperBlock {
    /// Id, where an overlay may want to replace it.
    pub id: Option<String>,
    /// Printed only where this holds.
    pub when: Option<Condition>,
    /// What it is.
    pub kind: PaperBlockKind,
    /// Where it stands.
    pub span: Span,
}

/// What a block of a paper is.
#[derive(Debug, Clone, PartialEq)]
pub enum PaperBlockKind {
    /// The title, in place of the usual one; a line break where the wording has one.
    Title(PaperText),
    /// To whom it is addressed.
    Addressee(PaperText),
    /// A heading; its number is made, never written.
    Heading {
        /// 1 一、 2 （一） 3 1. 4 （1）.
        level: u8,
        /// Wording.
        text: PaperText,
    },
    /// A paragraph; several where the values have line breaks.
    Paragraph(PaperText),
    /// In smaller type below everything else.
    Note(PaperText),
    /// A table with heads.
    Table {
        /// Heads of the columns.
        columns: Vec<String>,
        /// Rows.
        rows: Vec<PaperRow>,
    },
    /// A form: a table whose cells name and hold things.
    Form {
        /// Rows.
        rows: Vec<PaperRow>,
    },
    /// Who signs, and when.
    Signature {
        /// Name of the organ; left out: the office.
        organ: Option<PaperText>,
        /// Date; left out: the day of the act.
        date: Option<PaperText>,
    },
}

impl PaperBlockKind {
    /// Every text of the block.
    pub fn texts(&self) -> Vec<&PaperText> {
        match self {
            PaperBlockKind::Title(text)
            | PaperBlockKind::Addressee(text)
            | PaperBlockKind::Heading { text, .. }
            | PaperBlockKind::Paragraph(text)
            | PaperBlockKind::Note(text) => vec![text],
            PaperBlockKind::Table { rows, .. } | PaperBlockKind::Form { rows } => {
                let cells = rows.iter().flat_map(|row| &row.cells);
                cells.map(|cell| &cell.text).collect()
            }
            PaperBlockKind::Signature { organ, date } => organ.iter().chain(date).collect(),
        }
    }
}

/// A row of a table or form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PaperRow {
    /// Printed once for every row of this list.
    pub each: Option<FieldId>,
    /// Printed only where this holds.
    pub when: Option<Condition>,
    /// Height of the row in lines, where more is to be written by hand.
    pub lines: u8,
    /// From left to right.
    pub cells: Vec<PaperCell>,
}

/// A cell of a table or form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PaperCell {
    /// Whether it names what stands beside it; written with `#` before its text.
    pub head: bool,
    /// What it holds.
    pub text: PaperText,
}

/// A fact about the office that papers print and matters do not hold, such as the organ to which a remedy goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeName {
    /// Id, such as `review-organ`.
    pub id: String,
    /// Chinese term.
    pub label: String,
    /// What is printed, with `{organ}` and `{government}`; absent until the office writes it down.
    pub text: Option<PaperText>,
}
