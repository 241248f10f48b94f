//! Why a period ends where it ends, day by day.
//!
//! Days are walked here one at a time, on purpose not by the arithmetic of [`reckon`](crate::reckon):
//! the two are tested against each other.

use jiff::civil::{Date, DateTime};

use crate::calendar::Calendar;
use crate::course::{Course, ReckonError};
use crate::day::{Day, DayReason};
use crate::days::{self, COUNT};
use crate::length::{Direction, Length, Term};
use crate::reckon::{Stretch, advance, check, lengths, outside, paused_days, reckon, rolls};

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

/// The days from the start to the end of a period, in order of date, with reasons.
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
    if term.length.is_exact() {
        return explain_exact(calendar, term, course);
    }
    let walked = match term.direction {
        Direction::Backward => Walk::backward(calendar, term, course),
        Direction::Forward | Direction::Minimum => Walk::forward(calendar, term, course),
    };
    walked.ok_or(outside(term, course))
}

struct Walk<'a> {
    calendar: &'a Calendar,
    pauses: Vec<(Stretch<usize>, &'a str)>,
    rows: Vec<Row>,
}

/// Days of one kind in a row, as they are gathered.
struct Row {
    first: usize,
    last: usize,
    kind: Kind,
    provisional: bool,
}

#[derive(PartialEq, Eq)]
enum Kind {
    Said {
        counted: bool,
        why: String,
    },
    /// Counted days, numbered within their part of the period.
    Counted {
        part: &'static str,
        reason: String,
        from: u32,
        to: u32,
    },
    /// A weekend, or days off for one festival.
    Rest {
        reasons: Vec<String>,
        weekend: bool,
    },
    Paused {
        label: String,
    },
}

impl<'a> Walk<'a> {
    fn forward(
        calendar: &'a Calendar,
        term: Term,
        course: &Course<'a>,
    ) -> Option<Vec<ExplainedDays>> {
        let start = days::number(course.start.date())?;
        let mut walk = Walk {
            calendar,
            pauses: Vec::new(),
            rows: Vec::new(),
        };
        for pause in course.pauses {
            let stretch = paused_days(calendar, pause, course.as_of)?;
            walk.pauses.push((stretch, pause.label.as_str()));
        }
        walk.say(start, start, false, "起算日不计".to_owned());
        let mut at = start;
        for (index, length) in lengths(term, course.extensions).enumerate() {
            let part = if index == 0 { "" } else { "延长期，" };
            at = walk.run(at, length, part)?;
        }
        let rest = days::date(at)
            .map(|date| calendar.day(date))
            .filter(|day| !day.working);
        match rest {
            Some(day) if rolls(term) && at > start => walk.roll(at, &day)?,
            _ if term.direction == Direction::Minimum => walk.note(at, "最短期限届满"),
            _ => walk.note(at, "期限届满"),
        }
        Some(walk.finish(reckon(calendar, term, course).ok()?.provisional))
    }

    fn backward(
        calendar: &'a Calendar,
        term: Term,
        course: &Course<'a>,
    ) -> Option<Vec<ExplainedDays>> {
        let event = days::number(course.start.date())?;
        let mut walk = Walk {
            calendar,
            pauses: Vec::new(),
            rows: Vec::new(),
        };
        walk.say(event, event, false, "事项当日不计".to_owned());
        let end = days::number(reckon(calendar, term, course).ok()?.due_on())?;
        let working = term.length.counts_working_days();
        let mut count = 0;
        for day in (end..event).rev() {
            let about = calendar.day(days::date(day)?);
            if !working || about.working {
                count += 1;
                walk.count(day, "", working, count, &about);
            } else {
                walk.rest(day, &about);
            }
        }
        walk.note(end, "最迟日");
        let provisional = reckon(calendar, term, course).ok()?.provisional;
        let mut rows = walk.finish(provisional);
        rows.reverse();
        Some(rows)
    }

    /// Walks one length and returns its nominal end.
    fn run(&mut self, at: usize, length: Length, part: &'static str) -> Option<usize> {
        if let Length::Yearly { .. } = length {
            let end = advance(self.calendar, at, length)?;
            if at + 1 < end {
                self.say(at + 1, end - 1, true, format!("{part}截止日为{length}"));
            }
            self.say(end, end, true, format!("{part}{length}"));
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
            let about = self.calendar.day(days::date(day)?);
            if let Some((_, label)) = self
                .pauses
                .iter()
                .find(|(stretch, _)| stretch.from < day && day <= stretch.to)
            {
                let label = (*label).to_owned();
                paused = true;
                self.push(day, Kind::Paused { label }, working && about.provisional);
            } else if working && !about.working {
                self.rest(day, &about);
            } else {
                count += 1;
                self.count(day, part, working, count, &about);
            }
        }
        if quota > 0 && !paused && matches!(length, Length::Months(_) | Length::Years(_)) {
            let corresponds = days::date(at)?.day() == days::date(day)?.day();
            let how = if corresponds {
                "对应日"
            } else {
                "无对应日，取当月最后一日"
            };
            self.note(day, &format!("{length}的{how}").replace("的无", "无"));
        }
        Some(day)
    }

