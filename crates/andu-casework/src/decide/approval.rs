//! Special approvals (特批): a leader passes a local gate.

use andu_rules::model::{Procedure, Strength};

use crate::command::SpecialApproval;
use crate::event::Pass;
use crate::gates::Verdict;
use crate::refusal::{ApprovalFault, Refusal};

/// The approvals that apply; each must be for a local gate, by somebody who may, with a reason. One that is not needed is not kept.
pub(super) fn pass(
    verdict: &Verdict,
    approvals: &[SpecialApproval],
    procedure: &Procedure,
) -> Result<Vec<Pass>, Refusal> {
    let mut passed: Vec<Pass> = Vec::new();
    for approval in approvals {
        check(approval, procedure)?;
        let closed = verdict.closed.iter().any(|gate| gate.id == approval.gate);
        if closed && passed.iter().all(|pass| pass.gate != approval.gate) {
            passed.push(Pass {
                gate: approval.gate.clone(),
                by: approval.by.name.clone(),
                reason: approval.reason.trim().to_owned(),
            });
        }
    }
    Ok(passed)
}

fn check(approval: &SpecialApproval, procedure: &Procedure) -> Result<(), Refusal> {
    let gate = procedure.gates.iter().find(|gate| gate.id == approval.gate);
    let refuse = |why| {
        Err(Refusal::Approval {
            gate: approval.gate.clone(),
            label: gate.map_or_else(|| approval.gate.to_string(), |gate| gate.label.clone()),
            why,
        })
    };
    let role = gate
        .filter(|gate| gate.strength == Strength::Local)
        .and_then(|gate| gate.pass_by.as_ref());
    let Some(role) = role else {
        return refuse(ApprovalFault::NotLocal);
    };
    if !approval.by.grants.holds(role.as_str()) {
        let named = procedure.roles.iter().find(|known| known.id == *role);
        return refuse(ApprovalFault::WrongRole {
            by: approval.by.name.clone(),
            role: named.map_or_else(|| role.to_string(), |role| role.label.clone()),
        });
    }
    if approval.reason.trim().is_empty() {
        return refuse(ApprovalFault::NoReason);
    }
    Ok(())
}
