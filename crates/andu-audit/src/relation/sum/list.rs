//! Lists that follow their whole: 其中, 包括, 分别, brackets, a colon.

use super::{MOST_PARTS, adds_up, can_add, is_level, shown, sum, without_counted};
use crate::relation::line::{Item, Line};
use crate::relation::number::{Bounds, is_rate};
use crate::relation::verdict::Verdict;
use crate::relation::words::{OUTCOMES, STAGES, TRAITS, holds_any};
use crate::{RelationKind, Severity};

/// Items before a list among which its whole is looked for.
const MOST_STEPS_BACK: usize = 8;

/// How a list is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    /// 其中
    Among,
    /// 包括, 含
    Comprising,
    /// 分为, 分别
    Divided,
    /// （…）
    Bracket,
    /// ：
    Colon,
}

pub(super) fn find(line: &Line, used: &mut [bool], verdicts: &mut Vec<Verdict>) {
    for first in 1..line.items.len() {
        let Some(marker) = marker(line, first) else {
            continue;
        };
        let parts = parts(line, first, marker);
        let Some(whole) = parts
            .first()
            .and_then(|part| whole(line, first, part, marker))
        else {
            continue;
        };
        let verdict = judged(line, whole, &parts, marker);
        if let Some(verdict) = verdict {
            for item in &parts {
                used[item.index - line.items[0].index] = true;
            }
            verdicts.push(verdict);
        }
    }
}

fn marker(line: &Line, first: usize) -> Option<Marker> {
    let item = &line.items[first];
    let before = &line.items[first - 1];
    let gap = item.gap.as_str();
    if gap.contains("其中") {
        return Some(Marker::Among);
    }
    if gap.contains(['。', '！', '？', '；']) {
        return None;
    }
    if item.bracket.is_some() && item.bracket != before.bracket {
        return Some(Marker::Bracket);
    }
    if gap.contains("包括") || gap.contains("包含") || gap.contains("，含") {
        return Some(Marker::Comprising);
    }
    if gap.contains("分为") || gap.contains("分别") {
        return Some(Marker::Divided);
    }
    (before.closes == '：' || before.closes == ':').then_some(Marker::Colon)
}

/// The parts that a list can have, at the longest.
fn parts<'i, 'l>(line: &'i Line<'l>, first: usize, marker: Marker) -> Vec<&'i Item<'l>> {
    let head = &line.items[first];
    let wide = marker == Marker::Colon || head.gap.contains("其中：") || head.gap.contains("其中:");
    let mut parts: Vec<&Item> = Vec::new();
    for item in line.items[first..].iter().take(2 * MOST_PARTS) {
        let begun = !parts.is_empty();
        let ends = item.sentence != head.sentence
            || !wide && item.part != head.part
            || begun && item.gap.contains("其中")
            || begun && holds_any(&item.before, &["合计", "共计", "总计", "总共"]);
        if ends || head.bracket.is_some() && item.bracket != head.bracket {
            break;
        }
        if item.bracket != head.bracket || !is_level(item) {
            continue;
        }
        if !begun || can_add(head, item) {
            parts.push(item);
        } else if item.opens != '#' && !is_rate(item.figure) {
            break;
        }
        if parts.len() >= MOST_PARTS {
            break;
        }
    }
    parts
}

/// The figure that a list divides.
fn whole<'i, 'l>(
    line: &'i Line<'l>,
    first: usize,
    part: &Item,
    marker: Marker,
) -> Option<&'i Item<'l>> {
    let from = first.saturating_sub(MOST_STEPS_BACK);
    let steps = if marker == Marker::Bracket {
        1
    } else {
        MOST_STEPS_BACK
    };
    line.items[from..first]
        .iter()
        .rev()
        .take(steps)
        .take_while(|item| near(item, part, marker))
        .find(|item| {
            is_level(item)
                && can_add(item, part)
                && (item.bracket.is_none() || item.bracket == part.bracket)
        })
}

fn near(item: &Item, part: &Item, marker: Marker) -> bool {
    let sentences = part.sentence - item.sentence;
    match marker {
        Marker::Among => sentences == 0 || sentences == 1 && begins_with_among(part),
        _ => item.part == part.part,
    }
}

/// Whether 其中 opens a sentence of its own: it then speaks of the sentence before.
fn begins_with_among(part: &Item) -> bool {
    part.gap
        .rsplit(['。', '！', '？'])
        .next()
        .is_some_and(|sentence| sentence.trim_start().starts_with("其中"))
}

