//! What is typed into the deadline form, read against the clock that it asks about.

use std::collections::BTreeMap;

use andu_office::{DeadlineRequest, Pack, Procedure};
use andu_rules::condition::Mention;
use andu_rules::model::{ClockRule, ExtensionSize, Field, FieldId, FieldKind, LengthRule, Trigger};
use jiff::civil::{Date, DateTime, Time};

use super::{Choice, happened};
use crate::asked::Asked;
use crate::words;

/// How many stretches of days not counted the form has room for.
const PAUSES: usize = 3;

/// A fault of the form: at which field, and the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldFault {
    pub field: String,
    pub sentence: String,
}

/// What the form asks beside clock and first day, because this clock can have it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Further {
    /// From which action the clock runs.
    pub start: String,
    /// What makes it run anew.
    pub restart: Option<String>,
    /// What is not counted.
    pub pause: Option<String>,
    /// How it may be extended.
    pub extend: Option<String>,
    /// Fields that decide the length, the start or the version.
    pub decide: Vec<Deciding>,
    /// Actions that the clock knows.
    pub happened: Vec<Deciding>,
    /// Whether the time of day matters.
    pub exact: bool,
}

impl Further {
    /// Whether the day of an action was typed.
    pub fn is_told(&self) -> bool {
        self.happened.iter().any(|one| !one.typed.is_empty())
    }
}

/// The hint at a field on which the length depends.
pub(crate) const LENGTH: &str = "决定期限长短";

/// A field that decides a length, a start or the version; or the day of an action.
#[derive(Debug, Clone)]
pub(crate) struct Deciding {
    /// What it decides.
    pub hint: &'static str,
    pub name: String,
    pub label: String,
    pub kind: &'static str,
    pub typed: String,
    pub values: Vec<Choice>,
}

/// A stretch of days not counted, as typed.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    pub from_name: String,
    pub to_name: String,
    pub from: String,
    pub to: String,
    pub number: usize,
}

/// What a clock can have. `governs`: the procedure has several versions, between which a day chooses.
pub(crate) fn further(
    procedure: &Procedure,
    rule: &ClockRule,
    governs: bool,
    asked: &Asked,
) -> Further {
    let labels = |triggers: &[Trigger]| {
        let labels = triggers.iter().map(|trigger| {
            let action = procedure.action(trigger.on.as_str());
            action.map_or(trigger.on.as_str(), |action| &action.label)
        });
        labels.collect::<Vec<_>>().join("、")
    };
    let pauses: Vec<_> = rule
        .pauses
        .iter()
        .map(|pause| pause.label.as_str())
        .collect();
    let exact = rule.length.iter().any(|case| match &case.length {
        LengthRule::Fixed(length) | LengthRule::Field { unit: length, .. } => length.is_exact(),
        LengthRule::Until(_) => false,
    });
    Further {
        start: labels(&rule.start),
        restart: (!rule.restart.is_empty()).then(|| labels(&rule.restart)),
        pause: (!pauses.is_empty()).then(|| pauses.join("、")),
        extend: rule.extension.as_ref().map(|extension| {
            let action = procedure.action(extension.on.as_str());
            action.map_or_else(|| "延长".to_owned(), |action| action.label.clone())
        }),
        decide: deciding(procedure, rule, governs)
            .into_iter()
            .map(|field| {
                let hint = match deciding_length(rule).contains(&field.id) {
                    true => LENGTH,
                    false => "决定起算或者适用的版本，不适用的不填",
                };
                input(field, hint, asked)
            })
            .collect(),
        happened: happened::inputs(procedure, rule, exact, asked),
        exact,
    }
}

/// Fields on which the length depends.
fn deciding_length(rule: &ClockRule) -> Vec<FieldId> {
    let mut ids: Vec<FieldId> = Vec::new();
    for case in &rule.length {
        if let Some(when) = &case.when {
            when.mentions(&mut |mention| {
                if let Mention::Field(field) = mention {
                    ids.push(field.clone());
                }
            });
        }
        ids.extend(field_of(&case.length));
    }
    if let Some(extension) = &rule.extension {
        let (ExtensionSize::Add(size) | ExtensionSize::Total(size)) = &extension.size;
        ids.extend(field_of(size));
    }
    ids
}

fn deciding<'a>(procedure: &'a Procedure, rule: &ClockRule, governs: bool) -> Vec<&'a Field> {
    let mut ids = deciding_length(rule);
    let pauses = rule.pauses.iter();
    let pauses = pauses.flat_map(|pause| std::iter::once(&pause.from).chain(&pause.to));
    let triggers = rule.start.iter().chain(&rule.restart).chain(pauses);
    let triggers: Vec<&Trigger> = triggers.collect();
    let whens = triggers.iter().filter_map(|trigger| trigger.when.as_ref());
    for when in whens {
        when.mentions(&mut |mention| {
            if let Mention::Field(field) = mention {
                ids.push(field.clone());
            }
        });
    }
    // A field that dates the only start is the first day itself.
    let first = rule.start.first().and_then(|start| start.at.as_ref());
    let dating = triggers.iter().filter_map(|trigger| trigger.at.as_ref());
    ids.extend(dating.filter(|field| Some(*field) != first).cloned());
    if governs && Some(&procedure.governed_by) != first {
        ids.push(procedure.governed_by.clone());
    }
    let fields = procedure.fields.iter();
    fields
        .filter(|field| field.kind != FieldKind::List && ids.contains(&field.id))
        .collect()
}

