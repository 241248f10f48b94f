//! Clocks that begin where another ends: one question, several steps.

use andu_calendar::{Calendar, Date, DateTime, Direction, Length};
use andu_rules::Pack;
use andu_rules::model::{ClockRule, Expiry, LengthCase, LengthRule, Procedure};
use jiff::civil::Time;

use super::given::Given;
use super::{Deadline, DeadlineRequest, reckoned};

/// How far a chain of clocks is followed.
const STEPS: usize = 3;

/// What begins when a clock has run out: clocks that stand `after` it, and those that start with what the law takes to have happened then.
///
/// A step that cannot be reckoned without further facts is left out; whoever asks for that clock itself is told what it needs.
pub(super) fn following(
    pack: &Pack,
    calendar: &Calendar,
    given: &Given<'_>,
    rule: &ClockRule,
    answer: &Deadline,
    passed: usize,
) -> Vec<Deadline> {
    if passed == STEPS {
        return Vec::new();
    }
    let procedure = given.procedure;
    let from = answer
        .due_at
        .unwrap_or_else(|| answer.due.to_datetime(Time::midnight()));
    let begun = procedure.clocks.iter().filter(|next| next.id != rule.id);
    let begun = begun.filter_map(|next| match follows(next, rule) {
        true => Some((next, from)),
        false => begins_with_expiry(next, rule, given).map(|begins| match begins {
            Begins::Expiry => (next, from),
            Begins::WithThis => (next, answer.from.to_datetime(Time::midnight())),
        }),
    });
    begun
        .filter_map(|(next, from)| step(pack, calendar, given, procedure, next, from, passed))
        .collect()
}

/// From when a clock counts that begins because another has run out.
enum Begins {
    /// From the end of the other.
    Expiry,
    /// From the day from which the other counted: what was not done in time is taken as done on the first day.
    WithThis,
}

fn follows(next: &ClockRule, rule: &ClockRule) -> bool {
    next.after.as_ref() == Some(&rule.id)
}

fn begins_with_expiry(next: &ClockRule, rule: &ClockRule, given: &Given<'_>) -> Option<Begins> {
    let Some(Expiry::Deemed(deemed)) = &rule.expiry else {
        return None;
    };
    let mut start = next.start.iter();
    let start = start.find(|start| start.on == *deemed && given.may_count(start))?;
    match &start.at {
        None => Some(Begins::Expiry),
        // One that is dated by a field begins with that day, which is known where it is the day of this clock.
        Some(field) => rule
            .start
            .iter()
            .all(|start| start.at.as_ref() == Some(field))
            .then_some(Begins::WithThis),
    }
}

/// Longest periods (最长期限, in years) for the same act that count from another day which was given, and run out before: the right is
/// gone with the first of them.
pub(super) fn sooner(
    pack: &Pack,
    calendar: &Calendar,
    given: &Given<'_>,
    rule: &ClockRule,
    due: Date,
) -> Vec<String> {
    let procedure = given.procedure;
    let same_act = |other: &ClockRule| {
        let mut stops = other.stop.iter();
        stops.any(|stop| rule.stop.iter().any(|mine| mine.on == stop.on))
    };
    let mut notes = Vec::new();
    for other in &procedure.clocks {
        let longest =
            |case: &LengthCase| matches!(case.length, LengthRule::Fixed(Length::Years(_)));
        let caps = other.direction == Direction::Forward && other.length.iter().all(longest);
        if other.id == rule.id || !caps || !same_act(other) {
            continue;
        }
        let starts = other.start.iter().filter(|start| given.may_count(start));
        let mut days = starts.filter_map(|start| {
            let field = start.at.as_ref()?;
            let mine = rule
                .start
                .iter()
                .any(|mine| mine.at.as_ref() == Some(field));
            given.dated(start).filter(|_| !mine)
        });
        let Some(from) = days.next() else { continue };
        let found = step(pack, calendar, given, procedure, other, from, STEPS);
        if let Some(found) = found.filter(|found| found.due < due) {
            notes.push(format!(
                "另有“{}”（自{}起{}）至{}届满，在此之前，以先届满的为准。",
                other.label, found.from, found.length, found.due
            ));
        }
    }
    notes
}

fn step(
    pack: &Pack,
    calendar: &Calendar,
    given: &Given<'_>,
    procedure: &Procedure,
    next: &ClockRule,
    from: DateTime,
    passed: usize,
) -> Option<Deadline> {
    let request = DeadlineRequest {
        clock: format!("{}.{}", procedure.id, next.id),
        from,
        ..DeadlineRequest::default()
    };
    let given = Given {
        procedure,
        set: given.set.clone(),
        events: Vec::new(),
        from,
    };
    reckoned(pack, calendar, &given, next, &request, passed + 1).ok()
}
