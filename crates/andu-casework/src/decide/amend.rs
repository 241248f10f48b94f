//! Correcting and voiding what is on record.

use andu_calendar::DateTime;
use andu_rules::model::{FieldId, Procedure, Value};

use super::{Decision, Env, ahead, now_closed, result};
use crate::clocks::precedes;
use crate::command::{Change, Command, Correction};
use crate::event::{Body, Corrected, Voided};
use crate::fields;
use crate::matter::{Matter, Recorded};
use crate::recheck::newly_closed;
use crate::refusal::Refusal;

/// What a correction of a field is called in a refusal.
const CORRECTION: &str = "更正";

pub(super) fn correct(
    matter: &Matter,
    correction: &Correction,
    command: &Command,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    if correction.reason.trim().is_empty() {
        return Err(Refusal::WithoutReason);
    }
    let seq = correction.event;
    let event = counted(matter, seq)?;
    let mut corrected = Corrected {
        event: seq,
        field: None,
        value: None,
        happened_at: None,
        reason: correction.reason.clone(),
        now_closed: Vec::new(),
    };
    match &correction.change {
        Change::Time(at) => {
            check_by_hand(event, env.procedure)?;
            check_time(matter, event, *at, command.now)?;
            corrected.happened_at = Some(*at);
        }
        Change::Field(id, value) => {
            let value = check_field(event, id, value, env.procedure)?;
            (corrected.field, corrected.value) = (Some(id.clone()), Some(value));
        }
    }
    let body = Body::Corrected(corrected.clone());
    let ahead = ahead(Some(matter), command, command.now, body);
    corrected.now_closed = newly_closed(matter, ahead, env);
    Ok(Decision {
        draw: None,
        paper_draws: Vec::new(),
        one_hand: Vec::new(),
        warnings: now_closed(&corrected.now_closed, env.procedure),
        body: Body::Corrected(corrected),
    })
}

pub(super) fn void(
    matter: &Matter,
    event: Option<u64>,
    reason: &str,
    command: &Command,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::WithoutReason);
    }
    let mut voided = Voided {
        event,
        reason: reason.to_owned(),
        clock: None,
        now_closed: Vec::new(),
    };
    if let Some(seq) = event {
        let event = counted(matter, seq)?;
        check_by_hand(event, env.procedure)?;
        if matter.done.first().is_some_and(|first| first.seq == seq) {
            return Err(Refusal::VoidOpening);
        }
        let body = Body::Voided(voided.clone());
        let ahead = ahead(Some(matter), command, command.now, body);
        voided.now_closed = newly_closed(matter, ahead, env);
    }
    Ok(Decision {
        draw: None,
        paper_draws: Vec::new(),
        one_hand: Vec::new(),
        warnings: now_closed(&voided.now_closed, env.procedure),
        body: Body::Voided(voided),
    })
}

/// The event with this number, where it counts: neither voided nor itself an amendment.
fn counted(matter: &Matter, seq: u64) -> Result<&Recorded, Refusal> {
    let counts = matter.done.iter().any(|done| done.seq == seq);
    let event = matter.events.iter().find(|event| event.seq == seq);
    event
        .filter(|_| counts)
        .ok_or(Refusal::NoSuchEvent { event: seq })
}

/// What the law brought about is undone by the facts of its clock, not by hand: it would come about again at once.
fn check_by_hand(event: &Recorded, procedure: &Procedure) -> Result<(), Refusal> {
    let Body::Acted(acted) = &event.body else {
        return Ok(());
    };
    if acted.deemed.is_none() {
        return Ok(());
    }
    let action = procedure.action(acted.action.as_str());
    Err(Refusal::NotByHand {
        action: action.map_or_else(|| acted.action.to_string(), |action| action.label.clone()),
    })
}

fn check_time(
    matter: &Matter,
    event: &Recorded,
    at: DateTime,
    now: DateTime,
) -> Result<(), Refusal> {
    if at > now {
        return Err(Refusal::Future { at, now });
    }
    if let Body::Found(found) = &event.body
        && found.steps.len() > 1
    {
        return Err(Refusal::SeveralSteps { event: event.seq });
    }
    let Some(first) = matter.done.first() else {
        return Ok(());
    };
    if first.seq != event.seq {
        return match precedes(at, first.at) {
            true => Err(Refusal::BeforeOpening {
                at,
                opened: first.at,
            }),
            false => Ok(()),
        };
    }
    let others = matter.done.iter().filter(|done| done.seq != event.seq);
    match others.map(|done| done.at).min() {
        Some(next) if precedes(next, at) => Err(Refusal::OpeningAfter { at, next }),
        _ => Ok(()),
    }
}

/// The new value in its one form; a blank takes the value away where it was not required.
fn check_field(
    event: &Recorded,
    id: &FieldId,
    value: &Value,
    procedure: &Procedure,
) -> Result<Value, Refusal> {
    let refuse = |fault| Refusal::Fields {
        action: CORRECTION.to_owned(),
        faults: vec![fault],
    };
    let field = procedure
        .field(id.as_str())
        .ok_or_else(|| refuse(fields::unknown(id.as_str(), procedure)))?;
    let (set, actions) = match &event.body {
        Body::Acted(acted) => (&acted.set, vec![&acted.action]),
        Body::Found(found) => {
            let steps = found.steps.iter().map(|step| &step.action);
            (&found.set, steps.collect())
        }
        Body::Corrected(_) | Body::Voided(_) => {
            return Err(Refusal::NoSuchEvent { event: event.seq });
        }
    };
    if !set.contains_key(id) {
        return Err(Refusal::NotSetThere {
            event: event.seq,
            field: field.label.clone(),
        });
    }
    if fields::is_blank(value) {
        let required = actions
            .into_iter()
            .filter_map(|action| procedure.action(action.as_str()))
            .flat_map(|action| &action.fields)
            .any(|used| used.field == *id && used.required);
        return match required {
            true => Err(refuse(fields::not_given(procedure, id))),
            false => Ok(Value::Text(String::new())),
        };
    }
    let value = fields::in_form(field, value).map_err(refuse)?;
    if *id == procedure.governed_by {
        let set = [(id.clone(), value.clone())].into();
        result::check_in_force(procedure, result::governing(procedure, &set))?;
    }
    Ok(value)
}
