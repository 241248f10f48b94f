//! A pack at a glance: what `andu rules list` prints.

use serde::Serialize;

use crate::{
    model::{InForce, Procedure},
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
