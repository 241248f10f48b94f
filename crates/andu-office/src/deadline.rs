//! The deadline calculator: one clock, the days given, the due day with each day's reason. Needs no office.

use andu_calendar::{
    Calendar, Course, Date, DateTime, Extension, Length, Pause, Term, WorkingDays, explain, reckon,
};
use andu_casework::{ClockView, Linked, MatterFacts};
use andu_rules::Pack;
use andu_rules::condition::evaluate;
use andu_rules::model::{ClockRule, ExtensionSize, FieldId, LengthRule, Procedure, Trigger, Value};
use jiff::civil::Time;
use serde::Serialize;
use std::collections::BTreeMap;

use crate::error::OfficeError;

/// What is asked of the calculator.
#[derive(Debug, Clone, Default)]
pub struct DeadlineRequest {
    /// `procedure.clock` or an alias.
    pub clock: String,
    /// The day, or the time, on which it starts.
    pub from: DateTime,
    /// It starts again in full.
    pub restart: Option<DateTime>,
    /// Days after the first up to and including the second are not counted.
    pub pauses: Vec<(DateTime, DateTime)>,
    /// Extended once.
    pub extend: bool,
    /// Actions of the procedure and when they happened.
    pub events: Vec<(String, DateTime)>,
    /// Fields that decide the length, as typed.
    pub set: Vec<(String, String)>,
    /// The day on which it is asked.
    pub today: Date,
}

/// The calculator's answer.
#[derive(Debug, Clone, Serialize)]
pub struct Deadline {
    /// `procedure.clock`.
    pub clock: String,
    /// Chinese terms of procedure and clock.
    pub label: String,
    /// The start, restarts taken in.
    pub from: Date,
    /// The due day.
    pub due: Date,
    /// The due time, for clocks in hours and minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime>,
    /// 暂定: rests on a year whose notice is not loaded.
    pub provisional: bool,
    /// The first article.
    pub basis: Option<BasisShown>,
    /// The length in Chinese.
    pub length: String,
    /// Doubts about this clock (待核).
    pub doubts: Vec<String>,
    /// Day by day.
    pub explain: Vec<DayExplained>,
}

/// An article.
#[derive(Debug, Clone, Serialize)]
pub struct BasisShown {
    /// Title of the instrument.
    pub law: String,
    /// Number of the article; `None` where the rule has none.
    pub article: Option<String>,
}

/// A day, or a stretch of days, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayExplained {
    /// First day.
    pub date: Date,
    /// Last day of a stretch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Whether it counts.
    pub counted: bool,
    /// Why.
    pub why: String,
}

/// Whether a day is worked, and the N-th working day after it.
#[derive(Debug, Clone, Serialize)]
pub struct WorkdayAnswer {
    /// The day.
    pub date: Date,
    /// Whether it is worked.
    pub workday: bool,
    /// Why.
    pub why: String,
    /// N.
    pub plus: Option<u32>,
    /// The N-th working day after it.
    pub result: Option<Date>,
    /// 暂定.
    pub provisional: bool,
}

/// Says whether a day is worked, and finds the N-th working day after it.
///
/// # Errors
///
/// [`OfficeError::Usage`] where the count leaves the calendar's range.
pub fn workday(
    calendar: &Calendar,
    date: Date,
    plus: Option<u32>,
) -> Result<WorkdayAnswer, OfficeError> {
    let day = calendar.day(date);
    let result = match plus {
        None => None,
        Some(plus) => Some(
            calendar
                .nth_working_day(date, WorkingDays(plus))
                .ok_or_else(|| {
                    OfficeError::Usage(format!(
                        "算不出结果：{date}之后第{plus}个工作日超出日历范围。请核对日期和天数。"
                    ))
                })?,
        ),
    };
    let unsettled = result.is_some_and(|result| !calendar.is_settled(result));
    Ok(WorkdayAnswer {
        date,
        workday: day.working,
        why: day.why.to_string(),
        plus,
        result,
        provisional: day.provisional || unsettled,
    })
}

