//! Deemed outcomes (视为 …): what the law says has happened when a clock ran out.

use andu_calendar::{Calendar, DateTime};
use andu_rules::model::{Action, Expiry, Procedure};

use crate::clocks::{ClockState, ClockView, clocks};
use crate::decide::target;
use crate::event::{Acted, Body, Voided};
use crate::facts::{Linked, MatterFacts};
use crate::matter::Matter;

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
        let expired = |view: &&ClockView| {
            view.state == ClockState::Running
                && !view.provisional
                && view.due.is_some_and(|due| due < now)
        };
        views
            .iter()
            .filter(expired)
            .find_map(|view| deem(matter, procedure, &views, view, linked))
    })
}

fn deem(
    matter: &Matter,
    procedure: &Procedure,
    views: &[ClockView],
    view: &ClockView,
    linked: &Linked,
) -> Option<(Body, DateTime)> {
    let Expiry::Deemed(id) = procedure.clock(view.id.as_str())?.expiry.as_ref()?;
    let action: &Action = procedure.action(id.as_str())?;
    if !action.from.contains(&matter.stage) {
        return None;
    }
    let due = view.due?;
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
        closed: procedure
            .stage(stage.as_str())
            .is_some_and(|stage| stage.closed),
        stage,
        set,
        documents: Vec::new(),
        links: Vec::new(),
        basis: action.basis.iter().map(ToString::to_string).collect(),
        waived: Vec::new(),
        passed: Vec::new(),
        warned: Vec::new(),
        late: None,
        deemed: Some(view.id.clone()),
        note: None,
    };
    Some((Body::Acted(acted), due))
}

/// The void of a deemed outcome whose clock, as now known, had not run out by then.
fn undo(
    matter: &Matter,
    procedure: &Procedure,
    calendar: &Calendar,
    now: DateTime,
) -> Option<(Body, DateTime)> {
    let void = |seq: u64| matter.done.iter().all(|done| done.seq != seq);
    matter.events.iter().find_map(|event| {
        let Body::Acted(Acted {
            deemed: Some(clock),
            ..
        }) = &event.body
        else {
            return None;
        };
        if void(event.seq) {
            return None;
        }
        // The matter as if the outcome had not been deemed, everything entered since taken in.
        let without = matter
            .events
            .iter()
            .filter(|other| other.seq != event.seq)
            .cloned();
        let without = Matter::fold(&matter.id, without)?;
        let views = clocks(&without, procedure, calendar, now);
        let view = views.iter().find(|view| view.id == *clock)?;
        let done_in_time = view.stopped.is_some_and(|at| at <= event.happened_at);
        let moved = view.due.is_none_or(|due| due > event.happened_at);
        (done_in_time || moved).then(|| {
            let reason = "补录的记录使该期限在当时尚未届满，原依期限产生的结果作废".to_owned();
            let body = Voided {
                event: Some(event.seq),
                reason,
                clock: Some(clock.clone()),
                now_closed: Vec::new(),
            };
            (Body::Voided(body), now)
        })
    })
}
