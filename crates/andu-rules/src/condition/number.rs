//! Sums: exact, and bounded so that memory and database say the same.

use super::{
    Condition, Operand, Term,
    evaluate::{Scope, holds, values},
};
use crate::model::{Decimal, FieldId, Row, Value};

/// What a term of a sum may be at most, either way; what lies beyond counts as missing.
pub const LARGEST: i64 = 100_000_000_000;

/// Terms that a sum may have.
pub const MOST_TERMS: usize = 8;

/// How many times a term may count.
pub const MOST_TIMES: i64 = 1_000;

/// Parts of one: decimals have four places.
const PARTS: i64 = 10_000;

/// The sum; `None` where a term is missing, no number, or too large.
pub(super) fn total(terms: &[Term], scope: &Scope<'_>) -> Option<Value> {
    let units = terms.iter().try_fold(0i64, |sum, term| {
        let own = match &term.of {
            Operand::Literal(value) => units(value),
            of => values(of, scope).first().and_then(units),
        }?;
        sum.checked_add(own.checked_mul(term.times)?)
    })?;
    Some(Value::Decimal(Decimal { units }))
}

/// What a column records, added up, perhaps only in the rows for which a condition holds; nothing recorded is 0.
pub(super) fn sum(
    list: &FieldId,
    column: &FieldId,
    inner: Option<&Condition>,
    scope: &Scope<'_>,
) -> Option<Value> {
    let counts = |row: &&Row| {
        let row = Scope {
            facts: scope.facts,
            row: Some(row),
            linked: None,
        };
        inner.is_none_or(|inner| holds(inner, &row))
    };
    let rows = scope.list(list).iter().filter(counts);
    let cells = rows.filter_map(|row| row.get(column));
    let numbers = cells.filter(|it| matches!(it, Value::Integer(_) | Value::Decimal(_)));
    let sum = numbers
        .map(units)
        .try_fold(0i64, |sum, cell| sum.checked_add(cell?))?;
    Some(Value::Decimal(Decimal { units: sum }))
}

/// A number in ten-thousandths, where it is none too large.
fn units(value: &Value) -> Option<i64> {
    let units = match value {
        Value::Integer(number) => number.checked_mul(PARTS)?,
        Value::Decimal(number) => number.units,
        _ => return None,
    };
    (-LARGEST * PARTS..=LARGEST * PARTS)
        .contains(&units)
        .then_some(units)
}
