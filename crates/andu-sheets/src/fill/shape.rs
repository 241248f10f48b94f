//! What tells a form from others.

use super::Spot;
use super::document::Document;
use super::workbook::Workbook;
use crate::book::column_name;

/// Shape of a workbook.
pub fn of_workbook(workbook: &Workbook, apart: &[Spot]) -> String {
    let mut out = String::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        out.push_str(&format!("[{}]\n", sheet.name));
        let Some(content) = &sheet.content else {
            continue;
        };
        let left_out = |row: u32, column: u32| {
            apart.iter().any(|spot| match spot {
                Spot::Cell {
                    sheet: s,
                    row: r,
                    column: c,
                } => (s == &sheet.name) && (*r, *c) == (row, column),
                Spot::Name(name) => workbook.named(name) == Some((index, row, column)),
                Spot::Table { .. } | Spot::Control(_) => false,
            })
        };
        let mut merges: Vec<_> = content.merges.clone();
        merges.sort_by_key(|m| (m.first_row, m.first_column, m.last_row, m.last_column));
        for merge in merges {
            out.push_str(&format!(
                "{}{}:{}{}\n",
                column_name(merge.first_column),
                merge.first_row + 1,
                column_name(merge.last_column),
                merge.last_row + 1
            ));
        }
        for row in &content.rows {
            for cell in &row.cells {
                let text = match (content.formula(row.number, cell), cell.kind.as_str()) {
                    (Some(formula), _) => format!("={formula}"),
                    (None, "s" | "inlineStr" | "str") => workbook.text(cell).to_owned(),
                    _ => continue,
                };
                if text.trim().is_empty() || left_out(row.number, cell.column) {
                    continue;
                }
                let name = format!("{}{}", column_name(cell.column), row.number + 1);
                out.push_str(&format!("{name} {}\n", without_years(&text)));
            }
        }
    }
    out
}

/// Shape of a document.
pub fn of_document(document: &Document, apart: &[Spot]) -> String {
    let mut out = String::new();
    for (table, row, cell, text) in document.cells() {
        let left_out = apart.iter().any(|spot| match spot {
            Spot::Table {
                table: t,
                row: r,
                cell: c,
                ..
            } => (*t, *r, *c) == (table, row, cell),
            _ => false,
        });
        let text = text.trim();
        if !left_out && !text.is_empty() && !super::number::plain(text) {
            out.push_str(&format!("{table}.{row}.{cell} {}\n", without_years(text)));
        }
    }
    out
}

/// Next year's form is this year's but for the year.
fn without_years(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let run = characters[at..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count();
        let digits: String = characters[at..at + run].iter().collect();
        match run {
            0 => {
                out.push(characters[at]);
                at += 1;
            }
            4 if digits.starts_with("19") || digits.starts_with("20") => {
                out.push('年');
                at += run;
            }
            _ => {
                out.push_str(&digits);
                at += run;
            }
        }
    }
    out
}
