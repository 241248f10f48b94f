//! Sums as SQL: bounded as in memory, so that no database outgrows its integers.

use andu_rules::{
    condition::{Condition, LARGEST, Term},
    model::FieldId,
};

use super::{Filter, ROW, Side};
use crate::{
    error::Fault,
    shape::{Found, Kind},
    sql::Sql,
};

/// Parts of one: sums are reckoned in ten-thousandths.
const PARTS: i128 = 10_000;

impl<'a> Filter<'a> {
    /// Terms added up; null where one is missing, no number, or too large.
    pub(super) fn total(&self, terms: &'a [Term]) -> Result<(Sql, Kind), Fault> {
        let mut sum = Sql::default();
        for (place, term) in terms.iter().enumerate() {
            if place > 0 {
                sum = sum.text_then(" + ");
            }
            let own = match self.side(&term.of)? {
                Side::One(sql, Kind::Number(scale)) => bounded(&sql, scale),
                Side::One(..) | Side::Linked(_) => Sql::new("null"),
            };
            sum = sum.then(&own).text_then(&format!(" * {}", term.times));
        }
        Ok((sum.bracketed(), Kind::Number(PARTS)))
    }

    /// A column added up, perhaps only in the rows for which a condition holds; null where something recorded there is too large.
    pub(super) fn sum(
        &self,
        list: &'a FieldId,
        column: &FieldId,
        inner: Option<&'a Condition>,
    ) -> Result<(Sql, Kind), Fault> {
        // What is no number is not counted.
        let Found::Value(name, Kind::Number(scale)) = self.shape.column(list, column)? else {
            return Ok((Sql::new("0"), Kind::Number(PARTS)));
        };
        let cell = format!("{ROW}.\"{name}\"");
        let most = most(scale);
        let times = PARTS / scale;
        let sum = format!(
            "select case when min({cell}) < -{most} or max({cell}) > {most} then null \
             else coalesce(sum(case when {cell} between -{most} and {most} then {cell} end), 0) * {times} end"
        );
        let rows = self.rows(&sum, list, inner.map(|inner| (inner, false)))?;
        Ok((rows.bracketed(), Kind::Number(PARTS)))
    }
}

/// What a number may be at most, in parts of one.
fn most(scale: i128) -> i128 {
    i128::from(LARGEST) * scale
}

/// A number in ten-thousandths; null where it is too large.
fn bounded(sql: &Sql, scale: i128) -> Sql {
    let most = most(scale);
    let within = format!(" between -{most} and {most} then ");
    Sql::new("(case when ")
        .then(sql)
        .text_then(&within)
        .then(sql)
        .text_then(&format!(" * {} end)", PARTS / scale))
}
