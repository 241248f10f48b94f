//! Reads worked examples.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use crate::{
    model::{Decimal, FieldId, Value, WorkedCase},
    read::{
        table::{Entry, Table, civil_date, civil_date_time},
        tree::Written,
    },
    source::Place,
};

/// A worked example and where its parts stand.
pub(crate) struct CaseMarks {
    pub(crate) case: WorkedCase,
    pub(crate) name: Place,
    pub(crate) clock: Place,
    pub(crate) due: Place,
    pub(crate) set: BTreeMap<FieldId, Place>,
    /// Number of the layer, so that a case of a higher layer replaces one of the same name.
    pub(crate) layer: usize,
}

/// Reads the examples of one file.
pub(crate) fn cases(
    table: Table<'_>,
    procedure: &str,
    version: Date,
    file: &str,
    layer: usize,
) -> Vec<CaseMarks> {
    let mut cases = Vec::new();
    for mut table in table.tables("case", "算例") {
        let name = table.need_text("name");
        if !name.value.is_empty() {
            table.owner = format!("算例“{}”", name.value);
        }
        let clock = table.need_text("clock");
        let from = table.need_moment("from");
        let due = table.need_moment("due");
        let to_the_minute = table
            .entry("due")
            .and_then(|due| due.1.as_moment().copied())
            .is_some_and(|due| due.time.is_some());
        let pauses = pauses(&table);
        let restart = table.moment("restart").map(|restart| restart.value);
        let extend = table.flag("extend").unwrap_or_default();
        let (set, places) = set(&table);
        let why = table.need_text("why").value;
        let span = table.place.span;
        table.finish();
        let (Some(from), Some(due)) = (from, due) else {
            continue;
        };
        cases.push(CaseMarks {
            case: WorkedCase {
                procedure: procedure.into(),
                version,
                name: name.value,
                clock: clock.value.into(),
                from: from.value,
                pauses,
                restart,
                extend,
                set,
                due: due.value,
                to_the_minute,
                why,
                file: file.to_owned(),
                span,
            },
            name: name.place,
            clock: clock.place,
            due: due.place,
            set: places,
            layer,
        });
    }
    table.finish();
    cases
}

fn pauses(table: &Table<'_>) -> Vec<(DateTime, DateTime)> {
    let mut pauses = Vec::new();
    for pause in table.tables("pauses", &format!("{}的扣除", table.owner)) {
        let (from, to) = (pause.need_moment("from"), pause.need_moment("to"));
        pause.finish();
        let (Some(from), Some(to)) = (from, to) else {
            continue;
        };
        if to.value < from.value {
            let message = format!("{}的扣除止日早于起日", table.owner);
            table
                .faults
                .error(to.place, "period-backwards", message, "请改正起止日期");
            continue;
        }
        pauses.push((from.value, to.value));
    }
    pauses
}

type Set = (BTreeMap<FieldId, Value>, BTreeMap<FieldId, Place>);

fn set(table: &Table<'_>) -> Set {
    let (mut values, mut places) = Set::default();
    let Some(entry) = table.entry("set") else {
        return (values, places);
    };
    let Some(written) = entry.1.as_table() else {
        table.wrong_kind::<()>("set", entry, "表");
        return (values, places);
    };
    for (key, value) in written.iter() {
        let field = FieldId::from(&*key.name);
        places.insert(field.clone(), Place::new(entry.0, key.span()));
        match value_of((entry.0, value)) {
            Some(value) => drop(values.insert(field, value)),
            None => drop(table.wrong_kind::<()>("set", (entry.0, value), "文本、数、日期、是或否")),
        }
    }
    (values, places)
}

/// A value as a matter would hold it.
fn value_of(entry: Entry<'_>) -> Option<Value> {
    match &entry.1.value {
        Written::Text(text) => Some(Value::Text(text.to_string())),
        Written::Integer(number) => Some(Value::Integer(*number)),
        Written::Fraction(number) => Decimal::parse(number).map(Value::Decimal),
        Written::Flag(flag) => Some(Value::Boolean(*flag)),
        Written::Moment(written) => match civil_date(written) {
            Some(day) => Some(Value::Text(day.to_string())),
            None => civil_date_time(written).map(|time| Value::Text(minute(time))),
        },
        Written::Huge(_) | Written::List(_) | Written::Table(_) => None,
    }
}

/// `2025-03-01T09:30`.
fn minute(time: DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M").to_string()
}
