//! Values: for every group of compared terms, enough values to make every comparison come out in every way in which it can.
//!
//! With `k` terms, `k` values between any two literals realise every order that these terms can stand in.

use std::cmp::Ordering;

use jiff::{ToSpan, civil::Date};

use crate::{
    model::{Decimal, Field, FieldKind, InForce, Value},
    prove::terms::{Group, Term},
};

/// Names for values that nothing but their being different matters of.
const NAMES: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// The values that a term of a group may take, missing aside; days that no literal fixes lie in the period in force, because some of them
/// choose the version.
pub(super) fn values(group: &Group, field: Option<&Field>, in_force: InForce) -> Vec<Value> {
    let spare = spare(group);
    let Some(field) = field else {
        return texts(group, spare, FieldKind::Text, in_force);
    };
    let mut values = match field.kind {
        FieldKind::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
        FieldKind::Integer => whole(numbers(group, spare)),
        FieldKind::Decimal => numbers(group, spare),
        FieldKind::Choice => choices(group, spare, field),
        // A list is compared with nothing; its rows are another matter.
        FieldKind::List => Vec::new(),
        kind => texts(group, spare, kind, in_force),
    };
    if field.personal {
        values.push(Value::Personal {
            personal: String::new(),
            commitment: String::new(),
        });
    }
    values
}

/// How many values are needed beside the literals. Of a list compared with something outside, two rows may differ.
fn spare(group: &Group) -> usize {
    let weight = |term: &Term| match term {
        Term::Column(..) if group.terms.len() > 1 => 2,
        _ => 1,
    };
    group.terms.iter().map(weight).sum::<usize>().max(1)
}

fn choices(group: &Group, spare: usize, field: &Field) -> Vec<Value> {
    let text = |id: &str| Value::Text(id.to_owned());
    let all = field.values.iter().map(|choice| text(&choice.id));
    let (mentioned, others): (Vec<Value>, Vec<Value>) =
        all.partition(|value| group.literals.contains(value));
    let compared = group.terms.len() > 1;
    let others = others
        .into_iter()
        .take(if compared { usize::MAX } else { spare });
    mentioned.into_iter().chain(others).collect()
}

fn texts(group: &Group, spare: usize, kind: FieldKind, in_force: InForce) -> Vec<Value> {
    let mut literals: Vec<&str> = group.literals.iter().filter_map(Value::as_text).collect();
    literals.sort_unstable();
    let is_day = matches!(kind, FieldKind::Date | FieldKind::DateTime);
    let mut found: Vec<String> = Vec::new();
    if group.ordered || is_day {
        let ends = literals.iter().skip(1).copied().map(Some).chain([None]);
        found.extend(literals.first().map_or_else(
            || from_day(day_before(in_force, spare), spare),
            |first| (1..=spare).map(|at| before(first, at)).collect(),
        ));
        for (start, end) in literals.iter().zip(ends) {
            found.push((*start).to_owned());
            found.extend(between(start, end, spare));
        }
    } else {
        found.extend(literals.iter().map(|literal| (*literal).to_owned()));
        let fresh = (0..).map(|at| match NAMES.get(at) {
            Some(name) => (*name).to_owned(),
            None => format!("{}{at}", NAMES[at % NAMES.len()]),
        });
        let unknown = fresh.filter(|name| !literals.contains(&name.as_str()));
        found.extend(unknown.take(spare));
    }
    let timed = |text: String| match kind {
        FieldKind::DateTime if text.parse::<Date>().is_ok() => format!("{text}T09:00:00"),
        _ => text,
    };
    found.into_iter().map(timed).map(Value::Text).collect()
}

/// The day before days like any other within a period: the last ones of a period that is over.
fn day_before(in_force: InForce, number: usize) -> Date {
    let usual = jiff::civil::date(2025, 3, 2);
    let number = i64::try_from(number).unwrap_or(i64::MAX).min(3_000);
    let last = in_force.to.map(|to| to.saturating_sub(number.days()));
    last.map_or(usual, |last| last.min(usual))
        .max(in_force.from)
}

/// Days one after another, the first after a given one.
fn from_day(mut day: Date, number: usize) -> Vec<String> {
    let mut days = Vec::new();
    for _ in 0..number {
        day = day.saturating_add(1.day());
        days.push(day.to_string());
    }
    days
}

/// A text that stands before another; a day where the other is one.
fn before(text: &str, by: usize) -> String {
    match text.parse::<Date>() {
        Ok(day) => {
            let by = i64::try_from(by).unwrap_or(i64::MAX);
            day.saturating_sub(by.min(3_000).days()).to_string()
        }
        Err(_) => "\u{1}".repeat(by),
    }
}

/// Texts that stand between two others; days where there is room for them.
fn between(start: &str, end: Option<&str>, number: usize) -> Vec<String> {
    if let Ok(day) = start.parse::<Date>() {
        let days = from_day(day, number);
        let fits = |day: &String| end.is_none_or(|end| day.as_str() < end);
        if days.iter().all(fits) {
            return days;
        }
    }
    (1..=number)
        .map(|at| format!("{start}{}", "\u{1}".repeat(at)))
        .collect()
}

fn whole(values: Vec<Value>) -> Vec<Value> {
    let is_whole = |value: &Value| matches!(value, Value::Integer(_));
    values.into_iter().filter(is_whole).collect()
}

/// Numbers below, at, between and above the literals, whole ones first.
fn numbers(group: &Group, spare: usize) -> Vec<Value> {
    let is_number = |value: &&Value| matches!(value, Value::Integer(_) | Value::Decimal(_));
    let mut literals: Vec<&Value> = group.literals.iter().filter(is_number).collect();
    literals.sort_by(|a, b| a.compare(b).unwrap_or(Ordering::Equal));
    let spare = i64::try_from(spare).unwrap_or(i64::MAX).min(100);
    let Some(first) = literals.first() else {
        return (1..=spare).map(Value::Integer).collect();
    };
    let mut found: Vec<Value> = Vec::new();
    found.extend((1..=spare).map(|by| Value::Integer(floor(first).saturating_sub(by))));
    for (at, start) in literals.iter().enumerate() {
        found.push((*start).clone());
        let end = literals.get(at + 1);
        let fits = |value: &Value| {
            let below = |end: &&&Value| value.compare(end) == Some(Ordering::Less);
            value.compare(start) == Some(Ordering::Greater) && end.as_ref().is_none_or(below)
        };
        let steps = (1..=spare).map(|by| Value::Integer(floor(start).saturating_add(by)));
        found.extend(steps.filter(&fits));
        let parts = (1..=spare).map(|by| {
            let units = units(start).saturating_add(by);
            Value::Decimal(Decimal { units })
        });
        found.extend(parts.filter(&fits));
    }
    found
}

fn floor(value: &Value) -> i64 {
    units(value).div_euclid(10_000)
}

fn units(value: &Value) -> i64 {
    match value {
        Value::Integer(number) => number.saturating_mul(10_000),
        Value::Decimal(number) => number.units,
        _ => 0,
    }
}
