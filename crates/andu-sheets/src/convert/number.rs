//! Numbers as offices write them.

use crate::list::half_width;

use super::FaultKind;

/// Words that follow a number and only say what is counted.
const COUNTERS: &[&str] = &[
    "人次", "小时", "学时", "课时", "分钟", "件次", "件", "个", "条", "人", "次", "项", "份", "起",
    "场", "期", "元", "天", "日", "分", "户", "篇", "处", "名", "位", "家", "部", "章", "页", "批",
    "宗", "届", "岁", "米", "辆", "块",
];

/// A number as a plain decimal.
pub fn spell(number: f64) -> String {
    crate::read::plain_number(number)
}

/// Whether a text is a number, with or without what is counted.
pub fn looks_like_number(text: &str) -> bool {
    text.len() <= 40
        && parse(text, None).is_ok()
        && text.chars().any(|c| half_width(c).is_ascii_digit())
}

/// The number of a text written in digits.
pub fn plain_number(text: &str) -> Option<f64> {
    match looks_like_number(text) {
        true => parse(text, None).ok()?.parse().ok(),
        false => None,
    }
}

/// Reads a number; gives it as a plain decimal. `unit` is the unit of measure of the target: where it is 万元, 12万元 is 12.
pub fn parse(text: &str, unit: Option<&str>) -> Result<String, FaultKind> {
    let plain: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .collect();
    if plain.starts_with(['约', '近']) || plain.contains(['余', '多']) || plain.contains("左右")
    {
        return Err(FaultKind::About);
    }
    let mut rest = plain.trim_start_matches(['¥', '￥', '$', '共']);
    let measured = unit.filter(|unit| !unit.is_empty());
    if let Some(number) = measured.and_then(|unit| digits(rest.strip_suffix(unit)?)) {
        return Ok(number);
    }
    if let Some(number) = rest.strip_suffix('%') {
        return digits(number).ok_or(FaultKind::Number);
    }
    rest = COUNTERS
        .iter()
        .find_map(|counter| rest.strip_suffix(counter))
        .unwrap_or(rest);
    let (number, places) = match (rest.strip_suffix('万'), rest.strip_suffix('亿')) {
        (Some(number), _) if digits(number).is_some() => (number, 4),
        (_, Some(number)) if digits(number).is_some() => (number, 8),
        _ => (rest, 0),
    };
    let target_places = match unit.and_then(|unit| unit.chars().next()) {
        Some('万') => 4,
        Some('亿') => 8,
        _ => 0,
    };
    match digits(number) {
        Some(number) if places == 0 => Ok(number),
        Some(number) => Ok(shifted(&number, places - target_places)),
        None => chinese_number(rest)
            .map(|number| number.to_string())
            .ok_or(FaultKind::Number),
    }
}

/// `-1,234.50` as `-1234.5`.
fn digits(text: &str) -> Option<String> {
    let (sign, text) = match text.strip_prefix(['-', '－', '—']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole = match whole.contains(',') {
        true => {
            let mut groups = whole.split(',');
            let first = groups.next()?;
            let rest: Vec<&str> = groups.collect();
            if !(1..=3).contains(&first.len()) || rest.iter().any(|group| group.len() != 3) {
                return None;
            }
            format!("{first}{}", rest.concat())
        }
        false => whole.to_owned(),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 15
        || !all_digits(&whole)
        || !all_digits(fraction)
        || text.ends_with('.')
    {
        return None;
    }
    Some(format!("{sign}{}", trimmed(&whole, fraction)))
}

fn trimmed(whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

/// Moves the point to the right, or to the left where `places` is negative.
fn shifted(number: &str, places: i32) -> String {
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let steps = places.unsigned_abs() as usize;
    let (whole, fraction) = match places >= 0 {
        true => {
            let padded = format!("{fraction:0<steps$}");
            (
                format!("{whole}{}", &padded[..steps]),
                padded[steps..].to_owned(),
            )
        }
        false => {
            let padded = format!("{whole:0>width$}", width = steps + 1);
            let at = padded.len() - steps;
            (
                padded[..at].to_owned(),
                format!("{}{fraction}", &padded[at..]),
            )
        }
    };
    format!("{sign}{}", trimmed(&whole, &fraction))
}

/// 三, 十二, 二十, 一百零五, 两千: small numbers in Chinese numerals.
pub fn chinese_number(text: &str) -> Option<u32> {
    let (mut total, mut digit) = (0u32, None);
    let length = text.chars().count();
    if length == 0 || length > 9 {
        return None;
    }
    for c in text.chars() {
        let weight = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                let value = match c {
                    '〇' | '○' | '零' => 0,
                    '两' => 2,
                    _ => {
                        "一二三四五六七八九"
                            .chars()
                            .position(|numeral| numeral == c)? as u32
                            + 1
                    }
                };
                // 一二三 is a list of digits and no number.
                if digit.is_some_and(|digit| digit != 0) {
                    return None;
                }
                digit = Some(value);
                continue;
            }
        };
        total += digit.take().unwrap_or(1).max(1) * weight;
    }
    Some(total + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, unit: Option<&str>, expected: &str) {
        let said = parse(text, unit).unwrap_or_else(|fault| fault.to_string());
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn numbers_as_offices_write_them() {
        check("１２３", None, "123");
        check("1,234.50", None, "1234.5");
        check("１，２３４", None, "1234");
        check("35件", None, "35");
        check("98.92%", None, "98.92");
        check("９８％", None, "98");
        check("12万元", Some("元"), "120000");
        check("12万元", Some("万元"), "12");
        check("12.5万", None, "125000");
        check("5万元", Some("亿元"), "0.0005");
        check("0012", None, "12");
        check("-3.10", None, "-3.1");
        check("二十三", None, "23");
        check("十二件", None, "12");
        check("一百零五", None, "105");
    }

    #[test]
    fn what_is_no_number_is_told() {
        check("1,23", None, "不是数字。请只填数字，单位写在列名中。");
        check(
            "约30人",
            None,
            "是约数，不能作为登记的数字。请填确切的数字。",
        );
        check("2025.3.15", None, "不是数字。请只填数字，单位写在列名中。");
        check("若干", None, "不是数字。请只填数字，单位写在列名中。");
    }
}