fn judged(line: &Line, whole: &Item, parts: &[&Item], marker: Marker) -> Option<Verdict> {
    if let Some(count) = (2..=parts.len()).find(|count| adds_up(whole, &parts[..*count])) {
        return Some(held(whole, &parts[..count]));
    }
    let parts = likely(parts);
    let counted = without_counted(&parts);
    if counted.len() == 1 && parts.len() == 1 {
        return single(line, whole, parts[0], marker);
    }
    let above = counted
        .iter()
        .find(|part| Bounds::of(part.figure).is_above(Bounds::of(whole.figure)));
    if let Some(part) = above {
        return single(line, whole, part, marker);
    }
    if counted.len() == 1 {
        // 88件（结案63件、维持38件……）: the list divides its own first figure.
        return Some(held(parts[0], &parts[1..]));
    }
    if adds_up(whole, &counted) {
        return Some(held(whole, &counted));
    }
    let too_much = sum(&counted).is_above(Bounds::of(whole.figure));
    if overlapping(&counted) || !too_much && open_ended(line, &counted) {
        return Some(held(whole, &counted[..1]));
    }
    let exhaustive = marker == Marker::Divided
        || counted
            .iter()
            .any(|part| holds_any(&part.before, &["其他", "其它", "其余"]));
    let (severity, what, remedy) = if too_much {
        (Severity::Error, "各分项之和大于总数", "请核对总数和各分项")
    } else if exhaustive {
        (
            Severity::Error,
            "各分项之和与总数不一致",
            "请核对总数和各分项",
        )
    } else {
        (
            Severity::Warning,
            "所列分项之和小于总数",
            "请核对；如另有未列明的部分，请写明其余数量",
        )
    };
    Some(against(line, whole, &counted, severity, (what, remedy)))
}

fn against(
    line: &Line,
    whole: &Item,
    parts: &[&Item],
    severity: Severity,
    told: (&str, &'static str),
) -> Verdict {
    let mut items = vec![whole];
    items.extend(parts);
    Verdict::against(
        RelationKind::Sum,
        severity,
        shown(whole, parts),
        line,
        &items,
        (told.0.to_owned(), told.1),
    )
}

fn held(whole: &Item, parts: &[&Item]) -> Verdict {
    let mut items = vec![whole];
    items.extend(parts);
    Verdict::held(RelationKind::Sum, shown(whole, parts), &items)
}

/// One part: it is at most the whole.
fn single(line: &Line, whole: &Item, part: &Item, marker: Marker) -> Option<Verdict> {
    if !Bounds::of(part.figure).is_above(Bounds::of(whole.figure)) {
        return (marker != Marker::Colon).then(|| held(whole, &[part]));
    }
    if !matches!(marker, Marker::Among | Marker::Comprising | Marker::Bracket) {
        return None;
    }
    let told = ("其中的一部分大于总数", "请核对总数和这一部分");
    Some(against(line, whole, &[part], Severity::Error, told))
}

/// The parts that surely belong to the list: where 、 joins them, what follows a comma may be another statement.
fn likely<'i, 'l>(parts: &[&'i Item<'l>]) -> Vec<&'i Item<'l>> {
    let joined = parts.get(1).is_some_and(|second| second.opens == '、');
    if !joined {
        return parts.to_vec();
    }
    let end = (1..parts.len()).find(|at| {
        let part = parts[*at];
        part.opens != '、'
            && part.opens != '#'
            && !joins(part)
            && !parts[..*at].iter().any(|other| parallel(other, part))
    });
    parts[..end.unwrap_or(parts.len())].to_vec()
}

/// 和, 及, 以及 in front of a last part.
fn joins(part: &Item) -> bool {
    ["和", "及", "以及", "与", "另有", "另"]
        .iter()
        .any(|word| part.before.starts_with(word) || part.gap.starts_with(word))
}

/// Whether two parts are of one kind, by how they are called.
fn parallel(a: &Item, b: &Item) -> bool {
    let end = |item: &Item| -> Vec<char> { item.label().chars().rev().take(2).collect() };
    let start = |item: &Item| -> Vec<char> { item.label().chars().take(2).collect() };
    let same_ends = end(a).len() == 2 && (end(a) == end(b) || start(a) == start(b));
    same_ends
        || holds_any(&b.before, OUTCOMES) && holds_any(&a.before, OUTCOMES)
        || holds_any(&b.before, &["其他", "其它", "其余"])
}

/// Whether one thing can be in several of the parts.
pub(super) fn overlapping(parts: &[&Item]) -> bool {
    let labels: Vec<String> = parts.iter().map(|part| part.label()).collect();
    if labels
        .iter()
        .any(|label| holds_any(label, TRAITS) && !label.starts_with("其中"))
    {
        return true;
    }
    let holds = |a: &String, b: &String| {
        let word = b.trim_start_matches("其中").trim_start_matches('已');
        word.chars().count() >= 2 && a.len() > b.len() && a.contains(word)
    };
    let nested = labels
        .iter()
        .any(|a| labels.iter().any(|b| a != b && holds(a, b)));
    let commas = parts.iter().skip(1).any(|part| part.opens != '、');
    let stages = labels
        .iter()
        .filter(|label| holds_any(label, STAGES))
        .count();
    nested || commas && stages >= 2
}

/// 等 behind a list says that it is not whole.
fn open_ended(line: &Line, parts: &[&Item]) -> bool {
    let Some(last) = parts.last() else {
        return false;
    };
    let after = line.text(last.figure.end, last.figure.end + 8);
    last.after.starts_with('等') || after.starts_with('等') || last.label().ends_with('等')
}
