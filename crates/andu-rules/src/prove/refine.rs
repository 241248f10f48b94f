//! From free to known: clauses are tracked only where a path that was found without them cannot be walked with them.
//!
//! Without any clause everything that the stages permit is a path. Each one found is walked with all its clauses; the clause that stops it
//! is tracked from then on. What is found impossible is impossible; what can be walked to its end is a real path.

use std::collections::BTreeSet;

use crate::prove::{
    TooLarge,
    clause::{ClauseKey, Machine},
    fact::Reads,
    model::{Goal, Model},
    route::Route,
    search::{Move, search},
    walk::Walk,
};

/// What came of looking for a path.
pub(super) struct Answer {
    /// A path that can be walked, where there is one.
    pub(super) route: Option<Route>,
    /// States explored, over all rounds.
    pub(super) states: usize,
}

/// Looks for a real path to a goal.
pub(super) fn answer(machine: &Machine<'_>, goal: &Goal) -> Result<Answer, TooLarge> {
    let mut tracked = BTreeSet::new();
    let mut states = 0;
    loop {
        let model = Model::new(machine, &tracked, goal, 0..machine.steps.len())?;
        let found = search(&model, goal)?;
        states += found.states;
        let Some(path) = found.path else {
            let route = None;
            return Ok(Answer { route, states });
        };
        match walk(machine, goal, &path)? {
            Walked::There(route) => {
                let route = Some(route);
                return Ok(Answer { route, states });
            }
            Walked::Stopped(by) => {
                let before = tracked.len();
                // One at a time: what stopped the walk first is nearest to the goal.
                tracked.extend(by.into_iter().find(|key| !tracked.contains(key)));
                if tracked.len() == before {
                    tracked.extend(related(&model, &path));
                }
                if tracked.len() == before {
                    tracked.extend(clauses(machine, &path));
                }
                if tracked.len() == before {
                    return Err(model.too_large());
                }
            }
        }
    }
}

/// How far a path can be walked with everything that bears on it.
pub(super) enum Walked {
    /// To its end.
    There(Route),
    /// Up to these clauses, in the order in which they stopped it.
    Stopped(Vec<ClauseKey>),
}

/// Walks a path with all clauses of its actions.
pub(super) fn walk(machine: &Machine<'_>, goal: &Goal, path: &[Move]) -> Result<Walked, TooLarge> {
    let all: BTreeSet<ClauseKey> = clauses(machine, path).collect();
    let steps: BTreeSet<usize> = path.iter().map(|made| made.step).collect();
    let model = Model::new(machine, &all, goal, steps.into_iter())?;
    Walk::new(&model, path, matches!(goal, Goal::Act(..))).run()
}

/// The clauses of a path that read what the search already looks at.
fn related(model: &Model<'_>, path: &[Move]) -> Vec<ClauseKey> {
    let machine = model.machine;
    let read = |key: &ClauseKey| {
        let condition = machine.clause(*key);
        let facts = condition.map(|it| Reads::of(it, machine.procedure).facts);
        let mut facts = facts.into_iter().flatten();
        facts.any(|fact| model.space.slot(&fact).is_some())
    };
    clauses(machine, path).filter(read).collect()
}

fn clauses<'m>(machine: &'m Machine<'_>, path: &'m [Move]) -> impl Iterator<Item = ClauseKey> + 'm {
    path.iter().flat_map(|made| machine.clauses_of(made.step))
}
