//! Lists that follow their whole with no word between: 受理2168件，现场答复893件，分类交办1275件.

use super::{MOST_PARTS, adds_up, can_add, is_level, shown, sum};
use crate::relation::line::{Item, Line};
use crate::relation::number::{Bounds, amount};
use crate::relation::verdict::Verdict;
use crate::relation::words::{CLOSED, RECEIVED, UNFINISHED, holds_any};
use crate::{RelationKind, Severity};

pub(super) fn find(line: &Line, used: &[bool], verdicts: &mut Vec<Verdict>) {
    for at in 0..line.items.len() {
        let whole = &line.items[at];
        if !is_level(whole) {
            continue;
        }
        let parts = following(line, at, used);
        let held = (2..=parts.len()).find(|count| adds_up(whole, &parts[..*count]));
        if let Some(count) = held {
            let mut items = vec![whole];
            items.extend(&parts[..count]);
            verdicts.push(Verdict::held(
                RelationKind::Sum,
                shown(whole, &parts[..count]),
                &items,
            ));
            continue;
        }
        verdicts.extend(halves(line, whole, &parts).or_else(|| exceeded(line, whole, &parts)));
    }
}

/// Items of the same unit in the same part of the sentence.
fn following<'i, 'l>(line: &'i Line<'l>, at: usize, used: &[bool]) -> Vec<&'i Item<'l>> {
    let whole = &line.items[at];
    let next = line.items[at + 1..]
        .iter()
        .zip(&used[at + 1..])
        .take(MOST_PARTS);
    next.take_while(|(item, used)| {
        item.part == whole.part && item.bracket == whole.bracket && !**used
    })
    .map(|(item, _)| item)
    .filter(|item| is_level(item) && can_add(item, whole))
    .collect()
}

/// 办结 and 正在办理: every matter is one or the other.
fn halves(line: &Line, whole: &Item, parts: &[&Item]) -> Option<Verdict> {
    let (closed, open) = (parts.first()?, parts.get(1)?);
    let says = |item: &Item, table: &[&str]| holds_any(&item.label(), table);
    let split = says(closed, CLOSED)
        && !says(closed, UNFINISHED)
        && says(open, UNFINISHED)
        && says(whole, RECEIVED);
    let carried = says(whole, &["结转", "上年"]) || says(closed, &["上年"]);
    if !split || carried {
        return None;
    }
    let pair = [*closed, *open];
    let too_much = sum(&pair).is_above(Bounds::of(whole.figure));
    let items = [whole, closed, open];
    let told = if too_much {
        (
            "办结数与未办结数之和大于受理数",
            "请核对；如含上年结转，请写明",
        )
    } else {
        (
            "办结数与未办结数之和小于受理数",
            "请核对；如另有撤回等情形，请写明",
        )
    };
    let verdict = Verdict::against(
        RelationKind::Sum,
        Severity::Error,
        shown(whole, &pair),
        line,
        &items,
        (told.0.to_owned(), told.1),
    );
    Some(verdict)
}

/// More is finished than came in.
fn exceeded(line: &Line, whole: &Item, parts: &[&Item]) -> Option<Verdict> {
    let part = parts.first()?;
    let finished = {
        let before = part
            .before
            .trim_start_matches(['已', '全'])
            .trim_start_matches("按期");
        CLOSED.contains(&before) && part.after.is_empty()
    };
    let came_in = holds_any(&whole.label(), RECEIVED) && !holds_any(&whole.label(), CLOSED);
    let next = part.index == whole.index + 1;
    if !(finished && came_in && next) || amount(part.figure) <= amount(whole.figure) {
        return None;
    }
    if !Bounds::of(part.figure).is_above(Bounds::of(whole.figure)) {
        return None;
    }
    let told = (
        "办结数大于受理数".to_owned(),
        "请核对；如含上年结转，请写明",
    );
    let arithmetic = shown(whole, &[part]);
    Some(
        Verdict::against(
            RelationKind::Sum,
            Severity::Warning,
            arithmetic,
            line,
            &[whole, part],
            told,
        )
        .broken(),
    )
}
