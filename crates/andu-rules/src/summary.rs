//! A pack at a glance: what `andu rules list` prints.

use std::fmt;

use serde::Serialize;

use crate::{
    model::{InForce, Procedure, Strength},
    pack::Pack,
    register::register,
};

/// One version of a procedure at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProcedureSummary {
    /// Id.
    pub id: String,
    /// Official term.
    pub label: String,
    /// Rows of the product table.
    pub rows: Vec<String>,
    /// Table of its register.
    pub register: String,
    /// Period in force.
    pub in_force: InForce,
    /// Ids of stages.
    pub stages: Vec<String>,
    /// Ids of gates.
    pub gates: Vec<String>,
    /// Clocks and their short names.
    pub clocks: Vec<ClockSummary>,
    /// Ids of actions.
    pub actions: Vec<String>,
    /// Ids of fields.
    pub fields: Vec<String>,
    /// What is not certain.
    pub doubts: Vec<DoubtSummary>,
}

/// A clock and its short names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockSummary {
    /// Id within the procedure.
    pub id: String,
    /// Short names.
    pub aliases: Vec<String>,
}

/// What is not certain about the law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoubtSummary {
    /// Id of the item in doubt; empty for the procedure.
    pub about: String,
    /// Kind of doubt.
    pub kind: String,
    /// What is not certain.
    pub note: String,
}

/// Every version of every procedure, by id and then by period.
pub fn summary(pack: &Pack) -> Vec<ProcedureSummary> {
    let summaries = pack.procedures.values().flat_map(|versions| {
        let table = register(versions).table;
        versions
            .iter()
            .map(move |version| of(version, table.clone()))
    });
    summaries.collect()
}

fn of(version: &Procedure, register: String) -> ProcedureSummary {
    let clocks = version.clocks.iter().map(|clock| ClockSummary {
        id: clock.id.to_string(),
        aliases: clock.aliases.clone(),
    });
    let doubts = version.doubts.iter().map(|doubt| DoubtSummary {
        about: doubt.about.clone(),
        kind: doubt.kind.clone(),
        note: doubt.note.clone(),
    });
    ProcedureSummary {
        id: version.id.to_string(),
        label: version.label.clone(),
        rows: version.rows.clone(),
        register,
        in_force: version.in_force,
        stages: version
            .stages
            .iter()
            .map(|stage| stage.id.to_string())
            .collect(),
        gates: version
            .gates
            .iter()
            .map(|gate| gate.id.to_string())
            .collect(),
        clocks: clocks.collect(),
        actions: version
            .actions
            .iter()
            .map(|action| action.id.to_string())
            .collect(),
        fields: version
            .fields
            .iter()
            .map(|field| field.id.to_string())
            .collect(),
        doubts: doubts.collect(),
    }
}

/// How much a pack holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Kinds of work.
    pub procedures: usize,
    /// Versions of them.
    pub versions: usize,
    /// Stages of all versions, and so on.
    pub stages: usize,
    /// Actions.
    pub actions: usize,
    /// Gates.
    pub gates: usize,
    /// Of these, statutory ones.
    pub statutory: usize,
    /// Clocks.
    pub clocks: usize,
    /// Deemed outcomes.
    pub deemed: usize,
    /// Invariants.
    pub invariants: usize,
    /// Doubts.
    pub doubts: usize,
    /// Indicators.
    pub indicators: usize,
    /// Report templates.
    pub reports: usize,
    /// Instruments, all versions.
    pub statutes: usize,
    /// Worked examples.
    pub cases: usize,
}

impl Counts {
    /// Counts a pack.
    pub fn of(pack: &Pack) -> Counts {
        let mut counts = Counts {
            procedures: pack.procedures.len(),
            indicators: pack.indicators.len(),
            reports: pack.reports.len(),
            statutes: pack.statutes.len(),
            cases: pack.cases.len(),
            ..Counts::default()
        };
        for version in pack.procedures.values().flatten() {
            counts.versions += 1;
            counts.stages += version.stages.len();
            counts.actions += version.actions.len();
            counts.gates += version.gates.len();
            let gates = version.gates.iter();
            counts.statutory += gates
                .filter(|it| it.strength == Strength::Statutory)
                .count();
            counts.clocks += version.clocks.len();
            counts.deemed += version.actions.iter().filter(|it| it.deemed).count();
            counts.invariants += version.invariants.len();
            counts.doubts += version.doubts.len();
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "程序{}种、{}个版本：环节{}个，办理动作{}个（依法视为发生的{}个），前置条件{}处（法定{}处），期限{}个，不变式{}条，待核{}处；\
             指标{}个，报告模板{}个，依据文件{}个版本，算例{}个。",
            self.procedures,
            self.versions,
            self.stages,
            self.actions,
            self.deemed,
            self.gates,
            self.statutory,
            self.clocks,
            self.invariants,
            self.doubts,
            self.indicators,
            self.reports,
            self.statutes,
            self.cases
        )
    }
}
