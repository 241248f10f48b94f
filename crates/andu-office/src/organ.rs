//! A new office, and the rules that it brings into use: events about the organ itself.

use std::path::Path;
use std::sync::Arc;

use andu_ledger::{Ledger, NewEvent, OrganRow, TableState, Timestamp, Tx};
use serde::{Deserialize, Serialize};

use crate::error::OfficeError;
use crate::office::{Office, Shared};
use crate::rules::Rules;
use crate::time::shanghai;

/// Procedure id of events about the organ itself; never a procedure of the pack.
pub const ORGAN_PROCEDURE: &str = "organ";
/// Setting that names the rules in use.
pub(crate) const RULES_SETTING: &str = "rules";
/// Setting that names the calendar by which open clocks were reckoned.
const CALENDAR_SETTING: &str = "calendar";

/// A new office.
#[derive(Debug, Clone)]
pub struct NewOrgan {
    /// Official name.
    pub name: String,
    /// GB/T 2260 code, six digits.
    pub division: String,
    /// The example that it reproduces; marks the organ as a demonstration for ever.
    pub demonstration: Option<String>,
    /// Who opens it.
    pub recorder: String,
}

impl NewOrgan {
    fn check(&self) -> Result<(), OfficeError> {
        if self.division.len() != 6 || !self.division.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(OfficeError::Division {
                code: self.division.clone(),
            });
        }
        if self.name.trim().is_empty() {
            return Err(OfficeError::Usage(
                "不能建立单位：没有名称。请用 --organ 写明单位全称。".to_owned(),
            ));
        }
        Ok(())
    }
}

/// What an event about the organ says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum OrganBody {
    /// The first event of a chain.
    OrganOpened {
        /// Official name.
        name: String,
        /// GB/T 2260 code.
        division: String,
        /// The example that it reproduces (演示数据).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        demonstration: Option<String>,
    },
    /// Rules came into use.
    RulesActivated {
        /// SM3 over the digests of all files.
        digest: String,
        /// Every file.
        files: Vec<RuleFileNamed>,
    },
    /// A holiday notice was loaded.
    CalendarLoaded {
        /// Its title.
        title: String,
        /// Its year.
        year: i16,
        /// SM3 of its file.
        digest: String,
    },
    /// What is kept by order elsewhere is worked here from now on, or no longer begun here.
    CaseworkSwitched {
        /// The procedure.
        procedure: String,
        /// On or off.
        on: bool,
        /// Why.
        reason: String,
    },
}

/// Who does something about the organ, and by what way it came.
pub(crate) struct Hands<'a> {
    pub actor: &'a str,
    pub recorder: &'a str,
    pub channel: &'a str,
}

/// A rule file in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RuleFileNamed {
    pub layer: String,
    pub path: String,
    pub digest: String,
}

impl Office {
    /// Makes a new office in a data folder.
    ///
    /// # Errors
    ///
    /// [`OfficeError::OfficeExists`], [`OfficeError::Division`], [`OfficeError::Rules`], [`OfficeError::Ledger`].
    pub fn create(dir: &Path, new: NewOrgan, now: Timestamp) -> Result<Office, OfficeError> {
        if dir.join("andu.db").is_file() {
            let name =
                Office::open(dir, now).map_or_else(|_| "?".to_owned(), |o| o.name().to_owned());
            return Err(OfficeError::OfficeExists {
                path: dir.to_owned(),
                name,
            });
        }
        // Nothing is made for an office that cannot be.
        new.check()?;
        let layers = crate::pack::layers_for(&new.division, Some(&dir.join("rules")))?;
        let rules = Rules::load(layers, Some(&new.division))?;
        Office::with_rules(Ledger::create(dir)?, Some(dir), new, rules, now)
    }

    /// Makes a new office in a ledger, with rules already read: for tests and measurements.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Division`], [`OfficeError::Ledger`].
    pub fn with_rules(
        ledger: Ledger,
        dir: Option<&Path>,
        new: NewOrgan,
        rules: Rules,
        now: Timestamp,
    ) -> Result<Office, OfficeError> {
        new.check()?;
        let organ = OrganRow {
            id: new.name.clone(),
            name: new.name.clone(),
            division: new.division.clone(),
            demonstration: new.demonstration.clone(),
            opened_at: now,
        };
        let row = organ.clone();
        let shared = Arc::new(Shared::new(ledger, dir.map(Path::to_owned), organ, rules));
        let office = Office { shared };
        office.act(move |tx| {
            tx.put_organ(&row)?;
            let body = OrganBody::OrganOpened {
                name: new.name,
                division: new.division,
                demonstration: new.demonstration,
            };
            record(tx, &body, &new.recorder, now)
        })?;
        office.bring_into_use(now)?;
        Ok(office)
    }

