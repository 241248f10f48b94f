//! Tables of a form as words and open cells, whatever the form is.

use std::collections::BTreeMap;

use super::document::Document;
use super::number::plain;
use super::workbook::Workbook;
use super::{Content, Form, Spot};

/// The most rows of a sheet that are looked at.
const MOST_ROWS: u32 = 2_000;
/// The most columns.
const MOST_COLUMNS: u32 = 100;

/// A table as words and open cells.
#[derive(Default)]
pub struct Grid {
    /// Name of the sheet; empty in a document.
    pub sheet: String,
    /// Words by row and column; a merged text stands in each of its cells.
    pub texts: BTreeMap<(u32, u32), String>,
    /// Cells that are there to be filled.
    pub open: Vec<((u32, u32), Spot)>,
}

/// The tables of a form.
pub fn grids(form: &Form) -> Vec<Grid> {
    match &form.content {
        Content::Workbook(workbook) => of_workbook(workbook),
        Content::Document(document) => of_document(document),
    }
}

fn of_workbook(workbook: &Workbook) -> Vec<Grid> {
    let mut found = Vec::new();
    for sheet in workbook.sheets.iter().filter(|sheet| !sheet.hidden) {
        let Some(content) = &sheet.content else {
            continue;
        };
        let mut grid = Grid {
            sheet: sheet.name.clone(),
            ..Grid::default()
        };
        let mut closed = std::collections::BTreeSet::new();
        let (mut last_row, mut last_column) = (0, 0);
        for row in content.rows.iter().filter(|row| row.number < MOST_ROWS) {
            for cell in row.cells.iter().filter(|cell| cell.column < MOST_COLUMNS) {
                let at = (row.number, cell.column);
                let text = workbook.text(cell).trim();
                let asks = text.is_empty() || text == "0" || asks(text);
                if cell.formula.is_some() || !asks {
                    closed.insert(at);
                }
                if cell.formula.is_none() && !asks && !plain(text) {
                    grid.texts.insert(at, text.to_owned());
                    (last_row, last_column) = (last_row.max(at.0), last_column.max(at.1));
                }
            }
        }
        for merge in &content.merges {
            let first = (merge.first_row, merge.first_column);
            let wide = merge.last_column - merge.first_column + 1;
            // A text across most of the sheet is a title.
            let title = wide > 2 && wide * 2 > last_column + 1 || wide > 1 && wide > last_column;
            let text = match title {
                true => {
                    grid.texts.remove(&first);
                    closed.insert(first);
                    None
                }
                false => grid.texts.get(&first).cloned(),
            };
            for row in merge.first_row..=merge.last_row.min(MOST_ROWS) {
                for column in merge.first_column..=merge.last_column.min(MOST_COLUMNS) {
                    if let Some(text) = &text {
                        grid.texts.insert((row, column), text.clone());
                    }
                    if (row, column) != first {
                        closed.insert((row, column));
                    }
                }
            }
        }
        for row in 0..=last_row {
            for column in 0..=last_column + 1 {
                let at = (row, column);
                let headed = column <= last_column || content.cell(row, column).is_some();
                if headed && !closed.contains(&at) && !grid.texts.contains_key(&at) {
                    let spot = Spot::Cell {
                        sheet: sheet.name.clone(),
                        row,
                        column,
                    };
                    grid.open.push((at, spot));
                }
            }
        }
        found.push(grid);
    }
    found
}

/// Words that ask for a value.
fn asks(text: &str) -> bool {
    ["填写处", "请填写", "单击此处", "点击此处", "待填"]
        .iter()
        .any(|word| text.contains(word))
        || text.contains("{{")
}

fn of_document(document: &Document) -> Vec<Grid> {
    let mut found = Vec::new();
    for (rows, table) in document.grids().into_iter().zip(1..) {
        let mut grid = Grid::default();
        let mut over: BTreeMap<u32, String> = BTreeMap::new();
        for ((cells, number), row) in rows.into_iter().zip(0..).zip(1..) {
            for (cell_number, cell) in cells {
                let at = (number, cell.grid);
                let text = match cell.continued {
                    true => over.get(&cell.grid).cloned().unwrap_or_default(),
                    false => document.text(cell),
                };
                over.insert(cell.grid, text.clone());
                if document.is_open(cell) {
                    let spot = Spot::Table {
                        table,
                        row,
                        cell: cell_number,
                        blank: None,
                    };
                    grid.open.push((at, spot));
                } else if !text.trim().is_empty() {
                    for column in cell.grid..cell.grid + cell.span {
                        grid.texts.insert((number, column), text.trim().to_owned());
                    }
                }
            }
        }
        found.push(grid);
    }
    found
}
