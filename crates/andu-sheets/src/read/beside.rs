//! What a book says outside its cells: for those who look for marks that may stand anywhere.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// Texts of a book outside its cells: comments, text boxes, headers and footers of print, properties, names. The book was read before, so
/// every part is known to be bounded.
pub fn texts_beside_cells(bytes: &[u8]) -> Vec<String> {
    if bytes.starts_with(super::COMPOUND) {
        return super::records::texts(bytes);
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            continue;
        };
        let Ok(name) = part.name().map(|name| name.to_lowercase()) else {
            continue;
        };
        let kept = [
            "sharedstrings",
            "styles",
            "theme",
            "calcchain",
            "[content_types]",
        ];
        if !name.ends_with(".xml") || kept.iter().any(|part| name.contains(part)) {
            continue;
        }
        let mut bytes = Vec::new();
        if part.take(64 << 20).read_to_end(&mut bytes).is_err() {
            continue;
        }
        let xml = String::from_utf8_lossy(&bytes);
        let wanted = match xml.split_once("</sheetData>") {
            Some((_, rest)) => rest,
            None if name.contains("/worksheets/") => continue,
            None => &xml,
        };
        texts.push(bare(wanted));
        texts.push(quoted(wanted));
    }
    texts
}

/// What stands between tags; runs of one paragraph are read together.
fn bare(xml: &str) -> String {
    let mut text = String::new();
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        if [
            "/a:p", "/p", "/text", "/comment", "/w:p", "/si", "/dc:", "/cp:", "/Company",
            "/Manager", "/odd", "/even", "/first",
        ]
        .iter()
        .any(|end| tag.starts_with(end))
        {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    let text = text
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    // Headers of print: &C&"宋体,加粗"&14 before the words.
    let mut plain = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '&' => match characters.next() {
                Some('"') => {
                    characters.by_ref().find(|c| *c == '"');
                }
                Some(digit) if digit.is_ascii_digit() => {
                    while characters.peek().is_some_and(char::is_ascii_digit) {
                        characters.next();
                    }
                }
                Some('L' | 'C' | 'R') => plain.push('\n'),
                _ => {}
            },
            _ => plain.push(c),
        }
    }
    plain
}

/// Values of attributes: names of areas, properties, alternative texts.
fn quoted(xml: &str) -> String {
    let attributes = [
        "descr=\"",
        "title=\"",
        "name=\"",
        "prompt=\"",
        "error=\"",
        "promptTitle=\"",
    ];
    let found = attributes.iter().flat_map(|key| {
        xml.split(key)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
    });
    found.collect::<Vec<_>>().join("\n")
}
