//! Rows of books: cells as a clerk fills them in, and what they say. The generator reads nothing but procedures.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::condition::{Datum, Facts, holds, number};
use super::pack::{Action, Field, Procedure};

/// Units: the full name, and the short one that clerks write.
pub const UNITS: &[(&str, &str)] = &[
    ("示例县司法局", "司法局"),
    ("示例县公安局", "公安局"),
    ("示例县财政局", "财政局"),
    ("示例县教育委员会", "教委"),
    ("示例县交通局", "交通局"),
    ("示例县水利局", "水利局"),
];

const PEOPLE: &[&str] = &["张某某", "李某", "王某某", "赵某"];

/// A small generator with a seed: the same numbers on every run.
pub struct Seeded(pub u64);

impl Seeded {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let at = self.below(items.len() as u64);
        &items[usize::try_from(at).expect("small")]
    }

    fn often(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A row of a book: what stands under each heading.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub cells: BTreeMap<String, String>,
}

/// The heading under which a blank book asks for the day of an action.
pub fn heading(procedure: &Procedure, action: &Action) -> String {
    let plain = format!("{}日期", action.label);
    match procedure.fields.iter().any(|field| field.label == plain) {
        true => format!("{}（办理日期）", action.label),
        false => plain,
    }
}

/// The column of a list that a cell with names fills.
fn names_column(field: &Field) -> Option<&str> {
    let of = |kinds: &[&str]| {
        let mut columns = field.columns.iter();
        let found = columns.find(|(_, kind)| kinds.contains(&kind.as_str()));
        found.map(|(id, _)| id.as_str())
    };
    of(&["unit"]).or_else(|| of(&["person", "text", "long_text"]))
}

/// The day that a cell tells, however it is written.
pub fn day(cell: &str) -> Option<Date> {
    let digits: Vec<&str> = cell
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    match digits[..] {
        [whole] if whole.len() == 8 => format!("{}-{}-{}", &whole[..4], &whole[4..6], &whole[6..])
            .parse()
            .ok(),
        [year, month, day, ..] => format!("{year}-{month:0>2}-{day:0>2}").parse().ok(),
        _ => None,
    }
}

/// A row beside the procedure that it belongs to.
pub struct Seen<'a> {
    pub procedure: &'a Procedure,
    pub row: &'a Row,
    /// How clocks are asked.
    pub kept: &'a dyn Fn(&Seen<'_>, &str) -> bool,
}

impl Seen<'_> {
    pub fn cell(&self, heading: &str) -> &str {
        self.row.cells.get(heading).map_or("", String::as_str)
    }

    /// The day on which an action was taken.
    pub fn done_on(&self, id: &str) -> Option<Date> {
        let action = self.procedure.action(id)?;
        if action.opening {
            return self.day_of(&self.procedure.governed_by);
        }
        day(self.cell(&heading(self.procedure, action)))
    }

    pub fn day_of(&self, field: &str) -> Option<Date> {
        day(self.cell(&self.procedure.field(field)?.label))
    }

    /// What happened, in order, with the stage after each step.
    pub fn course(&self) -> Vec<(Date, &Action, String)> {
        let steps = self.procedure.actions.iter().filter_map(|action| {
            let on = self.done_on(&action.id)?;
            Some((on, !action.opening, action))
        });
        let mut steps: Vec<_> = steps.collect();
        steps.sort_by_key(|(on, later, _)| (*on, *later));
        let mut course: Vec<(Date, &Action, String)> = Vec::new();
        for (on, _, action) in steps {
            let mut to = action.to.iter();
            let to = to.find(|(when, _)| when.as_ref().is_none_or(|when| holds(when, self)));
            let stage = to.map(|(_, stage)| stage.clone());
            let stage = stage.or_else(|| course.last().map(|(.., stage)| stage.clone()));
            course.push((on, action, stage.unwrap_or_default()));
        }
        course
    }
}

impl Facts for Seen<'_> {
    fn value(&self, id: &str) -> Option<Datum> {
        let field = self.procedure.field(id)?;
        let cell = self.cell(&field.label);
        if cell.is_empty() {
            return None;
        }
        match field.kind.as_str() {
            "boolean" => Some(Datum::Flag(cell == "是")),
            "integer" | "decimal" => number(cell),
            "date" => Some(Datum::Text(day(cell)?.to_string())),
            "choice" => {
                let known = field.values.iter().find(|(_, label)| label == cell);
                known.map(|(id, _)| Datum::Text(id.clone()))
            }
            "unit" => {
                let known = UNITS.iter().find(|(_, short)| *short == cell);
                let name = known.map_or(cell, |(name, _)| name);
                Some(Datum::Text(name.to_owned()))
            }
            _ => Some(Datum::Text(cell.to_owned())),
        }
    }

    fn call(&self, name: &str, argument: &str) -> bool {
        match name {
            "done" => self.done_on(argument).is_some(),
            "opinion" => {
                let opinion = self.procedure.opinions.get(argument);
                opinion.is_some_and(|(field, passes)| match self.value(field) {
                    Some(Datum::Text(value)) => passes.contains(&value),
                    _ => false,
                })
            }
            "kept" => (self.kept)(self, argument),
            // Papers and links do not come in a book.
            _ => false,
        }
    }

    fn rows(&self, list: &str) -> Vec<Vec<(String, Datum)>> {
        let Some(field) = self.procedure.field(list) else {
            return Vec::new();
        };
        let Some(column) = names_column(field) else {
            return Vec::new();
        };
        let names = self
            .cell(&field.label)
            .split('、')
            .filter(|it| !it.is_empty());
        names
            .map(|name| vec![(column.to_owned(), Datum::Text(name.to_owned()))])
            .collect()
    }
}

