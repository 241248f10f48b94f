//! The deadline calculator: one clock, the days given, the due day with each day's reason. Needs no office.
//!
//! What was given is read against the version that governs ([`given`]), the start is looked for among what starts the clock ([`start`]),
//! then length, pauses and extensions ([`course`]), what was given and not counted is told ([`told`]), and at last come the clocks that
//! begin where this one ends ([`next`]).

mod course;
mod days;
mod given;
mod next;
mod start;
mod told;
mod workday;

use andu_calendar::{
    Calendar, Course, Date, DateTime, Direction, Extension, Length, Pause, Term, reckon,
};
use andu_rules::Pack;
use andu_rules::model::{Citation, ClockRule, InForce, Procedure};
use jiff::Span;
use serde::Serialize;

use crate::error::OfficeError;
use course::Found;
use given::Given;
use told::Told;

pub use days::DayExplained;
pub(crate) use days::explain_view;
pub use workday::{WorkdayAnswer, workday};

/// A case that began so long before a change of law may still run; the version is asked about only near a change.
const LATELY_DAYS: i32 = 730;

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
    /// 重新起算: it had begun before, and began anew on that day.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub restarted: bool,
    /// The due day.
    pub due: Date,
    /// The due time, for clocks in hours and minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime>,
    /// 暂定: rests on a year whose notice is not loaded.
    pub provisional: bool,
    /// The first article.
    pub basis: Option<BasisShown>,
    /// Further articles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<BasisShown>,
    /// Counted back from the day given, which the act has to precede.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub backward: bool,
    /// The length in Chinese, extensions added.
    pub length: String,
    /// Doubts about this clock (待核).
    pub doubts: Vec<String>,
    /// Day by day.
    pub explain: Vec<DayExplained>,
    /// Period in force of the version that governs, where the procedure has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<InForce>,
    /// What was counted otherwise than one might expect, and what to look at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Clocks that begin when this one has run out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<Deadline>,
}

/// An article.
#[derive(Debug, Clone, Serialize)]
pub struct BasisShown {
    /// Title of the instrument.
    pub law: String,
    /// Number of the article; `None` where the rule has none.
    pub article: Option<String>,
    /// Item, of the article or of a notice without articles, as it is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Article and item as they are printed: 第三十三条, （七）.
    #[serde(skip)]
    pub passage: Option<String>,
}

impl Deadline {
    /// All articles as they are printed: 甲法 第三条、第四条；乙法 第一条. Empty where the rule names none.
    pub fn articles(&self) -> String {
        let mut told = String::new();
        let mut law = "";
        for basis in self.basis.iter().chain(&self.also) {
            match (basis.law == law, basis.passage.as_deref()) {
                (true, Some(passage)) => {
                    told.push('、');
                    told.push_str(passage);
                }
                (true, None) => {}
                (false, passage) => {
                    if !told.is_empty() {
                        told.push('；');
                    }
                    told.push_str(&basis.law);
                    if let Some(passage) = passage {
                        told.push(' ');
                        told.push_str(passage);
                    }
                }
            }
            law = &basis.law;
        }
        told
    }
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
    let (governed, given_as) = governing_day(pack, request)?;
    let (procedure, rule) = pack.clock(&request.clock, governed)?;
    let given = Given::read(procedure, rule, request)?;
    let mut answer = reckoned(pack, calendar, &given, rule, request, 0)?;
    let mut aspects = rule.aspects.iter();
    if let Some(aspect) = aspects.find(|aspect| aspect.alias == request.clock) {
        if let Some(label) = &aspect.label {
            answer.label = format!("{}·{label}", procedure.label);
        }
        if !aspect.basis.is_empty() {
            (answer.basis, answer.also) = articles(&aspect.basis);
        }
    }
    let versions = pack.versions(procedure.id.as_str()).unwrap_or_default();
    if versions.len() > 1 {
        answer.version = Some(procedure.in_force);
        let later = versions.iter().skip(1);
        let changed = later
            .map(|version| version.in_force.from)
            .any(|from| (governed - from).get_days().abs() < LATELY_DAYS);
        let field = procedure.field(procedure.governed_by.as_str());
        if let (false, true, Some(field)) = (given_as, changed, field) {
            answer.notes.push(format!(
                "按起算日{governed}选用版本；“{}”不是这一天的，请用 --set {}=日期 写明。",
                field.label, field.id
            ));
        }
    }
    Ok(answer)
}

/// The day that chooses the version: that of the field by which the procedure is governed where it was given, or else the first day.
fn governing_day(pack: &Pack, request: &DeadlineRequest) -> Result<(Date, bool), OfficeError> {
    let versions = pack.versions_with_clock(&request.clock);
    let latest = versions.and_then(|versions| versions.last());
    let field = latest.and_then(|latest| latest.field(latest.governed_by.as_str()));
    let typed = field.and_then(|field| {
        let mut set = request.set.iter();
        let (_, text) = set.find(|(name, _)| *name == field.label || name == field.id.as_str())?;
        Some((field, text))
    });
    let Some((field, text)) = typed else {
        return Ok((request.from.date(), false));
    };
    let value = given::value(field, text)?;
    let day = value
        .as_text()
        .and_then(|text| text.get(..10)?.parse().ok());
    Ok((day.unwrap_or(request.from.date()), true))
}

