//! Workbooks of office programs, zipped or compound, by the reader that we do not write ourselves.

use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, Ods, OdsError, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx,
    XlsxError,
};

use crate::book::{Book, BookError, Format, Merge, Notice, Sheet, Value};

use super::{
    book,
    gather::{Filled, Gather},
    shown,
};

type Bytes<'a> = Cursor<&'a [u8]>;

/// A zipped workbook.
pub fn zipped(name: &str, bytes: &[u8]) -> Result<Book, BookError> {
    let names = part_names(bytes);
    let has = |part: &str| names.iter().any(|name| name == part);
    if has("content.xml") {
        return ods(name, bytes);
    }
    if !names.iter().any(|name| name.starts_with("xl/")) {
        return Err(BookError::NotASheet {
            name: name.to_owned(),
        });
    }
    let mut book = xlsx(name, bytes)?;
    if has("xl/vbaproject.bin") {
        book.notices.push(macros(name));
    }
    Ok(book)
}

/// A compound file: a binary workbook, or an encrypted one of either sort.
pub fn compound(name: &str, bytes: &[u8]) -> Result<Book, BookError> {
    // Names in the directory of a compound file are UTF-16.
    let holds = |entry: &str| {
        let wanted: Vec<u8> = entry.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    };
    if holds("EncryptionInfo") || holds("EncryptedPackage") {
        return Err(BookError::Password {
            name: name.to_owned(),
        });
    }
    if !holds("Workbook") && !holds("Book") {
        return Err(
            match holds("WordDocument") || holds("PowerPoint Document") {
                true => BookError::NotASheet {
                    name: name.to_owned(),
                },
                false => damaged(name, "文件结构不完整", None),
            },
        );
    }
    let mut xls: Xls<Bytes<'_>> =
        Xls::new(Cursor::new(bytes)).map_err(|error| xls_fault(name, error))?;
    let mut read = Vec::new();
    let mut filled = Filled::default();
    for (index, meta) in xls.sheets_metadata().to_vec().into_iter().enumerate() {
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let range = xls
            .worksheet_range(&meta.name)
            .map_err(|error| xls_fault(name, error))?;
        let merges = xls.merge_cells_by_sheet_id(index).unwrap_or_default();
        let mut gather = Gather::new(name, &meta.name, filled);
        dense(&mut gather, &range, xls.has_1904_epoch())?;
        let (sheet, so_far) = gather.finish(&merged(&merges))?;
        filled = so_far;
        read.push(hidden(sheet, meta.visible));
    }
    let mut book = book(name, Format::Xls, read);
    if holds("_VBA_PROJECT") {
        book.notices.push(macros(name));
    }
    Ok(book)
}

fn xlsx(name: &str, bytes: &[u8]) -> Result<Book, BookError> {
    let fault = |error| xlsx_fault(name, error);
    let mut xlsx: Xlsx<Bytes<'_>> = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    let is_1904 = xlsx.has_1904_epoch();
    let mut unseen = super::hidden::hidden(bytes);
    let mut read = Vec::new();
    let mut filled = Filled::default();
    for meta in xlsx.sheets_metadata().to_vec() {
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let mut gather = Gather::new(name, &meta.name, filled);
        let mut reader = match xlsx.worksheet_cells_reader(&meta.name) {
            Ok(reader) => reader,
            // A chart or a macro sheet that calls itself a worksheet holds no list.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(fault(error)),
        };
        let formats: Vec<String> = reader.styles().iter().map(format_code).collect();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(fault)? {
            let (row, column) = cell.get_position();
            let format = formats.get(style).map_or("", String::as_str);
            one(
                &mut gather,
                row,
                column,
                cell.get_value(),
                is_1904,
                Some(format),
            )?;
        }
        drop(reader);
        let merges = xlsx.merge_cells_by_sheet_name(&meta.name).map_err(fault)?;
        let (sheet, so_far) = gather.finish(&merged(&merges))?;
        filled = so_far;
        let unseen = unseen.remove(&sheet.name).unwrap_or_default();
        let sheet = Sheet {
            hidden_columns: unseen.columns,
            hidden_rows: unseen.rows,
            ..sheet
        };
        read.push(hidden(sheet, meta.visible));
    }
    Ok(book(name, Format::Xlsx, read))
}

fn ods(name: &str, bytes: &[u8]) -> Result<Book, BookError> {
    let fault = |error: OdsError| match error {
        OdsError::Password => BookError::Password {
            name: name.to_owned(),
        },
        other => damaged(name, "文件内容不完整", Some(other.into())),
    };
    let mut ods: Ods<Bytes<'_>> = Ods::new(Cursor::new(bytes)).map_err(fault)?;
    let mut read = Vec::new();
    let mut filled = Filled::default();
    for meta in ods.sheets_metadata().to_vec() {
        let range = ods.worksheet_range(&meta.name).map_err(fault)?;
        let mut gather = Gather::new(name, &meta.name, filled);
        dense(&mut gather, &range, false)?;
        let (sheet, so_far) = gather.finish(&[])?;
        filled = so_far;
        read.push(hidden(sheet, meta.visible));
    }
    Ok(book(name, Format::Ods, read))
}

