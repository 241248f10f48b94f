//! Exact numbers: fractions of whole numbers until the one rounding at the end.

use num_rational::Ratio;
use serde::{Serialize, Serializer};
use std::{cmp::Ordering, fmt};

/// An exact fraction.
pub type Exact = Ratio<i128>;

/// Adds; `None` beyond 128 bits, which no register fills.
pub(crate) fn plus(left: Exact, right: Exact) -> Option<Exact> {
    let denominator = left.denom().checked_mul(*right.denom())?;
    let numerator = left
        .numer()
        .checked_mul(*right.denom())?
        .checked_add(right.numer().checked_mul(*left.denom())?)?;
    Some(Exact::new(numerator, denominator))
}

/// Subtracts.
pub(crate) fn minus(left: Exact, right: Exact) -> Option<Exact> {
    plus(
        left,
        Exact::new_raw(right.numer().checked_neg()?, *right.denom()),
    )
}

/// Multiplies by a whole number.
pub(crate) fn times(left: Exact, right: i128) -> Option<Exact> {
    Some(Exact::new(left.numer().checked_mul(right)?, *left.denom()))
}

/// A fraction out of two; the divisor is not zero.
pub(crate) fn over(left: Exact, right: Exact) -> Option<Exact> {
    let numerator = left.numer().checked_mul(*right.denom())?;
    let denominator = left.denom().checked_mul(*right.numer())?;
    (denominator != 0).then(|| Exact::new(numerator, denominator))
}

/// A decimal number, as it is printed: the result of the one rounding.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    units: i128,
    decimals: u32,
}

impl Number {
    /// Rounds half away from zero at `decimals` places (at most 12); `None` beyond 128 bits.
    pub fn round(exact: Exact, decimals: u32) -> Option<Number> {
        let decimals = decimals.min(12);
        let scaled = exact.numer().checked_mul(10_i128.pow(decimals))?;
        let double = scaled.unsigned_abs().checked_mul(2)?;
        let denominator = exact.denom().unsigned_abs();
        let rounded = double.checked_add(denominator)? / denominator.checked_mul(2)?;
        let rounded = i128::try_from(rounded).ok()?;
        Some(Number {
            units: if scaled < 0 { -rounded } else { rounded },
            decimals,
        })
    }

    /// Reads `130`, `98.92`, `-0.5`.
    pub fn parse(text: &str) -> Option<Number> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || fraction.len() > 12 || whole.len() > 18 {
            return None;
        }
        let units: i128 = format!("{whole}{fraction}").parse().ok()?;
        let decimals = u32::try_from(fraction.len()).ok()?;
        Some(Number {
            units: if text.starts_with('-') { -units } else { units },
            decimals,
        })
    }

    /// The number as a fraction.
    pub fn exact(self) -> Exact {
        Exact::new(self.units, 10_i128.pow(self.decimals))
    }

    /// The whole number below it.
    pub(crate) fn floor(self) -> i128 {
        self.exact().floor().to_integer()
    }
}

impl fmt::Display for Number {
    /// Without noughts at the end: 98.92, 97.5, 100.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10_u128.pow(self.decimals);
        let sign = if self.units < 0 { "-" } else { "" };
        let (whole, fraction) = (
            self.units.unsigned_abs() / scale,
            self.units.unsigned_abs() % scale,
        );
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:0width$}", width = self.decimals as usize);
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.exact() == other.exact()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.exact().cmp(&other.exact())
    }
}

impl Serialize for Number {
    /// A JSON number; whole ones without a point.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let exact = self.exact();
        if exact.is_integer() {
            return match i64::try_from(exact.to_integer()) {
                Ok(whole) => serializer.serialize_i64(whole),
                Err(_) => serializer.serialize_i128(exact.to_integer()),
            };
        }
        // The shortest text that reads back as the nearest double is again the decimal itself up to fifteen digits.
        let number: f64 = self
            .to_string()
            .parse()
            .map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(number)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(numerator: i128, denominator: i128, decimals: u32, printed: &str) {
        let number = Number::round(Exact::new(numerator, denominator), decimals).unwrap();
        assert_eq!(number.to_string(), printed);
        assert_eq!(serde_json::to_string(&number).unwrap(), printed);
        assert_eq!(Number::parse(printed), Some(number));
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        check(130, 1, 0, "130");
        check(383_600, 3878, 2, "98.92");
        check(1, 2, 0, "1");
        check(-1, 2, 0, "-1");
        check(-5, 2, 0, "-3");
        check(1, 3, 4, "0.3333");
        check(-1, 8, 2, "-0.13");
        check(1, 1000, 2, "0");
        check(-1, 1000, 2, "0");
        check(195, 2, 2, "97.5");
        check(0, 5, 2, "0");
    }

    proptest! {
        #[test]
        fn rounding_moves_by_at_most_half_a_unit(
            numerator in any::<i64>(), denominator in 1_i128..1_000_000, decimals in 0_u32..6,
        ) {
            let exact = Exact::new(i128::from(numerator), denominator);
            let rounded = Number::round(exact, decimals).unwrap().exact();
            let apart = if rounded > exact { rounded - exact } else { exact - rounded };
            prop_assert!(apart * Exact::from(2 * 10_i128.pow(decimals)) <= Exact::from(1));
        }

        #[test]
        fn checked_sums_are_sums(a in any::<i32>(), b in 1_i32..9999, c in any::<i32>(), d in 1_i32..9999) {
            let (left, right) = (Exact::new(a.into(), b.into()), Exact::new(c.into(), d.into()));
            prop_assert_eq!(plus(left, right), Some(left + right));
            prop_assert_eq!(minus(left, right), Some(left - right));
            prop_assert_eq!(times(left, 100), Some(left * Exact::from(100)));
            prop_assert_eq!(over(left, right), (c != 0).then(|| left / right));
        }
    }
}
