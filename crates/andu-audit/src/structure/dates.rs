//! Dates: those that no calendar has, and a report that is dated before its period ended.

use std::ops::Range;

use jiff::civil::Date;

use super::outline::value;
use crate::{
    Context, Finding, Kind, PaperKind, Severity, Text,
    wording::line::{Line, lines},
};

/// So many paragraphs at the end may hold the date of the paper.
const MOST_LINES_OF_AN_END: usize = 8;
/// Longest line that is nothing but a date, with the office before it, in characters.
const LONGEST_DATE_LINE: usize = 40;

/// Dates that cannot be.
pub(super) fn find(text: &Text, context: &Context<'_>, found: &mut Vec<Finding>) {
    for (line, _) in lines(text) {
        for written in dates(line.text) {
            found.extend(impossible(line, &written));
        }
        backwards(line, found);
    }
    found.extend(too_early(text, context));
}

/// A date as it is written; the year may be left out.
struct Written {
    at: Range<usize>,
    year: Option<i16>,
    month: u32,
    day: Option<u32>,
}

impl Written {
    fn date(&self) -> Option<Date> {
        let month = i8::try_from(self.month).ok()?;
        let day = i8::try_from(self.day.unwrap_or(1)).ok()?;
        // 29 February without a year may be that of a leap year.
        Date::new(self.year.unwrap_or(2024), month, day).ok()
    }
}

/// Every 2025年3月15日, 3月15日, 2025-03-15, 2025.3.15 and 二〇二五年三月十五日 of a text.
fn dates(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('月') {
        found.extend(in_words(text, at));
    }
    let bytes = text.as_bytes();
    for (at, byte) in text.bytes().enumerate() {
        let starts = byte == b'2'
            && at
                .checked_sub(1)
                .is_none_or(|before| !bytes[before].is_ascii_digit());
        if starts {
            found.extend(in_digits(text, at));
        }
    }
    found
}

/// The date around 月.
fn in_words(text: &str, month_end: usize) -> Option<Written> {
    let (month_start, month) = number_before(text, month_end)?;
    let before = &text[..month_start];
    let (start, year) = match before.strip_suffix('年') {
        Some(before) => match year_before(before) {
            Some((start, year)) => (start, Some(year)),
            None => (month_start, None),
        },
        None => (month_start, None),
    };
    let rest = &text[month_end + '月'.len_utf8()..];
    let length = rest
        .find(|c: char| !c.is_ascii_digit() && !"一二三四五六七八九十".contains(c))
        .unwrap_or(rest.len());
    let day = value(&rest[..length]).filter(|_| length > 0);
    let is_day = rest[length..].starts_with(['日', '号']);
    let day = day.filter(|_| is_day);
    let end = month_end
        + '月'.len_utf8()
        + if day.is_some() {
            length + '日'.len_utf8()
        } else {
            0
        };
    // 三月 without a day and 12个月 are no dates that could be wrong; 13月 is.
    let certain = day.is_some() || year.is_some();
    certain.then_some(Written {
        at: start..end,
        year,
        month,
        day,
    })
}

/// 2025-03-15, 2025.3.15, 2025/3/15.
fn in_digits(text: &str, start: usize) -> Option<Written> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let run = bytes.get(from..).unwrap_or_default();
        run.iter()
            .take(3)
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let number = |at: Range<usize>| text.get(at)?.parse::<u32>().ok();
    let point = *bytes.get(start + 4)?;
    let year = number(start..start + 4)?;
    let month_start = start + 5;
    let day_start = month_start + digits(month_start) + 1;
    let end = day_start + digits(day_start);
    let month = number(month_start..day_start - 1)?;
    let day = number(day_start..end)?;
    let shaped = matches!(point, b'-' | b'.' | b'/') && bytes.get(day_start - 1) == Some(&point);
    // 2025.3.15.1 and 2025-03-15-001 are numbers of something.
    let behind = bytes.get(end);
    let longer = behind
        .is_some_and(|byte| matches!(byte, b'-' | b'.' | b'/') || byte.is_ascii_alphanumeric());
    (shaped && !longer && end - day_start <= 2 && day_start - month_start <= 3).then_some(Written {
        at: start..end,
        year: i16::try_from(year).ok(),
        month,
        day: Some(day),
    })
}

fn number_before(text: &str, end: usize) -> Option<(usize, u32)> {
    let is_digit = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
    let before = &text[..end];
    let length: usize = before
        .chars()
        .rev()
        .take(3)
        .take_while(is_digit)
        .map(char::len_utf8)
        .sum();
    let number = value(&before[end - length..]).filter(|_| length > 0)?;
    Some((end - length, number))
}

/// The year that ends a text: 2025, 二〇二五.
fn year_before(before: &str) -> Option<(usize, i16)> {
    let mut year = 0;
    let mut start = before.len();
    for (power, (at, c)) in [1, 10, 100, 1000].iter().zip(before.char_indices().rev()) {
        year += power * i16::try_from(digit(c)?).ok()?;
        start = at;
    }
    (1900..2200).contains(&year).then_some((start, year))
}

fn digit(c: char) -> Option<u32> {
    const HAN: &str = "〇一二三四五六七八九";
    let han = || HAN.chars().position(|known| known == c);
    let han = || han().and_then(|it| u32::try_from(it).ok());
    c.to_digit(10).or_else(han).or((c == '○').then_some(0))
}