fn format_code(style: &calamine::Style) -> String {
    let format = style.number_format.as_ref();
    format
        .map(|format| format.format_code.clone())
        .unwrap_or_default()
}

fn dense(
    gather: &mut Gather<'_>,
    range: &calamine::Range<Data>,
    is_1904: bool,
) -> Result<(), BookError> {
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    for (row, column, data) in range.used_cells() {
        let at = |offset: usize, first: u32| first + u32::try_from(offset).unwrap_or(u32::MAX / 2);
        let data = DataRef::from_data(data);
        one(
            gather,
            at(row, first_row),
            at(column, first_column),
            &data,
            is_1904,
            None,
        )?;
    }
    Ok(())
}

/// What the binary readers hand out, in the form of the streaming one.
trait FromData<'a> {
    fn from_data(data: &'a Data) -> DataRef<'a>;
}

impl<'a> FromData<'a> for DataRef<'a> {
    fn from_data(data: &'a Data) -> DataRef<'a> {
        match data {
            Data::Int(number) => DataRef::Int(*number),
            Data::Float(number) => DataRef::Float(*number),
            Data::String(text) => DataRef::SharedString(text),
            Data::Bool(yes) => DataRef::Bool(*yes),
            Data::DateTime(moment) => DataRef::DateTime(*moment),
            Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
            Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
            Data::Error(error) => DataRef::Error(error.clone()),
            _ => DataRef::Empty,
        }
    }
}

fn one(
    gather: &mut Gather<'_>,
    row: u32,
    column: u32,
    data: &DataRef<'_>,
    is_1904: bool,
    format: Option<&str>,
) -> Result<(), BookError> {
    let number = |number: f64| {
        (
            shown::formatted(number, format.unwrap_or("")),
            Value::Number(number),
        )
    };
    let (text, value) = match data {
        DataRef::Empty => return Ok(()),
        DataRef::String(text) => return gather.add(row, column, text, Value::Text),
        DataRef::SharedString(text) => return gather.add(row, column, text, Value::Text),
        DataRef::Int(whole) => number(*whole as f64),
        DataRef::Float(float) => number(*float),
        DataRef::Bool(yes) => (if *yes { "是" } else { "否" }.to_owned(), Value::Bool(*yes)),
        DataRef::DateTime(moment) => {
            let format = format.filter(|format| !format.is_empty());
            let value = match moment.is_duration() {
                true => None,
                false => shown::moment(moment.as_f64(), is_1904, format),
            };
            match value {
                Some(value) => (shown::spelled(&value), value),
                None => number(moment.as_f64()),
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            return gather.add(row, column, &text.replace('T', " "), Value::Text);
        }
        DataRef::Error(error) => (error.to_string(), Value::Error),
    };
    gather.add(row, column, &text, value)
}

fn merged(merges: &[Dimensions]) -> Vec<Merge> {
    let area = |area: &Dimensions| Merge {
        first_row: area.start.0,
        first_column: area.start.1,
        last_row: area.end.0,
        last_column: area.end.1,
    };
    merges.iter().map(area).collect()
}

fn hidden(sheet: Sheet, visible: SheetVisible) -> Sheet {
    Sheet {
        hidden: visible != SheetVisible::Visible,
        ..sheet
    }
}

fn macros(name: &str) -> Notice {
    Notice {
        code: "macros",
        text: format!(
            "“{name}”带有宏。宏没有运行，只读取了单元格中已有的内容；请核对由宏算出的数是否最新。"
        ),
    }
}

/// Names of the parts of a package, in small letters.
fn part_names(bytes: &[u8]) -> Vec<String> {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let names = archive.file_names().flatten();
    names.map(|name| name.to_lowercase()).collect()
}

fn damaged(
    name: &str,
    detail: &'static str,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
) -> BookError {
    BookError::Damaged {
        name: name.to_owned(),
        detail,
        cause,
    }
}

fn xlsx_fault(name: &str, error: XlsxError) -> BookError {
    match error {
        XlsxError::Password => BookError::Password {
            name: name.to_owned(),
        },
        other => damaged(name, "文件内容不完整", Some(other.into())),
    }
}

fn xls_fault(name: &str, error: XlsError) -> BookError {
    match error {
        XlsError::Password => BookError::Password {
            name: name.to_owned(),
        },
        other => damaged(name, "文件内容不完整", Some(other.into())),
    }
}
