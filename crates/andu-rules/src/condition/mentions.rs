//! What a condition speaks of, for checkers and provers.

use super::{Condition, Operand, Rows};
use crate::model::{ActionId, ClockId, DocumentId, FieldId, LinkId, OpinionId, Value};

/// Something that a condition speaks of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mention<'a> {
    /// A field of the matter.
    Field(&'a FieldId),
    /// A column of a list.
    Column {
        /// The list.
        list: &'a FieldId,
        /// The column.
        column: &'a FieldId,
    },
    /// An action, in `done`.
    Action(&'a ActionId),
    /// A kind of document, in `has`.
    Document(&'a DocumentId),
    /// An opinion.
    Opinion(&'a OpinionId),
    /// A clock, in `within` or `kept`.
    Clock(&'a ClockId),
    /// A list, in `all`, `any`, `last`, `count` or `sum`.
    List(&'a FieldId),
    /// A kind of link.
    Link(&'a LinkId),
    /// A field of the linked matters.
    Other {
        /// The link.
        link: &'a LinkId,
        /// The field.
        field: &'a FieldId,
    },
    /// A literal with which a field or column is compared.
    Value {
        /// The field, or the column.
        field: &'a FieldId,
        /// The list, where `field` is a column.
        list: Option<&'a FieldId>,
        /// The literal.
        value: &'a Value,
    },
    /// Who took an action; `None` is whoever acts now.
    Actor(Option<&'a ActionId>),
    /// A literal with which the stage is compared.
    Stage(&'a Value),
}

impl Condition {
    /// Calls `f` with everything that the condition speaks of, from left to right; what occurs twice is mentioned twice.
    pub fn mentions(&self, f: &mut dyn FnMut(Mention<'_>)) {
        self.mentions_in(None, f);
    }

    fn mentions_in(&self, list: Option<&Rows>, f: &mut dyn FnMut(Mention<'_>)) {
        match self {
            Condition::And(parts) | Condition::Or(parts) => {
                for part in parts {
                    part.mentions_in(list, f);
                }
            }
            Condition::Not(inner) => inner.mentions_in(list, f),
            Condition::Compare(left, _, right) => {
                left.mentions_in(list, f);
                right.mentions_in(list, f);
                for (operand, other) in [(left, right), (right, left)] {
                    if let Operand::Literal(value) = other {
                        operand.mentions_value(list, value, f);
                    }
                }
            }
            Condition::In(operand, values) | Condition::NotIn(operand, values) => {
                operand.mentions_in(list, f);
                for value in values {
                    operand.mentions_value(list, value, f);
                }
            }
            Condition::Done(action) => f(Mention::Action(action)),
            Condition::Has(document) => f(Mention::Document(document)),
            Condition::Opinion(opinion) => f(Mention::Opinion(opinion)),
            Condition::Within(clock) | Condition::Kept(clock) => f(Mention::Clock(clock)),
            Condition::Recorded(field) => f(named(list, field)),
            Condition::All(rows, inner)
            | Condition::Any(rows, inner)
            | Condition::Last(rows, inner) => {
                f(asked(rows));
                inner.mentions_in(Some(rows), f);
            }
            Condition::Linked(link) => f(Mention::Link(link)),
        }
    }
}

impl Operand {
    fn mentions_in(&self, list: Option<&Rows>, f: &mut dyn FnMut(Mention<'_>)) {
        match self {
            Operand::Field(field) => f(named(list, field)),
            Operand::Matter(field) => f(Mention::Field(field)),
            Operand::Actor(action) => f(Mention::Actor(action.as_ref())),
            Operand::Sum(list, column, inner) => {
                f(Mention::List(list));
                f(Mention::Column { list, column });
                if let Some(inner) = inner {
                    inner.mentions_in(Some(&Rows::List(list.clone())), f);
                }
            }
            Operand::Total(terms) => {
                for term in terms {
                    term.of.mentions_in(list, f);
                }
            }
            Operand::Count(rows, inner) => {
                f(asked(rows));
                if let Some(inner) = inner {
                    inner.mentions_in(Some(rows), f);
                }
            }
            Operand::LinkedStage(link) => f(Mention::Link(link)),
            Operand::Literal(_) | Operand::Stage => {}
        }
    }

    fn mentions_value(&self, list: Option<&Rows>, value: &Value, f: &mut dyn FnMut(Mention<'_>)) {
        match (self, list) {
            // What a linked matter is compared with says nothing of this one.
            (Operand::Field(_) | Operand::Stage, Some(Rows::Linked(_))) => {}
            (Operand::Field(field), list) => {
                let list = list.and_then(Rows::list);
                f(Mention::Value { field, list, value });
            }
            (Operand::Matter(field), _) => {
                let list = None;
                f(Mention::Value { field, list, value });
            }
            (Operand::Stage, _) => f(Mention::Stage(value)),
            _ => {}
        }
    }
}

fn asked(rows: &Rows) -> Mention<'_> {
    match rows {
        Rows::List(list) => Mention::List(list),
        Rows::Linked(link) => Mention::Link(link),
    }
}

fn named<'a>(list: Option<&'a Rows>, name: &'a FieldId) -> Mention<'a> {
    match list {
        Some(Rows::List(list)) => Mention::Column { list, column: name },
        Some(Rows::Linked(link)) => Mention::Other { link, field: name },
        None => Mention::Field(name),
    }
}
