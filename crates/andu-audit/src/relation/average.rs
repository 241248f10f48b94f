//! Averages against totals: 12场，参加600人次，场均50人次.

use super::line::{Item, Line};
use super::number::{self, quotient, same_unit};
use super::verdict::Verdict;
use crate::{Qualifier, RelationKind, Severity};

/// Figures on either side of an average among which its parts are looked for.
const MOST_STEPS: usize = 10;

/// What is below the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Divisor {
    /// Things that the text counts: 场均.
    Things(char),
    /// 日均 of a year.
    Days,
    /// 月均 of a year.
    Months,
}

/// Every average that a paragraph states of figures of its own.
pub(super) fn find(line: &Line, year: Option<i16>, verdicts: &mut Vec<Verdict>) {
    for at in 0..line.items.len() {
        verdicts.extend(judged(line, at, year));
    }
}

fn judged(line: &Line, at: usize, year: Option<i16>) -> Option<Verdict> {
    let average = &line.items[at];
    let divisor = divisor(&average.before)?;
    let range = at.saturating_sub(MOST_STEPS)..(at + 4).min(line.items.len());
    let near = || {
        line.items[range.clone()]
            .iter()
            .rev()
            .filter(|item| item.sentence == average.sentence && item.index != average.index)
            .filter(|item| !item.average && !item.change && item.figure.value.units() > 0)
    };
    let totals = || near().filter(|item| same_unit(&item.figure.unit, &average.figure.unit));
    let Divisor::Things(counted) = divisor else {
        let days = days(line, average, divisor, year)?;
        let total = totals().find(|total| total.index < average.index)?;
        return Some(told(line, average, total, None, days));
    };
    let counts = || near().filter(|item| counts(&item.figure.unit, counted));
    let mut first = None;
    for count in counts() {
        for total in totals().filter(|total| total.index != count.index) {
            let verdict = told(
                line,
                average,
                total,
                Some(count),
                number::amount(count.figure) / 1_000_000,
            );
            if verdict.complaint.is_none() {
                return Some(verdict);
            }
            first = first.or(Some(verdict));
        }
    }
    // Where several figures could stand above or below, none of them is surely meant.
    first.filter(|_| counts().count() == 1 && totals().count() <= 2)
}

/// How many days or months a year has, where the sentence speaks of a whole year.
fn days(line: &Line, average: &Item, divisor: Divisor, year: Option<i16>) -> Option<i128> {
    let from = line
        .sentences
        .partition_point(|sentence| *sentence < average.sentence);
    let from = from.max(average.start().saturating_sub(200));
    let words = line.text(from, average.start());
    if !words.contains("全年") && !words.contains("年度") {
        return None;
    }
    let leap = year.is_some_and(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    Some(match divisor {
        Divisor::Days => 365 + i128::from(leap),
        _ => 12,
    })
}

/// The word that is counted below the line: 场 of 场均 and of 平均每场.
fn divisor(before: &str) -> Option<Divisor> {
    const COUNTED: &str = "场件人户次家个期村名项篇份案";
    let mut chars = before.char_indices();
    chars.find_map(|(at, c)| {
        let next = before[at + c.len_utf8()..].chars().next()?;
        let each = c == '每' && COUNTED.contains(next) && before.contains("平均");
        match (c, next) {
            ('日', '均') => Some(Divisor::Days),
            ('月', '均') => Some(Divisor::Months),
            (counted, '均') if COUNTED.contains(counted) => Some(Divisor::Things(counted)),
            _ if each => Some(Divisor::Things(next)),
            _ => None,
        }
    })
}

fn counts(unit: &str, counted: char) -> bool {
    match counted {
        '人' | '名' => ["人", "名", "位"].contains(&unit),
        '案' => unit == "件" || unit == "起" || unit == "宗",
        '户' => unit == "户" || unit == "家",
        '村' => unit == "个" || unit == "村",
        _ => unit.starts_with(counted) && !unit.contains('月') && !unit.contains("工作日"),
    }
}

/// The test of one total over one count.
fn told(line: &Line, average: &Item, total: &Item, count: Option<&Item>, below: i128) -> Verdict {
    let mut items = vec![total];
    items.extend(count);
    items.push(average);
    let (above, one) = (number::amount(total.figure), number::amount(average.figure));
    let (units, scale) = average.figure.value.ratio();
    // Both in the unit in which the average is printed.
    let factor = (one * scale).checked_div(units.abs()).unwrap_or(1).max(1);
    let decimals = average.figure.value.decimals();
    let printed = number::plain(average.figure);
    let left = format!("{}÷{below}", number::plain(total.figure));
    let Some(found) = quotient(above, below * factor, 1, decimals) else {
        return Verdict::held(RelationKind::Ratio, left, &items);
    };
    let value = average.figure.value;
    let known = items
        .iter()
        .all(|item| item.figure.qualifier == Qualifier::Exact || item.index == average.index);
    let fits = match average.figure.qualifier {
        Qualifier::Exact => found.rounded == value || found.cut == value,
        Qualifier::AtLeast => found.rounded >= value,
        Qualifier::AtMost => found.rounded <= value,
        Qualifier::Approx => true,
    };
    if fits || !known {
        return Verdict::held(
            RelationKind::Ratio,
            format!("{left}={}", found.rounded),
            &items,
        );
    }
    let what = ("平均数与总数不一致".to_owned(), "请核对总数、个数和平均数");
    let arithmetic = format!("{left}={}≠{printed}", found.rounded);
    Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &items,
        what,
    )
}
