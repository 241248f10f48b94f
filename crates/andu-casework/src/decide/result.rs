//! What an act brings about: the stage, the version that governs, the number, the due days told.

use std::collections::BTreeMap;

use andu_calendar::Date;
use andu_rules::condition::evaluate;
use andu_rules::model::{Action, ClockId, ClockRule, FieldId, Procedure, StageId, Target, Value};

use super::{Draw, Env, views};
use crate::clocks::ClockView;
use crate::event::Opening;
use crate::facts::MatterFacts;
use crate::matter::{Matter, Recorded};
use crate::refusal::Refusal;

/// The stage after an action.
pub(crate) fn target(
    matter: Option<&Matter>,
    action: &Action,
    facts: &MatterFacts<'_>,
) -> Result<StageId, Refusal> {
    let no_target = || Refusal::NoTarget {
        action: action.label.clone(),
    };
    if action.to.is_empty() {
        return matter
            .map(|matter| matter.stage.clone())
            .ok_or_else(no_target);
    }
    let leads = |target: &&Target| {
        target
            .when
            .as_ref()
            .is_none_or(|when| evaluate(when, facts))
    };
    action
        .to
        .iter()
        .find(leads)
        .map(|target| target.stage.clone())
        .ok_or_else(no_target)
}

/// Whether a stage ends the matter.
pub(crate) fn is_closed(procedure: &Procedure, stage: &StageId) -> bool {
    procedure
        .stage(stage.as_str())
        .is_some_and(|stage| stage.closed)
}

/// The opening record of a new matter; the governing day must lie within the version's period.
pub(super) fn opening(procedure: &Procedure, governing: Option<Date>) -> Result<Opening, Refusal> {
    check_in_force(procedure, governing)?;
    Ok(Opening {
        procedure: procedure.id.clone(),
        version: procedure.in_force.from,
    })
}

/// Refuses a governing day on which another version was in force, or none.
pub(super) fn check_in_force(procedure: &Procedure, day: Option<Date>) -> Result<(), Refusal> {
    match day.filter(|day| !procedure.in_force.contains(*day)) {
        None => Ok(()),
        Some(day) => Err(Refusal::NotInForce {
            procedure: procedure.label.clone(),
            day,
            from: procedure.in_force.from,
            to: procedure.in_force.to,
        }),
    }
}

/// Fills in the day that chooses the version where it was left blank and another stands in for it.
pub(super) fn complete(procedure: &Procedure, set: &mut BTreeMap<FieldId, Value>) {
    if let Some(day) = procedure.governing(set).cloned() {
        set.entry(procedure.governed_by.clone()).or_insert(day);
    }
}

/// The day that chooses the version, among the fields that an act sets.
pub(super) fn governing(procedure: &Procedure, set: &BTreeMap<FieldId, Value>) -> Option<Date> {
    let text = procedure.governing(set)?.as_text()?;
    text.get(..10)?.parse().ok()
}

/// The number to be drawn for a new matter, where none is given.
pub(super) fn draw(
    procedure: &Procedure,
    set: &BTreeMap<FieldId, Value>,
    governing: Option<Date>,
) -> Option<Draw> {
    let series = procedure.series.as_ref()?;
    if set.contains_key(&series.field) {
        return None;
    }
    let year = format!("{:04}", governing?.year());
    Some(Draw {
        field: series.field.clone(),
        format: series.format.replace("{year}", &year),
        series: format!("{}/{year}", procedure.id),
    })
}

/// Whether an action starts, starts again or extends a clock.
pub(super) fn moves_clocks(procedure: &Procedure, action: &Action) -> bool {
    procedure.clocks.iter().any(|rule| moves(rule, action))
}

fn moves(rule: &ClockRule, action: &Action) -> bool {
    let mut triggers = rule.start.iter().chain(&rule.restart);
    let extension = rule.extension.as_ref();
    triggers.any(|trigger| trigger.on == action.id)
        || extension.is_some_and(|extension| extension.on == action.id)
}

/// The due days that an action gives: those of the clocks that it starts, starts again or extends.
///
/// Somebody is told these days on paper, so the event keeps them: a holiday notice that comes later moves the clock, not the paper.
pub(super) fn told(
    matter: Option<&Matter>,
    ahead: Recorded,
    action: &Action,
    env: &Env<'_>,
) -> BTreeMap<ClockId, Date> {
    let at = ahead.happened_at;
    let before = views(matter, env, at);
    let after = match matter {
        None => Matter::fold("", [ahead]),
        Some(matter) => {
            let mut after = matter.clone();
            after.push(ahead);
            Some(after)
        }
    };
    let after = views(after.as_ref(), env, at);
    let due = |views: &[ClockView], id: &ClockId| {
        let view = views.iter().find(|view| view.id == *id);
        view.and_then(ClockView::due_on)
    };
    let moved = env
        .procedure
        .clocks
        .iter()
        .filter(|rule| moves(rule, action));
    let told = moved.filter_map(|rule| {
        let now = due(&after, &rule.id).filter(|now| due(&before, &rule.id) != Some(*now))?;
        Some((rule.id.clone(), now))
    });
    told.collect()
}
