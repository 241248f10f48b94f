//! The records behind a figure, on demand: the same filters, one SELECT a set.

use andu_ledger::Cell;
use serde::Serialize;

use crate::{
    FigureError, Number, Source,
    exact::Exact,
    plan::{Formula, Side},
    set::{Measured, Set},
    source::rows,
    sql::Sql,
};

/// What a figure was worked out from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Trace {
    /// Count, distinct, coverage, parameter: matter ids, one for each thing counted.
    Matters(Vec<String>),
    /// Sum and mean.
    Rows {
        /// Matters with what each contributes.
        rows: Vec<TraceRow>,
    },
    /// Ratio and share.
    Ratio {
        /// Matters above the line.
        numerator: Vec<String>,
        /// Matters below the line.
        denominator: Vec<String>,
    },
    /// Change.
    Change {
        /// This period.
        now: Box<Trace>,
        /// The same stretch a year before.
        before: Box<Trace>,
    },
    /// Arithmetic.
    Of {
        /// Indicators that were joined.
        of: Vec<String>,
    },
}

/// What one record contributes to a sum or mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceRow {
    /// Id of the matter.
    pub id: String,
    /// Its value, to at most six places.
    pub value: Number,
}

pub(crate) fn trace(
    source: &dyn Source,
    organ: &str,
    formula: &Formula<'_>,
) -> Result<Trace, FigureError> {
    let reader = Reader { source, organ };
    Ok(match formula {
        Formula::Count { set, .. } => Trace::Matters(reader.matters(set)?),
        Formula::Distinct { set, value, .. } => Trace::Matters(reader.one_each(set, value)?),
        Formula::Coverage { set, .. } => Trace::Matters(reader.one_each(set, &set.day())?),
        Formula::Parameter { set, value, .. } => {
            let rows = reader.measured(set, value)?;
            Trace::Matters(rows.into_iter().map(|row| row.id).collect())
        }
        Formula::Sum { set, measure } | Formula::Mean { set, measure } => Trace::Rows {
            rows: reader.measured(set, &measure.value)?,
        },
        Formula::Ratio { parts, wholes, .. } => Trace::Ratio {
            numerator: reader.side(parts)?,
            denominator: reader.side(wholes)?,
        },
        Formula::Change { now, before, .. } => Trace::Change {
            now: Box::new(trace(source, organ, now)?),
            before: Box::new(trace(source, organ, before)?),
        },
        Formula::Arithmetic { left, right, .. } => Trace::Of {
            of: vec![left.0.id.to_string(), right.0.id.to_string()],
        },
    })
}

struct Reader<'a> {
    source: &'a dyn Source,
    organ: &'a str,
}

impl Reader<'_> {
    /// One id a record or row counted, by date.
    fn matters(&self, set: &Set<'_>) -> Result<Vec<String>, FigureError> {
        let select = set.select(&Sql::new("r.matter"), self.organ);
        let order = Sql::new(" order by ").then(&set.on).text_then(", r.matter");
        self.ids(set, &select.then(&order))
    }

    /// The first matter of each value.
    fn one_each(&self, set: &Set<'_>, value: &Sql) -> Result<Vec<String>, FigureError> {
        let select = set.select(&Sql::new("min(r.matter)"), self.organ);
        let select = select
            .text_then(" and ")
            .then(value)
            .text_then(" is not null group by ")
            .then(value);
        self.ids(set, &select.text_then(" order by ").then(value))
    }

    fn side(&self, side: &Side<'_>) -> Result<Vec<String>, FigureError> {
        let mut ids = Vec::new();
        for (set, _) in side {
            ids.extend(self.matters(set)?);
        }
        Ok(ids)
    }

    fn measured(&self, set: &Set<'_>, value: &Measured) -> Result<Vec<TraceRow>, FigureError> {
        let columns = Sql::new("r.matter, ").then(&value.sql);
        let select = set
            .select(&columns, self.organ)
            .text_then(" and ")
            .then(&value.sql);
        let order = Sql::new(" is not null order by ")
            .then(&set.on)
            .text_then(", r.matter");
        let found = rows(self.source, &select.then(&order))?;
        let row = |cells: &Vec<Cell>| match cells.as_slice() {
            [Cell::Text(id), Cell::Integer(number)] => {
                let exact = Exact::new(i128::from(*number), value.parts);
                Some(TraceRow {
                    id: id.to_string(),
                    value: Number::round(exact, TRACE_DECIMALS)?,
                })
            }
            _ => None,
        };
        found
            .iter()
            .map(row)
            .collect::<Option<_>>()
            .ok_or_else(|| corrupt(set))
    }

    fn ids(&self, set: &Set<'_>, select: &Sql) -> Result<Vec<String>, FigureError> {
        let found = rows(self.source, select)?;
        let id = |cells: &Vec<Cell>| match cells.as_slice() {
            [Cell::Text(id)] => Some(id.to_string()),
            _ => None,
        };
        found
            .iter()
            .map(id)
            .collect::<Option<_>>()
            .ok_or_else(|| corrupt(set))
    }
}

/// Minutes make fractions of days that do not end.
const TRACE_DECIMALS: u32 = 6;

fn corrupt(set: &Set<'_>) -> FigureError {
    FigureError::Corrupt {
        table: set.shape.table().to_owned(),
    }
}
