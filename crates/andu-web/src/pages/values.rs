//! Fields of a matter, in the procedure's order and in its words.

use andu_office::{MatterShown, Pack, Procedure};
use andu_rules::model::{Field, FieldKind};
use serde_json::Value;

use crate::words;

/// A field with what is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldRow {
    pub label: String,
    pub text: String,
    pub personal: bool,
    /// Rows of a list, under the labels of its columns.
    pub list: Option<ListRows>,
}

/// A list within a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListRows {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// What is recorded of a matter; what the procedure no longer knows stands last, under its id.
pub(crate) fn fields(matter: &MatterShown, procedure: &Procedure, pack: &Pack) -> Vec<FieldRow> {
    let known = procedure.fields.iter().filter_map(|field| {
        let value = matter.fields.get(field.id.as_str())?;
        Some(row(field, value, procedure, pack))
    });
    let unknown = matter
        .fields
        .iter()
        .filter(|(id, _)| procedure.field(id).is_none());
    let unknown = unknown.map(|(id, value)| FieldRow {
        label: matter.labels.get(id).unwrap_or(id).clone(),
        text: plain(value),
        personal: false,
        list: None,
    });
    known.chain(unknown).collect()
}

fn row(field: &Field, value: &Value, procedure: &Procedure, pack: &Pack) -> FieldRow {
    let grants = procedure.directory.as_ref();
    let names_posts = grants.is_some_and(|directory| directory.grants == field.id);
    let list = value.as_array().map(|rows| ListRows {
        columns: field
            .columns
            .iter()
            .map(|column| column.label.clone())
            .collect(),
        rows: rows
            .iter()
            .map(|row| cells(field, row, names_posts.then_some(pack)))
            .collect(),
    });
    FieldRow {
        label: field.label.clone(),
        text: match &list {
            Some(list) if list.rows.is_empty() => "（无）".to_owned(),
            Some(_) => String::new(),
            None if field.personal => plain(value),
            None => told(field, value),
        },
        personal: field.personal,
        list: list.filter(|list| !list.rows.is_empty()),
    }
}

fn cells(list: &Field, row: &Value, posts: Option<&Pack>) -> Vec<String> {
    let cell = |column: &Field| {
        let Some(value) = row.get(column.id.as_str()) else {
            return "—".to_owned();
        };
        match posts {
            Some(pack) => post(pack, row, column.id.as_str(), &plain(value)),
            None => told(column, value),
        }
    };
    list.columns.iter().map(cell).collect()
}

/// A directory names posts by the ids of procedure and role; people read their terms.
fn post(pack: &Pack, row: &Value, column: &str, id: &str) -> String {
    let procedure = row
        .get("procedure")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match (column, id) {
        ("procedure", "*") => "全部程序".to_owned(),
        ("procedure", id) => {
            let latest = pack.latest(id);
            latest.map_or_else(|| id.to_owned(), |latest| latest.label.clone())
        }
        (_, id) => {
            let mut procedures = pack.procedures.values().flatten();
            let mut roles = procedures
                .by_ref()
                .filter(|version| procedure == "*" || version.id.as_str() == procedure)
                .flat_map(|version| &version.roles);
            let role = roles.find(|role| role.id.as_str() == id);
            role.map_or_else(|| id.to_owned(), |role| role.label.clone())
        }
    }
}

fn told(field: &Field, value: &Value) -> String {
    let text = plain(value);
    match field.kind {
        FieldKind::Choice => {
            let choice = field.values.iter().find(|choice| choice.id == text);
            choice.map_or(text, |choice| choice.label.clone())
        }
        FieldKind::Date | FieldKind::DateTime => words::moment(&text),
        FieldKind::Integer | FieldKind::Decimal => {
            format!("{text}{}", field.unit.as_deref().unwrap_or_default())
        }
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Boolean
        | FieldKind::Person
        | FieldKind::Unit
        | FieldKind::List => text,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => "—".to_owned(),
        other => other.to_string(),
    }
}
