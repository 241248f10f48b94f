//! Reads the State Council's notice for a year, or an autonomous county's own days.

use andu_calendar::{Holiday, Notice};
use jiff::civil::Date;

use crate::{
    read::table::{Entry, Table, civil_date, place},
    source::Placed,
};

/// Reads a notice; `None` without a year, which has been reported.
pub(crate) fn notice(mut table: Table<'_>) -> Option<Notice> {
    let title = table.need_text("title").value;
    if !title.is_empty() {
        table.owner = format!("放假通知“{title}”");
    }
    let year = year(&table);
    let number = table.text("number").map(|number| number.value);
    let issued = table.date("issued").map(|issued| issued.value);
    let division = table.text("division").map(|division| division.value);
    let amends = table.text("amends").map(|amends| amends.value);
    let owner = format!("{}的节日", table.owner);
    let holidays: Vec<Holiday> = table
        .tables("holiday", &owner)
        .into_iter()
        .map(|mut holiday| {
            let festival = holiday.need_text("festival").value;
            if !festival.is_empty() {
                holiday.owner = format!("节日“{festival}”");
            }
            let off = days(&holiday, "off");
            let work = days(&holiday, "work")
                .into_iter()
                .flat_map(|(from, to)| each(from, to));
            let work = work.collect();
            holiday.finish();
            Holiday {
                festival,
                off,
                work,
            }
        })
        .collect();
    table.finish();
    Some(Notice {
        year: year?,
        title,
        number,
        issued,
        division,
        amends,
        holidays,
    })
}

fn year(table: &Table<'_>) -> Option<i16> {
    let Some(entry) = table.entry("year") else {
        table.missing("year");
        return None;
    };
    let year = entry
        .1
        .as_integer()
        .and_then(|year| i16::try_from(year).ok());
    match year {
        Some(year) if (1949..=9000).contains(&year) => Some(year),
        _ => table.wrong_kind("year", entry, "年份（四位整数）"),
    }
}

/// Every day of a stretch; a stretch of more than a year is cut, so that a slip costs no memory.
fn each(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(jiff::Span::new().days(1))
        .take(366)
        .take_while(move |day| *day <= to)
}

fn days(table: &Table<'_>, key: &'static str) -> Vec<(Date, Date)> {
    table
        .entries(key)
        .into_iter()
        .filter_map(|entry| stretch(table, key, entry))
        .collect()
}

/// `"2025-01-28..2025-02-04"`, `"2025-01-26"`, or a bare date.
fn stretch(table: &Table<'_>, key: &'static str, entry: Entry<'_>) -> Option<(Date, Date)> {
    if let Some(day) = entry.1.as_moment().and_then(civil_date) {
        return Some((day, day));
    }
    let Some(text) = entry.1.as_text() else {
        return table.wrong_kind(key, entry, "日期或起止日期");
    };
    let written = Placed {
        value: text,
        place: place(entry),
    };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let parsed = (date(from), date(to));
    let (Some(from), Some(to)) = parsed else {
        let message = format!("{}的 {key} 里“{text}”不是日历上有的日期", table.owner);
        let remedy = "请写作 2025-01-28 或者 2025-01-28..2025-02-04";
        table
            .faults
            .error(written.place, "bad-date", message, remedy);
        return None;
    };
    if from > to {
        let message = format!("{}的 {key} 里“{text}”止日早于起日", table.owner);
        table
            .faults
            .error(written.place, "period-backwards", message, "请改正起止日期");
    }
    Some((from, to))
}

/// `2025-01-28`, exactly so.
pub(crate) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shaped { text.parse().ok() } else { None }
}
