//! The due list's lamps: how a clock looks this morning.

use andu_calendar::{Calendar, Date, Direction};
use andu_rules::model::ClockRule;

use crate::clocks::{ClockState, ClockView};

/// Colour of a clock; always shown with its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lamp {
    /// 绿正常.
    Normal,
    /// 黄临期.
    Soon,
    /// 红逾期.
    Overdue,
    /// 灰扣除中.
    Paused,
}

impl Lamp {
    /// The word beside the colour.
    pub fn label(self) -> &'static str {
        match self {
            Lamp::Normal => "正常",
            Lamp::Soon => "临期",
            Lamp::Overdue => "逾期",
            Lamp::Paused => "扣除中",
        }
    }
}

/// The lamp of an open clock on a day; `None` for a clock that is not open.
pub fn lamp(view: &ClockView, rule: &ClockRule, calendar: &Calendar, today: Date) -> Option<Lamp> {
    match view.state {
        ClockState::Paused => Some(Lamp::Paused),
        ClockState::Running => Some(lamp_until(view.due_on()?, rule, calendar, today)),
        ClockState::Stopped | ClockState::Ended | ClockState::Unknown => None,
    }
}

/// The lamp of a running clock whose last day is known.
pub fn lamp_until(due: Date, rule: &ClockRule, calendar: &Calendar, today: Date) -> Lamp {
    let left = calendar.working_days_between(today, due);
    match due < today {
        // Its end is not to be met but to be waited for.
        _ if rule.direction == Direction::Minimum => Lamp::Normal,
        true => Lamp::Overdue,
        false if left <= i64::from(rule.soon_working_days) => Lamp::Soon,
        false => Lamp::Normal,
    }
}
