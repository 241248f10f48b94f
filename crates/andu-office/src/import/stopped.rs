//! That something was stopped (涉密拦截): the fact, the time, the way and the kind of mark, and nothing else of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use andu_casework::Act;
use andu_ledger::Timestamp;
use andu_rules::model::{Procedure, Stops, Value};

use crate::act::{Given, Request, Target};
use crate::error::OfficeError;
use crate::ids::new_id;
use crate::office::Office;
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
        let Some((register, stops)) = self.stop_register() else {
            return Ok(());
        };
        let at = shanghai(stopped.now);
        let text = |text: &str| Value::Text(text.to_owned());
        let set = BTreeMap::from([
            (stops.day, text(&at.date().to_string())),
            (
                stops.time,
                text(&at.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
            ),
            (stops.way, text(stopped.way.code())),
            (stops.mark, text(class)),
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

    /// The register that takes stops, as the rules declare it.
    fn stop_register(&self) -> Option<(Arc<Procedure>, Stops)> {
        let rules = self.rules();
        let newest = rules.pack.procedures.values().filter_map(|it| it.last());
        let mut declared = newest.filter_map(|it| Some((Arc::clone(it), it.stops.clone()?)));
        declared.next()
    }
}

#[cfg(test)]
mod tests {
    use super::{StoppedWay, Stops};

    #[test]
    fn the_rules_are_asked_for_every_way() {
        let ways = [
            StoppedWay::Import,
            StoppedWay::Handling,
            StoppedWay::Fill,
            StoppedWay::Audit,
            StoppedWay::Matter,
        ];
        assert_eq!(ways.map(StoppedWay::code), Stops::WAYS);
    }
}
