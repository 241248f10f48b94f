//! What was given to the calculator: fields, and what they decide; actions and their days.

use std::collections::BTreeMap;

use andu_calendar::{Date, DateTime};
use andu_casework::{Linked, MatterFacts};
use andu_rules::condition::{Condition, Mention, evaluate};
use andu_rules::model::{
    ActionId, ClockRule, Field, FieldId, FieldKind, Procedure, Trigger, Value,
};
use jiff::civil::Time;

use super::DeadlineRequest;
use crate::error::OfficeError;

/// What was given, read against one version of a procedure.
pub(super) struct Given<'a> {
    pub procedure: &'a Procedure,
    pub set: BTreeMap<FieldId, Value>,
    /// Actions in the order in which they happened.
    pub events: Vec<(ActionId, DateTime)>,
    pub from: DateTime,
}

impl<'a> Given<'a> {
    /// Reads fields and actions; an unknown one is refused by name.
    pub fn read(
        procedure: &'a Procedure,
        rule: &ClockRule,
        request: &DeadlineRequest,
    ) -> Result<Self, OfficeError> {
        let mut set = BTreeMap::new();
        for (name, text) in &request.set {
            let mut fields = procedure.fields.iter();
            let known = fields.find(|field| field.id.as_str() == name || field.label == *name);
            let Some(field) = known else {
                return Err(OfficeError::Usage(format!(
                    "{}没有“{name}”这一项。请用“andu rules show {}”查看各项。",
                    procedure.label, procedure.id
                )));
            };
            set.insert(field.id.clone(), value(field, text)?);
        }
        let mut events = Vec::new();
        for (name, at) in &request.events {
            let mut actions = procedure.actions.iter();
            let known = actions.find(|action| action.id.as_str() == name || action.label == *name);
            let Some(action) = known else {
                return Err(unknown_action(procedure, rule, name));
            };
            events.push((action.id.clone(), *at));
        }
        events.sort_by_key(|(_, at)| *at);
        let mut given = Given {
            procedure,
            set,
            events,
            from: request.from,
        };
        given.date_the_start(rule);
        Ok(given)
    }

    /// Takes the first day for the value of the field that dates the start, where that field and its action were not given.
    fn date_the_start(&mut self, rule: &ClockRule) {
        let mut dating = rule.start.iter().map(|trigger| trigger.at.as_ref());
        let Some(Some(field)) = dating.next() else {
            return;
        };
        let started = |(action, _): &(ActionId, DateTime)| {
            rule.start.iter().any(|trigger| trigger.on == *action)
        };
        if dating.any(|other| other != Some(field))
            || self.set.contains_key(field)
            || self.events.iter().any(started)
        {
            return;
        }
        let Some(known) = self.procedure.field(field.as_str()) else {
            return;
        };
        let text = match known.kind {
            FieldKind::DateTime => self.from.to_string(),
            _ => self.from.date().to_string(),
        };
        self.set.insert(field.clone(), Value::Text(text));
    }

    /// Whether a condition holds, as far as what was given decides it.
    ///
    /// A matter on paper tells only the fields that were typed; of everything else nothing is known, so that a clock is not refused over
    /// a field that nobody mentioned.
    pub fn decides(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::And(parts) => self.all(parts, false),
            Condition::Or(parts) => self.all(parts, true),
            Condition::Not(inner) => self.decides(inner).map(|holds| !holds),
            atom => self.knows(atom).then(|| self.holds(atom)),
        }
    }

    /// Whether parts decide a whole: one of them with the `sealing` value does, or else all of them together.
    fn all(&self, parts: &[Condition], sealing: bool) -> Option<bool> {
        let decided: Vec<Option<bool>> = parts.iter().map(|part| self.decides(part)).collect();
        if decided.contains(&Some(sealing)) {
            return Some(sealing);
        }
        let open = decided.contains(&None);
        (!open).then_some(!sealing)
    }

    /// Whether an atom speaks of nothing but fields that were given.
    fn knows(&self, atom: &Condition) -> bool {
        let mut known = true;
        atom.mentions(&mut |mention| match mention {
            Mention::Field(field) | Mention::List(field) => {
                known &= self.set.contains_key(field);
            }
            Mention::Value { .. } | Mention::Column { .. } => {}
            _ => known = false,
        });
        known
    }

    /// Whether a condition holds when everything that was not given is missing.
    pub fn holds(&self, condition: &Condition) -> bool {
        let linked = Linked::new();
        evaluate(
            condition,
            &MatterFacts {
                procedure: self.procedure,
                matter: None,
                set: &self.set,
                documents: &[],
                me: None,
                at: self.from,
                clocks: &[],
                linked: &linked,
            },
        )
    }

    /// Whether a trigger may count: its condition is not decided the other way.
    pub fn may_count(&self, trigger: &Trigger) -> bool {
        let decided = trigger.when.as_ref().and_then(|when| self.decides(when));
        decided != Some(false)
    }

    /// When any of these triggers happened, earliest first; a day in the field that dates one goes before the day of its action.
    pub fn times(&self, triggers: &[Trigger]) -> Vec<DateTime> {
        let mut times = Vec::new();
        for (action, at) in &self.events {
            let triggers = triggers.iter();
            let counts = |it: &&Trigger| it.on == *action && self.may_count(it);
            times.extend(
                triggers
                    .filter(counts)
                    .map(|trigger| self.dated(trigger).unwrap_or(*at)),
            );
        }
        times.sort_unstable();
        times.dedup();
        times
    }

    /// The day, or the time, in the field that dates a trigger.
    pub fn dated(&self, trigger: &Trigger) -> Option<DateTime> {
        let text = self.set.get(trigger.at.as_ref()?)?.as_text()?;
        let day = || Some(text.parse::<Date>().ok()?.to_datetime(Time::midnight()));
        text.parse().ok().or_else(day)
    }

    /// How the term of an action is printed.
    pub fn term(&self, action: &ActionId) -> String {
        let known = self.procedure.action(action.as_str());
        known.map_or_else(|| action.to_string(), |action| action.label.clone())
    }
}

/// A value as typed.
pub(super) fn value(field: &Field, text: &str) -> Result<Value, OfficeError> {
    andu_casework::parse_value(field, text)
        .map_err(|fault| OfficeError::Usage(format!("{fault}。")))
}

/// Whether an action starts, stops, pauses, restarts or extends a clock.
pub(super) fn touches(rule: &ClockRule, action: &ActionId) -> bool {
    let pauses = rule.pauses.iter();
    let pauses = pauses.flat_map(|pause| std::iter::once(&pause.from).chain(&pause.to));
    let triggers = [&rule.start, &rule.stop, &rule.restart];
    let mut triggers = triggers.into_iter().flatten().chain(pauses);
    let extension = rule.extension.as_ref();
    triggers.any(|trigger| trigger.on == *action)
        || extension.is_some_and(|extension| extension.on == *action)
}

/// Refuses an action by name and says which ones the clock knows.
fn unknown_action(procedure: &Procedure, rule: &ClockRule, name: &str) -> OfficeError {
    let actions = procedure.actions.iter();
    let known: Vec<String> = actions
        .filter(|action| touches(rule, &action.id))
        .map(|action| format!("{}（{}）", action.id, action.label))
        .collect();
    OfficeError::Usage(format!(
        "{}没有“{name}”这个办理动作。与“{}”期限有关的有：{}。请改正名称。",
        procedure.label,
        rule.label,
        known.join("、")
    ))
}
