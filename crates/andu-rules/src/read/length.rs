//! Reads lengths: `{ working_days = 20 }`, `{ field = "days", unit = "working_days" }`, `{ until = "date_field" }`.

use andu_calendar::Length;

use crate::{
    model::{FieldKind, LengthRule},
    read::{
        notes::{Named, Notes},
        table::Table,
    },
};

type Unit = (&'static str, fn(u32) -> Length);

/// Units and their words.
const UNITS: &[Unit] = &[
    ("working_days", Length::WorkingDays),
    ("calendar_days", Length::CalendarDays),
    ("months", Length::Months),
    ("years", Length::Years),
    ("hours", Length::Hours),
    ("minutes", Length::Minutes),
];

/// A length that is fixed, read from a field, or given by a due day.
pub(crate) fn length_rule(table: &Table<'_>, notes: &mut Notes) -> Option<LengthRule> {
    let fixed = fixed(table);
    let field = field(table, notes);
    let until = until(table, notes);
    one_of(
        table,
        fixed
            .into_iter()
            .map(LengthRule::Fixed)
            .chain(field)
            .chain(until)
            .collect(),
    )
}

/// A fixed length under `limit`.
pub(crate) fn limit(table: &Table<'_>) -> Option<Length> {
    let limit = table.table("limit", &format!("{}的上限", table.owner))?;
    let length = one_of(&limit, fixed(&limit));
    limit.finish();
    length
}

fn one_of<T>(table: &Table<'_>, mut written: Vec<T>) -> Option<T> {
    if written.len() != 1 {
        let words = UNITS
            .iter()
            .map(|(word, _)| *word)
            .collect::<Vec<_>>()
            .join("、");
        let count = if written.is_empty() {
            "没有写数"
        } else {
            "写了不止一个数"
        };
        let message = format!("{}{count}", table.owner);
        let remedy =
            format!("请在 {words}、yearly、field、until 中写一个，如：{{ working_days = 20 }}");
        table
            .faults
            .error(table.place, "bad-length", message, remedy);
    }
    if written.is_empty() {
        None
    } else {
        Some(written.swap_remove(0))
    }
}

fn fixed(table: &Table<'_>) -> Vec<Length> {
    let units = UNITS
        .iter()
        .filter_map(|(word, make)| Some(make(table.number(word)?.value)));
    let mut lengths: Vec<Length> = units.collect();
    lengths.extend(yearly(table));
    lengths
}

fn yearly(table: &Table<'_>) -> Option<Length> {
    let written = table.text("yearly")?;
    let parsed = written.value.split_once('-').and_then(|(month, day)| {
        let (month, day) = (month.parse::<i8>().ok()?, day.parse::<i8>().ok()?);
        // A leap year, so that the 29th of February may be written.
        jiff::civil::Date::new(2024, month, day)
            .ok()
            .map(|_| Length::Yearly { month, day })
    });
    if parsed.is_none() {
        let message = format!("{}的 yearly 不是月和日：“{}”", table.owner, written.value);
        table.faults.error(
            written.place,
            "bad-length",
            message,
            "请写作月-日，如：yearly = \"01-31\"",
        );
    }
    Some(parsed.unwrap_or(Length::Yearly { month: 1, day: 31 }))
}

fn field(table: &Table<'_>, notes: &mut Notes) -> Option<LengthRule> {
    let field = table.text("field")?;
    notes.uses(Named::Field(&[FieldKind::Integer]), &field, table);
    let unit = table
        .need_word("unit", UNITS)
        .unwrap_or(Length::WorkingDays);
    Some(LengthRule::Field {
        field: field.value.into(),
        unit: unit(1),
    })
}

fn until(table: &Table<'_>, notes: &mut Notes) -> Option<LengthRule> {
    let until = table.text("until")?;
    notes.uses(
        Named::Field(&[FieldKind::Date, FieldKind::DateTime]),
        &until,
        table,
    );
    Some(LengthRule::Until(until.value.into()))
}
