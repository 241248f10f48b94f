//! Numbers in digits, half-width and full-width.

use super::amount::{self, Amount};
use super::scan::Scan;
use super::{Found, Token};
use crate::Decimal;

/// Most digits that a number has; longer runs are numbers of accounts.
const MOST_DIGITS: usize = 13;
/// Digits from which on a bare number is a telephone number or another key.
const DIGITS_OF_A_KEY: usize = 7;

struct Number {
    start: usize,
    end: usize,
    value: Option<Decimal>,
    digits: usize,
}

/// Reads what begins with the digit at a place.
pub(super) fn token(scan: &Scan, at: usize, cell: bool) -> Token {
    let before = scan.before(at);
    if before.is_ascii_alphabetic() || "+＋×·•_@/#.".contains(before) {
        return Token::nothing(word_end(scan, at));
    }
    let number = number(scan, at);
    if before == '第' {
        return Token::nothing(chain(scan, &number, "、，,和及与至到—–-－～~").1);
    }
    if marks_a_list(scan, &number) {
        return Token::nothing(number.end);
    }
    let next = scan.at(number.end);
    let after = scan.at(number.end + 1);
    let joined = "+＋×·•∶:：/.－-".contains(next) && after.is_ascii_alphabetic()
        || "+＋×·•∶:：/.".contains(next) && is_digit(after);
    let latin = next.is_ascii_alphabetic() && amount::unit_at(scan, number.end, false).is_none();
    if joined || latin {
        return Token::nothing(word_end(scan, number.end));
    }
    if let Some(second) = range(scan, number.end) {
        return between(scan, &number, second);
    }
    let (listed, end) = chain(scan, &number, "、和及与");
    if listed.len() > 1 {
        return list(scan, &listed, end);
    }
    let Some(amount) = amount::read(scan, number.end, false) else {
        return Token::nothing(number.end);
    };
    if amount.unit.is_empty() && amount.zeros == 0 && !stands_alone(scan, &number, cell) {
        return Token::nothing(number.end);
    }
    Token::found(amount.end, [found(&number, amount)])
}

fn found(number: &Number, amount: Amount) -> Option<Found> {
    let value = number.value?;
    Some(Found {
        start: number.start,
        value: value.shifted(amount.zeros)?,
        known_to: amount.zeros.saturating_sub(value.decimals()),
        amount,
    })
}

/// 3—5个: two figures with one unit.
fn between(scan: &Scan, first: &Number, second: usize) -> Token {
    let second = number(scan, second);
    if range(scan, second.end).is_some() {
        // Three parts and more are dates and telephone numbers.
        return Token::nothing(word_end(scan, second.end));
    }
    list(scan, &[first, &second], second.end)
}

/// Numbers that share the unit after the last.
fn list<N: std::borrow::Borrow<Number>>(scan: &Scan, numbers: &[N], end: usize) -> Token {
    let Some(amount) = amount::read(scan, end, false) else {
        return Token::nothing(end);
    };
    if amount.unit.is_empty() && amount.zeros == 0 {
        return Token::nothing(end);
    }
    let last = numbers.len() - 1;
    let figures = numbers.iter().enumerate().map(|(index, number)| {
        let number = number.borrow();
        let amount = if index == last {
            amount.clone()
        } else {
            Amount {
                end: number.end,
                ..amount.clone()
            }
        };
        found(number, amount)
    });
    Token::found(amount.end, figures)
}

/// Whether a number without a unit is a figure: 办理量达5000， is, 12345热线 is not.
fn stands_alone(scan: &Scan, number: &Number, cell: bool) -> bool {
    let edge = |c: char| c == '\0' || c == '\t' || c == ' ';
    if cell && edge(scan.before(number.start)) && edge(scan.at(number.end)) {
        return true;
    }
    let Some(value) = number.value else {
        return false;
    };
    let year = value
        .whole()
        .is_some_and(|whole| (1900..2100).contains(&whole));
    if year || number.digits >= DIGITS_OF_A_KEY && value.decimals() == 0 {
        return false;
    }
    let next = scan.at(number.end);
    let ends = next == '\0' || "，。；、）)和与及！".contains(next);
    ends && "为达至到共是计增减得超近约".contains(scan.before(number.start))
}

/// 1. 加强学习, （2）: numbers that only tell one point from the next.
fn marks_a_list(scan: &Scan, number: &Number) -> bool {
    let next = scan.at(number.end);
    let before = scan.before(number.start);
    if matches!(before, '（' | '(') && matches!(next, '）' | ')') {
        return true;
    }
    let begins = before == '\0' || before.is_whitespace() || "。；;：:！？".contains(before);
    let follows = ".．、)）".contains(next) && !is_digit(scan.at(number.end + 1));
    begins && follows && number.digits <= 3 && next != '\0'
}

/// Where the second number of a range begins, if one does.
fn range(scan: &Scan, end: usize) -> Option<usize> {
    let mut at = end;
    match scan.at(at) {
        '—' | '–' | '－' | '-' | '~' | '～' | '至' | '到' => at += 1,
        _ => return None,
    }
    if scan.at(end) == '—' && scan.at(at) == '—' {
        at += 1;
    }
    is_digit(scan.at(at)).then_some(at)
}

/// Numbers one after another with nothing but separators between them, and where the last ends.
fn chain(scan: &Scan, first: &Number, separators: &str) -> (Vec<Number>, usize) {
    let mut numbers = vec![Number { ..*first }];
    let mut end = first.end;
    while separators.contains(scan.at(end)) && is_digit(scan.at(end + 1)) {
        let next = number(scan, end + 1);
        end = next.end;
        numbers.push(next);
    }
    (numbers, end)
}

fn number(scan: &Scan, start: usize) -> Number {
    let mut digits = String::new();
    let mut end = digits_from(scan, start, &mut digits);
    while scan.at(end) == ',' && end - start <= 15 && groups(scan, end + 1) {
        end = digits_from(scan, end + 1, &mut digits);
    }
    let whole = digits.len();
    if matches!(scan.at(end), '.' | '．') && is_digit(scan.at(end + 1)) {
        end = digits_from(scan, end + 1, &mut digits);
    }
    let decimals = digits.len() - whole;
    let fits = digits.len() <= MOST_DIGITS + decimals.min(4);
    let value = digits.parse().ok().filter(|_| fits && decimals <= 6);
    Number {
        start,
        end,
        // At most six decimals, as the line above says.
        value: value.map(|units| Decimal::new(units, u8::try_from(decimals).unwrap_or_default())),
        digits: digits.len(),
    }
}

/// Whether exactly three digits follow: 1,234.
fn groups(scan: &Scan, at: usize) -> bool {
    (0..3).all(|digit| is_digit(scan.at(at + digit))) && !is_digit(scan.at(at + 3))
}

fn digits_from(scan: &Scan, start: usize, digits: &mut String) -> usize {
    let mut end = start;
    while let Some(digit) = digit(scan.at(end)) {
        digits.push(digit);
        end += 1;
    }
    end
}

fn digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    if !('０'..='９').contains(&c) {
        return None;
    }
    char::from_digit(u32::from(c) - u32::from('０'), 10)
}

pub(super) fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

/// Where a word of letters, digits and their signs ends.
fn word_end(scan: &Scan, at: usize) -> usize {
    let mut end = at;
    while scan.at(end).is_ascii_alphanumeric()
        || is_digit(scan.at(end))
        || scan.at(end) != '\0' && "+＋×·•∶:：/._@&=?#-".contains(scan.at(end))
    {
        end += 1;
    }
    end.max(at + 1)
}
