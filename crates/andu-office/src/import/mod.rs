//! An office's own spreadsheets come in as they are (据台账登记), again and again, and lists go out.
//!
//! A file goes through six steps, each of which tells what it found: classified marks stop everything; the book is read; lists, registers
//! and columns are recognised or taken from a kept scheme (导入方案); each record becomes the steps that its day columns name; what is on
//! record already is compared; one transaction writes all or nothing.
//!
//! Nothing is invented: a day without a year that no title tells, a unit that nobody knows, a word that is none of the choices are asked
//! about with sheet, row and column, and answered in the scheme.

mod ask;
mod choose;
mod compare;
mod differ;
mod error;
mod export;
pub(crate) mod fields;
mod known;
mod rows;
mod scheme;
mod shown;
pub(crate) mod stop;
mod stopped;
pub(crate) mod template;
mod web;
mod write;

use std::collections::BTreeMap;

use andu_ledger::Timestamp;
use andu_sheets::{BookError, read_book};
use serde::Serialize;

use crate::error::OfficeError;
use crate::office::Office;

pub use andu_sheets::Mapping;
pub use ask::{Answers, heading_rows};
pub use error::ImportError;
pub use scheme::{Scheme, SchemeList};
pub use shown::{ColumnShown, ListShown, RowShown};
pub use stopped::{Stopped, StoppedWay};
pub use web::{ItemShown, SheetPeek, items};

/// The largest file that is read, in bytes.
pub const MOST_BYTES: u64 = andu_sheets::MOST_BYTES as u64;

/// What is to be imported, and how.
pub struct ImportRequest<'a> {
    /// Name of the file.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The procedure of every list in it; `None` guesses from the headings.
    pub procedure: Option<&'a str>,
    /// The scheme to go by; `None` looks for a kept one that fits, and else proposes one.
    pub scheme: Option<Scheme>,
    /// Answers to what was asked, laid over scheme or proposal.
    pub answers: Answers,
    /// Store the good rows although others are rejected.
    pub keep_good: bool,
    /// Write differences from what is on record as corrections.
    pub accept_changes: bool,
    /// Only look.
    pub dry_run: bool,
    /// When it is entered.
    pub now: Timestamp,
    /// Who enters it.
    pub recorder: String,
    /// By what way: `cli`, [`crate::AT_PAGES`].
    pub channel: String,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportProgress {
    /// So many rows of so many are checked.
    Checked(usize, usize),
    /// So many rows are being written.
    Writing(usize),
}

/// What came of a file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ImportReport {
    /// Name of the file.
    pub file: String,
    /// Rows that are, or would be, on record afterwards: new, the same, and changed ones that were accepted.
    pub accepted: usize,
    /// Rows that were not taken.
    pub rejected: usize,
    /// New matters.
    pub added: usize,
    /// Rows that say what is on record.
    pub same: usize,
    /// Rows that differ from what is on record.
    pub changed: usize,
    /// Whether anything was written.
    pub stored: bool,
    /// Why rows were not taken, in order.
    pub errors: Vec<RowError>,
    /// Differences from what is on record.
    pub changes: Vec<RowChange>,
    /// Words that have to be explained before the rows that hold them can be taken.
    pub questions: Vec<Question>,
    /// The lists that were found, with their columns.
    pub lists: Vec<ListShown>,
    /// What a person should know, in Chinese.
    pub notices: Vec<String>,
    /// What the procedures ask for and the books do not show (要件未见): label → matters.
    pub missing: BTreeMap<String, usize>,
    /// Name of the scheme that was gone by, or was kept now.
    pub scheme: Option<String>,
    /// The scheme itself, to be corrected and kept.
    #[serde(skip)]
    pub used: Scheme,
}

/// Why a row was not taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RowError {
    /// Name of the sheet.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
    /// Letter of the column; empty for the row as a whole.
    pub column: String,
    /// What, where, what to do.
    pub message: String,
}

/// A difference from what is on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowChange {
    /// Name of the sheet.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
    /// The matter.
    pub matter: String,
    /// Its number, or its title.
    pub number: String,
    /// Term of what differs.
    pub what: String,
    /// What is on record.
    pub was: String,
    /// What the sheet says.
    pub now: String,
}

/// A word that has to be explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// `unit` or `choice`.
    pub kind: String,
    /// Term of the item.
    pub label: String,
    /// The word.
    pub text: String,
    /// What it may mean.
    pub candidates: Vec<String>,
    /// Rows in which it stands.
    pub rows: usize,
}

impl Office {
    /// Imports a file, or looks what importing it would do.
    ///
    /// # Errors
    ///
    /// [`ImportError`] where the file as a whole cannot be used; rows that cannot be used are told in the report.
    pub fn import(
        &self,
        request: &ImportRequest<'_>,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> Result<ImportReport, ImportError> {
        let stopped = Stopped {
            way: StoppedWay::Import,
            now: request.now,
            recorder: &request.recorder,
            channel: &request.channel,
        };
        self.looked_at(request, progress)
            .inspect_err(|error| self.note_stop(error, stopped))
    }

    /// Enters that a mark stopped something. Where even that cannot be entered, the stop itself is what has to be told.
    pub(crate) fn note_stop(&self, error: &ImportError, stopped: Stopped<'_>) {
        if let ImportError::Classified { label, .. } = error {
            self.record_stop(label, stopped).ok();
        }
    }

    fn looked_at(
        &self,
        request: &ImportRequest<'_>,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> Result<ImportReport, ImportError> {
        let rules = self.rules();
        stop::check_name(&rules, request.name)?;
        let book = read_book(request.name, request.bytes)?;
        stop::check(&rules, &book, request.bytes)?;
        let mut report = ImportReport {
            file: request.name.to_owned(),
            notices: book
                .notices
                .iter()
                .map(|notice| notice.text.clone())
                .collect(),
            ..ImportReport::default()
        };
        let units = self.known_units(&rules)?;
        let chosen = choose::choose(self, &rules, &book, &units, request, &mut report)?;
        let read = rows::read(&rules, &chosen, &units, &mut report, progress)?;
        ask::questions(&read, &mut report);
        let fates = compare::compare(self, &rules, read, request, &mut report)?;
        write::write(self, fates, request, &mut report, progress)?;
        report.errors.sort();
        report.used = chosen.scheme;
        if report.stored && report.scheme.is_none() {
            report.scheme = self.keep_scheme(&report.used)?;
        }
        Ok(report)
    }
}

impl From<BookError> for ImportError {
    fn from(error: BookError) -> ImportError {
        ImportError::Book(Box::new(error))
    }
}

impl From<andu_ledger::LedgerError> for ImportError {
    fn from(error: andu_ledger::LedgerError) -> ImportError {
        ImportError::Office(Box::new(OfficeError::Ledger(error)))
    }
}

impl From<OfficeError> for ImportError {
    fn from(error: OfficeError) -> ImportError {
        ImportError::Office(Box::new(error))
    }
}
