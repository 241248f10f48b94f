//! Whether a condition holds of a matter. `andu-figures` says the same in SQL; a property test there keeps the two together.

use std::cmp::Ordering;

use super::{Comparison, Condition, Facts, Operand};
use crate::model::{FieldId, Row, Value};

/// Whether a condition holds. Total: what is missing or cannot be compared makes its atom false.
///
/// Two texts compare by their code points, numbers by value whatever their kind, `false` before `true`; values of different kinds
/// satisfy no comparison, `!=` and `not in` included. A list counts as recorded when it has a row.
pub fn evaluate(condition: &Condition, facts: &dyn Facts) -> bool {
    holds(condition, &Scope { facts, row: None })
}

/// The matter, or one row of one of its lists.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) facts: &'a dyn Facts,
    pub(super) row: Option<&'a Row>,
}

impl<'a> Scope<'a> {
    fn field(&self, field: &FieldId) -> Option<&'a Value> {
        match self.row {
            Some(row) => row.get(field),
            None => self.facts.field(field),
        }
    }

    fn rows(&self, list: &FieldId) -> &'a [Row] {
        match self.facts.field(list) {
            Some(Value::List(rows)) => rows,
            _ => &[],
        }
    }
}

pub(super) fn holds(condition: &Condition, scope: &Scope<'_>) -> bool {
    let in_row = |row, inner: &Condition| {
        holds(
            inner,
            &Scope {
                facts: scope.facts,
                row: Some(row),
            },
        )
    };
    match condition {
        Condition::And(parts) => parts.iter().all(|part| holds(part, scope)),
        Condition::Or(parts) => parts.iter().any(|part| holds(part, scope)),
        Condition::Not(inner) => !holds(inner, scope),
        Condition::Compare(left, comparison, right) => {
            let (left, right) = (values(left, scope), values(right, scope));
            for_every(&left, |left| {
                for_every(&right, |right| comparison.holds(left, right))
            })
        }
        Condition::In(operand, literals) => for_every(&values(operand, scope), |value| {
            literals
                .iter()
                .any(|literal| Comparison::Equal.holds(value, literal))
        }),
        Condition::NotIn(operand, literals) => for_every(&values(operand, scope), |value| {
            literals
                .iter()
                .all(|literal| Comparison::NotEqual.holds(value, literal))
        }),
        Condition::Done(action) => scope.facts.done(action),
        Condition::Has(document) => scope.facts.has(document),
        Condition::Opinion(opinion) => scope.facts.opinion(opinion),
        Condition::Within(clock) => scope.facts.within(clock),
        Condition::Kept(clock) => scope.facts.kept(clock),
        Condition::Recorded(field) => is_recorded(scope.field(field)),
        Condition::All(list, inner) => scope.rows(list).iter().all(|row| in_row(row, inner)),
        Condition::Any(list, inner) => scope.rows(list).iter().any(|row| in_row(row, inner)),
        Condition::Linked(link) => !scope.facts.linked_stages(link).is_empty(),
    }
}

fn is_recorded(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Boolean(false)) => false,
        Some(Value::List(rows)) => !rows.is_empty(),
        Some(_) => true,
    }
}

fn for_every(values: &[Value], holds: impl Fn(&Value) -> bool) -> bool {
    !values.is_empty() && values.iter().all(holds)
}

/// None where missing, one as a rule, several for linked matters.
pub(super) fn values(operand: &Operand, scope: &Scope<'_>) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    match operand {
        Operand::Field(field) => scope.field(field).cloned().into_iter().collect(),
        Operand::Literal(value) => vec![value.clone()],
        Operand::Actor(action) => scope
            .facts
            .actor(action.as_ref())
            .map(text)
            .into_iter()
            .collect(),
        Operand::Stage => scope.facts.stage().map(text).into_iter().collect(),
        Operand::Count(list, inner) => {
            let counts = |row: &&Row| {
                inner.as_ref().is_none_or(|inner| {
                    holds(
                        inner,
                        &Scope {
                            facts: scope.facts,
                            row: Some(*row),
                        },
                    )
                })
            };
            let number = scope.rows(list).iter().filter(counts).count();
            vec![Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))]
        }
        Operand::LinkedStage(link) => scope
            .facts
            .linked_stages(link)
            .into_iter()
            .map(text)
            .collect(),
    }
}

impl Comparison {
    /// Whether two values stand in this relation; never where they cannot be compared.
    pub fn holds(self, left: &Value, right: &Value) -> bool {
        left.compare(right).is_some_and(|order| match self {
            Comparison::Equal => order == Ordering::Equal,
            Comparison::NotEqual => order != Ordering::Equal,
            Comparison::Less => order == Ordering::Less,
            Comparison::AtMost => order != Ordering::Greater,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::AtLeast => order != Ordering::Less,
        })
    }
}
