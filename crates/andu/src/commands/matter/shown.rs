//! A matter on the terminal.

use andu_office::MatterShown;

use super::super::deadline::days;
use super::super::workday::provisional;
use super::super::{instant, is_json, json, office};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};
use crate::table;

/// Shows a matter.
pub fn run(common: &Common, id: &str) -> Ended {
    let office = office(common)?;
    let id = office.find(id)?;
    let at = instant(common)?;
    office.settle(at)?;
    let shown = office.show(&id, at)?;
    if is_json(common) {
        json(&shown)?;
    } else {
        tell(&shown);
    }
    Ok(Outcome::Fine)
}

fn tell(shown: &MatterShown) {
    let number = shown.number.as_deref().unwrap_or("（无编号）");
    say!(
        "{}　{number}　{}",
        shown.procedure_label,
        shown.title.as_deref().unwrap_or_default()
    );
    say!(
        "件号{}　现处于“{}”　适用{}施行的规则",
        shown.id,
        shown.stage_label,
        shown.version
    );
    if shown.entry == "as_found" {
        say!("据台账登记　要件未见：{}", shown.missing.join("、"));
    }
    say!("\n登记内容");
    for (field, text) in &shown.shown {
        let label = shown
            .labels
            .get(field)
            .map_or(field.as_str(), String::as_str);
        say!("  {label}：{text}");
    }
    tell_clocks(shown);
    let can: Vec<_> = shown
        .can
        .iter()
        .map(|can| format!("{}（{}）", can.label, can.action))
        .collect();
    say!(
        "\n现在可办：{}",
        if can.is_empty() {
            "无".to_owned()
        } else {
            can.join("、")
        }
    );
    match &shown.elsewhere {
        Some(elsewhere) => say!("{elsewhere}"),
        None => shown.cannot.iter().for_each(|it| say!("{}", it.why)),
    }
    say!("\n办理过程");
    let row = |event: &andu_office::EventShown| {
        vec![
            event.seq.to_string(),
            event.happened_at.replace('T', " "),
            event.what.clone(),
            event.who.clone(),
            event.remarks.join("；"),
        ]
    };
    let rows: Vec<_> = shown.events.iter().map(row).collect();
    table::print(&["号", "办理时间", "事项", "办理人", "说明"], &rows);
    for link in &shown.links {
        let number = link.number.as_deref().unwrap_or("（无编号）");
        let title = link.title.as_deref().unwrap_or_default();
        let (label, stage) = (&link.label, &link.stage_label);
        say!(
            "{label}：{number}　{title}　件号{}　现处于“{stage}”",
            link.matter
        );
    }
}

fn tell_clocks(shown: &MatterShown) {
    say!("\n期限");
    for clock in &shown.clocks {
        let state = match (clock.state.as_str(), clock.kept) {
            ("running", _) => "进行中",
            ("paused", _) => "扣除中",
            (_, Some(true)) => "按期",
            (_, Some(false)) => "逾期",
            ("unknown", _) => "期限不明（待核）",
            _ => "已终结",
        };
        let due = clock.due.as_deref().unwrap_or("—");
        say!(
            "  {}　到期日{due}{}　{state}　{}",
            clock.label,
            provisional(clock.provisional),
            clock.basis.join("；")
        );
        if matches!(clock.state.as_str(), "running" | "paused") {
            days(&clock.explain);
        }
    }
}
