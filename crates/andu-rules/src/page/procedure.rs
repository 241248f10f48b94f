//! The page of one kind of work.

use std::{fmt::Write as _, sync::Arc};

use super::{clock, flow, gate, place, words};
use crate::{
    model::{Action, Procedure, StageId},
    pack::Pack,
};

/// A page with every version, the newest first.
pub(super) fn page(pack: &Pack, versions: &[Arc<Procedure>], places: &[(&str, Pack)]) -> String {
    let mut text = String::new();
    let Some(newest) = versions.last() else {
        return text;
    };
    let _ = writeln!(
        text,
        "# {}\n\n`{}`，来源方式：{}{}。\n",
        newest.label,
        newest.id,
        words::source(newest.source),
        match newest.rows.is_empty() {
            true => String::new(),
            false => format!("，业务项 {}", newest.rows.join("、")),
        }
    );
    text.push_str("本页由规则包生成，请勿手改；改规则后运行 `cargo xtask docs`。条件和期限以规则文件为准，标“待核”的尚未确认。\n");
    if versions.len() > 1 {
        text.push_str("\n各版本，一件事项适用哪一版，看它的");
        let _ = write!(text, "“{}”", words::field(newest, &newest.governed_by));
        if let Some(other) = &newest.governed_default {
            let _ = write!(text, "（不填的，按“{}”）", words::field(newest, other));
        }
        text.push_str("：\n\n");
        for version in versions.iter().rev() {
            let period = words::period(version.in_force);
            let _ = writeln!(text, "- [{period}](#{})", anchor(&period));
        }
    }
    for version in versions.iter().rev() {
        self::version(&mut text, pack, version);
    }
    place::section(&mut text, newest, places);
    text
}

/// What code hosts make of a heading: only letters, digits, `-` and `_` stay.
fn anchor(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '-')
        .collect()
}

fn version(text: &mut String, pack: &Pack, procedure: &Procedure) {
    let _ = writeln!(text, "\n## {}\n", words::period(procedure.in_force));
    let _ = writeln!(text, "规则文件：`{}`。", procedure.file);
    if !procedure.basis.is_empty() {
        let _ = writeln!(text, "\n依据：{}。", words::citations(&procedure.basis));
    }
    if let Some(plain) = &procedure.plain {
        let _ = writeln!(text, "\n这是一本台账，只有一个环节：{plain}");
    }
    stages(text, procedure);
    actions(text, procedure);
    gate::section(text, procedure);
    clock::section(text, procedure);
    deemed(text, procedure);
    evidence(text, pack, procedure);
    invariants(text, procedure);
    doubts(text, procedure);
    cases(text, pack, procedure);
}

fn stages(text: &mut String, procedure: &Procedure) {
    text.push_str("\n### 环节\n\n");
    if procedure.stages.len() > 1 {
        text.push_str(&flow::graph(procedure));
        text.push('\n');
    }
    text.push_str("| 环节 | 标识 | 说明 |\n|---|---|---|\n");
    for stage in &procedure.stages {
        let note = match (&stage.waits, stage.closed) {
            (_, true) => "办结",
            (Some(waits), false) => waits.as_str(),
            (None, false) => "",
        };
        let (label, note) = (words::cell(&stage.label), words::cell(note));
        let _ = writeln!(text, "| {label} | `{}` | {note} |", stage.id);
    }
}

