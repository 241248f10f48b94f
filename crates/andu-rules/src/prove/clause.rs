//! Clauses: the conditions of a procedure, taken apart as far as that changes nothing, beside the actions that they bind.

use std::collections::HashMap;

use crate::{
    check::paths::conjuncts,
    condition::{Condition, Mention, Operand, Rows},
    model::{Action, ClockRule, Expiry, Gate, Procedure, Strength, Trigger, Value},
};

/// Names a clause of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ClauseKey {
    /// One of the conditions before an action.
    Gate(usize, usize),
    /// When a target of an action is taken.
    Target(usize, usize),
}

/// A procedure made ready for exploring: ids are numbers, gates are clauses.
pub(super) struct Machine<'p> {
    pub(super) procedure: &'p Procedure,
    pub(super) steps: Vec<Step<'p>>,
    /// Numbers of the actions that a stage permits, by the number of the stage.
    pub(super) permitted: Vec<Vec<usize>>,
    /// Numbers of the opening actions.
    pub(super) openings: Vec<usize>,
}

/// An action as the machine takes it.
pub(super) struct Step<'p> {
    /// Clauses that must hold, the act's own fields and documents laid over the matter.
    pub(super) gates: Vec<Condition>,
    /// Where it leads, the first whose condition holds; empty leaves the stage as it is.
    pub(super) targets: Vec<(Option<&'p Condition>, usize)>,
    /// Stages in which it may be taken; `None` before the opening.
    pub(super) from: Vec<Option<usize>>,
}

