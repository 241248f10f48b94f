//! What a matter holds, for programs and for people; what is personal stays masked.

use std::collections::BTreeMap;

use andu_casework::Matter;
use andu_rules::model::{Field, FieldId, FieldKind, Procedure, Row, Value};

/// Fields by id, as programs read them; personal ones masked.
pub(crate) fn fields(
    matter: &Matter,
    procedure: &Procedure,
) -> BTreeMap<String, serde_json::Value> {
    let shown = |value: &Value, id: &FieldId| -> serde_json::Value {
        let personal = procedure
            .field(id.as_str())
            .is_some_and(|field| field.personal);
        match value {
            _ if personal => "＊＊＊".into(),
            Value::Boolean(yes) => (*yes).into(),
            Value::Integer(number) => (*number).into(),
            Value::List(rows) => rows.iter().map(row_shown).collect(),
            other => other.to_string().into(),
        }
    };
    matter
        .fields
        .iter()
        .map(|(id, value)| (id.to_string(), shown(value, id)))
        .collect()
}

fn row_shown(row: &Row) -> serde_json::Value {
    let cells = row.iter().map(|(id, cell)| {
        let cell = match cell {
            Value::Boolean(yes) => (*yes).into(),
            Value::Integer(number) => (*number).into(),
            other => serde_json::Value::from(other.to_string()),
        };
        (id.to_string(), cell)
    });
    serde_json::Value::Object(cells.collect())
}

/// Labels of the fields, by id.
pub(crate) fn labels(procedure: &Procedure) -> BTreeMap<String, String> {
    procedure
        .fields
        .iter()
        .map(|field| (field.id.to_string(), field.label.clone()))
        .collect()
}

/// Fields by id, as people read them: choices and columns by their labels, personal values masked.
pub(crate) fn shown(matter: &Matter, procedure: &Procedure) -> BTreeMap<String, String> {
    let text = |(id, value): (&FieldId, &Value)| {
        let field = procedure.field(id.as_str());
        let text = field.map_or_else(|| value.to_string(), |field| said(field, value));
        (id.to_string(), text)
    };
    matter.fields.iter().map(text).collect()
}

fn said(field: &Field, value: &Value) -> String {
    match value {
        _ if field.personal => "＊＊＊".to_owned(),
        Value::List(rows) => {
            let rows: Vec<_> = rows.iter().map(|row| row_said(field, row)).collect();
            rows.join("；")
        }
        Value::Text(text) if field.kind == FieldKind::Choice => {
            let choice = field.values.iter().find(|choice| choice.id == *text);
            choice.map_or_else(|| text.clone(), |choice| choice.label.clone())
        }
        other => other.to_string(),
    }
}

/// The cells of a row in the order of the columns.
fn row_said(list: &Field, row: &Row) -> String {
    let cells = list.columns.iter().filter_map(|column| {
        let value = row.get(&column.id)?;
        Some(format!("{}：{}", column.label, said(column, value)))
    });
    cells.collect::<Vec<_>>().join("，")
}
