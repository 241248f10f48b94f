//! Rates against the figures from which they follow.
//!
//! A rate is known by its name (办结率) or by what it is part of (占总数的). Numerator and denominator are looked for by their words among the
//! figures near it; every pair that could be meant is tried, and only what none of them gives is complained of.

mod named;
mod share;

use super::line::{Item, Line};
use super::number::{self, Quotient, is_rate, quotient};
use super::verdict::Verdict;
use crate::{Decimal, Qualifier, RelationKind, Severity};

/// Figures before a rate among which its parts are looked for.
const MOST_STEPS_BACK: usize = 14;

/// Every rate that a paragraph states.
pub(super) fn find(line: &Line, verdicts: &mut Vec<Verdict>) {
    for at in 0..line.items.len() {
        let rate = &line.items[at];
        if !is_rate(rate.figure) || rate.change {
            continue;
        }
        let verdict = share::judged(line, at).or_else(|| named::judged(line, at));
        verdicts.extend(verdict);
    }
}

/// Figures near a rate that count something, in the order of the text.
fn counts<'i, 'l>(line: &'i Line<'l>, at: usize) -> impl DoubleEndedIterator<Item = &'i Item<'l>> {
    let rate = &line.items[at];
    let from = at.saturating_sub(MOST_STEPS_BACK);
    let to = (at + 8).min(line.items.len());
    let days = rate.gap.contains("天数");
    line.items[from..to].iter().filter(move |item| {
        let near = if item.index < rate.index {
            item.sentence + 1 >= rate.sentence
        } else {
            item.sentence <= rate.sentence + 1
        };
        near && is_count(item, days)
    })
}

/// Whether a figure counts things; days count where the rate is one of days.
fn is_count(item: &Item, days: bool) -> bool {
    const MEASURES: &[&str] = &[
        "个百分点",
        "百分点",
        "小时",
        "分钟",
        "个工作日",
        "日",
        "年",
        "倍",
        "个月",
        "秒",
    ];
    let unit = item.figure.unit.as_str();
    !is_rate(item.figure)
        && !item.change
        && !item.average
        && !MEASURES.contains(&unit)
        && (days || unit != "天")
        && number::whole(item.figure).is_some()
}

/// How a printed rate compares with a quotient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Exact,
    /// Cut off where it should have been rounded.
    Cut,
    Off,
}

fn compared(rate: &Item, found: Quotient) -> Match {
    let printed = magnitude(rate.figure.value);
    let near = |a: Decimal, b: Decimal, tenths: i128| {
        let ((a, b), (c, d)) = (a.ratio(), b.ratio());
        (a * d - c * b).abs() * 10 <= tenths * b * d
    };
    let fits = match rate.figure.qualifier {
        Qualifier::Exact => found.rounded == printed,
        Qualifier::Approx => near(found.rounded, printed, 20),
        Qualifier::AtLeast => found.rounded >= printed,
        Qualifier::AtMost => found.rounded <= printed,
    };
    if fits {
        Match::Exact
    } else if found.cut == printed {
        Match::Cut
    } else {
        Match::Off
    }
}

fn magnitude(value: Decimal) -> Decimal {
    if value.units() < 0 {
        value.negated()
    } else {
        value
    }
}

fn times(rate: &Item) -> i128 {
    if rate.figure.unit == "‰" { 1000 } else { 100 }
}

/// The quotient of two counts as this rate would print it.
fn quotient_of(rate: &Item, part: i128, whole: i128) -> Option<Quotient> {
    quotient(part, whole, times(rate), rate.figure.value.decimals())
}

/// 3836÷3878=98.92%.
fn shown(rate: &Item, part: &str, whole: &str, found: Quotient) -> String {
    let unit = rate.figure.unit.as_str();
    let printed = number::plain(rate.figure);
    let computed = found.rounded;
    match compared(rate, found) {
        Match::Exact if computed == magnitude(rate.figure.value) => {
            format!("{part}÷{whole}={computed}{unit}")
        }
        Match::Exact => format!(
            "{part}÷{whole}={computed}{unit}，与“{}”相符",
            rate.figure.text
        ),
        Match::Cut => format!("{part}÷{whole}四舍五入为{computed}{unit}，印为{printed}{unit}"),
        Match::Off => format!("{part}÷{whole}={computed}{unit}≠{printed}{unit}"),
    }
}

/// The verdict on a rate that one pair of figures gives.
fn given(line: &Line, items: &[&Item], arithmetic: String, matched: Match) -> Verdict {
    if matched == Match::Exact {
        return Verdict::held(RelationKind::Ratio, arithmetic, items);
    }
    let told = ("比率只截去尾数，未四舍五入".to_owned(), "请按四舍五入核定");
    Verdict::against(
        RelationKind::Ratio,
        Severity::Note,
        arithmetic,
        line,
        items,
        told,
    )
}
