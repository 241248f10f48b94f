//! The same fact given twice: the same words, the same unit, the same year.
//!
//! Two facts are the same where their words are the same in any order, or where the words of one end those of the other. Short words alone
//! say little, so for them the numbers must look like a slip of the pen: digits exchanged, a point moved, or almost the same number.

use std::collections::HashMap;

use super::line::{Item, Line};
use super::number::{self, Bounds, is_rate};
use super::verdict::Verdict;
use super::words::{CLOSED, RECEIVED, holds_any};
use crate::{Qualifier, RelationKind, Severity, Text};

/// Characters from which on nothing else can be meant.
const PLAIN: usize = 9;
/// Characters from which on almost the same number is a slip.
const CLEAR: usize = 6;
/// Fewest characters by which a fact is known at all.
const SHORTEST: usize = 3;
/// Earlier facts with which each is compared, so that a long paper takes no longer by the page than a short one.
const MOST_COMPARED: usize = 6;

/// Words that say nothing of the fact.
const FILLERS: &[&str] = &[
    "截至目前",
    "今年以来",
    "本年度",
    "全年度",
    "全年",
    "今年",
    "累计",
    "先后",
    "共计",
    "其中",
    "一是",
    "二是",
    "三是",
    "四是",
    "五是",
    "我县",
    "全县",
    "我市",
    "全市",
    "我局",
    "我办",
    "本机关",
    "本单位",
    "已经",
    "顺利",
    "年内",
    "本年",
    "以来",
    "年度",
    "共",
    "已",
    "了",
    "均",
    "总计",
    "“",
    "”",
    "的",
    "达",
    "为",
    "在",
    "将",
    "上述",
    "该",
];
/// Words that put a figure into another time or another place.
const ELSEWHERE: &[&str] = &[
    "上年",
    "去年",
    "同期",
    "较",
    "比",
    "季度",
    "上半年",
    "下半年",
    "计划",
    "力争",
    "目标",
    "预计",
    "每",
    "各",
    "平均",
    "明年",
    "下一年",
    "历年",
    "另有",
    "再",
    "近年",
    "三年来",
    "五年来",
    "以上",
    "拟",
];

struct Told<'i, 'l> {
    line: &'i Line<'l>,
    item: &'i Item<'l>,
    words: String,
    /// The part of the year, where the sentence opens with one.
    period: String,
    /// The verb that an item of a list has from the head of the list.
    head: String,
}

/// Every fact that is given more than once.
pub(super) fn find(text: &Text, lines: &[Line], year: Option<i16>, verdicts: &mut Vec<Verdict>) {
    let planned = planned(text);
    let mut facts: Vec<Told> = Vec::new();
    // By the last characters of their words, and by all of them in one order.
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for line in lines {
        for item in &line.items {
            let of_plan = planned[line.paragraph] && !is_of_the_year(&item.gap);
            let Some(words) = words(line, item, year).filter(|_| !of_plan) else {
                continue;
            };
            let told = Told {
                line,
                item,
                period: period(line, item),
                head: head(line, item),
                words,
            };
            let keys = keys(&told);
            let mut met: Vec<usize> = keys
                .iter()
                .filter_map(|key| places.get(key))
                .flat_map(|places| places.iter().rev().take(MOST_COMPARED).copied())
                .collect();
            met.sort_unstable();
            met.dedup();
            let verdict = met
                .iter()
                .rev()
                .find_map(|place| judged(&facts[*place], &told));
            verdicts.extend(verdict);
            for key in keys {
                places.entry(key).or_default().push(facts.len());
            }
            facts.push(told);
        }
    }
}

fn keys(told: &Told) -> Vec<String> {
    let unit = number::unit_class(&told.item.figure.unit);
    let chars: Vec<char> = told.words.chars().collect();
    let tail: String = chars[chars.len().saturating_sub(SHORTEST)..]
        .iter()
        .collect();
    let mut keys = vec![format!("{tail}/{unit}")];
    if chars.len() >= CLEAR {
        keys.push(format!("{}={unit}", ordered(&told.words)));
    }
    keys
}

