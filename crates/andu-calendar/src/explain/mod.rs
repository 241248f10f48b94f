//! Why a period ends where it ends, day by day.
//!
//! Days are walked here one at a time, on purpose not by the arithmetic of [`reckon`]: the two are
//! tested against each other.

mod rows;

use jiff::civil::{Date, DateTime};

use self::rows::Rows;
use crate::calendar::Calendar;
use crate::course::{Course, ReckonError};
use crate::day::{Day, DayReason};
use crate::days::{self, COUNT};
use crate::length::{Direction, Length, Term};
use crate::reckon::{advance, check, lengths, outside, reckon, retreat, rolls};
use crate::stretch::{Stretch, paused_days, paused_time};

/// A day, or a stretch of days of one kind, and what it means for the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedDays {
    /// The first day.
    pub date: Date,
    /// The last day, if it is not the first.
    pub to: Option<Date>,
    /// Whether the days count.
    pub counted: bool,
    /// Why, in Chinese.
    pub why: String,
}

/// The days from the start to the end of a period (from the end to the event, for a backward one),
/// in order of date, with reasons. Together the rows leave out no day; those of hours and minutes
/// name only the days on which something happens.
///
/// # Errors
///
/// As [`reckon`](crate::reckon).
pub fn explain(
    calendar: &Calendar,
    term: Term,
    course: &Course<'_>,
) -> Result<Vec<ExplainedDays>, ReckonError> {
    check(term, course)?;
    let provisional = reckon(calendar, term, course)?.provisional;
    if term.length.is_exact() {
        return explain_exact(calendar, term, course);
    }
    let mut walk = Walk {
        calendar,
        pauses: Vec::new(),
        rows: Rows::new(term.direction == Direction::Backward),
    };
    let walked = match term.direction {
        Direction::Backward => walk.backward(term, course),
        Direction::Forward | Direction::Minimum => walk.forward(term, course),
    };
    walked.ok_or(outside(term, course))?;
    Ok(walk.rows.finish(provisional))
}

/// What was walked so far. The methods yield `None` where they leave the supported days.
struct Walk<'a> {
    calendar: &'a Calendar,
    pauses: Vec<(Stretch<usize>, &'a str)>,
    rows: Rows,
}

impl<'a> Walk<'a> {
    fn forward(&mut self, term: Term, course: &Course<'a>) -> Option<()> {
        let start = days::number(course.start.date())?;
        for pause in course.pauses {
            let stretch = paused_days(self.calendar, pause, course.as_of)?;
            self.pauses.push((stretch, pause.label.as_str()));
        }
        self.rows.say(start, start, false, "起算日不计".to_owned());
        let mut at = start;
        for (index, length) in lengths(term, course.extensions).enumerate() {
            let part = if index == 0 { "" } else { "延长期，" };
            at = self.run(at, length, part)?;
        }
        let last = self.day(at)?;
        if at == start {
            self.rows = Rows::new(false);
            self.rows.say(start, start, true, "限当日".to_owned());
        } else if rolls(term) && !last.working {
            self.roll(at, &last)?;
        } else {
            let make_up = matches!(last.why, DayReason::MakeUp(_));
            if rolls(term) && make_up && !term.length.counts_working_days() {
                self.rows.note(at, &format!("{}，不顺延", last.why));
            }
            let minimum = term.direction == Direction::Minimum;
            self.rows.note(
                at,
                if minimum {
                    "最短期限届满"
                } else {
                    "期限届满"
                },
            );
        }
        Some(())
    }

    fn backward(&mut self, term: Term, course: &Course<'_>) -> Option<()> {
        let event = days::number(course.start.date())?;
        self.rows
            .say(event, event, false, "事项当日不计".to_owned());
        let mut end = event;
        for length in lengths(term, course.extensions) {
            let at = end;
            end = retreat(self.calendar, at, length)?;
            let mut count = 0;
            for day in (end..at).rev() {
                let about = self.day(day)?;
                let working = length.counts_working_days();
                if working && !about.working {
                    self.rows.rest(day, &about);
                } else {
                    count += 1;
                    self.rows.count(day, "", count, working.then_some(&about));
                }
            }
        }
        self.rows.note(end, "最迟日");
        Some(())
    }

