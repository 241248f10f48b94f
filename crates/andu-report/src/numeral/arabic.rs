//! Numerals in Arabic digits.

use super::{Scan, Token};

/// Telephone services, which are names where one of [`SERVICES`] follows.
const SERVICES: &[&str] = &[
    "热线",
    "政务",
    "便民",
    "平台",
    "投诉",
    "举报",
    "服务",
    "工单",
    "诉求",
    "公共",
    "接处警",
    "报警",
    "警情",
    "话务",
];

/// A run of digits that begins here, whether it claims a figure or not.
pub(super) fn token(scan: &Scan<'_>, at: usize) -> Option<Token> {
    let number = digits(scan, at)?;
    let silent = |end: usize| {
        Some(Token {
            number: end,
            end,
            claims: false,
        })
    };
    let before = scan.before(at);
    let after = scan.char(number);
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    if letter(before) || letter(after) || before == Some('第') {
        return silent(number);
    }
    if let Some(end) = day_or_year(scan, at, number).or_else(|| name(scan, at, number)) {
        return silent(end);
    }
    let marker = matches!(before, Some('（' | '(')) && matches!(after, Some('）' | ')'));
    if marker || (list_marker(scan, at) && matches!(after, Some('.' | '．' | '、'))) {
        return silent(number);
    }
    let number = magnitude(scan, number);
    Some(Token {
        number,
        end: scan.counter(number).unwrap_or(number),
        claims: true,
    })
}

/// One past a number with thousands separators and a fraction.
fn digits(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let is_digit = |at: usize| {
        scan.char(at)
            .is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
    };
    if !is_digit(at) {
        return None;
    }
    let mut end = at + 1;
    while is_digit(end)
        || (matches!(scan.char(end), Some('.' | ',' | '，' | '．')) && joins(scan, end, is_digit))
    {
        end += 1;
    }
    Some(end)
}

/// A separator joins digits: any point, and a comma only before exactly three.
fn joins(scan: &Scan<'_>, at: usize, is_digit: impl Fn(usize) -> bool) -> bool {
    match scan.char(at) {
        Some(',' | '，') => {
            is_digit(at + 1)
                && is_digit(at + 2)
                && is_digit(at + 3)
                && !is_digit(at + 4)
                && scan.char(at) == Some(',')
        }
        _ => is_digit(at + 1),
    }
}

/// One past 万, 亿, 余, 多 and %.
fn magnitude(scan: &Scan<'_>, mut at: usize) -> usize {
    while matches!(
        scan.char(at),
        Some('十' | '百' | '千' | '万' | '亿' | '余' | '多' | '%' | '％' | '‰')
    ) {
        at += 1;
    }
    at
}

fn is_dash(c: Option<char>) -> bool {
    matches!(
        c,
        Some('-' | '–' | '—' | '－' | '~' | '～' | '至' | '到' | '、' | '/')
    )
}

/// One past a year, month, day or time of day.
fn day_or_year(scan: &Scan<'_>, at: usize, number: usize) -> Option<usize> {
    let text = &scan.text[scan.byte(at)..scan.byte(number)];
    let value: u32 = text.parse().ok().unwrap_or(u32::MAX);
    // 2021—2025年, 1—6月, 10—15日: the unit stands behind the second number.
    let mut unit = number;
    if is_dash(scan.char(number)) {
        let second = (number + 1..).find(|at| !is_dash(scan.char(*at)))?;
        unit = digits(scan, second).unwrap_or(number);
    }
    let next = |offset: usize| scan.char(unit + offset);
    let is_year = text.len() == 4 && (1900..2100).contains(&value);
    match scan.char(unit) {
        Some('年') if is_year => Some(number),
        Some('月') if (1..=12).contains(&value) => Some(number),
        Some('日') if (1..=31).contains(&value) => {
            let length = next(1) == Some('内') || (next(1) == Some('以') && next(2) == Some('内'));
            (!length).then_some(number)
        }
        Some('号') if unit == number => Some(number),
        Some('时') if value <= 24 => Some(minutes(scan, number + 1)),
        Some(':' | '：') if value <= 24 => digits(scan, number + 1),
        Some('·') => digits(scan, number + 1),
        _ => None,
    }
}

/// One past the 30分 of 9时30分.
fn minutes(scan: &Scan<'_>, at: usize) -> usize {
    match digits(scan, at) {
        Some(end) if scan.char(end) == Some('分') => end + 1,
        _ => at,
    }
}

/// One past a telephone number or the number of a service: 12345热线, 023-59000000.
fn name(scan: &Scan<'_>, at: usize, number: usize) -> Option<usize> {
    let text = &scan.text[scan.byte(at)..scan.byte(number)];
    let length = number - at;
    if scan.char(number) == Some('-')
        && (3..=4).contains(&length)
        && let Some(end) = digits(scan, number + 1)
        && (7..=8).contains(&(end - number - 1))
    {
        return Some(end);
    }
    let mobile = length == 11 && text.starts_with('1') && !text.contains('.');
    let is_service =
        (length == 5 && text.starts_with("12")) || (length == 3 && text.starts_with('1'));
    let follows = scan.rest(number).trim_start_matches(['”', '』', '）', ' ']);
    let service = is_service && SERVICES.iter().any(|word| follows.starts_with(word));
    (mobile || service).then_some(number)
}

/// Whether an item of a list begins here.
fn list_marker(scan: &Scan<'_>, at: usize) -> bool {
    matches!(scan.before(at), None | Some('\n' | '　' | ' '))
}
