//! What happened while a clock ran, as the deadline form asks for it: a day for each action that the clock knows.

use andu_office::Procedure;
use andu_rules::model::{ActionId, ClockRule};
use jiff::civil::{DateTime, Time};

use super::question::{Deciding, FieldFault};
use crate::asked::Asked;
use crate::words;

/// What the names of these inputs begin with.
const PREFIX: &str = "event.";

/// An input for each action that starts, stops, pauses, restarts or extends the clock, in the order of the procedure.
///
/// The only start needs none, being the day that the form asks for anyway, and what happens by law is nobody's doing.
pub(super) fn inputs(
    procedure: &Procedure,
    rule: &ClockRule,
    exact: bool,
    asked: &Asked,
) -> Vec<Deciding> {
    let mut known: Vec<&ActionId> = Vec::new();
    if rule.start.iter().any(|start| start.on != rule.start[0].on) {
        known.extend(rule.start.iter().map(|start| &start.on));
    }
    known.extend(rule.restart.iter().map(|restart| &restart.on));
    for pause in &rule.pauses {
        known.push(&pause.from.on);
        known.extend(pause.to.iter().map(|to| &to.on));
    }
    known.extend(rule.extension.as_ref().map(|extension| &extension.on));
    known.extend(rule.stop.iter().map(|stop| &stop.on));
    let actions = procedure.actions.iter();
    let actions = actions.filter(|action| !action.deemed && known.contains(&&action.id));
    let input = |action: &andu_rules::model::Action| {
        let name = format!("{PREFIX}{}", action.id);
        Deciding {
            hint: "",
            label: action.label.clone(),
            kind: if exact { "datetime-local" } else { "date" },
            typed: asked.typed(&name),
            values: Vec::new(),
            name,
        }
    };
    actions.map(input).collect()
}

/// The actions typed, each with its day or time.
pub(super) fn read(asked: &Asked, faults: &mut Vec<FieldFault>) -> Vec<(String, DateTime)> {
    let mut events = Vec::new();
    for (name, value) in &asked.pairs {
        let Some(action) = name.strip_prefix(PREFIX) else {
            continue;
        };
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        let day = || Some(words::day(value)?.to_datetime(Time::midnight()));
        match value
            .parse()
            .ok()
            .filter(|_| value.contains('T'))
            .or_else(day)
        {
            Some(at) => events.push((action.to_owned(), at)),
            None => faults.push(FieldFault {
                field: name.clone(),
                sentence: format!("“{value}”不是日期。请写成2025-09-28的样子。"),
            }),
        }
    }
    events
}
