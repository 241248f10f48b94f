//! Counts to value: exact arithmetic, nothing rounded.

use andu_rules::model::{Operation, Trend};

use crate::{
    exact::{Exact, minus, over, plus, times},
    passes::{Counts, Slot},
    plan::{Formula, Measuring, Side},
};

/// A number beyond 128 bits.
pub(crate) struct TooLarge;

/// An exact value; `None` where it is undefined.
pub(crate) type Value = Result<Option<Exact>, TooLarge>;

impl Formula<'_> {
    /// Works out the value.
    pub(crate) fn value(&self, counts: &Counts) -> Value {
        match self {
            Formula::Count { count, .. } | Formula::Distinct { count, .. } => {
                Ok(Some(whole(counts, *count)))
            }
            Formula::Sum { measure, .. } => Ok(Some(measure.total(counts))),
            Formula::Mean { measure, .. } => {
                quotient(measure.total(counts), whole(counts, measure.count), false)
            }
            Formula::Ratio {
                parts,
                wholes,
                percent,
            } => quotient(total(parts, counts)?, total(wholes, counts)?, *percent),
            Formula::Change {
                now,
                before,
                trend,
                relative,
                ..
            } => match (now.value(counts)?, before.value(counts)?) {
                (Some(now), Some(before)) => change(now, before, *trend, *relative),
                _ => Ok(None),
            },
            Formula::Coverage {
                days, of, percent, ..
            } => quotient(whole(counts, *days), Exact::from(i128::from(*of)), *percent),
            Formula::Parameter {
                value, least, most, ..
            } => {
                let (least, most) = (counts.get(*least), counts.get(*most));
                let agreed = least.filter(|_| least == most);
                Ok(agreed.map(|agreed| Exact::new(agreed, value.parts)))
            }
            Formula::Arithmetic {
                left,
                operation,
                right,
                percent,
            } => match (left.1.value(counts)?, right.1.value(counts)?) {
                (Some(left), Some(right)) => joined(left, *operation, right, *percent),
                _ => Ok(None),
            },
        }
    }

    /// How many records lack the value that is added or averaged.
    pub(crate) fn unmeasured(&self, counts: &Counts) -> u64 {
        match self {
            Formula::Sum { measure, .. } | Formula::Mean { measure, .. } => {
                counts.total(&[measure.unmeasured])
            }
            Formula::Change { now, before, .. } => {
                now.unmeasured(counts) + before.unmeasured(counts)
            }
            Formula::Arithmetic { left, right, .. } => {
                left.1.unmeasured(counts) + right.1.unmeasured(counts)
            }
            _ => 0,
        }
    }
}

impl Measuring<'_> {
    fn total(&self, counts: &Counts) -> Exact {
        Exact::new(counts.get(self.sum).unwrap_or(0), self.value.parts)
    }
}

fn change(now: Exact, before: Exact, trend: Trend, relative: bool) -> Value {
    let change = match trend {
        Trend::Rise => minus(now, before),
        Trend::Fall => minus(before, now),
    };
    let change = change.ok_or(TooLarge)?;
    if relative {
        quotient(change, before, true)
    } else {
        Ok(Some(change))
    }
}

fn joined(left: Exact, operation: Operation, right: Exact, percent: bool) -> Value {
    match operation {
        Operation::Plus => plus(left, right).ok_or(TooLarge).map(Some),
        Operation::Minus => minus(left, right).ok_or(TooLarge).map(Some),
        Operation::Over => quotient(left, right, percent),
    }
}

fn whole(counts: &Counts, slot: Slot) -> Exact {
    Exact::from(counts.get(slot).unwrap_or(0))
}

fn total(side: &Side<'_>, counts: &Counts) -> Result<Exact, TooLarge> {
    side.iter().try_fold(Exact::from(0), |sum, (_, slot)| {
        plus(sum, whole(counts, *slot)).ok_or(TooLarge)
    })
}

/// A quotient, in percent where asked; undefined over nothing.
fn quotient(part: Exact, of: Exact, percent: bool) -> Value {
    if *of.numer() == 0 {
        return Ok(None);
    }
    let part = if percent {
        times(part, 100).ok_or(TooLarge)?
    } else {
        part
    };
    over(part, of).ok_or(TooLarge).map(Some)
}
