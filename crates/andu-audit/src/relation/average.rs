//! Averages against totals: 12场，参加600人次，场均50人次.

use super::line::{Item, Line};
use super::number::{self, quotient, same_unit};
use super::verdict::Verdict;
use crate::{Qualifier, RelationKind, Severity};

/// Figures before an average among which its parts are looked for.
const MOST_STEPS_BACK: usize = 10;

/// Every average that a paragraph states of figures of its own.
pub(super) fn find(line: &Line, verdicts: &mut Vec<Verdict>) {
    for at in 2..line.items.len() {
        verdicts.extend(judged(line, at));
    }
}

fn judged(line: &Line, at: usize) -> Option<Verdict> {
    let average = &line.items[at];
    let counted = counted(&average.before)?;
    let from = at.saturating_sub(MOST_STEPS_BACK);
    let near = || {
        line.items[from..at]
            .iter()
            .rev()
            .filter(|item| item.sentence == average.sentence)
    };
    let is_total = |item: &&Item| {
        same_unit(&item.figure.unit, &average.figure.unit) && !super::sum::is_average(item)
    };
    let is_count =
        |item: &&Item| counts(&item.figure.unit, counted) && !super::sum::is_change(item);
    let mut first = None;
    for count in near().filter(is_count) {
        for total in near()
            .filter(is_total)
            .filter(|total| total.index != count.index)
        {
            let (matched, arithmetic) = compared(average, total, count)?;
            if matched {
                return Some(Verdict::held(
                    RelationKind::Ratio,
                    arithmetic,
                    &[total, count, average],
                ));
            }
            first = first.or(Some((arithmetic, total, count)));
        }
    }
    let (arithmetic, total, count) = first?;
    let told = ("平均数与总数不一致".to_owned(), "请核对总数、个数和平均数");
    let items = [total, count, average];
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &items,
        told,
    ))
}

/// The word that is counted below the line: 场 of 场均 and of 平均每场.
fn counted(before: &str) -> Option<char> {
    const COUNTED: &str = "场件人户次家个期村天月名项篇份";
    let mut chars = before.char_indices();
    chars.find_map(|(at, c)| {
        let next = before[at + c.len_utf8()..].chars().next()?;
        let each = c == '每' && COUNTED.contains(next) && before.contains("平均");
        if each {
            return Some(next);
        }
        (next == '均' && COUNTED.contains(c)).then_some(c)
    })
}

fn counts(unit: &str, counted: char) -> bool {
    match counted {
        '人' | '名' => ["人", "名", "位"].contains(&unit),
        _ => unit.starts_with(counted) && !unit.contains('月') && !unit.contains("工作日"),
    }
}

/// Whether total and count give the average, and the test as a person would write it.
fn compared(average: &Item, total: &Item, count: &Item) -> Option<(bool, String)> {
    let below = number::amount(count.figure);
    let exact =
        total.figure.qualifier == Qualifier::Exact && count.figure.qualifier == Qualifier::Exact;
    // Both in the unit in which the average is printed.
    let (above, one) = (number::amount(total.figure), number::amount(average.figure));
    let (units, scale) = average.figure.value.ratio();
    let factor = one.checked_mul(scale)?.checked_div(units.abs())? / 1_000_000;
    let found = quotient(
        above,
        below.checked_mul(factor.max(1))?,
        1,
        average.figure.value.decimals(),
    )?;
    let (total, count) = (number::plain(total.figure), number::plain(count.figure));
    let printed = number::plain(average.figure);
    let value = average.figure.value;
    let fits = match average.figure.qualifier {
        Qualifier::Exact => found.rounded == value || found.cut == value,
        Qualifier::AtLeast => found.rounded >= value,
        Qualifier::AtMost => found.rounded <= value,
        Qualifier::Approx => true,
    };
    let sign = if fits { "=" } else { "≠" };
    let arithmetic = if fits {
        format!("{total}÷{count}={printed}")
    } else {
        format!("{total}÷{count}={}{sign}{printed}", found.rounded)
    };
    Some((fits || !exact, arithmetic))
}
