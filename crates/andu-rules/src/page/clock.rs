//! Clocks in words, and what follows by law when they run out.

use std::fmt::Write as _;

use andu_calendar::{Direction, Length};

use super::words;
use crate::model::{ClockRule, Expiry, ExtensionSize, LengthRule, PauseKind, PauseRule, Procedure};

pub(super) fn section(text: &mut String, procedure: &Procedure) {
    if procedure.clocks.is_empty() {
        return;
    }
    text.push_str("\n### 期限\n\n");
    for clock in &procedure.clocks {
        one(text, procedure, clock);
    }
}

fn one(text: &mut String, procedure: &Procedure, clock: &ClockRule) {
    let aliases: Vec<String> = clock.aliases.iter().map(|it| format!("`{it}`")).collect();
    let aliases = match aliases.is_empty() {
        true => String::new(),
        false => format!("，简称{}", aliases.join("、")),
    };
    let _ = writeln!(
        text,
        "- **{}**（`{}.{}`{aliases}）：{}",
        clock.label,
        procedure.id,
        clock.id,
        length(procedure, clock)
    );
    let mut line = |what: &str, told: String| {
        if !told.is_empty() {
            let _ = writeln!(text, "  - {what}：{told}");
        }
    };
    line("起算", words::triggers(procedure, &clock.start));
    let after = clock.after.as_ref();
    let after = after.and_then(|after| procedure.clock(after.as_str()));
    line(
        "接在",
        after.map_or_else(String::new, |after| format!("“{}”届满之后", after.label)),
    );
    line("终止", words::triggers(procedure, &clock.stop));
    for rule in &clock.pauses {
        line(pause_kind(rule), pause(procedure, rule));
    }
    line("重新起算", words::triggers(procedure, &clock.restart));
    line("延长", extension(procedure, clock));
    if let Some(Expiry::Deemed(deemed)) = &clock.expiry {
        line(
            "届满",
            format!("依法视为“{}”", words::action(procedure, deemed)),
        );
    }
    line("依据", words::citations(&clock.basis));
}

/// 20个工作日; 最短30日; 提前7个工作日; 未定（待核）.
pub(super) fn length(procedure: &Procedure, clock: &ClockRule) -> String {
    let cases = clock.length.iter().map(|case| {
        let length = words::length(procedure, &case.length);
        match &case.when {
            Some(when) => format!("{length}（{}）", words::condition(procedure, when)),
            None => length,
        }
    });
    let cases: Vec<String> = cases.collect();
    if cases.is_empty() {
        return "长短未定（待核）".to_owned();
    }
    let length = cases.join("；其余");
    let length = match clock.direction {
        Direction::Forward => length,
        Direction::Backward => format!("最迟提前{length}"),
        Direction::Minimum => format!("不少于{length}"),
    };
    let counted = clock
        .length
        .iter()
        .any(|case| !matches!(case.length, LengthRule::Until(_)));
    match counted && clock.roll && clock.direction == Direction::Forward && rolls(clock) {
        true => format!("{length}，末日为休假日的顺延"),
        false => length,
    }
}

/// Whether the last day can be a rest day at all.
fn rolls(clock: &ClockRule) -> bool {
    clock.length.iter().any(|case| match &case.length {
        LengthRule::Fixed(length) | LengthRule::Field { unit: length, .. } => matches!(
            length,
            Length::CalendarDays(_) | Length::Months(_) | Length::Years(_)
        ),
        LengthRule::Until(_) => false,
    })
}

fn pause_kind(rule: &PauseRule) -> &'static str {
    match rule.kind {
        PauseKind::Exclusion => "期限扣除",
        PauseKind::Suspension => "中止",
    }
}

fn pause(procedure: &Procedure, rule: &PauseRule) -> String {
    let from = words::triggers(procedure, std::slice::from_ref(&rule.from));
    let to = words::triggers(procedure, &rule.to);
    let end = match (to.is_empty(), rule.limit) {
        (false, Some(limit)) => format!("到{to}为止，最长{limit}"),
        (false, None) => format!("到{to}为止"),
        (true, Some(limit)) => format!("最长{limit}"),
        (true, None) => String::new(),
    };
    format!("{}——自{from}起，{end}", rule.label)
}

fn extension(procedure: &Procedure, clock: &ClockRule) -> String {
    let Some(extension) = &clock.extension else {
        return String::new();
    };
    let size = match &extension.size {
        ExtensionSize::Add(size) => format!("再加{}", words::length(procedure, size)),
        ExtensionSize::Total(size) => format!("一共{}", words::length(procedure, size)),
    };
    format!(
        "“{}”，{size}，至多{}次",
        words::action(procedure, &extension.on),
        extension.times
    )
}
