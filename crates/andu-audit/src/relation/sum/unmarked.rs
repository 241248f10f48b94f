//! Lists that follow their whole with no word between: 受理2168件，现场答复893件，分类交办1275件.

use super::list::{against, crossing, held, overlapping};
use super::{MOST_PARTS, adds_up, can_add, is_level, sum};
use crate::relation::line::{Item, Line};
use crate::relation::number::{Bounds, amount};
use crate::relation::verdict::Verdict;
use crate::relation::words::{CLOSED, SUBSETS, holds_any, is_open};
use crate::{Qualifier, RelationKind, Severity};

pub(super) fn find(line: &Line, used: &[bool], verdicts: &mut Vec<Verdict>) {
    for at in 0..line.items.len() {
        let whole = &line.items[at];
        if !is_level(whole) || whole.bracket.is_some() {
            continue;
        }
        let parts = following(line, at, used);
        if carries(whole) {
            continue;
        }
        let balance = balance(line, at);
        if let Some(verdict) = balance {
            verdicts.push(verdict);
            continue;
        }
        let holding = (2..=parts.len()).find(|count| adds_up(whole, &parts[..*count]));
        if let Some(count) = holding {
            verdicts.push(held(whole, &parts[..count]));
            continue;
        }
        let verdict = rest(line, whole, &parts)
            .or_else(|| exceeded(line, whole, &parts))
            .or_else(|| nearly(line, at, &parts));
        verdicts.extend(verdict);
    }
}

/// Items of the same unit in the same sentence that no list before has used.
fn following<'i, 'l>(line: &'i Line<'l>, at: usize, used: &[bool]) -> Vec<&'i Item<'l>> {
    let whole = &line.items[at];
    let next = line.items[at + 1..]
        .iter()
        .zip(&used[at + 1..])
        .take(MOST_PARTS);
    next.take_while(|(item, _)| item.sentence == whole.sentence)
        .filter(|(item, used)| !**used && item.bracket.is_none())
        .map(|(item, _)| item)
        .filter(|item| is_level(item) && can_add(item, whole))
        .collect()
}

fn carries(item: &Item) -> bool {
    holds_any(
        &item.before,
        &["上年结转", "上年度结转", "去年结转", "结转上年"],
    )
}

/// 新收 + 上年结转 = 办结 + 结转下年度.
fn balance(line: &Line, at: usize) -> Option<Verdict> {
    let received = &line.items[at];
    if !holds_any(
        &received.before,
        &["新收", "收到", "受理", "接收", "新受理"],
    ) {
        return None;
    }
    let near = || {
        line.items[at + 1..]
            .iter()
            .take(MOST_PARTS)
            .take_while(|item| item.sentence <= received.sentence + 1)
            .filter(|item| can_add(item, received) && item.bracket.is_none())
    };
    let carried = near().find(|item| carries(item))?;
    let closed = near().find(|item| {
        holds_any(&item.before, &["办结", "办理完毕", "答复", "审结"]) && !is_open(&item.before)
    })?;
    let next = near().find(|item| {
        holds_any(
            &item.before,
            &["结转下年", "结转至下年", "下年度继续", "结转下一年"],
        )
    })?;
    let bounds = |item: &Item| Bounds::of(item.figure);
    let came = bounds(received).plus(bounds(carried));
    let went = bounds(closed).plus(bounds(next));
    let plain = |item: &Item| crate::relation::number::plain(item.figure);
    let sign = if came.meets(went) { "=" } else { "≠" };
    let arithmetic = format!(
        "{}+{}{sign}{}+{}",
        plain(received),
        plain(carried),
        plain(closed),
        plain(next)
    );
    let items = [received, carried, closed, next];
    if came.meets(went) {
        return Some(Verdict::held(RelationKind::Sum, arithmetic, &items));
    }
    let told = (
        "新收与上年结转之和不等于办结与结转下年度之和".to_owned(),
        "请核对四项数字",
    );
    Some(Verdict::against(
        RelationKind::Sum,
        Severity::Error,
        arithmetic,
        line,
        &items,
        told,
    ))
}

/// 办结18件，正在办理3件; 已建成23个，尚有4个正在改造: what is over and what is not are all there is.
fn rest(line: &Line, whole: &Item, parts: &[&Item]) -> Option<Verdict> {
    let open = |item: &Item| is_open(&item.label());
    let first = parts
        .iter()
        .position(|part| open(part))
        .filter(|first| *first > 0)?;
    let end = parts[first..]
        .iter()
        .position(|part| !open(part))
        .map_or(parts.len(), |count| first + count);
    let (closed, all) = (&parts[..first], &parts[..end]);
    if !closed.iter().all(|part| is_done(part)) || crossing(line, whole, all) {
        return None;
    }
    if whole.says("上年")
        || closed.iter().any(|part| part.says("上年"))
        || open(whole)
        || first > 1 && overlapping(closed)
    {
        return None;
    }
    if adds_up(whole, all) {
        return Some(held(whole, all));
    }
    let above = all
        .iter()
        .any(|part| Bounds::of(part.figure).is_above(Bounds::of(whole.figure)));
    if above || closed.len() > 1 || closed[0].gap.contains("其中") || is_explained(line, whole, all)
    {
        return None;
    }
    Some(unbalanced(line, whole, closed[0], all))
}

