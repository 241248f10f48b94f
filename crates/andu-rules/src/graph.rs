//! Draws a procedure as a graph in DOT.

use std::fmt::Write as _;

use crate::model::{Action, LengthRule, Procedure, StageId, Strength};

/// A procedure as DOT text: stages as nodes, actions as edges, gates and clocks as notes.
pub fn graph(procedure: &Procedure) -> String {
    let mut dot = String::new();
    // Writing to a String cannot fail, so the results carry nothing.
    let _ = writeln!(dot, "digraph {} {{", quoted(procedure.id.as_str()));
    let _ = writeln!(
        dot,
        "  label={}; labelloc=t; rankdir=LR;",
        quoted(&procedure.label)
    );
    let _ = writeln!(dot, "  node [shape=box, style=rounded];");
    let _ = writeln!(dot, "  \"\" [shape=point];");
    for stage in &procedure.stages {
        let shape = if stage.closed { ", peripheries=2" } else { "" };
        let (id, label) = (quoted(stage.id.as_str()), quoted(&stage.label));
        let _ = writeln!(dot, "  {id} [label={label}{shape}];");
    }
    for action in &procedure.actions {
        edges(&mut dot, procedure, action);
    }
    for clock in &procedure.clocks {
        let lengths: Vec<String> = clock
            .length
            .iter()
            .map(|case| length(procedure, &case.length))
            .collect();
        let length = if lengths.is_empty() {
            "未定".to_owned()
        } else {
            lengths.join("或")
        };
        let basis: String = clock
            .basis
            .iter()
            .map(|basis| format!("\n{basis}"))
            .collect();
        let text = format!("期限：{}\n{length}{basis}", clock.label);
        let _ = writeln!(
            dot,
            "  {} [shape=note, label={}];",
            quoted(&format!("clock {}", clock.id)),
            quoted(&text)
        );
    }
    dot.push_str("}\n");
    dot
}

fn edges(dot: &mut String, procedure: &Procedure, action: &Action) {
    let mut label = action.label.clone();
    for gate in procedure.gates_of(action.id.as_str()) {
        let strength = match gate.strength {
            Strength::Statutory => "法定",
            Strength::Local => "本地规则",
            Strength::Advice => "提示",
        };
        let _ = write!(label, "\n前置条件（{strength}）：{}", gate.label);
    }
    let style = if action.deemed { ", style=dashed" } else { "" };
    let sources: Vec<&str> = match action.opening {
        true => vec![""],
        false => action.from.iter().map(StageId::as_str).collect(),
    };
    for from in sources {
        if action.to.is_empty() && !action.opening {
            edge(dot, from, from, &label, style);
        }
        for target in &action.to {
            let label = match &target.when {
                Some(when) => format!("{label}\n{when}"),
                None => label.clone(),
            };
            edge(dot, from, target.stage.as_str(), &label, style);
        }
    }
}

fn edge(dot: &mut String, from: &str, to: &str, label: &str, style: &str) {
    let (from, to, label) = (quoted(from), quoted(to), quoted(label));
    let _ = writeln!(dot, "  {from} -> {to} [label={label}{style}];");
}

fn length(procedure: &Procedure, rule: &LengthRule) -> String {
    let label = |field: &str| {
        procedure
            .field(field)
            .map_or_else(|| field.to_owned(), |field| field.label.clone())
    };
    match rule {
        LengthRule::Fixed(length) => length.to_string(),
        LengthRule::Field { field, .. } => format!("按“{}”", label(field.as_str())),
        LengthRule::Until(field) => format!("至“{}”", label(field.as_str())),
    }
}

fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{escaped}\"")
}
