//! The columns of a procedure's register (台账): one table a procedure, the union of all its versions' fields.

use std::sync::Arc;

use crate::model::{ActionId, Field, FieldId, FieldKind, Procedure, ProcedureId};

/// Tables that hold the register of one procedure. Every table also has `organ` and `matter`, those of lists `item` too; the ledger
/// adds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The procedure.
    pub procedure: ProcedureId,
    /// `register_` and the id in snake_case.
    pub table: String,
    /// Columns: the standard ones, then fields, then actions.
    pub columns: Vec<Column>,
    /// Tables of list fields.
    pub lists: Vec<ListTable>,
}

/// Table of the rows of a list field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListTable {
    /// The field.
    pub field: FieldId,
    /// The register's table, `_` and the field.
    pub table: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name in the table.
    pub name: String,
    /// Chinese heading.
    pub label: String,
    /// How it is stored.
    pub kind: ColumnKind,
    /// What it holds.
    pub from: ColumnSource,
    /// Lists may be sorted and filtered by it.
    pub indexed: bool,
}

/// How a column is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text; days and times as ISO 8601.
    Text,
    /// Whole number; decimals in ten-thousandths, yes and no as 1 and 0.
    Integer,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnSource {
    /// The official number.
    Number,
    /// The title.
    Title,
    /// Digest of the version that governs the matter.
    Version,
    /// Id of the stage.
    Stage,
    /// 1 where the stage is closed.
    Closed,
    /// `worked` or `as_found`.
    Entry,
    /// How many pieces were not seen (要件未见).
    Missing,
    /// How many entries were late (补录).
    Late,
    /// When it was opened.
    OpenedAt,
    /// When it came into a closed stage.
    ClosedAt,
    /// A field, or a column of a list.
    Field(FieldId, FieldKind),
    /// When an action was last taken.
    Did(ActionId),
    /// Who took an action last.
    Actor(ActionId),
}

/// Names that no field may have, but for `number` and `title` where the procedure says that the field is just that.
pub const RESERVED: &[&str] = &[
    "organ",
    "matter",
    "number",
    "title",
    "version",
    "stage",
    "closed",
    "entry",
    "missing",
    "late",
    "opened_at",
    "closed_at",
    "valid_from",
    "valid_to",
];

/// Names that no column of a list may have.
pub const RESERVED_IN_LISTS: &[&str] = &["organ", "matter", "item"];

/// The register of a procedure with these versions, oldest first.
///
/// The label of a field is that of the newest version that has it.
pub fn register(versions: &[Arc<Procedure>]) -> Register {
    let id = versions
        .last()
        .map_or_else(|| ProcedureId::from(""), |newest| newest.id.clone());
    let table = format!("register_{}", snake(id.as_str()));
    let mut columns = standard();
    let mut lists: Vec<ListTable> = Vec::new();
    for version in versions.iter().rev() {
        for field in &version.fields {
            if field.kind == FieldKind::List {
                let name = format!("{table}_{}", field.id);
                add_list(&mut lists, field, name);
            } else {
                let indexed = field.index || version.key.contains(&field.id);
                add(&mut columns, of_field(field, indexed));
            }
        }
    }
    for version in versions.iter().rev() {
        for action in &version.actions {
            let column = Column {
                name: format!("did_{}", snake(action.id.as_str())),
                label: action.label.clone(),
                kind: ColumnKind::Text,
                from: ColumnSource::Did(action.id.clone()),
                indexed: action.index,
            };
            add(&mut columns, column);
        }
    }
    Register {
        procedure: id,
        table,
        columns,
        lists,
    }
}

fn standard() -> Vec<Column> {
    use ColumnKind::{Integer, Text};
    let column = |name: &str, label: &str, kind, from, indexed| Column {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        from,
        indexed,
    };
    vec![
        column("number", "编号", Text, ColumnSource::Number, true),
        column("title", "标题", Text, ColumnSource::Title, false),
        column("version", "规则版本", Text, ColumnSource::Version, false),
        column("stage", "环节", Text, ColumnSource::Stage, true),
        column("closed", "办结", Integer, ColumnSource::Closed, false),
        column("entry", "登记方式", Text, ColumnSource::Entry, false),
        column("missing", "要件未见", Integer, ColumnSource::Missing, false),
        column("late", "补录", Integer, ColumnSource::Late, false),
        column("opened_at", "立件时间", Text, ColumnSource::OpenedAt, true),
        column("closed_at", "办结时间", Text, ColumnSource::ClosedAt, false),
    ]
}

fn of_field(field: &Field, indexed: bool) -> Column {
    let kind = match field.kind {
        FieldKind::Integer | FieldKind::Decimal | FieldKind::Boolean => ColumnKind::Integer,
        _ => ColumnKind::Text,
    };
    Column {
        name: field.id.as_str().to_owned(),
        label: field.label.clone(),
        kind,
        from: ColumnSource::Field(field.id.clone(), field.kind),
        indexed,
    }
}

/// Adds a column unless a newer version has it; an index of any version counts.
fn add(columns: &mut Vec<Column>, column: Column) {
    match columns.iter_mut().find(|known| known.name == column.name) {
        Some(known) => known.indexed |= column.indexed,
        None => columns.push(column),
    }
}

fn add_list(lists: &mut Vec<ListTable>, field: &Field, table: String) {
    let position = lists
        .iter()
        .position(|list| list.field == field.id)
        .unwrap_or_else(|| {
            lists.push(ListTable {
                field: field.id.clone(),
                table,
                columns: Vec::new(),
            });
            lists.len() - 1
        });
    for column in &field.columns {
        add(&mut lists[position].columns, of_field(column, column.index));
    }
}

fn snake(id: &str) -> String {
    id.replace('-', "_")
}
