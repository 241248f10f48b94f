//! Gates in words.

use std::fmt::Write as _;

use super::words;
use crate::model::{Gate, Procedure};

pub(super) fn section(text: &mut String, procedure: &Procedure) {
    if procedure.gates.is_empty() {
        return;
    }
    text.push_str("\n### 前置条件\n\n");
    for gate in &procedure.gates {
        one(text, procedure, gate);
    }
}

fn one(text: &mut String, procedure: &Procedure, gate: &Gate) {
    let on: Vec<String> = gate
        .on
        .iter()
        .map(|on| format!("“{}”", words::action(procedure, on)))
        .collect();
    let strength = words::strength(gate.strength);
    let _ = writeln!(
        text,
        "- **{}**（{strength}，`{}`）：办理{}以前",
        gate.label,
        gate.id,
        on.join("、")
    );
    if let Some(when) = &gate.when {
        let _ = writeln!(text, "  - 适用于：{}", words::condition(procedure, when));
    }
    let _ = writeln!(
        text,
        "  - 要求：{}",
        words::condition(procedure, &gate.holds)
    );
    for exception in &gate.exceptions {
        let _ = writeln!(
            text,
            "  - 例外：{}——{}（{}）",
            exception.label,
            words::condition(procedure, &exception.when),
            words::citations(std::slice::from_ref(&exception.basis))
        );
    }
    let role = gate.pass_by.as_ref().and_then(|role| {
        let mut roles = procedure.roles.iter();
        roles.find(|known| known.id == *role)
    });
    if let Some(role) = role {
        let _ = writeln!(text, "  - 可以由{}写明理由特批", role.label);
    }
    if !gate.basis.is_empty() {
        let _ = writeln!(text, "  - 依据：{}", words::citations(&gate.basis));
    }
    if !gate.remedy.is_empty() {
        let _ = writeln!(text, "  - 未满足时：{}", gate.remedy.trim_end_matches('。'));
    }
}
