//! `andu matter lookup`: what the person concerned may be told at the counter or on the telephone.

use andu_office::papers::{ClockSeen, LookedUp, Words};

use super::super::{instant, is_json, json, office};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome};

/// Tells a matter by number and look-up code; whatever is wrong gets the same answer.
pub fn run(common: &Common, number: &str, code: &str) -> Ended {
    let office = office(common)?;
    let at = instant(common)?;
    office.settle(at)?;
    let Some(seen) = office.lookup(number, code, at)? else {
        return Err(Failure::told(
            "not-found",
            "没有查到：编号、查询码有一项不对，或者这类件不提供查询。请对照回执逐字核对；仍查不到的，请当面核实身份后办理。".to_owned(),
            true,
        ));
    };
    match is_json(common) {
        true => json(&seen)?,
        false => tell(&seen),
    }
    Ok(Outcome::Fine)
}

fn tell(seen: &LookedUp) {
    say!("{}　{}", seen.label, seen.number);
    say!("到{}为止：{}", seen.on, seen.stage);
    if let Some(received) = &seen.received {
        say!("收到日期：{received}");
    }
    for words in &seen.words {
        match words {
            Words::Heading(text) => say!("\n{text}"),
            Words::Paragraph(text) | Words::Note(text) => say!("{text}"),
        }
    }
    if !seen.clocks.is_empty() {
        say!("\n期限");
        seen.clocks.iter().for_each(clock);
    }
    if !seen.steps.is_empty() {
        say!("\n经过");
        for step in &seen.steps {
            say!("  {}　{}", step.day, step.text);
        }
    }
    if !seen.papers.is_empty() {
        say!("\n已出具的文书");
        for paper in &seen.papers {
            let number = paper.number.as_deref().unwrap_or_default();
            say!("  {}　{}　{number}", paper.day, paper.label);
        }
    }
    if !seen.facts.is_empty() {
        say!("\n登记内容");
        for (label, text) in &seen.facts {
            say!("  {label}：{text}");
        }
    }
}

fn clock(clock: &ClockSeen) {
    let late = if clock.late {
        "　已经超过这一天"
    } else {
        ""
    };
    say!("  {}：{}{late}", clock.label, clock.told());
    for line in clock.changes.iter().chain(&clock.basis) {
        say!("    {line}");
    }
}
