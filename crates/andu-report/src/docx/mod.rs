//! DOCX in the format of GB/T 9704-2012, written by ourselves so that the same document always gives the same bytes.
//!
//! A4, text block 156 × 225 mm with 37 mm above and 28 mm to the left, 22 lines of 28 characters: 仿宋 16 pt on an exact pitch of
//! 28.95 pt, its characters 0.25 pt closer than they are wide, because 28 of 16 pt are wider than 156 mm. (A grid of characters would do
//! the same in Word and WPS, but LibreOffice sets 19 to a line with it.) Every slot lies in a bookmark, so that it is found again after WPS, Word or LibreOffice have saved the file.

mod body;
mod form;
mod table;

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{document::Document, xml::Xml};

pub use body::bookmark;

/// Twentieths of a point.
type Twips = u32;

const PAGE: (Twips, Twips) = (11_906, 16_838);
/// 37 mm above, 26 mm right, 35 mm below, 28 mm left.
const MARGINS: [Twips; 4] = [2_098, 1_474, 1_984, 1_587];
/// The dash of a page number lies 7 mm below the text block: 14 pt of line, its middle there, end 25.5 mm above the edge.
const FOOTER: Twips = 1_447;
/// Width of the text block.
const WIDTH: Twips = PAGE.0 - MARGINS[1] - MARGINS[3];
/// Exact pitch of lines: 28.95 pt, 22 of which fill 225 mm.
const LINE: Twips = 579;
/// 28 characters in the text block.
const CHARACTERS: Twips = 28;

const PARTS: [(&str, &str); 6] = [
    (
        "[Content_Types].xml",
        include_str!("parts/content-types.xml"),
    ),
    ("_rels/.rels", include_str!("parts/package-rels.xml")),
    (
        "word/_rels/document.xml.rels",
        include_str!("parts/document-rels.xml"),
    ),
    ("word/styles.xml", include_str!("parts/styles.xml")),
    ("word/settings.xml", include_str!("parts/settings.xml")),
    ("word/fontTable.xml", include_str!("parts/fonts.xml")),
];
const ODD: &str = include_str!("parts/footer-odd.xml");
const EVEN: &str = include_str!("parts/footer-even.xml");
const HEADER: &str = include_str!("parts/header.xml");
const PLAIN_HEADER: &str = include_str!("parts/header-plain.xml");

/// A document as DOCX.
pub fn to_docx(document: &Document) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |path: &str, text: &str| {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        zip.start_file(path, options)
            .expect("the parts are few and small");
        let text = text.trim_end();
        zip.write_all(text.as_bytes())
            .expect("writing to memory does not fail");
    };
    for (path, text) in PARTS {
        add(path, text);
    }
    add("docProps/core.xml", &properties(document));
    add("word/document.xml", &body::document(document));
    for (path, shape) in [("word/header1.xml", "1"), ("word/header2.xml", "2")] {
        add(path, &header(document, shape));
    }
    add("word/footer1.xml", ODD);
    add("word/footer2.xml", EVEN);
    let bytes = zip.finish().expect("writing to memory does not fail");
    bytes.into_inner()
}

/// Title and author; no dates, so that the same document gives the same bytes.
fn properties(document: &Document) -> String {
    let mut xml = Xml::new();
    xml.open(
        "cp:coreProperties",
        &[
            (
                "xmlns:cp",
                "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
            ),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    );
    xml.leaf("dc:title", &[], &document.title);
    xml.leaf("dc:creator", &[], &document.organ);
    xml.leaf("dc:language", &[], "zh-CN");
    xml.close("cp:coreProperties");
    format!("{}{}", body::DECLARATION, xml.finish())
}

/// The head of every page: empty, or with the marks across the page.
fn header(document: &Document, shape: &str) -> String {
    match &document.marks {
        None => PLAIN_HEADER.to_owned(),
        Some(marks) => {
            let mut escaped = Xml::new();
            escaped.text(marks);
            HEADER
                .replace("{shape}", shape)
                .replace("{marks}", &escaped.finish().replace('"', "&quot;"))
        }
    }
}
