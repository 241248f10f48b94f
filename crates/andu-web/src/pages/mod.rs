//! The pages, one module each: a typed context, and how it is filled from the views of the office.

pub(crate) mod audit;
pub(crate) mod behind;
pub(crate) mod calendar;
pub(crate) mod deadline;
pub(crate) mod desk;
pub(crate) mod download;
pub(crate) mod drafts;
pub(crate) mod figure;
pub(crate) mod figures;
pub(crate) mod fill;
pub(crate) mod find;
pub(crate) mod handling;
mod happened;
pub(crate) mod hints;
pub(crate) mod import;
pub(crate) mod lookup;
pub(crate) mod marked;
pub(crate) mod matter;
pub(crate) mod paper;
pub(crate) mod period;
pub(crate) mod question;
pub(crate) mod register;
pub(crate) mod registers;
pub(crate) mod remedies;
pub(crate) mod report;
pub(crate) mod table;
pub(crate) mod template;
pub(crate) mod values;
pub(crate) mod verify;

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// One choice of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: &str, label: &str, asked: Option<&str>) -> Choice {
        Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: asked == Some(value),
        }
    }
}

/// A day of a clock's course, as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayRow {
    pub days: String,
    pub weekday: &'static str,
    pub counted: bool,
    pub why: String,
}

impl DayRow {
    pub(crate) fn all(explain: &[andu_office::DayExplained]) -> Vec<DayRow> {
        let row = |day: &andu_office::DayExplained| DayRow {
            days: match day.to {
                Some(to) if to.year() == day.date.year() => {
                    format!("{}至{:02}-{:02}", day.date, to.month(), to.day())
                }
                Some(to) => format!("{}至{to}", day.date),
                None => day.date.to_string(),
            },
            weekday: match day.to {
                Some(_) => "",
                None => crate::words::weekday(day.date),
            },
            counted: day.counted,
            why: day.why.clone(),
        };
        explain.iter().map(row).collect()
    }
}

/// The style sheet.
pub(crate) async fn style() -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (kind, include_str!("../../templates/static/andu.css")).into_response()
}
