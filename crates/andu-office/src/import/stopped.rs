//! That something was stopped (涉密拦截): the fact, the time, the way and the kind of mark, and nothing else of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use andu_casework::Act;
use andu_ledger::Timestamp;
use andu_rules::model::{FieldId, FieldKind, Procedure, Value};

use crate::act::{Given, Request, Target};
use crate::error::OfficeError;
use crate::office::{Office, new_id};
use crate::time::shanghai;

/// By what way something came that was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoppedWay {
    /// A ledger that was to be imported.
    Import,
    /// A sheet that a unit returned.
    Handling,
    /// A superior's form.
    Fill,
    /// A paper that was to be audited.
    Audit,
    /// A record with its files.
    Matter,
}

impl StoppedWay {
    fn code(self) -> &'static str {
        match self {
            StoppedWay::Import => "import",
            StoppedWay::Handling => "handling",
            StoppedWay::Fill => "fill",
            StoppedWay::Audit => "audit",
            StoppedWay::Matter => "matter",
        }
    }
}

const DAY: &str = "stopped_on";
const TIME: &str = "stopped_at";
const WAY: &str = "stopped_way";
const CLASS: &str = "mark_class";

/// Who was stopped, and when.
#[derive(Debug, Clone, Copy)]
pub struct Stopped<'a> {
    /// By what way it came.
    pub way: StoppedWay,
    /// When.
    pub now: Timestamp,
    /// Who brought it.
    pub recorder: &'a str,
    /// The channel of the act: `cli`, `web`.
    pub channel: &'a str,
}

impl Office {
    /// Enters that something was stopped, with the kind of its mark as the rules call it. Where no register takes it, nothing is entered.
    ///
    /// # Errors
    ///
    /// [`OfficeError`] as of every act.
    pub fn record_stop(&self, class: &str, stopped: Stopped<'_>) -> Result<(), OfficeError> {
        let Some(register) = self.stop_register() else {
            return Ok(());
        };
        let at = shanghai(stopped.now);
        let text = |text: &str| Value::Text(text.to_owned());
        let set = BTreeMap::from([
            (FieldId::from(DAY), text(&at.date().to_string())),
            (
                FieldId::from(TIME),
                text(&at.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
            ),
            (FieldId::from(WAY), text(stopped.way.code())),
            (FieldId::from(CLASS), text(class)),
        ]);
        self.perform(Request {
            target: Target::New {
                procedure: register.id.to_string(),
                id: None,
            },
            given: Given::Act(Act {
                set,
                ..Act::default()
            }),
            files: Vec::new(),
            happened_at: at,
            now: stopped.now,
            actor: stopped.recorder.to_owned(),
            recorder: stopped.recorder.to_owned(),
            channel: stopped.channel.to_owned(),
            command: new_id(stopped.now)?,
            seen: None,
            late_reason: None,
        })?;
        Ok(())
    }

    /// The register that takes stops: the one that has their items.
    fn stop_register(&self) -> Option<Arc<Procedure>> {
        let rules = self.rules();
        let mut newest = rules.pack.procedures.values().filter_map(|it| it.last());
        let found = newest.find(|procedure| {
            let way = procedure.field(WAY);
            way.is_some_and(|field| field.kind == FieldKind::Choice)
                && [DAY, TIME, CLASS]
                    .iter()
                    .all(|id| procedure.field(id).is_some())
        });
        found.cloned()
    }
}
