//! Worked examples: each is reckoned, and must come out as an office counted it on paper. Notices come first.

use andu_calendar::{Calendar, Course, Extension, Length, NoticeFault, Pause, Term, reckon};
use jiff::civil::DateTime;

use crate::{
    check::{Context, Depth},
    condition::{Facts, FieldsAlone, evaluate},
    model::{ClockRule, ExtensionSize, LengthRule, Procedure, Value, WorkedCase},
    read::case::CaseMarks,
    source::Place,
};

pub(super) fn check(context: &Context<'_>, depth: Depth) {
    notices(context);
    let mut cases = context.reading.cases.iter();
    if !cases.any(|marks| depth.reaches(marks.layer)) {
        return;
    }
    let notices: Vec<_> = context
        .reading
        .notices
        .iter()
        .map(|(it, _)| it.clone())
        .collect();
    // Notices that make no calendar have been reported; no example can be reckoned over them.
    let Ok(calendar) = Calendar::new(&notices, None) else {
        return;
    };
    let cases = context.reading.cases.iter();
    for marks in cases.filter(|marks| depth.reaches(marks.layer)) {
        if let Some(version) = context.reading.version_of(&marks.case) {
            check_case(context, &calendar, version.at_layer(marks.layer), marks);
        }
    }
}

fn notices(context: &Context<'_>) {
    let notices: Vec<_> = context
        .reading
        .notices
        .iter()
        .map(|(it, _)| it.clone())
        .collect();
    for fault in Calendar::faults(&notices, None) {
        // The reader has reported it at its own place.
        if matches!(fault, NoticeFault::Reversed { .. }) {
            continue;
        }
        let text = fault.to_string();
        let about = |(notice, _): &&(andu_calendar::Notice, Place)| {
            text.starts_with(&format!("{}：", notice.title))
        };
        let place = context
            .reading
            .notices
            .iter()
            .rfind(about)
            .map(|(_, place)| *place);
        let Some(place) = place else { continue };
        let (message, remedy) = text
            .split_once('。')
            .unwrap_or((&text, "请对照通知原文核对"));
        match fault.is_warning() {
            true => context.faults.warn(place, fault.code(), message, remedy),
            false => context.faults.error(place, fault.code(), message, remedy),
        }
    }
}

fn check_case(context: &Context<'_>, calendar: &Calendar, it: &Procedure, marks: &CaseMarks) {
    let case = &marks.case;
    let owner = format!("算例“{}”", case.name);
    let Some(clock) = it.clock(case.clock.as_str()) else {
        if !case.clock.as_str().is_empty() {
            let known = it.clocks.iter().map(|clock| clock.id.as_str());
            let id = case.clock.as_str();
            context.unknown(marks.clock, "unknown-clock", (&owner, "期限", id), known);
        }
        return;
    };
    for (field, place) in &marks.set {
        if it.field(field.as_str()).is_none() {
            let known = super::names::fields(it);
            let id = field.as_str();
            context.unknown(*place, "unknown-field", (&owner, "字段", id), known);
        }
    }
    let complain = |message: String, remedy: &str| {
        context
            .faults
            .error(marks.due, "case-differs", message, remedy);
    };
    match due(calendar, clock, case) {
        Ok(due) => {
            let same = match case.to_the_minute {
                true => {
                    due.strftime("%F %H:%M").to_string()
                        == case.due.strftime("%F %H:%M").to_string()
                }
                false => due.date() == case.due.date(),
            };
            if !same {
                let basis: Vec<String> = clock.basis.iter().map(ToString::to_string).collect();
                let shown = |at: DateTime| match case.to_the_minute {
                    true => at.strftime("%F %H:%M").to_string(),
                    false => at.date().to_string(),
                };
                let message = format!(
                    "{owner}写的是 {}，按期限“{}”（{}）算出来是 {}",
                    shown(case.due),
                    clock.label,
                    basis.join("、"),
                    shown(due)
                );
                complain(message, "请重新在纸上数一遍，改正算例或者期限");
            }
        }
        Err(why) => complain(
            format!("{owner}算不出期限“{}”：{why}", clock.label),
            "请补全算例",
        ),
    }
}

/// When the clock runs out.
fn due(calendar: &Calendar, clock: &ClockRule, case: &WorkedCase) -> Result<DateTime, String> {
    let facts = FieldsAlone(&case.set);
    let rule = clock
        .length
        .iter()
        .find(|length| {
            length
                .when
                .as_ref()
                .is_none_or(|when| evaluate(when, &facts))
        })
        .map(|length| &length.length)
        .ok_or("没有一种长度适用")?;
    if let LengthRule::Until(field) = rule {
        let text = facts.field(field).and_then(Value::as_text);
        let day = text
            .and_then(|text| text.get(..10))
            .and_then(|text| text.parse().ok());
        let day: jiff::civil::Date = day.ok_or_else(|| format!("set 里没有日期“{field}”"))?;
        return Ok(day.to_datetime(jiff::civil::Time::MAX));
    }
    let length = length(rule, case)?;
    let extension = match (&clock.extension, case.extend) {
        (_, false) => None,
        (None, true) => return Err("这个期限不能延长".to_owned()),
        (Some(rule), true) => Some(match &rule.size {
            ExtensionSize::Add(rule) => Extension::Add(self::length(rule, case)?),
            ExtensionSize::Total(rule) => Extension::Total(self::length(rule, case)?),
        }),
    };
    let limit = match clock.pauses.as_slice() {
        [only] => only.limit,
        _ => None,
    };
    let pauses: Vec<Pause> = case
        .pauses
        .iter()
        .map(|(from, to)| Pause {
            from: *from,
            to: Some(*to),
            limit,
            label: String::new(),
        })
        .collect();
    let start = case.restart.unwrap_or(case.from);
    let term = Term {
        length,
        direction: clock.direction,
        roll: clock.roll,
    };
    let course = Course {
        start,
        pauses: &pauses,
        extensions: extension.as_slice(),
        as_of: start,
    };
    reckon(calendar, term, &course)
        .map(|reckoning| reckoning.due)
        .map_err(|error| error.to_string().trim_end_matches('。').to_owned())
}

fn length(rule: &LengthRule, case: &WorkedCase) -> Result<Length, String> {
    match rule {
        LengthRule::Fixed(length) => Ok(*length),
        LengthRule::Field { field, unit } => match case.set.get(field) {
            Some(Value::Integer(number)) => u32::try_from(*number)
                .map(|number| unit.with_amount(number))
                .map_err(|_| format!("set 里的“{field}”不能小于零")),
            _ => Err(format!("set 里没有整数“{field}”")),
        },
        LengthRule::Until(field) => Err(format!("延长不能写到“{field}”为止")),
    }
}
