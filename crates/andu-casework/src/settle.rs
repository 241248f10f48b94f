//! Deemed outcomes (视为 …): what the law says has happened when a clock ran out.

use andu_calendar::{Calendar, DateTime};
use andu_rules::model::{Action, ClockId, Expiry, Procedure};

use crate::clocks::{ClockState, ClockView, clocks};
use crate::decide::{is_closed, target};
use crate::event::{Acted, Body, Voided};
use crate::facts::{Linked, MatterFacts};
use crate::matter::{Matter, Recorded};

/// Name under which deemed outcomes are recorded.
pub const CLOCK_ACTOR: &str = "期限届满";

/// What has to be written before anything else happens to a matter: at most one event, with the time at which it happened.
///
/// A deemed outcome happens at the legal expiry, and never while the due date is provisional. Where a suspension entered
/// late has moved the due date past it, the deemed outcome is voided. Call again until it returns `None`.
pub fn settle(
    matter: &Matter,
    procedure: &Procedure,
    calendar: &Calendar,
    linked: &Linked,
    now: DateTime,
) -> Option<(Body, DateTime)> {
    if matter.voided || !procedure.clocks.iter().any(|clock| clock.expiry.is_some()) {
        return None;
    }
    undo(matter, procedure, calendar, now).or_else(|| {
        if matter.closed {
            return None;
        }
        let views = clocks(matter, procedure, calendar, now);
        let mut expired: Vec<(DateTime, &ClockView)> = views
            .iter()
            .filter(|view| view.state == ClockState::Running && !view.provisional)
            .filter_map(|view| view.due.map(|due| (due, view)))
            .filter(|(due, _)| *due < now)
            .collect();
        // What ran out first has its outcome first: it may leave no room for the next.
        expired.sort_by_key(|(due, _)| *due);
        expired.into_iter().find_map(|(due, view)| {
            let expired = Expired {
                views: &views,
                view,
                due,
            };
            deem(matter, procedure, calendar, &expired, linked)
        })
    })
}

struct Expired<'a> {
    views: &'a [ClockView],
    view: &'a ClockView,
    due: DateTime,
}

fn deem(
    matter: &Matter,
    procedure: &Procedure,
    calendar: &Calendar,
    expired: &Expired<'_>,
    linked: &Linked,
) -> Option<(Body, DateTime)> {
    let Expired { views, view, due } = *expired;
    let Expiry::Deemed(id) = procedure.clock(view.id.as_str())?.expiry.as_ref()?;
    let action: &Action = procedure.action(id.as_str())?;
    if !action.from.contains(&matter.stage) || has_had_it(matter, view, due) {
        return None;
    }
    // The same must hold for the matter as it stood when the clock ran out, else it would be undone at once.
    if as_of(matter, due).is_some()
        && !expired_then(matter, procedure, calendar, view.id.as_str(), action, due)
    {
        return None;
    }
    let set = Default::default();
    let facts = MatterFacts {
        procedure,
        matter: Some(matter),
        set: &set,
        documents: &[],
        me: Some(CLOCK_ACTOR),
        at: due,
        clocks: views,
        linked,
    };
    let stage = target(Some(matter), action, &facts).ok()?;
    let acted = Acted {
        opens: None,
        action: action.id.clone(),
        closed: is_closed(procedure, &stage),
        stage,
        set,
        documents: Vec::new(),
        papers: Vec::new(),
        links: Vec::new(),
        basis: action.basis.iter().map(ToString::to_string).collect(),
        waived: Vec::new(),
        passed: Vec::new(),
        warned: Vec::new(),
        late: None,
        now_closed: Vec::new(),
        one_hand: Vec::new(),
        told: Default::default(),
        deemed: Some(view.id.clone()),
        copied: false,
        note: None,
    };
    Some((Body::Acted(acted), due))
}

/// Whether this expiry has had its outcome: a matter sent back afterwards is not caught by the same day again.
fn has_had_it(matter: &Matter, view: &ClockView, due: DateTime) -> bool {
    deemed(matter).any(|(event, clock)| *clock == view.id && event.happened_at >= due)
}

/// The outcomes that were deemed and count.
fn deemed(matter: &Matter) -> impl Iterator<Item = (&Recorded, &ClockId)> {
    let counts = |seq: u64| matter.done.iter().any(|done| done.seq == seq);
    matter
        .events
        .iter()
        .filter_map(move |event| match &event.body {
            Body::Acted(acted) if counts(event.seq) => Some((event, acted.deemed.as_ref()?)),
            _ => None,
        })
}

/// The matter as it stood at a time, as now known; `None` where nothing came later. What was received long before it was entered may
/// have run out before the matter was opened: then it is the matter as it was opened.
fn as_of(matter: &Matter, time: DateTime) -> Option<Matter> {
    let time = matter.opened_at().map_or(time, |opened| opened.max(time));
    matter.with_only(|at| at <= time)
}

/// Whether a clock ran out at a time, by all that happened up to then and is known now.
fn expired_then(
    matter: &Matter,
    procedure: &Procedure,
    calendar: &Calendar,
    clock: &str,
    action: &Action,
    due: DateTime,
) -> bool {
    let past = as_of(matter, due);
    let past = past.as_ref().unwrap_or(matter);
    let views = clocks(past, procedure, calendar, due);
    views
        .iter()
        .find(|view| view.id.as_str() == clock)
        .is_some_and(|view| {
            view.state == ClockState::Running
                && view.due == Some(due)
                && action.from.contains(&past.stage)
        })
}

/// The void of a deemed outcome whose clock, as now known, did not run out just then.
fn undo(
    matter: &Matter,
    procedure: &Procedure,
    calendar: &Calendar,
    now: DateTime,
) -> Option<(Body, DateTime)> {
    deemed(matter).find_map(|(event, clock)| {
        let Body::Acted(acted) = &event.body else {
            return None;
        };
        let action = procedure.action(acted.action.as_str())?;
        // The matter as if the outcome had not been deemed, everything entered since taken in.
        let without = matter.fold_of(|other| other.seq != event.seq)?;
        let at = event.happened_at;
        if expired_then(&without, procedure, calendar, clock.as_str(), action, at) {
            return None;
        }
        // What has been done on the strength of the outcome is not undone because it ought to have come earlier.
        let worked_on = matter.done.last().is_some_and(|last| last.seq != event.seq);
        if worked_on && ran_out_before(&without, procedure, calendar, clock.as_str(), at) {
            return None;
        }
        let reason = "补录、更正或者作废的记录使该期限在当时并未届满，原依期限产生的结果作废";
        let body = Voided {
            event: Some(event.seq),
            reason: reason.to_owned(),
            clock: Some(clock.clone()),
            now_closed: Vec::new(),
        };
        Some((Body::Voided(body), now))
    })
}

/// Whether a clock had run out before a time.
fn ran_out_before(
    matter: &Matter,
    procedure: &Procedure,
    calendar: &Calendar,
    clock: &str,
    at: DateTime,
) -> bool {
    let past = as_of(matter, at);
    let views = clocks(past.as_ref().unwrap_or(matter), procedure, calendar, at);
    let mut named = views.iter().filter(|view| view.id.as_str() == clock);
    named.any(|view| view.state == ClockState::Running && view.due.is_some_and(|due| due < at))
}
