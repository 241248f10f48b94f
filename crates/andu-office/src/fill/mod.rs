//! Fills a superior's own form (填上级表), and remembers which numbers went to whom (报数台账).
//!
//! A form is filled by its map (填表方案): given, or kept from the last time, or made of the placeholders in the form. Where there is none, one
//! is proposed from the words of the form; what those say beyond doubt is filled, the rest is listed for correction.

mod error;
mod given;
mod list;
mod map;
mod note;
mod propose;
mod values;
mod web;

use andu_calendar::Date;
use andu_figures::Period;
use andu_ledger::Timestamp;
use andu_rules::{ClassifiedMarks, digest};
use andu_sheets::{Entry, FilledForm, Form, Spot};
use serde::Serialize;

use crate::error::OfficeError;
use crate::import::{Stopped, StoppedWay};
use crate::office::Office;

pub use error::{FillError, MapFault};
pub use given::{Earlier, GivenShown};
pub use map::FillMap;
pub use web::{Belongs, FormCell, FormList, FormPlan, map_text};

use map::{Marked, MarkedCell, Year};

/// What is to be filled, and how.
pub struct FillRequest<'a> {
    /// Name of the form's file.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The map to go by: name of its file, and its text. `None` looks for a kept one, and else proposes one.
    pub map: Option<(&'a str, &'a str)>,
    /// Where no map is given: propose one, even where one is kept.
    pub draft: bool,
    /// The stretch of days that the form asks about.
    pub period: Period,
    /// The day that stands for `{date}`.
    pub date: Date,
    /// Who asked; entered in the register of figures given.
    pub asked_by: Option<&'a str>,
    /// Who gives the figures.
    pub actor: String,
    /// Who enters it.
    pub recorder: String,
    /// When it is entered.
    pub now: Timestamp,
    /// By what way: `cli`, [`crate::AT_PAGES`].
    pub channel: String,
    /// Only look: keep no map, record nothing.
    pub only_look: bool,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct FillReport {
    /// Name of the form's file.
    pub form: String,
    /// The filled form; `None` where nothing could be filled.
    #[serde(skip)]
    pub bytes: Option<Vec<u8>>,
    /// The note (填表说明) as a workbook: which figure gave which cell.
    #[serde(skip)]
    pub note: Option<Vec<u8>>,
    /// Cells that were filled.
    pub filled: Vec<FilledCell>,
    /// Cells that were left, and why.
    pub left: Vec<LeftCell>,
    /// What a reader of the form should know.
    pub notes: Vec<String>,
    /// Figures that were given before, or sealed.
    pub earlier: Vec<Earlier>,
    /// A map to be corrected, where there was none.
    pub proposal: Option<String>,
    /// Where the map was kept.
    pub map: Option<String>,
    /// Number of the entry in the register of figures given.
    pub record: Option<String>,
}

/// A cell that was filled.
#[derive(Debug, Clone, Serialize)]
pub struct FilledCell {
    /// Where.
    pub place: String,
    /// The form's words around it.
    pub words: String,
    /// `indicator`, `list` or `text`.
    pub kind: &'static str,
    /// The indicator.
    pub indicator: Option<String>,
    /// Term of the indicator, or of the list's column.
    pub label: String,
    /// Its stretch of days.
    pub period: Option<Period>,
    /// Its unit.
    pub unit: String,
    /// What stood there.
    pub before: String,
    /// What stands there now, as it is stored.
    pub now: String,
    /// What should be known of the number.
    pub notes: Vec<String>,
    /// The value as a figure has it.
    #[serde(skip)]
    value: String,
}

/// A cell that was left.
#[derive(Debug, Clone, Serialize)]
pub struct LeftCell {
    /// Where.
    pub place: String,
    /// Why, and what to do.
    pub why: String,
}

/// A place with what goes into it, and what is to be told of it.
struct Ready {
    entry: Entry,
    told: FilledCell,
}

impl Office {
    /// Fills a form.
    ///
    /// # Errors
    /// [`FillError`]; nothing is written then, and nothing is recorded.
    pub fn fill_form(&self, request: &FillRequest<'_>) -> Result<FillReport, FillError> {
        let form = Form::open(request.name, request.bytes)?;
        self.stop_classified(request, &form)
            .inspect_err(|error| self.note_stopped_form(request, error))?;
        let map = match request.map {
            Some((path, text)) => Some(FillMap::read(path, text)?),
            None if request.draft => None,
            None => self.kept_map(request.name, &form)?,
        };
        let mut report = FillReport {
            form: request.name.to_owned(),
            bytes: None,
            note: None,
            filled: Vec::new(),
            left: Vec::new(),
            notes: Vec::new(),
            earlier: Vec::new(),
            proposal: None,
            map: None,
            record: None,
        };
        let marked = self.marked(&form, map.as_ref(), &mut report)?;
        let mut ready = self.cells(request, &form, map.as_ref(), &marked, &mut report)?;
        if let Some(map) = &map {
            for list in &map.lists {
                ready.extend(self.rows_of(request, &form, map, list, &mut report)?);
            }
        }
        if ready.is_empty() {
            return Ok(report);
        }
        let entries: Vec<Entry> = ready.iter().map(|ready| ready.entry.clone()).collect();
        let filled = form.fill(&entries).map_err(FillError::Places)?;
        self.finish(request, &form, map.as_ref(), ready, filled, &mut report)?;
        Ok(report)
    }

