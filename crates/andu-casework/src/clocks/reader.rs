//! One clock of one matter.

use andu_calendar::{
    Calendar, Course, Date, DateTime, Direction, Extension, Length, Reckoning, Term, reckon,
};
use andu_rules::condition::{Condition, evaluate};
use andu_rules::model::{ClockRule, Expiry, ExtensionSize, FieldId, LengthRule, Trigger, Value};
use jiff::civil::Time;

use super::moment::Moment;
use super::{ClockState, ClockView, pauses};
use crate::facts::MatterFacts;
use crate::matter::Matter;

/// A day ends at 24:00 (民法典 第二百零三条 第二款); this is its last second.
const END_OF_DAY: Time = Time::constant(23, 59, 59, 0);

/// A matter, read for its clocks.
pub(super) struct Reader<'a> {
    pub matter: &'a Matter,
    pub calendar: &'a Calendar,
    pub as_of: DateTime,
    pub facts: MatterFacts<'a>,
}

impl Reader<'_> {
    /// The clock as it stands; `None` where it has not started.
    pub fn clock(&self, rule: &ClockRule) -> Option<ClockView> {
        let first = self.times(&rule.start).min_by_key(Moment::key)?;
        let restart = self
            .times(&rule.restart)
            .filter(|moment| moment.reaches(first.at))
            .max_by_key(Moment::key);
        let start = Moment {
            at: restart.map_or(first.at, |restart| restart.at.max(first.at)),
            ..restart.unwrap_or(first)
        };
        let stops = |stop: &Moment| match (rule.direction, restart) {
            (Direction::Backward, _) => true,
            (_, Some(restart)) => stop.follows(restart),
            (_, None) => stop.reaches(first.at),
        };
        let stop = self.times(&rule.stop).filter(stops).min_by_key(Moment::key);
        let stopped = stop.map(|stop| match rule.direction {
            Direction::Backward => stop.at,
            Direction::Forward | Direction::Minimum => stop.at.max(start.at),
        });
        // A clock that something started after the end outlives it.
        let over = self.matter.closed_at.filter(|at| *at >= start.did);
        let ended = stopped.or(over);
        let mut view = ClockView {
            id: rule.id.clone(),
            start: start.at,
            state: ClockState::Running,
            due: None,
            stopped,
            kept: None,
            provisional: false,
            consumed: 0,
            term: None,
            pauses: Vec::new(),
            paused: None,
            extensions: self.extensions(rule, start.at),
        };
        let reckoning = self.reckon(rule, &mut view, ended);
        judge(&mut view, rule.direction, reckoning, ended);
        if self.has_lapsed(rule, &view) {
            (view.state, view.kept) = (ClockState::Ended, Some(false));
        }
        Some(view)
    }

    /// Whether the law drew its consequence from the clock's running out, and left nobody anything to do about it: a period of which
    /// the duty outlives the consequence stays overdue.
    fn has_lapsed(&self, rule: &ClockRule, view: &ClockView) -> bool {
        let (ClockState::Running, Some(due), Some(Expiry::Deemed(outcome))) =
            (view.state, view.due, &rule.expiry)
        else {
            return false;
        };
        let mut done = self.matter.done.iter();
        let drawn = done.any(|done| done.deemed && done.action == *outcome && done.at >= due);
        let may = |trigger: &Trigger| {
            let action = self.facts.procedure.action(trigger.on.as_str());
            action.is_some_and(|action| action.from.contains(&self.matter.stage))
        };
        drawn && !rule.stop.iter().any(may)
    }

    /// Fills in what follows from the length; the reckoning, where the due time was reckoned.
    fn reckon(
        &self,
        rule: &ClockRule,
        view: &mut ClockView,
        ended: Option<DateTime>,
    ) -> Option<Reckoning> {
        let pauses = self.pauses(rule, view.start, ended);
        view.pauses = pauses.iter().map(|(pause, _)| pause.clone()).collect();
        let case = rule
            .length
            .iter()
            .find(|case| self.holds(case.when.as_ref()));
        view.state = ClockState::Unknown;
        let length = match &case?.length {
            LengthRule::Until(field) => {
                view.due = Some(self.day(field)?.to_datetime(END_OF_DAY));
                view.state = ClockState::Running;
                return None;
            }
            length => self.length(length)?,
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
            as_of: ended.unwrap_or(self.as_of),
        };
        // A date beyond the calendar's range: nothing can be said, and nothing is guessed.
        let reckoning = reckon(self.calendar, term, &course).ok()?;
        view.state = ClockState::Running;
        view.provisional = reckoning.provisional;
        view.consumed = reckoning.consumed;
        view.due = Some(reckoning.due);
        if reckoning.open_pause
            && ended.is_none()
            && let Some(open) = pauses::open(self.calendar, term, &course, &pauses)
        {
            (view.paused, view.due) = (Some(open.kind), open.due);
        }
        Some(reckoning)
    }

    fn extensions(&self, rule: &ClockRule, start: DateTime) -> Vec<Extension> {
        let Some(extension) = &rule.extension else {
            return Vec::new();
        };
        let taken = self.matter.done.iter();
        let granted =
            taken.filter(|done| done.action == extension.on && !super::precedes(done.at, start));
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
                Some(unit.with_amount(u32::try_from(*number).ok()?))
            }
            LengthRule::Until(_) => None,
        }
    }

    /// When any of these triggers happened.
    pub fn times<'a>(&'a self, triggers: &'a [Trigger]) -> impl Iterator<Item = Moment> + 'a {
        triggers.iter().flat_map(|trigger| self.times_of(trigger))
    }

    /// When a trigger happened.
    pub fn times_of<'a>(&'a self, trigger: &'a Trigger) -> impl Iterator<Item = Moment> + 'a {
        let done = self
            .matter
            .done
            .iter()
            .filter(|done| done.action == trigger.on);
        done.filter(|_| self.holds(trigger.when.as_ref()))
            .filter_map(|done| {
                let at = match &trigger.at {
                    None => done.at,
                    Some(field) => self.time(field)?,
                };
                Some(Moment {
                    at,
                    did: done.at,
                    seq: done.seq,
                })
            })
    }

    /// When a field says that something happened: a date field knows the day, a date-time field the hour too.
    fn time(&self, field: &FieldId) -> Option<DateTime> {
        let text = self.matter.fields.get(field)?.as_text()?;
        let day = || Some(self.day(field)?.to_datetime(Time::midnight()));
        text.parse().ok().or_else(day)
    }

    fn day(&self, field: &FieldId) -> Option<Date> {
        let text = self.matter.fields.get(field)?.as_text()?;
        text.get(..10)?.parse().ok()
    }

    fn holds(&self, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| evaluate(condition, &self.facts))
    }
}

/// Whether the clock was kept, and how it stands.
fn judge(
    view: &mut ClockView,
    direction: Direction,
    reckoning: Option<Reckoning>,
    ended: Option<DateTime>,
) {
    let due_on = view.due_on();
    let in_time = |at: DateTime| match (reckoning, direction) {
        (Some(reckoning), _) => Some(reckoning.allows(at)),
        (None, Direction::Minimum) => due_on.map(|due| at.date() >= due),
        (None, _) => due_on.map(|due| at.date() <= due),
    };
    if let Some(stopped) = view.stopped {
        view.kept = in_time(stopped);
        if view.state != ClockState::Unknown {
            view.state = ClockState::Stopped;
        }
    } else if let Some(ended) = ended {
        // The matter ended without the act that the clock waits for: late if it had run out by then, else moot. Nothing was done
        // before the end of a minimum.
        let late = direction != Direction::Minimum && in_time(ended) == Some(false);
        view.kept = late.then_some(false);
        view.state = ClockState::Ended;
    } else if view.paused.is_some() {
        view.state = ClockState::Paused;
    }
}
