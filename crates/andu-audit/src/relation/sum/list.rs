//! Lists that follow their whole: 其中, 包括, 分别, brackets, a colon.

use super::{MOST_PARTS, adds_up, can_add, is_level, shown, sum, without_counted};
use crate::relation::line::{Item, Line};
use crate::relation::number::{Bounds, is_rate};
use crate::relation::verdict::Verdict;
use crate::relation::words::{CLOSED, OUTCOMES, STAGES, TRAITS, holds_any};
use crate::{Qualifier, RelationKind, Severity};

/// Items before a list among which its whole is looked for.
const MOST_STEPS_BACK: usize = 12;

/// How a list is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    /// 其中
    Among,
    /// 26个乡镇中，
    Within,
    /// 包括, 含
    Comprising,
    /// 分为, 分别, 第一批
    Divided,
    /// 按类型分，
    Classified,
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
            .and_then(|part| whole(line, first, part, marker, used))
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
    if is_classified(gap) {
        return Some(Marker::Classified);
    }
    if among_these(gap).is_some() {
        return Some(Marker::Within);
    }
    if item.before.contains("第一批")
        || item.before.contains("第一类")
        || item.before.contains("一类是")
    {
        return Some(Marker::Divided);
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

/// 按类型分，, 从申请主体看，.
fn is_classified(gap: &str) -> bool {
    gap.split(['，', '。', '；', '：', ',']).any(|phrase| {
        let by = phrase.starts_with('按') || phrase.starts_with('从') || phrase.starts_with("其按");
        by && (phrase.ends_with('分')
            || phrase.ends_with('看')
            || phrase.ends_with("划分")
            || phrase.ends_with("统计"))
    })
}

/// What a list is taken from, where a phrase ends with 中: 县级部门执法人员中，.
fn among_these(gap: &str) -> Option<&str> {
    let mut phrases = gap.split(['，', '。', '；', '：', ',']).peekable();
    let mut found = None;
    while let Some(phrase) = phrases.next() {
        let last = phrases.peek().is_none();
        let named = !last
            && phrase.ends_with('中')
            && !phrase.ends_with("其中")
            && phrase.chars().count() >= 2;
        if named {
            found = phrase.strip_suffix('中');
        }
    }
    found
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
            || begun
                && (item.gap.contains("其中")
                    || is_classified(&item.gap)
                    || among_these(&item.gap).is_some())
            || begun && holds_any(&item.before, &["合计", "共计", "总计", "总共"]);
        if ends || head.bracket.is_some() && item.bracket != head.bracket {
            break;
        }
        if item.bracket != head.bracket || !is_level(item) || is_past(item) {
            continue;
        }
        if begun && is_bare_stage(item) && !parts.iter().all(|part| is_bare_stage(part)) {
            // 其中诉求类26310件，办结26190件: the second is of the first.
            break;
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

/// Whether a figure is called by a stage alone: 办结, 已办结.
fn is_bare_stage(item: &Item) -> bool {
    let before = item
        .before
        .trim_start_matches("其中")
        .trim_start_matches(['已', '全']);
    let before = before.trim_start_matches("按期").trim_start_matches("按时");
    item.after.is_empty() && (STAGES.contains(&before) || CLOSED.contains(&before))
}

/// The figure that a list divides.
fn whole<'i, 'l>(
    line: &'i Line<'l>,
    first: usize,
    part: &Item,
    marker: Marker,
    used: &[bool],
) -> Option<&'i Item<'l>> {
    let from = first.saturating_sub(MOST_STEPS_BACK);
    let steps = if marker == Marker::Bracket {
        1
    } else {
        MOST_STEPS_BACK
    };
    let mut near = line.items[from..first]
        .iter()
        .rev()
        .take(steps)
        .take_while(|item| near(item, part, marker))
        .filter(|item| is_level(item) && can_add(item, part) && !is_past(item))
        .filter(|item| item.bracket.is_none() || item.bracket == part.bracket);
    match marker {
        Marker::Classified => near.find(|item| !used[item.index - line.items[0].index]),
        Marker::Within => {
            let named = among_these(&part.gap)?;
            let called = |item: &&Item| {
                let name = item.before.trim_start_matches("其中");
                let name = if name.chars().count() >= 2 {
                    name
                } else {
                    &item.after
                };
                let name = name.trim_end_matches('中');
                name.chars().count() >= 2 && (named.contains(name) || name.contains(named))
                    || item.after.ends_with('中') && item.index + 1 == part.index
            };
            near.find(called)
        }
        _ => near.next(),
    }
}

/// Whether a figure is one of the year before, that nothing here divides.
fn is_past(item: &Item) -> bool {
    holds_any(
        &item.before,
        &[
            "上年的",
            "去年的",
            "上年同期",
            "去年同期",
            "比上年",
            "较上年",
            "较去年",
            "上年为",
        ],
    )
}

fn near(item: &Item, part: &Item, marker: Marker) -> bool {
    let sentences = part.sentence - item.sentence;
    match marker {
        Marker::Among => sentences == 0 || sentences == 1 && begins_with_among(part),
        Marker::Classified => sentences <= 3,
        Marker::Within | Marker::Divided => sentences == 0,
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
    if crossing(line, whole, &parts) {
        return None;
    }
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
    let vague = whole.figure.qualifier != Qualifier::Exact || open_ended(line, &counted);
    // 其中 often names a few of many; only what comes near the whole looks as if something had been left out.
    let few = sum(&counted)
        .high
        .zip(Bounds::of(whole.figure).low)
        .is_some_and(|(sum, whole)| sum * 5 < whole * 4);
    let few = few && matches!(marker, Marker::Among | Marker::Comprising | Marker::Within);
    if overlapping(&counted) || !too_much && (vague || few && !has_others(&counted)) {
        return Some(held(whole, &counted[..1]));
    }
    Some(complaint(line, whole, &counted, marker, too_much))
}

/// Whether a list has a part for all others.
fn has_others(parts: &[&Item]) -> bool {
    parts
        .iter()
        .any(|part| holds_any(&part.before, &["其他", "其它", "其余"]))
}

fn complaint(
    line: &Line,
    whole: &Item,
    parts: &[&Item],
    marker: Marker,
    too_much: bool,
) -> Verdict {
    let exhaustive = marker == Marker::Divided || has_others(parts);
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
    against(line, whole, parts, severity, (what, remedy))
}

pub(super) fn against(
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

pub(super) fn held(whole: &Item, parts: &[&Item]) -> Verdict {
    let mut items = vec![whole];
    items.extend(parts);
    Verdict::held(RelationKind::Sum, shown(whole, parts), &items)
}

/// One part: it is at most the whole.
fn single(line: &Line, whole: &Item, part: &Item, marker: Marker) -> Option<Verdict> {
    if !Bounds::of(part.figure).is_above(Bounds::of(whole.figure)) {
        return (marker != Marker::Colon).then(|| held(whole, &[part]));
    }
    if matches!(marker, Marker::Colon | Marker::Divided | Marker::Classified) {
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

/// Whether the sentence itself says that its parts overlap.
pub(super) fn crossing(line: &Line, whole: &Item, parts: &[&Item]) -> bool {
    let Some(last) = parts.last() else {
        return false;
    };
    let from = line
        .sentences
        .partition_point(|sentence| *sentence < whole.sentence);
    let to = line
        .sentences
        .partition_point(|sentence| *sentence <= last.sentence);
    let from = from.max(whole.start().saturating_sub(80));
    let words = line.text(from, to.min(last.figure.end + 60));
    holds_any(
        &words,
        &["交叉", "重复计", "重叠", "兼有", "有重复", "同时符合"],
    ) || words.contains('既') && words.contains('又')
}

/// Whether one thing can be in several of the parts.
pub(super) fn overlapping(parts: &[&Item]) -> bool {
    let labels: Vec<String> = parts.iter().map(|part| part.label()).collect();
    let own = |label: &String| label.trim_start_matches("其中").to_owned();
    if labels.iter().any(|label| holds_any(&own(label), TRAITS)) {
        return true;
    }
    let holds = |a: &String, b: &String| {
        let word = b.trim_start_matches("其中").trim_start_matches('已');
        word.chars().count() >= 2 && a.len() > b.len() && a.contains(word)
    };
    let nested = labels
        .iter()
        .any(|a| labels.iter().any(|b| a != b && holds(a, b)));
    let concerns = labels.iter().filter(|label| label.contains("涉及")).count() >= 2;
    let commas = parts.iter().skip(1).any(|part| part.opens != '、');
    let stages = labels
        .iter()
        .filter(|label| holds_any(label, STAGES))
        .count();
    nested || concerns || commas && stages >= 2
}

/// 等 behind a list, or 主要 before it, says that it is not whole.
fn open_ended(line: &Line, parts: &[&Item]) -> bool {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return false;
    };
    let after = line.text(last.figure.end, last.figure.end + 8);
    let before = holds_any(&first.gap, &["主要", "较多", "等，其中", "重点", "如"]);
    before
        || last.after.starts_with('等')
        || after.starts_with('等')
        || last.label().ends_with('等')
}
