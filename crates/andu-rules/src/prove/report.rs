//! What the proofs of a pack say to whoever wrote it.

use std::{collections::BTreeSet, ops::AddAssign};

use crate::{
    check::{Context, item},
    condition::Names,
    model::Procedure,
    prove::{Finding, GateProof, Proofs, StageProof, TooLarge, prove},
    read::ProcedureMarks,
    source::Place,
};

/// What was proven of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Versions of procedures.
    pub procedures: usize,
    /// Invariants proven over all paths.
    pub invariants: usize,
    /// Gates that were shown to open, each counted for every action before which it stands.
    pub gates: usize,
    /// Stages that were shown to be reached.
    pub stages: usize,
    /// States explored.
    pub states: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.procedures += other.procedures;
        self.invariants += other.invariants;
        self.gates += other.gates;
        self.stages += other.stages;
        self.states += other.states;
    }
}

/// Proves every procedure that could be read without a fault, and reports what does not hold.
pub(crate) fn check(context: &Context<'_>, proven: &mut BTreeSet<String>) -> Tally {
    let mut tally = Tally::default();
    for marks in &context.reading.procedures {
        let procedure = marks.procedure.as_ref();
        // Where a name is wrong or a part is missing, that has been said; what follows from it would only hide it.
        let file = format!("{}/{}.toml", procedure.id, procedure.in_force.from);
        if context.faults.has_error(&file) || procedure.opening().is_none() {
            continue;
        }
        if !proven.insert(procedure.digest.clone()) {
            continue;
        }
        let proofs = prove(procedure);
        report(context, marks, &proofs);
        let path = |finding: &Finding| matches!(finding, Finding::Path(_));
        tally.procedures += 1;
        tally.invariants += proofs.proven();
        tally.gates += proofs.gates.iter().filter(|it| path(&it.opens)).count();
        tally.stages += proofs.stages.iter().filter(|it| path(&it.entered)).count();
        tally.states += proofs.states;
    }
    tally
}

fn report(context: &Context<'_>, marks: &ProcedureMarks, proofs: &Proofs) {
    let procedure = marks.procedure.as_ref();
    for proof in &proofs.invariants {
        let place = marks.spot(&format!("invariant/{}", proof.number));
        let (code, remedy) = match &proof.finding {
            Finding::Never => continue,
            Finding::Path(_) => (
                "invariant-refuted",
                "请补写法定前置条件，或者把法律准许的例外写进 without；只由本地规则或者提示保证的，写明 strength",
            ),
            Finding::TooLarge(_) => ("proof-too-large", TOO_LARGE),
        };
        let message = proof.tell(procedure);
        context.faults.error(place, code, message, remedy);
    }
    for proof in &proofs.gates {
        gate(context, marks, proof);
    }
    for proof in &proofs.stages {
        stage(context, marks, proof);
    }
}

const TOO_LARGE: &str = "请减少前置条件同时要看的字段，或者拆成两个程序";

fn gate(context: &Context<'_>, marks: &ProcedureMarks, proof: &GateProof) {
    let procedure = marks.procedure.as_ref();
    let place = item(marks, "gate", proof.gate.as_str());
    let mut gates = procedure.gates.iter();
    let Some(gate) = gates.find(|gate| gate.id == proof.gate) else {
        return;
    };
    let action = Names::action(procedure, &proof.action);
    match &proof.opens {
        Finding::Path(_) => {}
        Finding::TooLarge(why) => too_large(context, place, &gate.label, why),
        Finding::Never if !proof.applies => {
            let message = format!(
                "前置条件“{}”对“{action}”从不适用：没有一条路使它的 when 成立",
                gate.label
            );
            let remedy = "请改正 when，或者从 on 里删去这个动作";
            context
                .faults
                .error(place, "gate-never-applies", message, remedy);
        }
        Finding::Never => {
            let message = format!(
                "前置条件“{}”永远不会满足：没有一条路能在它适用时办理“{action}”",
                gate.label
            );
            let remedy = "请改正 holds，或者改正动作的先后";
            context
                .faults
                .error(place, "gate-never-opens", message, remedy);
        }
    }
}

fn stage(context: &Context<'_>, marks: &ProcedureMarks, proof: &StageProof) {
    let procedure: &Procedure = marks.procedure.as_ref();
    let Some(stage) = procedure.stage(proof.stage.as_str()) else {
        return;
    };
    let place = item(marks, "stage", stage.id.as_str());
    match (&proof.entered, &proof.left) {
        (Finding::TooLarge(why), _) | (_, Finding::TooLarge(why)) => {
            too_large(context, place, &stage.label, why);
        }
        (Finding::Never, _) => {
            let message = format!(
                "环节“{}”走不到：通到这里的每一条路都有不能满足的条件",
                stage.label
            );
            let remedy = "请改正通到这里的动作的前置条件和 to 里的 when";
            context
                .faults
                .error(place, "stage-unreachable", message, remedy);
        }
        (_, Finding::Never) if !stage.closed && procedure.plain.is_none() => {
            let message = format!(
                "环节“{}”走不出：从这里出发的每一个动作都有不能满足的条件",
                stage.label
            );
            let remedy = "请改正从这里出发的动作的前置条件和 to 里的 when";
            context
                .faults
                .error(place, "stage-without-exit", message, remedy);
        }
        _ => {}
    }
}

fn too_large(context: &Context<'_>, place: Place, label: &str, why: &TooLarge) {
    let message = format!("“{label}”无法逐路证明：{why}");
    context
        .faults
        .error(place, "proof-too-large", message, TOO_LARGE);
}