    /// The last day is a rest day: on to the next working day.
    fn roll(&mut self, nominal: usize, day: &Day) -> Option<()> {
        self.note(nominal, &format!("末日为休息日（{}），顺延", day.why));
        let due = self.calendar.roll(nominal)?;
        if nominal + 1 < due {
            self.say(nominal + 1, due - 1, false, "休息日，顺延".to_owned());
        }
        let reason = self.calendar.day(days::date(due)?).why;
        self.say(due, due, true, format!("{reason}，顺延至本日，期限届满"));
        Some(())
    }

    fn count(&mut self, day: usize, part: &'static str, working: bool, number: u32, about: &Day) {
        // For calendar days it does not matter what a day is.
        let reason = if working {
            about.why.to_string()
        } else {
            String::new()
        };
        let kind = Kind::Counted {
            part,
            reason,
            from: number,
            to: number,
        };
        self.push(day, kind, working && about.provisional);
    }

    fn rest(&mut self, day: usize, about: &Day) {
        let weekend = matches!(about.why, DayReason::Weekend(_));
        let kind = Kind::Rest {
            reasons: vec![about.why.to_string()],
            weekend,
        };
        self.push(day, kind, about.provisional);
    }

    fn say(&mut self, first: usize, last: usize, counted: bool, why: String) {
        self.rows.push(Row {
            first,
            last,
            kind: Kind::Said { counted, why },
            provisional: false,
        });
    }

    /// Adds a day, to the row before it where that is of the same kind.
    fn push(&mut self, day: usize, kind: Kind, provisional: bool) {
        if let Some(row) = self.rows.last_mut()
            && row.provisional == provisional
            && row.kind.takes(&kind)
        {
            row.first = row.first.min(day);
            row.last = row.last.max(day);
            return;
        }
        self.rows.push(Row {
            first: day,
            last: day,
            kind,
            provisional,
        });
    }

    /// Says something of the last day walked, in a row of its own.
    fn note(&mut self, day: usize, note: &str) {
        let Some(mut row) = self.rows.pop() else {
            return;
        };
        if let Kind::Counted {
            part,
            reason,
            from,
            to,
        } = &mut row.kind
            && *from < *to
        {
            let alone = Kind::Counted {
                part,
                reason: reason.clone(),
                from: *to,
                to: *to,
            };
            *to -= 1;
            // Backward walks shrink from the other end.
            if row.first == day {
                row.first += 1
            } else {
                row.last -= 1
            }
            let provisional = row.provisional;
            self.rows.push(row);
            row = Row {
                first: day,
                last: day,
                kind: alone,
                provisional,
            };
        }
        let (counted, why) = row.kind.words();
        row.kind = Kind::Said {
            counted,
            why: format!("{why}，{note}"),
        };
        self.rows.push(row);
    }

    fn finish(self, provisional: bool) -> Vec<ExplainedDays> {
        let last = self.rows.len().saturating_sub(1);
        let rows = self
            .rows
            .into_iter()
            .enumerate()
            .filter_map(|(index, row)| {
                let (counted, mut why) = row.kind.words();
                if (row.provisional && !why.contains("推定")) || (provisional && index == last) {
                    why.push_str("（暂定）");
                }
                let to = if row.first < row.last {
                    days::date(row.last)
                } else {
                    None
                };
                Some(ExplainedDays {
                    date: days::date(row.first)?,
                    to,
                    counted,
                    why,
                })
            });
        rows.collect()
    }
}

impl Kind {
    /// Takes up the next day's kind, if it is the same.
    fn takes(&mut self, next: &Kind) -> bool {
        match (self, next) {
            (
                Kind::Counted {
                    part, reason, to, ..
                },
                Kind::Counted {
                    part: next_part,
                    reason: next_reason,
                    to: next_to,
                    ..
                },
            ) if part == next_part && reason == next_reason && *to + 1 == *next_to => {
                *to = *next_to;
                true
            }
            (
                Kind::Rest { reasons, weekend },
                Kind::Rest {
                    reasons: next,
                    weekend: next_weekend,
                },
            ) if weekend == next_weekend && (*weekend || reasons == next) => {
                if reasons != next {
                    reasons.extend_from_slice(next);
                }
                true
            }
            (Kind::Paused { label }, Kind::Paused { label: next }) => label == next,
            _ => false,
        }
    }

    fn words(&self) -> (bool, String) {
        match self {
            Kind::Said { counted, why } => (*counted, why.clone()),
            Kind::Counted {
                part,
                reason,
                from,
                to,
            } => {
                let comma = if reason.is_empty() { "" } else { "，" };
                let numbers = if from == to {
                    format!("第{to}日")
                } else {
                    format!("第{from}至{to}日")
                };
                (true, format!("{part}{reason}{comma}计{numbers}"))
            }
            Kind::Rest { reasons, .. } => (false, reasons.join("、")),
            Kind::Paused { label } => (false, format!("扣除：{label}")),
        }
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
        let stretch = crate::reckon::paused_time(calendar, pause, course.as_of)
            .ok_or(outside(term, course))?;
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
    let tentative = if end.provisional { "（暂定）" } else { "" };
    rows.push(at(end.due, format!("{}届满{tentative}", clock(end.due))));
    rows[1..].sort_by_key(|row| (row.date, row.counted));
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
