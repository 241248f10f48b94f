//! How a number or a day looks in its cell: percent, leading noughts, words around the number.

use calamine::{ExcelDateTime, ExcelDateTimeType};

use crate::book::Value;

/// A number as text, without the noise of binary fractions: at most fifteen digits, as office programs show it.
pub fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        // Adding nought turns the negative nought into nought.
        return format!("{:.0}", number + 0.0);
    }
    if number.abs() >= 1e15 {
        return format!("{number:.0}");
    }
    let before = (number.abs().log10().floor().max(0.0) as usize) + 1;
    let text = format!("{number:.*}", 15usize.saturating_sub(before).min(12));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number under its number format; plain where the format holds more than noughts, a percent sign and words.
pub fn formatted(number: f64, format: &str) -> String {
    shape(format).map_or_else(|| plain(number), |shape| shape.print(number))
}

/// The day or time of a serial number. `None` where it is neither.
pub fn moment(number: f64, is_1904: bool, format: Option<&str>) -> Option<Value> {
    if !number.is_finite() || number < 1.0 {
        return None;
    }
    // Minutes are what offices note; without rounding 9:30 reads 9:29.
    let whole_minutes = (number * 1440.0).round() / 1440.0 + 1e-9;
    let serial = ExcelDateTime::new(whole_minutes, ExcelDateTimeType::DateTime, is_1904);
    let (year, month, day, hour, minute, ..) = serial.to_ymd_hms_milli();
    let year = i16::try_from(year).ok()?;
    // A time of day under a format without hours is an artefact of calculation.
    let shows_time = format.is_none_or(|format| format.to_lowercase().contains('h'));
    Some(match shows_time && (hour, minute) != (0, 0) {
        true => Value::DateTime {
            year,
            month,
            day,
            hour,
            minute,
        },
        false => Value::Date {
            year,
            month,
            day,
            month_only: format.is_some_and(month_only),
        },
    })
}

/// A day or time as text.
pub fn spelled(value: &Value) -> String {
    match value {
        Value::Date {
            year,
            month,
            month_only: true,
            ..
        } => format!("{year}年{month}月"),
        Value::Date {
            year, month, day, ..
        } => format!("{year:04}-{month:02}-{day:02}"),
        Value::DateTime {
            year,
            month,
            day,
            hour,
            minute,
        } => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
        _ => String::new(),
    }
}

/// Whether a date format shows year and month and no day.
fn month_only(format: &str) -> bool {
    let bare = unquoted(format.split(';').next().unwrap_or("")).to_lowercase();
    bare.contains('y') && bare.contains('m') && !bare.contains('d') && !bare.contains('h')
}

/// The tokens of a format without its literal words and conditions.
fn unquoted(format: &str) -> String {
    let mut bare = String::new();
    let mut characters = format.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            '[' => {
                characters.by_ref().find(|c| *c == ']');
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            _ => bare.push(c),
        }
    }
    bare
}

/// A number format of the simple sort: words, digits, perhaps a percent sign, words.
struct Shape {
    before: String,
    /// At least so many digits before the point.
    whole: usize,
    /// So many after it.
    places: usize,
    percent: bool,
    after: String,
}

impl Shape {
    fn print(&self, number: f64) -> String {
        let scaled = if self.percent { number * 100.0 } else { number };
        // Words, noughts and percent change what a person reads; mere rounding does not change what was meant.
        if self.whole <= 1 && self.before.is_empty() && self.after.is_empty() && !self.percent {
            return plain(number);
        }
        let rounded = match self.percent {
            // 98.765 % shown as 99 % is still 98.765 %.
            true => plain((scaled * 1e6).round() / 1e6),
            false => format!("{:.*}", self.places, scaled),
        };
        let (sign, digits) = match rounded.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", rounded.as_str()),
        };
        let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
        let percent = if self.percent { "%" } else { "" };
        format!(
            "{sign}{}{whole:0>width$}{rest}{percent}{}",
            self.before,
            self.after,
            width = self.whole.max(1)
        )
    }
}

/// Reads a number format of the simple sort.
fn shape(format: &str) -> Option<Shape> {
    let mut shape = Shape {
        before: String::new(),
        whole: 0,
        places: 0,
        percent: false,
        after: String::new(),
    };
    let (mut seen, mut point) = (false, false);
    let mut characters = format.split(';').next()?.chars();
    while let Some(c) = characters.next() {
        let mut word = String::new();
        match c {
            '"' => word.extend(characters.by_ref().take_while(|c| *c != '"')),
            '\\' => word.extend(characters.next()),
            '_' | '*' => {
                characters.next();
            }
            '[' => {
                characters.by_ref().find(|c| *c == ']');
            }
            '0' | '#' | '?' | ',' => {
                if c == '0' && !point {
                    shape.whole += 1;
                } else if c != ',' && point {
                    shape.places += 1;
                }
                seen = true;
            }
            '.' if seen => point = true,
            '%' => shape.percent = true,
            ' ' => {}
            // Currency signs, words that need no quotation marks in Chinese programs, brackets.
            _ if !c.is_ascii_alphanumeric() && c != '/' && c != '@' => word.push(c),
            _ => return None,
        }
        match seen {
            true => shape.after.push_str(&word),
            false => shape.before.push_str(&word),
        }
    }
    seen.then_some(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: f64, format: &str, expected: &str) {
        assert_eq!(formatted(number, format), expected, "{format}");
    }

    #[test]
    fn numbers_are_shown_without_noise() {
        let shown: Vec<_> = [
            0.0,
            -0.0,
            3.0,
            -7.0,
            0.1 + 0.2,
            98.765,
            1234567.891,
            12_345_678_901_234_567_890.0,
        ]
        .map(plain)
        .to_vec();
        assert_eq!(
            shown,
            [
                "0",
                "0",
                "3",
                "-7",
                "0.3",
                "98.765",
                "1234567.891",
                "12345678901234567168"
            ]
        );
    }

    #[test]
    fn formats_that_change_what_is_read_are_followed() {
        check(0.985, "0.0%", "98.5%");
        check(0.98765, "0%", "98.765%");
        check(7.0, "000", "007");
        check(12.0, "\"依申请〔2025〕\"0\"号\"", "依申请〔2025〕12号");
        check(35.0, "0\"件\"", "35件");
        check(35.0, "General", "35");
        check(1234.5, "#,##0.00_ ", "1234.5");
        check(1234.5, "0.00E+00", "1234.5");
    }

    #[test]
    fn days_know_how_much_of_them_is_shown() {
        let day = moment(45731.0, false, Some("yyyy/m/d")).unwrap();
        assert_eq!(spelled(&day), "2025-03-15");
        let month = moment(45717.0, false, Some("yyyy\"年\"m\"月\"")).unwrap();
        assert_eq!(spelled(&month), "2025年3月");
        let time = moment(45731.395833, false, Some("yyyy/m/d h:mm")).unwrap();
        assert_eq!(spelled(&time), "2025-03-15 09:30");
        assert_eq!(moment(0.5, false, Some("h:mm")), None);
    }
}
