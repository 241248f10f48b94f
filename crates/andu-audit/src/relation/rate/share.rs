//! Shares of a whole: 12件，占60%.

use super::{Match, compared, counts, given, quotient_of, shown};
use crate::relation::line::{Item, Line};
use crate::relation::number::{self, same_unit};
use crate::relation::verdict::Verdict;
use crate::relation::words::holds_any;
use crate::{Qualifier, RelationKind, Severity};

/// The verdict on a rate that says what part of a whole the figure before it is.
pub(super) fn judged(line: &Line, at: usize) -> Option<Verdict> {
    let rate = &line.items[at];
    if let Some(verdict) = of_whole(line, at) {
        return Some(verdict);
    }
    let part = line.items[..at]
        .last()
        .filter(|part| part.part == rate.part)?;
    let count = number::whole(part.figure)?;
    if !is_share(rate) || !counts(line, at).any(|item| item.index == part.index) {
        return None;
    }
    let wholes: Vec<&Item> = counts(line, at)
        .rev()
        .filter(|item| item.index < part.index && same_unit(&item.figure.unit, &part.figure.unit))
        .filter(|item| number::whole(item.figure).is_some_and(|whole| whole >= count))
        .collect();
    let mut cut = None;
    for whole in &wholes {
        let total = number::whole(whole.figure)?;
        let Some(found) = quotient_of(rate, count, total) else {
            continue;
        };
        let matched = compared(rate, found);
        if matched == Match::Off {
            continue;
        }
        let arithmetic = shown(rate, &count.to_string(), &total.to_string(), found);
        let verdict = given(line, &[part, *whole, rate], arithmetic, matched);
        if matched == Match::Exact {
            return Some(verdict);
        }
        cut = cut.or(Some(verdict));
    }
    cut.or_else(|| off(line, rate, part, &wholes))
}

/// 占60%, 占比60%, 占总数的60%.
fn is_share(rate: &Item) -> bool {
    let short = rate.before.chars().count() <= 12;
    let named = holds_any(&rate.before, &["占比", "占总", "占全", "总数的", "总量的"]);
    let moves = holds_any(
        &rate.before,
        &["从", "由", "提升", "提高", "下降", "降至", "升至"],
    );
    (rate.before.starts_with('占') || named && short) && !moves
}

/// A share that none of the figures before it gives.
fn off(line: &Line, rate: &Item, part: &Item, wholes: &[&Item]) -> Option<Verdict> {
    let near = || {
        wholes
            .iter()
            .copied()
            .filter(|whole| whole.sentence == rate.sentence)
    };
    // Where several figures could be the whole, the one with 共 is.
    let whole = if near().count() == 1 {
        near().next()?
    } else {
        near().find(|whole| whole.label().contains('共') || whole.says("总"))?
    };
    if rate.figure.qualifier != Qualifier::Exact {
        return None;
    }
    let (count, total) = (number::whole(part.figure)?, number::whole(whole.figure)?);
    let found = quotient_of(rate, count, total)?;
    let arithmetic = shown(rate, &count.to_string(), &total.to_string(), found);
    let told = ("占比与前后数字不一致".to_owned(), "请核对部分、总数和占比");
    let items = [part, whole, rate];
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &items,
        told,
    ))
}

/// 办结1137件，占受理总数1168件的97.34%: the whole stands between.
fn of_whole(line: &Line, at: usize) -> Option<Verdict> {
    let rate = &line.items[at];
    let whole = line.items[..at]
        .last()
        .filter(|whole| whole.before.contains('占'))?;
    let part = line.items[..at.checked_sub(1)?].last()?;
    let together = part.part == rate.part && same_unit(&part.figure.unit, &whole.figure.unit);
    if rate.before != "的" || !together {
        return None;
    }
    let (count, total) = (number::whole(part.figure)?, number::whole(whole.figure)?);
    let found = quotient_of(rate, count, total)?;
    let matched = compared(rate, found);
    let arithmetic = shown(rate, &count.to_string(), &total.to_string(), found);
    let items = [part, whole, rate];
    if matched != Match::Off {
        return Some(given(line, &items, arithmetic, matched));
    }
    let told = ("占比与前后数字不一致".to_owned(), "请核对部分、总数和占比");
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &items,
        told,
    ))
}
