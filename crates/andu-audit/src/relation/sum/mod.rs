//! Parts and wholes.
//!
//! A list of parts follows its whole (其中, 包括, 分别, in brackets, behind a colon) or comes before it (合计, 共). Every reading of where
//! the list ends and which figure is the whole is tried; only what holds under none of them is complained of.

mod list;
mod total;
mod unmarked;

use super::line::{Item, Line};
use super::number::{self, Bounds, is_rate, same_unit};
use super::verdict::Verdict;
use super::words::{self, STAGES};

/// Most parts of a list that are looked at.
const MOST_PARTS: usize = 40;

/// Every sum that a paragraph states.
pub(super) fn find(line: &Line, verdicts: &mut Vec<Verdict>) {
    let mut used = vec![false; line.items.len()];
    list::find(line, &mut used, verdicts);
    total::find(line, &mut used, verdicts);
    unmarked::find(line, &used, verdicts);
}

/// Whether an item can be a part or a whole at all.
fn is_level(item: &Item) -> bool {
    !item.change && !item.average && !is_rate(item.figure)
}

fn can_add(a: &Item, b: &Item) -> bool {
    same_unit(&a.figure.unit, &b.figure.unit)
}

fn sum(parts: &[&Item]) -> Bounds {
    parts.iter().fold(Bounds::nothing(), |sum, part| {
        sum.plus(Bounds::of(part.figure))
    })
}

/// Whether parts and whole agree to the last printed place.
fn adds_up(whole: &Item, parts: &[&Item]) -> bool {
    sum(parts).meets(Bounds::of(whole.figure))
}

/// Parts without those that a subtotal among them already counts.
fn without_counted<'i, 'l>(parts: &[&'i Item<'l>]) -> Vec<&'i Item<'l>> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        kept.push(parts[at]);
        let rest = &parts[at + 1..];
        let exact = |count: usize| {
            let sum: i128 = rest[..count]
                .iter()
                .map(|part| number::amount(part.figure))
                .sum();
            sum == number::amount(parts[at].figure)
        };
        // 5 can be 2 and 3 by chance; a stage that others divide, or a longer list, is no chance.
        let divided = words::holds_any(&parts[at].before, STAGES)
            || words::holds_any(&parts[at].before, words::CLOSED);
        let fewest = if divided { 2 } else { 4 };
        let counted = (fewest..=rest.len()).find(|count| exact(*count));
        at += 1 + counted.unwrap_or(0);
    }
    kept
}

/// 12+9=21≠20.
fn shown(whole: &Item, parts: &[&Item]) -> String {
    let same = parts
        .iter()
        .all(|part| part.figure.unit == whole.figure.unit);
    let sum: i128 = parts.iter().map(|part| number::amount(part.figure)).sum();
    let factor = number::amount(whole.figure)
        .checked_div(plain_micro(whole))
        .unwrap_or(1)
        .max(1);
    let terms: Vec<String> = parts
        .iter()
        .map(|part| {
            if same {
                number::plain(part.figure)
            } else {
                format!("{}{}", number::plain(part.figure), part.figure.unit)
            }
        })
        .collect();
    let total = number::amount(whole.figure);
    let sign = match (total - sum).signum() {
        0 => "=",
        _ if adds_up(whole, parts) => "≈",
        1 => "＜",
        _ => "＞",
    };
    let left = if terms.len() > 1 {
        format!("{}={}", terms.join("+"), number::shown(sum / factor))
    } else {
        terms.concat()
    };
    if sum == total && terms.len() > 1 {
        return left;
    }
    format!("{left}{sign}{}", number::plain(whole.figure))
}

fn plain_micro(item: &Item) -> i128 {
    let (units, scale) = item.figure.value.ratio();
    units.abs() * 1_000_000 / scale
}
