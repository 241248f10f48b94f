//! Marks of secrecy (密级标志) in what is entered by hand: values, notes, files and their names. Looked for before anything is stored.

use andu_reader::read;
use andu_rules::ClassifiedMarks;
use andu_rules::model::Value;
use andu_sheets::read_book;

use crate::act::Given;
use crate::audit::text::whole;
use crate::error::OfficeError;
use crate::import::{ImportError, Stopped, stop};
use crate::office::Office;

/// A file on its way to a matter.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Kind of document that it is to be filed as.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Office {
    /// Refuses what bears a mark of secrecy, and enters that it was stopped: the fact, the time, the way and the kind of mark.
    ///
    /// Of files that hold no text, such as scans, only the names can be looked at.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Classified`]; nothing was stored then.
    pub fn refuse_marked(
        &self,
        given: &Given,
        uploads: &[Upload],
        stopped: Stopped<'_>,
    ) -> Result<(), OfficeError> {
        let rules = self.rules();
        let marks = ClassifiedMarks::new(&rules.pack.lexicons);
        let typed = texts(given)
            .iter()
            .find_map(|text| marks.scan(text))
            .map(|hit| hit.label);
        let label = typed.or_else(|| {
            uploads.iter().find_map(|upload| {
                let named = marks.scan(&upload.name).map(|hit| hit.label);
                named.or_else(|| in_file(&rules, &marks, upload))
            })
        });
        let Some(label) = label else {
            return Ok(());
        };
        // Where even that cannot be entered, the stop itself is what has to be told.
        self.record_stop(&label, stopped).ok();
        Err(OfficeError::Classified { label })
    }
}

/// The kind of mark that the text of a file bears.
fn in_file(
    rules: &crate::rules::Rules,
    marks: &ClassifiedMarks,
    upload: &Upload,
) -> Option<String> {
    if let Ok(book) = read_book(&upload.name, &upload.bytes) {
        return match stop::check(rules, &book, &upload.bytes) {
            Err(ImportError::Classified { label, .. }) => Some(label),
            _ => None,
        };
    }
    let paper = read(&upload.name, &upload.bytes).ok()?;
    marks.scan(&whole(&paper)).map(|hit| hit.label)
}

/// Everything that somebody wrote.
fn texts(given: &Given) -> Vec<&str> {
    let (set, note) = match given {
        Given::Act(act) | Given::ActWithApprovals(act, _) => (Some(&act.set), act.note.as_deref()),
        Given::Found(found) => (Some(&found.set), Some(found.source.title.as_str())),
        Given::Correct(correction) => {
            let value = match &correction.change {
                andu_casework::Change::Field(_, value) => written(value),
                andu_casework::Change::Time(_) => Vec::new(),
            };
            return [value, vec![correction.reason.as_str()]].concat();
        }
        Given::Void { reason, .. } => (None, Some(reason.as_str())),
    };
    let values = set.into_iter().flat_map(|set| set.values());
    values.flat_map(written).chain(note).collect()
}

fn written(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => vec![text],
        Value::List(rows) => rows
            .iter()
            .flat_map(|row| row.values())
            .flat_map(written)
            .collect(),
        _ => Vec::new(),
    }
}
