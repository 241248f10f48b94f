//! Ways through a procedure: which stages an action leads to, leaving most conditions aside.

use std::collections::{BTreeSet, HashMap};

use crate::{
    condition::Condition,
    model::{Action, Gate, Procedure, Strength, Trigger},
};

/// The stages and actions of a procedure as a graph. Conditions count as free, so every real way is in it.
pub(super) struct Paths<'a> {
    procedure: &'a Procedure,
    /// For each action, those that must have been taken before it, by the gates that always apply and nobody may pass.
    needed: Vec<Vec<&'a str>>,
    /// Actions that may be taken in a stage.
    takeable: HashMap<&'a str, Vec<&'a Action>>,
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
        let mut gated: HashMap<&str, Vec<&'a str>> = HashMap::new();
        for gate in procedure.gates.iter().filter(|gate| always_applies(gate)) {
            let needed: Vec<&str> = done(gate)
                .filter(|id| procedure.action(id).is_some())
                .collect();
            for action in &gate.on {
                gated.entry(action.as_str()).or_default().extend(&needed);
            }
        }
        let mut takeable: HashMap<&str, Vec<&Action>> = HashMap::new();
        for action in &procedure.actions {
            for stage in &action.from {
                takeable.entry(stage.as_str()).or_default().push(action);
            }
        }
        let actions = procedure.actions.iter();
        Paths {
            procedure,
            needed: actions
                .map(|action| gated.get(action.id.as_str()).cloned().unwrap_or_default())
                .collect(),
            takeable,
        }
    }

    /// Stages that a matter can come to, and actions that can be taken, when some actions are never taken.
    ///
    /// Statutory gates that always apply are kept where they ask for earlier actions; every other condition counts as free. So whatever
    /// is not in here truly cannot happen.
    pub(super) fn without(&self, avoided: &[&str]) -> Reach<'a> {
        let mut reach = Reach::default();
        loop {
            let before = reach.actions.len();
            for (action, needed) in self.procedure.actions.iter().zip(&self.needed) {
                let id = action.id.as_str();
                let placed = action.opening
                    || action
                        .from
                        .iter()
                        .any(|stage| reach.stages.contains(stage.as_str()));
                if placed
                    && !avoided.contains(&id)
                    && needed.iter().all(|needed| reach.actions.contains(needed))
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

    fn takeable(&self, stage: &str) -> &[&'a Action] {
        self.takeable.get(stage).map_or(&[], Vec::as_slice)
    }
}

/// The actions that a gate asks for.
fn done(gate: &Gate) -> impl Iterator<Item = &str> {
    let parts = conjuncts(&gate.holds).into_iter();
    parts.filter_map(|part| match part {
        Condition::Done(needed) => Some(needed.as_str()),
        _ => None,
    })
}
