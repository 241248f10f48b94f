//! Reads every book of the fixtures and compares headings, rows, mapping and values with what its maker wrote beside it.

use std::fs;

use andu_sheets::{
    Book, Context, Converted, Format, ListFound, RowKind, Sheet, apply, column_name, propose,
    read_book, recognise,
};
use toml::{Table, Value};

use super::targets;

#[test]
fn every_book_is_found_mapped_and_read_as_its_maker_meant() {
    let folder = targets::checkout().join("tests/fixtures/books");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".expected.toml"))
        .collect();
    names.sort();
    assert!(names.len() >= 12, "{names:?}");
    let mut wrong = Vec::new();
    for name in names {
        let bytes = fs::read(folder.join(&name)).unwrap();
        let expected = fs::read_to_string(folder.join(format!("{name}.expected.toml"))).unwrap();
        let expected: Table = expected.parse().unwrap();
        let book = read_book(&name, &bytes).unwrap();
        compare(&book, &expected, &mut wrong);
    }
    assert!(
        wrong.is_empty(),
        "{} faults\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn compare(book: &Book, expected: &Table, wrong: &mut Vec<String>) {
    let format = match book.format {
        Format::Xlsx => "xlsx",
        Format::Xls => "xls",
        Format::Html => "html",
        Format::Csv => "csv",
        _ => "other",
    };
    if expected.get("format").and_then(Value::as_str) != Some(format) {
        wrong.push(format!("{}: format {format}", book.name));
    }
    for told in expected["sheet"].as_array().unwrap() {
        let told = told.as_table().unwrap();
        let name = told["name"].as_str().unwrap();
        let found = book.sheets.iter().find(|sheet| sheet.name == name.trim());
        let found = found.or(book.sheets.first().filter(|_| book.sheets.len() == 1));
        let mut say = |what: String| wrong.push(format!("{} / {name}: {what}", book.name));
        let Some(sheet) = found else {
            say("no such sheet".to_owned());
            continue;
        };
        let Some(procedure) = told.get("procedure").and_then(Value::as_str) else {
            continue;
        };
        let lists = recognise(sheet);
        let Some(list) = lists.first() else {
            say("no list".to_owned());
            continue;
        };
        rows(sheet, list, told, &mut say);
        mapping(book, sheet, list, procedure, told, &mut say);
    }
}

fn numbers(value: Option<&Value>) -> Vec<u32> {
    let array = value.and_then(Value::as_array);
    array
        .into_iter()
        .flatten()
        .filter_map(Value::as_integer)
        .map(|number| number as u32 - 1)
        .collect()
}

fn rows(sheet: &Sheet, list: &ListFound, told: &Table, say: &mut impl FnMut(String)) {
    let headings = numbers(told.get("heading_rows"));
    if headings != list.heading_rows {
        say(format!(
            "heading rows {:?}, not {headings:?}",
            list.heading_rows
        ));
    }
    let number = |key: &str| told[key].as_integer().unwrap() as u32;
    let first = list.records.first().map_or(0, |record| record.row + 1);
    let last = list.records.last().map_or(0, |record| record.last_row + 1);
    if (first, last) != (number("first_data_row"), number("last_data_row")) {
        say(format!("data rows {first}–{last}"));
    }
    if list.records.len() != number("data_rows") as usize {
        say(format!(
            "{} records, not {}",
            list.records.len(),
            number("data_rows")
        ));
    }
    for skipped in told
        .get("skipped")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let row = skipped["row"].as_integer().unwrap() as u32 - 1;
        let kind = skipped["kind"].as_str().unwrap();
        let found = list
            .others
            .iter()
            .find(|(other, _)| *other == row)
            .map(|(_, kind)| *kind);
        let right = match kind {
            "total" | "subtotal" => found == Some(RowKind::Total),
            "note" => found == Some(RowKind::Note),
            "heading-again" => found == Some(RowKind::Heading) || row < list.heading_rows[0],
            "title" => found.is_none() && row < list.heading_rows[0],
            _ => found.is_some(),
        };
        if !right {
            say(format!(
                "row {} is {kind}, not {found:?}: {:?}",
                row + 1,
                sheet.row(row).map(|row| row.text(0).to_owned())
            ));
        }
    }
}

