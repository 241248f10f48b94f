//! Decimal numbers as papers print them: exact, and with the number of decimals that stood there.

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

/// A decimal number: `units` divided by ten to the power of `decimals`.
///
/// Numbers are compared by what they are worth: 1.50 equals 1.5.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    units: i64,
    decimals: u8,
}

/// More decimals than any paper prints.
pub(crate) const MOST_DECIMALS: u8 = 9;

impl Decimal {
    /// A number of `units` of the given number of decimals; decimals beyond nine are cut off.
    pub fn new(units: i64, decimals: u8) -> Self {
        let mut number = Self { units, decimals };
        while number.decimals > MOST_DECIMALS {
            number.units /= 10;
            number.decimals -= 1;
        }
        number
    }

    /// How many decimals are printed.
    pub fn decimals(self) -> u8 {
        self.decimals
    }

    /// The number without its point: 98.92 is 9892 of two decimals.
    pub fn units(self) -> i64 {
        self.units
    }

    /// Numerator and denominator.
    pub(crate) fn ratio(self) -> (i128, i128) {
        (
            i128::from(self.units),
            10_i128.pow(u32::from(self.decimals)),
        )
    }

    /// The whole number, where it is one.
    pub fn whole(self) -> Option<i64> {
        let scale = 10_i64.pow(u32::from(self.decimals));
        (self.units % scale == 0).then(|| self.units / scale)
    }

    /// The number multiplied by ten to the power of `zeros`; `None` where it grows beyond what fits.
    pub fn shifted(self, zeros: u8) -> Option<Self> {
        let falls = zeros.min(self.decimals);
        let factor = 10_i64.checked_pow(u32::from(zeros - falls))?;
        Some(Self {
            units: self.units.checked_mul(factor)?,
            decimals: self.decimals - falls,
        })
    }

    /// The number with the other sign.
    pub fn negated(self) -> Self {
        Self {
            units: self.units.saturating_neg(),
            ..self
        }
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self::new(whole, 0)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((a, b), (c, d)) = (self.ratio(), other.ratio());
        (a * d).cmp(&(c * b))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = self.units.unsigned_abs().to_string();
        let decimals = usize::from(self.decimals);
        if decimals == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = decimals + 1);
        let (whole, rest) = digits.split_at(digits.len() - decimals);
        write!(f, "{sign}{whole}.{rest}")
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_i64(whole),
            // Reading what was printed gives the nearest float; dividing would not always.
            None => serializer.serialize_f64(self.to_string().parse().unwrap_or(f64::NAN)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_with_their_decimals() {
        for (units, decimals, printed) in [
            (9380, 2, "93.80"),
            (9, 2, "0.09"),
            (-143, 1, "-14.3"),
            (0, 0, "0"),
        ] {
            assert_eq!(Decimal::new(units, decimals).to_string(), printed);
        }
    }

    #[test]
    fn numbers_are_compared_by_worth() {
        assert_eq!(Decimal::new(150, 2), Decimal::new(15, 1));
        assert!(Decimal::new(-1, 0) < Decimal::new(1, 3));
    }

    #[test]
    fn multiplying_by_ten_thousand_uses_up_decimals_first() {
        let number = Decimal::new(16, 1).shifted(4).unwrap();
        assert_eq!((number.units(), number.decimals()), (16_000, 0));
        assert!(Decimal::new(i64::MAX, 0).shifted(1).is_none());
    }

    #[test]
    fn json_shows_whole_numbers_as_such() {
        assert_eq!(
            serde_json::to_string(&Decimal::new(1000, 1)).unwrap(),
            "100"
        );
        assert_eq!(
            serde_json::to_string(&Decimal::new(9892, 2)).unwrap(),
            "98.92"
        );
    }
}
