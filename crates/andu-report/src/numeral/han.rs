//! Numerals in Chinese characters.

use super::{SLOT, Scan, Token};

const DIGITS: &str = "零〇一二两三四五六七八九十百千万亿";

/// Characters after which 一 counts nothing: 同一个, 每一项.
const ONE_OF_MANY: &str = "同每任统之唯某另这那哪逐单";

/// A run of Chinese numerals that begins here, whether it claims a figure or not.
pub(super) fn token(scan: &Scan<'_>, at: usize) -> Option<Token> {
    let part = fraction(scan, at);
    let number = part.or_else(|| run(scan, at))?;
    let silent = Token {
        number,
        end: number,
        claims: false,
    };
    let before = scan.before(at);
    // What follows a slot or an Arabic number is its unit: {a}万件, 1.6万件.
    let is_unit = before.is_some_and(|c| c == SLOT || c.is_ascii_digit());
    if scan.quoted[at] || before == Some('第') || is_unit || scan.hidden[at..number].contains(&true)
    {
        return Some(silent);
    }
    if part.is_some() {
        return Some(Token {
            claims: true,
            ..silent
        });
    }
    let Some(end) = scan.counter(number) else {
        return Some(silent);
    };
    let text = &scan.text[scan.byte(at)..scan.byte(number)];
    let claims = text != "一" || counts_one(scan, before, end);
    Some(Token {
        number,
        end,
        claims,
    })
}

/// One past 百分之九十八, 三分之一.
fn fraction(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let first = run(scan, at)?;
    let below = scan.rest(first).starts_with("分之");
    below.then(|| run(scan, first + 2)).flatten()
}

/// One past a run of numerals, with 点 between them and 余 behind.
fn run(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let is_digit = |at: usize| scan.char(at).is_some_and(|c| DIGITS.contains(c));
    if !is_digit(at) {
        return None;
    }
    let mut end = at + 1;
    while is_digit(end) || (scan.char(end) == Some('点') && is_digit(end + 1)) {
        end += 1;
    }
    while matches!(scan.char(end), Some('余' | '多' | '来')) || is_digit(end) {
        end += 1;
    }
    Some(end)
}

/// 一次 counts where the clause ends, and 一次性 never does.
fn counts_one(scan: &Scan<'_>, before: Option<char>, end: usize) -> bool {
    let ends = scan
        .char(end)
        .is_none_or(|c| "，。；、！？）,;\n".contains(c));
    ends && !before.is_some_and(|c| ONE_OF_MANY.contains(c))
}
