//! A matter as the row of its register, and its clocks as rows: derived, rebuildable, never the truth.

use std::collections::BTreeSet;

use andu_calendar::DateTime;
use andu_casework::{Body, ClockState, ClockView, Entry, Matter, Recorded};
use andu_ledger::{Cell, ClockRow, HistoryRow, LinkRow};
use andu_rules::model::{FieldKind, Procedure, Row, Value};
use andu_rules::register::{Column, ColumnSource};

use crate::rules::Shape;

/// The row of a matter, aligned to the columns of its register.
pub(crate) fn row(matter: &Matter, procedure: &Procedure, shape: &Shape) -> Vec<Cell> {
    shape
        .register
        .columns
        .iter()
        .map(|column| cell(matter, procedure, column))
        .collect()
}

/// The rows of a list field, aligned to its columns.
pub(crate) fn items(matter: &Matter, shape: &Shape, list: usize) -> Vec<Vec<Cell>> {
    let table = shape.register.lists.get(list).filter(|_| !matter.voided);
    let Some(table) = table else {
        return Vec::new();
    };
    let Some(Value::List(rows)) = matter.fields.get(&table.field) else {
        return Vec::new();
    };
    let item = |row: &Row| {
        table
            .columns
            .iter()
            .map(|column| item_cell(row, column))
            .collect()
    };
    rows.iter().map(item).collect()
}

fn item_cell(row: &Row, column: &Column) -> Cell {
    match &column.from {
        ColumnSource::Field(field, kind) => row
            .get(field)
            .map_or(Cell::Null, |value| value_cell(value, *kind)),
        _ => Cell::Null,
    }
}

fn cell(matter: &Matter, procedure: &Procedure, column: &Column) -> Cell {
    let count = |number: usize| Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let field = |id| matter.fields.get(id);
    let time = |at: Option<andu_calendar::DateTime>| {
        at.map_or(Cell::Null, |at| Cell::Text(at.to_string().into()))
    };
    match &column.from {
        ColumnSource::Number => procedure
            .series
            .as_ref()
            .map(|series| &series.field)
            .or(procedure.key.first())
            .and_then(field)
            .map_or(Cell::Null, |value| value_cell(value, FieldKind::Text)),
        ColumnSource::Title => {
            field(&procedure.title).map_or(Cell::Null, |value| value_cell(value, FieldKind::Text))
        }
        ColumnSource::Version => Cell::Text(matter.version.to_string().into()),
        ColumnSource::Stage => Cell::Text(matter.stage.as_str().into()),
        ColumnSource::Closed => Cell::Integer(i64::from(matter.closed)),
        ColumnSource::Entry => Cell::Text(entry_code(matter.entry).into()),
        ColumnSource::Missing => count(matter.missing.len()),
        ColumnSource::Late => Cell::Integer(i64::from(matter.late)),
        ColumnSource::OpenedAt => time(matter.opened_at()),
        ColumnSource::ClosedAt => time(matter.closed_at),
        ColumnSource::Field(id, kind) => {
            field(id).map_or(Cell::Null, |value| value_cell(value, *kind))
        }
        ColumnSource::Did(action) => time(matter.last(action).map(|done| done.at)),
        ColumnSource::Actor(action) => matter
            .last(action)
            .map_or(Cell::Null, |done| Cell::Text(done.actor.as_str().into())),
    }
}

fn value_cell(value: &Value, kind: FieldKind) -> Cell {
    match value {
        Value::Boolean(yes) => Cell::Integer(i64::from(*yes)),
        Value::Integer(number) if kind == FieldKind::Decimal => {
            Cell::Integer(number.saturating_mul(10_000))
        }
        Value::Integer(number) => Cell::Integer(*number),
        Value::Decimal(number) => Cell::Integer(number.units),
        Value::Personal { personal, .. } => Cell::Text(personal.as_str().into()),
        Value::Text(text) => Cell::Text(text.as_str().into()),
        Value::List(_) => Cell::Null,
    }
}

/// Stable name of the way of entry.
pub(crate) fn entry_code(entry: Entry) -> &'static str {
    match entry {
        Entry::Worked => "worked",
        Entry::AsFound => "as_found",
    }
}

/// Every state that the matter went through, in the order of what happened: a late entry comes in between.
pub(crate) fn history(matter: &Matter, procedure: &Procedure, shape: &Shape) -> Vec<HistoryRow> {
    if matter.voided {
        return Vec::new();
    }
    // An event that does not count has no time; corrections and voids lie over every state.
    let at = |event: &Recorded| {
        let done = matter.done.iter().filter(|done| done.seq == event.seq);
        done.map(|done| done.at).max()
    };
    let times: BTreeSet<_> = matter.events.iter().filter_map(at).collect();
    let state = |until: &DateTime| {
        let counts = |event: &&Recorded| match event.body {
            Body::Acted(_) | Body::Found(_) => at(event).is_some_and(|at| at <= *until),
            Body::Corrected(_) | Body::Voided(_) => true,
        };
        let then = Matter::fold(&matter.id, matter.events.iter().filter(counts).cloned())?;
        Some((until.to_string(), row(&then, procedure, shape)))
    };
    let states: Vec<_> = times.iter().filter_map(state).collect();
    let until = states.iter().skip(1).map(|(from, _)| Some(from.clone()));
    let until: Vec<_> = until.chain([None]).collect();
    states
        .into_iter()
        .zip(until)
        .map(|((valid_from, values), valid_to)| HistoryRow {
            valid_from,
            valid_to,
            values,
        })
        .collect()
}

/// Links that the matter makes.
pub(crate) fn links(matter: &Matter) -> Vec<LinkRow> {
    let made = matter.links.iter().filter(|_| !matter.voided);
    let mut links: Vec<_> = made
        .map(|link| LinkRow {
            from: matter.id.clone(),
            kind: link.kind.to_string(),
            to: link.matter.clone(),
        })
        .collect();
    links.sort();
    links.dedup();
    links
}

/// The clock rows of a matter.
pub(crate) fn clock_rows(
    matter: &Matter,
    procedure: &Procedure,
    views: &[ClockView],
    calendar_digest: &str,
) -> Vec<ClockRow> {
    let named = |id: &Option<andu_rules::model::FieldId>| {
        let value = id.as_ref().and_then(|id| matter.fields.get(id));
        value.and_then(Value::as_text).map(str::to_owned)
    };
    let (unit, handler) = (named(&procedure.unit), named(&procedure.handler));
    let row = |view: &ClockView| ClockRow {
        procedure: procedure.id.to_string(),
        clock: view.id.to_string(),
        start: view.start.to_string(),
        state: view.state.code().to_owned(),
        due: view.due.map(|due| due.to_string()),
        stopped: view.stopped.map(|at| at.to_string()),
        kept: view.kept,
        // What a running clock has consumed moves on by itself; a row that said it would be out of date tomorrow.
        consumed: (view.state != ClockState::Running).then_some(view.consumed),
        provisional: view.provisional,
        calendar: calendar_digest.to_owned(),
        unit: unit.clone(),
        handler: handler.clone(),
    };
    views.iter().map(row).collect()
}