/// The characters in one order, whatever theirs was.
fn ordered(words: &str) -> String {
    let mut chars: Vec<char> = words.chars().collect();
    chars.sort_unstable();
    chars.into_iter().collect()
}

/// Paragraphs of sections that speak of the year to come.
fn planned(text: &Text) -> Vec<bool> {
    let mut planned = false;
    text.paragraphs
        .iter()
        .map(|paragraph| {
            let words: String = paragraph.text.chars().take(30).collect();
            if paragraph.heading == Some(1) || crate::text::numbered(&words) == Some(1) {
                planned = holds_any(
                    &words,
                    &["打算", "计划", "下一步", "安排", "思路", "目标", "下步"],
                );
            }
            planned
        })
        .collect()
}

/// What a figure is of; `None` where it belongs to another time, or where there are no words.
fn words(line: &Line, item: &Item, year: Option<i16>) -> Option<String> {
    let opening = opening(line, item);
    let clause = item
        .gap
        .rsplit(['，', '。', '；'])
        .next()
        .unwrap_or_default();
    let then =
        holds_any(&opening, &["上年", "去年", "下一年", "明年", "近年"]) && !is_of_the_year(clause);
    let elsewhere = holds_any(clause, ELSEWHERE) || holds_any(&item.after, ELSEWHERE) || then;
    let level = !item.change && !item.average && item.bracket.is_none();
    if elsewhere || !level || other_year(&opening, year) || other_year(clause, year) {
        return None;
    }
    // 2846条的基础上: what follows 的 is not of the fact.
    let mut words = if item.after.starts_with('的') {
        item.before.clone()
    } else {
        item.label()
    };
    if let Some(year) = year {
        words = words
            .replace(&format!("{year}年度"), "")
            .replace(&format!("{year}年"), "");
    }
    for filler in FILLERS {
        words = words.replace(filler, "");
    }
    let words = words.trim().trim_end_matches('中').to_owned();
    (words.chars().count() >= SHORTEST).then_some(words)
}

fn is_of_the_year(words: &str) -> bool {
    words.contains("本年度") || words.contains("今年")
}

/// The first words of the sentence of an item.
fn opening(line: &Line, item: &Item) -> String {
    let lead = line
        .sentences
        .partition_point(|sentence| *sentence < item.sentence);
    line.text(lead, lead + 12)
}

/// 10月, 上半年, 三季度: the part of the year with which the sentence opens.
fn period(line: &Line, item: &Item) -> String {
    let opening = opening(line, item);
    let named = ["季度", "上半年", "下半年", "月"].iter().find_map(|word| {
        let end = opening.find(word)? + word.len();
        opening.get(..end)
    });
    named.unwrap_or_default().to_owned()
}

/// The words at the head of the list to which an item belongs, from which it has its verb.
fn head(line: &Line, item: &Item) -> String {
    let first = line.items.first().map_or(0, |item| item.index);
    let before = line.items[..=item.index - first].iter().rev().take(12);
    let head = before
        .take_while(|other| other.sentence == item.sentence)
        .find(|other| other.opens != '、');
    head.map_or_else(String::new, |head| head.before.clone())
}

/// Whether words name a year other than the one that the paper reports on.
fn other_year(words: &str, year: Option<i16>) -> bool {
    let Some(year) = year else {
        return false;
    };
    words.match_indices('年').any(|(at, _)| {
        let digits = at.checked_sub(4).and_then(|from| words.get(from..at));
        let named = digits.and_then(|digits| digits.parse::<i16>().ok());
        named.is_some_and(|named| named != year && (1949..2100).contains(&named))
    })
}

/// How two numbers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slip {
    /// The same digits in another order, or another place of the point.
    Digits,
    /// Almost the same.
    Near,
    Far,
}

