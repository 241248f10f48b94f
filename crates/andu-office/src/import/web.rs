//! What a page needs beside the report: the first rows of each sheet, and what a column may be.

use std::collections::BTreeMap;

use andu_rules::model::Procedure;
use andu_sheets::{Kind, column_name, read_book};

use crate::error::OfficeError;
use crate::office::Office;

use super::{ImportError, fields, stop};

/// Characters of a cell that are shown.
const SHOWN: usize = 24;

/// The first rows of a sheet, as a person looks at them beside the mapping.
#[derive(Debug, Clone, Default)]
pub struct SheetPeek {
    /// Name of the sheet.
    pub sheet: String,
    /// Rows from 1, with the texts of their cells by letter of the column.
    pub rows: Vec<(u32, BTreeMap<String, String>)>,
}

/// What a column may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemShown {
    /// Key, as a mapping names it.
    pub key: String,
    /// Term.
    pub label: String,
    /// Whether it is the day of an action.
    pub dated: bool,
    /// Whether opening a matter needs it.
    pub required: bool,
    /// Choices, by key and term.
    pub choices: Vec<(String, String)>,
}

/// What a column of a register may be, in the order of the register.
pub fn items(procedure: &Procedure) -> Vec<ItemShown> {
    let targets = fields::targets(procedure).into_iter();
    let shown = |target: andu_sheets::Target| ItemShown {
        dated: target.key.starts_with(fields::ACTION),
        choices: match target.kind {
            Kind::Choice { options } => options
                .into_iter()
                .map(|option| (option.key, option.label))
                .collect(),
            _ => Vec::new(),
        },
        key: target.key,
        label: target.label,
        required: target.required,
    };
    targets.map(shown).collect()
}

impl Office {
    /// The first rows of each sheet of a book. Like every reading of a file, it stops at a mark of classified papers; the stop itself is
    /// entered by [`Office::import`], which looks at the file before this does, so that it is entered once.
    ///
    /// # Errors
    ///
    /// [`ImportError`] where the book cannot be read, or bears a mark.
    pub fn peek(
        &self,
        name: &str,
        bytes: &[u8],
        rows: usize,
    ) -> Result<Vec<SheetPeek>, ImportError> {
        let rules = self.rules();
        stop::check_name(&rules, name)?;
        let book = read_book(name, bytes)?;
        stop::check(&rules, &book, bytes)?;
        let sheets = book.sheets.iter().map(|sheet| SheetPeek {
            sheet: sheet.name.clone(),
            rows: sheet
                .rows
                .iter()
                .take(rows)
                .map(|row| {
                    let cells = row.cells.iter().map(|(column, cell)| {
                        let text: String = cell.text.chars().take(SHOWN).collect();
                        (column_name(*column), text)
                    });
                    (row.number + 1, cells.collect())
                })
                .collect(),
        });
        Ok(sheets.collect())
    }

    /// Names of the units that the directory knows, in the order of units.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`].
    pub fn directory_units(&self) -> Result<Vec<String>, OfficeError> {
        let units = self.known_units(&self.rules())?;
        self.in_unit_order(units.names().map(str::to_owned).collect())
    }
}
