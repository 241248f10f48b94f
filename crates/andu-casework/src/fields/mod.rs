//! Fields that a command brings: each value in its one form, or what is wrong with it.

mod typed;

use std::collections::BTreeMap;

use andu_rules::model::{Action, Field, FieldId, FieldKind, FieldUse, Procedure, Row, Value};

pub use typed::parse_value;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// Required and missing.
    #[error("缺少“{label}”（{field}）")]
    Missing {
        /// Id.
        field: String,
        /// Chinese term.
        label: String,
    },
    /// Not a field of the procedure.
    #[error("没有“{field}”这一项{}", near.as_ref().map(|near| format!("，是否为“{near}”")).unwrap_or_default())]
    Unknown {
        /// What was named.
        field: String,
        /// The nearest known id.
        near: Option<String>,
    },
    /// A field that this action does not set.
    #[error("“{label}”（{field}）不在此环节填写")]
    NotHere {
        /// Id.
        field: String,
        /// Chinese term.
        label: String,
    },
    /// A value of the wrong form.
    #[error("“{label}”（{field}）的值“{value}”{expected}")]
    Form {
        /// Id.
        field: String,
        /// Chinese term.
        label: String,
        /// What was typed.
        value: String,
        /// What is expected.
        expected: String,
    },
}

/// What a command sets, every value in the one form in which it is stored, and all faults.
///
/// A blank says nothing and is left out: it neither fills a required field nor wipes out what is on record.
pub(crate) fn read(
    procedure: &Procedure,
    action: Option<&Action>,
    set: &BTreeMap<FieldId, Value>,
) -> (BTreeMap<FieldId, Value>, Vec<FieldFault>) {
    let (mut read, mut faults) = (BTreeMap::new(), Vec::new());
    for (id, value) in set {
        let Some(field) = procedure.field(id.as_str()) else {
            faults.push(unknown(id.as_str(), procedure));
            continue;
        };
        let set_here = |action: &Action| action.fields.iter().any(|used| used.field == *id);
        if !action.is_none_or(set_here) {
            faults.push(FieldFault::NotHere {
                field: id.to_string(),
                label: field.label.clone(),
            });
        } else if !is_blank(value) {
            match in_form(field, value) {
                Ok(value) => drop(read.insert(id.clone(), value)),
                Err(fault) => faults.push(fault),
            }
        }
    }
    if let Some(action) = action {
        let named = |used: &FieldUse| faults.iter().any(|fault| fault.names(used.field.as_str()));
        let missing: Vec<_> = missing(procedure, action, &read)
            .filter(|used| !named(used))
            .map(|used| not_given(procedure, &used.field))
            .collect();
        faults.extend(missing);
    }
    (read, faults)
}

/// Required fields that an action leaves out. A number drawn from the office's own series is not typed.
pub(crate) fn missing<'a>(
    procedure: &'a Procedure,
    action: &'a Action,
    set: &'a BTreeMap<FieldId, Value>,
) -> impl Iterator<Item = &'a FieldUse> {
    let drawn = procedure.series.as_ref().map(|series| &series.field);
    let required = action.fields.iter().filter(|used| used.required);
    required
        .filter(move |used| Some(&used.field) != drawn)
        .filter(|used| set.get(&used.field).is_none_or(is_empty))
}

/// The fault of a required field that is not given.
pub(crate) fn not_given(procedure: &Procedure, id: &FieldId) -> FieldFault {
    let label = procedure.field(id.as_str());
    FieldFault::Missing {
        field: id.to_string(),
        label: label.map_or_else(String::new, |field| field.label.clone()),
    }
}

/// The fault of a field that the procedure does not have.
pub(crate) fn unknown(id: &str, procedure: &Procedure) -> FieldFault {
    FieldFault::Unknown {
        field: id.to_owned(),
        near: nearest(id, procedure),
    }
}

/// Whether a value is a text that says nothing.
pub(crate) fn is_blank(value: &Value) -> bool {
    value.as_text().is_some_and(|text| text.trim().is_empty())
}

fn is_empty(value: &Value) -> bool {
    is_blank(value) || matches!(value, Value::List(rows) if rows.is_empty())
}

/// A value in the one form in which it is stored, whoever built it: choices by id, days as `2025-03-01`.
///
/// # Errors
///
/// [`FieldFault`] where it does not fit its field.
pub(crate) fn in_form(field: &Field, value: &Value) -> Result<Value, FieldFault> {
    match (field.kind, value) {
        (_, Value::Personal { .. }) if field.personal => Ok(value.clone()),
        (FieldKind::Integer, Value::Integer(_))
        | (FieldKind::Decimal, Value::Decimal(_) | Value::Integer(_))
        | (FieldKind::Boolean, Value::Boolean(_)) => Ok(value.clone()),
        (FieldKind::List, Value::List(rows)) => {
            let rows = rows.iter().map(|row| row_in_form(field, row));
            Ok(Value::List(rows.collect::<Result<_, _>>()?))
        }
        (_, Value::Text(text)) => parse_value(field, text),
        _ => Err(fault(
            field,
            &value.to_string(),
            "与该项的类型不符，请按该项的类型填写".to_owned(),
        )),
    }
}

fn row_in_form(field: &Field, row: &Row) -> Result<Row, FieldFault> {
    let mut read = Row::new();
    for (id, value) in row.iter().filter(|(_, value)| !is_blank(value)) {
        let column = field.columns.iter().find(|column| column.id == *id);
        let Some(column) = column else {
            return Err(fault(field, "", format!("中没有“{id}”这一列，请核对列名")));
        };
        // All columns of a personal list are personal.
        let column = Field {
            personal: column.personal || field.personal,
            ..column.clone()
        };
        read.insert(id.clone(), in_form(&column, value)?);
    }
    Ok(read)
}

/// The fault of a value. What is personal is not repeated: refusals are logged.
fn fault(field: &Field, value: &str, expected: String) -> FieldFault {
    FieldFault::Form {
        field: field.id.to_string(),
        label: field.label.clone(),
        value: match field.personal {
            true => "＊＊＊".to_owned(),
            false => value.chars().take(40).collect(),
        },
        expected,
    }
}

impl FieldFault {
    /// Whether it is about this field.
    fn names(&self, id: &str) -> bool {
        match self {
            FieldFault::Missing { field, .. }
            | FieldFault::Unknown { field, .. }
            | FieldFault::NotHere { field, .. }
            | FieldFault::Form { field, .. } => field == id,
        }
    }
}

/// The known field whose id is most like this one.
fn nearest(id: &str, procedure: &Procedure) -> Option<String> {
    let by_label = procedure.fields.iter().find(|field| field.label == id);
    let alike = |field: &&Field| {
        let known = field.id.as_str();
        !id.is_empty() && (known.contains(id) || id.contains(known))
    };
    by_label
        .or_else(|| procedure.fields.iter().find(alike))
        .map(|field| field.id.to_string())
}
