//! Values of fields, in the one form that events, conditions and projections share.

use std::{cmp::Ordering, collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::FieldId;

/// A value. Days and times are ISO 8601 text, so that they compare as they read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// Whole number.
    Integer(i64),
    /// Decimal with at most four places: `{"decimal": "12.5"}`.
    Decimal(Decimal),
    /// Personal data: only the reference and the commitment; the value lies in the side table.
    Personal {
        /// Reference into the side table.
        personal: String,
        /// SM3(salt ‖ value) in hex.
        commitment: String,
    },
    /// Text, choice, day (`2025-03-01`), time (`2025-03-01T09:30`), person, unit.
    Text(String),
    /// Flat rows.
    List(Vec<Row>),
}

/// One row of a list.
pub type Row = BTreeMap<FieldId, Value>;

impl Value {
    /// The text, where it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The order of two values of one kind; `None` where they cannot be compared.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (a, b) => Some(a.as_units()?.cmp(&b.as_units()?)),
        }
    }

    /// A number in ten-thousandths, where it is a number.
    fn as_units(&self) -> Option<i128> {
        match self {
            Value::Integer(number) => Some(i128::from(*number) * 10_000),
            Value::Decimal(number) => Some(i128::from(number.units)),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Boolean(true) => f.write_str("是"),
            Value::Boolean(false) => f.write_str("否"),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Decimal(number) => write!(f, "{number}"),
            Value::Personal { .. } => f.write_str("＊＊＊"),
            Value::Text(text) => f.write_str(text),
            Value::List(rows) => write!(f, "{}项", rows.len()),
        }
    }
}

/// A decimal with at most four places, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    /// Ten-thousandths.
    pub units: i64,
}

impl Decimal {
    /// Reads `12`, `12.5`, `-0.0001`.
    ///
    /// `None` for anything else, for more than four places and for what does not fit.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || fraction.len() > 4 {
            return None;
        }
        let fraction = format!("{fraction:0<4}").parse::<i64>().ok()?;
        let units = whole
            .parse::<i64>()
            .ok()?
            .checked_mul(10_000)?
            .checked_add(fraction)?;
        Some(Decimal {
            units: if negative { -units } else { units },
        })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let (whole, fraction) = (
            self.units.unsigned_abs() / 10_000,
            self.units.unsigned_abs() % 10_000,
        );
        match fraction {
            0 => write!(f, "{sign}{whole}"),
            _ => {
                let fraction = format!("{fraction:04}");
                write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
            }
        }
    }
}

#[derive(Serialize, Deserialize)]
struct DecimalForm {
    decimal: String,
}

impl Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        DecimalForm {
            decimal: self.to_string(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = DecimalForm::deserialize(deserializer)?;
        Decimal::parse(&form.decimal)
            .ok_or_else(|| serde::de::Error::custom(format!("not a decimal: {}", form.decimal)))
    }
}
