//! Whether a condition holds of a matter. `andu-figures` says the same in SQL; a property test there keeps the two together.

use std::cmp::Ordering;

use super::{Comparison, Condition, Facts, LinkedMatter, Operand, Rows, number};
use crate::model::{FieldId, Row, Value};

/// Whether a condition holds. Total: what is missing or cannot be compared makes its atom false.
///
/// Two texts compare by their code points, numbers by value whatever their kind, `false` before `true`; values of different kinds
/// satisfy no comparison, `!=` and `not in` included. A list counts as recorded when it has a row.
pub fn evaluate(condition: &Condition, facts: &dyn Facts) -> bool {
    holds(condition, &Scope::of(facts))
}

/// The matter, or one row of one of its lists.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) facts: &'a dyn Facts,
    pub(super) row: Option<&'a Row>,
    /// The linked matter that the row is.
    pub(super) linked: Option<&'a LinkedMatter>,
}

impl<'a> Scope<'a> {
    /// The matter itself.
    pub(super) fn of(facts: &'a dyn Facts) -> Scope<'a> {
        Scope {
            facts,
            row: None,
            linked: None,
        }
    }
}

impl<'a> Scope<'a> {
    fn field(&self, field: &FieldId) -> Option<&'a Value> {
        match self.row {
            Some(row) => row.get(field),
            None => self.facts.field(field),
        }
    }

    pub(super) fn list(&self, list: &FieldId) -> &'a [Row] {
        match self.facts.field(list) {
            Some(Value::List(rows)) => rows,
            _ => &[],
        }
    }

    /// The rows one by one, each as a scope of its own.
    pub(super) fn rows(&self, rows: &Rows) -> impl DoubleEndedIterator<Item = Scope<'a>> + use<'a> {
        let facts = self.facts;
        let (listed, linked) = match rows {
            Rows::List(list) => (self.list(list), &[][..]),
            Rows::Linked(link) => (&[][..], facts.linked(link)),
        };
        let listed = listed.iter().map(move |row| Scope {
            facts,
            row: Some(row),
            linked: None,
        });
        let linked = linked.iter().map(move |matter| Scope {
            facts,
            row: Some(&matter.fields),
            linked: Some(matter),
        });
        listed.chain(linked)
    }
}

pub(super) fn holds(condition: &Condition, scope: &Scope<'_>) -> bool {
    if scope.row.is_none()
        && condition.asks_for_more()
        && let Some(known) = scope.facts.known(condition)
    {
        return known;
    }
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
        Condition::All(rows, inner) => scope.rows(rows).all(|row| holds(inner, &row)),
        Condition::Any(rows, inner) => scope.rows(rows).any(|row| holds(inner, &row)),
        Condition::Last(rows, inner) => {
            let last = scope.rows(rows).next_back();
            last.is_some_and(|row| holds(inner, &row))
        }
        Condition::Linked(link) => !scope.facts.linked(link).is_empty(),
    }
}

impl Condition {
    /// Whether it is an atom that asks rows, linked matters or sums for what only proofs may know without looking.
    fn asks_for_more(&self) -> bool {
        let sums = |it: &Operand| {
            matches!(
                it,
                Operand::Count(..) | Operand::Sum(..) | Operand::Total(_)
            )
        };
        match self {
            Condition::All(..) | Condition::Any(..) | Condition::Last(..) => true,
            Condition::Compare(left, _, right) => sums(left) || sums(right),
            Condition::In(operand, _) | Condition::NotIn(operand, _) => sums(operand),
            _ => false,
        }
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
        Operand::Matter(field) => scope.facts.field(field).cloned().into_iter().collect(),
        Operand::Stage => {
            let own = || scope.facts.stage().map(text);
            let linked = scope.linked.map(|matter| text(&matter.stage));
            linked.or_else(own).into_iter().collect()
        }
        Operand::Count(rows, inner) => {
            let counts = |row: &Scope<'_>| inner.as_ref().is_none_or(|inner| holds(inner, row));
            let number = scope.rows(rows).filter(counts).count();
            vec![Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))]
        }
        Operand::Sum(list, column, inner) => {
            let sum = number::sum(list, column, inner.as_deref(), scope);
            sum.into_iter().collect()
        }
        Operand::Total(terms) => number::total(terms, scope).into_iter().collect(),
        Operand::LinkedStage(link) => {
            let linked = scope.facts.linked(link).iter();
            linked.map(|matter| text(&matter.stage)).collect()
        }
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