    /// Walks one length and returns its nominal end.
    fn run(&mut self, at: usize, length: Length, part: &'static str) -> Option<usize> {
        if let Length::Yearly { .. } = length {
            let end = advance(self.calendar, at, length)?;
            if at + 1 < end {
                self.rows
                    .say(at + 1, end - 1, true, format!("{part}期限为{length}"));
            }
            self.rows
                .say(end, end, true, format!("{part}{length}的截止日"));
            return Some(end);
        }
        let working = length.counts_working_days();
        let quota = match length {
            Length::WorkingDays(n) | Length::CalendarDays(n) => n,
            _ => u32::try_from(advance(self.calendar, at, length)? - at).ok()?,
        };
        let (mut day, mut count, mut paused) = (at, 0, false);
        while count < quota {
            day += 1;
            if day >= COUNT {
                return None;
            }
            let about = self.day(day)?;
            if let Some(label) = self.pause_of(day) {
                paused = true;
                self.rows.paused(day, label);
            } else if working && !about.working {
                self.rows.rest(day, &about);
            } else {
                count += 1;
                self.rows.count(day, part, count, working.then_some(&about));
            }
        }
        if quota > 0 && !paused && matches!(length, Length::Months(_) | Length::Years(_)) {
            if days::date(at)?.day() == days::date(day)?.day() {
                self.rows.note(day, &format!("{length}的对应日"));
            } else {
                self.rows
                    .note(day, &format!("{length}无对应日，取当月最后一日"));
            }
        }
        Some(day)
    }

    /// The last day is a rest day: on to the next working day.
    fn roll(&mut self, nominal: usize, day: &Day) -> Option<()> {
        self.rows
            .note(nominal, &format!("末日为休息日（{}），顺延", day.why));
        let due = self.calendar.roll(nominal)?;
        if nominal + 1 < due {
            self.rows
                .say(nominal + 1, due - 1, false, "休息日，顺延".to_owned());
        }
        let reason = self.day(due)?.why;
        self.rows
            .say(due, due, true, format!("{reason}，顺延至本日，期限届满"));
        Some(())
    }

    fn pause_of(&self, day: usize) -> Option<&'a str> {
        let mut pauses = self.pauses.iter();
        pauses
            .find(|(stretch, _)| stretch.from < day && day <= stretch.to)
            .map(|(_, label)| *label)
    }

    fn day(&self, number: usize) -> Option<Day> {
        days::date(number).map(|date| self.calendar.day(date))
    }
}

/// Hours and minutes: the start, what is excluded, the end.
fn explain_exact(
    calendar: &Calendar,
    term: Term,
    course: &Course<'_>,
) -> Result<Vec<ExplainedDays>, ReckonError> {
    let end = reckon(calendar, term, course)?;
    let length = term.length;
    if term.direction == Direction::Backward {
        return Ok(vec![
            at(
                end.due,
                format!("{}为最迟时刻，提前{length}", clock(end.due)),
            ),
            at(course.start, format!("事项于{}发生", clock(course.start))),
        ]);
    }
    let mut rows = vec![at(
        course.start,
        format!("自{}起算，{length}", clock(course.start)),
    )];
    for pause in course.pauses {
        let stretch = paused_time(calendar, pause, course.as_of).ok_or(outside(term, course))?;
        let to = days::date_time(stretch.to).ok_or(outside(term, course))?;
        if pause.from >= end.due || to <= course.start || to <= pause.from {
            continue;
        }
        rows.push(ExplainedDays {
            date: pause.from.date(),
            to: (to.date() != pause.from.date()).then(|| to.date()),
            counted: false,
            why: format!(
                "扣除：{}（{}至{}）",
                pause.label,
                clock(pause.from),
                clock(to)
            ),
        });
    }
    rows[1..].sort_by_key(|row| row.date);
    let tentative = if end.provisional { "（暂定）" } else { "" };
    rows.push(at(end.due, format!("{}届满{tentative}", clock(end.due))));
    Ok(rows)
}

fn at(when: DateTime, why: String) -> ExplainedDays {
    ExplainedDays {
        date: when.date(),
        to: None,
        counted: true,
        why,
    }
}

fn clock(when: DateTime) -> String {
    format!("{}时{:02}分", when.hour(), when.minute())
}
