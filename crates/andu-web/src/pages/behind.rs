//! The records behind a figure, a page at a time.

use andu_office::{Office, Period, Timestamp};
use andu_rules::model::{Indicator, IndicatorKind};
use serde_json::Value;

use crate::fault::Fault;

/// Records of a page.
const ROWS: u32 = 100;

/// Which of the records behind a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// All; of a rate those below the line, of a change those of this period.
    Whole,
    /// Of a rate those above the line.
    Part,
    /// Of a change those of the year before.
    Before,
}

impl Side {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Side::Whole => "whole",
            Side::Part => "part",
            Side::Before => "before",
        }
    }

    /// The sides of an indicator, each with what it is called there.
    pub(crate) fn of(indicator: &Indicator) -> Vec<(Side, &'static str)> {
        match indicator.kind {
            IndicatorKind::Ratio { .. } | IndicatorKind::Share { .. } => {
                vec![(Side::Part, "分子的记录"), (Side::Whole, "分母的记录")]
            }
            IndicatorKind::Change { .. } => {
                vec![
                    (Side::Whole, "本期的记录"),
                    (Side::Before, "上年同期的记录"),
                ]
            }
            _ => vec![(Side::Whole, "背后的记录")],
        }
    }
}

/// A record behind a figure.
pub(crate) struct RecordRow {
    pub id: String,
    pub number: String,
    pub title: String,
    /// Empty where the list does not say.
    pub date: String,
}

/// Some records, and where the next page begins.
pub(crate) struct Records {
    pub rows: Vec<RecordRow>,
    pub next: Option<String>,
}

/// Records of one side from a place on.
pub(crate) fn records(
    office: &Office,
    indicator: &str,
    period: Period,
    side: Side,
    at: Timestamp,
    after: Option<&str>,
) -> Result<Records, Fault> {
    let period = match side {
        Side::Whole => period,
        Side::Before => period.previous(),
        Side::Part => return part(office, indicator, period, at, after),
    };
    let page = office.records(indicator, period, after, ROWS)?;
    let rows = page.records.into_iter().map(|record| RecordRow {
        id: record.id,
        number: record.number.unwrap_or_default(),
        title: record.title.unwrap_or_else(|| "（无标题）".to_owned()),
        // The day; the time of day matters to nobody here.
        date: record.date.get(..10).unwrap_or(&record.date).to_owned(),
    });
    Ok(Records {
        rows: rows.collect(),
        next: page.next,
    })
}

/// The part of a rate, in the order of its trace; the place is a number of records.
fn part(
    office: &Office,
    indicator: &str,
    period: Period,
    at: Timestamp,
    after: Option<&str>,
) -> Result<Records, Fault> {
    let figures = office.figures(&[indicator.to_owned()], period, true)?;
    let trace = figures.into_iter().next().and_then(|one| one.figure.trace);
    let trace = serde_json::to_value(trace).unwrap_or_default();
    let ids = trace.get("numerator").and_then(Value::as_array);
    let ids: Vec<&str> = ids
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let first = match after {
        None => 0,
        Some(after) => after.parse().map_err(|_| {
            Fault::usage(format!(
                "翻页位置“{after}”不是本列表给出的位置。请从第一页重新打开。"
            ))
        })?,
    };
    let mut rows = Vec::new();
    for id in ids.iter().skip(first).take(ROWS as usize) {
        let matter = office.show(id, at)?;
        rows.push(RecordRow {
            id: matter.id,
            number: matter.number.unwrap_or_default(),
            title: matter.title.unwrap_or_else(|| "（无标题）".to_owned()),
            date: String::new(),
        });
    }
    let end = first + rows.len();
    Ok(Records {
        rows,
        next: (end < ids.len()).then(|| end.to_string()),
    })
}
