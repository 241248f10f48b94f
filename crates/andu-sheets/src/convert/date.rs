//! Days as offices write them.

use crate::book::{Cell, Value};
use crate::list::half_width;

use super::Precision;
use super::number::chinese_number;

/// Years that a register of an office may hold.
const YEARS: std::ops::RangeInclusive<i32> = 1949..=2099;

/// Serial numbers of the years 2000 to 2049, as which a day shows where its cell lost its format.
const SERIALS: std::ops::RangeInclusive<u32> = 36_526..=54_788;

/// A day, perhaps with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub year: i32,
    pub month: u32,
    pub day: u32,
    pub time: Option<(u32, u32)>,
    pub precision: Precision,
}

/// Why a text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// Nothing like a day.
    #[error("不是日期。请写成“2025-03-15”这样的年月日。")]
    NotADate,
    /// There is no such day.
    #[error("没有这一天。请核对月份和日期。")]
    NoSuchDay,
    /// There is no such time of day.
    #[error("没有这一时刻。请核对时和分。")]
    NoSuchTime,
    /// A year that cannot be meant.
    #[error("的年份是{0}年，不合理。请核对是否写错。")]
    Year(i32),
    /// No year, and nothing tells it.
    #[error("没有写年份，标题和工作表名称中也没有。请写明年份，或者在导入方案中写明默认年份。")]
    NoYear,
    /// Year and month alone.
    #[error("只有年月，没有日。请写明是哪一天，或者在导入方案中写明只有年月的记为当月几日。")]
    NoDay,
    /// Earlier than it can be, because the year was taken from the title.
    #[error(
        "没有写年份，按{0}年算早于“{1}”，可能是{2}年。请写明年份，或者在导入方案中写明跨年的月日记为次年。"
    )]
    NextYear(i32, String, i32),
    /// A year alone.
    #[error("只有年份。请写明月和日。")]
    YearAlone,
    /// Can be read in two ways.
    #[error("可以读成{0}或者{1}，不能确定。请写成“2025-03-15”这样的年月日。")]
    Unclear(String, String),
    /// Two days.
    #[error("写了起止两个日期，这一栏只登记一个。请只留一个，另一个另列一栏。")]
    Two,
}

impl DateFault {
    /// Stable code for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            DateFault::NotADate => "not-a-date",
            DateFault::NoSuchDay => "no-such-day",
            DateFault::NoSuchTime => "no-such-time",
            DateFault::Year(_) => "year-unlikely",
            DateFault::NoYear => "no-year",
            DateFault::NoDay => "no-day",
            DateFault::NextYear(..) => "next-year",
            DateFault::YearAlone => "year-alone",
            DateFault::Unclear(..) => "date-unclear",
            DateFault::Two => "two-dates",
        }
    }
}

/// Reads the day of a cell.
pub fn read(cell: &Cell, year: Option<i16>, month: Option<u8>) -> Result<Moment, DateFault> {
    match cell.value {
        Value::Date {
            year,
            month,
            day,
            month_only,
        } => {
            let precision = match month_only {
                true => Precision::MonthOnly,
                false => Precision::Whole,
            };
            checked(i32::from(year), u32::from(month), u32::from(day), precision)
        }
        Value::DateTime {
            year,
            month,
            day,
            hour,
            minute,
        } => {
            let moment = checked(
                i32::from(year),
                u32::from(month),
                u32::from(day),
                Precision::Whole,
            )?;
            Ok(Moment {
                time: Some((u32::from(hour), u32::from(minute))),
                ..moment
            })
        }
        Value::Number(number) => numeric(number, &cell.text, year, month),
        Value::Text => parse(&cell.text, year, month),
        Value::Bool(_) | Value::Error => Err(DateFault::NotADate),
    }
}

