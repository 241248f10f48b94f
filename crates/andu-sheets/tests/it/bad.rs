//! Files that must not pass, or not in whole. What only the office can refuse (a number used twice, days out of order) is tried there.

use std::fs;

use andu_sheets::{BookError, Context, Mapping, apply, propose, read_book, recognise};
use toml::{Table, Value};

use super::targets::{self, texts};

/// Rows that are wrong in themselves and not beside others: day order, blank, number twice.
const LEFT_TO_THE_OFFICE: &[i64] = &[11, 12, 13];

#[test]
fn bad_files_are_refused_or_read_as_their_maker_meant() {
    let folder = targets::checkout().join("tests/fixtures/bad");
    let mut tried = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(file) = name.strip_suffix(".expected.toml") else {
            continue;
        };
        let expected: Table = fs::read_to_string(folder.join(&name))
            .unwrap()
            .parse()
            .unwrap();
        let bytes = fs::read(folder.join(file)).unwrap();
        if let Err(what) = check(file, &bytes, &expected) {
            wrong.push(format!("{file}: {what}"));
        }
        tried += 1;
    }
    assert!(tried >= 15, "{tried}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(file: &str, bytes: &[u8], expected: &Table) -> Result<(), String> {
    let read = read_book(file, bytes);
    match expected["must"].as_str().unwrap() {
        "refuse-file" => match read {
            Err(error) => says(&error, expected),
            Ok(_) if expected.contains_key("alternative") => Ok(()),
            Ok(book) => {
                // Nothing that the office knows stands in it.
                let sheet = &book.sheets[0];
                let known = recognise(sheet)
                    .iter()
                    .map(|list| mapping(sheet, list).columns.len())
                    .max();
                if known.unwrap_or(0) == 0 {
                    Ok(())
                } else {
                    Err("was read".to_owned())
                }
            }
        },
        "accept-with-notice" => {
            let book = match read {
                Ok(book) => book,
                Err(error) => return Err(error.to_string()),
            };
            let records = recognise(&book.sheets[0])[0].records.len();
            let wanted = expected["data_rows"].as_integer().unwrap();
            if records as i64 == wanted {
                Ok(())
            } else {
                Err(format!("{records} records"))
            }
        }
        _ => rows(&read.map_err(|error| error.to_string())?, expected),
    }
}

fn says(error: &BookError, expected: &Table) -> Result<(), String> {
    let message = error.to_string();
    let groups = expected["says"].as_array().unwrap();
    let silent = groups.iter().any(|words| {
        texts(Some(words))
            .iter()
            .all(|word| !message.contains(word))
    });
    if silent { Err(message) } else { Ok(()) }
}

fn mapping(sheet: &andu_sheets::Sheet, list: &andu_sheets::ListFound) -> Mapping {
    propose(
        sheet,
        list,
        &targets::of("hotline-request"),
        &Context::default(),
    )
    .mapping
}

fn rows(book: &andu_sheets::Book, expected: &Table) -> Result<(), String> {
    let sheet = &book.sheets[0];
    let list = &recognise(sheet)[0];
    let mapping = mapping(sheet, list);
    let targets = targets::of("hotline-request");
    let mut refused = Vec::new();
    for record in &list.records {
        let filled = apply(sheet, list, record, &mapping, &targets, &Context::default());
        if !filled.faults.is_empty() || !list.beside(sheet, record).is_empty() {
            refused.push(i64::from(record.row) + 1);
        }
    }
    let wanted = expected["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row.get("row").and_then(Value::as_integer));
    let wanted: Vec<i64> = wanted
        .filter(|row| !LEFT_TO_THE_OFFICE.contains(row))
        .collect();
    if refused == wanted {
        Ok(())
    } else {
        Err(format!("refused {refused:?}, not {wanted:?}"))
    }
}
