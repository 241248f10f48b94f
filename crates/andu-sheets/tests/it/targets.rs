//! Targets out of the rule pack, as the office makes them.

use std::fs;
use std::path::{Path, PathBuf};

use andu_sheets::{Kind, Named, Target, UnitName, Units};
use toml::{Table, Value};

pub fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The units of the fictitious county.
pub fn units() -> Units {
    let text = fs::read_to_string(checkout().join("tests/fixtures/units.toml")).unwrap();
    let table: Table = text.parse().unwrap();
    let unit = |unit: &Value| UnitName {
        name: unit["name"].as_str().unwrap().to_owned(),
        aliases: texts(unit.get("short")),
    };
    Units::new(table["unit"].as_array().unwrap().iter().map(unit).collect())
}

pub fn texts(value: Option<&Value>) -> Vec<String> {
    let array = value.and_then(Value::as_array);
    array
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Targets of the newest version of a procedure: fields by label, days of actions by `!` and label.
pub fn of(procedure: &str) -> Vec<Target> {
    let folder = checkout().join("rules/cn/procedures").join(procedure);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| !file.to_string_lossy().ends_with(".cases.toml"));
    files.sort();
    let table: Table = fs::read_to_string(files.last().unwrap())
        .unwrap()
        .parse()
        .unwrap();
    let key = texts(table.get("key"));
    let opening = array(&table, "action")
        .into_iter()
        .find(|action| action.get("opening").is_some());
    let needed = texts(opening.and_then(|action| action.get("fields")));
    let is = |what: &str, id: &str| table.get(what).and_then(Value::as_str) == Some(id);
    let mut targets = Vec::new();
    for field in array(&table, "field") {
        let (id, label) = (
            field["id"].as_str().unwrap(),
            field["label"].as_str().unwrap(),
        );
        if field["kind"].as_str() != Some("list") {
            targets.push(Target {
                required: needed.iter().any(|needed| needed == id),
                identifies: key.iter().any(|key| key == id),
                subject: is("title", id),
                begins: is("governed_by", id),
                ..Target::new(label, label, kind(field))
            });
            continue;
        }
        let columns = field
            .get("columns")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let columns: Vec<&Table> = columns.filter_map(Value::as_table).collect();
        let units = columns.iter().any(|column| kind(column) == Kind::Unit);
        targets.push(Target::new(
            label,
            label,
            if units { Kind::Units } else { Kind::List },
        ));
        for column in columns {
            let of = column["label"].as_str().unwrap();
            targets.push(Target {
                list: Some(label.to_owned()),
                ..Target::new(&format!("{label}/{of}"), of, kind(column))
            });
        }
    }
    for action in array(&table, "action") {
        let flag = |key: &str| action.get(key).and_then(Value::as_bool).unwrap_or(false);
        if flag("opening") || flag("deemed") {
            continue;
        }
        let label = action["label"].as_str().unwrap();
        targets.push(Target {
            aliases: vec![format!("{label}时间"), label.to_owned()],
            ..Target::new(&format!("!{label}"), &format!("{label}日期"), Kind::Date)
        });
    }
    targets
}

fn array<'a>(table: &'a Table, key: &str) -> Vec<&'a Table> {
    let array = table.get(key).and_then(Value::as_array);
    array
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
        .collect()
}

fn kind(field: &Table) -> Kind {
    match field["kind"].as_str().unwrap() {
        "long_text" => Kind::LongText,
        "integer" => Kind::Whole,
        "decimal" => Kind::Number,
        "date" => Kind::Date,
        "date_time" => Kind::DateTime,
        "boolean" => Kind::Flag,
        "person" => Kind::Person,
        "unit" => Kind::Unit,
        "choice" => Kind::Choice {
            options: field["values"]
                .as_array()
                .unwrap()
                .iter()
                .map(option)
                .collect(),
        },
        _ => Kind::Text,
    }
}

fn option(value: &Value) -> Named {
    let label = value["label"].as_str().unwrap().to_owned();
    Named {
        // The sidecars name choices by their label.
        key: label.clone(),
        label,
        aliases: Vec::new(),
    }
}