/// A number that stands for a day: a serial number, 20250315, 2025.3, 3.15.
fn numeric(
    number: f64,
    text: &str,
    year: Option<i16>,
    month: Option<u8>,
) -> Result<Moment, DateFault> {
    if number.fract() == 0.0 {
        return parse(text, year, month);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if SERIALS.contains(&whole.parse().unwrap_or(0)) {
        return serial(number);
    }
    // As a number 3.10 is 3.1: one digit may have lost its nought.
    if fraction.len() == 1
        && matches!(fraction, "1" | "2" | "3")
        && (whole.len() < 4 || fraction == "1")
    {
        return Err(match whole.len() {
            4 => DateFault::Unclear(format!("{whole}年1月"), format!("{whole}年10月")),
            _ => DateFault::Unclear(
                format!("{whole}月{fraction}日"),
                format!("{whole}月{fraction}0日"),
            ),
        });
    }
    parse(text, year, month)
}

fn serial(number: f64) -> Result<Moment, DateFault> {
    match crate::read::moment(number) {
        Some(value @ (Value::Date { .. } | Value::DateTime { .. })) => {
            let cell = Cell {
                text: "".into(),
                value,
                merged_from: None,
            };
            let moment = read(&cell, None, None)?;
            Ok(Moment {
                precision: Precision::Serial,
                ..moment
            })
        }
        _ => Err(DateFault::NotADate),
    }
}

/// Whether a text looks like a day, right or wrong. Bare numbers do not, but for eight digits.
pub fn looks_like_date(text: &str) -> bool {
    if text.len() > 60 || !text.chars().any(|c| half_width(c).is_ascii_digit()) {
        return false;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits == text.trim().chars().count() && digits != 8 {
        return false;
    }
    match parse(text, Some(2000), Some(1)) {
        // 3.15 alone is more often a number.
        Ok(moment) => {
            moment.precision == Precision::Whole
                || text.contains(['年', '月', '日', '号'])
                || has_year(text)
        }
        Err(
            DateFault::NoSuchDay | DateFault::Year(_) | DateFault::Two | DateFault::Unclear(..),
        ) => has_year(text),
        Err(_) => false,
    }
}

fn has_year(text: &str) -> bool {
    text.contains("20") && text.contains(['年', '.', '-', '/', '．', '－'])
}

/// Reads a day.
pub fn parse(text: &str, year: Option<i16>, month: Option<u8>) -> Result<Moment, DateFault> {
    let plain = plain(text);
    let (day, time) = split_time(&plain);
    let moment = parse_day(day, year, month)?;
    let time = match time {
        None => None,
        Some(time) => Some(parse_time(time)?),
    };
    Ok(Moment { time, ..moment })
}

/// Half-width, without weekdays and words such as 前, with Arabic digits.
fn plain(text: &str) -> String {
    let mut plain: String = text.trim().chars().map(half_width).collect();
    for name in ["星期", "礼拜", "周"] {
        while let Some(at) = plain.find(name) {
            let day = plain[at + name.len()..].chars().next();
            let Some(day) = day.filter(|day| "一二三四五六日天1234567".contains(*day))
            else {
                break;
            };
            plain.replace_range(at..at + name.len() + day.len_utf8(), "");
        }
    }
    let plain = plain.replace("()", "").replace("( )", "");
    arabic(&plain)
}

/// 二〇二五年三月十五日 in Arabic digits. Other words stay.
fn arabic(text: &str) -> String {
    const NUMERALS: &str = "〇○零一二三四五六七八九十";
    if !text.contains(['年', '月', '日', '号']) || !text.contains(|c| NUMERALS.contains(c)) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars() {
        if NUMERALS.contains(c) {
            run.push(c);
            continue;
        }
        out.push_str(&arabic_run(&run, c));
        run.clear();
        out.push(c);
    }
    out + &arabic_run(&run, ' ')
}

fn arabic_run(run: &str, next: char) -> String {
    if run.is_empty() {
        return String::new();
    }
    if next == '年' && run.chars().count() == 4 {
        return run
            .chars()
            .filter_map(|c| chinese_number(&c.to_string()))
            .map(|digit| digit.to_string())
            .collect();
    }
    match chinese_number(run) {
        Some(number) => number.to_string(),
        None => run.to_owned(),
    }
}

/// Cuts 9:30, 上午9时30分, T09:30:00 off.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let Some(mark) = text.find([':', '时', '点']) else {
        return (text.trim().trim_end_matches('T'), None);
    };
    let digits = text[..mark]
        .bytes()
        .rev()
        .take_while(u8::is_ascii_digit)
        .count();
    let mut start = mark - digits.min(2);
    for word in ["上午", "下午", "中午", "晚上", "凌晨", "晚"] {
        if let Some(before) = text[..start].trim_end().strip_suffix(word) {
            start = before.len();
            break;
        }
    }
    let day = text[..start].trim().trim_end_matches('T');
    (day, Some(text[start..].trim()))
}

fn parse_time(text: &str) -> Result<(u32, u32), DateFault> {
    let afternoon = ["下午", "晚"].iter().any(|word| text.contains(word));
    let numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let numbers: Vec<u32> = numbers.filter_map(|part| part.parse().ok()).collect();
    let hour = *numbers.first().ok_or(DateFault::NoSuchTime)?;
    let minute = match (numbers.get(1), text.contains('半')) {
        (Some(minute), _) => *minute,
        (None, true) => 30,
        (None, false) => 0,
    };
    let hour = if afternoon && hour < 12 {
        hour + 12
    } else {
        hour
    };
    match hour < 24 && minute < 60 {
        true => Ok((hour, minute)),
        false => Err(DateFault::NoSuchTime),
    }
}

