//! In: each row becomes one act that passes the gates, or is listed with what stands in its way.

use std::collections::{BTreeMap, BTreeSet};

use andu_ledger::{ActError, Timestamp};
use andu_sheets::{Book, read_book};

use crate::act::{self, Outcome, Request};
use crate::error::OfficeError;
use crate::import::{ImportError, Stopped, StoppedWay, stop};
use crate::office::Office;
use crate::rules::Rules;

use super::plan::{Read, Reader, refuse};
use super::read;
use super::{HandledRow, HandlingReport, RowState};

/// A returned file.
pub struct HandlingFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is to be done with returned sheets.
pub struct HandlingRequest<'a> {
    /// The files.
    pub files: &'a [HandlingFile],
    /// Perform the acts; else only show them.
    pub accept: bool,
    /// When they are entered.
    pub now: Timestamp,
    /// Who enters them.
    pub recorder: String,
    /// By what way: [`super::OFFLINE`], or [`super::OFFLINE_AT_MACHINE`] on the command line.
    pub channel: String,
}

impl Office {
    /// Reads returned sheets; with `accept` performs each row as an act of its own.
    ///
    /// # Errors
    ///
    /// [`ImportError`] where a file cannot be used at all: then no row of any file is looked at. Rows that are not taken are told in the
    /// report.
    pub fn handling_in(
        &self,
        request: &HandlingRequest<'_>,
    ) -> Result<HandlingReport, ImportError> {
        let rules = self.rules();
        let books = books(&rules, request).inspect_err(|error| {
            let stopped = Stopped {
                way: StoppedWay::Handling,
                now: request.now,
                recorder: &request.recorder,
                channel: &request.channel,
            };
            self.note_stop(error, stopped);
        })?;
        let mut returned = Vec::new();
        for book in &books {
            let rows = read::rows(book).ok_or_else(|| {
                OfficeError::Usage(format!(
                    "“{}”不是办理表：没有一个工作表有“件号”“版本”“办理动作”三列。请核对文件；办理表由“andu handling out”导出，列名不能改动。",
                    book.name
                ))
            })?;
            returned.extend(rows);
        }
        let reader = Reader {
            office: self,
            rules: &rules,
            units: self.known_units(&rules)?,
            request,
        };
        let mut rows = Vec::new();
        for row in &returned {
            rows.push(reader.read(row)?);
        }
        refuse_contradictions(&mut rows);
        let mut report = HandlingReport {
            files: books.into_iter().map(|book| book.name).collect(),
            accepted: request.accept,
            ..HandlingReport::default()
        };
        let mut handled = BTreeSet::new();
        for row in rows {
            let shown = self.carry_out(row, request.accept, &mut handled)?;
            match shown.state {
                RowState::Blank => report.blank += 1,
                RowState::Same => report.same += 1,
                RowState::Possible | RowState::Done => report.done += 1,
                RowState::Refused => report.refused += 1,
            }
            report.rows.push(shown);
        }
        Ok(report)
    }

    fn carry_out(
        &self,
        row: Read,
        accept: bool,
        handled: &mut BTreeSet<String>,
    ) -> Result<HandledRow, OfficeError> {
        let mut shown = row.shown;
        let Some(planned) = row.planned else {
            return Ok(shown);
        };
        if !handled.insert(planned.command.clone()) {
            shown.state = RowState::Same;
            return Ok(shown);
        }
        let done = match accept {
            true => self.perform(planned),
            false => self.try_out(planned)?,
        };
        match done {
            Ok(outcome) => {
                shown.state = match (outcome.repeated, accept) {
                    (true, _) => RowState::Same,
                    (false, true) => RowState::Done,
                    (false, false) => RowState::Possible,
                };
                shown.receipt = Some(outcome.hash).filter(|_| accept);
                shown.notices = outcome.one_hand.iter().map(ToString::to_string).collect();
            }
            Err(OfficeError::Ledger(error)) => return Err(error.into()),
            Err(error) => refuse(&mut shown, (error.code(), error.to_string())),
        }
        Ok(shown)
    }

    /// What performing a request would give; nothing of it is kept.
    fn try_out(&self, request: Request) -> Result<Result<Outcome, OfficeError>, OfficeError> {
        let (shared, rules) = (self.shared.clone(), self.rules());
        let tried = self.shared.ledger.act(&self.shared.organ, move |tx| {
            let outcome = act::perform(tx, &shared, &rules, &request);
            // Folds of what is undone must be gone before the next act looks at them.
            shared.forget_all();
            Err::<(), _>(Box::new(outcome))
        });
        match tried {
            Err(ActError::Refused(outcome)) => Ok(*outcome),
            Err(ActError::Ledger(error)) => Err(error.into()),
            Ok(()) => Err(OfficeError::Usage("办理表未能试办。请重试。".to_owned())),
        }
    }
}

/// Of two rows that ask for different things of one matter neither is done.
fn refuse_contradictions(rows: &mut [Read]) {
    let mut asked: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in rows.iter() {
        if let Some(planned) = &row.planned {
            let place = format!(
                "“{}”工作表“{}”第{}行",
                row.shown.file, row.shown.sheet, row.shown.row
            );
            let of_matter = asked.entry(row.shown.matter.clone()).or_default();
            of_matter.entry(planned.command.clone()).or_insert(place);
        }
    }
    for row in rows.iter_mut() {
        let Some(planned) = &row.planned else {
            continue;
        };
        let others = asked.get(&row.shown.matter).into_iter().flatten();
        let others: Vec<_> = others
            .filter(|(command, _)| **command != planned.command)
            .map(|(_, place)| place.as_str())
            .collect();
        if others.is_empty() {
            continue;
        }
        let message = format!(
            "同一件在{}也填写了，内容不同，都没有办理。请与各单位核对后只留一行。",
            others.join("、")
        );
        row.planned = None;
        refuse(&mut row.shown, ("contradiction", message));
    }
}

/// Reads all files; a mark of classified papers in one of them stops them all.
fn books(rules: &Rules, request: &HandlingRequest<'_>) -> Result<Vec<Book>, ImportError> {
    let mut books = Vec::new();
    for file in request.files {
        stop::check_name(rules, &file.name)?;
        let book = read_book(&file.name, &file.bytes)?;
        stop::check(rules, &book, &file.bytes)?;
        books.push(book);
    }
    Ok(books)
}
