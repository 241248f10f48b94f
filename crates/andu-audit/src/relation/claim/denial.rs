//! Claims that there is none: 无投诉, 未发生败诉.

use super::{LONGEST, REACH, WISHES, countable, items_near, positive};
use crate::relation::line::{Item, Line, is_mark};
use crate::relation::number;
use crate::relation::verdict::Verdict;
use crate::relation::words::holds_any;
use crate::{RelationKind, Severity};

/// Longest claim that there is none.
const LONGEST_DENIAL: usize = 30;

/// 无投诉, 未发生败诉.
pub(super) fn none(line: &Line, at: usize) -> Option<Verdict> {
    const NONE: &[&str] = &[
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
    ];
    let from = line.text(at, at + LONGEST_DENIAL);
    let end = from
        .find(['，', '。', '；', '！', '：', '（'])
        .unwrap_or(from.len());
    let words = &from[..end];
    let claim = NONE.iter().find_map(|word| words.strip_prefix(word))?;
    let before = line.text(at.saturating_sub(2), at);
    let other =
        holds_any(&before, WISHES) || before.ends_with(['毫', '有', '从', '若', '点', '百', '千']);
    if other || spoken_of(line, at) || claim.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let claim = ["一起", "一件", "一例", "一宗", "任何", "起", "例"]
        .iter()
        .find_map(|word| claim.strip_prefix(word))
        .unwrap_or(claim);
    let found = denied(claim).into_iter().find_map(|claimed| {
        let near = items_near(line, at, REACH).iter();
        near.filter(|item| contradicts(item, &claimed))
            .map(|item| (item, claimed.clone()))
            .next()
    });
    let (item, claimed) = found?;
    let told = (format!("称没有“{claimed}”，又列有数量"), "请核对表述和数字");
    let arithmetic = format!("{}{}＞0", number::plain(item.figure), item.figure.unit);
    let verdict = Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &[item],
        told,
    );
    Some(verdict.placed(line, at, at + words.chars().count()))
}

/// What there is none of: 行政复议、行政诉讼案件 is two things, 因行政复议引起的舆情 one.
fn denied(claim: &str) -> Vec<String> {
    let caused = holds_any(claim, &["因", "引起", "引发", "导致", "造成"]);
    let things: Vec<&str> = if caused {
        let last = claim.rsplit(['的', '致', '起', '发', '成']).next();
        last.into_iter()
            .flat_map(|last| last.split(['、', '或', '和', '及']))
            .collect()
    } else if claim.contains('的') {
        Vec::new()
    } else {
        claim.split(['、', '或', '和', '及']).collect()
    };
    let nouns = things.into_iter().map(noun);
    nouns.filter(|noun| noun.chars().count() >= 2).collect()
}

/// Whether a figure counts what there should be none of.
fn contradicts(item: &Item, claimed: &str) -> bool {
    const DEGREES: &[&str] = &[
        "重大",
        "较大",
        "特大",
        "群体性",
        "极端",
        "恶性",
        "严重",
        "有责",
        "越级",
        "新增",
        "逾期",
    ];
    let counts = countable(item) && positive(item);
    let then = holds_any(&item.gap, &["上年", "去年", "同期", "此前", "历年", "累计"]);
    let degree = DEGREES
        .iter()
        .any(|degree| claimed.contains(degree) && !item.says(degree));
    let named = noun(&item.before).ends_with(claimed)
        || item.after.starts_with(claimed)
        || holds_any(claimed, FAILURES) && alike(&item.before, claimed);
    let averted = holds_any(
        &item.before,
        &["避免", "防止", "化解", "预防", "杜绝", "防范"],
    );
    counts && named && !then && !degree && !averted
}

/// Whether a claim speaks of something of its own (复议后被诉案件无一败诉): figures of others say nothing of it.
fn spoken_of(line: &Line, at: usize) -> bool {
    let from = (at.saturating_sub(LONGEST)..at)
        .rev()
        .find(|at| is_mark(line.chars[*at]))
        .map_or(at.saturating_sub(LONGEST), |at| at + 1);
    let mut subject = line.text(from, at);
    for word in [
        "今年以来",
        "全年",
        "本年度",
        "今年",
        "本年",
        "全县",
        "我县",
        "全市",
        "年内",
        "本机关",
        "全局",
        "均",
        "也",
        "且",
    ] {
        subject = subject.replace(word, "");
    }
    subject.chars().count() >= 4
}

/// The noun at the end of a phrase, without 案件, 情况 and the like.
fn noun(phrase: &str) -> String {
    const ENDS: &[&str] = &[
        "案件", "情况", "情形", "现象", "事件", "问题", "行为", "等", "的", "事项", "发生", "申请",
    ];
    let mut noun = phrase.trim_start_matches('因').trim();
    while let Some(rest) = ENDS.iter().find_map(|end| noun.strip_suffix(end)) {
        if rest.chars().count() < 2 {
            break;
        }
        noun = rest;
    }
    noun.to_owned()
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
/// What a lost case is called in a judgment.
const LOST: &[&str] = &[
    "败诉",
    "判决撤销",
    "撤销行政行为",
    "判决确认违法",
    "判决责令",
    "判决变更",
];

/// Whether a figure's words speak of the failure of which there should be none.
fn alike(words: &str, claimed: &str) -> bool {
    let lost = claimed.contains("败诉") && holds_any(words, LOST);
    lost || FAILURES
        .iter()
        .any(|word| words.ends_with(word) && (claimed.starts_with(word) || claimed.ends_with(word)))
}
