//! Years and months that titles and names of sheets and files tell.

/// A year, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearHint {
    /// The year.
    pub year: i16,
    /// The text in which it stands.
    pub text: String,
}

/// The year that a title or a name tells: 2025年, 2025年度, 2025.03, 202503, 二〇二五年.
pub fn year_in(text: &str) -> Option<YearHint> {
    let digits: Vec<char> = text.chars().map(half_width).collect();
    let digit = |at: usize| digits.get(at).and_then(|c| c.to_digit(10));
    for at in 0..digits.len() {
        if at > 0 && digit(at - 1).is_some() {
            continue;
        }
        let run = (at..digits.len())
            .take_while(|at| digit(*at).is_some())
            .count();
        if !matches!(run, 4 | 6 | 8) {
            continue;
        }
        let value = (at..at + 4).fold(0, |value, at| value * 10 + digit(at).unwrap_or(0));
        if (2000..=2099).contains(&value) {
            return Some(YearHint {
                year: i16::try_from(value).ok()?,
                text: text.to_owned(),
            });
        }
    }
    let spelled = spelled_year(text)?;
    Some(YearHint {
        year: spelled,
        text: text.to_owned(),
    })
}

/// 二〇二五年, 二○二五年.
fn spelled_year(text: &str) -> Option<i16> {
    let before = text.split('年').next()?;
    let last: Vec<char> = before.chars().rev().take(4).collect();
    if last.len() < 4 {
        return None;
    }
    let digits = last.iter().rev().map(|c| match c {
        '〇' | '○' | '零' | 'Ｏ' => Some(0),
        _ => "一二三四五六七八九"
            .chars()
            .position(|digit| digit == *c)
            .map(|at| at as i16 + 1),
    });
    let year = digits
        .collect::<Option<Vec<i16>>>()?
        .iter()
        .fold(0, |value, digit| value * 10 + digit);
    (2000..=2099).contains(&year).then_some(year)
}

/// The month that a name tells: 3月, 三月份, 2025.03, 202503.
pub fn month_in(text: &str) -> Option<u8> {
    let plain: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .collect();
    if let Some((before, _)) = plain.split_once('月') {
        let digits: String = before
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect();
        let digits: String = digits.chars().rev().collect();
        let month = match digits.is_empty() {
            false => digits.parse().ok()?,
            true => chinese_month(before)?,
        };
        return (1..=12).contains(&month).then_some(month);
    }
    let year = year_in(&plain)?.year.to_string();
    let after = plain
        .split_once(&year)?
        .1
        .trim_start_matches(['.', '-', '_', '/', '年']);
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    let month = digits.get(..2).unwrap_or(&digits).parse().ok()?;
    (1..=12).contains(&month).then_some(month)
}

fn chinese_month(before: &str) -> Option<u8> {
    let names = [
        "十二", "十一", "十", "九", "八", "七", "六", "五", "四", "三", "二", "一",
    ];
    let at = names.iter().position(|name| before.ends_with(name))?;
    u8::try_from(12 - at).ok()
}

/// Full-width letters, digits and signs in their half-width form.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, year: Option<i16>, month: Option<u8>) {
        let found = (year_in(text).map(|hint| hint.year), month_in(text));
        assert_eq!(found, (year, month), "{text}");
    }

    #[test]
    fn titles_and_sheet_names_tell_year_and_month() {
        check("2025年建议提案办理台账", Some(2025), None);
        check("２０２４年度热线台账", Some(2024), None);
        check("二〇二五年办理情况", Some(2025), None);
        check("3月", None, Some(3));
        check("十二月份", None, Some(12));
        check("2025.03", Some(2025), Some(3));
        check("202511", Some(2025), Some(11));
        check("2025年3月", Some(2025), Some(3));
        check("电话13812345678", None, None);
        check("县司法局", None, None);
    }
}
