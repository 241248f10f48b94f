//! Changes: from A to B, more or less than the year before.

mod special;

use super::line::{Item, Line};
use super::number::{self, Bounds, is_rate, quotient, same_unit};
use super::verdict::Verdict;
use super::words::holds_any;
use crate::{Qualifier, RelationKind, Severity};
use special::{after_closing, level, times, too_far};

const RISES: &[&str] = &[
    "增长", "增加", "提高", "提升", "上升", "扩大", "扩充", "增至", "升至", "增到", "升到", "上涨",
    "净增", "增幅", "增速", "多", "增",
];
const FALLS: &[&str] = &[
    "下降", "减少", "降低", "压缩", "缩短", "缩减", "压减", "削减", "回落", "下滑", "降至", "减至",
    "降到", "减到", "降幅", "减幅", "精简", "少", "降", "减",
];
/// Words that name the time before.
const BEFORE: &[&str] = &[
    "上年",
    "去年",
    "上一年",
    "同期",
    "上月",
    "上季度",
    "年初",
    "前年",
    "改革前",
    "原来",
    "此前",
];
/// Words that compare.
const COMPARES: &[&str] = &["较", "比", "同比", "环比", "相较"];
/// Figures before a change among which its levels are looked for.
const MOST_STEPS_BACK: usize = 6;

/// Every change that a paragraph states. `year` is the year that the paper reports on.
pub(super) fn find(line: &Line, year: Option<i16>, verdicts: &mut Vec<Verdict>) {
    let last_year = year.map(|year| format!("{}年", year - 1));
    verdicts.extend(line.items.iter().filter_map(|item| too_far(line, item)));
    for at in 1..line.items.len() {
        let (before, after) = (&line.items[at - 1], &line.items[at]);
        if is_start(before) && leads_to(before, after) {
            verdicts.extend(moved(line, before, after));
        }
        verdicts.extend(level(line, before, after));
        if after.change {
            verdicts.extend(changed(line, at, last_year.as_deref()));
        }
    }
}

/// 从A, 由A.
fn is_start(item: &Item) -> bool {
    let tail: Vec<char> = item.before.chars().rev().take(12).collect();
    let near = |word: char| tail.contains(&word);
    let compares = item.before.contains("从事")
        || item.before.contains("由于")
        || item.before.contains("自由");
    (near('从') || near('由')) && !compares
}

/// 到B, 增加至B, 降为B.
fn leads_to(from: &Item, to: &Item) -> bool {
    let before = to.before.as_str();
    let arrives = before.ends_with('到') || before.ends_with('至') || before.ends_with('为');
    arrives
        && from.part == to.part
        && same_unit(&from.figure.unit, &to.figure.unit)
        && before.chars().count() <= 16
}

/// The direction that words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

fn way(words: &str) -> Option<Way> {
    let last = |table: &[&str]| table.iter().filter_map(|word| words.rfind(word)).max();
    match (last(RISES), last(FALLS)) {
        (Some(up), Some(down)) if up > down => Some(Way::Up),
        (_, Some(_)) => Some(Way::Down),
        (Some(_), None) => Some(Way::Up),
        (None, None) => None,
    }
}

/// 从A增加到B: B is more.
fn moved(line: &Line, from: &Item, to: &Item) -> Option<Verdict> {
    let way = way(&to.before)?;
    if let Some(verdict) = after_closing(line, from, to) {
        return Some(verdict);
    }
    let (a, b) = (Bounds::of(from.figure), Bounds::of(to.figure));
    let wrong = match way {
        Way::Up => a.is_above(b),
        Way::Down => b.is_above(a),
    };
    let items = [from, to];
    let (from, to) = (number::plain(from.figure), number::plain(to.figure));
    if wrong {
        let (word, sign) = if way == Way::Up {
            ("增加", "＜")
        } else {
            ("减少", "＞")
        };
        let told = (
            format!("前后数字与“{word}”的说法相反"),
            "请核对前后数字和表述",
        );
        let arithmetic = format!("{to}{sign}{from}");
        return Some(Verdict::against(
            RelationKind::Change,
            Severity::Error,
            arithmetic,
            line,
            &items,
            told,
        ));
    }
    Some(Verdict::held(
        RelationKind::Change,
        format!("{from}→{to}"),
        &items,
    ))
}