/// Whether another figure of the sentence is the whole of these.
fn is_explained(line: &Line, whole: &Item, all: &[&Item]) -> bool {
    let at = whole.index - line.items[0].index;
    let to = (at + MOST_PARTS).min(line.items.len());
    line.items[at.saturating_sub(MOST_PARTS)..to]
        .iter()
        .filter(|item| item.sentence == whole.sentence && is_level(item) && can_add(item, whole))
        .filter(|item| item.index != whole.index && all.iter().all(|part| part.index != item.index))
        .any(|other| {
            let mut with = vec![whole];
            with.extend(all);
            adds_up(other, &with) || adds_up(other, all)
        })
}

/// What is over and what is not are more or less than there was.
fn unbalanced(line: &Line, whole: &Item, closed: &Item, all: &[&Item]) -> Verdict {
    let open = all[1];
    if amount(closed.figure) == amount(whole.figure) {
        let told = (
            "称已全部完成，又列有未完成的数量".to_owned(),
            "请核对表述和数字",
        );
        let arithmetic = format!("{}+{}＞{}", plain(closed), plain(open), plain(whole));
        let items = [whole, closed, open];
        return Verdict::against(
            RelationKind::Ratio,
            Severity::Error,
            arithmetic,
            line,
            &items,
            told,
        );
    }
    let too_much = sum(all).is_above(Bounds::of(whole.figure));
    let (severity, told) = if too_much || open.says("其余") || open.says("剩余") {
        (
            Severity::Error,
            (
                "已完成与未完成之和不等于总数",
                "请核对；如含上年结转，请写明",
            ),
        )
    } else {
        (
            Severity::Warning,
            (
                "已完成与未完成之和小于总数",
                "请核对；如另有撤回等情形，请写明",
            ),
        )
    };
    against(line, whole, all, severity, told)
}

/// Whether a figure is of what is over.
fn is_done(item: &Item) -> bool {
    const DONE: &[&str] = &[
        "已", "完成", "建成", "解决", "落实", "竣工", "处置", "修复", "通过", "达标", "配备",
        "合格", "兑现",
    ];
    let label = item.label();
    holds_any(&label, CLOSED) || holds_any(&label, DONE) || item.before.starts_with('有')
}

fn plain(item: &Item) -> String {
    crate::relation::number::plain(item.figure)
}

/// More is finished, adopted or passed than there was.
fn exceeded(line: &Line, whole: &Item, parts: &[&Item]) -> Option<Verdict> {
    let part = parts.first()?;
    let before = part
        .before
        .trim_start_matches(['已', '全', '被', '获'])
        .trim_start_matches("按期")
        .trim_start_matches("市级")
        .trim_start_matches("省级");
    let (_, wholes) = SUBSETS
        .iter()
        .find(|(names, _)| names.contains(&before) && part.after.is_empty())?;
    let own = SUBSETS
        .iter()
        .any(|(names, _)| names.iter().any(|name| whole.before.ends_with(name)));
    let next = part.index == whole.index + 1 && part.part == whole.part;
    let of = holds_any(&whole.label(), wholes) && !own && !whole.says("不予");
    if !next || !of || !Bounds::of(part.figure).is_above(Bounds::of(whole.figure)) {
        return None;
    }
    let told = ("部分大于总数", "请核对；如含上年结转，请写明");
    let carried = holds_any(before, &["办结", "审结", "结案", "办复"]);
    let severity = if carried {
        Severity::Warning
    } else {
        Severity::Error
    };
    Some(against(line, whole, &[part], severity, told).broken())
}

/// Three parts and more that fill the rest of a sentence and miss the whole by a hair.
fn nearly(line: &Line, at: usize, parts: &[&Item]) -> Option<Verdict> {
    let whole = &line.items[at];
    let next = line.items[at + 1..]
        .iter()
        .take(MOST_PARTS + 1)
        .take_while(|item| item.part == whole.part)
        .count();
    let run = parts
        .iter()
        .take_while(|part| part.part == whole.part)
        .count();
    let total = amount(whole.figure);
    let sum: i128 = parts[..run].iter().map(|part| amount(part.figure)).sum();
    let exact = parts[..run]
        .iter()
        .all(|part| part.figure.qualifier == Qualifier::Exact);
    let close = (total - sum).abs() * 20 <= total;
    if run < 3 || run != next || !close || !exact || overlapping(&parts[..run]) {
        return None;
    }
    let told = (
        "所列各项之和与总数不一致",
        "请核对；如另有未列明的部分，请写明其余数量",
    );
    Some(against(line, whole, &parts[..run], Severity::Warning, told))
}
