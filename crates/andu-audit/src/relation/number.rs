//! Exact arithmetic on figures: what a printed number can have been before it was rounded.

use crate::{AuditFigure, Decimal, Qualifier};

/// Millionths: every number that papers print is a whole number of them.
const MICRO: i128 = 1_000_000;
/// Larger amounts are no amounts of a paper, and sums of them need not fit.
const LARGEST: i128 = 10_i128.pow(24);

/// What a figure can stand for, in millionths of its unit; no bound where a qualifier leaves that side open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub low: Option<i128>,
    pub high: Option<i128>,
}

impl Bounds {
    /// What one figure can stand for, falls without their sign.
    pub fn of(figure: &AuditFigure) -> Self {
        let value = amount(figure);
        let step = factor(&figure.unit) * step(figure);
        // A count is what it is; what has been measured was rounded by half a step at most.
        let slack = if step <= factor(&figure.unit) * MICRO && is_count(figure) {
            0
        } else {
            step / 2
        };
        match figure.qualifier {
            Qualifier::Exact => Self {
                low: Some(value - slack),
                high: Some(value + slack),
            },
            Qualifier::Approx => Self {
                low: Some(value - value / 10),
                high: Some(value + value / 10),
            },
            Qualifier::AtLeast => Self {
                low: Some(value),
                // 1.2万余 is less than 1.3万; 以上 and 超过 leave it open.
                high: figure
                    .text
                    .contains(['余', '多'])
                    .then(|| value + last_place(figure)),
            },
            Qualifier::AtMost => Self {
                low: None,
                high: Some(value),
            },
        }
    }

    pub fn plus(self, other: Self) -> Self {
        let add = |a: Option<i128>, b: Option<i128>| Some(a? + b?);
        Self {
            low: add(self.low, other.low),
            high: add(self.high, other.high),
        }
    }

    pub fn nothing() -> Self {
        Self {
            low: Some(0),
            high: Some(0),
        }
    }

    /// Whether everything that this can be is more than everything that the other can be.
    pub fn is_above(self, other: Self) -> bool {
        matches!((self.low, other.high), (Some(low), Some(high)) if low > high)
    }

    pub fn meets(self, other: Self) -> bool {
        !self.is_above(other) && !other.is_above(self)
    }
}

/// The value in millionths, without its sign, money in 元.
pub(super) fn amount(figure: &AuditFigure) -> i128 {
    let (units, scale) = figure.value.ratio();
    let value = units.abs() * factor(&figure.unit) * MICRO / scale;
    value.min(LARGEST)
}

/// What one unit of the last printed place is worth, in millionths.
fn step(figure: &AuditFigure) -> i128 {
    let decimals = u32::from(figure.value.decimals().min(6));
    MICRO / 10_i128.pow(decimals) * 10_i128.pow(u32::from(figure.known_to.min(12)))
}

/// What one of the last printed digit that is not nought is worth.
fn last_place(figure: &AuditFigure) -> i128 {
    let mut place = step(figure);
    let mut units = figure.value.units() / 10_i64.pow(u32::from(figure.known_to.min(12)));
    while units != 0 && units % 10 == 0 {
        units /= 10;
        place *= 10;
    }
    place * factor(&figure.unit)
}

fn is_count(figure: &AuditFigure) -> bool {
    figure.value.decimals() == 0
        && figure.known_to == 0
        && factor(&figure.unit) == 1
        && !is_rate(figure)
}

/// How many 元 one unit of money is; one for all other units.
fn factor(unit: &str) -> i128 {
    match unit {
        "万元" => 10_000,
        "百万元" => 1_000_000,
        "千万元" => 10_000_000,
        "亿元" => 100_000_000,
        "万亿元" => 1_000_000_000_000,
        _ => 1,
    }
}

/// Whether a figure is a rate.
pub(super) fn is_rate(figure: &AuditFigure) -> bool {
    figure.unit == "%" || figure.unit == "‰"
}

/// Whether two units measure the same.
pub(super) fn same_unit(a: &str, b: &str) -> bool {
    const CLASSES: &[&[&str]] = &[
        &["元", "万元", "百万元", "千万元", "亿元", "万亿元"],
        &["人", "名", "位"],
        &["个工作日", "工作日"],
        &["小时", "个小时"],
        &["个百分点", "百分点"],
    ];
    a == b
        || CLASSES
            .iter()
            .any(|class| class.contains(&a) && class.contains(&b))
}

