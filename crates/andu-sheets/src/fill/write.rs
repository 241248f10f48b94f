//! Writes the marked cells of a workbook.

use std::collections::BTreeMap;

use super::anew::{At, anew, contents, forget, stale};
use super::error::{LONGEST_TEXT, Obstacle, Unfillable, broken};
use super::number::{Shows, day, plain, serial, stored};
use super::package::Package;
use super::sheet::{CellXml, RowXml, SheetXml};
use super::workbook::{SheetPart, Workbook, dimension};
use super::xml::{Edit, attribute, attributes, edited, escaped};
use super::{Entry, FillValue, FilledForm, Spot, Written};
use crate::book::{Merge, column_name};

/// What is written into a cell: `t`, what stands inside, and what it is as text.
struct Stored {
    kind: &'static str,
    inside: String,
    now: String,
}

/// Fills a workbook.
pub fn fill(
    package: &Package,
    workbook: &Workbook,
    entries: &[Entry],
) -> Result<FilledForm, Vec<Unfillable>> {
    let mut faults = Vec::new();
    let mut places: BTreeMap<At, &FillValue> = BTreeMap::new();
    let mut written = Vec::new();
    for entry in entries {
        let spot = entry.spot.clone();
        let place = found(workbook, &spot).and_then(|at| {
            free(workbook, at, &entry.value)?;
            match places.insert(at, &entry.value) {
                Some(_) => Err(Obstacle::Twice),
                None => Ok(at),
            }
        });
        match place {
            Ok(at) => written.push(told(workbook, at, &entry.value)),
            Err(obstacle) => faults.push(Unfillable { spot, obstacle }),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut notes = Vec::new();
    let mut edits: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
    for (sheet, part, content) in contents(workbook) {
        let cells: Vec<_> = places
            .range((sheet, 0, 0)..(sheet + 1, 0, 0))
            .map(|((_, row, column), value)| (*row, *column, *value))
            .collect();
        if !cells.is_empty() {
            let made = cell_edits(workbook, content, &cells);
            edits.entry(sheet).or_default().extend(made);
            notes.extend(widened(
                part,
                content,
                &cells,
                edits.entry(sheet).or_default(),
            ));
        }
    }
    let stale = stale(workbook, &places.keys().copied().collect());
    forget(workbook, &stale, &mut edits);
    let mut changed = Vec::new();
    notes.extend(anew(workbook, &stale, &mut changed));
    for (sheet, edits) in edits {
        let part = &workbook.sheets[sheet];
        let text = part.content.as_ref().and_then(|c| edited(&c.xml, edits));
        let text = text.ok_or_else(|| broken(entries))?;
        changed.push((part.part.clone(), text));
    }
    let bytes = package.with(&changed).map_err(|_| broken(entries))?;
    Ok(FilledForm {
        bytes,
        written,
        notes,
    })
}

/// The cell of a place.
fn found(workbook: &Workbook, spot: &Spot) -> Result<At, Obstacle> {
    match spot {
        Spot::Cell { sheet, row, column } => match workbook.sheet(sheet) {
            Some(sheet) => Ok((sheet, *row, *column)),
            None => Err(Obstacle::NoSheet {
                known: workbook.sheets.iter().map(|s| s.name.clone()).collect(),
            }),
        },
        Spot::Name(name) => workbook.named(name).ok_or_else(|| Obstacle::NoName {
            known: workbook.names_of_cells(),
        }),
        Spot::Table { .. } | Spot::Control(_) => Err(Obstacle::OtherKind),
    }
}

/// Whether a cell may be written.
fn free(workbook: &Workbook, (sheet, row, column): At, value: &FillValue) -> Result<(), Obstacle> {
    let part = &workbook.sheets[sheet];
    let content = part.content.as_ref().ok_or(Obstacle::NoCells)?;
    if let Some(merge) = content.merge_at(row, column)
        && (merge.first_row, merge.first_column) != (row, column)
    {
        let first = spot(part, merge.first_row, merge.first_column);
        return Err(Obstacle::Merged { first });
    }
    if let Some(cell) = content.cell(row, column)
        && cell.formula.is_some()
    {
        let formula = content.formula(row, cell).unwrap_or_default();
        return Err(Obstacle::Formula(formula));
    }
    let arrays = content.rows.iter().flat_map(|row| &row.cells);
    for formula in arrays.filter_map(|cell| cell.formula.as_ref()) {
        if formula.area.is_some_and(|area| area.covers(row, column)) {
            return Err(Obstacle::Formula(formula.text.clone()));
        }
    }
    let characters = match value {
        FillValue::Text(text) => text.chars().count(),
        FillValue::Number { .. } => 0,
    };
    match characters > LONGEST_TEXT {
        true => Err(Obstacle::TooLong { characters }),
        false => Ok(()),
    }
}

fn spot(part: &SheetPart, row: u32, column: u32) -> Spot {
    Spot::Cell {
        sheet: part.name.clone(),
        row,
        column,
    }
}

fn told(workbook: &Workbook, (sheet, row, column): At, value: &FillValue) -> Written {
    let part = &workbook.sheets[sheet];
    let content = part.content.as_ref();
    let before = content.and_then(|content| content.cell(row, column));
    let style = content.map_or(0, |content| content.style(row, column));
    Written {
        spot: spot(part, row, column),
        before: before.map_or(String::new(), |cell| workbook.text(cell).to_owned()),
        now: store(workbook, style, value, "").now,
    }
}

/// What a value is in a cell of this style.
fn store(workbook: &Workbook, style: u32, value: &FillValue, prefix: &str) -> Stored {
    let shows = workbook.shows(style);
    let number = |digits: String| Stored {
        kind: "",
        inside: format!("<{prefix}v>{digits}</{prefix}v>"),
        now: digits,
    };
    match value {
        FillValue::Number { digits, percent } => {
            number(stored(digits, *percent && shows == Shows::Percent))
        }
        FillValue::Text(text) => {
            let serial = day(text).and_then(|day| serial(day, workbook.since_1904));
            match serial {
                Some(serial) if shows == Shows::Day => return number(serial.to_string()),
                None if shows != Shows::Text && plain(text) => return number(text.clone()),
                _ => {}
            }
            let space = match text.trim() == text && !text.contains('\n') {
                true => "",
                false => " xml:space=\"preserve\"",
            };
            let escaped = escaped(text);
            Stored {
                kind: if text.is_empty() { "" } else { "inlineStr" },
                inside: match text.is_empty() {
                    true => String::new(),
                    false => {
                        format!("<{prefix}is><{prefix}t{space}>{escaped}</{prefix}t></{prefix}is>")
                    }
                },
                now: text.clone(),
            }
        }
    }
}

/// The changes of a sheet that write its cells; they come in the order of rows and columns.
fn cell_edits(
    workbook: &Workbook,
    content: &SheetXml,
    cells: &[(u32, u32, &FillValue)],
) -> Vec<Edit> {
    let prefix = &content.prefix;
    let mut edits = Vec::new();
    let mut new_rows: BTreeMap<usize, String> = BTreeMap::new();
    for of_row in cells.chunk_by(|(row, ..), (other, ..)| row == other) {
        let Some(&(number, ..)) = of_row.first() else {
            continue;
        };
        let new_cells = || -> String {
            let made = of_row.iter().map(|cell| new_cell(workbook, content, *cell));
            made.collect()
        };
        match content.row_at(number) {
            None => {
                let after = content.rows.iter().find(|row| row.number > number);
                let at = after.map_or(content.data.inside.end, |row| row.span.whole.start);
                let cells = new_cells();
                let row = format!("<{prefix}row r=\"{}\">{cells}</{prefix}row>", number + 1);
                new_rows.entry(at).or_default().push_str(&row);
            }
            Some(row) if row.span.closed => {
                let tag = spanning(&content.xml[row.span.tag.clone()], of_row);
                let tag = tag.trim_end_matches('>').trim_end_matches('/').trim_end();
                edits.push(Edit {
                    at: row.span.whole.clone(),
                    with: format!("{tag}>{}</{prefix}row>", new_cells()),
                });
            }
            Some(row) => edits.extend(row_edits(workbook, content, row, of_row)),
        }
    }
    if content.data.closed {
        let rows: String = new_rows.into_values().collect();
        edits.push(Edit {
            at: content.data.whole.clone(),
            with: format!("<{prefix}sheetData>{rows}</{prefix}sheetData>"),
        });
    } else {
        let rows = new_rows.into_iter();
        edits.extend(rows.map(|(at, rows)| Edit::insert(at, rows)));
    }
    edits
}

/// The changes of a row that is there.
fn row_edits(
    workbook: &Workbook,
    content: &SheetXml,
    row: &RowXml,
    cells: &[(u32, u32, &FillValue)],
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let tag = &content.xml[row.span.tag.clone()];
    let spanning = spanning(tag, cells);
    if spanning != tag {
        edits.push(Edit {
            at: row.span.tag.clone(),
            with: spanning,
        });
    }
    for cell in cells {
        let there = row.cells.iter().find(|there| there.column == cell.1);
        edits.push(match there {
            Some(there) => replaced(workbook, content, there, cell.2),
            None => Edit::insert(behind(row, cell.1), new_cell(workbook, content, *cell)),
        });
    }
    edits
}

/// A cell that was not there; it looks as the cells of its row or column do.
fn new_cell(
    workbook: &Workbook,
    content: &SheetXml,
    (row, column, value): (u32, u32, &FillValue),
) -> String {
    let style = content.style(row, column);
    let stored = store(workbook, style, value, &content.prefix);
    let styled = match style {
        0 => String::new(),
        style => format!(" s=\"{style}\""),
    };
    let name = format!("{}{}", column_name(column), row + 1);
    element(&content.prefix, &format!(" r=\"{name}\"{styled}"), &stored)
}

/// Where a new cell of a row belongs.
fn behind(row: &RowXml, column: u32) -> usize {
    let after = row.cells.iter().find(|cell| cell.column > column);
    after.map_or(row.span.inside.end, |cell| cell.span.whole.start)
}

/// A cell with its value replaced; style and whatever else the tag says stay.
fn replaced(workbook: &Workbook, content: &SheetXml, cell: &CellXml, value: &FillValue) -> Edit {
    let tag = &content.xml[cell.span.tag.clone()];
    let kept: String = attributes(tag)
        .filter(|(name, _)| *name != "t")
        .map(|(name, at)| {
            let quote = &tag[at.start - 1..at.start];
            format!(" {name}={quote}{}{quote}", &tag[at])
        })
        .collect();
    let stored = store(workbook, cell.style, value, &content.prefix);
    Edit {
        at: cell.span.whole.clone(),
        with: element(&content.prefix, &kept, &stored),
    }
}

fn element(prefix: &str, attributes: &str, stored: &Stored) -> String {
    let kind = match stored.kind {
        "" => String::new(),
        kind => format!(" t=\"{kind}\""),
    };
    match stored.inside.as_str() {
        "" => format!("<{prefix}c{attributes}{kind}/>"),
        inside => format!("<{prefix}c{attributes}{kind}>{inside}</{prefix}c>"),
    }
}

/// The tag of a row whose note of first and last column, where it has one, takes in the cells that are written.
fn spanning(tag: &str, cells: &[(u32, u32, &FillValue)]) -> String {
    let read = || {
        let (text, at) = attribute(tag, "spans")?;
        let (first, last) = text.split_once(':')?;
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        let columns = cells.iter().map(|(_, column, _)| column + 1);
        let wide = (columns.clone().min()?.min(first), columns.max()?.max(last));
        let edit = Edit {
            at,
            with: format!("{}:{}", wide.0, wide.1),
        };
        edited(tag, vec![edit])
    };
    read().unwrap_or_else(|| tag.to_owned())
}

/// Widens the area that a sheet says is in use, where it does not take in the cells that are written: programs that read
/// only that area would not see them.
fn widened(
    part: &SheetPart,
    content: &SheetXml,
    cells: &[(u32, u32, &FillValue)],
    edits: &mut Vec<Edit>,
) -> Option<String> {
    let (at, was) = dimension(content)?;
    let mut wide = was;
    for (row, column, _) in cells {
        wide.first_row = wide.first_row.min(*row);
        wide.last_row = wide.last_row.max(*row);
        wide.first_column = wide.first_column.min(*column);
        wide.last_column = wide.last_column.max(*column);
    }
    if wide == was {
        return None;
    }
    let note = format!(
        "工作表“{}”登记的使用范围由{}改为{}，以便读取程序看到新填的格。",
        part.name,
        &content.xml[at.clone()],
        spelled(&wide)
    );
    edits.push(Edit {
        at,
        with: spelled(&wide),
    });
    Some(note)
}

fn spelled(area: &Merge) -> String {
    let cell = |row: u32, column| format!("{}{}", column_name(column), row + 1);
    format!(
        "{}:{}",
        cell(area.first_row, area.first_column),
        cell(area.last_row, area.last_column)
    )
}
