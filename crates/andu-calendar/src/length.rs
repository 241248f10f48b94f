//! How long a period is and which way it runs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of working days (工作日).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkingDays(pub u32);

/// The length of a period, in the unit the law counts it in.
///
/// `Display` gives the words of an office: 20个工作日, 15日, 3个月, 每年1月31日前.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// 工作日.
    WorkingDays(u32),
    /// 日: calendar days, rest days included.
    CalendarDays(u32),
    /// 月, to the corresponding day.
    Months(u32),
    /// 年, to the corresponding day.
    Years(u32),
    /// 小时, from the event itself.
    Hours(u32),
    /// 分钟, from the event itself.
    Minutes(u32),
    /// 每年某月某日前: the next such day after the start day. The 29th of February falls on the
    /// 28th in common years.
    Yearly {
        /// 1 to 12.
        month: i8,
        /// 1 to the last day of the month.
        day: i8,
    },
}

impl Length {
    /// The same unit with another number, for a length that a field of the matter gives.
    /// A yearly date has no number and stays as it is.
    #[must_use]
    pub fn with_amount(self, amount: u32) -> Length {
        match self {
            Length::WorkingDays(_) => Length::WorkingDays(amount),
            Length::CalendarDays(_) => Length::CalendarDays(amount),
            Length::Months(_) => Length::Months(amount),
            Length::Years(_) => Length::Years(amount),
            Length::Hours(_) => Length::Hours(amount),
            Length::Minutes(_) => Length::Minutes(amount),
            Length::Yearly { .. } => self,
        }
    }

    /// The number without its unit; `None` for a yearly date.
    #[must_use]
    pub fn amount(self) -> Option<u32> {
        match self {
            Length::WorkingDays(n)
            | Length::CalendarDays(n)
            | Length::Months(n)
            | Length::Years(n)
            | Length::Hours(n)
            | Length::Minutes(n) => Some(n),
            Length::Yearly { .. } => None,
        }
    }

    /// Whether it runs from the event itself (hours, minutes) and not from the next day.
    #[must_use]
    pub fn is_exact(self) -> bool {
        matches!(self, Length::Hours(_) | Length::Minutes(_))
    }

    /// Whether it counts working days only.
    #[must_use]
    pub fn counts_working_days(self) -> bool {
        matches!(self, Length::WorkingDays(_))
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::WorkingDays(n) => write!(f, "{n}个工作日"),
            Length::CalendarDays(n) => write!(f, "{n}日"),
            Length::Months(n) => write!(f, "{n}个月"),
            Length::Years(n) => write!(f, "{n}年"),
            Length::Hours(n) => write!(f, "{n}小时"),
            Length::Minutes(n) => write!(f, "{n}分钟"),
            Length::Yearly { month: 2, day: 29 } => f.write_str("每年2月最后一日前"),
            Length::Yearly { month, day } => write!(f, "每年{month}月{day}日前"),
        }
    }
}

/// Which way a period runs from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To be done at the latest when it ends.
    #[default]
    Forward,
    /// To be done at the latest so long before the event, as a notice before a hearing.
    Backward,
    /// Not to be done before it ends, as the close of a consultation (不少于三十日).
    Minimum,
}

/// What a rule says about a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Term {
    /// How long.
    pub length: Length,
    /// Which way.
    pub direction: Direction,
    /// Whether a last day on a rest day moves to the next working day. Only forward periods in
    /// days, months and years, and yearly dates, ever move.
    pub roll: bool,
}

/// How a period was extended (延长).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extension {
    /// So much more, beginning the day after the nominal end.
    Add(Length),
    /// So much in all, counted from the start: it takes the place of everything before it.
    Total(Length),
}
