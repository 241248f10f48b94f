//! In: the rows of returned books, whatever became of their order and format.

use std::collections::BTreeMap;

use andu_sheets::{Book, Cell, Place, Sheet};

use super::columns;

/// Rows above which the heading is looked for.
const HEADING_WITHIN: usize = 20;

/// A returned row.
#[derive(Debug, Clone)]
pub struct Returned {
    /// Name of the file.
    pub file: String,
    /// Where it stands.
    pub place: Place,
    /// What is filled, by heading: column and cell.
    pub cells: BTreeMap<String, (u32, Cell)>,
}

impl Returned {
    /// The text under a heading; empty where there is none.
    pub fn text(&self, heading: &str) -> &str {
        self.cells
            .get(heading)
            .map_or("", |(_, cell)| cell.text.trim())
    }
}

/// The rows of all sheets that have the headings of a handling sheet. `None` where no sheet has them.
pub fn rows(book: &Book) -> Option<Vec<Returned>> {
    let mut found = None;
    for sheet in &book.sheets {
        let Some((heading, names)) = heading(sheet) else {
            continue;
        };
        let rows = found.get_or_insert_with(Vec::new);
        for row in sheet.rows.iter().filter(|row| row.number > heading) {
            let filled = row.cells.iter().filter(|(_, cell)| !cell.text.is_empty());
            let cells: BTreeMap<_, _> = filled
                .filter_map(|(column, cell)| {
                    Some((names.get(column)?.clone(), (*column, cell.clone())))
                })
                .collect();
            if !cells.is_empty() {
                rows.push(Returned {
                    file: book.name.clone(),
                    place: sheet.place(row.number, None),
                    cells,
                });
            }
        }
    }
    found
}

/// The row of the headings, and the heading of each column.
fn heading(sheet: &Sheet) -> Option<(u32, BTreeMap<u32, String>)> {
    sheet.rows.iter().take(HEADING_WITHIN).find_map(|row| {
        let mut names: BTreeMap<u32, String> = BTreeMap::new();
        for (column, cell) in &row.cells {
            let name = cell.text.trim().trim_end_matches('*').to_owned();
            // Of two columns of one name the first is the one that was sent out.
            if !name.is_empty() && !names.values().any(|known| *known == name) {
                names.insert(*column, name);
            }
        }
        let needed = [columns::MATTER, columns::VERSION, columns::ACTION];
        let all = needed
            .iter()
            .all(|name| names.values().any(|known| known == name));
        all.then_some((row.number, names))
    })
}
