//! Collects the cells of one sheet, within bounds, and fills merged areas.

use std::collections::HashSet;
use std::sync::Arc;

use crate::book::{BookError, Cell, Merge, Row, Sheet, Value};

use super::{LONGEST_CELL, MOST_CELLS, MOST_ROWS, MOST_TEXT};

/// Text that begins so is written with a mark before it.
const MARKED: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What a book has filled so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filled {
    cells: usize,
    /// Bytes of text.
    text: usize,
}

/// Collects cells. Cells come row by row; within a row in any order.
pub struct Gather<'a> {
    book: &'a str,
    sheet: Sheet,
    /// What the book before this sheet, and this sheet so far, have filled.
    filled: Filled,
    texts: HashSet<Arc<str>>,
}

impl<'a> Gather<'a> {
    /// A sheet of a book that has filled so much already.
    pub fn new(book: &'a str, name: &str, filled: Filled) -> Gather<'a> {
        Gather {
            book,
            sheet: Sheet {
                name: name.trim().to_owned(),
                ..Sheet::default()
            },
            filled,
            texts: HashSet::new(),
        }
    }

    /// Adds a cell, unless there is nothing in it.
    pub fn add(
        &mut self,
        row: u32,
        column: u32,
        text: &str,
        value: Value,
    ) -> Result<(), BookError> {
        let text =
            text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
        // The mark that keeps programs from calculating is no part of the text.
        let marked = text
            .strip_prefix('\'')
            .filter(|rest| rest.starts_with(MARKED));
        let text = marked.unwrap_or(text);
        if text.is_empty() {
            return Ok(());
        }
        self.check_length(row, column, text)?;
        self.room(row)?;
        self.filled.cells += 1;
        self.filled.text += text.len();
        let text = self.shared(text);
        let row = self.row(row);
        let cell = Cell {
            text,
            value,
            merged_from: None,
        };
        match row.cells.last() {
            Some((last, _)) if *last >= column => {
                let at = row.cells.partition_point(|(at, _)| *at < column);
                match row.cells.get_mut(at) {
                    Some((found, old)) if *found == column => *old = cell,
                    _ => row.cells.insert(at, (column, cell)),
                }
            }
            _ => row.cells.push((column, cell)),
        }
        Ok(())
    }

    fn check_length(&self, row: u32, column: u32, text: &str) -> Result<(), BookError> {
        // A character has at most four bytes, so short texts need no count.
        if text.len() <= LONGEST_CELL {
            return Ok(());
        }
        let characters = text.chars().count();
        if characters <= LONGEST_CELL {
            return Ok(());
        }
        Err(BookError::CellTooLong {
            name: self.book.to_owned(),
            place: Some(self.sheet.place(row, Some(column))),
            most: LONGEST_CELL,
        })
    }

    /// Equal texts are kept once: registers repeat units and choices thousands of times.
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let made: Arc<str> = text.into();
        if text.len() <= 64 && self.texts.len() < 20_000 {
            self.texts.insert(made.clone());
        }
        made
    }

    fn room(&self, row: u32) -> Result<(), BookError> {
        let rows = self.sheet.rows.len();
        let is_new = self.sheet.rows.last().is_none_or(|last| last.number != row);
        if is_new && rows >= MOST_ROWS as usize {
            return Err(BookError::TooManyRows {
                name: self.book.to_owned(),
                sheet: self.sheet.name.clone(),
                most: MOST_ROWS,
            });
        }
        if self.filled.text >= MOST_TEXT {
            return Err(BookError::TooMuchText {
                name: self.book.to_owned(),
                sheet: self.sheet.name.clone(),
                most: MOST_TEXT >> 20,
            });
        }
        if self.filled.cells >= MOST_CELLS {
            return Err(BookError::TooManyCells {
                name: self.book.to_owned(),
                sheet: self.sheet.name.clone(),
                most: MOST_CELLS,
            });
        }
        Ok(())
    }

    fn row(&mut self, number: u32) -> &mut Row {
        let rows = &mut self.sheet.rows;
        let at = rows.partition_point(|row| row.number < number);
        if rows.get(at).is_none_or(|row| row.number != number) {
            rows.insert(
                at,
                Row {
                    number,
                    cells: Vec::new(),
                },
            );
        }
        &mut rows[at]
    }

    /// Fills merged areas and gives the sheet, with what the book has filled so far.
    pub fn finish(mut self, merges: &[Merge]) -> Result<(Sheet, Filled), BookError> {
        let last_row = self.sheet.rows.last().map_or(0, |row| row.number);
        let last_column = self.sheet.rows.iter().filter_map(|row| row.cells.last());
        let last_column = last_column.map(|(column, _)| *column).max().unwrap_or(0);
        for merge in merges {
            let Some(first) = self.sheet.at(merge.first_row, merge.first_column).cloned() else {
                continue;
            };
            let merge = Merge {
                // A merged record may reach below the last row that holds something of its own, and a title beyond the last column.
                last_row: merge.last_row.min(last_row),
                last_column: merge.last_column.min(last_column),
                ..*merge
            };
            if merge.last_row < merge.first_row || merge.last_column < merge.first_column {
                continue;
            }
            self.fill(&merge, &first)?;
            self.sheet.merges.push(merge);
        }
        Ok((self.sheet, self.filled))
    }

    fn fill(&mut self, merge: &Merge, first: &Cell) -> Result<(), BookError> {
        for row in merge.first_row..=merge.last_row {
            for column in merge.first_column..=merge.last_column {
                if (row, column) == (merge.first_row, merge.first_column) {
                    continue;
                }
                self.room(row)?;
                let cells = &mut self.row(row).cells;
                let at = cells.partition_point(|(at, _)| *at < column);
                let cell = Cell {
                    merged_from: Some((merge.first_row, merge.first_column)),
                    ..first.clone()
                };
                // What lies beneath a merged area is not seen by anybody.
                match cells.get_mut(at) {
                    Some((found, old)) if *found == column => *old = cell,
                    _ => {
                        cells.insert(at, (column, cell));
                        self.filled.cells += 1;
                    }
                }
            }
        }
        Ok(())
    }
}