/// A change of a told size against the levels before and after.
fn changed(line: &Line, at: usize, last_year: Option<&str>) -> Option<Verdict> {
    let change = &line.items[at];
    let from = at.saturating_sub(MOST_STEPS_BACK);
    let near: Vec<&Item> = line.items[from..at]
        .iter()
        .rev()
        .take_while(|item| item.sentence == change.sentence)
        .collect();
    let levels = || near.iter().copied().filter(|item| !item.change);
    let is_base = |item: &Item| {
        let words = item
            .gap
            .rsplit(['，', '。', '；'])
            .next()
            .unwrap_or_default();
        is_start(item)
            || holds_any(words, BEFORE)
            || last_year.is_some_and(|year| words.contains(year))
    };
    let pair = levels().find(|item| is_base(item)).and_then(|base| {
        let fits = |item: &&Item| {
            item.index != base.index
                && same_unit(&item.figure.unit, &base.figure.unit)
                && !is_base(item)
        };
        let after = levels()
            .filter(fits)
            .find(|item| item.index.abs_diff(base.index) == 1);
        Some((base, after?))
    });
    if let Some((base, now)) = pair {
        return between(line, base, now, change);
    }
    implied(line, at)
}

/// A change against the levels before and after it.
fn between(line: &Line, base: &Item, now: &Item, change: &Item) -> Option<Verdict> {
    let items = [base, now, change];
    let exact = items
        .iter()
        .all(|item| item.figure.qualifier == Qualifier::Exact);
    let amounts = (number::amount(base.figure), number::amount(now.figure));
    if !exact || !belongs(line, base, now, change) {
        return None;
    }
    let falls = change.figure.value.units() < 0;
    let way = if falls {
        Way::Down
    } else {
        way(&change.before)?
    };
    let (before, after) = amounts;
    let right = match way {
        Way::Up => after >= before,
        Way::Down => after <= before,
    };
    if !right {
        let told = (
            "前后数字与增减的说法相反".to_owned(),
            "请核对前后数字和表述",
        );
        let sign = if way == Way::Up { "＜" } else { "＞" };
        let arithmetic = format!(
            "{}{sign}{}",
            number::plain(now.figure),
            number::plain(base.figure)
        );
        let kind = RelationKind::Change;
        return Some(Verdict::against(
            kind,
            Severity::Error,
            arithmetic,
            line,
            &items,
            told,
        ));
    }
    if change.figure.unit == "倍" {
        return times(line, &items, amounts);
    }
    if is_rate(change.figure) && !is_rate(base.figure) {
        return relative(line, &items, amounts);
    }
    difference(line, &items, amounts)
}

/// 增加16件, 提高1.7个百分点: one level less the other.
fn difference(line: &Line, items: &[&Item; 3], (before, after): (i128, i128)) -> Option<Verdict> {
    let [base, now, change] = items;
    let points = change.figure.unit.ends_with("百分点") && is_rate(base.figure);
    let same = same_unit(&change.figure.unit, &base.figure.unit);
    if !points && !same || is_rate(change.figure) {
        return None;
    }
    let (more, less) = if after >= before {
        (now, base)
    } else {
        (base, now)
    };
    let (larger, smaller) = (Bounds::of(more.figure), Bounds::of(less.figure));
    let possible = Bounds {
        low: Some(larger.low? - smaller.high?),
        high: Some(larger.high? - smaller.low?),
    };
    let left = format!(
        "{}-{}={}",
        number::plain(more.figure),
        number::plain(less.figure),
        shown((after - before).abs(), change)
    );
    if possible.meets(Bounds::of(change.figure)) {
        return Some(Verdict::held(RelationKind::Change, left, items));
    }
    let told = (
        "增减数与前后数字不一致".to_owned(),
        "请核对前后数字和增减数",
    );
    let arithmetic = format!("{left}≠{}", number::plain(change.figure));
    Some(Verdict::against(
        RelationKind::Change,
        Severity::Error,
        arithmetic,
        line,
        items,
        told,
    ))
}

/// Whether a change can be one between these levels: it follows them directly, or after another change.
fn belongs(line: &Line, base: &Item, now: &Item, change: &Item) -> bool {
    let first = line.items.first().map_or(0, |item| item.index);
    let last = base.index.max(now.index);
    let between = &line.items[last + 1 - first..change.index - first];
    change.part == now.part.max(base.part)
        && between.len() <= 1
        && between.iter().all(|item| item.change)
}

