//! Which rows and columns of a workbook are hidden: a filter that somebody forgot, a column that nobody was to see. The reader of cells
//! does not tell.

use std::collections::HashMap;
use std::io::{BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What is hidden in one sheet, from 0.
#[derive(Default)]
pub struct Hidden {
    pub rows: Vec<u32>,
    pub columns: Vec<u32>,
}

/// What is hidden, by the name of the sheet. What cannot be read is not hidden: the cells are read elsewhere.
pub fn hidden(bytes: &[u8]) -> HashMap<String, Hidden> {
    let mut found = HashMap::new();
    let Ok(mut package) = ZipArchive::new(Cursor::new(bytes)) else {
        return found;
    };
    let mut parts: HashMap<String, String> = HashMap::new();
    each(&mut package, "xl/_rels/workbook.xml.rels", |tag| {
        if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
            let target = target.trim_start_matches('/').trim_start_matches("xl/");
            parts.insert(id, format!("xl/{target}"));
        }
        true
    });
    let mut sheets: Vec<(String, String)> = Vec::new();
    each(&mut package, "xl/workbook.xml", |tag| {
        if tag.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
            && let Some(part) = parts.get(&id)
        {
            sheets.push((name.trim().to_owned(), part.clone()));
        }
        true
    });
    for (name, part) in sheets {
        let mut hidden = Hidden::default();
        each(&mut package, &part, |tag| {
            let number =
                |key: &str| attribute(tag, key).and_then(|value| value.parse::<u32>().ok());
            let is_hidden = matches!(attribute(tag, "hidden").as_deref(), Some("1" | "true"));
            match tag.local_name().as_ref() {
                "col" if is_hidden => {
                    let (first, last) = (number("min").unwrap_or(1), number("max").unwrap_or(1));
                    hidden.columns.extend(
                        (first..=last.min(first + 256)).map(|column| column.saturating_sub(1)),
                    );
                }
                "row" if is_hidden => hidden
                    .rows
                    .extend(number("r").map(|row| row.saturating_sub(1))),
                _ => {}
            }
            hidden.rows.len() < super::MOST_ROWS as usize
        });
        found.insert(name, hidden);
    }
    found
}

/// Shows every tag of a part until there is enough.
fn each(package: &mut Package<'_>, name: &str, mut look: impl FnMut(&BytesStart<'_>) -> bool) {
    let Ok(part) = package.by_name(name) else {
        return;
    };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let go_on = match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => look(&tag),
            Ok(Event::Eof) | Err(_) => false,
            Ok(_) => true,
        };
        if !go_on {
            return;
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(quick_xml::escape::unescape(&found.value).ok()?.into_owned())
}