fn slip(a: &Item, b: &Item) -> Slip {
    let digits = |item: &Item| {
        let mut digits: Vec<u8> = item
            .figure
            .value
            .units()
            .unsigned_abs()
            .to_string()
            .into_bytes();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        digits.sort_unstable();
        digits
    };
    let (one, other) = (digits(a), digits(b));
    let (x, y) = (number::amount(a.figure), number::amount(b.figure));
    let larger = x.max(y);
    if one == other && (one.len() >= 3 || one.len() == 2 && larger >= 10 * x.min(y)) {
        Slip::Digits
    } else if (x - y).abs() * 8 <= larger {
        Slip::Near
    } else {
        Slip::Far
    }
}

fn judged(one: &Told, other: &Told) -> Option<Verdict> {
    let same_paragraph = one.line.paragraph == other.line.paragraph;
    if same_paragraph && one.item.sentence == other.item.sentence || opposed(&one.head, &other.head)
    {
        return None;
    }
    let (a, b) = (one.words.chars().count(), other.words.chars().count());
    let common = one
        .words
        .chars()
        .rev()
        .zip(other.words.chars().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let same = ordered(&one.words) == ordered(&other.words);
    let tail = common == a.min(b);
    let known = if same { a } else { common };
    let values = Bounds::of(one.item.figure).meets(Bounds::of(other.item.figure));
    if values {
        let (a, b) = (
            number::plain(one.item.figure),
            number::plain(other.item.figure),
        );
        let held = same && known >= 4 || tail && known >= CLEAR;
        return held.then(|| {
            Verdict::held(
                RelationKind::Repeat,
                format!("{a}={b}"),
                &[one.item, other.item],
            )
        });
    }
    let slip = slip(one.item, other.item);
    let another_time = one.period != other.period
        && (slip != Slip::Digits || !one.period.is_empty() && !other.period.is_empty());
    if another_time {
        return None;
    }
    let rate = is_rate(one.item.figure);
    let meant = match slip {
        Slip::Digits => {
            let whole = (same || tail) && known >= SHORTEST + usize::from(rate) * 3;
            // 概算总投资 and 项目总投资: a grand total has one value, whatever stands before it.
            let total: String = one.words.chars().skip(a - common.min(a)).collect();
            whole || common >= SHORTEST && total.starts_with('总')
        }
        Slip::Near if same => {
            known >= CLEAR || known >= 4 && close(one.item, other.item) && !same_paragraph
        }
        Slip::Near => tail && known >= CLEAR && !rate,
        Slip::Far => same && known >= PLAIN && !same_paragraph,
    };
    if !meant {
        return None;
    }
    let exact = [one, other]
        .iter()
        .all(|told| told.item.figure.qualifier == Qualifier::Exact);
    let sure = exact && (slip == Slip::Digits || slip == Slip::Near && known > CLEAR + 1);
    Some(against(
        one,
        other,
        if sure {
            Severity::Error
        } else {
            Severity::Warning
        },
    ))
}

/// Whether numbers differ by two of a hundred at most.
fn close(a: &Item, b: &Item) -> bool {
    let (x, y) = (number::amount(a.figure), number::amount(b.figure));
    (x - y).abs() * 50 <= x.max(y)
}

/// What came in and what was settled are two facts.
fn opposed(one: &str, other: &str) -> bool {
    let closed = |words: &str| holds_any(words, CLOSED);
    let received = |words: &str| holds_any(words, RECEIVED) && !closed(words);
    closed(one) && received(other) || received(one) && closed(other)
}

fn against(one: &Told, other: &Told, severity: Severity) -> Verdict {
    let (a, b) = (
        number::plain(one.item.figure),
        number::plain(other.item.figure),
    );
    let (_, before) = one.line.quote(one.item, one.item);
    let paragraph = one.line.paragraph + 1;
    let told = (
        format!("同一事项前后数字不一，第{paragraph}段为“{before}”"),
        "请核对后统一",
    );
    let (unit, other_unit) = (&one.item.figure.unit, &other.item.figure.unit);
    let arithmetic = format!("{a}{unit}≠{b}{other_unit}");
    let mut verdict = Verdict::against(
        RelationKind::Repeat,
        severity,
        arithmetic,
        other.line,
        &[other.item],
        told,
    )
    .broken();
    verdict.figures = vec![one.item.index, other.item.index];
    verdict
}
