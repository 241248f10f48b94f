//! Classified matter stays out (涉密不上网): every text of a file is looked at before anything of it is stored.

use andu_rules::ClassifiedMarks;
use andu_sheets::{Book, Place, texts_beside_cells};

use crate::rules::Rules;

use super::ImportError;

/// Looks at the name of a file.
pub fn check_name(rules: &Rules, name: &str) -> Result<(), ImportError> {
    let marks = ClassifiedMarks::new(&rules.pack.lexicons);
    if marks.is_empty() {
        return Err(ImportError::NoMarks);
    }
    match marks.scan(name) {
        None => Ok(()),
        Some(hit) => Err(ImportError::Classified {
            file: "（文件名略）".to_owned(),
            place: None,
            label: hit.label,
        }),
    }
}

/// Looks at every cell, row by row and column by column, at the names of the sheets, and at what stands beside the cells.
pub fn check(rules: &Rules, book: &Book, bytes: &[u8]) -> Result<(), ImportError> {
    let marks = ClassifiedMarks::new(&rules.pack.lexicons);
    let found = |label: String, place: Option<Place>| ImportError::Classified {
        file: book.name.clone(),
        place,
        label,
    };
    for sheet in &book.sheets {
        if let Some(hit) = marks.scan(&sheet.name) {
            return Err(found(hit.label, None));
        }
        for row in &sheet.rows {
            let own = row
                .cells
                .iter()
                .filter(|(_, cell)| cell.merged_from.is_none());
            let texts: Vec<&str> = own.map(|(_, cell)| &*cell.text).collect();
            if let Some(hit) = marks.scan(&texts.join("\t")) {
                return Err(found(hit.label, Some(sheet.place(row.number, None))));
            }
        }
        // A heading 密级 above, a grade below: what one row does not show.
        let columns = sheet
            .rows
            .iter()
            .flat_map(|row| row.cells.iter().map(|(column, _)| *column));
        let columns: std::collections::BTreeSet<u32> = columns.collect();
        for column in columns {
            let texts: Vec<&str> = sheet
                .rows
                .iter()
                .map(|row| row.text(column))
                .filter(|text| !text.is_empty())
                .collect();
            if let Some(hit) = marks.scan(&texts.join("\n")) {
                let line = texts.join("\n")[..hit.offset].matches('\n').count();
                let row = sheet
                    .rows
                    .iter()
                    .filter(|row| !row.text(column).is_empty())
                    .nth(line);
                return Err(found(
                    hit.label,
                    row.map(|row| sheet.place(row.number, Some(column))),
                ));
            }
        }
    }
    for text in texts_beside_cells(bytes) {
        if let Some(hit) = marks.scan(&text) {
            return Err(found(hit.label, None));
        }
    }
    Ok(())
}
