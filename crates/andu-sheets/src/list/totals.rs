//! Compares totals that a sheet states with its rows.

use crate::book::{Cell, Sheet, Value};
use crate::convert::plain_number;

use super::line::{from_above, own, tight};
use super::rows::total_label;
use super::{Column, Record, RowKind};

/// A total that the sheet states, beside what its rows give.
#[derive(Debug, Clone, PartialEq)]
pub struct TotalCheck {
    /// Row of the total from 0.
    pub row: u32,
    /// Column from 0.
    pub column: u32,
    /// Heading of the column.
    pub heading: String,
    /// What the row calls itself: 合计, 县司法局小计.
    pub label: String,
    /// What it states.
    pub stated: f64,
    /// What the rows give.
    pub found: f64,
    /// Rows were counted, because the column holds no numbers.
    pub counted: bool,
}

impl TotalCheck {
    /// Whether statement and rows agree.
    pub fn agrees(&self) -> bool {
        (self.stated - self.found).abs() < 0.005
    }

    /// What a person reads where they do not agree.
    pub fn message(&self, sheet: &Sheet) -> String {
        let place = sheet.place(self.row, Some(self.column));
        let what = if self.counted {
            "逐行计数"
        } else {
            "逐行相加"
        };
        format!(
            "{place}“{}”的“{}”写为{}，{what}为{}，两者不一致。请核对是表中的数写错，还是有行遗漏；导入以各行为准。",
            self.label,
            self.heading,
            crate::convert::spell(self.stated),
            crate::convert::spell(self.found)
        )
    }
}

/// Compares every total row with the rows that it may stand for.
pub fn check(
    sheet: &Sheet,
    columns: &[Column],
    serial: Option<u32>,
    records: &[Record],
    others: &[(u32, RowKind)],
) -> Vec<TotalCheck> {
    let mut checks = Vec::new();
    let totals: Vec<u32> = others
        .iter()
        .filter(|(_, kind)| *kind == RowKind::Total)
        .map(|(row, _)| *row)
        .collect();
    let bands: Vec<u32> = others
        .iter()
        .filter(|(_, kind)| matches!(kind, RowKind::Total | RowKind::Section))
        .map(|(row, _)| *row)
        .collect();
    for row in totals {
        let Some(line) = sheet.row(row) else { continue };
        let label = total_label(line).unwrap_or_else(|| "合计".to_owned());
        let since = bands.iter().copied().filter(|band| *band < row).max();
        let within = |first: u32| {
            records
                .iter()
                .filter(move |record| record.row >= first && record.row < row)
        };
        // A grand total may stand above the rows, and a total may be one of a group or one of all.
        let scopes: Vec<Vec<&Record>> = vec![
            within(since.map_or(0, |band| band + 1)).collect(),
            within(0).collect(),
            records.iter().collect(),
        ];
        for (column, cell) in own(line) {
            if from_above(line, cell) || Some(column) == serial {
                continue;
            }
            let Some(known) = columns.iter().find(|known| known.column == column) else {
                continue;
            };
            if let Some(check) = compare(sheet, known, cell, &scopes) {
                checks.push(TotalCheck {
                    row,
                    label: label.clone(),
                    ..check
                });
            }
        }
        if let Some(check) = counted_in_label(line, &label, &scopes, columns) {
            checks.push(check);
        }
    }
    checks
}

/// 合计35件 in one cell.
fn counted_in_label(
    line: &crate::book::Row,
    label: &str,
    scopes: &[Vec<&Record>],
    columns: &[Column],
) -> Option<TotalCheck> {
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    let after_word = ["合计", "总计", "共计", "小计"]
        .iter()
        .any(|word| label.starts_with(word));
    if digits.is_empty() || !after_word {
        return None;
    }
    let stated: f64 = digits.parse().ok()?;
    let (column, _) = own(line).find(|(_, cell)| tight(&cell.text) == label)?;
    let found = nearest(stated, scopes.iter().map(|scope| scope.len() as f64))?;
    let heading = columns.iter().find(|known| known.column == column);
    Some(TotalCheck {
        row: line.number,
        column,
        heading: heading.map_or_else(|| "件数".to_owned(), |known| known.heading.clone()),
        label: label.to_owned(),
        stated,
        found,
        counted: true,
    })
}

fn compare(
    sheet: &Sheet,
    column: &Column,
    total: &Cell,
    scopes: &[Vec<&Record>],
) -> Option<TotalCheck> {
    let stated = number(total)?;
    // Rates and averages do not add up.
    let heading = column.levels.concat();
    if total.text.contains(['%', '％'])
        || ["率", "比例", "占比", "平均", "排名", "均分"]
            .iter()
            .any(|word| heading.contains(word))
    {
        return None;
    }
    let values = |scope: &[&Record]| -> Vec<(bool, Option<f64>)> {
        let cells = scope
            .iter()
            .map(|record| sheet.at(record.row, column.column));
        cells
            .map(|cell| (cell.is_some(), cell.and_then(number)))
            .collect()
    };
    let all = values(scopes.last()?);
    let filled = all.iter().filter(|(filled, _)| *filled).count();
    let numeric = all.iter().filter(|(_, number)| number.is_some()).count();
    // Numbers that name things are counted and not added, and so is what says 件 though the column has other numbers.
    let names = ["编号", "号码", "文号", "电话", "手机", "年度", "序号"];
    let names = names.iter().any(|word| heading.contains(word)) || heading.ends_with('号');
    let counted = numeric * 2 < filled || filled == 0 || names;
    if counted && stated.fract() != 0.0 {
        return None;
    }
    let results = scopes.iter().map(|scope| {
        let values = values(scope);
        match counted {
            true if filled == 0 => scope.len() as f64,
            true => values.iter().filter(|(filled, _)| *filled).count() as f64,
            false => values.iter().filter_map(|(_, number)| *number).sum(),
        }
    });
    Some(TotalCheck {
        row: 0,
        column: column.column,
        heading: column.heading.clone(),
        label: String::new(),
        stated,
        found: nearest(stated, results)?,
        counted,
    })
}

/// The first result that agrees, or else the first one that stands for something.
fn nearest(stated: f64, results: impl Iterator<Item = f64>) -> Option<f64> {
    let results: Vec<f64> = results.collect();
    let agrees = results
        .iter()
        .find(|found| (**found - stated).abs() < 0.005);
    let some = results.iter().find(|found| **found != 0.0);
    agrees.or(some).or(results.first()).copied()
}

fn number(cell: &Cell) -> Option<f64> {
    match cell.value {
        Value::Number(number) => Some(number),
        Value::Text => plain_number(&cell.text),
        _ => None,
    }
}
