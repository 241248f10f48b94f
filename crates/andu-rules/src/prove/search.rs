//! Exploring: breadth first over boxes, so that what is found is a shortest path.

use std::collections::{HashMap, VecDeque};

use crate::prove::{
    TooLarge,
    clause::Machine,
    model::{Effects, Goal, Lay, Model, State, reads},
};

/// States beyond which exploring gives up, naming the facts.
pub const MOST_STATES: usize = 200_000;

/// Facts that one search may track; far more than any procedure needs at once.
const MOST_SLOTS: usize = 128;

/// An action on a path, and which of its targets was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) step: usize,
    pub(super) target: Option<usize>,
}

/// What came of a search.
pub(super) struct Found {
    /// A path that reaches the goal, where there is one.
    pub(super) path: Option<Vec<Move>>,
    /// States explored.
    pub(super) states: usize,
}

/// Looks for a path to a goal over the tracked facts; everything else counts as free.
pub(super) fn search(model: &Model<'_>, goal: &Goal) -> Result<Found, TooLarge> {
    if model.space.slots.len() > MOST_SLOTS {
        return Err(model.too_large());
    }
    let live = live(model);
    let start = model.start();
    let mut known: HashMap<State, usize> = HashMap::from([(start.clone(), 0)]);
    let mut came: Vec<Option<(usize, Move)>> = vec![None];
    let mut open = VecDeque::from([(start, 0)]);
    while let Some((state, at)) = open.pop_front() {
        let permitted = match state.stage {
            None => &model.machine.openings,
            Some(stage) => &model.machine.permitted[stage],
        };
        for &step in permitted {
            if let Some(target) = reached(model, goal, &state, step, &live)? {
                let mut path = vec![Move { step, target }];
                path.extend(trace(&came, at));
                path.reverse();
                return Ok(Found {
                    path: Some(path),
                    states: known.len(),
                });
            }
            for (target, next) in model.take(&state, step, false, &live)? {
                if known.contains_key(&next) {
                    continue;
                }
                if known.len() >= MOST_STATES {
                    return Err(model.too_large());
                }
                known.insert(next.clone(), came.len());
                open.push_back((next, came.len()));
                came.push(Some((at, Move { step, target })));
            }
        }
    }
    Ok(Found {
        path: None,
        states: known.len(),
    })
}

/// The target by which an action in a state is the goal, where it is.
fn reached(
    model: &Model<'_>,
    goal: &Goal,
    state: &State,
    step: usize,
    live: &[u128],
) -> Result<Option<Option<usize>>, TooLarge> {
    let possible = match goal {
        Goal::Act(wanted, _) => *wanted == step,
        Goal::Enter(stage) => {
            let targets = &model.machine.steps[step].targets;
            targets.iter().any(|(_, to)| to == stage)
        }
        Goal::Leave(stage) => state.stage == Some(*stage),
    };
    if !possible {
        return Ok(None);
    }
    let taken = model.take(state, step, true, live)?;
    let fits = |after: Option<usize>| match goal {
        Goal::Act(..) => true,
        Goal::Enter(wanted) => after == Some(*wanted),
        Goal::Leave(left) => after != Some(*left),
    };
    let mut taken = taken.into_iter().filter(|(_, state)| fits(state.stage));
    Ok(taken.next().map(|(target, _)| target))
}

/// The moves that led to a state, the last first.
fn trace(came: &[Option<(usize, Move)>], mut at: usize) -> Vec<Move> {
    let mut moves = Vec::new();
    while let Some((before, made)) = came.get(at).copied().flatten() {
        moves.push(made);
        at = before;
    }
    moves
}

/// Facts that something may still ask for, by stage.
fn live(model: &Model<'_>) -> Vec<u128> {
    let machine = model.machine;
    let mut live = vec![0u128; machine.permitted.len()];
    if model.space.slots.is_empty() {
        return live;
    }
    let sources = sources(machine);
    let mut open: Vec<usize> = (0..live.len()).collect();
    let mut waiting = vec![true; live.len()];
    while let Some(stage) = open.pop() {
        waiting[stage] = false;
        let mut asked = 0;
        for &step in &machine.permitted[stage] {
            let targets = &machine.steps[step].targets;
            let later = match targets.is_empty() {
                true => live[stage],
                false => targets.iter().fold(0, |all, (_, to)| all | live[*to]),
            };
            asked |= before(model.effects_of(step), later);
        }
        if asked != live[stage] {
            live[stage] = asked;
            for &source in &sources[stage] {
                if !std::mem::replace(&mut waiting[source], true) {
                    open.push(source);
                }
            }
        }
    }
    live
}

/// Stages from which a stage is entered in one step, itself among them where an action stays.
fn sources(machine: &Machine<'_>) -> Vec<Vec<usize>> {
    let mut sources = vec![Vec::new(); machine.permitted.len()];
    for (stage, permitted) in machine.permitted.iter().enumerate() {
        for &step in permitted {
            let targets = &machine.steps[step].targets;
            if targets.is_empty() {
                sources[stage].push(stage);
            }
            for (_, to) in targets {
                sources[*to].push(stage);
            }
        }
    }
    for of in &mut sources {
        of.sort_unstable();
        of.dedup();
    }
    sources
}

/// What must be known before an action, given what must be known after it.
fn before(effects: &Effects, later: u128) -> u128 {
    let set = |lays: &[(usize, Lay)]| {
        let sure = lays.iter().filter(|(_, lay)| matches!(lay, Lay::Set(_)));
        sure.fold(0u128, |all, (slot, _)| all | 1 << slot)
    };
    let gates = effects.gates.iter().map(|(_, table)| table);
    let targets = effects.targets.iter().flatten();
    let asked = gates.chain(&effects.goal).chain(targets);
    let asked = asked.fold(0, |all, table| all | reads(table));
    ((later & !set(&effects.after)) | asked) & !set(&effects.lay)
}
