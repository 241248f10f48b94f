//! Words against figures: 全部办结, but only 18 of 20; 无投诉, but three; 超额完成, but fewer than asked.

mod denial;

use super::line::{Item, Line, is_mark};
use super::number::{self, is_rate, same_unit};
use super::verdict::Verdict;
use super::words::{CLOSED, RECEIVED, STAGES, holds_any, is_open};
use crate::{Decimal, Qualifier, RelationKind, Severity};

/// Longest claim, in characters.
const LONGEST: usize = 18;
/// Sentences over which a claim that there is none reaches.
const REACH: usize = 1;
/// Figures on either side of a claim that are looked at.
const MOST_NEAR: usize = 16;
/// Figures of a later paragraph that are looked at.
const MOST_LATER: usize = 40;
/// Paragraphs over which a claim that all was in time reaches.
const PARAGRAPHS: usize = 2;

/// What is asked of others or of the future is no claim.
const WISHES: &[&str] = &[
    "确保", "力争", "要求", "争取", "督促", "推动", "促进", "未", "没有", "尚未", "不", "若", "如",
    "基本", "计划", "将",
];
/// In time.
const TIMELY: &[&str] = &[
    "按期",
    "按时",
    "及时",
    "规定时限",
    "规定时间",
    "时限内",
    "期限内",
    "限时",
];
/// Not in time.
const LATE: &[&str] = &[
    "逾期",
    "超期",
    "超时",
    "超过规定",
    "超出规定",
    "未按期",
    "未按时",
    "未及时",
];

/// Every claim of a paragraph that figures near it can test; `after` are the paragraphs behind it.
pub(super) fn find(line: &Line, after: &[Line], verdicts: &mut Vec<Verdict>) {
    if line.items.is_empty() {
        return;
    }
    for at in 0..line.chars.len() {
        let verdict = match line.chars[at] {
            '全' | '均' | '悉' | '都' => all(line, at, after),
            '无' | '零' | '未' | '没' => denial::none(line, at),
            _ => None,
        };
        verdicts.extend(verdict);
    }
    for pair in line.items.windows(2) {
        verdicts.extend(target(line, &pair[0], &pair[1]));
    }
}

/// The words from a place to the next mark.
fn words_from(line: &Line, at: usize) -> String {
    let end = (at..line.chars.len().min(at + LONGEST))
        .find(|at| is_mark(line.chars[*at]) || matches!(line.chars[*at], '（' | '）'))
        .unwrap_or(line.chars.len().min(at + LONGEST));
    line.text(at, end)
}

/// Figures of the sentence of a character, and of so many sentences around it.
fn items_near<'i, 'l>(line: &'i Line<'l>, at: usize, reach: usize) -> &'i [Item<'l>] {
    let sentence = line.sentences.get(at).copied().unwrap_or_default();
    let next = line.items.partition_point(|item| item.start() < at);
    let from = line
        .items
        .partition_point(|item| item.sentence + reach < sentence);
    let to = line
        .items
        .partition_point(|item| item.sentence <= sentence + reach);
    // A sentence of a thousand figures is no sentence; those next to the claim are enough.
    &line.items[from.max(next.saturating_sub(MOST_NEAR))..to.min(next + MOST_NEAR)]
}

/// 全部办结, 均已整改.
fn all(line: &Line, at: usize, after: &[Line]) -> Option<Verdict> {
    let words = words_from(line, at);
    let rest = ["全部", "全数", "均", "悉数", "都"]
        .iter()
        .find_map(|word| words.strip_prefix(word))?;
    let before = line.text(at.saturating_sub(4), at);
    // 平均办结时间 and 件均三天 are no claims of all.
    let each = "人户件场次月日村案".chars().any(|c| before.ends_with(c));
    let average = words.starts_with('均')
        && each
        && !skipped(rest).starts_with(['在', '有'])
        && skipped(rest) == rest;
    if holds_any(&before, WISHES) || before.ends_with('平') || before.ends_with("其余") || average
    {
        return None;
    }
    let near = items_near(line, at, 0);
    let base = near
        .iter()
        .rev()
        .find(|item| item.start() < at && countable(item))?;
    let timely = holds_any(rest, TIMELY);
    let verb = CLOSED
        .iter()
        .chain(STAGES)
        .chain(&["报送", "配备", "建成"])
        .copied()
        .find(|verb| rest.contains(verb));
    if verb.is_some_and(|verb| {
        rest.contains(&format!("{verb}的")) || rest.contains(&format!("{verb}率"))
    }) {
        return None;
    }
    let part: Vec<&Item> = near.iter().filter(|item| item.part == base.part).collect();
    let found = open(line, &part, base).or_else(|| {
        if timely {
            late(line, at, base, verb, after)
        } else {
            None
        }
    });
    let verb = || verb.filter(|verb| skipped(rest).starts_with(verb));
    found
        .or_else(|| below_hundred(line, &part, verb()?, timely))
        .or_else(|| fewer(line, &part, verb()?))
        .map(|verdict| verdict.placed(line, at, at + words.chars().count()))
}

/// The words without what may stand between 全部 and its verb.
fn skipped(words: &str) -> &str {
    let mut rest = words;
    while let Some(next) = ["已", "得到", "予以", "作出", "完成", "依法", "按要求"]
        .iter()
        .chain(TIMELY)
        .find_map(|word| rest.strip_prefix(word))
    {
        rest = next;
    }
    rest
}

