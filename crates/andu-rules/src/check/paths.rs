//! Ways through a procedure: which stages an action leads to, leaving most conditions aside.

use std::collections::BTreeSet;

use crate::{
    condition::Condition,
    model::{Action, Gate, Procedure, Strength, Trigger},
};

/// The stages and actions of a procedure as a graph. Conditions count as free, so every real way is in it.
pub(super) struct Paths<'a> {
    procedure: &'a Procedure,
}

/// What can happen.
#[derive(Default)]
pub(super) struct Reach<'a> {
    pub(super) stages: BTreeSet<&'a str>,
    pub(super) actions: BTreeSet<&'a str>,
}

/// Whether a gate cannot be avoided: nobody may pass it, and it has neither a condition nor an exception.
fn always_applies(gate: &Gate) -> bool {
    gate.strength == Strength::Statutory && gate.when.is_none() && gate.exceptions.is_empty()
}

/// The parts that must all hold.
pub(crate) fn conjuncts(condition: &Condition) -> Vec<&Condition> {
    match condition {
        Condition::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

impl<'a> Paths<'a> {
    pub(super) fn new(procedure: &'a Procedure) -> Paths<'a> {
        Paths { procedure }
    }

    /// Stages that a matter can come to, and actions that can be taken, when some actions are never taken.
    ///
    /// Statutory gates that always apply are kept where they ask for earlier actions; every other condition counts as free. So whatever
    /// is not in here truly cannot happen.
    pub(super) fn without(&self, avoided: &[&str]) -> Reach<'a> {
        let mut reach = Reach::default();
        loop {
            let before = reach.actions.len();
            for action in &self.procedure.actions {
                let id = action.id.as_str();
                let placed = action.opening
                    || action
                        .from
                        .iter()
                        .any(|stage| reach.stages.contains(stage.as_str()));
                if placed
                    && !avoided.contains(&id)
                    && self
                        .needed(action)
                        .iter()
                        .all(|needed| reach.actions.contains(needed))
                    && reach.actions.insert(id)
                {
                    reach
                        .stages
                        .extend(action.to.iter().map(|target| target.stage.as_str()));
                }
            }
            if reach.actions.len() == before {
                return reach;
            }
        }
    }

    /// Actions that must have been taken before an action, by the gates that always apply and nobody may pass.
    fn needed(&self, action: &Action) -> Vec<&'a str> {
        self.procedure
            .gates
            .iter()
            .filter(|gate| gate.on.contains(&action.id) && always_applies(gate))
            .flat_map(|gate| conjuncts(&gate.holds))
            .filter_map(|part| match part {
                Condition::Done(needed) if self.procedure.action(needed.as_str()).is_some() => {
                    Some(needed.as_str())
                }
                _ => None,
            })
            .collect()
    }

    /// Whether an action can be taken at some time before another was ever taken.
    pub(super) fn takeable_before(&self, action: &Action, other: &str) -> bool {
        self.without(&[other]).actions.contains(action.id.as_str())
    }

    /// Stages from which a closed stage can be reached.
    pub(super) fn closing(&self) -> BTreeSet<&'a str> {
        let stages = &self.procedure.stages;
        let mut closing: BTreeSet<&str> = stages
            .iter()
            .filter(|stage| stage.closed)
            .map(|stage| stage.id.as_str())
            .collect();
        loop {
            let before = closing.len();
            for action in &self.procedure.actions {
                if action
                    .to
                    .iter()
                    .any(|target| closing.contains(target.stage.as_str()))
                {
                    closing.extend(action.from.iter().map(|stage| stage.as_str()));
                }
            }
            if closing.len() == before {
                return closing;
            }
        }
    }

    /// Stages in which a clock with these triggers can be running.
    pub(super) fn running(&self, start: &[Trigger], stop: &[Trigger]) -> BTreeSet<&'a str> {
        let is = |triggers: &[Trigger], action: &Action| {
            triggers.iter().any(|trigger| trigger.on == action.id)
        };
        // A conditional stop may not apply, and one that does not name its action's own time may lie elsewhere.
        let ends = |action: &Action| {
            stop.iter()
                .any(|trigger| trigger.on == action.id && trigger.when.is_none())
        };
        let after = |running: bool, action: &Action| match running {
            true => !ends(action),
            false => is(start, action),
        };
        let mut reached: BTreeSet<(&str, bool)> = BTreeSet::new();
        let mut open: Vec<(&str, bool)> = Vec::new();
        for action in self
            .procedure
            .actions
            .iter()
            .filter(|action| action.opening)
        {
            let running = after(false, action);
            open.extend(
                action
                    .to
                    .iter()
                    .map(|target| (target.stage.as_str(), running)),
            );
        }
        while let Some((stage, running)) = open.pop() {
            if !reached.insert((stage, running)) {
                continue;
            }
            for action in self.takeable(stage) {
                let running = after(running, action);
                let stays = action.to.iter().all(|target| target.when.is_some());
                open.extend(
                    action
                        .to
                        .iter()
                        .map(|target| (target.stage.as_str(), running)),
                );
                open.extend(stays.then_some((stage, running)));
            }
        }
        reached
            .into_iter()
            .filter(|(_, running)| *running)
            .map(|(stage, _)| stage)
            .collect()
    }

    fn takeable(&self, stage: &str) -> impl Iterator<Item = &'a Action> {
        let actions = self.procedure.actions.iter();
        actions.filter(move |it| it.from.iter().any(|from| from.as_str() == stage))
    }
}
