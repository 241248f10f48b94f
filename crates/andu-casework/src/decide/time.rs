//! Whether a time can be, and whether it is entered late.

use andu_calendar::{Calendar, DateTime};

use crate::clocks::precedes;
use crate::command::{Command, LATE_ENTRY_ROLE};
use crate::event::Late;
use crate::matter::Matter;
use crate::refusal::Refusal;

/// Refuses to add to a record that lies in the future: the computer's clock was set back. What is wrong on record can still be
/// corrected and voided.
pub(super) fn check_clock(matter: Option<&Matter>, now: DateTime) -> Result<(), Refusal> {
    let last = matter.and_then(|matter| matter.done.iter().map(|done| done.at).max());
    match last.filter(|last| *last > now) {
        Some(last) => Err(Refusal::ClockBackwards { now, last }),
        None => Ok(()),
    }
}

/// Refuses what lies before the opening, and says how late an entry is.
pub(super) fn check(
    matter: Option<&Matter>,
    command: &Command,
    calendar: &Calendar,
) -> Result<Option<Late>, Refusal> {
    let at = command.happened_at;
    if let Some(opened) = matter.and_then(Matter::opened_at)
        && precedes(at, opened)
    {
        return Err(Refusal::BeforeOpening { at, opened });
    }
    let working_days = calendar.working_days_between(at.date(), command.now.date());
    if working_days <= 1 {
        return Ok(None);
    }
    let reason = command.late_reason.as_deref().map(str::trim);
    let Some(reason) = reason.filter(|reason| !reason.is_empty()) else {
        return Err(Refusal::LateWithoutReason { at, working_days });
    };
    // Whoever enters late answers for it, not whoever acted on paper.
    if !command.recorder.grants.holds(LATE_ENTRY_ROLE) {
        return Err(Refusal::LateWithoutRole {
            recorder: command.recorder.name.clone(),
            working_days,
        });
    }
    Ok(Some(Late {
        working_days,
        reason: reason.to_owned(),
    }))
}