impl<'p> Machine<'p> {
    /// The machine in which gates up to a strength bind: with `Statutory`, leaders may pass whatever is local and nobody heeds advice.
    pub(super) fn new(procedure: &'p Procedure, level: Strength) -> Machine<'p> {
        let ids = procedure.stages.iter().enumerate();
        let stage_of: HashMap<&str, usize> = ids.map(|(at, it)| (it.id.as_str(), at)).collect();
        let mut gates_of: HashMap<&str, Vec<&Gate>> = HashMap::new();
        let binding = procedure.gates.iter();
        for gate in binding.filter(|gate| binds(gate, level)) {
            for action in &gate.on {
                gates_of.entry(action.as_str()).or_default().push(gate);
            }
        }
        let mut permitted = vec![Vec::new(); procedure.stages.len()];
        let (mut steps, mut openings) = (Vec::new(), Vec::new());
        for (at, action) in procedure.actions.iter().enumerate() {
            let before = gates_of.get(action.id.as_str()).into_iter().flatten();
            // What the law deems to happen stands before no gate: `settle` asks none.
            let before = before.filter(|_| !action.deemed);
            let targets = action.to.iter().filter_map(|target| {
                let stage = *stage_of.get(target.stage.as_str())?;
                Some((target.when.as_ref(), stage))
            });
            let gates = before.flat_map(|gate| clauses(gate));
            let gates = gates.map(|clause| grounded(clause, procedure, action));
            let from = action.from.iter();
            let from = from.filter_map(|stage| stage_of.get(stage.as_str()).copied());
            let from: Vec<usize> = from.collect();
            for stage in &from {
                permitted[*stage].push(at);
            }
            let before_opening = action.opening.then_some(None);
            steps.push(Step {
                gates: gates.chain(expired(procedure, action)).collect(),
                targets: targets.collect(),
                from: from.into_iter().map(Some).chain(before_opening).collect(),
            });
            if action.opening {
                openings.push(at);
            }
        }
        Machine {
            procedure,
            steps,
            permitted,
            openings,
        }
    }

    /// The condition of a clause.
    pub(super) fn clause(&self, key: ClauseKey) -> Option<&Condition> {
        match key {
            ClauseKey::Gate(step, at) => self.steps.get(step)?.gates.get(at),
            ClauseKey::Target(step, at) => self.steps.get(step)?.targets.get(at)?.0,
        }
    }

    /// Every clause that bears on an action.
    pub(super) fn clauses_of(&self, step: usize) -> impl Iterator<Item = ClauseKey> {
        let parts = &self.steps[step];
        let gates = (0..parts.gates.len()).map(move |at| ClauseKey::Gate(step, at));
        let conditional = parts.targets.iter().enumerate();
        let conditional = conditional.filter(|(_, (when, _))| when.is_some());
        gates.chain(conditional.map(move |(at, _)| ClauseKey::Target(step, at)))
    }
}

/// What the law deems to happen follows from a clock, and a clock from the action that starts it.
fn expired(procedure: &Procedure, action: &Action) -> Option<Condition> {
    let follows = |clock: &&ClockRule| match &clock.expiry {
        Some(Expiry::Deemed(id)) => action.deemed && *id == action.id,
        None => false,
    };
    let clocks = procedure.clocks.iter().filter(follows);
    let starts = clocks.flat_map(|clock| &clock.start);
    let started: Vec<Condition> = starts.map(happened).collect();
    (!started.is_empty()).then(|| Condition::any_of(started))
}

/// A trigger that counts: its action was taken, and its condition holds of the matter as it now stands.
fn happened(trigger: &Trigger) -> Condition {
    let done = Condition::Done(trigger.on.clone());
    Condition::all_of(std::iter::once(done).chain(trigger.when.clone()).collect())
}

/// A clause in which clocks that start or stop under a condition say so: `within(x)` and `kept(x)` are false where none of these holds.
///
/// Clocks are looked at before the act, gates with the act's own fields and documents laid over the matter, so a condition is only
/// written out where both see the same.
pub(super) fn grounded(clause: Condition, procedure: &Procedure, action: &Action) -> Condition {
    let each = |parts: Vec<Condition>| {
        let parts = parts.into_iter();
        parts
            .map(|part| grounded(part, procedure, action))
            .collect()
    };
    match clause {
        Condition::And(parts) => Condition::all_of(each(parts)),
        Condition::Or(parts) => Condition::any_of(each(parts)),
        Condition::Not(inner) => negated(grounded(*inner, procedure, action)),
        Condition::Within(ref id) | Condition::Kept(ref id) => {
            let Some(clock) = procedure.clock(id.as_str()) else {
                return clause;
            };
            let kept = matches!(clause, Condition::Kept(_));
            let sides = [Some(&clock.start), kept.then_some(&clock.stop)];
            let told = sides.into_iter().flatten().filter(|triggers| {
                let mut whens = triggers.iter().filter_map(|it| it.when.as_ref()).peekable();
                whens.peek().is_some() && whens.all(|when| is_settled(when, action))
            });
            let told: Vec<Condition> = told
                .map(|triggers| Condition::any_of(triggers.iter().map(happened).collect()))
                .collect();
            Condition::all_of(std::iter::once(clause).chain(told).collect())
        }
        // What some linked matter satisfies asks for one.
        Condition::Any(Rows::Linked(ref link), _) | Condition::Last(Rows::Linked(ref link), _) => {
            let linked = Condition::Linked(link.clone());
            Condition::all_of(vec![linked, clause])
        }
        Condition::Compare(
            Operand::Count(Rows::Linked(ref link), _),
            sign,
            Operand::Literal(ref least),
        ) if !sign.holds(&Value::Integer(0), least) => {
            let linked = Condition::Linked(link.clone());
            Condition::all_of(vec![linked, clause])
        }
        other => other,
    }
}

/// Whether an act leaves a condition as it is until it has been taken.
fn is_settled(when: &Condition, action: &Action) -> bool {
    let mut settled = true;
    when.mentions(&mut |mention| {
        settled &= match mention {
            Mention::Field(field) | Mention::List(field) => {
                action.fields.iter().all(|used| used.field != *field)
            }
            Mention::Action(_) | Mention::Column { .. } | Mention::Value { .. } => true,
            Mention::Opinion(_)
            | Mention::Document(_)
            | Mention::Clock(_)
            | Mention::Link(_)
            | Mention::Other { .. }
            | Mention::Actor(_)
            | Mention::Stage(_) => false,
        };
    });
    settled
}

/// Whether a gate binds where gates up to a strength do.
fn binds(gate: &Gate, level: Strength) -> bool {
    rank(gate.strength) <= rank(level)
}

/// Statutory gates bind most.
pub(super) fn rank(strength: Strength) -> u8 {
    match strength {
        Strength::Statutory => 0,
        Strength::Local => 1,
        Strength::Advice => 2,
    }
}

/// A gate as clauses that must all hold: `not when or part or exception …` for every part of what it asks.
///
/// This is the ruling of [`crate::gate::rule`] written out: a gate is passed where it does not apply, holds, or is waived.
pub(super) fn clauses(gate: &Gate) -> Vec<Condition> {
    let excused = gate.when.iter().map(|when| negated(when.clone()));
    let excused: Vec<Condition> = excused
        .chain(gate.exceptions.iter().map(|it| it.when.clone()))
        .collect();
    let parts = conjuncts(&gate.holds).into_iter();
    parts
        .map(|part| {
            let ways = std::iter::once(part.clone()).chain(excused.iter().cloned());
            Condition::any_of(ways.collect())
        })
        .collect()
}

/// The opposite of a condition.
pub(super) fn negated(condition: Condition) -> Condition {
    match condition {
        Condition::Not(inner) => *inner,
        other => Condition::Not(Box::new(other)),
    }
}
