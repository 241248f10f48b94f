//! A scenario as a list of deeds in global time order. Deterministic: the same scenario gives the same deeds.

use std::collections::BTreeMap;

use andu_calendar::{Calendar, Date, DateTime, WorkingDays};
use jiff::ToSpan;
use jiff::civil::Time;

use super::scenario::{After, Course, Enter, Scenario, Step, turn};
use crate::error::OfficeError;

/// A deed to be done: a step of one matter's course.
#[derive(Debug, Clone)]
pub(crate) struct Planned<'a> {
    /// When.
    pub at: DateTime,
    /// Number of the matter among all that enter.
    pub matter: usize,
    /// Number of the matter within its course.
    pub index: usize,
    /// Number of the matter among those of its procedure in the order of the file: whose turn it is among words and people. Lists of
    /// the same length stay together: a unit, its handler, its head.
    pub turn: usize,
    /// Number of the matter among those of its procedure opened in the same year, in order of time; counted from 1.
    pub serial: usize,
    /// Which step.
    pub order: usize,
    pub course: &'a Course,
    pub step: &'a Step,
}

/// All deeds up to the day on which the due list is looked at.
pub(crate) fn plan<'a>(
    example: &str,
    scenario: &'a Scenario,
    calendar: &Calendar,
) -> Result<Vec<Planned<'a>>, OfficeError> {
    let fault = |why: String| OfficeError::Example {
        example: example.to_owned(),
        why,
    };
    let mut planned = Vec::new();
    let mut matters = 0;
    let mut of_course = BTreeMap::<&str, usize>::new();
    let mut of_procedure = BTreeMap::<&str, usize>::new();
    for enter in &scenario.enter {
        let course = scenario
            .course
            .iter()
            .find(|course| course.id == enter.course)
            .ok_or_else(|| fault(format!("没有名为“{}”的办理过程", enter.course)))?;
        for day in days(enter, calendar).map_err(fault)? {
            let index = of_course.entry(&course.id).or_default();
            let turn = of_procedure.entry(&course.procedure).or_default();
            let entry = Entry {
                day,
                matter: matters,
                index: *index,
                turn: *turn,
            };
            schedule(course, &entry, calendar, &mut planned).map_err(fault)?;
            *index += 1;
            *turn += 1;
            matters += 1;
        }
    }
    let end = scenario
        .looked_at
        .to_datetime(Time::constant(23, 59, 59, 0));
    planned.retain(|deed| deed.at <= end);
    planned.sort_by_key(|deed| (deed.at, deed.matter, deed.order));
    number(&mut planned, matters);
    Ok(planned)
}

/// Numbers the matters of each procedure within the year in which they are opened.
fn number(planned: &mut [Planned<'_>], matters: usize) {
    let mut counted = BTreeMap::<(&str, i16), usize>::new();
    let mut serials = vec![0; matters];
    for deed in planned.iter_mut() {
        if deed.order == 0 {
            let year = (deed.course.procedure.as_str(), deed.at.year());
            let count = counted.entry(year).or_default();
            *count += 1;
            serials[deed.matter] = *count;
        }
        deed.serial = serials[deed.matter];
    }
}

/// A matter that enters.
struct Entry {
    day: Date,
    matter: usize,
    index: usize,
    turn: usize,
}

/// The days on which matters enter.
fn days(enter: &Enter, calendar: &Calendar) -> Result<Vec<Date>, String> {
    let mut days = enter.on.clone();
    for many in &enter.many {
        days.extend(std::iter::repeat_n(many.on, many.count as usize));
    }
    let year = enter.year.unwrap_or_default();
    for (month, count) in (1..).zip(&enter.months) {
        let first = Date::new(year, month, 1).map_err(|_| format!("{year}年没有{month}月"))?;
        let last = enter
            .until_day
            .unwrap_or(first.days_in_month())
            .min(first.days_in_month());
        for n in 0..*count {
            // Evenly over the month.
            let offset = u64::from(n) * u64::from(last.unsigned_abs()) / u64::from(*count);
            let day = i8::try_from(offset).unwrap_or_default() + 1;
            days.push(
                Date::new(year, month, day).map_err(|_| format!("{year}年{month}月没有{day}日"))?,
            );
        }
    }
    if enter.working_days {
        for day in &mut days {
            *day = calendar.roll_forward(*day);
        }
    }
    Ok(days)
}

fn schedule<'a>(
    course: &'a Course,
    entry: &Entry,
    calendar: &Calendar,
    planned: &mut Vec<Planned<'a>>,
) -> Result<(), String> {
    let opening = desk_hour(entry.index).to_datetime(entry.day);
    let mut at = opening;
    for (order, step) in course.step.iter().enumerate() {
        let base = if step.after.from_entry { opening } else { at };
        let time = step.time.as_ref().map(|time| time.turn(entry.index));
        at = moment(base, &step.after, time, entry.index, calendar)?.max(at);
        planned.push(Planned {
            at,
            matter: entry.matter,
            index: entry.index,
            turn: entry.turn,
            serial: 0,
            order,
            course,
            step,
        });
    }
    Ok(())
}

