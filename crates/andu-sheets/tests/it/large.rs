//! Books without end and books under lock: refused in words, before much of them is held.

use std::io::{Cursor, Write};

use andu_sheets::read_book;
use zip::write::SimpleFileOptions;

const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="热线" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// A book of one sheet in which the same row comes again and again.
fn book(row: &str, times: usize) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_level(Some(1));
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
    ];
    for (name, text) in parts {
        out.start_file(name, options).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    out.write_all(br#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#)
        .unwrap();
    let piece = row.repeat(64);
    for _ in 0..times / 64 {
        out.write_all(piece.as_bytes()).unwrap();
    }
    out.write_all(b"</sheetData></worksheet>").unwrap();
    out.finish().unwrap().into_inner()
}

#[track_caller]
fn refused(bytes: &[u8], code: &str, words: &str) {
    let error = read_book("大表.xlsx", bytes).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    let told = error.to_string();
    assert!(told.contains(words) && told.contains("大表.xlsx"), "{told}");
}

#[test]
fn all_rows_that_a_sheet_can_have_are_too_many() {
    let row = r#"<row><c t="inlineStr"><is><t>一</t></is></c></row>"#;
    refused(&book(row, 1_048_576), "too-many-rows", "50000行");
}

#[test]
fn a_sheet_of_long_texts_is_refused_by_their_sum() {
    let text = "反映楼上漏水物业不处理".repeat(150);
    let row = format!(r#"<row><c t="inlineStr"><is><t>{text}</t></is></c></row>"#);
    let bytes = book(&row, 12_000);
    refused(&bytes, "too-much-text", "40兆");
}

#[test]
fn an_old_book_under_lock_is_refused() {
    let path = super::targets::checkout().join("tests/fixtures/books/培训台账.xls");
    let mut bytes = std::fs::read(path).unwrap();
    // What follows the beginning of the book becomes the record that says how it is locked.
    let begin = [0x09, 0x08, 0x10, 0x00];
    let at = bytes.windows(4).position(|it| it == begin).unwrap() + 20;
    assert_eq!(bytes[at..at + 2], [0xE1, 0x00]);
    bytes[at] = 0x2F;
    refused(&bytes, "password", "密码");
}
