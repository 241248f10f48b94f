//! Numbers of identity cards, of telephones and of bank cards.
//!
//! Public papers show them masked (500229********1231, 138****5678); asterisks end a number here, so masked ones are never found.

use std::ops::Range;

use jiff::civil::Date;

use crate::{Finding, Kind, Severity, wording::line::Line};

/// Numbers of persons in a line.
pub(super) fn find(line: Line<'_>, found: &mut Vec<Finding>) {
    let bytes = line.text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = Run::at(line.text, at);
        found.extend(judge(line, &run));
        at = run.at.end;
    }
}

/// Digits in a row; single blanks and hyphens between groups are passed over.
struct Run {
    at: Range<usize>,
    /// The digits alone, with the X that may end the number of an identity card.
    digits: String,
    /// Whether a letter, an asterisk or the like touches it: then it is part of something else.
    touched: bool,
}

impl Run {
    fn at(text: &str, start: usize) -> Run {
        let bytes = text.as_bytes();
        let mut digits = String::new();
        let mut end = start;
        let mut next = start;
        while let Some(byte) = bytes.get(next) {
            match byte {
                b'0'..=b'9' => {
                    digits.push(char::from(*byte));
                    next += 1;
                    end = next;
                }
                b' ' | b'-'
                    if next == end && bytes.get(next + 1).is_some_and(u8::is_ascii_digit) =>
                {
                    next += 1;
                }
                b'X' | b'x' if digits.len() == 17 => {
                    digits.push('X');
                    end = next + 1;
                    break;
                }
                _ => break,
            }
        }
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(end);
        let touches = |byte: Option<&u8>| {
            byte.is_some_and(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'.' | b'_' | b'/' | b'=')
            })
        };
        // The point at the end of a sentence is no decimal point.
        let touched =
            touches(before) || touches(after) && !(after == Some(&b'.') && end + 1 == bytes.len());
        Run {
            at: start..end,
            digits,
            touched,
        }
    }
}

fn judge(line: Line<'_>, run: &Run) -> Option<Finding> {
    if run.touched {
        return None;
    }
    let before = line.back(run.at.start, 14);
    let digits = run.digits.as_str();
    let (severity, what, remedy) = match digits.len() {
        18 => {
            let sure = has_check_digit(digits);
            let named = before.contains("身份证") || before.contains("证件");
            let identity = is_citizen(digits) && (sure || named);
            if !identity {
                return card(line, run, before);
            }
            let severity = if sure {
                Severity::Error
            } else {
                Severity::Warning
            };
            (severity, "居民身份证号码", "请删去，或者只留前六位和后四位")
        }
        15 if before.contains("身份证") && is_old_citizen(digits) => {
            (Severity::Warning, "居民身份证号码（15位）", "请删去")
        }
        11 | 13 => {
            let phone = mobile(line, run)?;
            let office = [
                "热线",
                "举报",
                "监督",
                "咨询",
                "服务",
                "值班",
                "办公",
                "投诉",
                "公开电话",
                "客服",
                "报名电话",
            ];
            if office.iter().any(|word| before.contains(word)) {
                return None;
            }
            let named = ["手机", "联系", "电话", "本人", "致电"]
                .iter()
                .any(|word| before.contains(word));
            let severity = if named {
                Severity::Error
            } else {
                Severity::Warning
            };
            debug_assert_eq!(phone.len(), 11);
            (severity, "个人手机号码", "请删去，或者只留前三位和后四位")
        }
        _ => return card(line, run, before),
    };
    Some(told(line, run.at.clone(), severity, what, remedy))
}

fn told(line: Line<'_>, at: Range<usize>, severity: Severity, what: &str, remedy: &str) -> Finding {
    let message = format!(
        "公开的文字里有{what}（个人信息保护法第二十八条、政府信息公开条例第十五条）。{remedy}。"
    );
    line.finding(Kind::Privacy, severity, at, message)
}

/// A number of 18 digits that names a place and a day of birth.
fn is_citizen(digits: &str) -> bool {
    let day = || {
        let year = digits.get(6..10)?.parse().ok()?;
        let month = digits.get(10..12)?.parse().ok()?;
        let day = digits.get(12..14)?.parse().ok()?;
        Date::new(year, month, day).ok()
    };
    let plausible = day().is_some_and(|day| (1890..=2100).contains(&day.year()));
    is_province(digits) && plausible
}

fn is_old_citizen(digits: &str) -> bool {
    let day = || {
        let part = |range: Range<usize>| digits.get(range)?.parse::<i8>().ok();
        let year = 1900 + i16::from(part(6..8)?);
        Date::new(year, part(8..10)?, part(10..12)?).ok()
    };
    is_province(digits) && day().is_some()
}

