//! Proofs (逐路证明): every path through a procedure is explored, and what must never happen is shown never to happen.
//!
//! A state is a stage and the facts that decide what is asked for: a fact keeps no more values than conditions can tell apart, lists keep
//! the answers to what is asked of them (counters stop at two), and what nobody will ask for any more is forgotten. Time, numbers and the
//! stages of linked matters are free. So `never` is proven for every matter, and a path that is found names what it rests on.
//!
//! Paths consist of actions as [`decide`] lets them happen: stages, required fields and documents, gates by [`gate::rule`](crate::gate::rule)
//! with their statutory exceptions, and outcomes that the law deems to follow from a clock that was started. A leader's special approval
//! passes local gates, and nobody has to heed advice; an invariant says by its `strength` which gates it counts on. Outside are, by
//! definition, what is laid over a record afterwards (corrections, voids, acts entered late for a time before a deemed outcome), which is
//! reported as a gate now closed, and entries as found (据台账登记), which list what they did not show.
//!
//! [`decide`]: https://docs.rs/andu-casework
mod clause;
mod fact;
mod lists;
mod model;
mod opaque;
mod refine;
mod report;
mod route;
mod search;
mod space;
mod stages;
mod table;
mod terms;
#[cfg(test)]
mod tests;
mod values;
mod walk;

pub use report::Tally;
pub(crate) use report::check;
pub use route::{Other, Route, RouteStep};
pub use search::MOST_STATES;

use std::cell::{Cell, OnceCell};

use crate::{
    check::paths::conjuncts,
    condition::{Condition, describe},
    model::{ActionId, Gate, GateId, Invariant, Procedure, StageId, Strength},
    prove::{
        clause::{Machine, clauses, grounded, negated, rank},
        model::Goal,
        refine::{Answer, answer},
    },
};

/// States that all proofs of one procedure may take together.
const MOST_WORK: usize = 20 * MOST_STATES;

/// Too many states to explore.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("状态超过{MOST_STATES}个，无法逐一证明，涉及：{}", facts.join("、"))]
pub struct TooLarge {
    /// The facts that make them so many, in Chinese.
    pub facts: Vec<String>,
}

impl TooLarge {
    fn of(facts: impl IntoIterator<Item = String>) -> TooLarge {
        let mut facts: Vec<String> = facts.into_iter().collect();
        facts.sort();
        facts.dedup();
        if facts.is_empty() {
            facts.push("环节".to_owned());
        }
        TooLarge { facts }
    }
}

/// What came of looking for a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// There is none, over all paths.
    Never,
    /// There is this one.
    Path(Route),
    /// Nobody knows.
    TooLarge(TooLarge),
}

/// Everything that was proven of a procedure, or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Proofs {
    /// One for every invariant, in order. [`Finding::Never`] is the proof, a path is the counterexample.
    pub invariants: Vec<InvariantProof>,
    /// One for every gate and action before which it stands.
    pub gates: Vec<GateProof>,
    /// One for every stage.
    pub stages: Vec<StageProof>,
    /// States explored.
    pub states: usize,
}

/// What came of an invariant.
#[derive(Debug, Clone, PartialEq)]
pub struct InvariantProof {
    /// Its place among the invariants of the procedure.
    pub number: usize,
    /// The part of `without` that was looked at: the first that fails, or all of it.
    pub without: Condition,
    /// [`Finding::Never`] where it holds.
    pub finding: Finding,
}

/// Whether a gate can open.
#[derive(Debug, Clone, PartialEq)]
pub struct GateProof {
    /// The gate.
    pub gate: GateId,
    /// The action before which it stands.
    pub action: ActionId,
    /// A path on which it applies and the action is taken.
    pub opens: Finding,
    /// Whether it ever applies.
    pub applies: bool,
}

/// Whether a stage can be reached and left.
#[derive(Debug, Clone, PartialEq)]
pub struct StageProof {
    /// The stage.
    pub stage: StageId,
    /// A path that enters it.
    pub entered: Finding,
    /// A path that leaves it; [`Finding::Never`] is as it should be where the stage is closed.
    pub left: Finding,
}

impl Proofs {
    /// Number of invariants that hold over all paths.
    pub fn proven(&self) -> usize {
        let holds = |it: &&InvariantProof| it.finding == Finding::Never;
        self.invariants.iter().filter(holds).count()
    }
}

/// Proves everything that a procedure promises.
pub fn prove(procedure: &Procedure) -> Proofs {
    let prover = Prover::new(procedure);
    let invariants = procedure.invariants.iter().enumerate();
    let invariants = invariants.map(|(number, it)| prover.invariant(number, it));
    let invariants = invariants.collect();
    let gates = procedure.gates.iter();
    let gates = gates.flat_map(|gate| prover.gate(gate)).collect();
    let stages = stages::stages(&prover);
    Proofs {
        invariants,
        gates,
        stages,
        states: prover.work.get(),
    }
}

