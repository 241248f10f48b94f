//! What follows from the filled cells: stored results that no longer hold go, and the workbook is worked out anew.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::SheetXml;
use super::workbook::{SheetPart, Workbook};
use super::xml::{Edit, attribute, edited};
use crate::book::{Merge, column_name};

/// A cell: sheet, row, column.
pub type At = (usize, u32, u32);

/// Formulas beyond which it is not worked out which of them follow from the filled cells: all are taken to.
const MOST_FORMULAS: usize = 20_000;

/// Sheets that hold cells.
pub fn contents(workbook: &Workbook) -> impl Iterator<Item = (usize, &SheetPart, &SheetXml)> {
    let sheets = workbook.sheets.iter().enumerate();
    sheets.filter_map(|(at, part)| Some((at, part, part.content.as_ref()?)))
}

/// A formula and where it looks; `None`: anywhere.
struct Watcher {
    at: At,
    looks: Option<Vec<(usize, Merge)>>,
}

/// Cells whose stored results follow from those that are written.
pub fn stale(workbook: &Workbook, written: &BTreeSet<At>) -> BTreeSet<At> {
    if written.is_empty() {
        return BTreeSet::new();
    }
    let mut waiting = Vec::new();
    let mut stale = BTreeSet::new();
    for (sheet, _, content) in contents(workbook) {
        for (row, cell) in content
            .rows
            .iter()
            .flat_map(|r| r.cells.iter().map(move |c| (r, c)))
        {
            if cell.formula.is_some() {
                let text = content.formula(row.number, cell);
                let looks = text.and_then(|text| workbook.looks(sheet, &text, 0));
                let at = (sheet, row.number, cell.column);
                waiting.push(Watcher { at, looks });
            }
        }
    }
    if waiting.len() > MOST_FORMULAS {
        return waiting.into_iter().map(|watcher| watcher.at).collect();
    }
    let mut fresh: Vec<At> = written.iter().copied().collect();
    while !fresh.is_empty() {
        let touched = |watcher: &Watcher| match &watcher.looks {
            None => true,
            Some(looks) => looks.iter().any(|(sheet, area)| {
                let within = |(s, row, column): &At| s == sheet && area.covers(*row, *column);
                fresh.iter().any(within)
            }),
        };
        let (now, still): (Vec<_>, Vec<_>) = waiting.into_iter().partition(touched);
        waiting = still;
        fresh = now.iter().map(|watcher| watcher.at).collect();
        stale.extend(&fresh);
    }
    stale
}

/// Takes stored results away, so that nobody reads a number that no longer holds.
pub fn forget(workbook: &Workbook, stale: &BTreeSet<At>, edits: &mut BTreeMap<usize, Vec<Edit>>) {
    for (sheet, row, column) in stale {
        let Some(content) = &workbook.sheets[*sheet].content else {
            continue;
        };
        let Some(cell) = content.cell(*row, *column) else {
            continue;
        };
        let area = cell.formula.as_ref().and_then(|formula| formula.area);
        let rows = content
            .rows
            .iter()
            .flat_map(|r| r.cells.iter().map(move |c| (r.number, c)));
        let filled = rows.filter(|(row, other)| {
            area.is_some_and(|area| area.covers(*row, other.column)) && other.span != cell.span
        });
        for cell in std::iter::once(cell).chain(filled.map(|(_, cell)| cell)) {
            if let Some(at) = &cell.value_at {
                let edit = Edit {
                    at: at.clone(),
                    with: String::new(),
                };
                let of_sheet = edits.entry(*sheet).or_default();
                if !of_sheet.contains(&edit) {
                    of_sheet.push(edit);
                }
            }
        }
    }
}

/// Makes the workbook say that it is to be worked out anew, where formulas follow from what is written.
pub fn anew(
    workbook: &Workbook,
    stale: &BTreeSet<At>,
    changed: &mut Vec<(String, String)>,
) -> Vec<String> {
    if stale.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = stale
        .iter()
        .take(20)
        .map(|(sheet, row, column)| {
            let name = &workbook.sheets[*sheet].name;
            format!("{name}!{}{}", column_name(*column), row + 1)
        })
        .collect();
    let more = if stale.len() > names.len() { "等" } else { "" };
    let mut notes = vec![format!(
        "公式{}个随所填数字变化（{}{more}），原来存的结果已经去掉，公式本身没有改，打开表时自动计算。",
        stale.len(),
        names.join("、")
    )];
    let calc = &workbook.calc;
    if calc.full {
        return notes;
    }
    let edit = match &calc.tag {
        Some(tag_at) => {
            let tag = &workbook.xml[tag_at.clone()];
            match attribute(tag, "fullCalcOnLoad") {
                Some((_, at)) => Edit {
                    at: tag_at.start + at.start..tag_at.start + at.end,
                    with: "1".to_owned(),
                },
                None => {
                    let end = tag
                        .trim_end_matches('>')
                        .trim_end_matches('/')
                        .trim_end()
                        .len();
                    Edit::insert(tag_at.start + end, " fullCalcOnLoad=\"1\"".to_owned())
                }
            }
        }
        None => {
            let tag = format!("<{}calcPr fullCalcOnLoad=\"1\"/>", calc.prefix);
            Edit::insert(calc.place, tag)
        }
    };
    if let Some(text) = edited(&workbook.xml, vec![edit]) {
        changed.push((workbook.part.clone(), text));
        notes.push("工作簿已标明“打开时全部重算”，此外工作簿目录没有改动。".to_owned());
    }
    notes
}