/// Reckons one clock from the days given.
///
/// # Errors
///
/// [`OfficeError::NoClock`], [`OfficeError::Usage`] for days that do not fit the clock.
pub fn deadline(
    pack: &Pack,
    calendar: &Calendar,
    request: &DeadlineRequest,
) -> Result<Deadline, OfficeError> {
    let (procedure, rule) = pack.clock(&request.clock, request.from.date())?;
    let set = read_fields(procedure, request)?;
    let start = start(rule, request)?;
    let length = length(procedure, rule, &set, start, calendar)?;
    let name = format!("{}.{}", procedure.id, rule.id);
    let (length, due_named) = match length {
        Found::Length(length) => (length, None),
        Found::Day(day) => (Length::CalendarDays(0), Some(day)),
    };
    let term = Term {
        length,
        direction: rule.direction,
        roll: rule.roll,
    };
    let pauses = pauses(rule, request, start)?;
    let extensions = extensions(rule, request, &set)?;
    let as_of = latest(request, start);
    let course = Course {
        start,
        pauses: &pauses,
        extensions: &extensions,
        as_of,
    };
    let reckoning =
        reckon(calendar, term, &course).map_err(|e| OfficeError::Usage(e.to_string()))?;
    let due = due_named.unwrap_or_else(|| reckoning.due_on());
    let days = match due_named {
        Some(_) => Vec::new(),
        None => days(calendar, term, &course),
    };
    let doubts = procedure
        .doubts
        .iter()
        .filter(|doubt| doubt.about == rule.id.as_str());
    Ok(Deadline {
        clock: name,
        label: format!("{}·{}", procedure.label, rule.label),
        from: start.date(),
        due,
        due_at: term.length.is_exact().then_some(reckoning.due),
        provisional: due_named.is_none() && reckoning.provisional,
        basis: rule.basis.first().map(|basis| BasisShown {
            law: basis.statute.clone(),
            article: basis.article.clone(),
        }),
        length: due_named.map_or_else(
            || term.length.to_string(),
            |_| "以载明的日期为准".to_owned(),
        ),
        doubts: doubts.map(|doubt| doubt.note.clone()).collect(),
        explain: days,
    })
}

/// Explains a clock of a matter.
pub(crate) fn explain_view(
    view: &ClockView,
    calendar: &Calendar,
    as_of: DateTime,
) -> Vec<DayExplained> {
    let Some(term) = view.term else {
        return Vec::new();
    };
    // A pause still open runs to its limit, as in the due day: three years on, each limit has been reached.
    let limited = view.paused.is_some() && view.due.is_some();
    let seen_from = match limited {
        true => as_of.saturating_add(jiff::Span::new().years(3)),
        false => view.stopped.unwrap_or(as_of),
    };
    let begun = view.pauses.iter();
    let begun: Vec<_> = begun
        .filter(|pause| pause.to.is_some() || pause.from <= as_of)
        .cloned()
        .collect();
    let course = Course {
        start: view.start,
        pauses: &begun,
        extensions: &view.extensions,
        as_of: seen_from,
    };
    days(calendar, term, &course)
}

fn days(calendar: &Calendar, term: Term, course: &Course<'_>) -> Vec<DayExplained> {
    let explained = explain(calendar, term, course).unwrap_or_default();
    let shown = explained.into_iter().map(|day| DayExplained {
        date: day.date,
        to: day.to,
        counted: day.counted,
        why: day.why,
    });
    shown.collect()
}

fn read_fields(
    procedure: &Procedure,
    request: &DeadlineRequest,
) -> Result<BTreeMap<FieldId, Value>, OfficeError> {
    let mut set = BTreeMap::new();
    for (name, text) in &request.set {
        let known = procedure
            .fields
            .iter()
            .find(|field| field.id.as_str() == name || field.label == *name);
        let Some(field) = known else {
            return Err(OfficeError::Usage(format!(
                "{}没有“{name}”这一项。请用“andu rules show {}”查看各项。",
                procedure.label, procedure.id
            )));
        };
        let value = andu_casework::parse_value(field, text)
            .map_err(|fault| OfficeError::Usage(format!("{fault}。")))?;
        set.insert(field.id.clone(), value);
    }
    Ok(set)
}

/// The start: the latest of the restarts given, or the first day.
fn start(rule: &ClockRule, request: &DeadlineRequest) -> Result<DateTime, OfficeError> {
    let restarts = request
        .events
        .iter()
        .filter(|(name, _)| triggered(&rule.restart, name))
        .map(|(_, at)| *at)
        .chain(request.restart);
    let latest = restarts.max();
    match latest.filter(|at| *at < request.from) {
        Some(at) => Err(OfficeError::Usage(format!(
            "重新起算的日期{}早于起算日{}。请核对日期。",
            at.date(),
            request.from.date()
        ))),
        None => Ok(latest.unwrap_or(request.from)),
    }
}

