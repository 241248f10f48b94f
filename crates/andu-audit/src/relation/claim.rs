//! Words against figures: 全部办结, but only 18 of 20; 无投诉, but three.

use super::line::{Item, Line, is_mark};
use super::number::{self, is_rate, same_unit};
use super::sum::{is_average, is_change};
use super::verdict::Verdict;
use super::words::{CLOSED, RECEIVED, STAGES, UNFINISHED, holds_any};
use crate::{Decimal, Qualifier, RelationKind, Severity};

/// Longest claim, in characters.
const LONGEST: usize = 18;
/// Sentences over which a claim that there is none reaches.
const REACH: usize = 1;

/// What is asked of others or of the future is no claim.
const WISHES: &[&str] = &[
    "确保", "力争", "要求", "争取", "督促", "推动", "促进", "未", "没有", "尚未", "不", "若", "如",
    "基本", "计划", "将",
];

/// Every claim of a paragraph that figures near it can test.
pub(super) fn find(line: &Line, verdicts: &mut Vec<Verdict>) {
    if line.items.is_empty() {
        return;
    }
    for at in 0..line.chars.len() {
        let verdict = match line.chars[at] {
            '全' | '均' | '悉' | '都' => all(line, at),
            '无' | '零' | '未' | '没' => none(line, at),
            _ => None,
        };
        verdicts.extend(verdict);
    }
}

/// The words from a place to the next mark.
fn words_from(line: &Line, at: usize) -> String {
    let end = (at..line.chars.len().min(at + LONGEST))
        .find(|at| is_mark(line.chars[*at]) || matches!(line.chars[*at], '（' | '）'))
        .unwrap_or(line.chars.len().min(at + LONGEST));
    line.text(at, end)
}

fn items_near<'i, 'l>(
    line: &'i Line<'l>,
    at: usize,
    reach: usize,
) -> impl DoubleEndedIterator<Item = &'i Item<'l>> {
    let sentence = line.sentences.get(at).copied().unwrap_or_default();
    // Items stand in the order of the text, so those of a few sentences are one run.
    let from = line
        .items
        .partition_point(|item| item.sentence + reach < sentence);
    let to = line
        .items
        .partition_point(|item| item.sentence <= sentence + reach);
    line.items[from..to].iter()
}

/// 全部办结, 均已整改.
fn all(line: &Line, at: usize) -> Option<Verdict> {
    let words = words_from(line, at);
    let rest = ["全部", "全数", "均", "悉数", "都"]
        .iter()
        .find_map(|word| words.strip_prefix(word))?;
    let before = line.text(at.saturating_sub(4), at);
    // 平均办结时间 is no claim of all.
    if holds_any(&before, WISHES)
        || before.ends_with(['平', '人', '户', '件', '场', '次', '月', '日'])
    {
        return None;
    }
    let mut rest = rest;
    let mut narrowed = false;
    loop {
        let skipped = ["已", "得到", "予以", "作出", "完成"]
            .iter()
            .find_map(|word| rest.strip_prefix(word));
        let narrow = ["按期", "按时", "及时", "限时", "依法", "按要求"]
            .iter()
            .find_map(|word| rest.strip_prefix(word));
        narrowed |= narrow.is_some();
        match skipped.or(narrow) {
            Some(next) => rest = next,
            None => break,
        }
    }
    let verb = CLOSED
        .iter()
        .chain(STAGES)
        .find(|verb| rest.starts_with(**verb))?;
    if rest[verb.len()..].starts_with(['的', '率']) {
        return None;
    }
    let part = part_at(line, at);
    let near: Vec<&Item> = items_near(line, at, 0)
        .filter(|item| item.part == part)
        .collect();
    unfinished(line, &near, verb)
        .or_else(|| below_hundred(line, &near, verb, narrowed))
        .or_else(|| fewer(line, &near, verb))
}

/// The part of a sentence in which a character stands, by the item nearest to it.
fn part_at(line: &Line, at: usize) -> usize {
    let next = line.items.partition_point(|item| item.start() < at);
    let breaks = |from: usize, to: usize| {
        line.chars[from.min(to)..to]
            .iter()
            .any(|c| matches!(c, '；' | '。' | '！' | '？'))
    };
    if let Some(item) = line
        .items
        .get(next)
        .filter(|item| !breaks(at, item.start()))
    {
        return item.part;
    }
    line.items[..next]
        .last()
        .filter(|item| !breaks(item.figure.end, at))
        .map_or(usize::MAX, |item| item.part)
}

