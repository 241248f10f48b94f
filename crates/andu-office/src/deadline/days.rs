//! Day by day, with reasons.

use andu_calendar::{Calendar, Course, Date, DateTime, Term, explain};
use andu_casework::ClockView;
use serde::Serialize;

/// A day, or a stretch of days, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayExplained {
    /// First day.
    pub date: Date,
    /// Last day of a stretch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Whether it counts.
    pub counted: bool,
    /// Why.
    pub why: String,
}

/// Explains a clock of a matter.
pub(crate) fn explain_view(
    view: &ClockView,
    calendar: &Calendar,
    as_of: DateTime,
) -> Vec<DayExplained> {
    let Some(term) = view.term else {
        return Vec::new();
    };
    // A pause still open runs to its limit, as in the due day: three years on, each limit has been reached.
    let limited = view.paused.is_some() && view.due.is_some();
    let seen_from = match limited {
        true => as_of.saturating_add(jiff::Span::new().years(3)),
        false => view.stopped.unwrap_or(as_of),
    };
    let begun = view.pauses.iter();
    let begun: Vec<_> = begun
        .filter(|pause| pause.to.is_some() || pause.from <= as_of)
        .cloned()
        .collect();
    let course = Course {
        start: view.start,
        pauses: &begun,
        extensions: &view.extensions,
        as_of: seen_from,
    };
    days(calendar, term, &course)
}

pub(super) fn days(calendar: &Calendar, term: Term, course: &Course<'_>) -> Vec<DayExplained> {
    let explained = explain(calendar, term, course).unwrap_or_default();
    let shown = explained.into_iter().map(|day| DayExplained {
        date: day.date,
        to: day.to,
        counted: day.counted,
        why: day.why,
    });
    shown.collect()
}
