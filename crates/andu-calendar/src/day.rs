//! One day of the calendar and why it is worked or not.

use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, Weekday};

/// What the calendar says of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether it is a working day (工作日).
    pub working: bool,
    /// Whether a notice still to come may change it (暂定).
    pub provisional: bool,
    /// Why.
    pub why: DayReason,
}

/// Why a day is worked or not, in the words of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayReason {
    /// Monday to Friday, nothing arranged.
    Weekday,
    /// Saturday or Sunday, nothing arranged.
    Weekend(Weekday),
    /// Off by a notice; the festival.
    Off(Arc<str>),
    /// A rest day worked in exchange by a notice (调休); the festival.
    MakeUp(Arc<str>),
    /// No notice for the year is loaded: Monday to Friday, presumed worked.
    PresumedWeekday,
    /// No notice for the year is loaded: Saturday or Sunday, presumed off.
    PresumedWeekend,
    /// No notice for the year is loaded: a holiday with a fixed date in the law, presumed off.
    PresumedFestival(&'static str),
}

impl DayReason {
    /// Whether the day is worked.
    #[must_use]
    pub fn is_working(&self) -> bool {
        matches!(
            self,
            DayReason::Weekday | DayReason::MakeUp(_) | DayReason::PresumedWeekday
        )
    }
}

impl fmt::Display for DayReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DayReason::Weekday => f.write_str("工作日"),
            DayReason::Weekend(Weekday::Sunday) => f.write_str("周日"),
            DayReason::Weekend(_) => f.write_str("周六"),
            DayReason::Off(festival) => write!(f, "{festival}放假"),
            DayReason::MakeUp(festival) => write!(f, "{festival}调休上班"),
            DayReason::PresumedWeekday => f.write_str("放假通知未发布，按工作日推定"),
            DayReason::PresumedWeekend => f.write_str("放假通知未发布，按周末推定"),
            DayReason::PresumedFestival(festival) => {
                write!(f, "放假通知未发布，按{festival}法定假日推定")
            }
        }
    }
}

/// What can be said of a day by its date alone.
pub(crate) fn by_date_alone(date: Date, announced: bool) -> DayReason {
    let weekday = date.weekday();
    let weekend = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
    if announced {
        return if weekend {
            DayReason::Weekend(weekday)
        } else {
            DayReason::Weekday
        };
    }
    if let Some(festival) = fixed_festival(date) {
        return DayReason::PresumedFestival(festival);
    }
    if weekend {
        DayReason::PresumedWeekend
    } else {
        DayReason::PresumedWeekday
    }
}

/// Whether [`by_date_alone`] makes it a working day, where it is known whether it lies in a weekend.
pub(crate) fn works_by_date_alone(weekend: bool, date: Date, announced: bool) -> bool {
    !weekend && (announced || fixed_festival(date).is_none())
}

// 全国年节及纪念日放假办法: these holidays have a date in the solar calendar; the second day of 劳动节
// came with the text in force since 2025. The lunar ones are left to the notice.
fn fixed_festival(date: Date) -> Option<&'static str> {
    match (date.month(), date.day()) {
        (1, 1) => Some("元旦"),
        (5, 1) => Some("劳动节"),
        (5, 2) if date.year() >= 2025 => Some("劳动节"),
        (10, 1..=3) => Some("国庆节"),
        _ => None,
    }
}