/// When the nth matter of a course comes to the desk: 8:30 to 11:00 or 14:00 to 16:30. The step of 47 minutes meets every one of the 300
/// before it meets one again, and brings matters of one day at different hours.
fn desk_hour(index: usize) -> Time {
    let minute = i64::try_from(index * 47 % 300).unwrap_or_default();
    let (from, minute) = match minute {
        0..150 => (Time::constant(8, 30, 0, 0), minute),
        _ => (Time::constant(14, 0, 0, 0), minute - 150),
    };
    from.saturating_add(minute.minutes())
}

/// The time of a step.
fn moment(
    base: DateTime,
    after: &After,
    time: Option<&str>,
    index: usize,
    calendar: &Calendar,
) -> Result<DateTime, String> {
    let turn_of = |values: &Option<Vec<u32>>| {
        values
            .as_ref()
            .and_then(|values| turn(values, index))
            .copied()
    };
    let mut at = base;
    if let Some(days) = turn_of(&after.days) {
        at = at.saturating_add(i64::from(days).days());
    }
    if let Some(days) = turn_of(&after.working_days).filter(|days| *days > 0) {
        let day = calendar
            .nth_working_day(at.date(), WorkingDays(days))
            .ok_or_else(|| format!("{}之后{days}个工作日超出日历范围", at.date()))?;
        at = day.to_datetime(at.time());
    }
    if let Some(time) = time {
        let time: Time = time.parse().map_err(|_| format!("“{time}”不是时间"))?;
        at = at.date().to_datetime(time);
    }
    if let Some(minutes) = turn_of(&after.minutes) {
        at = at.saturating_add(i64::from(minutes).minutes());
    }
    Ok(at)
}

/// Fills placeholders into a value; [`Step::set`] names them.
pub(crate) fn fill(
    text: &str,
    deed: &Planned<'_>,
    scenario: &Scenario,
    calendar: &Calendar,
) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, tail) = rest.split_at(open);
        filled.push_str(before);
        let close = tail
            .find('}')
            .ok_or_else(|| format!("“{text}”的花括号没有闭合"))?;
        let name = tail.get(1..close).unwrap_or_default();
        // A list of rows is typed as JSON, whose own braces are not placeholders.
        match word(name, deed, scenario, calendar) {
            Some(word) => filled.push_str(&word),
            None if name.contains('"') => {
                filled.push('{');
                rest = tail.get(1..).unwrap_or_default();
                continue;
            }
            None => return Err(format!("不认识“{{{name}}}”")),
        }
        rest = tail.get(close + 1..).unwrap_or_default();
    }
    filled.push_str(rest);
    Ok(filled)
}

fn word(
    name: &str,
    deed: &Planned<'_>,
    scenario: &Scenario,
    calendar: &Calendar,
) -> Option<String> {
    let day = deed.at.date();
    match name {
        "day" => return Some(day.to_string()),
        "moment" => return Some(deed.at.to_string()),
        "year" => return Some(day.year().to_string()),
        "serial" => return Some(deed.serial.to_string()),
        _ => {}
    }
    if let Some(width) = name.strip_prefix("serial:") {
        let width: usize = width.parse().ok().filter(|width| *width <= 12)?;
        return Some(format!("{:0width$}", deed.serial));
    }
    if let Some(later) = name.strip_prefix("day+") {
        return later_day(day, later, calendar).map(|day| day.to_string());
    }
    if let Some(earlier) = name.strip_prefix("day-") {
        let days = earlier.parse::<i64>().ok()?.days();
        return Some(day.saturating_sub(days).to_string());
    }
    let (name, ahead) = match name.split_once('+') {
        Some((name, ahead)) => (name, ahead.parse::<u16>().ok()?),
        None => (name, 0),
    };
    turn(scenario.words.get(name)?, deed.turn + usize::from(ahead)).cloned()
}

/// `10` days or `10wd` working days after a day.
fn later_day(day: Date, later: &str, calendar: &Calendar) -> Option<Date> {
    match later.strip_suffix("wd") {
        Some(count) => calendar.nth_working_day(day, WorkingDays(count.parse().ok()?)),
        None => Some(day.saturating_add(later.parse::<i64>().ok()?.days())),
    }
}