fn impossible(line: Line<'_>, written: &Written) -> Option<Finding> {
    if written.date().is_some() {
        return None;
    }
    let words = &line.text[written.at.clone()];
    let what = if (1..=12).contains(&written.month) {
        format!("{}月没有这一天", written.month)
    } else {
        format!("没有{}月", written.month)
    };
    let message = format!("日期“{words}”不存在：{what}。请核对后改正。");
    Some(line.finding(Kind::Date, Severity::Error, written.at.clone(), message))
}

/// 2025年12月1日至2025年3月1日: the end before the beginning.
fn backwards(line: Line<'_>, found: &mut Vec<Finding>) {
    let all = dates(line.text);
    for pair in all.windows(2) {
        let [from, to] = pair else { continue };
        let between = line.text.get(from.at.end..to.at.start);
        let joined =
            between.is_some_and(|it| matches!(it, "至" | "到" | "—" | "－" | "-" | "——" | "起至"));
        let full =
            from.year.is_some() && to.year.is_some() && from.day.is_some() == to.day.is_some();
        let before = |it: &Written| line.before(it.at.start);
        // 自9月18日开班，至9月12日结业.
        let parted = matches!(before(from), Some('自' | '从'))
            && matches!(before(to), Some('至' | '到'))
            && between.is_some_and(|it| !it.contains(['。', '；']));
        if (joined || parted) && full && from.date() > to.date() && to.date().is_some() {
            let at = if joined { from.at.start } else { to.at.start }..to.at.end;
            let message = format!(
                "起止日期“{}”颠倒，止日早于起日。请核对后改正。",
                &line.text[at.clone()]
            );
            found.push(line.finding(Kind::Date, Severity::Error, at, message));
        }
    }
}

/// A report of a year that is dated within that year, or before it.
fn too_early(text: &Text, context: &Context<'_>) -> Option<Finding> {
    let yearly = matches!(context.kind, PaperKind::Report | PaperKind::Disclosure);
    let year = context.year.or_else(|| text.guessed_year())?;
    if !yearly || is_of_part_of_a_year(text) {
        return None;
    }
    let all = text.paragraphs.len();
    let end = lines(text).skip(all.saturating_sub(MOST_LINES_OF_AN_END));
    let (line, written) = end
        .filter(|(line, paragraph)| {
            paragraph.table.is_none() && line.text.chars().count() <= LONGEST_DATE_LINE
        })
        .filter_map(|(line, _)| Some((line, closing_date(line)?)))
        .last()?;
    let date = written.date()?;
    if date >= Date::new(year, 12, 31).ok()? {
        return None;
    }
    let message = format!(
        "成文日期“{}”早于报告期末（{year}年12月31日），全年的数字那时还没有。请核对日期，或者写明数字截至哪一天。",
        &line.text[written.at.clone()]
    );
    Some(line.finding(Kind::Date, Severity::Warning, written.at, message))
}

/// The date with which a line ends that says nothing else, but perhaps the office.
fn closing_date(line: Line<'_>) -> Option<Written> {
    let written = dates(line.text).pop()?;
    let behind = line.text[written.at.end..].trim();
    let before = line.text[..written.at.start].trim();
    let is_name = !before.contains(['，', '。', '；', '：', '、', '于', '在', '自', '至', '截']);
    let full = written.year.is_some() && written.day.is_some();
    (behind.is_empty() && is_name && full).then_some(written)
}

/// Whether the title speaks of a half, a quarter or some months.
fn is_of_part_of_a_year(text: &Text) -> bool {
    let top = text.paragraphs.iter().take(4);
    let parts = ["上半年", "季度", "半年", "月份", "1—", "1-", "1至", "截至"];
    top.map(|paragraph| paragraph.text.as_str()).any(|line| {
        line.chars().count() <= LONGEST_DATE_LINE && parts.iter().any(|part| line.contains(part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let text = Text::from_plain(text);
        let mut found = Vec::new();
        find(
            &text,
            &Context {
                year: Some(2025),
                ..Context::default()
            },
            &mut found,
        );
        let found: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn days_that_no_calendar_has() {
        check(
            "2025年2月29日、2024年2月29日、2月29日和4月31日。",
            &["2025年2月29日", "4月31日"],
        );
        check("2025年13月召开会议。会期12个月。", &["2025年13月"]);
        check("二〇二五年六月三十一日印发", &["二〇二五年六月三十一日"]);
        check(
            "2025-02-30、2025.4.31、2025/6/30",
            &["2025-02-30", "2025.4.31"],
        );
        check("版本2025.13.40.1，编号2025-13-001", &[]);
    }

    #[test]
    fn periods_that_run_backwards() {
        check(
            "2025年6月1日至2025年3月1日",
            &["2025年6月1日至2025年3月1日"],
        );
        check("2025年3月1日至2025年6月1日", &[]);
    }

    #[test]
    fn a_report_dated_within_its_year() {
        check(
            "2025年度报告\n正文。\n县人民政府办公室\n2025年12月15日",
            &["2025年12月15日"],
        );
        check("2025年度报告\n正文。\n2026年1月15日", &[]);
        check("2025年上半年报告\n正文。\n2025年7月15日", &[]);
        check("2025年度报告\n会议于2025年12月15日召开。", &[]);
    }
}
