//! Blank books: one sheet a register, drop-downs, a notes sheet.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format,
    FormatAlign, Formula, Workbook, Worksheet,
};

use super::{WriteError, body_format, head_format, sheet_name, workbook};

/// Rows made ready for filling in.
const READY_ROWS: u32 = 1000;

/// Name of the sheet that explains the others.
pub const NOTES_SHEET: &str = "填写说明";

/// Name of the hidden sheet that holds long lists of options.
const OPTIONS_SHEET: &str = "选项";

/// The longest list of options that stands in a cell's rule itself; longer ones stand on a sheet.
const LONGEST_INLINE: usize = 200;

/// A blank sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankSheet {
    /// Its name, the label of the register.
    pub name: String,
    /// Its columns.
    pub columns: Vec<BlankColumn>,
}

/// A column of a blank sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankColumn {
    /// Its heading.
    pub heading: String,
    /// Has to be filled in.
    pub required: bool,
    /// What its cells take.
    pub kind: BlankKind,
    /// How to fill it in, for the notes sheet.
    pub note: String,
}

/// What the cells of a blank column take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlankKind {
    /// Text; numbers keep their leading noughts.
    Text,
    /// Long text.
    LongText,
    /// A day.
    Date,
    /// A day and a time.
    DateTime,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// One of these labels.
    Choice(Vec<String>),
}

/// Writes a blank book. The same sheets give the same bytes.
///
/// # Errors
/// [`WriteError`] where a sheet cannot be so called.
pub fn blank_book(sheets: &[BlankSheet], notes: &[String]) -> Result<Vec<u8>, WriteError> {
    begun_book(sheets, &[], notes)
}

/// Writes a book of which some cells are filled already: for each sheet its rows, each cell as text. The same contents give the same bytes.
///
/// # Errors
///
/// [`WriteError`] where a sheet cannot be so called.
pub fn begun_book(
    sheets: &[BlankSheet],
    rows: &[Vec<Vec<String>>],
    notes: &[String],
) -> Result<Vec<u8>, WriteError> {
    let mut workbook = workbook()?;
    let mut options = Options::default();
    for (at, sheet) in sheets.iter().enumerate() {
        write_sheet(&mut workbook, sheet, &mut options)?;
        let rows = rows.get(at).map(Vec::as_slice).unwrap_or_default();
        write_rows(&mut workbook, at, rows)?;
    }
    write_notes(&mut workbook, sheets, notes)?;
    options.write(&mut workbook)?;
    Ok(workbook.save_to_buffer()?)
}

fn write_sheet(
    workbook: &mut Workbook,
    blank: &BlankSheet,
    options: &mut Options,
) -> Result<(), WriteError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&blank.name))?;
    let head = head_format();
    let needed = head_format().set_font_color(0x00C0_0000);
    for (column, known) in (0u16..).zip(&blank.columns) {
        let heading = match known.required {
            true => format!("{}*", known.heading),
            false => known.heading.clone(),
        };
        sheet.write_string_with_format(
            0,
            column,
            heading,
            if known.required { &needed } else { &head },
        )?;
        let width = (known.heading.chars().count() as f64 * 2.0 + 4.0).clamp(12.0, 30.0);
        sheet.set_column_width(
            column,
            if known.kind == BlankKind::LongText {
                40.0
            } else {
                width
            },
        )?;
        sheet.set_column_format(column, &cell_format(&known.kind))?;
        if let Some(rule) = rule(known, options)? {
            sheet.add_data_validation(1, column, READY_ROWS, column, &rule)?;
        }
    }
    sheet.set_row_height(0, 30)?;
    sheet.set_freeze_panes(1, 0)?;
    print_setup(sheet, &blank.name, 0)?;
    Ok(())
}

fn write_rows(
    workbook: &mut Workbook,
    sheet: usize,
    rows: &[Vec<String>],
) -> Result<(), WriteError> {
    let sheet = workbook.worksheet_from_index(sheet)?;
    let text = body_format().set_num_format("@").set_text_wrap();
    for (at, row) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(row) {
            if !cell.is_empty() {
                let cell = super::list::cut(&super::harmless(cell)).to_owned();
                sheet.write_string_with_format(at, column, cell, &text)?;
            }
        }
    }
    Ok(())
}

/// A4 across, fitted to its width, the heading on each page, page numbers at the foot.
pub(super) fn print_setup(
    sheet: &mut Worksheet,
    title: &str,
    heading_row: u32,
) -> Result<(), WriteError> {
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, heading_row)?;
    sheet.set_header(format!("&C&14{}", title.replace('&', "&&")));
    sheet.set_footer("&C第 &P 页 共 &N 页");
    Ok(())
}

