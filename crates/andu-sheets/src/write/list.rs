//! Lists: row after row, in memory that does not grow with them.

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook};

use super::{WriteError, body_format, harmless, head_format, sheet_name, workbook};

/// Rows that fit below the heading.
const MOST_ROWS: usize = 1_048_575;

/// A list that is being written.
pub struct ListBook {
    workbook: Workbook,
    columns: Vec<ListColumn>,
    formats: Formats,
    rows: usize,
}

struct Formats {
    text: Format,
    number: Format,
    date: Format,
    time: Format,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListColumn {
    /// Its heading.
    pub heading: String,
    /// Its width in characters; 0 leaves it to the heading.
    pub width: u16,
}

/// A cell of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum ListCell {
    /// Nothing.
    Empty,
    /// Text; what begins like a formula is made harmless.
    Text(String),
    /// A number, as a plain decimal. What is no number is written as text.
    Number(String),
    /// A day, as ISO 8601. What is no day is written as text.
    Date(String),
    /// A day and time, as ISO 8601. What is none is written as text.
    DateTime(String),
}

impl ListBook {
    /// Begins a list: a heading, frozen, to be printed on A4 across.
    ///
    /// # Errors
    /// [`WriteError`] where the book cannot be written.
    pub fn new(name: &str, columns: Vec<ListColumn>) -> Result<ListBook, WriteError> {
        let mut workbook = workbook()?;
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(name))?;
        for (column, known) in (0u16..).zip(&columns) {
            let width = match known.width {
                0 => (known.heading.chars().count() as f64 * 2.0 + 4.0).clamp(10.0, 30.0),
                width => f64::from(width),
            };
            sheet.set_column_width(column, width)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        super::blank::print_setup(sheet, name, 0)?;
        let head = head_format();
        for (column, known) in (0u16..).zip(&columns) {
            sheet.write_string_with_format(0, column, harmless(&known.heading), &head)?;
        }
        let body = body_format();
        Ok(ListBook {
            workbook,
            columns,
            formats: Formats {
                number: body.clone(),
                date: body
                    .clone()
                    .set_num_format("yyyy-mm-dd")
                    .set_align(FormatAlign::Center),
                time: body
                    .clone()
                    .set_num_format("yyyy-mm-dd hh:mm")
                    .set_align(FormatAlign::Center),
                // A code such as 007 stays what it is when somebody edits the cell.
                text: body.set_num_format("@"),
            },
            rows: 0,
        })
    }

    /// Adds a row; cells beyond the columns are left out.
    ///
    /// # Errors
    /// [`WriteError::TooManyRows`] where a sheet holds no more.
    pub fn push(&mut self, cells: &[ListCell]) -> Result<(), WriteError> {
        if self.rows >= MOST_ROWS {
            return Err(WriteError::TooManyRows(self.rows + 1));
        }
        self.rows += 1;
        let row = u32::try_from(self.rows).unwrap_or(u32::MAX);
        let formats = &self.formats;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0u16..).zip(cells.iter().take(self.columns.len())) {
            match cell {
                ListCell::Empty => sheet.write_blank(row, column, &formats.text)?,
                ListCell::Text(text) => sheet.write_string_with_format(
                    row,
                    column,
                    cut(&harmless(text)),
                    &formats.text,
                )?,
                ListCell::Number(number) => match exact(number) {
                    Some(value) => {
                        sheet.write_number_with_format(row, column, value, &formats.number)?
                    }
                    None => sheet.write_string_with_format(
                        row,
                        column,
                        harmless(number),
                        &formats.text,
                    )?,
                },
                ListCell::Date(day) => match ExcelDateTime::parse_from_str(day) {
                    Ok(value) => {
                        sheet.write_datetime_with_format(row, column, value, &formats.date)?
                    }
                    Err(_) => {
                        sheet.write_string_with_format(row, column, harmless(day), &formats.text)?
                    }
                },
                ListCell::DateTime(time) => match ExcelDateTime::parse_from_str(time) {
                    Ok(value) => {
                        sheet.write_datetime_with_format(row, column, value, &formats.time)?
                    }
                    Err(_) => sheet.write_string_with_format(
                        row,
                        column,
                        harmless(time),
                        &formats.text,
                    )?,
                },
            };
        }
        Ok(())
    }

    /// The bytes of the book.
    ///
    /// # Errors
    /// [`WriteError`] where the book cannot be written.
    pub fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let rows = u32::try_from(self.rows).unwrap_or(u32::MAX);
        let sheet = self.workbook.worksheet_from_index(0)?;
        if !self.columns.is_empty() {
            sheet.autofilter(0, 0, rows, last)?;
        }
        Ok(self.workbook.save_to_buffer()?)
    }
}

/// Numbers of at most fifteen digits keep all of them in a sheet.
fn exact(number: &str) -> Option<f64> {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    number
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite() && digits <= 15)
}

/// A cell holds at most 32,767 characters.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(32_760) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
