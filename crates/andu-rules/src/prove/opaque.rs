//! Conditions that a proof does not look into: sums, and what is asked of linked matters. Each is one fact that may come out either way.

use std::collections::BTreeSet;

use crate::{
    condition::{Condition, FieldsAlone, Mention, Operand, Rows, evaluate},
    model::FieldId,
    prove::lists::looks_outside,
};

/// A condition as one fact. What it rests on may bring it out either way, so a proof over it holds for all numbers and all other matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Opaque {
    /// As it is written.
    pub(super) text: String,
    /// Fields whose values may change it.
    pub(super) fields: BTreeSet<FieldId>,
    /// Whether others change it, so that it is chosen anew at every act.
    pub(super) free: bool,
    /// Whether it holds while nothing is recorded.
    pub(super) begins: bool,
}

impl Opaque {
    /// The fact that a condition is; `None` where proofs look into it.
    pub(super) fn of(condition: &Condition) -> Option<Opaque> {
        if !is_opaque(condition) {
            return None;
        }
        let (mut fields, mut free) = (BTreeSet::new(), false);
        condition.mentions(&mut |mention| match mention {
            Mention::Field(field) | Mention::List(field) => {
                fields.insert(field.clone());
            }
            Mention::Column { .. } | Mention::Value { .. } => {}
            _ => free = true,
        });
        Some(Opaque {
            text: condition.to_string(),
            fields,
            free,
            begins: evaluate(condition, &FieldsAlone(&Default::default())),
        })
    }
}

fn is_opaque(condition: &Condition) -> bool {
    match condition {
        Condition::Last(..) => true,
        Condition::All(rows, inner) | Condition::Any(rows, inner) => {
            matches!(rows, Rows::Linked(_)) || looks_outside(inner)
        }
        Condition::Compare(left, _, right) => counts(left) || counts(right),
        Condition::In(operand, _) | Condition::NotIn(operand, _) => counts(operand),
        _ => false,
    }
}

fn counts(operand: &Operand) -> bool {
    match operand {
        Operand::Sum(..) | Operand::Total(_) | Operand::Count(Rows::Linked(_), _) => true,
        Operand::Count(Rows::List(_), inner) => inner.as_deref().is_some_and(looks_outside),
        _ => false,
    }
}
