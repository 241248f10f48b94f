//! Ways through a procedure: which stages an action leads to, leaving conditions aside.

use std::collections::BTreeSet;

use crate::model::{Action, Procedure, Trigger};

/// The stages and actions of a procedure as a graph. Conditions count as free, so every real way is in it.
pub(super) struct Paths<'a> {
    procedure: &'a Procedure,
}

impl<'a> Paths<'a> {
    pub(super) fn new(procedure: &'a Procedure) -> Paths<'a> {
        Paths { procedure }
    }

    /// Stages that a matter can come to when an action is never taken.
    pub(super) fn reachable_without(&self, avoided: Option<&str>) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = Vec::new();
        let takes = |action: &&Action| Some(action.id.as_str()) != avoided;
        for action in self
            .procedure
            .actions
            .iter()
            .filter(|it| it.opening)
            .filter(takes)
        {
            open.extend(action.to.iter().map(|target| target.stage.as_str()));
        }
        while let Some(stage) = open.pop() {
            if !reached.insert(stage) {
                continue;
            }
            for action in self.takeable(stage).filter(takes) {
                open.extend(action.to.iter().map(|target| target.stage.as_str()));
            }
        }
        reached
    }

    /// Whether an action can be taken at some time before another was ever taken.
    pub(super) fn takeable_before(&self, action: &Action, other: &str) -> bool {
        if action.id.as_str() == other {
            return false;
        }
        let reached = self.reachable_without(Some(other));
        action.opening
            || action
                .from
                .iter()
                .any(|stage| reached.contains(stage.as_str()))
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