fn parse_day(text: &str, year: Option<i16>, month: Option<u8>) -> Result<Moment, DateFault> {
    let text = text.trim();
    let text = ["以前", "之前", "前", "截止", "止", "起"]
        .iter()
        .find_map(|word| text.strip_suffix(word))
        .unwrap_or(text);
    let strange = |c: char| !c.is_ascii_digit() && !".-/年月日号、,。 —~至到".contains(c);
    if text.is_empty() || text.contains(strange) {
        return Err(DateFault::NotADate);
    }
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let numbers: Vec<u32> = parts
        .iter()
        .map(|part| part.parse().unwrap_or(u32::MAX))
        .collect();
    let known_year = || year.map(i32::from).ok_or(DateFault::NoYear);
    match (parts.as_slice(), numbers.as_slice()) {
        ([one], [number]) => single(text, one, *number, year, month),
        ([first, _], [y, m]) if first.len() == 4 => {
            checked(to_year(*y), *m, 1, Precision::MonthOnly)
        }
        ([first, second], [m, d]) if first.len() <= 2 && second.len() <= 2 => {
            if !(1..=12).contains(m) {
                return Err(DateFault::NotADate);
            }
            checked(known_year()?, *m, *d, Precision::YearTaken)
        }
        ([first, ..], [y, m, d]) if first.len() == 4 => {
            checked(to_year(*y), *m, *d, Precision::Whole)
        }
        ([_, _, last], [a, b, y]) if last.len() == 4 => day_and_month(*a, *b, to_year(*y)),
        ([first, _, _], [y, m, d]) if first.len() == 2 => {
            checked(2000 + to_year(*y), *m, *d, Precision::Whole)
        }
        (several, _) if several.len() > 3 => Err(DateFault::Two),
        _ => Err(DateFault::NotADate),
    }
}

/// One run of digits.
fn single(
    text: &str,
    digits: &str,
    number: u32,
    year: Option<i16>,
    month: Option<u8>,
) -> Result<Moment, DateFault> {
    let known_year = year.map(i32::from).ok_or(DateFault::NoYear);
    if text.ends_with('月') && digits.len() <= 2 {
        return checked(known_year?, number, 1, Precision::MonthOnly);
    }
    if text.ends_with(['日', '号']) && digits.len() <= 2 {
        let month = month.ok_or(DateFault::NotADate)?;
        return checked(known_year?, u32::from(month), number, Precision::YearTaken);
    }
    match digits.len() {
        8 => checked(
            to_year(number / 10_000),
            number / 100 % 100,
            number % 100,
            Precision::Whole,
        ),
        6 if digits.starts_with("20") => {
            checked(to_year(number / 100), number % 100, 1, Precision::MonthOnly)
        }
        5 if SERIALS.contains(&number) => serial(f64::from(number)),
        4 if YEARS.contains(&to_year(number)) => Err(DateFault::YearAlone),
        _ => Err(DateFault::NotADate),
    }
}

/// 3/15/2025 and 15/3/2025 can be told apart; 3/5/2025 cannot.
fn day_and_month(a: u32, b: u32, year: i32) -> Result<Moment, DateFault> {
    match (a <= 12, b <= 12) {
        (true, false) => checked(year, a, b, Precision::Whole),
        (false, true) => checked(year, b, a, Precision::Whole),
        (true, true) if a == b => checked(year, a, b, Precision::Whole),
        (true, true) => Err(DateFault::Unclear(
            format!("{year}年{a}月{b}日"),
            format!("{year}年{b}月{a}日"),
        )),
        (false, false) => Err(DateFault::NoSuchDay),
    }
}

fn to_year(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn checked(year: i32, month: u32, day: u32, precision: Precision) -> Result<Moment, DateFault> {
    if !YEARS.contains(&year) {
        return Err(DateFault::Year(year));
    }
    if !(1..=12).contains(&month) || !(1..=days_of(year, month)).contains(&day) {
        return Err(DateFault::NoSuchDay);
    }
    Ok(Moment {
        year,
        month,
        day,
        time: None,
        precision,
    })
}

/// The last day of a month.
pub fn last_day(year: i32, month: u32) -> u32 {
    days_of(year, month)
}

fn days_of(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
