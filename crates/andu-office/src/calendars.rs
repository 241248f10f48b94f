//! A holiday notice is loaded: every open clock is reckoned again, and the due dates that move are listed with the reason.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use andu_ledger::Timestamp;
use andu_rules::{Layer, SourceFile, digest, load};
use serde::Serialize;

use crate::error::OfficeError;
use crate::load::{governing, load_matter};
use crate::office::Office;
use crate::organ::{self, OrganBody};
use crate::rules::Rules;
use crate::store::store_clocks;
use crate::time::shanghai;

/// A notice that was loaded, and what it moved.
#[derive(Debug, Clone, Serialize)]
pub struct LoadedNotice {
    /// Its title.
    pub title: String,
    /// Its year.
    pub year: i16,
    /// Due dates that moved, and provisional ones that became firm.
    pub moved: Vec<MovedDue>,
}

/// A due date that moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedDue {
    /// The matter.
    pub matter: String,
    /// Its procedure.
    pub procedure: String,
    /// The clock.
    pub clock: String,
    /// The due day before.
    pub before: Option<String>,
    /// The due day now.
    pub now: Option<String>,
    /// Whether it is still provisional.
    pub provisional: bool,
}

/// Stands in the name of an amendment for its number, which orders the amendments of a year.
const COUNTER: &str = "{n}";

type Dues = BTreeMap<(String, String), (String, Option<String>, bool)>;

impl Office {
    /// Loads a holiday notice from a file into the office's own pack.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Rules`] where the file has faults; [`OfficeError::RuleFile`], [`OfficeError::Write`], [`OfficeError::Ledger`].
    pub fn load_notice(
        &self,
        file: &Path,
        recorder: &str,
        now: Timestamp,
    ) -> Result<LoadedNotice, OfficeError> {
        let text = std::fs::read_to_string(file).map_err(|source| OfficeError::RuleFile {
            path: file.to_owned(),
            source,
        })?;
        self.load_notice_text(file, &text, recorder, now)
    }

    /// Loads a holiday notice that was typed or sent; `file` is what its faults are told of.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Rules`] where it has faults; [`OfficeError::Write`], [`OfficeError::Ledger`].
    pub fn load_notice_text(
        &self,
        file: &Path,
        text: &str,
        recorder: &str,
        now: Timestamp,
    ) -> Result<LoadedNotice, OfficeError> {
        let (title, year, name) = read_notice(text, file)?;
        let Some(dir) = &self.shared.dir else {
            return Err(OfficeError::Usage(
                "不能装入放假通知：该单位没有数据目录。请用 --dir 指明。".to_owned(),
            ));
        };
        let place = free_place(&dir.join("rules").join("calendars"), &name, &title)?;
        let earlier = std::fs::read(&place).ok();
        let before = self.open_dues()?;
        let body = OrganBody::CalendarLoaded {
            title: title.clone(),
            year,
            digest: digest(text.as_bytes()),
        };
        let taken_in =
            put(&place, text.as_bytes()).and_then(|()| self.take_in(body, recorder, now));
        if let Err(error) = taken_in {
            // Nothing half-done: the folder is put back as it was.
            match earlier {
                Some(earlier) => put(&place, &earlier)?,
                None => drop(std::fs::remove_file(&place)),
            }
            return Err(error);
        }
        self.bring_into_use(now)?;
        Ok(LoadedNotice {
            title,
            year,
            moved: moved(&before, &self.open_dues()?),
        })
    }

    /// Reads the rules again and records the notice.
    fn take_in(&self, body: OrganBody, recorder: &str, now: Timestamp) -> Result<(), OfficeError> {
        let rules = Arc::new(self.renew_rules()?);
        let recorder = recorder.to_owned();
        self.act(move |tx| organ::record(tx, &body, &recorder, now))?;
        *self
            .shared
            .rules
            .write()
            .unwrap_or_else(PoisonError::into_inner) = rules;
        Ok(())
    }

    /// Reads the rules of the program and of the folder as they now stand.
    pub(crate) fn renew_rules(&self) -> Result<Rules, OfficeError> {
        let own = self.shared.dir.as_ref().map(|dir| dir.join("rules"));
        let layers = crate::pack::layers_for(&self.shared.division, own.as_deref())?;
        Rules::load(layers, Some(&self.shared.division))
    }

