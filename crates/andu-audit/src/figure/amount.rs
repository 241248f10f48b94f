//! What follows a number: 万 and 亿, 余, the unit, 以上.

use super::scan::Scan;
use super::units::{MONEY, NOT_A_QUANTITY, TIME, UNITS};
use crate::Qualifier;

/// What follows a number.
#[derive(Debug, Clone, Default)]
pub(super) struct Amount {
    /// One past the last character.
    pub end: usize,
    /// Zeros that 万 and 亿 add.
    pub zeros: u8,
    /// As printed; 万 and 亿 of money belong to it.
    pub unit: String,
    pub qualifier: Option<Qualifier>,
}

impl Amount {
    pub fn is_time(&self) -> bool {
        TIME.contains(&self.unit.as_str())
    }
}

/// Reads on from the end of a number; `None` where what follows shows that it is no quantity.
///
/// An empty unit means that nothing that counts follows.
pub(super) fn read(scan: &Scan, number: usize, han: bool) -> Option<Amount> {
    let mut amount = Amount {
        end: number,
        ..Amount::default()
    };
    if refused(scan, number) {
        return None;
    }
    more(scan, &mut amount);
    let before_scale = amount.end;
    scale(scan, &mut amount);
    let scaled = amount.end > before_scale;
    more(scan, &mut amount);
    if let Some(unit) = unit_at(scan, spaced(scan, amount.end), han) {
        let start = spaced(scan, amount.end);
        amount.end = start + unit.chars().count();
        if MONEY.contains(&unit) && amount.zeros > 0 {
            // 3.5亿元 stays 3.5, and the unit is 亿元: money is compared in the unit in which it is printed.
            let scale = scan.text(before_scale, start);
            let scale: String = scale.chars().filter(|c| "百千万亿".contains(*c)).collect();
            amount.zeros = 0;
            amount.unit = format!("{scale}{unit}");
        } else {
            unit.clone_into(&mut amount.unit);
        }
    } else if scan.at(amount.end) == '年' {
        years(scan, &mut amount, number)?;
    } else if scan.at(amount.end) == '日' {
        days(scan, &mut amount)?;
    } else if !scaled && han {
        return None;
    }
    tail(scan, &mut amount);
    Some(amount)
}

/// Whether what follows a number makes a date, an ordinal or a name of it.
fn refused(scan: &Scan, at: usize) -> bool {
    let at = spaced(scan, at);
    NOT_A_QUANTITY.iter().any(|word| scan.starts_with(at, word))
        && unit_at(scan, at, false).is_none_or(|unit| unit.chars().count() < 2)
}

/// 余, 多 and 来: more than the number says.
fn more(scan: &Scan, amount: &mut Amount) {
    let qualifier = match scan.at(amount.end) {
        '余' => Qualifier::AtLeast,
        // 办理1367件多 is nothing, 30多件 is more than thirty; 多 before another word is that word's.
        '多' if !"部数跨方样种元".contains(scan.at(amount.end + 1)) => Qualifier::AtLeast,
        '来' if unit_at(scan, amount.end + 1, true).is_some() => Qualifier::Approx,
        _ => return,
    };
    amount.qualifier = Some(qualifier);
    amount.end += 1;
}

fn scale(scan: &Scan, amount: &mut Amount) {
    loop {
        if unit_at(scan, amount.end, false).is_some() {
            return;
        }
        amount.zeros += match scan.at(amount.end) {
            '百' if scan.at(amount.end + 1) != '分' => 2,
            '千' => 3,
            '万' => 4,
            '亿' => 8,
            _ => return,
        };
        amount.end += 1;
        if amount.zeros > 16 {
            return;
        }
    }
}

/// One blank may stand between number and unit.
pub(super) fn spaced(scan: &Scan, at: usize) -> usize {
    let blank = matches!(scan.at(at), ' ' | '\u{a0}' | '\u{2009}' | '\u{3000}');
    let word = scan.at(at + 1);
    at + usize::from(blank && !word.is_ascii_digit() && !word.is_whitespace())
}

