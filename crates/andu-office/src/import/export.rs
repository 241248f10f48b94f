//! A register as a spreadsheet. What is personal stays masked.

use andu_rules::model::{Field, FieldKind, Procedure, Value};
use andu_sheets::{ListBook, ListCell, ListColumn};

use crate::error::OfficeError;
use crate::load::read_matter;
use crate::office::Office;

use super::ImportError;

/// Matters that are read at a time.
const PAGE: u32 = 1_000;

impl Office {
    /// Matters of a procedure for which a condition holds, as the bytes of a workbook, and how many they are.
    ///
    /// # Errors
    ///
    /// As [`Office::list`]; [`ImportError::Write`].
    pub fn export(
        &self,
        procedure: &str,
        condition: Option<&str>,
    ) -> Result<(Vec<u8>, usize), ImportError> {
        let rules = self.rules();
        let versions = rules.pack.versions(procedure).map_err(OfficeError::from)?;
        let Some(newest) = versions.last() else {
            return Err(OfficeError::Usage(procedure.to_owned()).into());
        };
        let mut book = ListBook::new(&newest.label, heading(newest))?;
        let organ = self.shared.organ.clone();
        let (mut cursor, mut count) = (None, 0);
        loop {
            let page = self.list(procedure, condition, cursor.as_deref(), PAGE)?;
            for item in &page.items {
                let matter =
                    self.in_snapshot(|snapshot| read_matter(snapshot, &organ, &item.id))?;
                let Some(matter) = matter else { continue };
                let mut cells: Vec<ListCell> = newest
                    .fields
                    .iter()
                    .map(|field| cell(field, matter.fields.get(&field.id)))
                    .collect();
                let day = |at: &Option<String>| match at.as_deref().and_then(|at| at.get(..10)) {
                    Some(day) => ListCell::Date(day.to_owned()),
                    None => ListCell::Empty,
                };
                let entry = match matter.entry {
                    andu_casework::Entry::Worked => "办理",
                    andu_casework::Entry::AsFound => "据台账登记",
                };
                cells.extend([
                    ListCell::Text(item.stage.clone()),
                    day(&item.opened_at),
                    day(&item.closed_at),
                    ListCell::Text(entry.to_owned()),
                    ListCell::Text(item.id.clone()),
                ]);
                book.push(&cells)?;
                count += 1;
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        Ok((book.finish()?, count))
    }
}

fn heading(procedure: &Procedure) -> Vec<ListColumn> {
    let fields = procedure.fields.iter().map(|field| ListColumn {
        heading: field.label.clone(),
        width: if field.kind == FieldKind::LongText {
            40
        } else {
            0
        },
    });
    let more = ["当前环节", "立件时间", "办结时间", "登记方式", "件号"].map(|heading| ListColumn {
        heading: heading.to_owned(),
        width: 0,
    });
    fields.chain(more).collect()
}

fn cell(field: &Field, value: Option<&Value>) -> ListCell {
    let Some(value) = value else {
        return ListCell::Empty;
    };
    if field.personal {
        return ListCell::Text("＊＊＊".to_owned());
    }
    match (field.kind, value) {
        (FieldKind::Integer | FieldKind::Decimal, value) => ListCell::Number(value.to_string()),
        (FieldKind::Date, Value::Text(day)) => ListCell::Date(day.clone()),
        (FieldKind::DateTime, Value::Text(time)) => ListCell::DateTime(time.clone()),
        (FieldKind::Choice, Value::Text(id)) => {
            let choice = field.values.iter().find(|choice| choice.id == *id);
            ListCell::Text(choice.map_or_else(|| id.clone(), |choice| choice.label.clone()))
        }
        (_, Value::List(rows)) => {
            let row = |row: &andu_rules::model::Row| {
                let cells = field.columns.iter().filter_map(|column| {
                    match cell(column, row.get(&column.id)) {
                        ListCell::Empty => None,
                        ListCell::Text(text)
                        | ListCell::Number(text)
                        | ListCell::Date(text)
                        | ListCell::DateTime(text) => Some(text),
                    }
                });
                cells.collect::<Vec<_>>().join(" ")
            };
            ListCell::Text(rows.iter().map(row).collect::<Vec<_>>().join("、"))
        }
        (_, value) => ListCell::Text(value.to_string()),
    }
}