fn field_of(length: &LengthRule) -> Option<FieldId> {
    match length {
        LengthRule::Fixed(_) => None,
        LengthRule::Field { field, .. } | LengthRule::Until(field) => Some(field.clone()),
    }
}

fn input(field: &Field, hint: &'static str, asked: &Asked) -> Deciding {
    let name = format!("set.{}", field.id);
    let typed = asked.get(&name);
    let values = match field.kind {
        FieldKind::Boolean => vec![
            Choice::new("true", "是", typed),
            Choice::new("false", "否", typed),
        ],
        _ => field
            .values
            .iter()
            .map(|value| Choice::new(&value.id, &value.label, typed))
            .collect(),
    };
    Deciding {
        hint,
        label: field.label.clone(),
        kind: match field.kind {
            FieldKind::Date => "date",
            FieldKind::DateTime => "datetime-local",
            _ => "text",
        },
        typed: typed.unwrap_or_default().to_owned(),
        values,
        name,
    }
}

/// Stretches as typed, with room for more.
pub(crate) fn stretches(asked: &Asked) -> Vec<Stretch> {
    let stretch = |number: usize| {
        let (from_name, to_name) = (format!("pause{number}.from"), format!("pause{number}.to"));
        Stretch {
            from: asked.typed(&from_name),
            to: asked.typed(&to_name),
            from_name,
            to_name,
            number,
        }
    };
    (1..=PAUSES).map(stretch).collect()
}

/// Labels of the fields of the form, for sentences about them.
fn field_label(name: &str) -> &'static str {
    match name {
        "from" => "起算日期",
        "time" => "起算时刻",
        "restart" => "重新起算日期",
        _ => "不计入期限的起止日期",
    }
}

/// Reads the form; every fault at once.
pub(crate) fn read(
    asked: &Asked,
    pack: &Pack,
    today: Date,
) -> Result<DeadlineRequest, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let clock = asked.typed("clock");
    if clock.is_empty() {
        faults.push(fault("clock", "没有选择期限。请在“期限”中选择一项。"));
    } else if known(pack, &clock).is_none() {
        faults.push(fault("clock", "没有这一期限。请在“期限”中另选一项。"));
    }
    let from = match asked.get("from") {
        None => {
            faults.push(fault("from", "没有填写起算日期。请填写，如2025-09-28。"));
            None
        }
        Some(_) => date(asked, "from", &mut faults),
    };
    let time = time(asked, &mut faults);
    let restart = date(asked, "restart", &mut faults);
    let pauses = pauses(asked, &mut faults);
    let events = happened::read(asked, &mut faults);
    let named = asked.pairs.iter().filter_map(|(name, value)| {
        let field = name.strip_prefix("set.")?;
        (!value.trim().is_empty()).then(|| (field.to_owned(), value.trim().to_owned()))
    });
    let set: BTreeMap<String, String> = named.collect();
    let (Some(from), true) = (from, faults.is_empty()) else {
        return Err(faults);
    };
    Ok(DeadlineRequest {
        clock,
        from: from.to_datetime(time),
        restart: restart.map(|day| day.to_datetime(time)),
        pauses,
        extend: asked.get("extend").is_some(),
        events,
        set: set.into_iter().collect(),
        today,
    })
}

/// The newest version that has the clock, whenever it is in force.
pub(crate) fn known<'a>(pack: &'a Pack, name: &str) -> Option<(&'a Procedure, &'a ClockRule)> {
    let (procedure, clock) = name.split_once('.')?;
    let versions = pack.procedures.get(procedure)?.iter().rev();
    versions
        .filter_map(|version| Some((&**version, version.clock(clock)?)))
        .next()
}

fn fault(field: &str, sentence: impl Into<String>) -> FieldFault {
    FieldFault {
        field: field.to_owned(),
        sentence: sentence.into(),
    }
}

fn date(asked: &Asked, name: &str, faults: &mut Vec<FieldFault>) -> Option<Date> {
    let text = asked.get(name)?;
    let day = words::day(text);
    if day.is_none() {
        let label = field_label(name);
        let sentence = format!("{label}“{text}”不是日期。请写成2025-09-28的样子。");
        faults.push(fault(name, sentence));
    }
    day
}

fn time(asked: &Asked, faults: &mut Vec<FieldFault>) -> Time {
    let Some(text) = asked.get("time") else {
        return Time::midnight();
    };
    text.parse().unwrap_or_else(|_| {
        let label = field_label("time");
        let sentence = format!("{label}“{text}”不是时刻。请写成09:30的样子。");
        faults.push(fault("time", sentence));
        Time::midnight()
    })
}

fn pauses(asked: &Asked, faults: &mut Vec<FieldFault>) -> Vec<(DateTime, DateTime)> {
    let mut pauses = Vec::new();
    for stretch in stretches(asked) {
        let from = date(asked, &stretch.from_name, faults);
        let to = date(asked, &stretch.to_name, faults);
        let lone = stretch.from.is_empty() != stretch.to.is_empty();
        match (from, to) {
            _ if lone => faults.push(fault(
                &stretch.from_name,
                format!(
                    "第{}段不计入期限的日期只填了一头。请把起止日期都填上。",
                    stretch.number
                ),
            )),
            (Some(from), Some(to)) if to < from => faults.push(fault(
                &stretch.from_name,
                format!(
                    "第{}段不计入期限的日期颠倒：{from}晚于{to}。请核对。",
                    stretch.number
                ),
            )),
            (Some(from), Some(to)) => pauses.push((
                from.to_datetime(Time::midnight()),
                to.to_datetime(Time::midnight()),
            )),
            _ => {}
        }
    }
    pauses
}