/// One name for all units that measure the same.
pub(super) fn unit_class(unit: &str) -> &str {
    if unit.ends_with('元') && same_unit(unit, "元") {
        "元"
    } else if same_unit(unit, "人") {
        "人"
    } else {
        unit
    }
}

/// A quotient as a paper prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quotient {
    /// Rounded half up.
    pub rounded: Decimal,
    /// Cut off.
    pub cut: Decimal,
}

/// `part` over `whole`, times `times`, to so many decimals; `None` where the whole is nought.
pub(super) fn quotient(part: i128, whole: i128, times: i128, decimals: u8) -> Option<Quotient> {
    if whole <= 0 || part < 0 {
        return None;
    }
    let scaled = part
        .checked_mul(times)?
        .checked_mul(10_i128.pow(u32::from(decimals)))?;
    let rounded = scaled.checked_mul(2)?.checked_add(whole)? / (2 * whole);
    let decimal = |units: i128| Some(Decimal::new(i64::try_from(units).ok()?, decimals));
    Some(Quotient {
        rounded: decimal(rounded)?,
        cut: decimal(scaled / whole)?,
    })
}

/// Whether some whole number of `whole` gives the rate; `None` where none does and the nearest ones should be named.
pub(super) fn attainable(rate: Decimal, whole: i128, times: i128) -> bool {
    let (units, scale) = rate.ratio();
    let nearest = units.abs() * whole / (scale * times);
    (nearest - 1..=nearest + 1)
        .filter(|part| (0..=whole).contains(part))
        .any(|part| {
            quotient(part, whole, times, rate.decimals())
                .is_some_and(|quotient| quotient.rounded == rate || quotient.cut == rate)
        })
}

/// Whether some whole number above `part` is a whole of which `part` is this rate.
pub(super) fn attainable_whole(rate: Decimal, part: i128, times: i128) -> bool {
    let (units, scale) = rate.ratio();
    if units <= 0 {
        return part == 0;
    }
    let nearest = part * scale * times / units;
    // A whole that is large against the step of the rate can always be found; only small ones need to be tried.
    (nearest - 2..=nearest + 2)
        .filter(|whole| *whole >= part.max(1))
        .any(|whole| {
            quotient(part, whole, times, rate.decimals())
                .is_some_and(|quotient| quotient.rounded == rate || quotient.cut == rate)
        })
}

/// A number of millionths as a person writes it.
pub(super) fn shown(micro: i128) -> String {
    let sign = if micro < 0 { "-" } else { "" };
    let (whole, rest) = (micro.abs() / MICRO, micro.abs() % MICRO);
    let rest = format!("{rest:06}");
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest}")
    }
}

/// The value without its sign, in its own unit.
pub(super) fn plain(figure: &AuditFigure) -> String {
    figure.value.to_string().trim_start_matches('-').to_owned()
}

/// The whole number that a figure is, falls without their sign.
pub(super) fn whole(figure: &AuditFigure) -> Option<i128> {
    let known = figure.qualifier == Qualifier::Exact && figure.known_to == 0;
    figure
        .value
        .whole()
        .filter(|_| known)
        .map(|whole| i128::from(whole).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_rounded_half_up_and_cutting_is_seen() {
        let rate = |part, whole| quotient(part, whole, 100, 2).unwrap();
        assert_eq!(rate(3836, 3878).rounded, Decimal::new(9892, 2));
        assert_eq!(rate(2, 3).rounded, Decimal::new(6667, 2));
        assert_eq!(rate(2, 3).cut, Decimal::new(6666, 2));
        assert!(quotient(1, 0, 100, 2).is_none());
    }

    #[test]
    fn some_rates_no_whole_numbers_give() {
        assert!(attainable(Decimal::new(975, 1), 80, 100));
        assert!(!attainable(Decimal::new(994, 1), 50, 100));
        assert!(attainable_whole(Decimal::new(975, 1), 78, 100));
        assert!(!attainable_whole(Decimal::new(976, 1), 78, 100));
    }
}
