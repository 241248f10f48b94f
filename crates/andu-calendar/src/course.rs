//! What happened to a period while it ran, and where it ends.

use jiff::civil::{Date, DateTime};

use crate::length::{Direction, Extension, Length};

/// Time that is not counted (期限扣除, 中止).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Days after this one are not counted; for hours and minutes, the time from here on.
    pub from: DateTime,
    /// … up to and including this day; for hours and minutes, up to this time. `None` is still open.
    pub to: Option<DateTime>,
    /// … or until this much has passed since `from`, whichever is earlier. The last day of a limit
    /// does not move off rest days, so that a doubt shortens the pause and not the applicant's wait.
    pub limit: Option<Length>,
    /// Chinese term, such as 征求第三方意见.
    pub label: String,
}

/// What happened to a period.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// What starts it: the latest restart, if there was one. For a backward period, the event that
    /// it is counted back from.
    pub start: DateTime,
    /// Time that is not counted, in any order, overlapping or not. A backward period and a yearly
    /// date take no pauses: the event and the date stay where they are.
    pub pauses: &'a [Pause],
    /// Extensions in the order they were granted.
    pub extensions: &'a [Extension],
    /// An open pause is taken to reach this far, or to its limit. It is also where
    /// [`Reckoning::consumed`] counts to.
    pub as_of: DateTime,
}

/// Where a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoning {
    /// Its end. A period in days ends with the day (民法典 第二百零三条: at 24:00), given as 23:59:59
    /// of the due day; hours and minutes end to the nanosecond. Compare with [`Reckoning::allows`].
    pub due: DateTime,
    /// Whether a notice still to come may move it (暂定).
    pub provisional: bool,
    /// Whether a pause without an end is running at `as_of`, so that the due day moves on daily.
    pub open_pause: bool,
    /// Units counted after the start up to and including `as_of`: working days for working-day
    /// periods, whole hours or minutes for those, calendar days for all others. It goes on past
    /// the due day, so that what exceeds the length is the delay. Nought for backward periods.
    pub consumed: i64,
    pub(crate) direction: Direction,
    pub(crate) exact: bool,
}

impl Reckoning {
    /// The due day.
    #[must_use]
    pub fn due_on(&self) -> Date {
        self.due.date()
    }

    /// Whether doing the act at this time keeps the period: not after the end, or for a minimum
    /// period not before it. Periods in days compare days only.
    #[must_use]
    pub fn allows(&self, at: DateTime) -> bool {
        let order = if self.exact {
            at.cmp(&self.due)
        } else {
            at.date().cmp(&self.due_on())
        };
        match self.direction {
            Direction::Forward | Direction::Backward => order.is_le(),
            Direction::Minimum => order.is_ge(),
        }
    }
}

/// Why a period has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReckonError {
    /// The start, a pause or the end lies outside the supported days.
    #[error("期限计算：{length}自{}起算，超出日历可算的范围（{}年至{}年）。请核对起算日期和期限长度。",
        crate::notice::chinese(.start.date()), crate::days::FIRST_YEAR, crate::days::LAST_YEAR)]
    OutsideRange {
        /// The length.
        length: Length,
        /// The start.
        start: DateTime,
    },
    /// A yearly date that no year has.
    #[error("期限计算：没有{month}月{day}日这一天。请改正规则中的每年截止日期。")]
    NoSuchDate {
        /// As written.
        month: i8,
        /// As written.
        day: i8,
    },
    /// Hours or minutes extended by days, or days by hours or minutes.
    #[error(
        "期限计算：{base}的期限不能延长{extension}，两者计算单位不能相加。请把延长改为同类单位。"
    )]
    MixedUnits {
        /// The length of the period.
        base: Length,
        /// The length of the extension.
        extension: Length,
    },
}

impl ReckonError {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ReckonError::OutsideRange { .. } => "period-outside-range",
            ReckonError::NoSuchDate { .. } => "period-no-such-date",
            ReckonError::MixedUnits { .. } => "period-mixed-units",
        }
    }
}
