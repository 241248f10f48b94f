//! Invariants, as far as they follow from the order of actions and from gates that nobody may pass.
//!
//! What is found here is proven for every path; what is not found may still hold, and is reported as unproven. Records entered from
//! paper (据台账登记) are outside: they list what was not seen.

use crate::{
    check::{
        Context,
        paths::{Paths, always_applies, conjuncts},
    },
    condition::{Condition, describe},
    model::{Action, Procedure, Strength},
    read::ProcedureMarks,
};

pub(super) fn check(context: &Context<'_>, marks: &ProcedureMarks) {
    let procedure = &marks.procedure;
    for (number, invariant) in procedure.invariants.iter().enumerate() {
        let Some(action) = procedure.action(invariant.never.as_str()) else {
            continue;
        };
        if !follows(procedure, action, &invariant.without) {
            let message = format!(
                "不变式还没有证明：办理“{}”之前，不能从动作的先后和法定前置条件推出：{}",
                action.label,
                describe(&invariant.without, procedure.as_ref())
            );
            let remedy = "请补写总是适用的法定前置条件，或者等待逐路证明";
            let place = marks.spot(&format!("invariant/{number}"));
            context
                .faults
                .warn(place, "invariant-unproven", message, remedy);
        }
    }
}

/// Whether a condition holds whenever an action is taken.
fn follows(procedure: &Procedure, action: &Action, condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().all(|part| follows(procedure, action, part)),
        Condition::Or(parts) => {
            parts.iter().any(|part| follows(procedure, action, part))
                || follows_some_action(procedure, action, parts)
                || follows_conditionally(procedure, action, parts)
        }
        part => {
            procedure
                .gates_of(action.id.as_str())
                .filter(|gate| always_applies(gate))
                .any(|gate| conjuncts(&gate.holds).contains(&part))
                || brings(action, part)
                || follows_some_action(procedure, action, std::slice::from_ref(part))
        }
    }
}

/// Whether one of the parts is an earlier action, and there is no way without any of these.
fn follows_some_action(procedure: &Procedure, action: &Action, parts: &[Condition]) -> bool {
    let done: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Condition::Done(id) if *id != action.id => Some(id.as_str()),
            _ => None,
        })
        .collect();
    let reach = Paths::new(procedure).without(&done);
    !done.is_empty() && !reach.actions.contains(action.id.as_str())
}

/// Whether a gate that applies when the other part fails asks for the rest: `not urgent or done(review)`.
fn follows_conditionally(procedure: &Procedure, action: &Action, parts: &[Condition]) -> bool {
    procedure.gates_of(action.id.as_str()).any(|gate| {
        let Some(when) = &gate.when else { return false };
        let firm = gate.strength == Strength::Statutory && gate.exceptions.is_empty();
        let asked = conjuncts(&gate.holds);
        let excused = |part: &Condition| match part {
            Condition::Not(inner) => **inner == *when,
            _ => false,
        };
        firm && parts.iter().any(excused)
            && parts
                .iter()
                .any(|part| conjuncts(part).iter().all(|piece| asked.contains(piece)))
    })
}

/// Whether the action itself is refused without it.
fn brings(action: &Action, part: &Condition) -> bool {
    match part {
        Condition::Has(document) => action.documents.contains(document),
        _ => false,
    }
}
