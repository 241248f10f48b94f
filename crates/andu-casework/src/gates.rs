//! Gates (前置条件): all those before an act, ruled on by the evaluator of `andu-rules` that proofs run over too.

use andu_rules::gate::{Ruling, rule};
use andu_rules::model::{Action, Citation, Gate, GateId, RoleId, Strength};

use crate::event::WaivedGate;
use crate::facts::MatterFacts;
use crate::matter::Matter;
use crate::refusal::articles;

/// A closed gate, with all that a refusal must say.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosedGate {
    /// Id.
    pub id: GateId,
    /// Chinese term.
    pub label: String,
    /// How binding it is.
    pub strength: Strength,
    /// Articles.
    pub basis: Vec<Citation>,
    /// What to do.
    pub remedy: String,
    /// Role that may pass it.
    pub pass_by: Option<RoleId>,
}

impl ClosedGate {
    /// What, where, which article, what to do.
    pub fn sentence(&self, action: &str) -> String {
        let mut sentence = format!(
            "不能办理“{action}”：前置条件“{}”未满足{}。{}。",
            self.label,
            articles(&self.basis),
            self.remedy.trim_end_matches('。')
        );
        if self.strength == Strength::Local && self.pass_by.is_some() {
            sentence.push_str("此为本地规则，可由有权领导写明理由特批。");
        }
        sentence
    }
}

/// What the gates before an action say.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// Statutory and local gates that are closed.
    pub closed: Vec<ClosedGate>,
    /// Advice that is not followed.
    pub advice: Vec<ClosedGate>,
    /// Gates opened by a statutory exception.
    pub waived: Vec<WaivedGate>,
}

impl Verdict {
    /// Takes in what the same gates say of the matter as it stood at another time: closed at one of the two is closed.
    fn join(&mut self, other: Verdict) {
        let new = |known: &[ClosedGate], gate: &ClosedGate| known.iter().all(|it| it.id != gate.id);
        for gate in other.closed {
            if new(&self.closed, &gate) {
                self.closed.push(gate);
            }
        }
        for gate in other.advice {
            if new(&self.advice, &gate) {
                self.advice.push(gate);
            }
        }
        for gate in other.waived {
            if self.waived.iter().all(|known| known.gate != gate.gate) {
                self.waived.push(gate);
            }
        }
    }
}

/// Puts an action before all its gates, by what stands now and, for a deed entered after later ones, by what stood on its day: a
/// reply cannot be dated before its review, nor a second extension before the first.
pub(crate) fn judge(action: &Action, facts: &MatterFacts<'_>, past: Option<&Matter>) -> Verdict {
    let mut verdict = examine(before(facts.procedure, action), facts);
    if past.is_some() {
        let then = MatterFacts {
            matter: past,
            ..*facts
        };
        verdict.join(examine(before(facts.procedure, action), &then));
    }
    verdict
}

/// Puts an action before some of its gates.
pub(crate) fn examine<'a>(
    gates: impl Iterator<Item = &'a Gate>,
    facts: &MatterFacts<'_>,
) -> Verdict {
    let mut verdict = Verdict::default();
    for gate in gates {
        match rule(gate, facts) {
            Ruling::Idle | Ruling::Open => {}
            Ruling::Waived(exception) => verdict.waived.push(WaivedGate {
                gate: gate.id.clone(),
                exception: exception.label.clone(),
                basis: exception.basis.to_string(),
            }),
            Ruling::Closed if gate.strength == Strength::Advice => {
                verdict.advice.push(closed(gate));
            }
            Ruling::Closed => verdict.closed.push(closed(gate)),
        }
    }
    verdict
}

/// The gates before an action of a procedure.
pub(crate) fn before<'a>(
    procedure: &'a andu_rules::model::Procedure,
    action: &'a Action,
) -> impl Iterator<Item = &'a Gate> {
    procedure.gates_of(action.id.as_str())
}

fn closed(gate: &Gate) -> ClosedGate {
    ClosedGate {
        id: gate.id.clone(),
        label: gate.label.clone(),
        strength: gate.strength,
        basis: gate.basis.clone(),
        remedy: gate.remedy.clone(),
        pass_by: gate.pass_by.clone(),
    }
}