    /// Puts the report together, keeps the map, and records what was given.
    fn finish(
        &self,
        request: &FillRequest<'_>,
        form: &Form,
        map: Option<&FillMap>,
        ready: Vec<Ready>,
        filled: FilledForm,
        report: &mut FillReport,
    ) -> Result<(), FillError> {
        let told = ready.into_iter().zip(&filled.written);
        report.filled = told
            .map(|(ready, written)| {
                let mut told = ready.told;
                if told.indicator.is_some() && written.now != told.value {
                    let note = format!("该格按百分数显示，{}%存为{}", told.value, written.now);
                    told.notes.insert(0, note);
                }
                told.before = written.before.clone();
                told.now = written.now.clone();
                told
            })
            .collect();
        report.notes.extend(filled.notes);
        self.earlier(report)?;
        let digest = digest(&filled.bytes);
        let entered = !request.only_look;
        if let Some(asked_by) = request.asked_by.filter(|_| entered) {
            report.record = Some(self.record_given(request, asked_by, &digest, report)?);
        }
        if let Some(map) = map.filter(|_| entered) {
            report.map = self.keep_map(request.name, form, map)?;
        }
        report.note = Some(note::book(self.name(), request, &digest, report)?);
        report.bytes = Some(filled.bytes);
        Ok(())
    }

    /// Classified matter stays out: the form's name and words are looked at before anything of it is kept.
    fn stop_classified(&self, request: &FillRequest<'_>, form: &Form) -> Result<(), FillError> {
        let rules = self.rules();
        let marks = ClassifiedMarks::new(&rules.pack.lexicons);
        let words = form.texts();
        match marks.scan(request.name).or_else(|| marks.scan(&words)) {
            Some(hit) => Err(FillError::Classified { label: hit.label }),
            None => Ok(()),
        }
    }

    fn note_stopped_form(&self, request: &FillRequest<'_>, error: &FillError) {
        if let FillError::Classified { label } = error {
            let stopped = Stopped {
                way: StoppedWay::Fill,
                now: request.now,
                recorder: &request.recorder,
                channel: &request.channel,
            };
            // Where even that cannot be entered, the stop itself is what has to be told.
            self.record_stop(label, stopped).ok();
        }
    }

    /// The cells of the map; without one, those of the placeholders and of the proposal.
    fn marked(
        &self,
        form: &Form,
        map: Option<&FillMap>,
        report: &mut FillReport,
    ) -> Result<Vec<MarkedCell>, FillError> {
        let mut marked = map.map_or_else(Vec::new, |map| map.cells.clone());
        let known: Vec<Spot> = marked.iter().map(|cell| cell.spot.clone()).collect();
        let placeholders = propose::placeholders(form);
        marked.extend(
            placeholders
                .into_iter()
                .filter(|cell| !known.contains(&cell.spot)),
        );
        if map.is_none() {
            let proposal = propose::propose(self, form, &marked);
            marked.extend(proposal.certain);
            report.notes.push(proposal.note);
            report.proposal = Some(proposal.text);
        }
        Ok(marked)
    }
}

impl FillRequest<'_> {
    /// The year that stands for `{year}`.
    fn year(&self) -> i16 {
        self.period.to.year()
    }
}

/// An indicator and the year of it.
type Asked = (String, Year);

/// The indicators that cells ask for.
fn asked(cells: &[MarkedCell]) -> Vec<Asked> {
    let mut asked: Vec<Asked> = Vec::new();
    for cell in cells {
        let found = match &cell.what {
            Marked::Indicator(id, year) => vec![(id.clone(), *year)],
            Marked::Text(text) => propose::in_brackets(text),
        };
        for one in found {
            if !asked.contains(&one) {
                asked.push(one);
            }
        }
    }
    asked
}

impl From<andu_ledger::LedgerError> for FillError {
    fn from(error: andu_ledger::LedgerError) -> FillError {
        OfficeError::Ledger(error).into()
    }
}
