//! The rule pack as plain tables: read by the test itself, past the product's own reader.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::condition::{Condition, parse};

/// A field.
pub struct Field {
    pub id: String,
    pub label: String,
    pub kind: String,
    /// Id and label of each choice.
    pub values: Vec<(String, String)>,
    /// Kinds of the columns of a list, by id.
    pub columns: Vec<(String, String)>,
}

/// An action.
pub struct Action {
    pub id: String,
    pub label: String,
    pub opening: bool,
    pub deemed: bool,
    pub from: Vec<String>,
    pub to: Vec<(Option<Condition>, String)>,
    pub fields: Vec<(String, bool)>,
}

/// The newest version of a procedure.
pub struct Procedure {
    pub id: String,
    pub label: String,
    pub from: String,
    pub governed_by: String,
    pub key: Vec<String>,
    pub series: Option<String>,
    pub fields: Vec<Field>,
    pub actions: Vec<Action>,
    pub open_stages: Vec<String>,
    pub closed_stages: Vec<String>,
    pub opinions: BTreeMap<String, (String, Vec<String>)>,
    pub clocks: Vec<Table>,
}

impl Procedure {
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == id)
    }

    pub fn opening(&self) -> &Action {
        let opening = self.actions.iter().find(|action| action.opening);
        opening.expect("one action opens")
    }
}

/// All that the test reads.
pub struct Pack {
    pub procedures: BTreeMap<String, Procedure>,
    pub indicators: Vec<Table>,
    /// Days that the notices name: true for a day of work on a weekend, false for a day off.
    pub notices: BTreeMap<String, bool>,
}

fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/cn")
}

fn table(path: &Path) -> Table {
    let text = fs::read_to_string(path).expect("the pack can be read");
    text.parse().expect("the pack is TOML")
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the pack can be read");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the pack can be read").path())
        .collect();
    paths.sort();
    paths
}

/// Reads the national layer.
pub fn read() -> Pack {
    let mut procedures = BTreeMap::new();
    for folder in sorted(&rules().join("procedures")) {
        let versions = sorted(&folder);
        let newest = versions
            .iter()
            .rfind(|path| !path.to_string_lossy().ends_with(".cases.toml"))
            .expect("a procedure has a version");
        let procedure = procedure(&table(newest));
        procedures.insert(procedure.id.clone(), procedure);
    }
    let mut indicators = Vec::new();
    for path in sorted(&rules().join("indicators")) {
        indicators.extend(tables(&table(&path), "indicator"));
    }
    let mut notices = BTreeMap::new();
    for path in sorted(&rules().join("calendars")) {
        for holiday in tables(&table(&path), "holiday") {
            for (name, works) in [("off", false), ("work", true)] {
                for range in texts(&holiday, name) {
                    for day in days(&range) {
                        notices.insert(day, works);
                    }
                }
            }
        }
    }
    Pack {
        procedures,
        indicators,
        notices,
    }
}

/// `2025-01-28..2025-02-04`, or one day.
fn days(range: &str) -> Vec<String> {
    let (from, to) = range.split_once("..").unwrap_or((range, range));
    let day = |text: &str| text.parse::<jiff::civil::Date>().expect("a day");
    let (mut at, to) = (day(from), day(to));
    let mut days = Vec::new();
    while at <= to {
        days.push(at.to_string());
        at = at.tomorrow().expect("not the end of time");
    }
    days
}

pub fn tables(table: &Table, name: &str) -> Vec<Table> {
    match table.get(name) {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| item.as_table().cloned())
            .collect(),
        Some(Value::Table(one)) => vec![one.clone()],
        _ => Vec::new(),
    }
}

pub fn text(table: &Table, name: &str) -> Option<String> {
    Some(table.get(name)?.as_str()?.to_owned())
}

pub fn texts(table: &Table, name: &str) -> Vec<String> {
    let items = table.get(name).and_then(Value::as_array);
    let texts = items
        .into_iter()
        .flatten()
        .filter_map(|item| item.as_str().map(str::to_owned));
    texts.collect()
}

fn flag(table: &Table, name: &str) -> bool {
    table.get(name).and_then(Value::as_bool).unwrap_or(false)
}

fn procedure(file: &Table) -> Procedure {
    let named = |name: &str| text(file, name).unwrap_or_default();
    let (closed, open): (Vec<Table>, Vec<Table>) = tables(file, "stage")
        .into_iter()
        .partition(|stage| flag(stage, "closed"));
    let ids = |stages: Vec<Table>| -> Vec<String> {
        stages
            .iter()
            .filter_map(|stage| text(stage, "id"))
            .collect()
    };
    let open_stages = ids(open);
    let actions = tables(file, "action")
        .iter()
        .map(|it| action(it, &open_stages))
        .collect();
    let opinion = |it: &Table| {
        let field = text(it, "field")?;
        Some((text(it, "id")?, (field, texts(it, "passes"))))
    };
    Procedure {
        id: named("id"),
        label: named("label"),
        from: file["in_force"]["from"].to_string(),
        governed_by: named("governed_by"),
        key: texts(file, "key"),
        series: tables(file, "series")
            .first()
            .and_then(|it| text(it, "field")),
        fields: tables(file, "field").iter().map(field).collect(),
        actions,
        open_stages,
        closed_stages: ids(closed),
        opinions: tables(file, "opinion").iter().filter_map(opinion).collect(),
        clocks: tables(file, "clock"),
    }
}

fn field(it: &Table) -> Field {
    let pairs = |name: &str, second: &str| {
        let items = tables(it, name);
        let pair = |item: &Table| Some((text(item, "id")?, text(item, second)?));
        items.iter().filter_map(pair).collect()
    };
    Field {
        id: text(it, "id").unwrap_or_default(),
        label: text(it, "label").unwrap_or_default(),
        kind: text(it, "kind").unwrap_or_default(),
        values: pairs("values", "label"),
        columns: pairs("columns", "kind"),
    }
}

fn action(it: &Table, open: &[String]) -> Action {
    let mut from = texts(it, "from");
    if from == ["*"] {
        from = open.to_vec();
    }
    let to = match it.get("to") {
        Some(Value::String(stage)) => vec![(None, stage.clone())],
        _ => tables(it, "to")
            .iter()
            .map(|to| {
                let when = text(to, "when").map(|when| parse(&when));
                (when, text(to, "stage").unwrap_or_default())
            })
            .collect(),
    };
    let fields = texts(it, "fields").into_iter().map(|name| {
        let bare = name.trim_end_matches('?').to_owned();
        let required = bare == name;
        (bare, required)
    });
    Action {
        id: text(it, "id").unwrap_or_default(),
        label: text(it, "label").unwrap_or_default(),
        opening: flag(it, "opening"),
        deemed: flag(it, "deemed"),
        from,
        to,
        fields: fields.collect(),
    }
}
