//! Who entered what: separated duties whose two sides one person entered on behalf of others (代录).

use std::fmt;

use andu_rules::condition::{Condition, Operand};
use andu_rules::gate::{Ruling, rule};
use andu_rules::model::{Action, ActionId, Gate, GateId};

use crate::facts::MatterFacts;
use crate::gates;

/// A gate that separates two persons and holds, though one person entered what both did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneHand {
    /// The gate.
    pub gate: GateId,
    /// Its Chinese term.
    pub label: String,
    /// Who entered both sides.
    pub recorder: String,
}

impl fmt::Display for OneHand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let OneHand {
            label, recorder, ..
        } = self;
        write!(
            f,
            "“{label}”涉及的两项均由{recorder}录入（代录），请核对原始凭据"
        )
    }
}

/// The open gates before an action that compare an earlier actor with this one, where one recorder entered both.
///
/// Separation of duties compares actors; who holds the pen for both of them could have written either name.
pub(crate) fn one_hand(action: &Action, facts: &MatterFacts<'_>, recorder: &str) -> Vec<OneHand> {
    let open = gates::before(facts.procedure, action);
    let open = open.filter(|gate| rule(gate, facts) == Ruling::Open);
    open.filter(|gate| both_sides(gate, facts, recorder))
        .map(|gate| OneHand {
            gate: gate.id.clone(),
            label: gate.label.clone(),
            recorder: recorder.to_owned(),
        })
        .collect()
}

fn both_sides(gate: &Gate, facts: &MatterFacts<'_>, recorder: &str) -> bool {
    let Some(matter) = facts.matter else {
        return false;
    };
    let mut compared = Vec::new();
    others(&gate.holds, &mut compared);
    compared.into_iter().any(|action| {
        let Some(done) = matter.last(action) else {
            return false;
        };
        let event = matter.events.iter().find(|event| event.seq == done.seq);
        facts.me.is_some_and(|me| me != done.actor)
            && event.is_some_and(|event| event.recorder == recorder)
    })
}

/// Actions whose actor a condition compares with whoever acts.
fn others<'a>(condition: &'a Condition, found: &mut Vec<&'a ActionId>) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| others(part, found));
        }
        Condition::Not(inner) => others(inner, found),
        Condition::Compare(Operand::Actor(Some(action)), _, Operand::Actor(None))
        | Condition::Compare(Operand::Actor(None), _, Operand::Actor(Some(action))) => {
            found.push(action);
        }
        _ => {}
    }
}
