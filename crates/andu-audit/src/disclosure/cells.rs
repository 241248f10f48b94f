//! Cells of a table: which hold numbers, and which words name a row.

use crate::{Decimal, Table};

/// A row that ends with numbers.
#[derive(Debug)]
pub(super) struct Row {
    /// Number of the row in its table.
    pub number: usize,
    /// Words of the cells in front of the numbers, the last one first.
    pub words: Vec<String>,
    /// The numbers, an empty cell among them being nought.
    pub numbers: Vec<i64>,
}

impl Row {
    /// The words that name the row best.
    pub fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    pub fn says(&self, word: &str) -> bool {
        self.words.iter().any(|words| words.contains(word))
    }
}

/// Every row of a table that ends with numbers.
pub(super) fn rows(table: &Table) -> Vec<Row> {
    table
        .rows
        .iter()
        .enumerate()
        .filter_map(|(number, cells)| row(number, cells))
        .collect()
}

fn row(number: usize, cells: &[String]) -> Option<Row> {
    let from = cells
        .iter()
        .rposition(|cell| !is_blank(cell) && count(cell).is_none())
        .map_or(0, |last| last + 1);
    let numbers: Vec<&String> = cells[from..]
        .iter()
        .skip_while(|cell| is_blank(cell))
        .collect();
    if !numbers.iter().any(|cell| count(cell).is_some()) {
        return None;
    }
    Some(Row {
        number,
        words: cells[..from]
            .iter()
            .rev()
            .filter(|cell| !is_blank(cell))
            .map(|cell| cell.trim().to_owned())
            .collect(),
        numbers: numbers
            .iter()
            .map(|cell| count(cell).unwrap_or_default())
            .collect(),
    })
}

fn is_blank(cell: &str) -> bool {
    matches!(cell.trim(), "" | "/" | "—" | "-" | "－" | "——" | "无")
}

/// The count in a cell.
pub(super) fn count(cell: &str) -> Option<i64> {
    let digits: String = cell
        .trim()
        .chars()
        .filter(|c| *c != ',' && *c != ' ')
        .map(narrow)
        .collect();
    let whole = digits.strip_suffix(".0").unwrap_or(&digits);
    (!whole.is_empty() && whole.len() <= 15 && whole.chars().all(|c| c.is_ascii_digit()))
        .then(|| whole.parse().ok())
        .flatten()
}

/// The amount in a cell, decimals included.
pub(super) fn amount(cell: &str) -> Option<Decimal> {
    let digits: String = cell
        .trim()
        .chars()
        .filter(|c| *c != ',' && *c != ' ')
        .map(narrow)
        .collect();
    let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
    let all = format!("{whole}{rest}");
    let plain = !whole.is_empty()
        && all.len() <= 15
        && rest.len() <= 6
        && all.chars().all(|c| c.is_ascii_digit());
    let units = all.parse().ok().filter(|_| plain)?;
    Some(Decimal::new(units, u8::try_from(rest.len()).ok()?))
}

fn narrow(c: char) -> char {
    let digit = u32::from(c).wrapping_sub(u32::from('０'));
    char::from_digit(digit.min(10), 10).unwrap_or(c)
}
