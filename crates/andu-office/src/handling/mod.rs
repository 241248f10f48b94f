//! Sheets for units without an account (办理表): out with what is open, filled in anywhere, back through the same gates as everything else.
//!
//! A sheet carries for each matter how much of its history the unit has seen (版本). A row of which the matter moved on meanwhile is listed
//! and not done; nobody's work is overwritten, and the other rows are done all the same.

mod columns;
mod out;
mod plan;
mod read;
mod take;

use serde::Serialize;

pub use out::{HandlingBook, HandlingOut};
pub use take::{HandlingFile, HandlingRequest};

/// Channel of what came back on a sheet; what begins so is shown as 离线返回.
pub const OFFLINE: &str = "offline";

/// Channel of a sheet that whoever owns the machine takes back.
pub const OFFLINE_AT_MACHINE: &str = "offline-cli";

/// Channel of a sheet that is taken back on the pages, as long as nobody signs in there.
pub const OFFLINE_AT_PAGES: &str = "offline-web-local";

/// What came of returned sheets.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HandlingReport {
    /// Names of the files.
    pub files: Vec<String>,
    /// Whether acts were to be performed, and not only shown.
    pub accepted: bool,
    /// Rows that were done; where they are only shown, that could be.
    pub done: usize,
    /// Rows that were done before.
    pub same: usize,
    /// Rows in which nothing was filled.
    pub blank: usize,
    /// Rows that were not taken.
    pub refused: usize,
    /// All rows, in the order of files, sheets and rows.
    pub rows: Vec<HandledRow>,
}

/// What came of a row.
#[derive(Debug, Clone, Serialize)]
pub struct HandledRow {
    /// Name of the file.
    pub file: String,
    /// Name of the sheet.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
    /// The matter.
    pub matter: String,
    /// Its number, or else its title.
    pub number: String,
    /// What came of it.
    pub state: RowState,
    /// The action, by its Chinese term; empty where none was chosen.
    pub action: String,
    /// The day of the action.
    pub at: String,
    /// Who acted.
    pub actor: String,
    /// What the action sets.
    pub changes: Vec<HandledChange>,
    /// Stable code of what stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What stands in the way, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What a person should know although it was done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
    /// Hash of the event that was written, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// Nothing was filled in.
    Blank,
    /// It was done before.
    Same,
    /// It can be done, and was only shown.
    Possible,
    /// It was done now.
    Done,
    /// It was not taken.
    Refused,
}

impl RowState {
    /// The Chinese term.
    pub fn label(self) -> &'static str {
        match self {
            RowState::Blank => "未填",
            RowState::Same => "相同",
            RowState::Possible => "可以办理",
            RowState::Done => "已办理",
            RowState::Refused => "没有办理",
        }
    }
}

/// What an action sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandledChange {
    /// Term of the item.
    pub what: String,
    /// What is on record.
    pub was: String,
    /// What the sheet says.
    pub now: String,
}