/// Proves one invariant, which need not stand in the procedure's own file.
pub fn prove_invariant(procedure: &Procedure, invariant: &Invariant) -> InvariantProof {
    Prover::new(procedure).invariant(0, invariant)
}

/// Looks for a path on which an action is taken while all of these hold, its own fields and documents seen; gates up to a strength bind.
///
/// For whoever holds what has really happened against the proofs.
pub fn find_act(
    procedure: &Procedure,
    action: &ActionId,
    while_holds: Vec<Condition>,
    level: Strength,
) -> Finding {
    let prover = Prover::new(procedure);
    match prover.step(action) {
        Some(step) => prover.find(level, &Goal::Act(step, while_holds)),
        None => Finding::Never,
    }
}

/// One procedure under proof: its machines by the strength of the gates that bind, and the states explored so far.
struct Prover<'p> {
    procedure: &'p Procedure,
    machines: [OnceCell<Machine<'p>>; 3],
    work: Cell<usize>,
}

impl<'p> Prover<'p> {
    fn new(procedure: &'p Procedure) -> Prover<'p> {
        Prover {
            procedure,
            machines: Default::default(),
            work: Cell::new(0),
        }
    }

    fn machine(&self, level: Strength) -> &Machine<'p> {
        let cell = &self.machines[usize::from(rank(level))];
        cell.get_or_init(|| Machine::new(self.procedure, level))
    }

    fn ask(&self, level: Strength, goal: &Goal) -> Result<Answer, TooLarge> {
        if self.work.get() > MOST_WORK {
            return Err(TooLarge::of(Vec::new()));
        }
        let answer = match goal {
            Goal::Act(step, wanted) => {
                let action = &self.procedure.actions[*step];
                let wanted = wanted.iter().cloned();
                let wanted = wanted.map(|it| grounded(it, self.procedure, action));
                answer(self.machine(level), &Goal::Act(*step, wanted.collect()))
            }
            _ => answer(self.machine(level), goal),
        }?;
        self.work.set(self.work.get() + answer.states);
        Ok(answer)
    }

    fn find(&self, level: Strength, goal: &Goal) -> Finding {
        match self.ask(level, goal) {
            Ok(answer) => answer.route.map_or(Finding::Never, Finding::Path),
            Err(too_large) => Finding::TooLarge(too_large),
        }
    }

    fn step(&self, action: &ActionId) -> Option<usize> {
        let mut actions = self.procedure.actions.iter();
        actions.position(|it| it.id == *action)
    }

    fn invariant(&self, number: usize, invariant: &Invariant) -> InvariantProof {
        let step = self.step(&invariant.never);
        let parts = conjuncts(&invariant.without);
        for part in step.iter().flat_map(|_| &parts) {
            let wanted = vec![negated((*part).clone())];
            let goal = Goal::Act(step.unwrap_or_default(), wanted);
            let finding = self.find(invariant.strength, &goal);
            if finding != Finding::Never {
                return InvariantProof {
                    number,
                    without: (*part).clone(),
                    finding,
                };
            }
        }
        InvariantProof {
            number,
            without: invariant.without.clone(),
            finding: Finding::Never,
        }
    }

    fn gate(&self, gate: &Gate) -> Vec<GateProof> {
        let actions = gate.on.iter();
        let known = actions.filter_map(|id| Some((id, self.step(id)?)));
        // The law asks nobody: an outcome that is deemed passes no gate.
        let known = known.filter(|(_, step)| !self.procedure.actions[*step].deemed);
        let proof = |(id, step): (&ActionId, usize)| {
            let applies: Vec<Condition> = gate.when.iter().cloned().collect();
            let passes = Gate {
                when: None,
                ..gate.clone()
            };
            let passes = clauses(&passes).into_iter();
            let wanted = applies.iter().cloned().chain(passes).collect();
            let opens = self.find(Strength::Local, &Goal::Act(step, wanted));
            let applies = match (&opens, gate.when.is_some()) {
                (Finding::Path(_), _) | (_, false) => true,
                _ => self.find(Strength::Statutory, &Goal::Act(step, applies)) != Finding::Never,
            };
            GateProof {
                gate: gate.id.clone(),
                action: id.clone(),
                opens,
                applies,
            }
        };
        known.map(proof).collect()
    }
}

impl InvariantProof {
    /// What was found, in Chinese: the counterexample step by step.
    pub fn tell(&self, procedure: &Procedure) -> String {
        let Some(invariant) = procedure.invariants.get(self.number) else {
            return String::new();
        };
        let never = crate::condition::Names::action(procedure, &invariant.never);
        let without = describe(&self.without, procedure);
        match &self.finding {
            Finding::Never => format!("任何一条路办理“{never}”时，{without}"),
            Finding::Path(route) => format!(
                "不变式不成立：办理“{never}”应当以“{without}”为前提，但有一条路不满足也能办理：{}",
                route.tell(procedure)
            ),
            Finding::TooLarge(too_large) => {
                format!("不变式无法证明：办理“{never}”应当以“{without}”为前提，{too_large}")
            }
        }
    }
}