fn cell_format(kind: &BlankKind) -> Format {
    let plain = Format::new().set_font_name(super::FACE);
    match kind {
        BlankKind::Text | BlankKind::Choice(_) => plain.set_num_format("@"),
        BlankKind::LongText => plain.set_num_format("@").set_text_wrap(),
        BlankKind::Date => plain.set_num_format("yyyy-mm-dd"),
        BlankKind::DateTime => plain.set_num_format("yyyy-mm-dd hh:mm"),
        BlankKind::Number => plain.set_num_format("General"),
        BlankKind::Whole => plain.set_num_format("0"),
    }
}

fn rule(column: &BlankColumn, options: &mut Options) -> Result<Option<DataValidation>, WriteError> {
    let rule = DataValidation::new().ignore_blank(true);
    let rule = match &column.kind {
        BlankKind::Text | BlankKind::LongText => return Ok(None),
        BlankKind::Choice(labels) if labels.is_empty() => return Ok(None),
        BlankKind::Choice(labels) => {
            let length: usize = labels.iter().map(|label| label.chars().count() + 1).sum();
            let inline =
                length <= LONGEST_INLINE && labels.iter().all(|label| !label.contains(','));
            let rule = match inline {
                true => rule.allow_list_strings(labels)?,
                false => rule.allow_list_formula(Formula::new(options.range(labels))),
            };
            rule.set_error_title("不在可选范围内")?
                .set_error_message("请从下拉列表中选择。")?
        }
        BlankKind::Date | BlankKind::DateTime => {
            let (first, last) = (
                ExcelDateTime::from_ymd(1949, 10, 1)?,
                ExcelDateTime::from_ymd(2099, 12, 31)?,
            );
            // Days written in other ways are read as well, so a person is warned and not stopped.
            rule.allow_date(DataValidationRule::Between(first, last))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("日期")?
                .set_error_message("请写成 2025-03-15 这样的年月日。")?
        }
        BlankKind::Number => rule
            .allow_decimal_number(DataValidationRule::Between(-1e12, 1e12))
            .set_error_title("数字")?
            .set_error_message("请只填数字。")?,
        BlankKind::Whole => rule
            .allow_whole_number(DataValidationRule::Between(-1_000_000_000, 1_000_000_000))
            .set_error_title("整数")?
            .set_error_message("请填整数。")?,
    };
    Ok(Some(rule))
}

fn write_notes(
    workbook: &mut Workbook,
    sheets: &[BlankSheet],
    notes: &[String],
) -> Result<(), WriteError> {
    let (head, body) = (head_format(), body_format());
    let title = Format::new()
        .set_font_name(super::FACE)
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    let plain = Format::new().set_font_name(super::FACE).set_text_wrap();
    let sheet = workbook.add_worksheet();
    sheet.set_name(NOTES_SHEET)?;
    sheet.merge_range(0, 0, 0, 4, NOTES_SHEET, &title)?;
    let mut row = 1;
    for note in notes {
        sheet.merge_range(row, 0, row, 4, note, &plain)?;
        row += 1;
    }
    row += 1;
    for (column, text) in (0u16..).zip(["工作表", "列名", "是否必填", "填什么", "可选项"])
    {
        sheet.write_string_with_format(row, column, text, &head)?;
    }
    for (known, column) in sheets
        .iter()
        .flat_map(|sheet| sheet.columns.iter().map(move |column| (sheet, column)))
    {
        row += 1;
        let choices = match &column.kind {
            BlankKind::Choice(labels) => labels.join("、"),
            _ => String::new(),
        };
        let required = if column.required { "必填" } else { "" };
        let texts = [
            known.name.as_str(),
            &column.heading,
            required,
            &column.note,
            &choices,
        ];
        for (at, text) in (0u16..).zip(texts) {
            sheet.write_string_with_format(row, at, super::harmless(text), &body)?;
        }
    }
    for (column, width) in (0u16..).zip([24.0, 24.0, 10.0, 40.0, 60.0]) {
        sheet.set_column_width(column, width)?;
    }
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Long lists of options, a column each on a hidden sheet.
#[derive(Default)]
struct Options {
    lists: Vec<Vec<String>>,
}

impl Options {
    /// The range in which these options stand.
    fn range(&mut self, labels: &[String]) -> String {
        let known = self.lists.iter().position(|list| list == labels);
        let index = known.unwrap_or_else(|| {
            self.lists.push(labels.to_vec());
            self.lists.len() - 1
        });
        let column = crate::book::column_name(u32::try_from(index).unwrap_or(0));
        format!("={OPTIONS_SHEET}!${column}$1:${column}${}", labels.len())
    }

    fn write(&self, workbook: &mut Workbook) -> Result<(), WriteError> {
        if self.lists.is_empty() {
            return Ok(());
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(OPTIONS_SHEET)?.set_hidden(true);
        for (column, list) in (0u16..).zip(&self.lists) {
            for (row, label) in (0u32..).zip(list) {
                sheet.write_string(row, column, label)?;
            }
        }
        Ok(())
    }
}