fn unfinished(line: &Line, near: &[&Item], verb: &str) -> Option<Verdict> {
    let open = near.iter().find(|item| {
        holds_any(&item.label(), UNFINISHED)
            && positive(item)
            && !is_change(item)
            && !item.says("上年")
    })?;
    let told = (
        format!("称“全部{verb}”，又列有未{verb}的数量"),
        "请核对表述和数字",
    );
    let arithmetic = format!(
        "未{verb}{}{}＞0",
        number::plain(open.figure),
        open.figure.unit
    );
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &[open],
        told,
    ))
}

fn below_hundred(line: &Line, near: &[&Item], verb: &str, narrowed: bool) -> Option<Verdict> {
    let rate = near.iter().find(|item| {
        let named = item.gap.contains(&format!("{verb}率"));
        let other = !narrowed && holds_any(&item.gap, &["按期", "按时", "及时"]);
        is_rate(item.figure) && named && !other && !is_change(item)
    })?;
    let exact = rate.figure.qualifier == Qualifier::Exact;
    if rate.figure.value >= Decimal::from(100) || !exact || rate.figure.unit != "%" {
        return None;
    }
    let told = (
        format!("称“全部{verb}”，{verb}率却不足百分之百"),
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
    if part >= total {
        return (part == total).then(|| {
            Verdict::held(
                RelationKind::Ratio,
                format!("{part}={total}，全部{verb}"),
                &[*whole, *done],
            )
        });
    }
    let told = (
        format!("称“全部{verb}”，{verb}数却小于总数"),
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
    !is_rate(item.figure)
        && !is_change(item)
        && !is_average(item)
        && number::whole(item.figure).is_some()
}

fn positive(item: &Item) -> bool {
    item.figure.value.units() > 0
}

/// 无投诉, 未发生败诉.
fn none(line: &Line, at: usize) -> Option<Verdict> {
    let words = words_from(line, at);
    let claim = [
        "未发生",
        "未出现",
        "未收到",
        "未接到",
        "未发现",
        "未受理",
        "没有发生",
        "没有出现",
        "没有",
        "无一",
        "无",
        "零",
    ]
    .iter()
    .find_map(|word| words.strip_prefix(word))?;
    let before = line.text(at.saturating_sub(2), at);
    if holds_any(&before, WISHES) || before.ends_with(['毫', '有', '从', '若', '点', '百', '千'])
    {
        return None;
    }
    let (claimed, firm) = noun(claim);
    if claimed.chars().count() < 2 {
        return None;
    }
    let found = items_near(line, at, REACH).find(|item| {
        let before = noun(&item.before).0;
        let after = item.after.as_str();
        let counts = countable(item) && positive(item) && !is_average(item);
        let then = holds_any(&item.gap, &["上年", "去年", "同期", "此前", "历年", "累计"]);
        let named = before.ends_with(&claimed)
            || after.starts_with(&claimed)
            || firm && alike(&before, &claimed);
        counts
            && named
            && !then
            && !holds_any(
                &item.before,
                &["避免", "防止", "化解", "预防", "杜绝", "防范"],
            )
    })?;
    let told = (format!("称没有“{claimed}”，又列有数量"), "请核对表述和数字");
    let arithmetic = format!("{}{}＞0", number::plain(found.figure), found.figure.unit);
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &[found],
        told,
    ))
}

/// The noun at the end of a phrase, without 案件, 情况 and the like, and whether it is one of things that should not happen.
fn noun(phrase: &str) -> (String, bool) {
    let mut noun = phrase.trim_start_matches("因").trim();
    loop {
        let shorter = [
            "案件", "情况", "情形", "现象", "事件", "问题", "行为", "等", "的", "事项", "发生",
            "申请",
        ]
        .iter()
        .find_map(|end| noun.strip_suffix(end));
        match shorter {
            Some(rest) if rest.chars().count() >= 2 => noun = rest,
            _ => break,
        }
    }
    let firm = holds_any(noun, FAILURES);
    (noun.to_owned(), firm)
}

const FAILURES: &[&str] = &[
    "败诉",
    "纠错",
    "撤销",
    "投诉",
    "事故",
    "逾期",
    "超期",
    "超时",
    "差评",
    "退回",
    "违纪",
    "违法",
    "舆情",
    "泄密",
    "上访",
    "信访",
    "不满意",
];

/// Whether two phrases speak of the same failure.
fn alike(one: &str, other: &str) -> bool {
    FAILURES
        .iter()
        .any(|word| one.ends_with(word) && (other.starts_with(word) || other.ends_with(word)))
}
