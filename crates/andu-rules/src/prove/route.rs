//! Routes: a path with the values with which it can be walked, and how it is told.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    condition::Names,
    model::{ActionId, ClockId, DocumentId, FieldId, LinkId, Procedure, StageId, Value},
};

/// A path from the opening, step by step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Route {
    /// What is done, in order.
    pub steps: Vec<RouteStep>,
}

/// One act on a route, with what it must bring for the route to go on. What does not matter is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteStep {
    /// The action.
    pub action: ActionId,
    /// Stage before; `None` before the opening.
    pub from: Option<StageId>,
    /// Stage after.
    pub to: StageId,
    /// Fields that it sets.
    pub set: BTreeMap<FieldId, Value>,
    /// Documents that it files.
    pub documents: Vec<DocumentId>,
    /// Who acts, where that matters.
    pub actor: Option<String>,
    /// What it rests on that no act of the route brings about: time and other matters, which are free in a proof.
    pub others: Vec<Other>,
}

/// Something free on which a step rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Other {
    /// Whether a clock that was started has not run out yet.
    Within(ClockId, bool),
    /// Whether a clock that was stopped was kept.
    Kept(ClockId, bool),
    /// The act links a matter.
    Links(LinkId),
    /// Stages of the linked matters.
    Stages(LinkId, Vec<String>),
    /// Whether a condition over sums or linked matters holds, as it is written.
    Holds(String, bool),
}

impl Route {
    /// Tells the route in Chinese: 1. “登记”→“已受理”（渠道为“邮寄”）；…
    pub fn tell(&self, procedure: &Procedure) -> String {
        let mut told = String::new();
        for (at, step) in self.steps.iter().enumerate() {
            // Writing to a String cannot fail, so the results carry nothing.
            let _ = write!(told, "{}{}．", if at == 0 { "" } else { "；" }, at + 1);
            step.tell(procedure, &mut told);
        }
        told
    }
}

impl RouteStep {
    fn tell(&self, procedure: &Procedure, told: &mut String) {
        if let Some(from) = &self.from {
            let _ = write!(told, "“{}”→", procedure.stage_label(from.as_str()));
        }
        let action = Names::action(procedure, &self.action);
        let to = procedure.stage_label(self.to.as_str());
        let _ = write!(told, "办理“{action}”→“{to}”");
        let mut facts: Vec<String> = Vec::new();
        for (field, value) in &self.set {
            let label = Names::field(procedure, None, field);
            facts.push(match value {
                Value::List(rows) => format!("{label}{}", rows_told(procedure, field, rows)),
                value => format!("{label}为“{}”", Names::value(procedure, None, field, value)),
            });
        }
        for document in &self.documents {
            facts.push(format!("附“{}”", Names::document(procedure, document)));
        }
        if let Some(actor) = &self.actor {
            facts.push(format!("办理人为{actor}"));
        }
        if !facts.is_empty() {
            let _ = write!(told, "（{}）", facts.join("，"));
        }
    }
}

fn rows_told(procedure: &Procedure, list: &FieldId, rows: &[crate::model::Row]) -> String {
    let row = |row: &crate::model::Row| {
        let cells = row.iter().map(|(column, value)| {
            let label = Names::field(procedure, Some(list), column);
            let value = Names::value(procedure, Some(list), column, value);
            format!("{label}为{value}")
        });
        cells.collect::<Vec<_>>().join("、")
    };
    let told: Vec<String> = rows.iter().map(row).filter(|row| !row.is_empty()).collect();
    match told.is_empty() {
        true => format!("有{}项", rows.len()),
        false => format!("有{}项：{}", rows.len(), told.join("；")),
    }
}

impl Procedure {
    fn stage_label(&self, stage: &str) -> String {
        Names::stage(self, stage)
    }
}
