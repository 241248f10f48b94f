//! Values as people type them.

use andu_calendar::{Date, DateTime};
use andu_rules::model::{Decimal, Field, FieldKind, Row, Value};
use serde_json::Value as Json;

use super::{FieldFault, fault};

/// Reads what somebody typed into a field.
///
/// # Errors
///
/// [`FieldFault::Form`] where the text is not of the field's kind: an unknown choice, 31 February, a fraction in a whole number.
pub fn parse_value(field: &Field, text: &str) -> Result<Value, FieldFault> {
    let fault = |expected: String| fault(field, text, expected);
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

/// 2025-03-01, 2025年3月1日, 2025.3.1, 2025/3/1; nothing before and nothing after.
fn read_date(text: &str) -> Option<Date> {
    let bare = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<_> = bare.split(['年', '月', '.', '/', '-']).collect();
    let [year, month, day] = parts[..] else {
        return None;
    };
    let number = |part: &str, digits: usize| {
        let fits = part.len() <= digits && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse::<i16>().ok()).flatten()
    };
    let short = |part| number(part, 2).and_then(|number| i8::try_from(number).ok());
    let year = number(year, 4).filter(|_| year.len() == 4)?;
    Date::new(year, short(month)?, short(day)?).ok()
}

fn read_time(text: &str) -> Option<DateTime> {
    text.replacen(' ', "T", 1).parse().ok()
}

/// Rows are typed as a JSON array of objects.
fn read_rows(field: &Field, text: &str) -> Result<Value, FieldFault> {
    let fault = |expected: &str| fault(field, text, expected.to_owned());
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
                .find(|column| column.id.as_str() == name || column.label == *name)
            else {
                let columns = field.columns.iter().map(|column| column.label.as_str());
                let columns: Vec<_> = columns.collect();
                return Err(fault(&format!(
                    "中没有“{name}”这一列，请核对列名；各列为：{}",
                    columns.join("、")
                )));
            };
            let typed = match cell {
                Json::String(text) => text.clone(),
                Json::Null => continue,
                Json::Array(_) | Json::Object(_) => return Err(fault(shape)),
                other => other.to_string(),
            };
            // An empty cell is one that nobody filled in.
            if typed.trim().is_empty() {
                continue;
            }
            let value = parse_value(column, &typed)?;
            if row.insert(column.id.clone(), value).is_some() {
                return Err(fault(&format!(
                    "中“{}”这一列写了两次，请只写一次",
                    column.label
                )));
            }
        }
        read.push(row);
    }
    Ok(Value::List(read))
}