/// 全部办结, yet some 尚未办结.
fn open(line: &Line, near: &[&Item], base: &Item) -> Option<Verdict> {
    let open = near.iter().find(|item| {
        let own = item.index != base.index && countable(item) && positive(item);
        let then = holds_any(&item.label(), &["上年", "去年", "下年", "此前"]);
        let same = same_unit(&item.figure.unit, &base.figure.unit) && item.index > base.index;
        own && same && !then && is_open(&item.label()) && !item.says("其余")
    })?;
    let told = (
        "称全部完成，又列有未完成的数量".to_owned(),
        "请核对表述和数字",
    );
    let arithmetic = format!("尚余{}{}＞0", number::plain(open.figure), open.figure.unit);
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &[base, open],
        told,
    ))
}

/// 均按期办结, yet some 逾期.
fn late(
    line: &Line,
    at: usize,
    base: &Item,
    verb: Option<&str>,
    after: &[Line],
) -> Option<Verdict> {
    let is_late = |item: &&Item| {
        holds_any(&item.before, LATE)
            && countable(item)
            && positive(item)
            && same_unit(&item.figure.unit, &base.figure.unit)
    };
    let here = items_near(line, at, REACH)
        .iter()
        .find(is_late)
        .map(|item| (line, item));
    let there = || {
        let reached = after
            .iter()
            .take_while(|other| other.paragraph <= line.paragraph + PARAGRAPHS);
        let mut items = reached.take(PARAGRAPHS).flat_map(|other| {
            other
                .items
                .iter()
                .take(MOST_LATER)
                .map(move |item| (other, item))
        });
        items.find(|(_, item)| is_late(item) && verb.is_some_and(|verb| item.says(verb)))
    };
    let (place, item) = here.or_else(there)?;
    let severity = if place.paragraph == line.paragraph {
        Severity::Error
    } else {
        Severity::Warning
    };
    let told = (
        "称均按期办理，又列有逾期的数量".to_owned(),
        "请核对表述和数字",
    );
    let arithmetic = format!("逾期{}{}＞0", number::plain(item.figure), item.figure.unit);
    let mut verdict = Verdict::against(
        RelationKind::Ratio,
        severity,
        arithmetic,
        line,
        &[base],
        told,
    )
    .broken();
    verdict.figures.push(item.index);
    Some(verdict)
}

fn below_hundred(line: &Line, near: &[&Item], verb: &str, timely: bool) -> Option<Verdict> {
    let rate = near.iter().find(|item| {
        let named = item.gap.contains(&format!("{verb}率"));
        let other = !timely && holds_any(&item.gap, TIMELY);
        is_rate(item.figure) && named && !other && !item.change
    })?;
    let exact = rate.figure.qualifier == Qualifier::Exact;
    if rate.figure.value >= Decimal::from(100) || !exact || rate.figure.unit != "%" {
        return None;
    }
    let told = (
        format!("称全部{verb}，{verb}率却不足百分之百"),
        "请核对表述和比率",
    );
    let arithmetic = format!("{}%＜100%", number::plain(rate.figure));
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &[rate],
        told,
    ))
}

/// 收到20件，办结18件，已全部办结.
fn fewer(line: &Line, near: &[&Item], verb: &str) -> Option<Verdict> {
    let done = near.iter().find(|item| {
        let before = item.before.trim_start_matches(['已', '共']);
        before.ends_with(verb) && countable(item)
    })?;
    let whole = near.iter().rev().find(|item| {
        item.index < done.index
            && same_unit(&item.figure.unit, &done.figure.unit)
            && holds_any(&item.label(), RECEIVED)
            && countable(item)
    })?;
    let (part, total) = (number::whole(done.figure)?, number::whole(whole.figure)?);
    if part == total {
        let arithmetic = format!("{part}={total}，全部{verb}");
        return Some(Verdict::held(
            RelationKind::Ratio,
            arithmetic,
            &[*whole, *done],
        ));
    }
    if part > total {
        return None;
    }
    let told = (
        format!("称全部{verb}，{verb}数却小于总数"),
        "请核对表述和数字",
    );
    let arithmetic = format!("{part}＜{total}");
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &[*whole, *done],
        told,
    ))
}

fn countable(item: &Item) -> bool {
    !is_rate(item.figure) && !item.change && !item.average && number::whole(item.figure).is_some()
}

fn positive(item: &Item) -> bool {
    item.figure.value.units() > 0
}

/// 超额完成36件的任务, with 35.
fn target(line: &Line, done: &Item, asked: &Item) -> Option<Verdict> {
    let beyond = asked.gap.contains("超额完成")
        && holds_any(&asked.label(), &["任务", "目标", "指标", "计划"]);
    let same = done.sentence == asked.sentence && same_unit(&done.figure.unit, &asked.figure.unit);
    if !beyond || !same || !countable(done) || !countable(asked) {
        return None;
    }
    let (reached, wanted) = (number::whole(done.figure)?, number::whole(asked.figure)?);
    let items = [done, asked];
    if reached > wanted {
        return Some(Verdict::held(
            RelationKind::Ratio,
            format!("{reached}＞{wanted}"),
            &items,
        ));
    }
    let told = (
        "称超额完成，数字却未超过任务数".to_owned(),
        "请核对表述和数字",
    );
    let arithmetic = format!("{reached}≤{wanted}");
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &items,
        told,
    ))
}
