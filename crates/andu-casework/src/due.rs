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
        ClockState::Running => {
            if rule.direction == Direction::Minimum {
                // Its end is not to be met but to be waited for.
                return Some(Lamp::Normal);
            }
            let due = view.due_on()?;
            let left = calendar.working_days_between(today, due);
            Some(match due < today {
                true => Lamp::Overdue,
                false if left <= i64::from(rule.soon_working_days) => Lamp::Soon,
                false => Lamp::Normal,
            })
        }
        ClockState::Stopped | ClockState::Ended | ClockState::Unknown => None,
    }
}
