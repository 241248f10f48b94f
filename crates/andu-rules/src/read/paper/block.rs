//! Reads the blocks of a paper.

use super::{Marks, NameUse, Named, text};
use crate::{
    model::{FieldId, PaperBlock, PaperBlockKind, PaperCell, PaperRow, PaperText},
    nearest::perhaps,
    read::{
        notes::plain_text,
        table::{Entry, Table, place},
    },
};

#[derive(Clone, Copy)]
enum Kind {
    Title,
    Addressee,
    Heading,
    Paragraph,
    Note,
    Table,
    Form,
    Signature,
}

const KINDS: &[(&str, Kind)] = &[
    ("title", Kind::Title),
    ("addressee", Kind::Addressee),
    ("heading", Kind::Heading),
    ("paragraph", Kind::Paragraph),
    ("note", Kind::Note),
    ("table", Kind::Table),
    ("form", Kind::Form),
    ("signature", Kind::Signature),
];

/// The blocks of all layers: one with an id known below takes its place, any other stands after the one that it names, or last.
pub(super) fn blocks(table: &Table<'_>, marks: &mut Marks) -> Vec<PaperBlock> {
    let (tables, owner) = (table.merged("block", "段落"), table.owner.clone());
    if tables.is_empty() {
        table.missing_as("block", "[[block]]");
    }
    let mut blocks: Vec<PaperBlock> = Vec::new();
    let mut last: Option<(String, usize)> = None;
    for (number, mut table) in tables.into_iter().enumerate() {
        table.owner = format!("{owner}第 {} 段", number + 1);
        let after = table.text("after");
        let faults = table.faults;
        let Some(block) = block(table, marks) else {
            continue;
        };
        let Some(after) = after else {
            blocks.push(block);
            continue;
        };
        let named = |it: &PaperBlock| it.id.as_deref() == Some(after.value.as_str());
        let at = match &last {
            Some((id, at)) if *id == after.value => Some(*at),
            _ => blocks.iter().position(named),
        };
        match at {
            Some(at) => {
                blocks.insert(at + 1, block);
                last = Some((after.value, at + 1));
            }
            None => {
                let message = format!("after 写的“{}”在本文书里没有", after.value);
                let known = blocks.iter().filter_map(|it| it.id.as_deref());
                let remedy = perhaps(&after.value, known, "请写本文书某一段的 id");
                faults.error(after.place, "unknown-block", message, remedy);
            }
        }
    }
    blocks
}

fn block(table: Table<'_>, marks: &mut Marks) -> Option<PaperBlock> {
    let id = table.text("id").map(|id| id.value);
    let when = marks.notes.condition(&table, "when");
    let kind = table.need_word("kind", KINDS)?;
    let span = table.place.span;
    let kind = match kind {
        Kind::Title => PaperBlockKind::Title(need(&table, marks)),
        Kind::Addressee => PaperBlockKind::Addressee(need(&table, marks)),
        Kind::Heading => PaperBlockKind::Heading {
            level: level(&table),
            text: need(&table, marks),
        },
        Kind::Paragraph => PaperBlockKind::Paragraph(need(&table, marks)),
        Kind::Note => PaperBlockKind::Note(need(&table, marks)),
        Kind::Table => {
            let columns = table.texts("columns").into_iter().map(|it| it.value);
            let columns: Vec<String> = columns.collect();
            if columns.is_empty() {
                table.missing_as("columns", r#"columns = ["姓名", "职务"]"#);
            }
            let rows = rows(&table, Some(columns.len()), marks);
            PaperBlockKind::Table { columns, rows }
        }
        Kind::Form => PaperBlockKind::Form {
            rows: rows(&table, None, marks),
        },
        Kind::Signature => PaperBlockKind::Signature {
            organ: optional(&table, "organ", marks),
            date: optional(&table, "date", marks),
        },
    };
    table.finish();
    Some(PaperBlock {
        id,
        when,
        kind,
        span,
    })
}

fn need(table: &Table<'_>, marks: &mut Marks) -> PaperText {
    let written = table.need_text("text");
    text(table, "text", &written, None, &mut marks.slots)
}

fn optional(table: &Table<'_>, key: &'static str, marks: &mut Marks) -> Option<PaperText> {
    let written = table.text(key)?;
    Some(text(table, key, &written, None, &mut marks.slots))
}

fn level(table: &Table<'_>) -> u8 {
    let level = table.number("level").map_or(1, |level| level.value);
    u8::try_from(level.clamp(1, 4)).unwrap_or(1)
}

fn rows(table: &Table<'_>, columns: Option<usize>, marks: &mut Marks) -> Vec<PaperRow> {
    let entries = table.entries("rows");
    if entries.is_empty() {
        table.missing_as("rows", r##"rows = [["#申请人", "{applicant}"]]"##);
    }
    let mut rows = Vec::new();
    for entry in entries {
        let row = match entry.1.as_table() {
            Some(_) => table
                .as_table("rows", entry, &format!("{}的一行", table.owner))
                .map(|row| row_of_table(row, marks)),
            None => cells(table, entry, None, marks).map(|cells| PaperRow {
                cells,
                lines: 1,
                ..PaperRow::default()
            }),
        };
        let Some(row) = row else { continue };
        if let Some(columns) = columns.filter(|columns| *columns != row.cells.len()) {
            let message = format!(
                "{}的表有 {columns} 列，这一行有 {} 格",
                table.owner,
                row.cells.len()
            );
            let remedy = "每一行的格数请与 columns 一致，没有内容的格写空文本";
            table
                .faults
                .error(place(entry), "row-length", message, remedy);
        }
        rows.push(row);
    }
    rows
}

/// `{ each = "goods", when = "…", lines = 3, cells = […] }`.
fn row_of_table(table: Table<'_>, marks: &mut Marks) -> PaperRow {
    let each = table.text("each");
    if let Some(each) = &each {
        marks.names.push(NameUse {
            named: Named::List,
            id: each.clone(),
        });
    }
    let each = each.map(|each| FieldId::from(each.value));
    let when = marks.notes.condition(&table, "when");
    let lines = table.number("lines").map_or(1, |lines| lines.value);
    let cells = match table.entry("cells") {
        Some(entry) => cells(&table, entry, each.as_ref(), marks).unwrap_or_default(),
        None => {
            table.missing_as("cells", r##"cells = ["#申请人", "{applicant}"]"##);
            Vec::new()
        }
    };
    table.finish();
    PaperRow {
        each,
        when,
        lines: u8::try_from(lines.clamp(1, 30)).unwrap_or(1),
        cells,
    }
}

fn cells(
    table: &Table<'_>,
    entry: Entry<'_>,
    list: Option<&FieldId>,
    marks: &mut Marks,
) -> Option<Vec<PaperCell>> {
    let Some(written) = entry.1.as_list() else {
        return table.wrong_kind("rows", entry, "列表，或者带 cells 的表");
    };
    let mut cells = Vec::new();
    for cell in written.iter() {
        let Some(cell) = plain_text((entry.0, cell)) else {
            return table.wrong_kind("rows", (entry.0, cell), "文本");
        };
        let head = cell.value.starts_with('#');
        let read = text(table, "rows", &cell, list, &mut marks.slots);
        cells.push(PaperCell {
            head,
            text: if head { without_mark(read) } else { read },
        });
    }
    Some(cells)
}

/// The text of a cell that names something, without its `#`.
fn without_mark(mut text: PaperText) -> PaperText {
    use crate::model::PaperPiece;
    if let Some(PaperPiece::Text(first)) = text.pieces.first_mut() {
        first.remove(0);
    }
    text
}
