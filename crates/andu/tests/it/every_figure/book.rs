//! Blank books filled in, as a person fills them: rows below the headings, everything else as it was.

use std::io::{Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;

use super::rows::Row;

/// Fills each sheet with its rows. Every heading that a row has must stand in the sheet.
pub fn fill(blank: &Path, filled: &Path, sheets: &[(String, Vec<Row>)]) {
    let file = std::fs::File::open(blank).expect("the book is there");
    let mut archive = zip::ZipArchive::new(file).expect("the book is a package");
    let strings = strings(&part(&mut archive, "xl/sharedStrings.xml"));
    let names = names(&part(&mut archive, "xl/workbook.xml"));
    let out = std::fs::File::create(filled).expect("the folder is writable");
    let mut out = zip::ZipWriter::new(out);
    for at in 0..archive.len() {
        let mut bytes = Vec::new();
        let mut entry = archive.by_index(at).expect("the part is there");
        let name = entry.name().expect("a part has a name").into_owned();
        entry.read_to_end(&mut bytes).expect("the part can be read");
        let number = name
            .strip_prefix("xl/worksheets/sheet")
            .and_then(|rest| rest.strip_suffix(".xml")?.parse::<usize>().ok());
        let rows = number
            .and_then(|number| names.get(number - 1))
            .and_then(|sheet| sheets.iter().find(|(name, _)| name == sheet));
        if let Some((sheet, rows)) = rows {
            let text = String::from_utf8(bytes).expect("the part is text");
            bytes = filled_in(&text, &strings, sheet, rows).into_bytes();
        }
        out.start_file(&name, SimpleFileOptions::default())
            .expect("the package can be written");
        out.write_all(&bytes).expect("the package can be written");
    }
    out.finish().expect("the package can be written");
}

fn part(archive: &mut zip::ZipArchive<std::fs::File>, name: &str) -> String {
    let mut text = String::new();
    let mut entry = archive.by_name(name).expect("the part is there");
    entry.read_to_string(&mut text).expect("the part is text");
    text
}

fn strings(xml: &str) -> Vec<String> {
    let items = xml.split("<si>").skip(1);
    let text = |item: &str| {
        let (_, rest) = item.split_once("<t")?;
        let (_, rest) = rest.split_once('>')?;
        Some(rest.split("</t>").next()?.to_owned())
    };
    items.map(|item| text(item).unwrap_or_default()).collect()
}

fn names(xml: &str) -> Vec<String> {
    let items = xml.split("<sheet name=\"").skip(1);
    items
        .map(|item| item.split('"').next().unwrap_or("").to_owned())
        .collect()
}

/// The letters of the columns of a sheet, by heading.
pub fn filled_in(xml: &str, strings: &[String], sheet: &str, rows: &[Row]) -> String {
    let first = xml
        .split("<row r=\"1\"")
        .nth(1)
        .and_then(|rest| rest.split("</row>").next())
        .expect("the heading is there");
    let mut columns: Vec<(String, String)> = Vec::new();
    for cell in first.split("<c r=\"").skip(1) {
        let letters: String = cell.chars().take_while(char::is_ascii_uppercase).collect();
        let index = cell
            .split("<v>")
            .nth(1)
            .and_then(|rest| rest.split('<').next()?.parse::<usize>().ok());
        let heading = &strings[index.expect("a heading is text")];
        columns.push((heading.trim_end_matches('*').to_owned(), letters));
    }
    let mut body = String::new();
    for (at, row) in rows.iter().enumerate() {
        let number = at + 2;
        body.push_str(&format!("<row r=\"{number}\">"));
        for heading in row.cells.keys() {
            assert!(
                columns.iter().any(|(known, _)| known == heading),
                "the blank book “{sheet}” does not ask for “{heading}”"
            );
        }
        for (heading, letters) in &columns {
            if let Some(cell) = row.cells.get(heading) {
                body.push_str(&format!(
                    "<c r=\"{letters}{number}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"
                ));
            }
        }
        body.push_str("</row>");
    }
    let (before, after) = xml.split_once("</sheetData>").expect("there are rows");
    format!("{before}{body}</sheetData>{after}")
}