fn mapping(
    book: &Book,
    sheet: &Sheet,
    list: &ListFound,
    procedure: &str,
    told: &Table,
    say: &mut impl FnMut(String),
) {
    let targets = targets::of(procedure);
    let units = targets::units();
    let context = Context {
        units: Some(&units),
        year: list
            .year
            .as_ref()
            .map(|hint| hint.year)
            .or(andu_sheets::year_in(&book.name).map(|hint| hint.year)),
        month: list.month,
        ..Context::default()
    };
    let proposal = propose(sheet, list, &targets, &context);
    for (letter, told) in told["mapping"].as_table().unwrap() {
        let Some(column) = list
            .columns
            .iter()
            .find(|column| column_name(column.column) == *letter)
        else {
            say(format!("column {letter} was not found"));
            continue;
        };
        let heading: String = told["heading"]
            .as_str()
            .unwrap()
            .split_whitespace()
            .collect();
        if column.heading != heading {
            say(format!(
                "column {letter} is called {}, not {heading}",
                column.heading
            ));
        }
        let expected = match (told.get("field"), told.get("action")) {
            (Some(field), _) => field.as_str().unwrap().to_owned(),
            (_, Some(action)) => format!("!{}", action.as_str().unwrap()),
            _ => String::new(),
        };
        let proposed = proposal
            .columns
            .iter()
            .find(|proposed| proposed.heading == column.heading)
            .unwrap();
        let expected = match told.get("tick_means").and_then(Value::as_str) {
            Some(choice) => format!("{expected}={choice}"),
            None => expected,
        };
        let target = proposed.target.clone().unwrap_or_default();
        // The pack may know a field that the maker did not see: 答复书文号 for 答复文号.
        let close = told.get("meaning").is_some() && heading.chars().all(|c| target.contains(c));
        if target != expected && !close {
            say(format!(
                "{letter} {heading}: “{target}” ({} {}), not “{expected}” {:?}",
                proposed.confidence, proposed.why, proposed.others
            ));
        }
    }
    told_apart(sheet, list, &proposal, &targets, &context, told, say);
}

/// The name of the sheet, and the rows of which the maker wrote the values down.
fn told_apart(
    sheet: &Sheet,
    list: &ListFound,
    proposal: &andu_sheets::Proposal,
    targets: &[andu_sheets::Target],
    context: &Context<'_>,
    told: &Table,
    say: &mut impl FnMut(String),
) {
    if let Some(from) = told.get("from_sheet_name") {
        let heading = proposal.mapping.heading_of(from["field"].as_str().unwrap());
        if heading != Some(andu_sheets::SHEET_HEADING) {
            say(format!("the name of the sheet fills nothing: {heading:?}"));
        }
    }
    for row in told
        .get("row")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        values(
            sheet,
            list,
            &proposal.mapping,
            targets,
            context,
            row.as_table().unwrap(),
            say,
        );
    }
}

fn values(
    sheet: &Sheet,
    list: &ListFound,
    proposed: &andu_sheets::Mapping,
    targets: &[andu_sheets::Target],
    context: &Context<'_>,
    told: &Table,
    say: &mut impl FnMut(String),
) {
    let row = told["row"].as_integer().unwrap() as u32 - 1;
    let Some(record) = list
        .records
        .iter()
        .find(|record| (record.row..=record.last_row).contains(&row))
    else {
        say(format!("row {} is no record", row + 1));
        return;
    };
    let filled = apply(sheet, list, record, proposed, targets, context);
    for (key, expected) in told["values"].as_table().unwrap() {
        if targets.iter().all(|target| target.key != *key) {
            say(format!("{key}: no such target"));
            continue;
        }
        let found = filled.values.get(key);
        let label = targets
            .iter()
            .find(|target| target.key == *key)
            .map(|target| &target.label);
        let fault = filled
            .faults
            .iter()
            .find(|fault| Some(&fault.label) == label);
        let text = found.map_or("", |given| &given.text);
        let found = match (found, fault) {
            (Some(given), _) => shown(&given.value),
            (None, Some(fault)) => format!("fault {fault}"),
            (None, None) => "nothing".to_owned(),
        };
        let expected = match expected {
            Value::Array(array) => array
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join("、"),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        // 乙某某（等3人）may be copied as it stands.
        let copied = found.split('（').next() == Some(&expected);
        if found != expected && !copied {
            say(format!(
                "row {} {key}: {found}, not {expected} ({})",
                row + 1,
                text
            ));
        }
    }
}

fn shown(value: &Converted) -> String {
    match value {
        Converted::Text(text)
        | Converted::Choice(text)
        | Converted::Unit(text)
        | Converted::Number(text) => text.clone(),
        Converted::Date { day, .. } => day.clone(),
        Converted::DateTime { time, .. } => time.clone(),
        Converted::Whole(number) => number.to_string(),
        Converted::Flag(yes) => yes.to_string(),
        Converted::Many(names) => names.join("、"),
    }
}
