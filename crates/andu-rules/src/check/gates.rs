//! Gates that can never open, in the plain cases.

use crate::{
    check::{
        Context, item,
        paths::{Paths, conjuncts},
    },
    condition::{Comparison, Condition, Operand, Rows},
    model::{Action, Field, Gate, Procedure, Value},
    read::ProcedureMarks,
};

pub(super) fn check(context: &Context<'_>, marks: &ProcedureMarks) {
    let procedure = &marks.procedure;
    let paths = Paths::new(procedure);
    for gate in procedure
        .gates
        .iter()
        .filter(|gate| gate.exceptions.is_empty())
    {
        let actions = gate
            .on
            .iter()
            .filter_map(|id| procedure.action(id.as_str()));
        let stuck =
            actions.filter_map(|action| Some((action, hopeless(&paths, procedure, gate, action)?)));
        for (action, why) in stuck {
            let message = format!(
                "前置条件“{}”永远不会满足，“{}”永远办不了：{why}",
                gate.label, action.label
            );
            let remedy = "请改正 holds，或者改正动作的先后";
            let place = item(marks, "gate", gate.id.as_str());
            context
                .faults
                .error(place, "gate-never-opens", message, remedy);
        }
    }
}

/// Why a gate before an action cannot open, where that is plain from single parts of its condition.
fn hopeless(
    paths: &Paths<'_>,
    procedure: &Procedure,
    gate: &Gate,
    action: &Action,
) -> Option<String> {
    let parts = conjuncts(&gate.holds);
    let before = |other: &Action| paths.takeable_before(other, action.id.as_str());
    let conflict = parts.iter().enumerate().find_map(|(number, part)| {
        let (field, value) = equality(part)?;
        let other = parts[..number].iter().filter_map(|part| equality(part));
        let other = other
            .filter(|(same, _)| *same == field)
            .find(|(_, other)| *other != value)?;
        Some(format!(
            "同一字段“{field}”既要是“{}”又要是“{value}”",
            other.1
        ))
    });
    conflict.or_else(|| {
        parts.iter().find_map(|part| match part {
            Condition::Done(id) => {
                let needed = procedure.action(id.as_str())?;
                let can = before(needed);
                (!can).then(|| format!("要先办“{}”，而它只能在这之后办", needed.label))
            }
            Condition::Kept(id) if stopped_only_by(procedure, id.as_str(), action) => {
                let clock = procedure.clock(id.as_str())?;
                Some(format!(
                    "期限“{}”要由它自己来终止，办理之前还谈不上按期",
                    clock.label
                ))
            }
            Condition::Within(id) | Condition::Kept(id) => {
                let clock = procedure.clock(id.as_str())?;
                let mut starts = clock
                    .start
                    .iter()
                    .filter_map(|it| procedure.action(it.on.as_str()))
                    .peekable();
                starts.peek()?;
                let can = starts.any(before);
                (!can).then(|| format!("期限“{}”这时还不会起算", clock.label))
            }
            part => {
                let field = needed_field(procedure, part)?;
                let sets = |it: &Action| it.fields.iter().any(|used| used.field == field.id);
                let drawn = procedure
                    .series
                    .as_ref()
                    .is_some_and(|it| it.field == field.id);
                let known = sets(action)
                    || drawn
                    || procedure.actions.iter().any(|it| sets(it) && before(it));
                (!known).then(|| format!("字段“{}”这时还没有动作填写", field.label))
            }
        })
    })
}

/// Whether an action is the only one that stops a clock: conditions are looked at before the act.
fn stopped_only_by(procedure: &Procedure, clock: &str, action: &Action) -> bool {
    let clock = procedure.clock(clock);
    clock.is_some_and(|clock| {
        !clock.stop.is_empty() && clock.stop.iter().all(|stop| stop.on == action.id)
    })
}

fn equality(condition: &Condition) -> Option<(&str, &Value)> {
    match condition {
        Condition::Compare(Operand::Field(field), Comparison::Equal, Operand::Literal(value)) => {
            Some((field.as_str(), value))
        }
        _ => None,
    }
}

/// The field that must have a value for a part to hold.
fn needed_field<'a>(procedure: &'a Procedure, part: &Condition) -> Option<&'a Field> {
    let id = match part {
        Condition::Recorded(id)
        | Condition::Any(Rows::List(id), _)
        | Condition::Last(Rows::List(id), _)
        | Condition::Compare(Operand::Field(id), _, _)
        | Condition::In(Operand::Field(id), _)
        | Condition::NotIn(Operand::Field(id), _) => id,
        Condition::Opinion(id) => {
            &procedure
                .opinions
                .iter()
                .find(|opinion| opinion.id == *id)?
                .field
        }
        _ => return None,
    };
    procedure.field(id.as_str())
}
