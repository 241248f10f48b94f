//! Clocks of a matter (期限): what its events, its procedure and the calendar make of them. Derived, never the truth.

use andu_calendar::{
    Calendar, Course, Date, DateTime, Direction, Extension, Length, Pause, Reckoning, Term, reckon,
};
use andu_rules::condition::{Condition, evaluate};
use andu_rules::model::{
    ClockId, ClockRule, ExtensionSize, LengthRule, PauseKind, Procedure, Trigger, Value,
};

use crate::facts::{Linked, MatterFacts};
use crate::matter::Matter;

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

struct Reader<'a> {
    matter: &'a Matter,
    calendar: &'a Calendar,
    as_of: DateTime,
    facts: MatterFacts<'a>,
}

impl Reader<'_> {
    fn clock(&self, rule: &ClockRule) -> Option<ClockView> {
        let first = self.times(&rule.start).min()?;
        let start = self
            .times(&rule.restart)
            .filter(|at| *at >= first)
            .max()
            .unwrap_or(first);
        let stopped = match rule.direction {
            Direction::Backward => self.times(&rule.stop).max(),
            Direction::Forward | Direction::Minimum => {
                self.times(&rule.stop).filter(|at| *at >= start).min()
            }
        };
        let ended = stopped.or(self.matter.closed_at.filter(|at| *at >= start));
        let mut view = ClockView {
            id: rule.id.clone(),
            start,
            state: ClockState::Running,
            due: None,
            stopped,
            kept: None,
            provisional: false,
            consumed: 0,
            term: None,
            pauses: self.pauses(rule, start),
            paused: None,
            extensions: self.extensions(rule, start),
        };
        let reckoning = self.reckon(rule, &mut view, ended.unwrap_or(self.as_of));
        judge(&mut view, reckoning, ended);
        Some(view)
    }

    /// Fills in what follows from the length; the reckoning, where the due time was reckoned.
    fn reckon(&self, rule: &ClockRule, view: &mut ClockView, until: DateTime) -> Option<Reckoning> {
        let case = rule
            .length
            .iter()
            .find(|case| self.holds(case.when.as_ref()));
        let length = match case.map(|case| &case.length) {
            Some(LengthRule::Until(field)) => {
                view.due = self.day(field).map(|day| day.to_datetime(END_OF_DAY));
                return None;
            }
            Some(length) => self.length(length),
            None => None,
        };
        let Some(length) = length else {
            view.state = ClockState::Unknown;
            return None;
        };
        let term = Term {
            length,
            direction: rule.direction,
            roll: rule.roll,
        };
        view.term = Some(term);
        let course = Course {
            start: view.start,
            pauses: &view.pauses,
            extensions: &view.extensions,
            as_of: until,
        };
        // A date beyond the calendar's range: nothing can be said, and nothing is guessed.
        let Ok(reckoning) = reckon(self.calendar, term, &course) else {
            view.state = ClockState::Unknown;
            return None;
        };
        view.provisional = reckoning.provisional;
        view.consumed = reckoning.consumed;
        view.due = Some(reckoning.due);
        if reckoning.open_pause {
            view.paused = rule.pauses.first().map(|pause| pause.kind);
            view.due = self.after_limits(term, &course);
        }
        Some(reckoning)
    }

    /// The due time if every open pause runs to its limit; `None` where one has none.
    fn after_limits(&self, term: Term, course: &Course<'_>) -> Option<DateTime> {
        let endless = |pause: &Pause| pause.to.is_none() && pause.limit.is_none();
        if course.pauses.iter().any(endless) {
            return None;
        }
        // Limits are days or months: three years on, each has been reached.
        let as_of = course.as_of.saturating_add(jiff::Span::new().years(3));
        Some(
            reckon(self.calendar, term, &Course { as_of, ..*course })
                .ok()?
                .due,
        )
    }

    fn pauses(&self, rule: &ClockRule, start: DateTime) -> Vec<Pause> {
        let mut pauses = Vec::new();
        for pause in &rule.pauses {
            for from in self.times_of(&pause.from).filter(|from| *from >= start) {
                let to = self.times(&pause.to).filter(|to| *to >= from).min();
                pauses.push(Pause {
                    from,
                    to,
                    limit: pause.limit,
                    label: pause.label.clone(),
                });
            }
        }
        pauses
    }

    fn extensions(&self, rule: &ClockRule, start: DateTime) -> Vec<Extension> {
        let Some(extension) = &rule.extension else {
            return Vec::new();
        };
        let granted = self
            .matter
            .done
            .iter()
            .filter(|done| done.action == extension.on && done.at >= start);
        let size = match &extension.size {
            ExtensionSize::Add(length) => self.length(length).map(Extension::Add),
            ExtensionSize::Total(length) => self.length(length).map(Extension::Total),
        };
        let times = usize::try_from(extension.times).unwrap_or(usize::MAX);
        granted.take(times).filter_map(|_| size).collect()
    }

    fn length(&self, rule: &LengthRule) -> Option<Length> {
        match rule {
            LengthRule::Fixed(length) => Some(*length),
            LengthRule::Field { field, unit } => {
                let Some(Value::Integer(number)) = self.matter.fields.get(field) else {
                    return None;
                };
                let number = u32::try_from(*number).ok()?;
                Some(match unit {
                    Length::WorkingDays(_) => Length::WorkingDays(number),
                    Length::CalendarDays(_) => Length::CalendarDays(number),
                    Length::Months(_) => Length::Months(number),
                    Length::Years(_) => Length::Years(number),
                    Length::Hours(_) => Length::Hours(number),
                    Length::Minutes(_) => Length::Minutes(number),
                    Length::Yearly { .. } => *unit,
                })
            }
            LengthRule::Until(_) => None,
        }
    }

    fn times<'a>(&'a self, triggers: &'a [Trigger]) -> impl Iterator<Item = DateTime> + 'a {
        triggers.iter().flat_map(|trigger| self.times_of(trigger))
    }

    fn times_of<'a>(&'a self, trigger: &'a Trigger) -> impl Iterator<Item = DateTime> + 'a {
        let done = self
            .matter
            .done
            .iter()
            .filter(|done| done.action == trigger.on);
        done.filter(|_| self.holds(trigger.when.as_ref()))
            .filter_map(|done| match &trigger.at {
                None => Some(done.at),
                Some(field) => self
                    .day(field)
                    .map(|day| day.to_datetime(jiff::civil::Time::midnight())),
            })
    }

    fn day(&self, field: &andu_rules::model::FieldId) -> Option<Date> {
        let text = self.matter.fields.get(field)?.as_text()?;
        text.get(..10)?.parse().ok()
    }

    fn holds(&self, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| evaluate(condition, &self.facts))
    }
}

/// A day ends at 24:00 (民法典 第二百零三条 第二款); this is its last second.
const END_OF_DAY: jiff::civil::Time = jiff::civil::Time::constant(23, 59, 59, 0);

/// Whether the clock was kept, and how it stands.
fn judge(view: &mut ClockView, reckoning: Option<Reckoning>, ended: Option<DateTime>) {
    let due_on = view.due_on();
    let in_time = |at: DateTime| match reckoning {
        Some(reckoning) => Some(reckoning.allows(at)),
        None => due_on.map(|due| at.date() <= due),
    };
    if let Some(stopped) = view.stopped {
        (view.kept, view.paused) = (in_time(stopped), None);
        if view.state != ClockState::Unknown {
            view.state = ClockState::Stopped;
        }
    } else if let Some(ended) = ended {
        // The matter ended without the act that the clock waits for: late if it had run out by then, else moot.
        view.kept = in_time(ended).filter(|kept| !kept);
        (view.state, view.paused) = (ClockState::Ended, None);
    } else if view.paused.is_some() {
        view.state = ClockState::Paused;
    }
}
