//! Applies a mapping to a record: values and faults, ticks, several columns of one target, the units behind the first.

use std::collections::BTreeMap;

use crate::book::{Cell, Place, Sheet, Value};
use crate::convert::{
    CellFault, Context, Converted, DateFault, FaultKind, Precision, convert, lead_and_rest,
    shortened, split,
};
use crate::list::{ListFound, Record, tight};

use super::{Kind, Mapping, Target};

/// What a record says, target by target.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Applied {
    /// Target → what was given.
    pub values: BTreeMap<String, Given>,
    /// Cells that cannot be used.
    pub faults: Vec<CellFault>,
    /// Cells that say that there is nothing yet, such as 办理中 where a day or a choice is asked for.
    pub pending: Vec<CellFault>,
}

/// A value, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The value.
    pub value: Converted,
    /// Where; the first cell, where several were taken together.
    pub place: Place,
    /// As written.
    pub text: String,
}

impl Given {
    /// How much of a day the cell states; whole for everything else.
    pub fn precision(&self) -> Precision {
        match &self.value {
            Converted::Date { precision, .. } | Converted::DateTime { precision, .. } => *precision,
            _ => Precision::Whole,
        }
    }
}

/// Fills the targets of one record.
pub fn apply(
    sheet: &Sheet,
    list: &ListFound,
    record: &Record,
    mapping: &Mapping,
    targets: &[Target],
    context: &Context<'_>,
) -> Applied {
    let context = Context {
        year: list
            .year
            .as_ref()
            .map(|hint| hint.year)
            .or(mapping.default_year)
            .or(context.year),
        month: list.month.or(context.month),
        month_day: mapping.month_day.or(context.month_day),
        unit_names: Some(&mapping.units),
        choice_names: Some(&mapping.choices),
        ..context.clone()
    };
    let mut filling = Filling {
        sheet,
        list,
        record,
        mapping,
        targets,
        context,
        applied: Applied::default(),
    };
    filling.run();
    filling.applied
}

struct Filling<'a> {
    sheet: &'a Sheet,
    list: &'a ListFound,
    record: &'a Record,
    mapping: &'a Mapping,
    targets: &'a [Target],
    context: Context<'a>,
    applied: Applied,
}