    /// Records the rules in use where they differ from those recorded last, keeps their files, makes every register's table, and
    /// reckons open clocks again where the calendar is another.
    pub(crate) fn bring_into_use(&self, now: Timestamp) -> Result<(), OfficeError> {
        let organ = self.shared.organ.clone();
        // Those in memory, not those recorded: they may be about to come into use.
        let rules = self.shared.rules();
        let settled = self.shared.ledger.read(|snapshot| {
            Ok((
                snapshot.setting(&organ, RULES_SETTING)?,
                snapshot.setting(&organ, CALENDAR_SETTING)?,
            ))
        })?;
        if settled.0.as_deref() != Some(rules.digest.as_str()) {
            let active = Arc::clone(&rules);
            if self.act(move |tx| activate(tx, &active, now))? {
                self.rebuild(now)?;
            }
        }
        if settled.1.as_deref() != Some(rules.calendar_digest.as_str()) {
            self.reckon_open_again(now)?;
            self.act(move |tx| Ok(tx.put_setting(CALENDAR_SETTING, &rules.calendar_digest)?))?;
        }
        Ok(())
    }
}

/// Brings rules into use; whether a table that holds rows was changed.
fn activate(tx: &mut Tx<'_>, rules: &Rules, now: Timestamp) -> Result<bool, OfficeError> {
    // Another process may have done it since.
    if tx.setting(RULES_SETTING)?.as_deref() == Some(rules.digest.as_str()) {
        return Ok(false);
    }
    let changed = ensure_tables(tx, rules)?;
    for file in rules.kept() {
        tx.put_rule_file(&file.digest, &file.path, &file.layer, file.text.as_bytes())?;
    }
    let files = rules.pack.files.iter().map(|file| RuleFileNamed {
        layer: file.layer.clone(),
        path: file.path.clone(),
        digest: file.digest.clone(),
    });
    let body = OrganBody::RulesActivated {
        digest: rules.digest.clone(),
        files: files.collect(),
    };
    record(tx, &body, "系统", now)?;
    tx.put_setting(RULES_SETTING, &rules.digest)?;
    Ok(changed)
}

/// Makes or extends the tables of every register; whether one of a register that may hold rows was changed.
pub(crate) fn ensure_tables(tx: &mut Tx<'_>, rules: &Rules) -> Result<bool, OfficeError> {
    let mut changed = false;
    for shape in rules.shapes() {
        let register = tx.ensure_table(&shape.table)?;
        let mut others = Vec::new();
        for list in &shape.lists {
            others.push(tx.ensure_table(list)?);
        }
        if shape.versioned {
            others.push(tx.ensure_history(&shape.table)?);
        }
        let behind = |state: &TableState| *state != TableState::Ready;
        changed |= register == TableState::Extended
            || register == TableState::Ready && others.iter().any(behind);
    }
    Ok(changed)
}

/// Appends an event about the organ.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    body: &OrganBody,
    recorder: &str,
    now: Timestamp,
) -> Result<(), OfficeError> {
    let hands = Hands {
        actor: recorder,
        recorder,
        channel: "system",
    };
    record_by(tx, body, hands, now).map(drop)
}

/// Appends an event about the organ that somebody brought about; gives its hash.
pub(crate) fn record_by(
    tx: &mut Tx<'_>,
    body: &OrganBody,
    hands: Hands<'_>,
    now: Timestamp,
) -> Result<String, OfficeError> {
    let organ = tx.organ().to_owned();
    let version = tx.matter(&organ)?.map_or(0, |head| head.version);
    let body = serde_json::to_string(body).map_err(|_| OfficeError::Unreadable {
        matter: organ.clone(),
        seq: 0,
    })?;
    let appended = tx.append(NewEvent {
        matter: organ,
        procedure: ORGAN_PROCEDURE.to_owned(),
        matter_version: version + 1,
        recorded_at: now,
        happened_at: shanghai(now),
        actor: hands.actor.to_owned(),
        recorder: hands.recorder.to_owned(),
        channel: hands.channel.to_owned(),
        command: crate::ids::new_id(now)?,
        rule_digest: String::new(),
        body,
    })?;
    Ok(appended.hash)
}
