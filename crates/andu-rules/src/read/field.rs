//! Reads fields, their values and their columns.

use crate::{
    model::{Choice, Citation, Field, FieldKind},
    read::{
        notes::Notes,
        procedure::{Spelling, item},
        table::Table,
    },
};

/// Kinds of fields and their words.
const FIELD_KINDS: &[(&str, FieldKind)] = &[
    ("text", FieldKind::Text),
    ("long_text", FieldKind::LongText),
    ("integer", FieldKind::Integer),
    ("decimal", FieldKind::Decimal),
    ("date", FieldKind::Date),
    ("date_time", FieldKind::DateTime),
    ("boolean", FieldKind::Boolean),
    ("choice", FieldKind::Choice),
    ("person", FieldKind::Person),
    ("unit", FieldKind::Unit),
    ("list", FieldKind::List),
];

pub(crate) fn fields(table: &Table<'_>, notes: &mut Notes) -> Vec<Field> {
    let tables = table.merged("field", "字段");
    tables
        .into_iter()
        .filter_map(|table| field(table, "field", notes))
        .collect()
}

fn field(mut table: Table<'_>, spot: &str, notes: &mut Notes) -> Option<Field> {
    let id = item(&mut table, "字段", spot, Spelling::Snake, notes);
    let label = table.need_text("label").value;
    let kind = table.need_word("kind", FIELD_KINDS);
    let values = values(&table, notes);
    let inner = || ["column/", id.as_deref().unwrap_or_default()].concat();
    let columns: Vec<Field> = table
        .tables("columns", "字段")
        .into_iter()
        .filter_map(|column| field(column, &inner(), notes))
        .collect();
    let personal = table.flag("personal").unwrap_or_default();
    let index = table.flag("index").unwrap_or_default();
    let unit = table.text("unit").map(|unit| unit.value);
    let place = table.place_of("id");
    let shape = |key: &str, there: bool, wanted: bool| {
        if kind.is_none() || there == wanted {
            return;
        }
        if wanted {
            table.missing(key);
        } else {
            let message = format!("{}不是相应的类型，不能写 {key}", table.owner);
            let remedy = "选项 values 只用于 choice，列 columns 只用于 list";
            table
                .faults
                .error(table.place_of(key), "shape-of-field", message, remedy);
        }
    };
    shape(
        "values",
        table.has("values"),
        kind == Some(FieldKind::Choice),
    );
    shape(
        "columns",
        table.has("columns"),
        kind == Some(FieldKind::List),
    );
    if spot != "field" && kind == Some(FieldKind::List) {
        let message = format!("{}是列表里的列表", table.owner);
        let remedy = "列表只能有一层；有自己环节的内容请另立程序并建立关联";
        table.faults.error(place, "nested-list", message, remedy);
    }
    table.finish();
    let kind = kind.unwrap_or(FieldKind::Text);
    let id = id?.into();
    Some(Field {
        id,
        label,
        kind,
        personal,
        index,
        unit,
        values,
        columns,
        span: place.span,
    })
}

fn values(table: &Table<'_>, notes: &mut Notes) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for value in table.tables("values", &[table.owner.as_str(), "的选项"].concat()) {
        let id = value.need_text("id");
        let label = value.need_text("label").value;
        let basis: Option<Citation> = notes.one_citation(&value);
        if choices.iter().any(|choice| choice.id == id.value) {
            let message = format!("{}的选项“{}”写了两次", table.owner, id.value);
            table.faults.error(
                id.place,
                "duplicate-id",
                message,
                "请删去一个，或者改用别的 id",
            );
        } else if !id.value.is_empty() {
            choices.push(Choice {
                id: id.value,
                label,
                basis,
            });
        }
        value.finish();
    }
    choices
}
