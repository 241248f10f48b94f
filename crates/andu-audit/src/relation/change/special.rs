//! Changes told in other words: as many as before, so many times as much, more than all of it, what was closed.

use super::BEFORE;
use crate::relation::line::{Item, Line};
use crate::relation::number::{self, Bounds, quotient, same_unit};
use crate::relation::verdict::Verdict;
use crate::relation::words::holds_any;
use crate::{Qualifier, RelationKind, Severity};

/// 与上年持平（上年为341件）: as many as before.
pub(super) fn level(line: &Line, now: &Item, base: &Item) -> Option<Verdict> {
    let same = now.part == base.part && same_unit(&now.figure.unit, &base.figure.unit);
    if !same || !base.gap.contains("持平") || !holds_any(&base.gap, BEFORE) {
        return None;
    }
    let items = [now, base];
    let (a, b) = (number::amount(now.figure), number::amount(base.figure));
    let (now, before) = (number::plain(now.figure), number::plain(base.figure));
    let roughly = base.gap.contains("基本") && (a - b).abs() * 20 <= b;
    if Bounds::of(items[0].figure).meets(Bounds::of(items[1].figure)) || roughly {
        return Some(Verdict::held(
            RelationKind::Change,
            format!("{now}，上年{before}"),
            &items,
        ));
    }
    let told = ("称与上年持平，数字却不同".to_owned(), "请核对表述和数字");
    let arithmetic = format!("{now}≠{before}");
    Some(Verdict::against(
        RelationKind::Change,
        Severity::Error,
        arithmetic,
        line,
        &items,
        told,
    ))
}

/// Nothing falls by more than all of it.
pub(super) fn too_far(line: &Line, change: &Item) -> Option<Verdict> {
    let points = change.figure.unit == "%" && change.figure.value < crate::Decimal::from(-100);
    if !points || change.figure.qualifier != Qualifier::Exact {
        return None;
    }
    let told = ("降幅大于百分之百".to_owned(), "请核对；也可能应为增长");
    let arithmetic = format!("{}%＞100%", number::plain(change.figure));
    Some(Verdict::against(
        RelationKind::Change,
        Severity::Error,
        arithmetic,
        line,
        &[change],
        told,
    ))
}

/// 增长2.5倍: so many times what it was comes on top.
pub(super) fn times(
    line: &Line,
    items: &[&Item; 3],
    (before, after): (i128, i128),
) -> Option<Verdict> {
    let [base, now, change] = items;
    let decimals = change.figure.value.decimals();
    let added = quotient((after - before).abs(), before, 1, decimals)?;
    let level = quotient(after, before, 1, decimals)?;
    let printed = number::plain(change.figure);
    let (a, b) = (number::plain(base.figure), number::plain(now.figure));
    let left = format!("（{b}-{a}）÷{a}={}", added.rounded);
    if added.rounded == change.figure.value {
        return Some(Verdict::held(RelationKind::Change, left, items));
    }
    let (severity, what) = if level.rounded == change.figure.value {
        (Severity::Warning, "倍数是现在与原来之比，不是增长的倍数")
    } else {
        (Severity::Error, "增长倍数与前后数字不一致")
    };
    let told = (what.to_owned(), "请核对；也可改写为“是原来的几倍”");
    let arithmetic = format!("{left}≠{printed}");
    Some(
        Verdict::against(
            RelationKind::Change,
            severity,
            arithmetic,
            line,
            items,
            told,
        )
        .broken(),
    )
}

/// 关停4个，关停后由26个减少至23个: what was closed is what is missing.
pub(super) fn after_closing(line: &Line, from: &Item, to: &Item) -> Option<Verdict> {
    let first = line.items.first().map_or(0, |item| item.index);
    let moved = (from.index - first)
        .checked_sub(1)
        .map(|at| &line.items[at])?;
    let acts = &[
        "关停", "注销", "撤并", "取消", "关闭", "新增", "增设", "撤销", "清退",
    ];
    let same = moved.sentence == from.sentence && same_unit(&moved.figure.unit, &from.figure.unit);
    let then = acts
        .iter()
        .any(|act| from.gap.contains(&format!("{act}后")));
    if !same || !then {
        return None;
    }
    let items = [moved, from, to];
    if items
        .iter()
        .any(|item| item.figure.qualifier != Qualifier::Exact)
    {
        return None;
    }
    let (step, a, b) = (
        number::amount(moved.figure),
        number::amount(from.figure),
        number::amount(to.figure),
    );
    let plain = |item: &Item| number::plain(item.figure);
    let (more, less) = if a >= b { (from, to) } else { (to, from) };
    let left = format!(
        "{}-{}={}",
        plain(more),
        plain(less),
        number::shown((a - b).abs())
    );
    if (a - b).abs() == step {
        return Some(Verdict::held(RelationKind::Change, left, &items));
    }
    let told = (
        "增减数与前后数字不一致".to_owned(),
        "请核对前后数字和增减数",
    );
    let arithmetic = format!("{left}≠{}", plain(moved));
    Some(Verdict::against(
        RelationKind::Change,
        Severity::Error,
        arithmetic,
        line,
        &items,
        told,
    ))
}
