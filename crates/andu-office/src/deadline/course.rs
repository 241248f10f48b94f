//! What happens to a clock while it runs: its length, time that is not counted, extensions.

use andu_calendar::{Date, DateTime, Extension, Length, Pause};
use andu_rules::condition::describe;
use andu_rules::model::{ClockRule, ExtensionSize, FieldId, LengthRule, PauseRule, Value};
use jiff::civil::Time;
use std::collections::BTreeMap;

use super::DeadlineRequest;
use super::given::Given;
use crate::error::OfficeError;

/// A length, or the day itself.
pub(super) enum Found {
    Length(Length),
    Day(Date),
}

pub(super) fn length(rule: &ClockRule, given: &Given<'_>) -> Result<Found, OfficeError> {
    let holds = |when| given.holds(when);
    let mut cases = rule.length.iter();
    let case = cases.find(|case| case.when.as_ref().is_none_or(holds));
    let unknown = || {
        let mut cases = rule.length.iter().filter_map(|case| case.when.as_ref());
        let hint = match cases.next() {
            Some(when) => format!(
                "期限长短取决于：{}。请用 --set 项目=值 写明",
                describe(when, given.procedure)
            ),
            None => "规则没有规定长短（待核）。请在规则包中补写".to_owned(),
        };
        OfficeError::Usage(format!("算不出“{}”的期限：{hint}。", rule.label))
    };
    match case.map(|case| &case.length) {
        None => Err(unknown()),
        Some(LengthRule::Fixed(length)) => Ok(Found::Length(*length)),
        Some(length) => from_field(length, &given.set).ok_or_else(|| {
            let field = match length {
                LengthRule::Field { field, .. } | LengthRule::Until(field) => field.as_str(),
                LengthRule::Fixed(_) => "",
            };
            let known = given.procedure.field(field);
            let label = known.map_or(field, |field| &field.label);
            OfficeError::Usage(format!(
                "算不出“{}”的期限：长短写在“{label}”一项里。请用 --set {field}=值 写明。",
                rule.label
            ))
        }),
    }
}

fn from_field(rule: &LengthRule, set: &BTreeMap<FieldId, Value>) -> Option<Found> {
    match rule {
        LengthRule::Fixed(length) => Some(Found::Length(*length)),
        LengthRule::Field { field, unit } => match set.get(field)? {
            Value::Integer(number) => Some(Found::Length(
                unit.with_amount(u32::try_from(*number).ok()?),
            )),
            _ => None,
        },
        LengthRule::Until(field) => Some(Found::Day(set.get(field)?.as_text()?.parse().ok()?)),
    }
}

/// Time not counted: as the calendar takes it, and whose word it is.
pub(super) struct Excluded {
    /// As reckoned: one without an end runs to its limit, or else to the day on which it is looked at.
    pub pause: Pause,
    /// Whether it was given as a stretch of days and not by actions.
    pub typed: bool,
    /// Whether its end was given.
    pub ended: bool,
}

/// Pauses given as such, and those that the actions given make.
pub(super) fn pauses(
    rule: &ClockRule,
    given: &Given<'_>,
    request: &DeadlineRequest,
    start: DateTime,
    notes: &mut Vec<String>,
) -> Result<Vec<Excluded>, OfficeError> {
    // A stretch of days does not say which of several reasons it had.
    let mut labels = rule.pauses.iter().map(|pause| pause.label.as_str());
    let first = labels.next().unwrap_or("所给的期间");
    let label = match labels.all(|other| other == first) {
        true => first,
        false => "所给的期间",
    };
    let mut pauses = Vec::new();
    for (from, to) in &request.pauses {
        if to < from {
            return Err(OfficeError::Usage(format!(
                "扣除的起止日期颠倒：{}晚于{}。请核对。",
                from.date(),
                to.date()
            )));
        }
        if rule.pauses.is_empty() {
            notes.push(format!(
                "规则没有规定“{}”期限可以扣除，已按所给日期扣除，请核对依据。",
                rule.label
            ));
        }
        let pause = Pause {
            from: *from,
            to: Some(*to),
            limit: None,
            label: label.to_owned(),
        };
        pauses.push(Excluded {
            pause,
            typed: true,
            ended: true,
        });
    }
    let seen = latest(given, request, start);
    for pause in &rule.pauses {
        pauses.extend(happened(pause, given, (start, seen))?);
    }
    Ok(pauses)
}

