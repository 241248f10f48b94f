//! The same fact given twice: the same words, the same unit, the same year.

use std::collections::HashMap;

use super::line::{Item, Line};
use super::number::{self, Bounds, is_rate};
use super::sum::{is_average, is_change};
use super::verdict::Verdict;
use super::words::holds_any;
use crate::{RelationKind, Severity, Text};

/// Fewest characters by which a fact is told from another.
const SHORTEST: usize = 6;
/// From so many characters on nothing else can be meant.
const PLAIN: usize = 9;

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
    "组织",
    "已经",
    "顺利",
    "及时",
    "按期",
    "按时",
    "年内",
    "本年",
    "以来",
    "共",
    "已",
    "了",
    "均",
    "总",
    "“",
    "”",
    "的",
    "达",
    "为",
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
    "月",
    "计划",
    "力争",
    "目标",
    "预计",
    "每",
    "各",
    "平均",
    "明年",
    "下一年",
    "以来累计",
    "历年",
    "另",
    "再",
];

/// Verbs that stand before or behind what they count.
const VERBS: &[&str] = &[
    "召开", "办理", "受理", "收到", "办结", "办复", "开展", "印发", "举办", "制定", "公开", "审查",
    "审核", "培训",
];

struct Told<'i, 'l> {
    line: &'i Line<'l>,
    item: &'i Item<'l>,
}

/// Every fact that is given more than once.
pub(super) fn find(text: &Text, lines: &[Line], year: Option<i16>, verdicts: &mut Vec<Verdict>) {
    let mut facts: HashMap<String, Vec<Told>> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    let planned = planned(text);
    for line in lines.iter().filter(|line| !planned[line.paragraph]) {
        for item in &line.items {
            let Some(key) = key(line, item, year) else {
                continue;
            };
            let told = facts.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                Vec::new()
            });
            told.push(Told { line, item });
        }
    }
    for key in order {
        for pair in facts[&key].windows(2) {
            verdicts.extend(judged(&key, &pair[0], &pair[1]));
        }
    }
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

/// What a figure is of; `None` where its words do not tell it from others.
fn key(line: &Line, item: &Item, year: Option<i16>) -> Option<String> {
    let lead = line
        .sentences
        .partition_point(|sentence| *sentence < item.sentence);
    let opening = line.text(lead, lead + 12);
    let elsewhere = holds_any(&item.gap, ELSEWHERE)
        || holds_any(&item.after, ELSEWHERE)
        || holds_any(&opening, ELSEWHERE);
    if elsewhere
        || is_change(item)
        || is_average(item)
        || item.bracket.is_some()
        || other_year(&opening, year)
        || other_year(&item.gap, year)
    {
        return None;
    }
    let mut words = item.label();
    if let Some(year) = year {
        words = words
            .replace(&format!("{year}年度"), "")
            .replace(&format!("{year}年"), "");
    }
    for filler in FILLERS {
        words = words.replace(filler, "");
    }
    let words = words.trim();
    let words = VERBS
        .iter()
        .find_map(|verb| words.strip_suffix(verb).map(|rest| format!("{verb}{rest}")))
        .unwrap_or_else(|| words.to_owned());
    let shortest = if is_rate(item.figure) {
        SHORTEST + 2
    } else {
        SHORTEST
    };
    (words.chars().count() >= shortest).then(|| format!("{words}/{}", item.figure.unit))
}

/// Whether words name a year other than the one that the paper reports on.
fn other_year(words: &str, year: Option<i16>) -> bool {
    let Some(year) = year else {
        return false;
    };
    words.match_indices('年').any(|(at, _)| {
        let named = at
            .checked_sub(4)
            .and_then(|from| words.get(from..at))
            .and_then(|digits| digits.parse::<i16>().ok());
        named.is_some_and(|named| named != year && (1949..2100).contains(&named))
    })
}

fn judged(key: &str, one: &Told, other: &Told) -> Option<Verdict> {
    let same_paragraph = one.line.paragraph == other.line.paragraph;
    let words = key.split('/').next().unwrap_or_default().chars().count();
    if same_paragraph && (one.item.sentence == other.item.sentence || words < PLAIN) {
        return None;
    }
    let (a, b) = (
        number::plain(one.item.figure),
        number::plain(other.item.figure),
    );
    if Bounds::of(one.item.figure).meets(Bounds::of(other.item.figure)) {
        return Some(Verdict::held(
            RelationKind::Repeat,
            format!("{a}={b}"),
            &[one.item, other.item],
        ));
    }
    let severity = if words >= PLAIN {
        Severity::Error
    } else {
        Severity::Warning
    };
    let (_, before) = one.line.quote(one.item, one.item);
    let told = (
        format!(
            "同一事项前后数字不一，第{}段为“{before}”",
            one.line.paragraph + 1
        ),
        "请核对后统一",
    );
    let mut verdict = Verdict::against(
        RelationKind::Repeat,
        severity,
        format!("{a}≠{b}"),
        other.line,
        &[other.item],
        told,
    )
    .broken();
    verdict.figures = vec![one.item.index, other.item.index];
    Some(verdict)
}
