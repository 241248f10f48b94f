//! Totals that follow their parts: 合计, 共.

use super::{MOST_PARTS, adds_up, can_add, is_level, list, shown, sum};
use crate::relation::line::{Item, Line};
use crate::relation::number::Bounds;
use crate::relation::verdict::Verdict;
use crate::relation::words::holds_any;
use crate::{RelationKind, Severity};

/// Words that claim to add up what was just listed.
const STRICT: &[&str] = &["合计", "共计", "总计", "总共", "总数"];

pub(super) fn find(line: &Line, used: &mut [bool], verdicts: &mut Vec<Verdict>) {
    for at in 2..line.items.len() {
        let whole = &line.items[at];
        if !is_level(whole) || whole.gap.contains("其中") {
            continue;
        }
        let Some(strict) = claim(whole) else {
            continue;
        };
        let parts = parts_before(line, at);
        if parts.len() < 2 {
            continue;
        }
        if let Some(verdict) = judged(line, whole, &parts, strict) {
            for item in &parts {
                used[item.index - line.items[0].index] = true;
            }
            used[at] = true;
            verdicts.push(verdict);
        }
    }
}

/// Whether a figure claims to be a total, and if so, whether of what was just listed and nothing else.
fn claim(whole: &Item) -> Option<bool> {
    let before = whole.before.as_str();
    if holds_any(before, STRICT) {
        return Some(true);
    }
    if before.ends_with('共') && !before.ends_with("公共") {
        return Some(false);
    }
    let plain = before
        .trim_start_matches("全年")
        .trim_start_matches("以上")
        .trim_start_matches("累计")
        .trim_start_matches('总');
    let rest = plain.strip_prefix('共')?;
    Some(rest.trim_start_matches(['有', '计']).is_empty())
}

/// Parts right in front of a total, in the order of the text.
fn parts_before<'i, 'l>(line: &'i Line<'l>, at: usize) -> Vec<&'i Item<'l>> {
    let whole = &line.items[at];
    let mut parts: Vec<&Item> = Vec::new();
    for item in line.items[..at].iter().rev().take(2 * MOST_PARTS) {
        if item.part != whole.part || item.bracket != whole.bracket {
            break;
        }
        if !is_level(item) {
            continue;
        }
        if can_add(item, whole) {
            parts.push(item);
        } else if item.opens != '#' && item.closes != '#' {
            break;
        }
        if item.gap.contains("其中") || parts.len() >= MOST_PARTS {
            break;
        }
    }
    parts.reverse();
    parts
}

fn judged(line: &Line, whole: &Item, parts: &[&Item], strict: bool) -> Option<Verdict> {
    let suffix = (0..parts.len() - 1)
        .rev()
        .find(|from| adds_up(whole, &parts[*from..]));
    if let Some(from) = suffix {
        let mut items = vec![whole];
        items.extend(&parts[from..]);
        return Some(Verdict::held(
            RelationKind::Sum,
            shown(whole, &parts[from..]),
            &items,
        ));
    }
    let joined = parts
        .iter()
        .skip(1)
        .all(|part| matches!(part.opens, '、' | '#') || part.gap.contains(['和', '及']));
    let counts_once = whole.says("涉及") || list::crossing(line, parts[0], &[whole]);
    if !strict && !joined || counts_once || list::overlapping(parts) {
        return None;
    }
    let too_much = sum(parts).is_above(Bounds::of(whole.figure));
    let others = line.text(parts[parts.len() - 1].figure.end, whole.start());
    let open = others.starts_with('等') || holds_any(&others, &["其他", "其它", "其余", "及其"]);
    let severity = match (strict, too_much, open) {
        (_, true, _) | (true, false, false) => Severity::Error,
        (_, false, true) => return None,
        (false, false, false) => Severity::Warning,
    };
    if !strict && !too_much && !near(whole, parts) {
        return None;
    }
    let mut items: Vec<&Item> = parts.to_vec();
    items.push(whole);
    Some(Verdict::against(
        RelationKind::Sum,
        severity,
        shown(whole, parts),
        line,
        &items,
        (
            "合计数与所列各项之和不一致".to_owned(),
            "请核对各项和合计数",
        ),
    ))
}

/// Whether a total is so close to the sum that it seems meant to be it.
fn near(whole: &Item, parts: &[&Item]) -> bool {
    let total = crate::relation::number::amount(whole.figure);
    let sum: i128 = parts
        .iter()
        .map(|part| crate::relation::number::amount(part.figure))
        .sum();
    (total - sum).abs() * 10 <= total
}