enum Found {
    Length(Length),
    Day(Date),
}

fn length(
    procedure: &Procedure,
    rule: &ClockRule,
    set: &BTreeMap<FieldId, Value>,
    at: DateTime,
    calendar: &Calendar,
) -> Result<Found, OfficeError> {
    let _ = calendar;
    let linked = Linked::new();
    let facts = MatterFacts {
        procedure,
        matter: None,
        set,
        documents: &[],
        me: None,
        at,
        clocks: &[],
        linked: &linked,
    };
    let case = rule
        .length
        .iter()
        .find(|case| case.when.as_ref().is_none_or(|when| evaluate(when, &facts)));
    let unknown = || {
        let names: Vec<_> = rule
            .length
            .iter()
            .filter_map(|case| case.when.as_ref())
            .collect();
        let hint = match names.first() {
            Some(when) => format!("期限长短取决于：{}。请用 --set 项目=值 写明", when),
            None => "规则没有规定长短（待核）。请在规则包中补写".to_owned(),
        };
        OfficeError::Usage(format!("算不出“{}”的期限：{hint}。", rule.label))
    };
    match case.map(|case| &case.length) {
        None => Err(unknown()),
        Some(LengthRule::Fixed(length)) => Ok(Found::Length(*length)),
        Some(length) => from_field(length, set).ok_or_else(|| {
            let field = match length {
                LengthRule::Field { field, .. } | LengthRule::Until(field) => field.as_str(),
                LengthRule::Fixed(_) => "",
            };
            let label = procedure.field(field).map_or(field, |field| &field.label);
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

/// Pauses given as such, and those that the events given make.
fn pauses(
    rule: &ClockRule,
    request: &DeadlineRequest,
    start: DateTime,
) -> Result<Vec<Pause>, OfficeError> {
    let label = rule.pauses.first().map_or("期限扣除", |pause| &pause.label);
    let mut pauses = Vec::new();
    for (from, to) in &request.pauses {
        if to < from {
            return Err(OfficeError::Usage(format!(
                "扣除的起止日期颠倒：{}晚于{}。请核对。",
                from.date(),
                to.date()
            )));
        }
        let label = label.to_owned();
        pauses.push(Pause {
            from: *from,
            to: Some(*to),
            limit: None,
            label,
        });
    }
    for pause in &rule.pauses {
        let begun = request
            .events
            .iter()
            .filter(|(name, at)| *name == *pause.from.on.as_str() && *at >= start);
        for (_, from) in begun {
            let ends = request
                .events
                .iter()
                .filter(|(name, at)| triggered(&pause.to, name) && at >= from);
            let to = ends.map(|(_, at)| *at).min();
            pauses.push(Pause {
                from: *from,
                to,
                limit: pause.limit,
                label: pause.label.clone(),
            });
        }
    }
    Ok(pauses)
}

fn extensions(
    rule: &ClockRule,
    request: &DeadlineRequest,
    set: &BTreeMap<FieldId, Value>,
) -> Result<Vec<Extension>, OfficeError> {
    let events = |on: &str| request.events.iter().filter(|(name, _)| name == on).count();
    let asked = rule
        .extension
        .as_ref()
        .map_or(0, |extension| events(extension.on.as_str()));
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
            "“{}”的期限只能延长{}次。请核对延期记录。",
            rule.label, extension.times
        )));
    }
    let (size, add) = match &extension.size {
        ExtensionSize::Add(size) => (size, true),
        ExtensionSize::Total(size) => (size, false),
    };
    match from_field(size, set) {
        Some(Found::Length(length)) => {
            let one = if add {
                Extension::Add(length)
            } else {
                Extension::Total(length)
            };
            Ok(vec![one; asked])
        }
        _ => Err(OfficeError::Usage(format!(
            "“{}”延长多久没有写明。请用 --set 写明延长的天数。",
            rule.label
        ))),
    }
}

fn triggered(triggers: &[Trigger], name: &str) -> bool {
    triggers.iter().any(|trigger| trigger.on.as_str() == name)
}

/// The latest moment named: an open pause is looked at from there, or from today if that is later.
fn latest(request: &DeadlineRequest, start: DateTime) -> DateTime {
    let today = request.today.to_datetime(Time::midnight());
    let pauses = request.pauses.iter().map(|(_, to)| *to);
    let events = request.events.iter().map(|(_, at)| *at);
    pauses
        .chain(events)
        .chain([today])
        .fold(start, DateTime::max)
}