/// The pauses of one rule that the actions given make.
fn happened(
    rule: &PauseRule,
    given: &Given<'_>,
    (start, seen): (DateTime, DateTime),
) -> Result<Vec<Excluded>, OfficeError> {
    let begins = given.times(std::slice::from_ref(&rule.from));
    let ends = given.times(&rule.to);
    if let Some(end) = ends.first()
        && begins.first().is_some_and(|begin| end < begin)
    {
        return Err(OfficeError::Usage(format!(
            "“{}”的止日{}早于起日{}。请核对各个动作的日期。",
            rule.label,
            end.date(),
            begins.first().unwrap_or(end).date()
        )));
    }
    let begins = begins.into_iter().filter(|begin| *begin >= start);
    let pauses = begins.map(|from| {
        let to = ends.iter().copied().find(|end| *end >= from);
        let open_to = rule.limit.is_none().then(|| seen.max(from));
        Excluded {
            pause: Pause {
                from,
                to: to.or(open_to),
                limit: rule.limit,
                label: rule.label.clone(),
            },
            typed: false,
            ended: to.is_some(),
        }
    });
    Ok(pauses.collect())
}

/// The latest moment named: an open pause is looked at from there, or from today if that is later.
pub(super) fn latest(given: &Given<'_>, request: &DeadlineRequest, start: DateTime) -> DateTime {
    let today = request.today.to_datetime(Time::midnight());
    let pauses = request.pauses.iter().map(|(_, to)| *to);
    let events = given.events.iter().map(|(_, at)| *at);
    pauses
        .chain(events)
        .chain([today])
        .fold(start, DateTime::max)
}

pub(super) fn extensions(
    rule: &ClockRule,
    given: &Given<'_>,
    request: &DeadlineRequest,
    start: DateTime,
) -> Result<Vec<Extension>, OfficeError> {
    // What was granted before the clock began anew was granted to the clock that is gone.
    let granted = extended_at(rule, given).into_iter();
    let asked = granted.filter(|at| *at >= start).count();
    let asked = asked.max(usize::from(request.extend));
    if asked == 0 {
        return Ok(Vec::new());
    }
    let Some(extension) = &rule.extension else {
        return Err(OfficeError::Usage(format!(
            "“{}”的期限依法不能延长。请去掉 --extend。",
            rule.label
        )));
    };
    if asked > extension.times as usize {
        return Err(OfficeError::Usage(format!(
            "“{}”的期限只能延长{}次，所给的动作延长了{asked}次。请核对延期记录。",
            rule.label, extension.times
        )));
    }
    let (size, make): (_, fn(Length) -> Extension) = match &extension.size {
        ExtensionSize::Add(size) => (size, Extension::Add),
        ExtensionSize::Total(size) => (size, Extension::Total),
    };
    match from_field(size, &given.set) {
        Some(Found::Length(length)) => Ok(vec![make(length); asked]),
        _ => Err(OfficeError::Usage(format!(
            "“{}”延长多久没有写明。请用 --set 写明延长的天数。",
            rule.label
        ))),
    }
}

/// When the clock was extended, as far as that was given.
pub(super) fn extended_at(rule: &ClockRule, given: &Given<'_>) -> Vec<DateTime> {
    let Some(extension) = &rule.extension else {
        return Vec::new();
    };
    let events = given.events.iter();
    let events = events.filter(|(action, _)| *action == extension.on);
    events.map(|(_, at)| *at).collect()
}
