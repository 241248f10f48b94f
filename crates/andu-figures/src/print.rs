//! How a report prints a figure.

use andu_rules::model::Qualifier;

use crate::{Figure, Number};

/// The value as a report prints it, without the unit: 130, 98.92, 约98.9, 1.6万余, 220余; — where it is undefined.
pub fn print(figure: &Figure) -> String {
    print_number(figure.value, figure.qualifier)
}

/// A value as a report prints it.
///
/// 余 is printed from the exact count: two leading digits (below a hundred one), in 万 from ten thousand and in 亿 from a hundred
/// million on; a count that is round already has no 余.
pub fn print_number(value: Option<Number>, qualifier: Qualifier) -> String {
    let Some(value) = value else {
        return "—".to_owned();
    };
    match qualifier {
        Qualifier::Exact => value.to_string(),
        Qualifier::Approx => format!("约{value}"),
        Qualifier::AtLeast => at_least(value),
    }
}

fn at_least(value: Number) -> String {
    let whole = value.floor();
    if whole < 10 {
        return value.to_string();
    }
    let mut step = 10;
    while whole / step >= 100 {
        step *= 10;
    }
    let round = whole / step * step;
    let more = if value.exact() > round.into() {
        "余"
    } else {
        ""
    };
    for (size, word) in [(100_000_000, "亿"), (10_000, "万")] {
        if round >= size {
            let tenths = round / (size / 10);
            let fraction = if tenths % 10 == 0 {
                String::new()
            } else {
                format!(".{}", tenths % 10)
            };
            return format!("{}{fraction}{word}{more}", tenths / 10);
        }
    }
    format!("{round}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_printed_as_reports_print_them() {
        let table = [
            ("130", Qualifier::Exact),
            ("98.92", Qualifier::Exact),
            ("100.00", Qualifier::Exact),
            ("0", Qualifier::Exact),
            ("-0.5", Qualifier::Exact),
            ("3266", Qualifier::Exact),
            ("16234", Qualifier::AtLeast),
            ("16000", Qualifier::AtLeast),
            ("34", Qualifier::AtLeast),
            ("30", Qualifier::AtLeast),
            ("186", Qualifier::AtLeast),
            ("5712", Qualifier::AtLeast),
            ("9999", Qualifier::AtLeast),
            ("10001", Qualifier::AtLeast),
            ("123456", Qualifier::AtLeast),
            ("1234567", Qualifier::AtLeast),
            ("120000000", Qualifier::AtLeast),
            ("3456789012", Qualifier::AtLeast),
            ("30.5", Qualifier::AtLeast),
            ("8", Qualifier::AtLeast),
            ("99.5", Qualifier::Approx),
        ];
        let mut told: Vec<String> = table
            .iter()
            .map(|(text, qualifier)| {
                let number = Number::parse(text);
                assert!(number.is_some());
                format!(
                    "{text} {qualifier:?} → {}",
                    print_number(number, *qualifier)
                )
            })
            .collect();
        told.push(print_number(None, Qualifier::Exact));
        insta::assert_snapshot!(told.join("\n"), @r##"
    130 Exact → 130
    98.92 Exact → 98.92
    100.00 Exact → 100
    0 Exact → 0
    -0.5 Exact → -0.5
    3266 Exact → 3266
    16234 AtLeast → 1.6万余
    16000 AtLeast → 1.6万
    34 AtLeast → 30余
    30 AtLeast → 30
    186 AtLeast → 180余
    5712 AtLeast → 5700余
    9999 AtLeast → 9900余
    10001 AtLeast → 1万余
    123456 AtLeast → 12万余
    1234567 AtLeast → 120万余
    120000000 AtLeast → 1.2亿
    3456789012 AtLeast → 34亿余
    30.5 AtLeast → 30余
    8 AtLeast → 8
    99.5 Approx → 约99.5
    —
    "##);
    }
}