impl<'a> Filling<'a> {
    fn target(&self, key: &str) -> Option<&'a Target> {
        self.targets.iter().find(|target| target.key == key)
    }

    fn run(&mut self) {
        for (heading, to) in self.in_order() {
            let (cell, column) = self.cell(heading);
            let place = self.sheet.place(self.record.row, column);
            match to.split_once('=') {
                Some((key, choice)) => self.tick(key, choice, cell.as_ref(), &place),
                None => self.column(heading, to, cell, &place),
            }
        }
        for (key, heading) in &self.mapping.copies {
            let (cell, column) = self.cell(heading);
            if let (Some(target), Some(cell)) = (self.target(key), cell)
                && !self.applied.values.contains_key(key)
            {
                let place = self.sheet.place(self.record.row, column);
                self.take(target, &cell, &place);
            }
        }
        for (key, text) in &self.mapping.constants {
            if let Some(target) = self.target(key)
                && !self.applied.values.contains_key(key)
            {
                let place = self.sheet.place(self.record.row, None);
                self.take(target, &Cell::text(text), &place);
            }
        }
        self.order_days();
    }

    /// Headings from the left, so that several columns of one target keep their order.
    fn in_order(&self) -> Vec<(&'a String, &'a String)> {
        let position = |heading: &str| {
            self.list
                .columns
                .iter()
                .position(|column| column.heading == heading)
        };
        let mut columns: Vec<_> = self.mapping.columns.iter().collect();
        columns.sort_by_key(|(heading, _)| position(heading).unwrap_or(usize::MAX));
        columns
    }

    fn cell(&self, heading: &str) -> (Option<Cell>, Option<u32>) {
        let (cell, column) = self.list.under(self.sheet, self.record, heading);
        let same = cell
            .as_ref()
            .is_some_and(|cell| matches!(tight(&cell.text).as_str(), "同上" | "〃" | "″" | "″″"));
        let blank = cell.is_none() && self.mapping.fill_down.contains(heading);
        if !same && !blank {
            return (cell, column);
        }
        let above = self
            .list
            .records
            .iter()
            .rev()
            .filter(|record| record.row < self.record.row);
        let mut above = above.filter_map(|record| self.list.under(self.sheet, record, heading).0);
        let above =
            above.find(|cell| !matches!(tight(&cell.text).as_str(), "同上" | "〃" | "″" | "″″"));
        (above.or(cell), column)
    }

    fn tick(&mut self, key: &str, choice: &str, cell: Option<&Cell>, place: &Place) {
        let (Some(target), Some(cell)) = (self.target(key), cell) else {
            return;
        };
        if is_tick(cell) {
            self.take(target, &Cell::text(choice), place);
        }
    }

    fn column(&mut self, heading: &str, key: &str, cell: Option<Cell>, place: &Place) {
        let Some(target) = self.target(key) else {
            return;
        };
        let Some(cell) = cell else {
            let ticked = super::find(self.list, heading).is_some_and(|column| column.ticked);
            if target.kind == Kind::Flag && ticked {
                let value = Converted::Flag(false);
                self.keep(key, value, place, "");
            }
            return;
        };
        let rest = self
            .mapping
            .rest
            .get(heading)
            .and_then(|key| self.target(key));
        match rest.filter(|_| target.kind == Kind::Unit && split(&cell.text).len() > 1) {
            Some(rest) => {
                let (lead, others) = lead_and_rest(&cell.text);
                self.take(target, &Cell::text(&lead), place);
                if !others.is_empty() {
                    self.take(rest, &Cell::text(&others.join("、")), place);
                }
            }
            None => self.take(target, &cell, place),
        }
    }

    fn take(&mut self, target: &Target, cell: &Cell, place: &Place) {
        match convert(cell, place, target, &self.context) {
            Ok(Some(value)) => self.keep(&target.key, value, place, &cell.text),
            Ok(None) => {}
            Err(fault) if fault.is_pending() => self.applied.pending.push(*fault),
            Err(fault) => self.applied.faults.push(*fault),
        }
    }

    fn keep(&mut self, key: &str, value: Converted, place: &Place, text: &str) {
        let known = self.applied.values.get_mut(key);
        match (known, value) {
            (
                Some(Given {
                    value: Converted::Many(names),
                    ..
                }),
                Converted::Many(more),
            ) => {
                for name in more {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            // 是 after a blank tick column; otherwise the first column that says something stands.
            (
                Some(Given {
                    value: Converted::Flag(false),
                    ..
                })
                | None,
                value,
            ) => {
                let given = Given {
                    value,
                    place: place.clone(),
                    text: text.to_owned(),
                };
                self.applied.values.insert(key.to_owned(), given);
            }
            _ => {}
        }
    }

    /// A day whose year was taken from the title may belong to the next year.
    fn order_days(&mut self) {
        let begins = self.targets.iter().find(|target| target.begins);
        let Some((begins, start)) =
            begins.and_then(|target| Some((target, day(self.applied.values.get(&target.key)?)?)))
        else {
            return;
        };
        let start = start.to_owned();
        let early: Vec<String> = self
            .applied
            .values
            .iter()
            .filter(|(_, given)| {
                given.precision() == Precision::YearTaken
                    && day(given).is_some_and(|day| day < start.as_str())
            })
            .map(|(key, _)| key.clone())
            .collect();
        for key in early {
            let Some(mut given) = self.applied.values.remove(&key) else {
                continue;
            };
            let year = day(&given)
                .and_then(|day| day.get(..4)?.parse::<i32>().ok())
                .unwrap_or(0);
            if self.mapping.cross_year {
                move_on(&mut given, year + 1);
                self.applied.values.insert(key, given);
                continue;
            }
            let label = self
                .target(&key)
                .map_or(key.as_str(), |target| &target.label);
            self.applied.faults.push(CellFault {
                place: given.place,
                label: label.to_owned(),
                text: shortened(&given.text),
                kind: FaultKind::Date(DateFault::NextYear(year, begins.label.clone(), year + 1)),
            });
        }
    }
}

fn day(given: &Given) -> Option<&str> {
    match &given.value {
        Converted::Date { day, .. } => Some(day),
        Converted::DateTime { time, .. } => time.get(..10),
        _ => None,
    }
}

fn move_on(given: &mut Given, year: i32) {
    let (Converted::Date { day: text, .. } | Converted::DateTime { time: text, .. }) =
        &mut given.value
    else {
        return;
    };
    // The twenty-ninth of February is only written in leap years; the next year has none, and the calendar will say so.
    if let Some(rest) = text.get(4..) {
        *text = format!("{year:04}{rest}");
    }
}

/// A mark in a column that stands for one choice.
pub fn is_tick(cell: &Cell) -> bool {
    if matches!(cell.value, Value::Bool(true)) {
        return true;
    }
    let text = tight(&cell.text);
    [
        "√", "✓", "✔", "☑", "●", "○", "◎", "■", "▲", "★", "V", "v", "1", "是", "有", "Y", "y", "∨",
    ]
    .contains(&text.as_str())
}
