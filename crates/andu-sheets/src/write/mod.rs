//! Writes books: blank ones to be filled in, and lists.

mod blank;
mod list;

pub use blank::{BlankColumn, BlankKind, BlankSheet, NOTES_SHEET, begun_book, blank_book};
pub use list::{ListBook, ListCell, ListColumn};

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};

/// The face that offices have.
const FACE: &str = "宋体";

/// Why a book cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The name of a sheet that no office program accepts.
    #[error("工作表名称“{0}”不能使用。名称不能为空，不超过31个字，不能含有 \\ / ? * [ ] :。")]
    SheetName(String),
    /// More rows than a sheet holds.
    #[error("共{0}行，超过一个工作表所能容纳的1048575行。请加上筛选条件分几次导出。")]
    TooManyRows(usize),
    /// A fault of the writer.
    #[error("电子表格未能生成。请重试；仍不成功的，请报告故障。")]
    Writer(#[source] XlsxError),
}

impl WriteError {
    /// Stable code for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            WriteError::SheetName(_) => "sheet-name",
            WriteError::TooManyRows(_) => "too-many-rows",
            WriteError::Writer(_) => "book-not-written",
        }
    }
}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> WriteError {
        match error {
            XlsxError::SheetnameCannotBeBlank(name)
            | XlsxError::SheetnameLengthExceeded(name)
            | XlsxError::SheetnameReused(name)
            | XlsxError::SheetnameContainsInvalidCharacter(name)
            | XlsxError::SheetnameStartsOrEndsWithApostrophe(name) => WriteError::SheetName(name),
            other => WriteError::Writer(other),
        }
    }
}

/// A workbook whose bytes follow from its contents alone.
fn workbook() -> Result<Workbook, WriteError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    Ok(workbook)
}

fn head_format() -> Format {
    Format::new()
        .set_font_name(FACE)
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(0x00E7_EEF7)
        .set_border(FormatBorder::Thin)
}

fn body_format() -> Format {
    Format::new()
        .set_font_name(FACE)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
}

/// A name of a sheet that office programs accept, made of a label.
pub fn sheet_name(label: &str) -> String {
    let name: String = label
        .chars()
        .map(|c| if "\\/?*[]:".contains(c) { '、' } else { c })
        .take(31)
        .collect();
    match name.trim().is_empty() {
        true => "表".to_owned(),
        false => name,
    }
}

/// Text that no program takes for a formula, not even after the book was saved as separated text. The reader takes the mark off again.
pub(crate) fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