/// GB/T 2260: the first two digits are a province.
fn is_province(digits: &str) -> bool {
    let code = digits.get(..2).and_then(|code| code.parse().ok());
    matches!(
        code,
        Some(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
    )
}

/// GB 11643: the last of 18 digits follows from the others.
fn has_check_digit(digits: &str) -> bool {
    const WEIGHTS: &[u32] = &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits
        .chars()
        .zip(WEIGHTS)
        .filter_map(|(c, weight)| Some(c.to_digit(10)? * weight))
        .sum();
    let expected = "10X98765432".chars().nth(sum as usize % 11);
    digits.chars().last() == expected
}

/// A mobile number, with or without 86 before it.
fn mobile<'r>(line: Line<'_>, run: &'r Run) -> Option<&'r str> {
    let number = match run.digits.len() {
        11 => run.digits.as_str(),
        _ => run.digits.strip_prefix("86")?,
    };
    let bytes = number.as_bytes();
    // 13 digits in one piece without +86 are some other number.
    let plus = line.before(run.at.start) == Some('+');
    let shaped =
        number.len() == 11 && bytes.first() == Some(&b'1') && (b'3'..=b'9').contains(bytes.get(1)?);
    // 2025-1-15 380 is no telephone: groups are 3-4-4 or none.
    let groups: Vec<usize> = line.text[run.at.clone()]
        .split([' ', '-'])
        .map(str::len)
        .collect();
    let grouped = matches!(
        groups.as_slice(),
        [11] | [3, 4, 4] | [13] | [2, 11] | [2, 3, 4, 4]
    );
    (shaped && grouped && (run.digits.len() == 11 || plus)).then_some(number)
}

/// A number of a bank card: its length, its first digits and its check digit (Luhn).
fn card(line: Line<'_>, run: &Run, before: &str) -> Option<Finding> {
    let digits = run.digits.as_str();
    if !(15..=19).contains(&digits.len()) || !luhn(digits) {
        return None;
    }
    let groups = line.text[run.at.clone()].split([' ', '-']).map(str::len);
    let mut groups = groups.peekable();
    let whole = groups.peek() == Some(&digits.len());
    let grouped = whole || groups.all(|length| (3..=6).contains(&length));
    let named = ["卡号", "账号", "帐号", "账户", "银行", "开户", "存折"]
        .iter()
        .any(|word| before.contains(word));
    let other = [
        "编号", "订单", "流水", "案号", "代码", "档号", "合同", "文号", "单号", "序列", "证书",
        "信用",
    ]
    .iter()
    .any(|word| before.contains(word));
    let known = digits.starts_with("62")
        || [
            "4", "51", "52", "53", "54", "55", "35", "34", "37", "60", "68", "95", "99",
        ]
        .iter()
        .any(|prefix| digits.starts_with(prefix))
            && named;
    let issued = known && digits.len() >= 16;
    (grouped && issued && !other).then(|| {
        let severity = if named {
            Severity::Error
        } else {
            Severity::Warning
        };
        told(
            line,
            run.at.clone(),
            severity,
            "银行卡号",
            "请删去，或者只留后四位",
        )
    })
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    digits.bytes().all(|byte| byte.is_ascii_digit()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Severity)]) {
        let mut found = Vec::new();
        find(Line { number: 0, text }, &mut found);
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.text.as_str(), it.severity))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn identity_cards_have_a_day_and_a_check_digit() {
        check(
            "张某，身份证号11010519491231002X。",
            &[("11010519491231002X", Severity::Error)],
        );
        check(
            "身份证号110105194912310021",
            &[("110105194912310021", Severity::Warning)],
        );
        check("编号110105194912310021", &[]);
        check("流水号110105194913310029", &[]);
        check("身份证号110105********002X", &[]);
        check("统一社会信用代码91500229MA5U3AAA0X", &[]);
    }

    #[test]
    fn mobile_numbers_of_persons() {
        check(
            "联系人王某，手机13800138000",
            &[("13800138000", Severity::Error)],
        );
        check(
            "其本人（138 0013 8000）来信",
            &[("138 0013 8000", Severity::Error)],
        );
        check("监督举报电话：13800138000", &[]);
        check("联系电话：023-59222000", &[]);
        check("热线12345、12348", &[]);
        check(
            "累计办理13800138000件",
            &[("13800138000", Severity::Warning)],
        );
        check("138****8000", &[]);
        check("全年投资12345678901.5元", &[]);
    }

    #[test]
    fn bank_cards() {
        check("开户行某银行，卡号6222020200112230009", &[]);
        let card = "6222 0202 0011 2230";
        check("卡号6222 0202 0011 2230。", &[(card, Severity::Error)]);
        check("卡号6222 0202 0011 2231。", &[]);
        check(
            "卡号4111111111111111",
            &[("4111111111111111", Severity::Error)],
        );
        check("项目编号4111111111111111", &[]);
    }
}
