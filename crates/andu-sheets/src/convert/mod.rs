//! From a cell to a value of a target, or to a fault that says sheet, row, column and why.

mod choice;
mod date;
mod fault;
mod number;
mod unit;

use std::collections::BTreeMap;

use crate::book::{Cell, Place, Value};
use crate::list::tight;
use crate::mapping::{Kind, Target};

pub use choice::choose;
pub use date::{DateFault, looks_like_date};
pub use fault::{CellFault, FaultKind};
pub use number::{looks_like_number, plain_number, spell};
pub use unit::{UnitMatch, UnitName, Units, lead_and_rest, match_unit, split};

/// What conversion may look at beside the cell.
#[derive(Debug, Clone, Default)]
pub struct Context<'a> {
    /// The year for days that are written without one.
    pub year: Option<i16>,
    /// The month for days that are written without one.
    pub month: Option<u8>,
    /// The day that stands for a month where the cell states year and month only. `None` refuses such cells.
    pub month_day: Option<u8>,
    /// The units that the office knows. `None` takes every name as it stands.
    pub units: Option<&'a Units>,
    /// Names of units that somebody explained: as written → name.
    pub unit_names: Option<&'a BTreeMap<String, String>>,
    /// Values of choices that somebody explained: target → as written → value.
    pub choice_names: Option<&'a BTreeMap<String, BTreeMap<String, String>>>,
}

/// A value of a target.
#[derive(Debug, Clone, PartialEq)]
pub enum Converted {
    /// Text, long text, a person.
    Text(String),
    /// A civil day as ISO 8601.
    Date {
        /// `2025-03-15`.
        day: String,
        /// What of it the cell states.
        precision: Precision,
    },
    /// A civil day and time as ISO 8601.
    DateTime {
        /// `2025-03-15T09:30`.
        time: String,
        /// What of it the cell states.
        precision: Precision,
    },
    /// A number as a plain decimal.
    Number(String),
    /// A whole number.
    Whole(i64),
    /// Key of a choice.
    Choice(String),
    /// Yes or no.
    Flag(bool),
    /// Name of a unit.
    Unit(String),
    /// Names or texts, one or several.
    Many(Vec<String>),
}

/// How much of a day the cell states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// All of it.
    Whole,
    /// The year was taken from the title, the name of the sheet or the mapping.
    YearTaken,
    /// No day: the day that the mapping names stands for it.
    MonthOnly,
    /// The cell holds the serial number of a day and not its form.
    Serial,
    /// No time: midnight stands for it.
    NoTime,
}

/// Turns a cell into a value of a target. `Ok(None)` where it says nothing.
///
/// # Errors
/// [`CellFault`] where the cell says something that is no such value.
pub fn convert(
    cell: &Cell,
    place: &Place,
    target: &Target,
    context: &Context<'_>,
) -> Result<Option<Converted>, Box<CellFault>> {
    let fault = |kind: FaultKind| {
        Box::new(CellFault {
            place: place.clone(),
            label: target.label.clone(),
            text: shortened(&cell.text),
            kind,
        })
    };
    if cell.value == Value::Error {
        return Err(fault(FaultKind::Formula));
    }
    if says_nothing(&cell.text, &target.kind) {
        return Ok(None);
    }
    let converted = match &target.kind {
        Kind::Text | Kind::LongText => text(cell).map_err(&fault)?,
        Kind::Person => Converted::Text(person(&cell.text)),
        Kind::Date => day(cell, context, false).map_err(|error| fault(FaultKind::Date(error)))?,
        Kind::DateTime => {
            day(cell, context, true).map_err(|error| fault(FaultKind::Date(error)))?
        }
        Kind::Number => Converted::Number(number(cell, target).map_err(&fault)?),
        Kind::Whole => {
            let text = number(cell, target).map_err(&fault)?;
            Converted::Whole(text.parse().map_err(|_| fault(FaultKind::NotWhole))?)
        }
        Kind::Choice { options } => {
            let explained = context
                .choice_names
                .and_then(|names| names.get(&target.key));
            choice::choose(&cell.text, options, explained).map_err(&fault)?
        }
        Kind::Flag => choice::flag(cell).ok_or_else(|| fault(FaultKind::Flag))?,
        Kind::Unit => unit::one(&cell.text, context).map_err(&fault)?,
        Kind::Units => unit::several(&cell.text, context).map_err(&fault)?,
        Kind::List => Converted::Many(unit::split(&cell.text)),
    };
    // A value that somebody explained to mean nothing.
    Ok(Some(converted).filter(|converted| *converted != Converted::Many(Vec::new())))
}

