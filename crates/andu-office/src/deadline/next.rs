//! Clocks that begin where another ends: one question, several steps.

use andu_calendar::{Calendar, DateTime};
use andu_rules::Pack;
use andu_rules::model::{ClockRule, Expiry, Procedure};
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
    let begun = procedure.clocks.iter().filter(|next| {
        next.id != rule.id && (follows(next, rule) || begins_with_expiry(next, rule, given))
    });
    begun
        .filter_map(|next| step(pack, calendar, given, procedure, next, from, passed))
        .collect()
}

fn follows(next: &ClockRule, rule: &ClockRule) -> bool {
    next.after.as_ref() == Some(&rule.id)
}

fn begins_with_expiry(next: &ClockRule, rule: &ClockRule, given: &Given<'_>) -> bool {
    let Some(Expiry::Deemed(deemed)) = &rule.expiry else {
        return false;
    };
    let mut start = next.start.iter();
    // One that is dated by a field does not begin with the expiry.
    start.any(|start| start.on == *deemed && start.at.is_none() && given.may_count(start))
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
