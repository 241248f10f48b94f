//! Fields as people type them, and the faults of what was typed.

use std::collections::BTreeMap;

use andu_calendar::{Date, DateTime};
use andu_rules::model::{Action, Decimal, Field, FieldId, FieldKind, Procedure, Row, Value};
use serde_json::Value as Json;

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

/// Reads what somebody typed into a field.
///
/// # Errors
///
/// [`FieldFault::Form`] where the text is not of the field's kind: an unknown choice, 31 February, a fraction in a whole number.
pub fn parse_value(field: &Field, text: &str) -> Result<Value, FieldFault> {
    let fault = |expected: String| FieldFault::Form {
        field: field.id.to_string(),
        label: field.label.clone(),
        value: text.chars().take(40).collect(),
        expected,
    };
    let text = text.trim();
    match field.kind {
        FieldKind::Text | FieldKind::LongText | FieldKind::Person | FieldKind::Unit => {
            Ok(Value::Text(text.to_owned()))
        }
        FieldKind::Integer => text
            .parse()
            .map(Value::Integer)
            .map_err(|_| fault("不是整数，请填写阿拉伯数字".to_owned())),
        FieldKind::Decimal => Decimal::parse(text)
            .map(Value::Decimal)
            .ok_or_else(|| fault("不是数字，请填写最多四位小数的阿拉伯数字".to_owned())),
        FieldKind::Date => read_date(text)
            .map(|day| Value::Text(day.to_string()))
            .ok_or_else(|| fault("不是日期，请写成2025-03-01，并核对该月有无此日".to_owned())),
        FieldKind::DateTime => read_time(text)
            .map(|at| Value::Text(at.to_string()))
            .ok_or_else(|| fault("不是时间，请写成2025-03-01T09:30".to_owned())),
        FieldKind::Boolean => match text {
            "true" | "是" => Ok(Value::Boolean(true)),
            "false" | "否" => Ok(Value::Boolean(false)),
            _ => Err(fault("不是“是”或“否”".to_owned())),
        },
        FieldKind::Choice => choose(field, text).ok_or_else(|| {
            let known: Vec<_> = field
                .values
                .iter()
                .map(|choice| choice.label.as_str())
                .collect();
            fault(format!("不在可选项中，可选：{}", known.join("、")))
        }),
        FieldKind::List => read_rows(field, text),
    }
}

fn choose(field: &Field, text: &str) -> Option<Value> {
    let choice = field
        .values
        .iter()
        .find(|choice| choice.id == text || choice.label == text)?;
    Some(Value::Text(choice.id.clone()))
}

fn read_date(text: &str) -> Option<Date> {
    let mut date = text.to_owned();
    if !text.contains('-') {
        let parts: Vec<_> = text.split(['年', '月', '日', '.', '/']).collect();
        let [year, month, day, ..] = parts[..] else {
            return None;
        };
        date = format!("{year}-{month:0>2}-{day:0>2}");
    }
    date.parse().ok()
}

fn read_time(text: &str) -> Option<DateTime> {
    text.replacen(' ', "T", 1).parse().ok()
}

/// Rows are typed as a JSON array of objects.
fn read_rows(field: &Field, text: &str) -> Result<Value, FieldFault> {
    let fault = |expected: &str| FieldFault::Form {
        field: field.id.to_string(),
        label: field.label.clone(),
        value: text.chars().take(40).collect(),
        expected: expected.to_owned(),
    };
    let shape = "不是清单，请写成[{\"列\":\"值\"}]";
    let Ok(Json::Array(rows)) = serde_json::from_str(text) else {
        return Err(fault(shape));
    };
    let mut read = Vec::with_capacity(rows.len());
    for row in &rows {
        let Json::Object(cells) = row else {
            return Err(fault(shape));
        };
        let mut row = Row::new();
        for (name, cell) in cells {
            let Some(column) = field
                .columns
                .iter()
                .find(|column| column.id.as_str() == name)
            else {
                return Err(fault(&format!("中没有“{name}”这一列")));
            };
            let typed = match cell {
                Json::String(text) => text.clone(),
                Json::Null => continue,
                other => other.to_string(),
            };
            row.insert(column.id.clone(), parse_value(column, &typed)?);
        }
        read.push(row);
    }
    Ok(Value::List(read))
}

