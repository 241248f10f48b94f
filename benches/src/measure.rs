//! One line of the table: a ratio over several rounds, and the bar that it must reach.

/// What a round took on either side, in units of the same work a second.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Rate of the peer, or of the floor.
    pub peer: f64,
    /// Our rate.
    pub ours: f64,
}

/// A measure with all its rounds.
#[derive(Debug)]
pub struct Measure {
    /// What was done.
    pub name: String,
    /// Against whom.
    pub peer: String,
    /// What the rates count, such as `dates/s`.
    pub unit: &'static str,
    /// Never empty.
    pub rounds: Vec<Round>,
    /// The least ratio; `None` where it is only reported.
    pub bar: Option<f64>,
}

impl Measure {
    /// Whether the median ratio reaches the bar.
    pub fn held(&self) -> bool {
        self.bar.is_none_or(|bar| self.ratio().median >= bar)
    }

    fn ratio(&self) -> Spread {
        spread(self.rounds.iter().map(|round| round.ours / round.peer))
    }
}

/// Median and range.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spread {
    least: f64,
    median: f64,
    most: f64,
}

fn spread(values: impl Iterator<Item = f64>) -> Spread {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let median = match values.len() % 2 {
        0 => f64::midpoint(values[middle - 1], values[middle]),
        _ => values[middle],
    };
    Spread {
        least: values[0],
        median,
        most: values[values.len() - 1],
    }
}

/// Prints the table. Rates are medians over the rounds; the range is that of the ratio.
pub fn print(measures: &[Measure]) {
    let head = [
        "measure",
        "against",
        "peer",
        "ours",
        "unit",
        "ratio (min–max)",
        "bar",
        "",
    ];
    let mut table: Vec<[String; 8]> = vec![head.map(str::to_owned)];
    for measure in measures {
        let ratio = measure.ratio();
        let bar = measure
            .bar
            .map_or("–".to_owned(), |bar| format!("≥ {}", number(bar)));
        let verdict = match measure.bar {
            None => "reported",
            Some(_) if measure.held() => "held",
            Some(_) => "MISSED",
        };
        table.push([
            measure.name.clone(),
            measure.peer.clone(),
            number(spread(measure.rounds.iter().map(|round| round.peer)).median),
            number(spread(measure.rounds.iter().map(|round| round.ours)).median),
            measure.unit.to_owned(),
            format!(
                "{} ({}–{})",
                number(ratio.median),
                number(ratio.least),
                number(ratio.most)
            ),
            bar,
            verdict.to_owned(),
        ]);
    }
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..8).map(|column| width(column).unwrap_or(0)).collect();
    for row in &table {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        println!("{}", cells.join("  ").trim_end());
    }
}

/// Two significant decimals below ten, none above a hundred, thousands apart.
fn number(value: f64) -> String {
    if value < 10.0 {
        return format!("{value:.2}");
    }
    if value < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_lies_in_the_middle() {
        let odd = spread([3.0, 1.0, 2.0].into_iter());
        assert_eq!(
            odd,
            Spread {
                least: 1.0,
                median: 2.0,
                most: 3.0
            }
        );
        assert_eq!(spread([4.0, 1.0, 2.0, 3.0].into_iter()).median, 2.5);
    }

    #[test]
    fn a_bar_is_held_by_the_median() {
        let round = |ours| Round { peer: 1.0, ours };
        let measure = |bar| Measure {
            name: String::new(),
            peer: String::new(),
            unit: "",
            rounds: vec![round(1.0), round(5.0), round(9.0)],
            bar,
        };
        assert!(measure(Some(5.0)).held());
        assert!(!measure(Some(5.1)).held());
        assert!(measure(None).held());
    }

    #[test]
    fn numbers_are_short() {
        let printed = [0.8, 12.34, 123.4, 1_234.5, 24_388_000.0].map(number);
        assert_eq!(printed, ["0.80", "12.3", "123", "1,234", "24,388,000"]);
    }
}
