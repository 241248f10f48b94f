//! The records that an indicator counts: a register or a list, a window of time, a filter.

use std::collections::BTreeMap;

use andu_rules::{
    Pack,
    condition::Condition,
    model::{Counted, DateSource, ElapsedUnit, FieldId, Measure, PeriodKind, ProcedureId},
};

use crate::{
    Period,
    error::Fault,
    filter::{Filter, ITEM, MATTER},
    passes::{Passes, Slot},
    shape::{Kind, Shape},
    sql::Sql,
    tally::Tally,
    truth::Truth,
};

/// Shapes of all procedures of a pack.
pub(crate) struct Shapes(BTreeMap<ProcedureId, Shape>);

impl Shapes {
    pub(crate) fn of(pack: &Pack) -> Shapes {
        let shapes = pack.procedures.keys().filter_map(|id| {
            let shape = Shape::of(pack, id.as_str()).ok()?;
            Some((id.clone(), shape))
        });
        Shapes(shapes.collect())
    }

    fn get(&self, procedure: &ProcedureId) -> Result<&Shape, Fault> {
        self.0
            .get(procedure)
            .ok_or_else(|| Fault::Procedure(procedure.to_string()))
    }
}

/// The time that a set takes in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) kind: PeriodKind,
    pub(crate) period: Period,
}

/// Records of one register, or rows of one of its lists.
#[derive(Clone)]
pub(crate) struct Set<'a> {
    pub(crate) counted: &'a Counted,
    pub(crate) part: Option<&'a Condition>,
    pub(crate) window: Window,
    pub(crate) shape: &'a Shape,
    /// The date that puts a record into the window.
    pub(crate) on: Sql,
    /// The part of `truth` that is about time.
    window_holds: Sql,
    /// True of exactly the records of the set.
    pub(crate) truth: Truth,
    from: From,
}

/// What a set selects from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Register,
    /// Rows of a list, joined with their matters.
    Items,
    /// Former states of the register.
    History,
}

/// A number of a record, and in how many parts of one it is stored.
#[derive(Clone)]
pub(crate) struct Measured {
    pub(crate) sql: Sql,
    pub(crate) parts: i128,
}

