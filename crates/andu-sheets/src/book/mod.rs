//! A book as plain cells, whatever format it came in.

mod error;

use std::sync::Arc;

pub use error::BookError;

/// A workbook: sheets of plain cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// Name of the file, for messages.
    pub name: String,
    /// What the bytes turned out to be, whatever the name says.
    pub format: Format,
    /// Sheets in their order, hidden ones among them.
    pub sheets: Vec<Sheet>,
    /// What a person should know about the reading, in Chinese.
    pub notices: Vec<Notice>,
}

/// What the bytes turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Office Open XML.
    Xlsx,
    /// The binary format of `.xls` and `.et`.
    Xls,
    /// OpenDocument.
    Ods,
    /// Separated text.
    Csv,
    /// An HTML table, whatever the file is called.
    Html,
    /// The XML spreadsheet of 2003, whatever the file is called.
    Xml2003,
}

/// What a person should know about the reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Stable code.
    pub code: &'static str,
    /// In Chinese.
    pub text: String,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Hidden, where the format tells.
    pub hidden: bool,
    /// Hidden columns from 0, where the format tells.
    pub hidden_columns: Vec<u32>,
    /// Hidden rows from 0, where the format tells: a filter hides rows, and they are data all the same.
    pub hidden_rows: Vec<u32>,
    /// Rows that hold something, in order. Merged cells are filled: each covered cell holds what its first cell holds.
    pub rows: Vec<Row>,
    /// Merged areas, cut to the rows that hold something.
    pub merges: Vec<Merge>,
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// From 0.
    pub number: u32,
    /// Cells that hold something, by column from 0, in order.
    pub cells: Vec<(u32, Cell)>,
}

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// As a person sees it, ends trimmed.
    pub text: Arc<str>,
    /// What it is.
    pub value: Value,
    /// Row and column of the first cell of the merged area that covers this one; `None` for the first cell itself.
    pub merged_from: Option<(u32, u32)>,
}

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Text; it stands in [`Cell::text`].
    Text,
    /// A number.
    Number(f64),
    /// A civil day; `month_only` where the sheet shows year and month and no day.
    Date {
        /// Year.
        year: i16,
        /// 1–12.
        month: u8,
        /// 1–31.
        day: u8,
        /// Only year and month are shown.
        month_only: bool,
    },
    /// A civil day and a time.
    DateTime {
        /// Year.
        year: i16,
        /// 1–12.
        month: u8,
        /// 1–31.
        day: u8,
        /// 0–23.
        hour: u8,
        /// 0–59.
        minute: u8,
    },
    /// Yes or no.
    Bool(bool),
    /// A formula that failed, such as `#REF!`.
    Error,
}

/// A merged area, both ends included, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Merge {
    /// First row.
    pub first_row: u32,
    /// Last row.
    pub last_row: u32,
    /// First column.
    pub first_column: u32,
    /// Last column.
    pub last_column: u32,
}

/// Where something stands, for messages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Name of the sheet.
    pub sheet: String,
    /// Row from 0.
    pub row: u32,
    /// Column from 0; `None` for the row as a whole.
    pub column: Option<u32>,
}

impl std::fmt::Display for Place {
    /// 工作表“3月”第5行C列.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "工作表“{}”第{}行", self.sheet, u64::from(self.row) + 1)?;
        match self.column {
            Some(column) => write!(f, "{}列", column_name(column)),
            None => Ok(()),
        }
    }
}

/// Name of a column counted from 0: A, B … Z, AA …
pub fn column_name(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

impl Row {
    /// The cell in a column.
    pub fn at(&self, column: u32) -> Option<&Cell> {
        let found = self.cells.binary_search_by_key(&column, |(at, _)| *at);
        found.ok().map(|index| &self.cells[index].1)
    }

    /// The text in a column; empty where there is none.
    pub fn text(&self, column: u32) -> &str {
        self.at(column).map_or("", |cell| &cell.text)
    }
}

impl Sheet {
    /// The row with this number from 0, where it holds something.
    pub fn row(&self, number: u32) -> Option<&Row> {
        let found = self.rows.binary_search_by_key(&number, |row| row.number);
        found.ok().map(|index| &self.rows[index])
    }

    /// The cell at a row and a column from 0.
    pub fn at(&self, row: u32, column: u32) -> Option<&Cell> {
        self.row(row)?.at(column)
    }

    /// The text at a row and a column from 0; empty where there is none.
    pub fn text(&self, row: u32, column: u32) -> &str {
        self.at(row, column).map_or("", |cell| &cell.text)
    }

    /// Where a cell stands.
    pub fn place(&self, row: u32, column: Option<u32>) -> Place {
        Place {
            sheet: self.name.clone(),
            row,
            column,
        }
    }

    /// The merged area that covers a cell.
    pub fn merge_at(&self, row: u32, column: u32) -> Option<&Merge> {
        self.merges.iter().find(|merge| merge.covers(row, column))
    }
}

impl Merge {
    /// Whether a cell lies in it.
    pub fn covers(&self, row: u32, column: u32) -> bool {
        (self.first_row..=self.last_row).contains(&row)
            && (self.first_column..=self.last_column).contains(&column)
    }
}

impl Cell {
    /// A cell of text.
    pub fn text(text: &str) -> Cell {
        Cell {
            text: text.trim().into(),
            value: Value::Text,
            merged_from: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::column_name;

    #[test]
    fn columns_have_their_letters() {
        let names: Vec<_> = [0, 25, 26, 51, 701, 702, 16383].map(column_name).to_vec();
        assert_eq!(names, ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]);
    }
}
