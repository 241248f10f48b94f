//! Stages: each can be entered, and left unless it is closed.

use std::collections::VecDeque;

use crate::{
    model::Strength,
    prove::{
        Finding, Prover, StageProof,
        clause::Machine,
        model::Goal,
        refine::{Walked, walk},
        route::Route,
        search::Move,
    },
};

/// Every stage, with a path that enters it and one that leaves it.
///
/// One path shows many stages at once, so the stages farthest from the opening come first; only where the shortest way cannot be
/// walked is another one looked for.
pub(super) fn stages(prover: &Prover<'_>) -> Vec<StageProof> {
    let procedure = prover.procedure;
    let machine = prover.machine(Strength::Local);
    let ways = Ways::of(machine);
    let mut shown = Shown {
        entered: vec![None; procedure.stages.len()],
        left: vec![None; procedure.stages.len()],
    };
    let mut order: Vec<usize> = (0..procedure.stages.len()).collect();
    order.sort_by_key(|stage| std::cmp::Reverse(ways.depth[*stage]));
    for &stage in &order {
        if shown.entered[stage].is_none()
            && let Some(path) = ways.to(stage)
            && let Ok(Walked::There(route)) = walk(machine, &Goal::Enter(stage), &path)
        {
            shown.note(machine, &path, &route);
        }
        if shown.entered[stage].is_none() {
            shown.entered[stage] = Some(prover.find(Strength::Local, &Goal::Enter(stage)));
        }
    }
    for stage in order {
        if shown.left[stage].is_some() {
            continue;
        }
        for path in ways.from(machine, stage) {
            if shown.left[stage].is_some() {
                break;
            }
            if let Ok(Walked::There(route)) = walk(machine, &Goal::Leave(stage), &path) {
                shown.note(machine, &path, &route);
            }
        }
        if shown.left[stage].is_none() {
            let left = match machine.permitted[stage].is_empty() {
                true => Finding::Never,
                false => prover.find(Strength::Local, &Goal::Leave(stage)),
            };
            shown.left[stage] = Some(left);
        }
    }
    let found = shown.entered.into_iter().zip(shown.left);
    let found = procedure.stages.iter().zip(found);
    let proof = |(stage, (entered, left)): (&crate::model::Stage, _)| StageProof {
        stage: stage.id.clone(),
        entered: Option::unwrap_or(entered, Finding::Never),
        left: Option::unwrap_or(left, Finding::Never),
    };
    found.map(proof).collect()
}

struct Shown {
    entered: Vec<Option<Finding>>,
    left: Vec<Option<Finding>>,
}

impl Shown {
    /// Notes every stage that a path enters and leaves, with the part of the path up to there.
    fn note(&mut self, machine: &Machine<'_>, path: &[Move], route: &Route) {
        let mut stage = None;
        for (at, made) in path.iter().enumerate() {
            let targets = &machine.steps[made.step].targets;
            let next = made.target.map_or(stage, |target| Some(targets[target].1));
            let part = || {
                Finding::Path(Route {
                    steps: route.steps[..=at.min(route.steps.len() - 1)].to_vec(),
                })
            };
            if let Some(entered) = next.filter(|next| Some(*next) != stage) {
                let none = self.entered[entered].is_none();
                // Long paths are told in full only for their end.
                if none {
                    self.entered[entered] = Some(part_or_short(part, at, path.len()));
                }
                if let Some(left) = stage
                    && self.left[left].is_none()
                {
                    self.left[left] = Some(part_or_short(part, at, path.len()));
                }
            }
            stage = next;
        }
    }
}

/// Copying every beginning of a very long path would take the square of its length.
fn part_or_short(part: impl Fn() -> Finding, at: usize, length: usize) -> Finding {
    const LONG: usize = 1_000;
    match length > LONG && at + 1 < length {
        true => Finding::Path(Route::default()),
        false => part(),
    }
}

/// The shortest ways to all stages, conditions aside.
struct Ways {
    depth: Vec<usize>,
    came: Vec<Option<(Option<usize>, Move)>>,
}

impl Ways {
    fn of(machine: &Machine<'_>) -> Ways {
        let number = machine.permitted.len();
        let mut ways = Ways {
            depth: vec![0; number],
            came: vec![None; number],
        };
        let mut open: VecDeque<Option<usize>> = VecDeque::from([None]);
        while let Some(stage) = open.pop_front() {
            let permitted = match stage {
                None => &machine.openings,
                Some(stage) => &machine.permitted[stage],
            };
            let depth = stage.map_or(0, |stage| ways.depth[stage]) + 1;
            for &step in permitted {
                for (target, (_, to)) in machine.steps[step].targets.iter().enumerate() {
                    if ways.came[*to].is_none() {
                        let target = Some(target);
                        ways.came[*to] = Some((stage, Move { step, target }));
                        ways.depth[*to] = depth;
                        open.push_back(Some(*to));
                    }
                }
            }
        }
        ways
    }

    fn to(&self, stage: usize) -> Option<Vec<Move>> {
        let mut path = Vec::new();
        let mut at = Some(stage);
        while let Some(stage) = at {
            let (before, made) = self.came[stage]?;
            path.push(made);
            at = before;
        }
        path.reverse();
        Some(path)
    }

    /// The shortest way to a stage and on by each action that leaves it.
    fn from<'w>(
        &'w self,
        machine: &'w Machine<'_>,
        stage: usize,
    ) -> impl Iterator<Item = Vec<Move>> + 'w {
        let onwards = machine.permitted[stage].iter().flat_map(move |&step| {
            let targets = machine.steps[step].targets.iter().enumerate();
            let leaving = targets.filter(move |(_, (_, to))| *to != stage);
            leaving.map(move |(target, _)| Move {
                step,
                target: Some(target),
            })
        });
        onwards.take(8).filter_map(move |made| {
            let mut path = self.to(stage)?;
            path.push(made);
            Some(path)
        })
    }
}
