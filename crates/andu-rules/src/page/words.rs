//! Small words of the pages.

use andu_calendar::Length;

use crate::{
    condition::{Condition, describe},
    model::{
        ActionId, Citation, FieldId, InForce, LengthRule, Procedure, Source, Strength, Trigger,
    },
};

/// 2018-01-01至2023-12-31; 2024-01-01起.
pub(super) fn period(in_force: InForce) -> String {
    match in_force.to {
        Some(to) => format!("{}至{to}", in_force.from),
        None => format!("{}起", in_force.from),
    }
}

pub(super) fn source(source: Source) -> &'static str {
    match source {
        Source::Own => "自办",
        Source::Import => "导入",
        Source::Sum => "汇总",
    }
}

pub(super) fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Statutory => "法定",
        Strength::Local => "本地规则",
        Strength::Advice => "提示",
    }
}

/// 政府信息公开条例 第三十三条（二十个工作日内答复）；…
pub(super) fn citations(basis: &[Citation]) -> String {
    let cited = basis.iter().map(|citation| match &citation.says {
        Some(says) => format!("{citation}（{}）", says.trim_end_matches('。')),
        None => citation.to_string(),
    });
    cited.collect::<Vec<_>>().join("；")
}

/// A text that may stand in a cell of a table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', "<br>")
}

pub(super) fn action(procedure: &Procedure, id: &ActionId) -> String {
    let known = procedure.action(id.as_str());
    known.map_or_else(|| id.to_string(), |action| action.label.clone())
}

pub(super) fn field(procedure: &Procedure, id: &FieldId) -> String {
    let known = procedure.field(id.as_str());
    known.map_or_else(|| id.to_string(), |field| field.label.clone())
}

pub(super) fn condition(procedure: &Procedure, condition: &Condition) -> String {
    describe(condition, procedure)
}

/// “登记”（申请渠道为“当面提交”；以“收到日期”为准）、“确认”.
pub(super) fn triggers(procedure: &Procedure, triggers: &[Trigger]) -> String {
    let mut told: Vec<String> = Vec::new();
    for trigger in triggers {
        let mut notes = Vec::new();
        notes.extend(trigger.when.as_ref().map(|when| condition(procedure, when)));
        let at = trigger.at.as_ref();
        notes.extend(at.map(|at| format!("以“{}”为准", field(procedure, at))));
        let label = action(procedure, &trigger.on);
        let one = match notes.as_slice() {
            [] => format!("“{label}”"),
            notes => format!("“{label}”（{}）", notes.join("；")),
        };
        if !told.contains(&one) {
            told.push(one);
        }
    }
    told.join("、")
}

pub(super) fn length(procedure: &Procedure, rule: &LengthRule) -> String {
    match rule {
        LengthRule::Fixed(Length::CalendarDays(0) | Length::WorkingDays(0)) => "当日".to_owned(),
        LengthRule::Fixed(length) => length.to_string(),
        LengthRule::Field { field, unit } => {
            let unit = unit.with_amount(1).to_string();
            let unit = unit.trim_start_matches('1');
            format!("按“{}”（{unit}）", self::field(procedure, field))
        }
        LengthRule::Until(field) => format!("至“{}”", self::field(procedure, field)),
    }
}
