//! From bytes to a book. What the bytes are is decided by the bytes: many systems save HTML as `.xls`, and `.et` may be either format.

mod beside;
mod compound;
mod gather;
mod hidden;
mod html;
mod package;
mod records;
mod separated;
mod shown;
mod text;
mod workbook;
mod xml2003;

use crate::book::{Book, BookError, Format, Notice};

pub use beside::texts_beside_cells;

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 64 << 20;

/// The most rows that one sheet may fill.
pub const MOST_ROWS: u32 = 50_000;

/// The most cells that a book may fill.
const MOST_CELLS: usize = 1_500_000;

/// The most text that the cells of a book may hold, in bytes; a register of 50,000 rows has a tenth of it. What a row becomes in the end
/// takes several times its text.
const MOST_TEXT: usize = 40 << 20;

/// The longest text of a cell, in characters. Office programs let 32,767 in.
const LONGEST_CELL: usize = 65_536;

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Reads a book of any format that offices keep.
///
/// The name serves messages, and tells separated text from other text; nothing else is concluded from it.
///
/// # Errors
/// [`BookError`] where nothing can be read. A cell that cannot be used is no error here: it is told when it is converted.
pub fn read_book(name: &str, bytes: &[u8]) -> Result<Book, BookError> {
    if bytes.len() > MOST_BYTES {
        return Err(BookError::TooLarge {
            name: name.to_owned(),
            megabytes: (bytes.len() >> 20) as u64,
            most: (MOST_BYTES >> 20) as u64,
        });
    }
    if bytes.is_empty() {
        return Err(BookError::Empty {
            name: name.to_owned(),
        });
    }
    let mut book = if bytes.starts_with(ZIP) {
        package::check(name, bytes)?;
        workbook::zipped(name, bytes)?
    } else if bytes.starts_with(COMPOUND) {
        workbook::compound(name, bytes)?
    } else {
        plain(name, bytes)?
    };
    if book.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(BookError::Empty {
            name: name.to_owned(),
        });
    }
    tell_format(&mut book);
    Ok(book)
}

/// Text of some sort.
fn plain(name: &str, bytes: &[u8]) -> Result<Book, BookError> {
    if looks_binary(bytes) {
        return Err(BookError::NotASheet {
            name: name.to_owned(),
        });
    }
    let text = text::decode(name, bytes)?;
    let start = text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    let head: String = start.chars().take(4096).collect::<String>().to_lowercase();
    if head.starts_with("<?xml") && head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return xml2003::read(name, start);
    }
    if head.starts_with('<') {
        return match html::tables(name, start)? {
            sheets if sheets.is_empty() => Err(BookError::NotASheet {
                name: name.to_owned(),
            }),
            sheets => Ok(book(name, Format::Html, sheets)),
        };
    }
    if head.starts_with("mime-version:") || head.starts_with("{\\rtf") || head.starts_with("%pdf") {
        return Err(BookError::NotASheet {
            name: name.to_owned(),
        });
    }
    let sheet = separated::sheet(name, &text)?;
    Ok(book(name, Format::Csv, vec![sheet]))
}

/// The day or time of a serial number.
pub(crate) fn moment(serial: f64) -> Option<crate::book::Value> {
    shown::moment(serial, false, None)
}

/// A number as a plain decimal.
pub(crate) fn plain_number(number: f64) -> String {
    shown::plain(number)
}

fn looks_binary(bytes: &[u8]) -> bool {
    let known: &[&[u8]] = &[
        b"%PDF",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"Rar!",
        b"7z\xBC\xAF",
        b"GIF8",
    ];
    known.iter().any(|magic| bytes.starts_with(magic))
}

fn book(name: &str, format: Format, sheets: Vec<crate::book::Sheet>) -> Book {
    Book {
        name: name.to_owned(),
        format,
        sheets,
        notices: Vec::new(),
    }
}

/// Says where the name promises another format than the bytes hold.
fn tell_format(book: &mut Book) {
    let ending = book.name.rsplit('.').next().unwrap_or("").to_lowercase();
    let held = match book.format {
        Format::Html if ending != "html" && ending != "htm" => "网页表格",
        Format::Xml2003 if ending != "xml" => "2003 版 XML 表格",
        Format::Csv if ending == "xls" || ending == "xlsx" => "分隔符文本",
        _ => return,
    };
    book.notices.push(Notice {
        code: "other-format",
        text: format!("“{}”的内容实为{held}，已按{held}读取。", book.name),
    });
}
