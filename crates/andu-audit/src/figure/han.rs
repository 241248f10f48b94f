//! Numbers in Chinese numerals: they count only before a word that counts.

use super::amount;
use super::arabic::is_digit;
use super::scan::Scan;
use super::{Found, Token};
use crate::{Decimal, Qualifier};

/// Decimals to which fractions are given.
const FRACTION_DECIMALS: u8 = 6;
/// Longest number in words.
const LONGEST: usize = 24;

/// Reads what begins with the numeral at a place.
pub(super) fn token(scan: &Scan, at: usize) -> Token {
    let end = run_end(scan, at);
    if let Some(token) = fraction(scan, at, end) {
        return token;
    }
    let numerals = scan.text(at, end);
    let before = scan.before(at);
    let Some(mut value) = value(&numerals).filter(|_| !"第数几初周期".contains(before))
    else {
        return Token::nothing(end);
    };
    let mut number_end = end;
    if scan.at(end) == '点' {
        let decimals_end = run_end(scan, end + 1);
        let printed = decimals(&scan.text(end + 1, decimals_end));
        if let Some(decimal) = printed.and_then(|digits| joined(value, &digits)) {
            value = decimal;
            number_end = decimals_end;
        }
    }
    let Some(mut amount) = amount::read(scan, number_end, true) else {
        return Token::nothing(number_end);
    };
    let large = "百千万亿".contains(numerals.chars().next().unwrap_or('\0'));
    if amount.unit.is_empty() || is_name(scan, at, &numerals, &amount) {
        return Token::nothing(number_end);
    }
    let mut start = at;
    if large && before == '上' && !"以网线向如之".contains(scan.before(at - 1)) {
        start -= 1;
        amount.qualifier = Some(Qualifier::AtLeast);
    }
    let qualified = amount.qualifier.is_some() || super::before::qualifier(scan, at).0.is_some();
    if large && !qualified || value < Decimal::from(2) {
        // 千家万户, 百名, 一个: no claim of a number.
        return Token::nothing(number_end);
    }
    let money = super::units::MONEY.contains(&amount.unit.as_str());
    let scale = numerals.chars().last().and_then(scale_of_money);
    if let Some((scale, zeros)) = scale.filter(|_| money)
        && let Some(whole) = divided(value, zeros)
    {
        value = whole;
        amount.unit.insert(0, scale);
    }
    let value = value.shifted(amount.zeros);
    Token::found(
        amount.end,
        [value.map(|value| Found {
            start,
            value,
            known_to: 0,
            amount,
        })],
    )
}

fn scale_of_money(last: char) -> Option<(char, u32)> {
    match last {
        '万' => Some((last, 4)),
        '亿' => Some((last, 8)),
        _ => None,
    }
}

fn divided(value: Decimal, zeros: u32) -> Option<Decimal> {
    let divisor = 10_i64.pow(zeros);
    let whole = value.whole()?;
    (whole % divisor == 0).then(|| Decimal::from(whole / divisor))
}

/// Whether a numeral before a word that counts still counts nothing: 二次, 三期工程, 四次会议, 三个一.
fn is_name(scan: &Scan, at: usize, numerals: &str, amount: &amount::Amount) -> bool {
    let unit = amount.unit.as_str();
    if numerals == "二" {
        return true;
    }
    let ends = {
        let next = scan.at(amount.end);
        next == '\0' || "，。；、）)和与及！：".contains(next)
    };
    let counted =
        numerals.starts_with('两') || amount.qualifier.is_some() || numerals.chars().count() > 1;
    match unit {
        "期" if listed(scan, at, &["一期", "二期"]) => true,
        "期" | "批" | "轮" | "起" => !counted && !ends,
        "次" => meeting(scan, at, amount.end),
        "类" => listed(scan, at, &["一类", "二类"]),
        "位" | "名" => scan.before(at) == '前',
        "个" | "大" => scan.at(amount.end) == '一',
        "成" => !ends && amount.qualifier.is_none() && !scan.starts_with(amount.end, "的"),
        _ => false,
    }
}

/// Whether the words before speak of a first and a second one: 一类村、二类村、三类村.
fn listed(scan: &Scan, at: usize, names: &[&str]) -> bool {
    let before = scan.text(at.saturating_sub(40), at);
    names.iter().any(|name| before.contains(name))
}

/// 十七届人大四次会议: the fourth, not four.
fn meeting(scan: &Scan, at: usize, end: usize) -> bool {
    let meets = ["会议", "全会", "全体", "党代", "代表"]
        .iter()
        .any(|word| scan.starts_with(end, word));
    let body = [
        "人大",
        "政协",
        "委员会",
        "常委会",
        "大会",
        "代表会",
        "届",
        "党代会",
        "全会",
    ]
    .iter()
    .any(|word| scan.ends_with(at, word));
    meets && body
}

