//! The list that opens when somebody clicks a figure.

use andu_ledger::Cell;
use andu_rules::{Pack, model::IndicatorId};
use serde::{Deserialize, Serialize};

use crate::{
    FigureError, Period, Source,
    plan::{Formula, Planner},
    set::{Set, Shapes},
    source::rows,
    sql::Sql,
};

/// Which of the records behind a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behind {
    /// Those that it counts; of a ratio or share those below the line, of a change those of this period.
    Whole,
    /// Of a ratio or share those above the line.
    Part,
    /// Of a change those of the year before.
    Before,
}

/// One record, or one row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Id of the matter.
    pub id: String,
    /// Its procedure.
    pub procedure: String,
    /// Official number.
    pub number: Option<String>,
    /// Title; masked where it is about a person.
    pub title: Option<String>,
    /// The date that put it into the period.
    pub date: String,
}

/// Some records, by date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The records.
    pub records: Vec<Record>,
    /// Where the next page begins; absent on the last.
    pub next: Option<String>,
}

/// The records behind a figure, at most `limit` of them from `cursor` on ([`Page::next`] of the page before).
///
/// # Errors
/// As [`evaluate`](crate::evaluate); and where the cursor is not one.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one part of the address of a page; a struct for them would be made at one place and read at one"
)]
pub fn records(
    source: &dyn Source,
    pack: &Pack,
    organ: &str,
    id: &IndicatorId,
    period: Period,
    behind: Behind,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Page, FigureError> {
    let shapes = Shapes::of(pack);
    let mut planner = Planner::new(pack, &shapes, organ);
    let indicator = planner.indicator(id)?;
    let formula = planner.formula(indicator, period)?;
    let sets = formula.behind(behind);
    if sets.is_empty() {
        return Ok(Page {
            records: Vec::new(),
            next: None,
        });
    }
    let limit = i64::from(limit.max(1));
    let place = cursor.map(place).transpose()?;
    // Each set gives its first records by itself, so that an index on its date can hand them over in order.
    let first = |set: &&Set<'_>| first(set, organ, place, limit + 1);
    let selects: Vec<Sql> = sets.iter().map(first).collect();
    let page = match selects.as_slice() {
        [one] => one.clone(),
        // A record that stands in two sets is shown once.
        _ => Sql::new("select * from (")
            .then(&Sql::joined(&selects, ")\nunion\nselect * from ("))
            .text_then(")\norder by 1, 2, 3 limit ")
            .then_bound(limit + 1),
    };
    let mut found = rows(source, &page)?;
    let more = i64::try_from(found.len()).is_ok_and(|len| len > limit);
    if more {
        found.pop();
    }
    let corrupt = || FigureError::Corrupt {
        table: sets[0].shape.table().to_owned(),
    };
    let next = if more {
        Some(
            found
                .last()
                .and_then(|row| cursor_of(row))
                .ok_or_else(corrupt)?,
        )
    } else {
        None
    };
    let records = found
        .iter()
        .map(|row| record(row))
        .collect::<Option<_>>()
        .ok_or_else(corrupt)?;
    Ok(Page { records, next })
}

/// The first records of a set after a place.
fn first(set: &Set<'_>, organ: &str, after: Option<(&str, &str, i64)>, limit: i64) -> Sql {
    let title = if set.shape.has_personal_title() {
        MASKED
    } else {
        "r.title"
    };
    let columns = set
        .on
        .clone()
        .text_then(", r.matter, ")
        .then(&set.item())
        .text_then(", ")
        .then_bound(set.shape.id())
        .text_then(&format!(", r.number, {title}"));
    let mut select = set.select(&columns, organ);
    if let Some((date, matter, item)) = after {
        // The date is compared by itself too, so that an index on it is used.
        select = select.text_then(" and ").then(&set.on).text_then(" >= ");
        select = select.then_bound(date).text_then(" and (").then(&set.on);
        select = select.text_then(", r.matter, ").then(&set.item());
        select = select.text_then(") > (").then_bound(date).text_then(", ");
        select = select.then_bound(matter).text_then(", ");
        select = select.then_bound(item).text_then(")");
    }
    let ordered = select.text_then(" order by 1, 2, 3 limit ");
    ordered.then_bound(limit)
}

/// What stands in place of a value about a person.
const MASKED: &str = "'＊＊＊'";

impl<'a> Formula<'a> {
    fn behind(&self, behind: Behind) -> Vec<&Set<'a>> {
        let mut found = Vec::new();
        match (self, behind) {
            (Formula::Ratio { wholes: side, .. }, Behind::Whole)
            | (Formula::Ratio { parts: side, .. }, Behind::Part) => {
                found.extend(side.iter().map(|(set, _)| set));
            }
            (Formula::Change { now, .. }, Behind::Whole | Behind::Part) => {
                return now.behind(behind);
            }
            (Formula::Change { before, .. }, Behind::Before) => {
                return before.behind(Behind::Whole);
            }
            (Formula::Arithmetic { left, right, .. }, _) => {
                found.extend(left.1.behind(behind));
                found.extend(right.1.behind(behind));
            }
            (_, Behind::Before) => {}
            _ => self.sets(&mut found),
        }
        found
    }
}

fn record(row: &[Cell]) -> Option<Record> {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => Some(text.to_string()),
        _ => None,
    };
    let [date, matter, _, procedure, number, title] = row else {
        return None;
    };
    Some(Record {
        id: text(matter)?,
        procedure: text(procedure)?,
        number: text(number),
        title: text(title),
        date: text(date)?,
    })
}

fn cursor_of(row: &[Cell]) -> Option<String> {
    match row {
        [
            Cell::Text(date),
            Cell::Text(matter),
            Cell::Integer(item),
            ..,
        ] => Some(format!("{date}~{item}~{matter}")),
        _ => None,
    }
}

fn place(cursor: &str) -> Result<(&str, &str, i64), FigureError> {
    let mut parts = cursor.splitn(3, '~');
    let place = (
        parts.next(),
        parts.next().and_then(|item| item.parse().ok()),
        parts.next(),
    );
    match place {
        (Some(date), Some(item), Some(matter)) => Ok((date, matter, item)),
        _ => Err(FigureError::Cursor {
            cursor: cursor.to_owned(),
        }),
    }
}