fn shown(micro: i128, like: &Item) -> String {
    let factor = number::amount(like.figure);
    let (units, scale) = like.figure.value.ratio();
    let plain = units.abs() * 1_000_000 / scale;
    let factor = factor.checked_div(plain).unwrap_or(1).max(1);
    number::shown(micro / factor)
}

/// 增长20%: of what it was before.
fn relative(line: &Line, items: &[&Item; 3], (before, after): (i128, i128)) -> Option<Verdict> {
    let [base, now, change] = items;
    let decimals = change.figure.value.decimals();
    let found = quotient((after - before).abs(), before, 100, decimals)?;
    let printed = number::plain(change.figure);
    let (a, b) = (number::plain(base.figure), number::plain(now.figure));
    let (more, less) = if after >= before { (&b, &a) } else { (&a, &b) };
    let left = format!("（{more}-{less}）÷{a}={}%", found.rounded);
    let value = Bounds::of(change.figure);
    if found.rounded.to_string() == printed || measured(base, now, value) {
        return Some(Verdict::held(RelationKind::Change, left, items));
    }
    let told = ("增减幅度与前后数字不一致", "请核对前后数字和增减幅度");
    let severity = if found.cut.to_string() == printed {
        Severity::Note
    } else {
        Severity::Error
    };
    let arithmetic = format!("{left}≠{printed}%");
    Some(Verdict::against(
        RelationKind::Change,
        severity,
        arithmetic,
        line,
        items,
        (told.0.to_owned(), told.1),
    ))
}

/// Whether levels that were rounded themselves can have given the change.
fn measured(base: &Item, now: &Item, change: Bounds) -> bool {
    let (a, b) = (Bounds::of(base.figure), Bounds::of(now.figure));
    let (Some(a_low), Some(a_high), Some(b_low), Some(b_high)) = (a.low, a.high, b.low, b.high)
    else {
        return true;
    };
    if a_low == a_high && b_low == b_high || a_low <= 0 {
        return false;
    }
    let percent = |after: i128, before: i128| (after - before) * 100_000_000 / before;
    let (one, other) = (percent(b_low, a_high), percent(b_high, a_low));
    let (low, high) = (one.abs().min(other.abs()), one.abs().max(other.abs()));
    change.meets(Bounds {
        low: Some(low - 1),
        high: Some(high + 1),
    })
}

/// 120件，较上年增加20件、增长20%: the level before follows from the first two.
fn implied(line: &Line, at: usize) -> Option<Verdict> {
    let percent = &line.items[at];
    let amount = line.items[..at].last()?;
    let now = line.items[..at.checked_sub(1)?].last()?;
    let together = now.part == percent.part && amount.part == percent.part;
    let compares = holds_any(&amount.gap, BEFORE) || holds_any(&amount.gap, COMPARES);
    let exact = [now, amount, percent]
        .iter()
        .all(|item| item.figure.qualifier == Qualifier::Exact);
    if !(together && compares && exact && percent.figure.unit == "%" && amount.change)
        || now.change
        || !same_unit(&now.figure.unit, &amount.figure.unit)
        || holds_any(&percent.gap, &["其中", "率"])
    {
        return None;
    }
    let falls = amount.figure.value.units() < 0;
    if falls != (percent.figure.value.units() < 0) {
        return None;
    }
    let (level, step) = (number::whole(now.figure)?, number::whole(amount.figure)?);
    let base = if falls { level + step } else { level - step };
    let found = quotient(step, base, 100, percent.figure.value.decimals())?;
    let sign = if falls { '+' } else { '-' };
    let left = format!("{step}÷（{level}{sign}{step}）={}%", found.rounded);
    let items = [now, amount, percent];
    let printed = number::plain(percent.figure);
    if found.rounded.to_string() == printed {
        return Some(Verdict::held(RelationKind::Change, left, &items));
    }
    let severity = if found.cut.to_string() == printed {
        Severity::Note
    } else {
        Severity::Error
    };
    let told = (
        "增减数与增减幅度不一致".to_owned(),
        "请核对本期数、增减数和增减幅度",
    );
    let arithmetic = format!("{left}≠{printed}%");
    Some(Verdict::against(
        RelationKind::Change,
        severity,
        arithmetic,
        line,
        &items,
        told,
    ))
}
