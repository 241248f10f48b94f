//! A scenario as a list of deeds in global time order. Deterministic: the same scenario gives the same deeds.

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
    /// Number of the matter within its course, for words in turn.
    pub index: usize,
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
    let mut entered = std::collections::BTreeMap::<&str, usize>::new();
    for enter in &scenario.enter {
        let course = scenario
            .course
            .iter()
            .find(|course| course.id == enter.course)
            .ok_or_else(|| fault(format!("没有名为“{}”的办理过程", enter.course)))?;
        for day in days(enter, calendar).map_err(fault)? {
            let index = entered.entry(&course.id).or_default();
            schedule(course, day, *index, matters, calendar, &mut planned).map_err(fault)?;
            *index += 1;
            matters += 1;
        }
    }
    let end = scenario
        .looked_at
        .to_datetime(Time::constant(23, 59, 59, 0));
    planned.retain(|deed| deed.at <= end);
    planned.sort_by_key(|deed| (deed.at, deed.matter, deed.order));
    Ok(planned)
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
    day: Date,
    index: usize,
    matter: usize,
    calendar: &Calendar,
    planned: &mut Vec<Planned<'a>>,
) -> Result<(), String> {
    // Matters that enter on one day do not all enter in the same minute.
    let minute = i64::try_from(index % 480).unwrap_or_default();
    let opening = Time::constant(8, 30, 0, 0)
        .to_datetime(day)
        .saturating_add(minute.minutes());
    let mut at = opening;
    for (order, step) in course.step.iter().enumerate() {
        at = moment(at, &step.after, step.time.as_deref(), index, calendar)?;
        planned.push(Planned {
            at,
            matter,
            index,
            order,
            course,
            step,
        });
    }
    Ok(())
}

/// The time of a step, never before the step before it.
fn moment(
    before: DateTime,
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
    let mut at = before;
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
    Ok(at.max(before))
}

/// Fills `{word}`, `{n}`, `{day}`, `{day+10}` and `{day+10wd}` into a value.
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
    if name == "n" {
        return Some((deed.index + 1).to_string());
    }
    if name == "day" {
        return Some(day.to_string());
    }
    if name == "moment" {
        return Some(deed.at.to_string());
    }
    if let Some(count) = name.strip_prefix("day+") {
        return match count.strip_suffix("wd") {
            Some(count) => {
                let days = WorkingDays(count.parse().ok()?);
                calendar
                    .nth_working_day(day, days)
                    .map(|day| day.to_string())
            }
            None => Some(
                day.saturating_add(count.parse::<i64>().ok()?.days())
                    .to_string(),
            ),
        };
    }
    turn(scenario.words.get(name)?, deed.index).cloned()
}