/// The first of these articles, and the others.
fn articles(basis: &[Citation]) -> (Option<BasisShown>, Vec<BasisShown>) {
    let mut shown = basis.iter().map(|basis| BasisShown {
        law: basis.statute.clone(),
        article: basis.article.clone(),
        item: basis.item.clone(),
        passage: basis.passage(),
    });
    (shown.next(), shown.collect())
}

/// What the pack is not sure of about a clock (待核).
fn doubts(procedure: &Procedure, rule: &ClockRule) -> Vec<String> {
    let about = procedure.doubts.iter();
    let about = about.filter(|doubt| doubt.about == rule.id.as_str());
    about.map(|doubt| doubt.note.clone()).collect()
}

/// How long a clock runs; or the day that is named as its end.
fn term(rule: &ClockRule, given: &Given<'_>) -> Result<(Term, Option<Date>), OfficeError> {
    let (length, named) = match course::length(rule, given)? {
        Found::Length(length) => (length, None),
        Found::Day(day) => (Length::CalendarDays(0), Some(day)),
    };
    let term = Term {
        length,
        direction: rule.direction,
        roll: rule.roll,
    };
    Ok((term, named))
}

/// One clock of a procedure, and those that follow it.
fn reckoned(
    pack: &Pack,
    calendar: &Calendar,
    given: &Given<'_>,
    rule: &ClockRule,
    request: &DeadlineRequest,
    passed: usize,
) -> Result<Deadline, OfficeError> {
    let mut notes = Vec::new();
    let started = start::start(rule, given, request, &mut notes)?;
    let start = started.at;
    let (term, due_named) = term(rule, given)?;
    let excluded = course::pauses(rule, given, request, start, &mut notes)?;
    let told = Told {
        rule,
        given,
        started,
        pauses: &excluded,
        today: request.today,
    };
    told.in_order()?;
    let pauses: Vec<Pause> = excluded.iter().map(|one| one.pause.clone()).collect();
    let extensions = course::extensions(rule, given, request, start)?;
    let course = Course {
        start,
        pauses: &pauses,
        extensions: &extensions,
        // What is open runs to its limit: three years on, each has been reached.
        as_of: course::latest(given, request, start).saturating_add(Span::new().years(3)),
    };
    let reckoning =
        reckon(calendar, term, &course).map_err(|error| OfficeError::Usage(error.to_string()))?;
    let due = due_named.unwrap_or_else(|| reckoning.due_on());
    let counted = due_named.is_none().then_some(&reckoning);
    notes.extend(told.notes(due, counted));
    let mut granted = course::extended_at(rule, given);
    granted.retain(|at| *at >= start);
    notes.extend(told::late_extension(
        calendar,
        term,
        &course,
        granted.into_iter(),
    ));
    let backward = rule.direction == Direction::Backward;
    notes.extend(due_named.is_none().then(|| margin(term, due)).flatten());
    let procedure = given.procedure;
    let (basis, also) = articles(&rule.basis);
    let mut answer = Deadline {
        clock: format!("{}.{}", procedure.id, rule.id),
        label: format!("{}·{}", procedure.label, rule.label),
        from: start.date(),
        restarted: start::is_restart(rule, given, request, start),
        due,
        due_at: term.length.is_exact().then_some(reckoning.due),
        provisional: due_named.is_none() && reckoning.provisional,
        basis,
        also,
        backward,
        length: match due_named {
            Some(_) => "以载明的日期为准".to_owned(),
            None => extended(term.length, &extensions),
        },
        doubts: doubts(procedure, rule),
        explain: match due_named {
            Some(_) => Vec::new(),
            None => days::days(calendar, term, &course),
        },
        version: None,
        notes,
        next: Vec::new(),
    };
    if passed == 0 && rule.direction == Direction::Forward {
        let sooner = next::sooner(pack, calendar, given, rule, due);
        answer.notes.extend(sooner);
    }
    answer.next = next::following(pack, calendar, given, rule, &answer, passed);
    Ok(answer)
}

/// What a day counted back, and the end of a minimum, leave open: whether one may act on that very day.
fn margin(term: Term, due: Date) -> Option<String> {
    match term.direction {
        Direction::Forward => None,
        Direction::Backward => Some(format!(
            "应当提前{}：最迟在{due}办理；正好这一天办理没有余地，宜再提前。",
            term.length
        )),
        Direction::Minimum if term.length.is_exact() => None,
        Direction::Minimum => {
            let next = due.tomorrow().ok()?;
            Some(format!(
                "须满{}：{due}当日24时期满；期满之后才能办理的，自{next}起办理。",
                term.length
            ))
        }
    }
}

/// The length with what was added to it: 20个工作日，延长20个工作日.
fn extended(length: Length, extensions: &[Extension]) -> String {
    let mut told = length.to_string();
    for extension in extensions {
        told.push_str(&match extension {
            Extension::Add(more) => format!("，延长{more}"),
            Extension::Total(total) => format!("，延长后共{total}"),
        });
    }
    told
}