    /// Due days of all open clocks, by matter and clock.
    fn open_dues(&self) -> Result<Dues, OfficeError> {
        let organ = &self.shared.organ;
        let rows = self
            .shared
            .ledger
            .read(|snapshot| snapshot.clock_rows(organ, None, true))?;
        let due = |(matter, row): (String, andu_ledger::ClockRow)| {
            (
                (matter, row.clock),
                (row.procedure, row.due, row.provisional),
            )
        };
        Ok(rows.into_iter().map(due).collect())
    }

    /// Reckons open clocks again by the calendar in use.
    pub(crate) fn reckon_open_again(&self, now: Timestamp) -> Result<(), OfficeError> {
        let mut matters: Vec<_> = self
            .open_dues()?
            .into_keys()
            .map(|(matter, _)| matter)
            .collect();
        matters.dedup();
        for chunk in matters.chunks(256) {
            let (chunk, shared, rules) = (chunk.to_vec(), self.shared.clone(), self.rules());
            self.act(move |tx| {
                for id in &chunk {
                    let Some(matter) = load_matter(tx, &shared, id)? else {
                        continue;
                    };
                    let procedure = governing(tx.snapshot(), &rules, &shared.organ, id)?;
                    store_clocks(tx, &rules, &matter, &procedure, shanghai(now))?;
                    shared.remember(matter);
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// Where a notice is kept: a year may be amended more than once, and each amendment stands; the same one read again replaces itself.
fn free_place(folder: &Path, name: &str, title: &str) -> Result<PathBuf, OfficeError> {
    if !name.contains(COUNTER) {
        return Ok(folder.join(name));
    }
    for counter in 1..100 {
        let place = folder.join(name.replace(COUNTER, &format!("{counter:02}")));
        let Ok(text) = std::fs::read_to_string(&place) else {
            return Ok(place);
        };
        if read_notice(&text, &place).is_ok_and(|(kept, ..)| kept == title) {
            return Ok(place);
        }
    }
    Err(OfficeError::Usage(
        "不能装入放假通知：该年度已有九十九个调整通知。请核对规则目录。".to_owned(),
    ))
}

/// Writes a file of the office's own pack.
fn put(place: &Path, text: &[u8]) -> Result<(), OfficeError> {
    let folder = place.parent().unwrap_or(place);
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(place, text));
    written.map_err(|source| OfficeError::Write {
        path: place.to_owned(),
        source,
    })
}

fn moved(before: &Dues, after: &Dues) -> Vec<MovedDue> {
    let changed = before
        .iter()
        .filter_map(|(key, (procedure, due, provisional))| {
            let (_, now, still) = after.get(key)?;
            let told = due.is_some() || now.is_some();
            (told && (due, provisional) != (now, still)).then(|| MovedDue {
                matter: key.0.clone(),
                procedure: procedure.clone(),
                clock: key.1.clone(),
                before: due.as_deref().map(day),
                now: now.as_deref().map(day),
                provisional: *still,
            })
        });
    changed.collect()
}

fn day(due: &str) -> String {
    due.get(..10).unwrap_or(due).to_owned()
}

/// Title and year of a notice, and the name under which it is kept.
fn read_notice(text: &str, file: &Path) -> Result<(String, i16, String), OfficeError> {
    let layer = Layer {
        name: "office".to_owned(),
        files: vec![SourceFile {
            path: format!(
                "calendars/{}",
                file.file_name().unwrap_or_default().to_string_lossy()
            ),
            text: text.to_owned(),
        }],
    };
    let (pack, diagnostics) = load(&[layer]);
    let errors: Vec<_> = diagnostics
        .into_iter()
        .filter(|d| d.severity == andu_rules::Severity::Error)
        .collect();
    if !errors.is_empty() {
        return Err(OfficeError::Rules(errors));
    }
    match pack.notices.first() {
        Some(notice) => {
            let division = notice.division.as_ref();
            let division = division.map_or_else(String::new, |code| format!("-{code}"));
            let name = match &notice.amends {
                Some(_) => format!("{}{division}-amended-{COUNTER}.toml", notice.year),
                None => format!("{}{division}.toml", notice.year),
            };
            Ok((notice.title.clone(), notice.year, name))
        }
        None => Err(OfficeError::Usage(format!(
            "不能装入放假通知：文件{}里没有通知。请按规则包说明的格式编写。",
            file.display()
        ))),
    }
}