/// All faults of what an action is to set.
pub(crate) fn faults(
    procedure: &Procedure,
    action: &Action,
    set: &BTreeMap<FieldId, Value>,
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for (id, value) in set {
        let Some(field) = procedure.field(id.as_str()) else {
            faults.push(FieldFault::Unknown {
                field: id.to_string(),
                near: nearest(id.as_str(), procedure),
            });
            continue;
        };
        if !action.fields.iter().any(|used| used.field == *id) {
            faults.push(FieldFault::NotHere {
                field: id.to_string(),
                label: field.label.clone(),
            });
        } else {
            faults.extend(form_fault(field, value));
        }
    }
    faults.extend(missing(procedure, action, set));
    faults
}

/// Required fields that an action leaves out.
pub(crate) fn missing(
    procedure: &Procedure,
    action: &Action,
    set: &BTreeMap<FieldId, Value>,
) -> Vec<FieldFault> {
    let required = action.fields.iter().filter(|used| used.required);
    let absent = required.filter(|used| match set.get(&used.field) {
        None => true,
        Some(Value::Text(text)) => text.is_empty(),
        Some(_) => false,
    });
    let fault = |used: &andu_rules::model::FieldUse| FieldFault::Missing {
        field: used.field.to_string(),
        label: procedure
            .field(used.field.as_str())
            .map_or_else(String::new, |f| f.label.clone()),
    };
    // A number drawn from the office's own series is not typed.
    let drawn = procedure.series.as_ref().map(|series| &series.field);
    absent
        .filter(|used| Some(&used.field) != drawn)
        .map(fault)
        .collect()
}

/// The fault of a value that does not fit its field, whoever built it.
pub(crate) fn form_fault(field: &Field, value: &Value) -> Option<FieldFault> {
    let fits = match (field.kind, value) {
        (FieldKind::List, Value::List(rows)) => {
            let cells = rows.iter().flatten();
            return cells
                .filter_map(|(id, cell)| {
                    let column = field.columns.iter().find(|column| column.id == *id);
                    match column {
                        Some(column) => form_fault(column, cell),
                        None => Some(FieldFault::Unknown {
                            field: id.to_string(),
                            near: None,
                        }),
                    }
                })
                .next();
        }
        (FieldKind::Integer, Value::Integer(_))
        | (FieldKind::Decimal, Value::Decimal(_) | Value::Integer(_))
        | (FieldKind::Boolean, Value::Boolean(_)) => true,
        (_, Value::Personal { .. }) => field.personal,
        (FieldKind::Integer | FieldKind::Decimal | FieldKind::Boolean | FieldKind::List, _) => {
            false
        }
        (FieldKind::Date, Value::Text(text)) => text.len() == 10 && text.parse::<Date>().is_ok(),
        (FieldKind::DateTime, Value::Text(text)) => text.parse::<DateTime>().is_ok(),
        (FieldKind::Choice, Value::Text(text)) => field.values.iter().any(|c| c.id == *text),
        (_, Value::Text(_)) => true,
        _ => false,
    };
    (!fits).then(|| {
        match value {
            Value::Text(text) => parse_value(field, text).err(),
            _ => None,
        }
        .unwrap_or_else(|| FieldFault::Form {
            field: field.id.to_string(),
            label: field.label.clone(),
            value: value.to_string(),
            expected: "与该项的类型不符".to_owned(),
        })
    })
}

/// The known field whose id is most like this one.
fn nearest(id: &str, procedure: &Procedure) -> Option<String> {
    let by_label = procedure.fields.iter().find(|field| field.label == id);
    let alike = |field: &&Field| {
        let known = field.id.as_str();
        known.contains(id) || id.contains(known)
    };
    by_label
        .or_else(|| procedure.fields.iter().find(alike))
        .map(|field| field.id.to_string())
}
