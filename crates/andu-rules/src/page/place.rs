//! What differs where a place has rules of its own.

use std::fmt::Write as _;

use super::{clock, words};
use crate::{model::Procedure, pack::Pack};

pub(super) fn section(text: &mut String, national: &Procedure, places: &[(&str, Pack)]) {
    for (code, pack) in places {
        let Ok(local) = pack.version(national.id.as_str(), national.in_force.from) else {
            continue;
        };
        if local.digest == national.digest {
            continue;
        }
        let _ = writeln!(text, "\n## 行政区划代码{code}开头的地方另有规定\n");
        differences(text, national, local);
    }
}

fn differences(text: &mut String, national: &Procedure, local: &Procedure) {
    for clock in &local.clocks {
        let below = national.clock(clock.id.as_str());
        if below != Some(clock) {
            let what = if below.is_some() {
                "改动期限"
            } else {
                "增加期限"
            };
            let _ = writeln!(
                text,
                "- {what}“{}”（`{}`）：{}。依据：{}",
                clock.label,
                clock.id,
                clock::length(local, clock),
                words::citations(&clock.basis)
            );
        }
    }
    for gate in &local.gates {
        let below = national.gates.iter().find(|below| below.id == gate.id);
        let same = below.is_some_and(|below| below.holds == gate.holds && below.when == gate.when);
        if !same {
            let what = if below.is_some() { "改动" } else { "增加" };
            let _ = writeln!(
                text,
                "- {what}前置条件“{}”（{}，`{}`）：{}。依据：{}",
                gate.label,
                words::strength(gate.strength),
                gate.id,
                words::condition(local, &gate.holds),
                words::citations(&gate.basis)
            );
        }
    }
    let fields = local.fields.iter();
    let fields = fields.filter(|field| national.field(field.id.as_str()).is_none());
    added(
        text,
        "字段",
        fields.map(|field| field.label.as_str()).collect(),
    );
    let stages = local.stages.iter();
    let stages = stages.filter(|stage| national.stage(stage.id.as_str()).is_none());
    added(
        text,
        "环节",
        stages.map(|stage| stage.label.as_str()).collect(),
    );
    let actions = local.actions.iter();
    let actions = actions.filter(|action| national.action(action.id.as_str()).is_none());
    added(
        text,
        "办理动作",
        actions.map(|it| it.label.as_str()).collect(),
    );
    let doubts = local.doubts.iter();
    for doubt in doubts.filter(|doubt| !national.doubts.contains(doubt)) {
        let _ = writeln!(text, "- 待核：{}", doubt.note);
    }
}

fn added(text: &mut String, what: &str, labels: Vec<&str>) {
    if !labels.is_empty() {
        let _ = writeln!(text, "- 增加{what}：{}", labels.join("、"));
    }
}