/// Signs that say there is nothing.
fn says_nothing(text: &str, kind: &Kind) -> bool {
    let text = tight(text);
    let dash = text.chars().all(|c| "/\\-—－–_―".contains(c));
    let none = ["无", "暂无", "空", "N/A", "n/a", "NULL", "null", "未填"].contains(&text.as_str());
    let words = matches!(
        kind,
        Kind::Text | Kind::LongText | Kind::Flag | Kind::Choice { .. }
    );
    dash || (none && !words)
}

fn text(cell: &Cell) -> Result<Converted, FaultKind> {
    // Fifteen digits are all that a number in a sheet keeps; an identity number written as one has lost its end.
    if let Value::Number(number) = cell.value
        && number.abs() >= 1e15
    {
        return Err(FaultKind::DigitsLost);
    }
    Ok(Converted::Text(without_gaps(&cell.text)))
}

/// 甲　某 is 甲某: names of two characters are set wide.
fn without_gaps(text: &str) -> String {
    let short = tight(text);
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    match (2..=3).contains(&short.chars().count()) && short.chars().all(han) {
        true => short,
        false => text.to_owned(),
    }
}

/// 乙某某（等3人） names one person.
fn person(text: &str) -> String {
    let name = tight(text);
    let cut = ["（等", "(等", "等"].iter().find_map(|mark| {
        let (before, after) = name.split_once(mark)?;
        let counted = after
            .trim_end_matches(['）', ')'])
            .strip_suffix(['人', '名', '位'])?;
        counted
            .chars()
            .all(|c| c.is_ascii_digit())
            .then_some(before)
    });
    match cut {
        Some(before) if !before.is_empty() => before.to_owned(),
        _ if without_gaps(text) != text => name,
        _ => text.to_owned(),
    }
}

fn number(cell: &Cell, target: &Target) -> Result<String, FaultKind> {
    match cell.value {
        Value::Number(number) if !cell.text.ends_with(['%', '％']) => Ok(number::spell(number)),
        Value::Number(_) | Value::Text => number::parse(&cell.text, target.unit.as_deref()),
        _ => Err(FaultKind::Number),
    }
}

fn day(cell: &Cell, context: &Context<'_>, with_time: bool) -> Result<Converted, DateFault> {
    let mut moment = date::read(cell, context.year, context.month)?;
    if moment.precision == Precision::MonthOnly {
        let day = context.month_day.ok_or(DateFault::NoDay)?;
        moment.day = date::last_day(moment.year, moment.month).min(u32::from(day.max(1)));
    }
    let precision = match (moment.precision, with_time, moment.time) {
        (Precision::Whole, true, None) => Precision::NoTime,
        (precision, ..) => precision,
    };
    let day = format!("{:04}-{:02}-{:02}", moment.year, moment.month, moment.day);
    Ok(match with_time {
        false => Converted::Date { day, precision },
        true => {
            let (hour, minute) = moment.time.unwrap_or((0, 0));
            Converted::DateTime {
                time: format!("{day}T{hour:02}:{minute:02}"),
                precision,
            }
        }
    })
}

/// At most forty characters of a text, for messages.
pub(crate) fn shortened(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