fn actions(text: &mut String, procedure: &Procedure) {
    text.push_str("\n### 办理动作\n\n| 动作 | 标识 | 由谁办理 | 在何环节 | 转到 | 填写（*可不填） | 材料 | 依据 |\n|---|---|---|---|---|---|---|---|\n");
    for action in &procedure.actions {
        let cells = [
            action.label.clone(),
            format!("`{}`", action.id),
            by(procedure, action),
            from(procedure, action),
            to(procedure, action),
            filled(procedure, action),
            files(procedure, action),
            words::citations(&action.basis),
        ];
        let cells: Vec<String> = cells.iter().map(|it| words::cell(it)).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}

fn by(procedure: &Procedure, action: &Action) -> String {
    if action.deemed {
        return "依法视为".to_owned();
    }
    if action.by.is_empty() {
        return "各角色".to_owned();
    }
    let roles = procedure.roles.iter();
    let roles = roles.filter(|role| action.by.contains(&role.id));
    roles
        .map(|role| role.label.as_str())
        .collect::<Vec<_>>()
        .join("、")
}

fn from(procedure: &Procedure, action: &Action) -> String {
    if action.opening {
        return "立件".to_owned();
    }
    let open = procedure.stages.iter().filter(|stage| !stage.closed);
    let open: Vec<&StageId> = open.map(|stage| &stage.id).collect();
    let all = open.len() > 1
        && action.from.len() == open.len()
        && open.iter().all(|stage| action.from.contains(stage));
    if all {
        return "各未办结环节".to_owned();
    }
    let labels = action.from.iter().map(|stage| label(procedure, stage));
    labels.collect::<Vec<_>>().join("、")
}

fn to(procedure: &Procedure, action: &Action) -> String {
    let targets = action.to.iter().map(|target| {
        let stage = label(procedure, &target.stage);
        match &target.when {
            Some(when) => format!("{stage}（{}）", words::condition(procedure, when)),
            None => stage,
        }
    });
    let targets: Vec<String> = targets.collect();
    match targets.is_empty() {
        true => "不变".to_owned(),
        false => targets.join("；其余"),
    }
}

fn label(procedure: &Procedure, stage: &StageId) -> String {
    let known = procedure.stage(stage.as_str());
    known.map_or_else(|| stage.to_string(), |stage| stage.label.clone())
}

fn filled(procedure: &Procedure, action: &Action) -> String {
    let fields = action.fields.iter().map(|used| {
        let optional = if used.required { "" } else { "*" };
        format!("{}{optional}", words::field(procedure, &used.field))
    });
    fields.collect::<Vec<_>>().join("、")
}

fn files(procedure: &Procedure, action: &Action) -> String {
    let documents = procedure.documents.iter();
    let documents = documents.filter(|it| action.documents.contains(&it.id));
    let links = procedure.links.iter();
    let links = links.filter(|it| action.links.contains(&it.id));
    let documents = documents.map(|it| it.label.clone());
    let links = links.map(|it| format!("关联“{}”", it.label));
    documents.chain(links).collect::<Vec<_>>().join("、")
}

fn deemed(text: &mut String, procedure: &Procedure) {
    let mut actions = procedure.actions.iter().filter(|it| it.deemed).peekable();
    if actions.peek().is_none() {
        return;
    }
    text.push_str("\n### 依法视为\n\n");
    for action in actions {
        let clocks = procedure.clocks.iter().filter(|clock| {
            let crate::model::Expiry::Deemed(id) = match &clock.expiry {
                Some(expiry) => expiry,
                None => return false,
            };
            *id == action.id
        });
        let clocks: Vec<String> = clocks.map(|clock| format!("“{}”", clock.label)).collect();
        let _ = writeln!(
            text,
            "- **{}**：{}期限届满时；转到{}。{}",
            action.label,
            clocks.join("、"),
            to(procedure, action),
            words::citations(&action.basis)
        );
    }
}

fn evidence(text: &mut String, pack: &Pack, procedure: &Procedure) {
    let list = |text: &mut String, title: &str, items: Vec<String>| {
        if !items.is_empty() {
            let _ = writeln!(text, "\n### {title}\n\n{}。", items.join("；"));
        }
    };
    let documents = procedure.documents.iter();
    let documents = documents.map(|it| format!("{}（`{}`）", it.label, it.id));
    list(text, "材料", documents.collect());
    let papers = pack.papers_of(procedure.id.as_str(), procedure.in_force.from);
    let papers = papers.map(|it| {
        let doubt = if it.doubt.is_some() { "，待核" } else { "" };
        format!("{}（`{}`{doubt}）", it.label, it.id)
    });
    list(text, "文书", papers.collect());
    let opinions = procedure.opinions.iter().map(|it| {
        let field = procedure.field(it.field.as_str());
        let values = field.map_or(&[][..], |field| &field.values);
        let passes = values.iter().filter(|value| it.passes.contains(&value.id));
        let passes: Vec<&str> = passes.map(|value| value.label.as_str()).collect();
        format!(
            "{}：“{}”为{}即通过",
            it.label,
            words::field(procedure, &it.field),
            passes.join("、")
        )
    });
    list(text, "意见", opinions.collect());
    let links = procedure.links.iter().map(|it| {
        let other = pack.latest(it.procedure.as_str());
        let other = other.map_or(it.procedure.as_str(), |other| &other.label);
        format!("{}→{other}（对方所见：{}）", it.label, it.inverse)
    });
    list(text, "关联", links.collect());
}

fn invariants(text: &mut String, procedure: &Procedure) {
    if procedure.invariants.is_empty() {
        return;
    }
    text.push_str(
        "\n### 不变式\n\n下列各条对每一条可能的办理路径都已证明（`andu rules check`）。\n\n",
    );
    for invariant in &procedure.invariants {
        let basis = words::citations(&invariant.basis);
        let _ = writeln!(
            text,
            "- 不会办理“{}”，除非：{}{}",
            words::action(procedure, &invariant.never),
            words::condition(procedure, &invariant.without),
            match basis.is_empty() {
                true => String::new(),
                false => format!("（{basis}）"),
            }
        );
    }
}

fn doubts(text: &mut String, procedure: &Procedure) {
    if procedure.doubts.is_empty() {
        return;
    }
    text.push_str("\n### 待核\n\n");
    for doubt in &procedure.doubts {
        let about = match doubt.about.as_str() {
            "" => "整个程序".to_owned(),
            about => format!("`{about}`"),
        };
        let kind = match doubt.kind.as_str() {
            "source-unseen" => "未见原文",
            "local-practice" => "各地做法不一",
            "conflict" => "规定不一致",
            _ => "措辞",
        };
        let _ = writeln!(text, "- {about}（{kind}）：{}", doubt.note);
    }
}

fn cases(text: &mut String, pack: &Pack, procedure: &Procedure) {
    let mut cases = pack
        .cases
        .iter()
        .filter(|case| case.procedure == procedure.id && case.version == procedure.in_force.from)
        .peekable();
    if cases.peek().is_none() {
        return;
    }
    text.push_str("\n### 算例\n\n| 算例 | 期限 | 起算 | 到期 | 怎样数 |\n|---|---|---|---|---|\n");
    for case in cases {
        let clock = procedure.clock(case.clock.as_str());
        let clock = clock.map_or(case.clock.as_str(), |clock| &clock.label);
        let due = match case.to_the_minute {
            true => case.due.strftime("%F %H:%M").to_string(),
            false => case.due.date().to_string(),
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {due} | {} |",
            words::cell(&case.name),
            words::cell(clock),
            case.from.date(),
            words::cell(&case.why)
        );
    }
}
