//! Numbers of documents: 渝府发〔2025〕12号.

use std::ops::Range;

use crate::{
    Finding, Kind, Severity,
    wording::line::{Line, is_han},
};

/// Brackets that stand around the year of a number, right or wrong.
const OPENS: &str = "[(（【［〔{﹝〖「";
/// Their other halves.
const CLOSES: &str = "])）】］〕}﹞〗」";

/// Numbers of documents in the wrong shape.
pub(super) fn find(line: Line<'_>, found: &mut Vec<Finding>) {
    for (at, close) in line
        .text
        .char_indices()
        .filter(|(_, c)| CLOSES.contains(*c))
    {
        if let Some(number) = number(line, at, close)
            && let Some((what, right)) = fault(&number)
        {
            let message = format!(
                "发文字号“{}”{what}（《党政机关公文格式》GB/T 9704—2012）。请写作“{right}”。",
                &line.text[number.at.clone()]
            );
            let at = number.at.clone();
            found.push(line.finding(Kind::DocumentNumber, Severity::Error, at, message));
        }
    }
}

/// A number of a document as it is written.
struct Number<'t> {
    at: Range<usize>,
    /// 渝府发, without the bracket.
    sign: &'t str,
    brackets: (char, char),
    year: &'t str,
    /// 第 before the number.
    ordinal: bool,
    digits: &'t str,
}

/// The number around a closing bracket, if it is one.
fn number(line: Line<'_>, at: usize, close: char) -> Option<Number<'_>> {
    let text = line.text;
    let year = line.back(at, 6);
    let inside = at - year.len() + year.rfind(|c| OPENS.contains(c))?;
    let open = text[inside..].chars().next()?;
    let year = &text[inside + open.len_utf8()..at];
    let bare = year.strip_suffix('年').unwrap_or(year);
    let is_year = matches!(bare.len(), 2 | 4) && bare.bytes().all(|byte| byte.is_ascii_digit());
    if !is_year || bare.len() == 4 && !(bare.starts_with("19") || bare.starts_with("20")) {
        return None;
    }
    let mut rest = &text[at + close.len_utf8()..];
    let blank = rest.len() - rest.trim_start_matches(' ').len();
    rest = &rest[blank..];
    let ordinal = rest.starts_with('第');
    rest = rest.strip_prefix('第').unwrap_or(rest);
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let digits = &rest[..length];
    let end = text.len() - rest.len() + length;
    if !(1..=5).contains(&length) || !text[end..].trim_start_matches(' ').starts_with('号') {
        return None;
    }
    let end = end + text[end..].find('号')? + '号'.len_utf8();
    // The sign of the office: a few characters without a point. A case of a court has its year first and then the court.
    let start = text[..inside]
        .char_indices()
        .rev()
        .take(10)
        .take_while(|(_, c)| is_han(*c))
        .last()?
        .0;
    let sign = sign(&text[start..inside]);
    (!sign.is_empty()).then(|| Number {
        at: inside - sign.len()..end,
        sign,
        brackets: (open, close),
        year,
        ordinal,
        digits,
    })
}

/// The sign alone, without the words before it: 印发渝府发 → 渝府发.
fn sign(words: &str) -> &str {
    const BEFORE: &[&str] = &[
        "根据",
        "按照",
        "印发了",
        "印发",
        "制发",
        "转发",
        "文件",
        "通知",
        "依据",
        "收到",
        "见",
        "以",
    ];
    let cut = BEFORE
        .iter()
        .filter_map(|word| words.rfind(word).map(|at| at + word.len()))
        .filter(|cut| *cut < words.len())
        .max();
    &words[cut.unwrap_or(0)..]
}

/// What is wrong with a number, and how it is right.
fn fault(number: &Number<'_>) -> Option<(String, String)> {
    let bare = number.year.trim_end_matches('年');
    let year = if bare.len() == 2 {
        format!("20{bare}")
    } else {
        bare.to_owned()
    };
    let digits = number.digits.trim_start_matches('0');
    let right = format!("{}〔{year}〕{digits}号", number.sign);
    let (open, close) = number.brackets;
    let what = if (open, close) != ('〔', '〕') {
        format!("的年份用了“{open}{close}”，应当用六角括号“〔〕”")
    } else if bare.len() == 2 {
        "的年份应当写全四位".to_owned()
    } else if number.year.ends_with('年') {
        "的括号里不写“年”字".to_owned()
    } else if number.ordinal {
        "的序号前不加“第”字".to_owned()
    } else if number.digits.starts_with('0') {
        "的序号不编虚位（1不编为01）".to_owned()
    } else {
        return None;
    };
    Some((what, right))
}
