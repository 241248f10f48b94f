//! Numbers and days as a cell stores them.

/// A number as it is stored, a hundredth of it where the cell shows percent.
pub fn stored(digits: &str, hundredth: bool) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let shift = if hundredth { 2 } else { 0 };
    let whole = format!("{whole:0>width$}", width = shift + 1);
    let (whole, moved) = whole.split_at(whole.len() - shift);
    let places = format!("{moved}{places}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match places.trim_end_matches('0') {
        "" if whole == "0" => "0".to_owned(),
        "" => format!("{sign}{whole}"),
        places => format!("{sign}{whole}.{places}"),
    }
}

/// Whether a text is a plain number that a cell may hold as such: what begins with a nought is a code, what is long is a code too.
pub fn plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(places) && digits.len() <= 11 && (whole == "0" || !whole.starts_with('0'))
}

/// Year, month and day of a text such as `2025-12-31`.
pub fn day(text: &str) -> Option<(i64, i64, i64)> {
    let parts: Vec<&str> = text.split('-').collect();
    let &[year, month, day] = parts.as_slice() else {
        return None;
    };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=last).contains(&day).then_some((year, month, day))
}

/// The number by which a workbook knows a day from 1900-03-01 on.
pub fn serial((year, month, day): (i64, i64, i64), since_1904: bool) -> Option<i64> {
    // Days since 1970-01-01: years begin in March, so that the leap day is the last.
    let (y, m) = match month {
        1 | 2 => (year - 1, month + 9),
        _ => (year, month - 3),
    };
    let days =
        365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day
            - 719_469;
    let serial = days + 25_569 - if since_1904 { 1462 } else { 0 };
    (days >= -25_508).then_some(serial)
}

/// What a number format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    Number,
    Percent,
    Day,
    Text,
}

/// What a format shows, by its number and, where it is the workbook's own, its code.
pub fn shows(id: u32, code: Option<&str>) -> Shows {
    match (id, code) {
        (_, Some(code)) => shows_code(code),
        (9 | 10, None) => Shows::Percent,
        (14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58, None) => Shows::Day,
        (49, None) => Shows::Text,
        _ => Shows::Number,
    }
}

fn shows_code(code: &str) -> Shows {
    let mut bare = String::new();
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => drop(characters.find(|c| *c == '"')),
            '[' => drop(characters.find(|c| *c == ']')),
            '\\' | '_' | '*' => drop(characters.next()),
            ';' => break,
            c => bare.push(c.to_ascii_lowercase()),
        }
    }
    match bare {
        bare if bare.trim() == "@" => Shows::Text,
        bare if bare.contains('%') => Shows::Percent,
        bare if bare.contains('y') || bare.contains('d') => Shows::Day,
        _ => Shows::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_are_exact() {
        let cases = [
            ("97.37", "0.9737"),
            ("100", "1"),
            ("5", "0.05"),
            ("0", "0"),
            ("-3.5", "-0.035"),
            ("1234.50", "12.345"),
        ];
        for (digits, expected) in cases {
            assert_eq!(stored(digits, true), expected);
        }
        assert_eq!(stored("97.370", false), "97.37");
        assert_eq!(stored("-0.0", false), "0");
        assert_eq!(stored("100", false), "100");
    }

    #[test]
    fn codes_are_no_numbers() {
        for number in ["0", "12", "-3", "0.5", "2025"] {
            assert!(plain(number), "{number}");
        }
        for code in [
            "",
            "-",
            "007",
            "500229123456789012",
            "1.",
            ".5",
            "1,000",
            "+5",
            "１",
        ] {
            assert!(!plain(code), "{code}");
        }
    }

    #[test]
    fn days_have_their_numbers() {
        let number = |text: &str| serial(day(text)?, false);
        assert_eq!(number("2025-12-31"), Some(46022));
        assert_eq!(number("2024-02-29"), Some(45351));
        assert_eq!(number("1900-03-01"), Some(61));
        assert_eq!(number("1900-01-01"), None);
        assert_eq!(day("2025-02-29"), None);
        assert_eq!(day("2025-13-01"), None);
        assert_eq!(day("2025.3.1"), None);
        assert_eq!(serial((2025, 12, 31), true), Some(44560));
    }

    #[test]
    fn formats_tell_what_they_show() {
        assert_eq!(shows(0, None), Shows::Number);
        assert_eq!(shows(10, None), Shows::Percent);
        assert_eq!(shows(49, None), Shows::Text);
        assert_eq!(shows(176, Some("0.00%")), Shows::Percent);
        assert_eq!(shows(176, Some("0\"%\"")), Shows::Number);
        assert_eq!(shows(176, Some("yyyy年m月d日")), Shows::Day);
        assert_eq!(shows(176, Some("[$-804]0.00_);[Red]d")), Shows::Number);
        assert_eq!(shows(31, None), Shows::Day);
    }
}
