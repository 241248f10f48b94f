//! Whether a day is worked.

use andu_calendar::{Calendar, Date, WorkingDays};
use serde::Serialize;

use crate::error::OfficeError;

/// Whether a day is worked, and the N-th working day after it.
#[derive(Debug, Clone, Serialize)]
pub struct WorkdayAnswer {
    /// The day.
    pub date: Date,
    /// Whether it is worked.
    pub workday: bool,
    /// Why.
    pub why: String,
    /// N.
    pub plus: Option<u32>,
    /// The N-th working day after it.
    pub result: Option<Date>,
    /// 暂定.
    pub provisional: bool,
}

/// Says whether a day is worked, and finds the N-th working day after it.
///
/// # Errors
///
/// [`OfficeError::Usage`] where the count leaves the calendar's range.
pub fn workday(
    calendar: &Calendar,
    date: Date,
    plus: Option<u32>,
) -> Result<WorkdayAnswer, OfficeError> {
    let day = calendar.day(date);
    let result = match plus {
        None => None,
        Some(plus) => Some(
            calendar
                .nth_working_day(date, WorkingDays(plus))
                .ok_or_else(|| {
                    OfficeError::Usage(format!(
                        "算不出结果：{date}之后第{plus}个工作日超出日历范围。请核对日期和天数。"
                    ))
                })?,
        ),
    };
    let unsettled = result.is_some_and(|result| !calendar.is_settled(result));
    Ok(WorkdayAnswer {
        date,
        workday: day.working,
        why: day.why.to_string(),
        plus,
        result,
        provisional: day.provisional || unsettled,
    })
}
