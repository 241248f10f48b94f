//! When a clock starts, or why it does not run at all.

use andu_calendar::DateTime;
use andu_rules::condition::{Condition, describe};
use andu_rules::model::{ClockRule, Procedure, Trigger};

use super::DeadlineRequest;
use super::given::Given;
use crate::error::OfficeError;

/// When a clock started.
#[derive(Debug, Clone, Copy)]
pub(super) struct Started {
    /// The first time.
    pub first: DateTime,
    /// The last time, restarts taken in.
    pub at: DateTime,
}

/// The start: the latest restart, or else the day that was given, or the action that starts the clock in a case like this.
///
/// # Errors
///
/// [`OfficeError::Usage`] where the clock does not run in such a case, or days are out of order.
pub(super) fn start(
    rule: &ClockRule,
    given: &Given<'_>,
    request: &DeadlineRequest,
    notes: &mut Vec<String>,
) -> Result<Started, OfficeError> {
    if !rule.start.iter().any(|trigger| given.may_count(trigger)) {
        return Err(not_running(rule, given));
    }
    let first = first(rule, given)?;
    notes.extend(stands_for(rule, given));
    let mut restarts = given.times(&rule.restart);
    restarts.extend(request.restart);
    let latest = restarts.iter().max().copied();
    if let Some(early) = restarts.iter().find(|at| at.date() < first.date()) {
        return Err(OfficeError::Usage(format!(
            "重新起算的日期{}早于起算日{}。请核对日期。",
            early.date(),
            first.date()
        )));
    }
    if request.restart.is_some() && rule.restart.is_empty() {
        notes.push(format!(
            "规则没有规定“{}”期限可以重新起算，已按所给日期另行起算，请核对依据。",
            rule.label
        ));
    }
    Ok(Started {
        first,
        at: latest.unwrap_or(first),
    })
}

/// In a case in which not the opening but a later action starts the clock, the day given is taken for the day of that action: said, so
/// that nobody counts from the day of receipt where the law counts from the confirmation.
fn stands_for(rule: &ClockRule, given: &Given<'_>) -> Option<String> {
    let excluded = |trigger: &Trigger| !given.may_count(trigger);
    if !rule.start.iter().any(excluded) || !given.times(&rule.start).is_empty() {
        return None;
    }
    let mut counting = rule.start.iter().filter(|trigger| !excluded(trigger));
    let one = counting.next()?;
    let opens = given.procedure.opening().map(|action| &action.id) == Some(&one.on);
    if opens || one.at.is_some() || counting.any(|other| other.on != one.on) {
        return None;
    }
    Some(format!(
        "所填的情形下自“{}”之日起算，所给的起算日按这一天计；不是这一天的，请写明“{}”的日期（{}）。",
        given.term(&one.on),
        given.term(&one.on),
        one.on
    ))
}

/// Whether a start is one of those on which the clock began anew.
pub(super) fn is_restart(
    rule: &ClockRule,
    given: &Given<'_>,
    request: &DeadlineRequest,
    start: DateTime,
) -> bool {
    request.restart == Some(start) || given.times(&rule.restart).contains(&start)
}

/// The day given, unless in a case like this another action starts the clock and its day was given too: then the earliest of those.
fn first(rule: &ClockRule, given: &Given<'_>) -> Result<DateTime, OfficeError> {
    let times = given.times(&rule.start);
    let Some(earliest) = times.first() else {
        return Ok(given.from);
    };
    // What starts the clock and was not named, or is dated by a field, is what the day given stands for.
    let open = |trigger: &&Trigger| {
        let mut events = given.events.iter();
        trigger.at.is_some() || !events.any(|(action, _)| *action == trigger.on)
    };
    let counts = |trigger: &Trigger| {
        let when = trigger.when.as_ref();
        when.is_none_or(|when| given.decides(when) == Some(true))
    };
    if rule.start.iter().filter(open).any(counts) {
        return Ok(given.from);
    }
    if earliest.date() < given.from.date() {
        return Err(OfficeError::Usage(format!(
            "起算“{}”期限的动作在{}，早于起算日{}。请核对日期。",
            rule.label,
            earliest.date(),
            given.from.date()
        )));
    }
    Ok(*earliest)
}

/// Says under what condition the clock starts, and which other clock runs in its place.
fn not_running(rule: &ClockRule, given: &Given<'_>) -> OfficeError {
    let procedure = given.procedure;
    let mut whens: Vec<&Condition> = Vec::new();
    for when in rule.start.iter().filter_map(|start| start.when.as_ref()) {
        if !whens.contains(&when) {
            whens.push(when);
        }
    }
    let whens: Vec<String> = whens
        .into_iter()
        .map(|when| describe(when, procedure))
        .collect();
    let sisters: Vec<String> = sisters(rule, procedure)
        .filter(|sister| sister.start.iter().any(|start| given.may_count(start)))
        .map(|sister| format!("“{}”（{}.{}）", sister.label, procedure.id, sister.id))
        .collect();
    let remedy = match sisters.as_slice() {
        [] => "请核对所填的情形，或者另选期限".to_owned(),
        names => format!("请改算{}", names.join("或者")),
    };
    OfficeError::Usage(format!(
        "所填的情形下“{}”期限不起算：它的起算条件是{}。{remedy}。",
        rule.label,
        whens.join("；或者")
    ))
}

/// Other clocks that begin and end with the same actions.
fn sisters<'a>(
    rule: &'a ClockRule,
    procedure: &'a Procedure,
) -> impl Iterator<Item = &'a ClockRule> {
    let shared = |one: &[Trigger], other: &[Trigger]| {
        one.iter()
            .any(|trigger| other.iter().any(|same| same.on == trigger.on))
    };
    procedure.clocks.iter().filter(move |other| {
        other.id != rule.id && shared(&other.start, &rule.start) && shared(&other.stop, &rule.stop)
    })
}