/// Makes a row: a walk through the stages, each step on a later day, each filling in its items.
pub fn make(procedure: &Procedure, number: u64, seeded: &mut Seeded) -> Row {
    let from: Date = procedure.from.parse().expect("a day");
    let begins: Date = "2024-01-08".parse().expect("a day");
    let (begins, span) = match from > begins {
        true => (from, 60),
        false => (begins, 520),
    };
    let mut at = later(begins, seeded.below(span));
    let mut row = Row::default();
    let governing = procedure
        .field(&procedure.governed_by)
        .expect("a governing day");
    row.cells
        .insert(governing.label.clone(), written(at, seeded));
    fill(procedure, procedure.opening(), number, at, &mut row, seeded);
    loop {
        let seen = seen(procedure, &row);
        let course = seen.course();
        let stage = &course.last().expect("it is open").2;
        let mut can: Vec<&Action> = Vec::new();
        for action in &procedure.actions {
            let permitted = !action.opening && !action.deemed && action.from.contains(stage);
            if permitted && seen.done_on(&action.id).is_none() {
                can.push(action);
            }
        }
        if can.is_empty() || seeded.often(4) {
            break;
        }
        at = later(at, 1 + seeded.below(12));
        // Work goes on more often than it stays where it is or is given up.
        let goes_on = |action: &&&Action| {
            let mut to = action.to.iter();
            to.any(|(_, to)| to != stage && procedure.open_stages.contains(to))
        };
        let onward: Vec<&Action> = can.iter().filter(goes_on).copied().collect();
        let action = match onward.is_empty() || seeded.often(25) {
            true => *seeded.of(&can),
            false => *seeded.of(&onward),
        };
        let mut tried = row.clone();
        let place = heading(procedure, action);
        tried.cells.insert(place, written(at, seeded));
        fill(procedure, action, number, at, &mut tried, seeded);
        if follows(procedure, &tried) {
            row = tried;
        }
        if at > later(begins, 700) {
            break;
        }
    }
    row
}

/// Whether each step may be taken in the stage that the steps before lead to, and leads on.
fn follows(procedure: &Procedure, row: &Row) -> bool {
    let seen = seen(procedure, row);
    let course = seen.course();
    let pairs = course.iter().zip(course.iter().skip(1));
    let mut steps = pairs.map(|((.., stage), (_, action, _))| action.from.contains(stage));
    let leads = course.iter().all(|(_, action, _)| {
        action.to.is_empty()
            || action
                .to
                .iter()
                .any(|(when, _)| when.as_ref().is_none_or(|when| holds(when, &seen)))
    });
    steps.all(|step| step) && leads
}

fn seen<'a>(procedure: &'a Procedure, row: &'a Row) -> Seen<'a> {
    Seen {
        procedure,
        row,
        kept: &|_, _| false,
    }
}

pub fn later(day: Date, days: u64) -> Date {
    let days = i64::try_from(days).expect("small");
    day.checked_add(jiff::Span::new().days(days))
        .expect("not the end of time")
}

fn written(day: Date, seeded: &mut Seeded) -> String {
    let (year, month, of_month) = (day.year(), day.month(), day.day());
    match seeded.below(4) {
        0 => format!("{year}.{month}.{of_month}"),
        1 => format!("{year}年{month}月{of_month}日"),
        2 => format!("{year}{month:02}{of_month:02}"),
        _ => day.to_string(),
    }
}

fn fill(
    procedure: &Procedure,
    action: &Action,
    number: u64,
    at: Date,
    row: &mut Row,
    seeded: &mut Seeded,
) {
    for (id, required) in &action.fields {
        let field = procedure.field(id).expect("the field is declared");
        let told = procedure.key.contains(id) || procedure.series.as_ref() == Some(id);
        if row.cells.contains_key(&field.label) || !(*required || told || seeded.often(70)) {
            continue;
        }
        let cell = cell(field, told, number, at, seeded);
        if !cell.is_empty() {
            row.cells.insert(field.label.clone(), cell);
        }
    }
}

fn cell(field: &Field, key: bool, number: u64, at: Date, seeded: &mut Seeded) -> String {
    match field.kind.as_str() {
        "choice" => seeded.of(&field.values).1.clone(),
        "boolean" => (*seeded.of(&["是", "否"])).to_owned(),
        "integer" if key => format!("{}", 2_000 + number),
        "integer" => format!("{}", seeded.below(9)),
        "decimal" => format!("{}.{:02}", seeded.below(900), seeded.below(100)),
        "date" => {
            let day = later(at, seeded.below(40));
            written(day, seeded)
        }
        "date_time" => format!("{at} {:02}:{:02}", seeded.below(24), seeded.below(60)),
        "unit" => {
            let (name, short) = *seeded.of(UNITS);
            (*seeded.of(&[name, short])).to_owned()
        }
        "person" if key => format!("某{number}"),
        "person" => (*seeded.of(PEOPLE)).to_owned(),
        "list" if names_column(field).is_some() => {
            let count = usize::try_from(seeded.below(8)).expect("small");
            let names = (0..count).map(|at| match names_column(field) {
                Some(column) if is_unit(field, column) => UNITS[at % UNITS.len()].0.to_owned(),
                _ => format!("某{at}"),
            });
            let mut names: Vec<String> = names.collect();
            names.dedup();
            names.join("、")
        }
        "list" => String::new(),
        _ => format!("{}{number}", field.label),
    }
}

fn is_unit(field: &Field, column: &str) -> bool {
    field
        .columns
        .iter()
        .any(|(id, kind)| id == column && kind == "unit")
}
