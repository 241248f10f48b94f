//! Clocks of a matter (期限): what its events, its procedure and the calendar make of them. Derived, never the truth.

mod moment;
mod pauses;
mod reader;

use andu_calendar::{Calendar, Date, DateTime, Extension, Pause, Term};
use andu_rules::model::{ClockId, PauseKind, Procedure};

use crate::facts::{Linked, MatterFacts};
use crate::matter::Matter;

use reader::Reader;

pub(crate) use moment::precedes;

/// A clock as it stands on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockView {
    /// Id within the procedure.
    pub id: ClockId,
    /// When it started, or last started again.
    pub start: DateTime,
    /// How it stands.
    pub state: ClockState,
    /// When it runs out (day clocks: the end of that day); `None` while an open pause has no limit, and where the length is unknown.
    pub due: Option<DateTime>,
    /// When it was stopped.
    pub stopped: Option<DateTime>,
    /// Whether it was kept; `None` while that is open.
    pub kept: Option<bool>,
    /// Whether the due date rests on a year whose holiday notice is not loaded.
    pub provisional: bool,
    /// Units consumed so far.
    pub consumed: i64,
    /// What the due date was reckoned from; `None` where the length is unknown or names the day itself.
    pub term: Option<Term>,
    /// Time not counted.
    pub pauses: Vec<Pause>,
    /// The law's word for the pause that is open now.
    pub paused: Option<PauseKind>,
    /// Extensions granted.
    pub extensions: Vec<Extension>,
}

impl ClockView {
    /// The day on which it runs out.
    pub fn due_on(&self) -> Option<Date> {
        self.due.map(DateTime::date)
    }
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// 进行中.
    Running,
    /// 扣除中, 中止.
    Paused,
    /// 已完成: what it waits for has happened.
    Stopped,
    /// 已终结: the matter ended without it.
    Ended,
    /// 期限不明: no length applies.
    Unknown,
}

impl ClockState {
    /// Stable name, for projections.
    pub fn code(self) -> &'static str {
        match self {
            ClockState::Running => "running",
            ClockState::Paused => "paused",
            ClockState::Stopped => "stopped",
            ClockState::Ended => "ended",
            ClockState::Unknown => "unknown",
        }
    }
}

/// All clocks of a matter that have started.
///
/// `as_of` is the time at which an open pause is looked at.
pub fn clocks(
    matter: &Matter,
    procedure: &Procedure,
    calendar: &Calendar,
    as_of: DateTime,
) -> Vec<ClockView> {
    let linked = Linked::new();
    let no_fields = Default::default();
    // Conditions of triggers see the matter as it now stands; a clock that asked for another clock would be a circle.
    let facts = MatterFacts {
        procedure,
        matter: Some(matter),
        set: &no_fields,
        documents: &[],
        me: None,
        at: as_of,
        clocks: &[],
        linked: &linked,
    };
    let reader = Reader {
        matter,
        calendar,
        as_of,
        facts,
    };
    procedure
        .clocks
        .iter()
        .filter_map(|rule| reader.clock(rule))
        .collect()
}