/// The unit that begins at a place.
pub(super) fn unit_at(scan: &Scan, at: usize, han: bool) -> Option<&'static str> {
    let first = scan.at(at);
    if matches!(first, '%' | '％' | '﹪') {
        return (!han).then_some("%");
    }
    if first == '‰' {
        return (!han).then_some("‰");
    }
    let unit = UNITS.iter().find(|unit| {
        unit.word.starts_with(first) && (unit.han || !han) && scan.starts_with(at, unit.word)
    })?;
    let next = scan.at(at + unit.word.chars().count());
    (!unit.not_before.contains(next)).then_some(unit.word)
}

/// Years as a length of time: 连续3年, 10年以上. Others are dates, plans and periods.
fn years(scan: &Scan, amount: &mut Amount, number: usize) -> Option<()> {
    let after = amount.end + 1;
    let bounded = ["以上", "以内", "以下", "内", "左右"]
        .iter()
        .any(|word| scan.starts_with(after, word));
    let mut start = number;
    while is_number(scan.before(start)) {
        start -= 1;
    }
    let length = [
        "连续",
        "为期",
        "期限",
        "期限为",
        "有效期",
        "满",
        "延长",
        "缩短",
        "平均",
        "至少",
        "不少于",
        "不低于",
        "超过",
        "已有",
        "长达",
    ]
    .iter()
    .any(|word| scan.ends_with(start, word));
    if !(bounded || length) || number - start > 2 {
        return None;
    }
    amount.end = after;
    "年".clone_into(&mut amount.unit);
    Some(())
}

/// Days printed as 日: a limit (15日内), or the length of something; others are dates.
fn days(scan: &Scan, amount: &mut Amount) -> Option<()> {
    let mut start = amount.end;
    while is_number(scan.before(start)) {
        start -= 1;
    }
    let after = amount.end + 1;
    let bounded = scan.starts_with(after, "内") || scan.starts_with(after, "以内");
    let length = [
        "缩短",
        "压缩",
        "压减",
        "减少",
        "缩减",
        "提前",
        "平均",
        "为期",
        "延长",
        "不超过",
        "不少于",
    ]
    .iter()
    .any(|word| scan.ends_with(start, word));
    if scan.before(start) == '月' || !(bounded || length) {
        return None;
    }
    amount.end = after;
    "日".clone_into(&mut amount.unit);
    Some(())
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c) || "〇零一二两三四五六七八九十".contains(c)
}

/// 以上, 左右, 以内 and their like after the unit.
fn tail(scan: &Scan, amount: &mut Amount) {
    if amount.unit.is_empty() && amount.zeros == 0 {
        return;
    }
    // Money takes its 余 after the unit too: 3000元余.
    let money = MONEY.iter().any(|money| amount.unit.ends_with(money));
    if money && matches!(scan.at(amount.end), '余' | '多') {
        amount.qualifier = Some(Qualifier::AtLeast);
        amount.end += 1;
    }
    bounds(scan, amount);
}

/// 以上, 左右, 以内 and their like.
pub(super) fn bounds(scan: &Scan, amount: &mut Amount) {
    const TAILS: &[(&str, Qualifier, &str)] = &[
        ("以上", Qualifier::AtLeast, ""),
        ("左右", Qualifier::Approx, ""),
        ("上下", Qualifier::Approx, "联贯游级一"),
        ("以内", Qualifier::AtMost, ""),
        ("之内", Qualifier::AtMost, ""),
        ("以下", Qualifier::AtMost, "简问情不几"),
    ];
    for (word, qualifier, not_before) in TAILS {
        let end = amount.end + word.chars().count();
        if scan.starts_with(amount.end, word) && !not_before.contains(scan.at(end)) {
            amount.qualifier = Some(*qualifier);
            amount.end = end;
            return;
        }
    }
    let inner = scan.at(amount.end) == '内' && !"部容外设在控".contains(scan.at(amount.end + 1));
    if amount.is_time() && inner {
        amount.qualifier = Some(Qualifier::AtMost);
        amount.end += 1;
    }
}