impl<'a> Set<'a> {
    pub(crate) fn new(
        shapes: &'a Shapes,
        counted: &'a Counted,
        part: Option<&'a Condition>,
        window: Window,
    ) -> Result<Set<'a>, Fault> {
        let shape = shapes.get(&counted.procedure)?;
        let from = match &counted.list {
            Some(list) => {
                shape.list(list)?;
                From::Items
            }
            None if window.kind == PeriodKind::AsOf && shape.is_versioned() => From::History,
            None => From::Register,
        };
        let filter = filter_of(shape, counted);
        let on = match &counted.on {
            DateSource::Action(action) => Sql::new(format!("{MATTER}.\"{}\"", shape.did(action)?)),
            DateSource::Field(field) => match filter.value(field)? {
                (on, Kind::Date) => on,
                _ => return Err(Fault::NotADate(field.to_string())),
            },
        };
        let window_holds = within(&on, window, shape).bracketed();
        let mut truths = vec![Truth::Piece(window_holds.clone())];
        for condition in [counted.filter.as_ref(), part].into_iter().flatten() {
            truths.push(filter.condition(condition)?);
        }
        Ok(Set {
            counted,
            part,
            window,
            shape,
            on,
            window_holds,
            truth: Truth::All(truths),
            from,
        })
    }

    /// A number field, or the time between two actions.
    pub(crate) fn measure(&self, measure: &Measure) -> Result<Measured, Fault> {
        match measure {
            Measure::Field(field) => match filter_of(self.shape, self.counted).value(field)? {
                (sql, Kind::Number(parts)) => Ok(Measured { sql, parts }),
                _ => Err(Fault::NotANumber(field.to_string())),
            },
            Measure::Elapsed(elapsed) => {
                let (from, to) = (self.shape.did(&elapsed.from)?, self.shape.did(&elapsed.to)?);
                let minute = |column: &str| {
                    format!("cast(strftime('%s', substr({MATTER}.\"{column}\", 1, 16)) as integer)")
                };
                let day = |column: &str| {
                    format!(
                        "cast(julianday(substr({MATTER}.\"{column}\", 1, 10)) - 0.5 as integer)"
                    )
                };
                let (text, parts) = match elapsed.unit {
                    ElapsedUnit::CalendarDays => (format!("({} - {})", day(to), day(from)), 1),
                    ElapsedUnit::ExactDays => {
                        (format!("(({} - {}) / 60)", minute(to), minute(from)), 1440)
                    }
                    ElapsedUnit::Hours => {
                        (format!("(({} - {}) / 60)", minute(to), minute(from)), 60)
                    }
                };
                Ok(Measured {
                    sql: Sql::new(text),
                    parts,
                })
            }
        }
    }

    /// A field whose values are told apart.
    pub(crate) fn distinct(&self, field: &FieldId) -> Result<Sql, Fault> {
        match filter_of(self.shape, self.counted).value(field)? {
            (_, Kind::Personal) => Err(Fault::Personal(field.to_string())),
            (sql, _) => Ok(sql),
        }
    }

    /// The day that puts a record into the window.
    pub(crate) fn day(&self) -> Sql {
        Sql::new("substr(").then(&self.on).text_then(", 1, 10)")
    }

    /// Asks the passes to tally something over the set.
    pub(crate) fn tally(&self, passes: &mut Passes, tally: Tally<Sql>) -> Slot {
        self.tally_of(passes, self.truth.clone(), tally)
    }

    /// Asks the passes to tally something over a part of the set.
    pub(crate) fn tally_of(&self, passes: &mut Passes, truth: Truth, tally: Tally<Sql>) -> Slot {
        let source = self.source(passes.organ());
        passes.column(
            &source,
            std::slice::from_ref(&self.window_holds),
            truth,
            tally,
        )
    }

    /// A select of its own over the set.
    pub(crate) fn select(&self, columns: &Sql, organ: &str) -> Sql {
        let select = Sql::new("select ").then(columns).text_then(" ");
        let select = select.then(&self.source(organ)).text_then(" and ");
        select.then(&self.truth.sql())
    }

    /// What is read, down to the organ: `from … where …`, to which conditions are added with `and`.
    fn source(&self, organ: &str) -> Sql {
        let table = self.shape.table();
        let from = match (self.from, self.counted.list.as_ref()) {
            (From::Items, Some(list)) => format!(
                "from \"{table}\" {MATTER} join \"{table}_{list}\" {ITEM} on {ITEM}.organ = {MATTER}.organ \
                 and {ITEM}.matter = {MATTER}.matter"
            ),
            (From::History, _) => format!("from \"{table}_history\" {MATTER}"),
            _ => return register(table, organ),
        };
        let source = Sql::new(from)
            .text_then(&format!(" where {MATTER}.organ = "))
            .then_bound(organ);
        if self.from != From::History {
            return source;
        }
        let end = day_after(self.window.period);
        source
            .text_then(&format!(" and {MATTER}.valid_from < "))
            .then_bound(end.as_str())
            .text_then(&format!(
                " and ({MATTER}.valid_to is null or {MATTER}.valid_to >= "
            ))
            .then_bound(end.as_str())
            .text_then(")")
    }

    /// Whether a matter of the register belongs to the set, or has a row that does, and the part of it that is about time where that is
    /// decided by the matter alone; `None` where only former states can say.
    pub(crate) fn of_matter(&self) -> Option<(Truth, Option<Sql>)> {
        match (self.from, self.counted.list.as_ref()) {
            (From::Register, _) => Some((self.truth.clone(), Some(self.window_holds.clone()))),
            (From::Items, Some(list)) => {
                let table = self.shape.table();
                let rows = format!(
                    "exists (select 1 from \"{table}_{list}\" {ITEM} where {ITEM}.organ = {MATTER}.organ \
                     and {ITEM}.matter = {MATTER}.matter and "
                );
                let rows = Sql::new(rows).then(&self.truth.sql()).text_then(")");
                Some((Truth::Piece(rows), None))
            }
            _ => None,
        }
    }

    /// Place of a row of the set, after which a page goes on.
    pub(crate) fn item(&self) -> Sql {
        match self.from {
            From::Items => Sql::new(format!("{ITEM}.item")),
            _ => Sql::new("0"),
        }
    }
}

/// The records of a register, down to the organ.
pub(crate) fn register(table: &str, organ: &str) -> Sql {
    Sql::new(format!("from \"{table}\" {MATTER} where {MATTER}.organ = ")).then_bound(organ)
}

fn filter_of<'a>(shape: &'a Shape, counted: &'a Counted) -> Filter<'a> {
    match &counted.list {
        Some(list) => Filter::of_items(shape, list),
        None => Filter::of_matter(shape),
    }
}

/// Days and times compare as texts: a time on the last day lies before the day after it.
fn within(on: &Sql, window: Window, shape: &Shape) -> Sql {
    let end = day_after(window.period);
    let mut holds = vec![on.clone().text_then(" < ").then_bound(end.as_str())];
    match window.kind {
        PeriodKind::Within => {
            holds.push(
                on.clone()
                    .text_then(" >= ")
                    .then_bound(window.period.from.to_string()),
            );
        }
        PeriodKind::AsOf if shape.can_stand_open() => {
            let closed = format!("{MATTER}.closed_at");
            let open = Sql::new(format!("({closed} is null or {closed} >= "));
            holds.push(open.then_bound(end.as_str()).text_then(")"));
        }
        PeriodKind::AsOf | PeriodKind::Cumulative => {}
    }
    Sql::joined(&holds, " and ")
}

/// The calendar's last day has none after it; `~` sorts after every date.
fn day_after(period: Period) -> String {
    period
        .to
        .tomorrow()
        .map_or_else(|_| "~".to_owned(), |day| day.to_string())
}
