//! 导入台账: a book is sent, looked at, corrected, tried, and only then entered.

mod confirm;
mod edit;
mod front;
mod mapping;
mod show;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use andu_office::import::{
    Answers, ImportError, ImportReport, ImportRequest, ListShown, Scheme, SheetPeek,
};
use andu_office::{AT_PAGES, OfficeError};

use super::hints::on_page;
use crate::app::App;
use crate::fault::Fault;
use crate::kept::What;
use crate::site::Site;

pub(crate) use confirm::confirm;
pub(crate) use edit::correct;
pub(crate) use front::{procedures, show as front, take};
pub(crate) use show::show;

/// Rows of each sheet that are kept to be shown beside the mapping.
const PEEK_ROWS: usize = 60;

/// A book on its way in.
pub(crate) struct Draft {
    /// Name of the file.
    pub name: String,
    bytes: Vec<u8>,
    /// The register that every list of it is, where a person says so.
    procedure: Option<String>,
    /// The mapping as it stands; none before the first look.
    scheme: Option<Scheme>,
    /// Rows of headings that a person named, by sheet.
    headings: BTreeMap<String, (u32, u32)>,
    /// The kept scheme that it was gone by.
    kept_as: Option<String>,
    peek: Vec<SheetPeek>,
    /// The lists as they were first proposed, with the reasons.
    first: Vec<ListShown>,
    /// What importing it would do, or why it cannot be.
    trial: Result<ImportReport, String>,
    /// Counts the corrections, so that two windows do not undo each other.
    revision: u32,
    done: Option<Done>,
}

/// What came of a confirmed import.
struct Done {
    report: ImportReport,
    scheme: Option<String>,
    changes_accepted: bool,
}

/// What is asked of the office for a draft.
struct Asking<'a> {
    procedure: Option<&'a str>,
    scheme: Option<Scheme>,
    answers: Answers,
    how: How,
}

/// Whether to look, or to enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Look,
    All { changes: bool },
    Good { changes: bool },
}

impl Draft {
    /// Whether it was entered.
    pub(crate) fn is_done(&self) -> bool {
        self.done.is_some()
    }

    /// Looks at a file for the first time. A file that cannot be used at all becomes no draft.
    fn begin(
        app: &App,
        site: &Site,
        name: String,
        bytes: Vec<u8>,
        procedure: Option<String>,
        scheme: Option<Scheme>,
    ) -> Result<Result<Draft, String>, Fault> {
        let mut draft = Draft {
            name,
            bytes,
            procedure,
            scheme,
            headings: BTreeMap::new(),
            kept_as: None,
            peek: Vec::new(),
            first: Vec::new(),
            trial: Err(String::new()),
            revision: 1,
            done: None,
        };
        let asking = Asking {
            procedure: draft.procedure.as_deref(),
            scheme: draft.scheme.clone(),
            answers: Answers::default(),
            how: How::Look,
        };
        // Before anything else of it is looked at: this is where a mark of classified papers stops it, and where that is entered.
        match draft.ask(app, site, asking) {
            Ok(report) => {
                draft.scheme = Some(report.used.clone());
                draft.trial = Ok(report);
            }
            // A person may say what it is.
            Err(error @ (ImportError::NoList { .. } | ImportError::SchemeMisfit { .. })) => {
                draft.trial = Err(told(error)?);
            }
            Err(error) => return Ok(Err(told(error)?)),
        }
        draft.peek = match app.office.peek(&draft.name, &draft.bytes, PEEK_ROWS) {
            Ok(peek) => peek,
            Err(error) => return Ok(Err(told(error)?)),
        };
        if let Ok(report) = &draft.trial {
            draft.first.clone_from(&report.lists);
            draft.kept_as.clone_from(&report.scheme);
        }
        Ok(Ok(draft))
    }

    /// Tries the mapping as it stands, with answers laid over it.
    fn look(&mut self, app: &App, site: &Site, answers: Answers) -> Result<(), Fault> {
        let asking = Asking {
            procedure: self.procedure.as_deref(),
            scheme: self.scheme.clone(),
            answers,
            how: How::Look,
        };
        match self.ask(app, site, asking) {
            Ok(report) => {
                self.scheme = Some(report.used.clone());
                self.trial = Ok(report);
            }
            Err(error) => self.trial = Err(told(error)?),
        }
        self.revision += 1;
        Ok(())
    }

    fn ask(&self, app: &App, site: &Site, asking: Asking<'_>) -> Result<ImportReport, ImportError> {
        let (keep_good, accept_changes) = match asking.how {
            How::Look => (false, false),
            How::All { changes } => (false, changes),
            How::Good { changes } => (true, changes),
        };
        let request = ImportRequest {
            name: &self.name,
            bytes: &self.bytes,
            procedure: asking.procedure,
            scheme: asking.scheme,
            answers: Answers {
                headings: self.headings.clone(),
                ..asking.answers
            },
            keep_good,
            accept_changes,
            dry_run: asking.how == How::Look,
            now: site.at,
            recorder: app.entry.recorder.clone(),
            channel: AT_PAGES.to_owned(),
        };
        app.office.import(&request, &mut |_| {})
    }
}

/// The draft of an id.
fn draft(app: &App, id: &str) -> Result<Arc<Mutex<Draft>>, Fault> {
    match app.entry.kept.get(id, (app.now)())? {
        What::Import(draft) => Ok(draft),
        _ => Err(Fault::Gone),
    }
}

/// Why a book cannot be imported, as a sentence of the page; faults of ours are a page of their own.
pub(crate) fn told(error: ImportError) -> Result<String, Fault> {
    match error {
        ImportError::Office(inner)
            if matches!(*inner, OfficeError::Ledger(_) | OfficeError::Figures(_)) =>
        {
            Err(Fault::from(*inner))
        }
        error => Ok(on_page(&error.to_string())),
    }
}
