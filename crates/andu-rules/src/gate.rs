//! Gates (前置条件): the one evaluator that `decide`, pages and proofs share.

use crate::{
    condition::{Facts, evaluate},
    model::{Exception, Gate},
};

/// What a gate says of an act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ruling<'g> {
    /// It does not apply here.
    Idle,
    /// What it asks for is there.
    Open,
    /// What it asks for is not there, but the law excuses it.
    Waived(&'g Exception),
    /// What it asks for is not there.
    Closed,
}

impl Ruling<'_> {
    /// Whether the act may go on.
    pub fn lets_pass(self) -> bool {
        !matches!(self, Ruling::Closed)
    }
}

/// What a gate says of an act, by a matter with the act's own fields and documents laid over it.
pub fn rule<'g>(gate: &'g Gate, facts: &dyn Facts) -> Ruling<'g> {
    let applies = gate.when.as_ref().is_none_or(|when| evaluate(when, facts));
    if !applies {
        return Ruling::Idle;
    }
    if evaluate(&gate.holds, facts) {
        return Ruling::Open;
    }
    let excuses = |exception: &&Exception| evaluate(&exception.when, facts);
    match gate.exceptions.iter().find(excuses) {
        Some(exception) => Ruling::Waived(exception),
        None => Ruling::Closed,
    }
}