/// 百分之二十, 千分之三, 三分之二.
fn fraction(scan: &Scan, at: usize, end: usize) -> Option<Token> {
    if !scan.starts_with(end, "分之") {
        return None;
    }
    let whole = scan.text(at, end);
    let start = end + 2;
    let (mut parts, mut stop) = if is_digit(scan.at(start)) {
        digits(scan, start)?
    } else {
        let stop = run_end(scan, start);
        (value(&scan.text(start, stop))?, stop)
    };
    if scan.at(stop) == '点' {
        let decimals_end = run_end(scan, stop + 1);
        if let Some(printed) = decimals(&scan.text(stop + 1, decimals_end)) {
            parts = joined(parts, &printed)?;
            stop = decimals_end;
        }
    }
    let (value, unit) = match whole.as_str() {
        "百" => (parts, "%"),
        "千" => (parts, "‰"),
        _ => (quotient(parts, value(&whole)?)?, ""),
    };
    let mut amount = amount::Amount {
        end: stop,
        unit: unit.to_owned(),
        ..amount::Amount::default()
    };
    amount::bounds(scan, &mut amount);
    Some(Token::found(
        amount.end,
        [Some(Found {
            start: at,
            value,
            known_to: 0,
            amount,
        })],
    ))
}

fn quotient(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let (part, whole) = (i128::from(part.whole()?), i128::from(whole.whole()?));
    let scale = 10_i128.pow(u32::from(FRACTION_DECIMALS));
    if whole < 2 || part >= whole {
        return None;
    }
    let units = (2 * part * scale + whole) / (2 * whole);
    Some(Decimal::new(i64::try_from(units).ok()?, FRACTION_DECIMALS))
}

fn digits(scan: &Scan, start: usize) -> Option<(Decimal, usize)> {
    let mut end = start;
    while scan.at(end).is_ascii_digit() {
        end += 1;
    }
    let mut printed = scan.text(start, end);
    let mut decimals = 0;
    if scan.at(end) == '.' && scan.at(end + 1).is_ascii_digit() {
        end += 1;
        while scan.at(end).is_ascii_digit() && decimals < 6 {
            printed.push(scan.at(end));
            decimals += 1;
            end += 1;
        }
    }
    let units = printed.parse().ok()?;
    Some((Decimal::new(units, decimals), end))
}

fn run_end(scan: &Scan, at: usize) -> usize {
    let mut end = at;
    while is_numeral(scan.at(end)) {
        end += 1;
    }
    end
}

pub(super) fn is_numeral(c: char) -> bool {
    c != '\0' && "〇零一二两三四五六七八九十百千万亿".contains(c)
}

/// 五 of 九十八点五.
fn decimals(numerals: &str) -> Option<Vec<i64>> {
    let digits: Option<Vec<i64>> = numerals.chars().map(digit).collect();
    digits.filter(|digits| !digits.is_empty() && digits.len() <= 6)
}

fn joined(whole: Decimal, digits: &[i64]) -> Option<Decimal> {
    let mut units = whole.whole()?;
    for digit in digits {
        units = units.checked_mul(10)?.checked_add(*digit)?;
    }
    Some(Decimal::new(units, u8::try_from(digits.len()).ok()?))
}

fn digit(c: char) -> Option<i64> {
    let digit = match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    };
    Some(digit)
}

/// What numerals are worth; `None` where they are no number: 三四, 二〇二五.
fn value(numerals: &str) -> Option<Decimal> {
    if numerals.chars().count() > LONGEST {
        return None;
    }
    // What stands before 亿, before 万, and after both.
    let (mut large, mut middle, mut section, mut pending) = (0_i64, 0_i64, 0_i64, None::<i64>);
    for c in numerals.chars() {
        if let Some(digit) = digit(c) {
            if pending.is_some_and(|pending| pending != 0) {
                return None;
            }
            pending = Some(digit);
            continue;
        }
        let digit = pending.take();
        if let Some(unit) = "十百千".chars().position(|unit| unit == c) {
            let times = digit.filter(|times| *times > 0).unwrap_or(1);
            section = section.checked_add(times.checked_mul([10, 100, 1000][unit])?)?;
            continue;
        }
        let lower = section.checked_add(digit.unwrap_or(0))?;
        section = 0;
        if c == '万' {
            middle = middle.checked_add(lower.max(1).checked_mul(10_000)?)?;
        } else {
            let times = middle.checked_add(lower)?.max(1);
            large = large.checked_add(times.checked_mul(100_000_000)?)?;
            middle = 0;
        }
    }
    let small = section.checked_add(pending.unwrap_or(0))?;
    large
        .checked_add(middle)?
        .checked_add(small)
        .map(Decimal::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_worth_what_they_say() {
        for (numerals, worth) in [
            ("二十一", Some(21)),
            ("十", Some(10)),
            ("一百零八", Some(108)),
            ("三千五百", Some(3500)),
            ("两万三千", Some(23_000)),
            ("一亿二千万", Some(120_000_000)),
            ("百", Some(100)),
            ("三四", None),
            ("二〇二五", None),
        ] {
            assert_eq!(value(numerals), worth.map(Decimal::from), "{numerals}");
        }
    }
}
