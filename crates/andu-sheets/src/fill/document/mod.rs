//! Fills the tables and content controls of a document.

mod gaps;
mod scan;

use std::collections::BTreeMap;
use std::ops::Range;

use super::error::{FormError, Obstacle, Unfillable, broken};
use super::package::Package;
use super::xml::{Broken, Edit, edited, escaped};
use super::{Entry, FillValue, FilledForm, Placeholder, Spot, Written, bracketed};
use gaps::gaps;
pub use scan::CellXml;
use scan::{Scanned, scan};

/// A document.
#[derive(Debug, Clone)]
pub struct Document {
    part: String,
    xml: String,
    found: Scanned,
}

/// What is to be put where in a paragraph: a stretch of its text, and what takes its place.
type Changes = BTreeMap<usize, Vec<(Range<usize>, String)>>;

/// Where a value goes.
enum Target {
    /// A stretch of the text of a paragraph.
    Gap(usize, Range<usize>),
    /// All text of a cell.
    Cell(usize),
    /// A content control.
    Control(usize),
}

impl Document {
    /// Reads a document.
    pub fn read(package: &Package, part: &str, xml: String) -> Result<Document, FormError> {
        let found = scan(&xml).map_err(|Broken| package.broken("正文读不懂"))?;
        Ok(Document {
            part: package.exact(part).unwrap_or(part).to_owned(),
            xml,
            found,
        })
    }

    /// Cells in order: table, row, cell, text.
    pub fn cells(&self) -> impl Iterator<Item = (u32, u32, u32, String)> {
        self.spots().map(|(table, row, cell, index)| {
            (table, row, cell, self.text(&self.found.cells[index]))
        })
    }

    /// Cells in order: table, row, cell, number of the cell.
    fn spots(&self) -> impl Iterator<Item = (u32, u32, u32, usize)> {
        let tables = self.found.tables.iter().zip(1..);
        tables.flat_map(|(rows, table)| {
            rows.iter().zip(1..).flat_map(move |(cells, row)| {
                let cells = cells.iter().zip(1..);
                cells.map(move |(index, cell)| (table, row, cell, *index))
            })
        })
    }

    /// Rows of each table, each with its cells, for the words around a place: only cells that stand in no other cell.
    pub fn grids(&self) -> Vec<Vec<Vec<(u32, &CellXml)>>> {
        let cells = |row: &Vec<usize>| {
            let cells = row.iter().zip(1..);
            let cells = cells.map(|(index, number)| (number, &self.found.cells[*index]));
            cells.filter(|(_, cell)| cell.depth == 1).collect()
        };
        let tables = self.found.tables.iter();
        tables
            .map(|rows| rows.iter().map(cells).collect())
            .collect()
    }

    /// The text of a cell, without what stands in tables within it.
    pub fn text(&self, cell: &CellXml) -> String {
        let paragraphs: Vec<String> = cell.own.iter().map(|at| self.paragraph(*at)).collect();
        paragraphs.join("\n").trim_end_matches('\n').to_owned()
    }

    fn paragraph(&self, at: usize) -> String {
        let texts = self.found.paragraphs[at].texts.iter();
        texts
            .map(|text| self.found.texts[*text].text.as_str())
            .collect()
    }

    /// The gaps of a cell, in order.
    pub fn blanks(&self, cell: &CellXml) -> Vec<(usize, Range<usize>)> {
        let of = |paragraph: &usize| {
            let found = gaps(&self.pieces(*paragraph));
            let paragraph = *paragraph;
            found.into_iter().map(move |gap| (paragraph, gap))
        };
        cell.own.iter().flat_map(of).collect()
    }

    /// Whether a cell is there to be filled: it is empty, has one gap, or shows what a control asks for.
    pub fn is_open(&self, cell: &CellXml) -> bool {
        !cell.continued
            && (self.text(cell).trim().is_empty()
                || self.asking(cell).is_some()
                || self.blanks(cell).len() == 1)
    }

    /// The one control of a cell that shows what it asks for.
    fn asking(&self, cell: &CellXml) -> Option<usize> {
        let mut asking = cell
            .controls
            .iter()
            .filter(|control| self.found.controls[**control].asks.is_some());
        match (asking.next(), asking.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        }
    }

    fn pieces(&self, paragraph: usize) -> Vec<(&str, bool)> {
        let texts = self.found.paragraphs[paragraph].texts.iter();
        let piece = |text: &usize| {
            let text = &self.found.texts[*text];
            (text.text.as_str(), text.underlined)
        };
        texts.map(piece).collect()
    }

    /// The placeholders in its cells.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let mut found = Vec::new();
        for (table, row, cell, index) in self.spots() {
            let blanks = self.blanks(&self.found.cells[index]);
            for ((paragraph, gap), number) in blanks.into_iter().zip(1..) {
                let text = self.paragraph(paragraph)[gap].to_owned();
                let names = bracketed(&text);
                let spot = Spot::Table {
                    table,
                    row,
                    cell,
                    blank: Some(number),
                };
                if !names.is_empty() {
                    found.push(Placeholder { spot, text, names });
                }
            }
        }
        found
    }

    /// Rows that are free from a cell downward.
    pub fn room(&self, spot: &Spot, columns: u32, most: u32) -> u32 {
        let &Spot::Table {
            table, row, cell, ..
        } = spot
        else {
            return 0;
        };
        let free = |row: u32| {
            (cell..cell.saturating_add(columns)).all(|cell| {
                self.cell(table, row, cell).is_ok_and(|index| {
                    let cell = &self.found.cells[index];
                    !cell.continued && self.text(cell).trim().is_empty()
                })
            })
        };
        let rows = (0..most).take_while(|down| free(row.saturating_add(*down)));
        u32::try_from(rows.count()).unwrap_or(0)
    }

    fn cell(&self, table: u32, row: u32, cell: u32) -> Result<usize, Obstacle> {
        let missing = |missing: String| Obstacle::NoTable { missing };
        let index = |number: u32| (number as usize).wrapping_sub(1);
        let tables = &self.found.tables;
        let rows = tables
            .get(index(table))
            .ok_or_else(|| missing(format!("表样共有{}个表", tables.len())))?;
        let cells = rows
            .get(index(row))
            .ok_or_else(|| missing(format!("这个表共有{}行", rows.len())))?;
        let found = cells.get(index(cell));
        found
            .copied()
            .ok_or_else(|| missing(format!("这一行共有{}格", cells.len())))
    }

    /// Where the value of a place goes.
    fn target(&self, spot: &Spot) -> Result<Target, Obstacle> {
        match spot {
            Spot::Cell { .. } | Spot::Name(_) => Err(Obstacle::OtherKind),
            Spot::Control(name) => {
                let controls = &self.found.controls;
                let named = controls.iter().position(|control| control.is_called(name));
                named
                    .map(Target::Control)
                    .ok_or_else(|| Obstacle::NoControl {
                        known: controls.iter().filter_map(|c| c.name()).collect(),
                    })
            }
            &Spot::Table {
                table,
                row,
                cell,
                blank,
            } => {
                let index = self.cell(table, row, cell)?;
                let found = &self.found.cells[index];
                if found.continued {
                    let first = self.first_of_merge(table, row, found.grid);
                    return Err(Obstacle::Merged { first });
                }
                let blanks = self.blanks(found);
                match blank {
                    Some(blank) => {
                        let gap = blanks.get((blank as usize).wrapping_sub(1)).cloned();
                        let missing = Obstacle::Blanks {
                            found: blanks.len(),
                        };
                        gap.map(|(at, gap)| Target::Gap(at, gap)).ok_or(missing)
                    }
                    None => match (self.asking(found), blanks.as_slice()) {
                        (Some(control), _) => Ok(Target::Control(control)),
                        _ if self.text(found).trim().is_empty() => Ok(Target::Cell(index)),
                        (None, []) => Ok(Target::Cell(index)),
                        (None, [(at, gap)]) => Ok(Target::Gap(*at, gap.clone())),
                        (None, several) => Err(Obstacle::Blanks {
                            found: several.len(),
                        }),
                    },
                }
            }
        }
    }

    /// The cell of which a cell that goes on downward is part.
    fn first_of_merge(&self, table: u32, row: u32, grid: u32) -> Spot {
        let above = |row: &u32| {
            let cells = self
                .found
                .tables
                .get(table as usize - 1)?
                .get(*row as usize - 1)?;
            let number = cells.iter().position(|index| {
                let cell = &self.found.cells[*index];
                cell.grid == grid && cell.depth == 1 && !cell.continued
            })?;
            Some((*row, u32::try_from(number).ok()? + 1))
        };
        let found = (1..row).rev().find_map(|row| above(&row));
        let (row, cell) = found.unwrap_or((row, 1));
        Spot::Table {
            table,
            row,
            cell,
            blank: None,
        }
    }

    /// Fills the document.
    pub fn fill(
        &self,
        package: &Package,
        entries: &[Entry],
    ) -> Result<FilledForm, Vec<Unfillable>> {
        let mut faults = Vec::new();
        let mut changes = Changes::new();
        let mut edits = Vec::new();
        let mut written = Vec::new();
        for entry in entries {
            let spot = entry.spot.clone();
            let value = match &entry.value {
                FillValue::Number { digits, .. } => digits.clone(),
                FillValue::Text(text) => text.clone(),
            };
            let made = self.target(&spot).and_then(|target| match target {
                Target::Gap(paragraph, gap) => {
                    let before = self.paragraph(paragraph)[gap.clone()].to_owned();
                    put(&mut changes, paragraph, gap, &value).map(|()| before)
                }
                Target::Cell(cell) => {
                    let cell = &self.found.cells[cell];
                    let before = self.text(cell);
                    let texts: Vec<usize> = self.texts_of(cell);
                    self.replace(&texts, &value, &mut changes)?;
                    if texts.is_empty() {
                        push(&mut edits, self.new_run(cell, &value))?;
                    }
                    Ok(before)
                }
                Target::Control(control) => self.answer(control, &value, &mut changes, &mut edits),
            });
            match made {
                Ok(before) => written.push(Written {
                    spot,
                    before,
                    now: value,
                }),
                Err(obstacle) => faults.push(Unfillable { spot, obstacle }),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for (paragraph, changes) in changes {
            edits.extend(self.text_edits(paragraph, changes));
        }
        let text = edited(&self.xml, edits).ok_or_else(|| broken(entries))?;
        let bytes = package
            .with(&[(self.part.clone(), text)])
            .map_err(|_| broken(entries))?;
        Ok(FilledForm {
            bytes,
            written,
            notes: Vec::new(),
        })
    }

    fn texts_of(&self, cell: &CellXml) -> Vec<usize> {
        let paragraphs = cell.own.iter().map(|at| &self.found.paragraphs[*at]);
        paragraphs.flat_map(|p| p.texts.iter().copied()).collect()
    }

    /// Puts a value in the place of several texts: into the first, out of the others.
    fn replace(&self, texts: &[usize], value: &str, changes: &mut Changes) -> Result<(), Obstacle> {
        for (text, value) in texts
            .iter()
            .zip([value].into_iter().chain(std::iter::repeat("")))
        {
            let paragraph = self.found.texts[*text].paragraph;
            let before = self.found.paragraphs[paragraph]
                .texts
                .iter()
                .take_while(|other| *other != text);
            let start: usize = before
                .map(|other| self.found.texts[*other].text.len())
                .sum();
            let end = start + self.found.texts[*text].text.len();
            put(changes, paragraph, start..end, value)?;
        }
        Ok(())
    }

    /// Puts a value into a content control.
    fn answer(
        &self,
        control: usize,
        value: &str,
        changes: &mut Changes,
        edits: &mut Vec<Edit>,
    ) -> Result<String, Obstacle> {
        let control = &self.found.controls[control];
        let texts = control.texts.iter();
        let before: String = texts
            .map(|text| self.found.texts[*text].text.as_str())
            .collect();
        self.replace(&control.texts, value, changes)?;
        if control.texts.is_empty() {
            let run = run("", value, &self.found.prefix);
            let at = control.first_paragraph.and_then(|paragraph| {
                let paragraph = &self.found.paragraphs[paragraph];
                (!paragraph.closed).then_some(paragraph.end)
            });
            push(edits, Edit::insert(at.unwrap_or(control.content.end), run))?;
        }
        if let Some(asks) = &control.asks {
            // The grey of the request would stay on the answer.
            let greys = control.greys.iter().chain(std::iter::once(asks));
            for at in greys {
                let edit = Edit {
                    at: at.clone(),
                    with: String::new(),
                };
                push(edits, edit)?;
            }
        }
        Ok(before)
    }

    /// A run with a value for a cell without any.
    fn new_run(&self, cell: &CellXml, value: &str) -> Edit {
        let Some(paragraph) = cell.own.first().map(|at| &self.found.paragraphs[*at]) else {
            let prefix = &self.found.prefix;
            let inside = run("", value, prefix);
            return Edit::insert(cell.end, format!("<{prefix}p>{inside}</{prefix}p>"));
        };
        let look = match &paragraph.mark {
            Some(mark) => self.xml[mark.clone()].to_owned(),
            None => cell.look_beside.clone().unwrap_or_default(),
        };
        let run = run(&look, value, &self.found.prefix);
        match paragraph.closed {
            false => Edit::insert(paragraph.end, run),
            true => {
                let tag = &self.xml[paragraph.tag.clone()];
                let tag = tag.trim_end_matches('>').trim_end_matches('/').trim_end();
                Edit {
                    at: paragraph.tag.clone(),
                    with: format!("{tag}>{run}</{}p>", self.found.prefix),
                }
            }
        }
    }

    /// The texts of a paragraph with stretches of it changed.
    fn text_edits(&self, paragraph: usize, changes: Vec<(Range<usize>, String)>) -> Vec<Edit> {
        let mut start = 0;
        let texts = self.found.paragraphs[paragraph].texts.iter();
        let placed: Vec<_> = texts
            .map(|text| {
                let text = &self.found.texts[*text];
                let from = start;
                start += text.text.len();
                (text, from..start)
            })
            .collect();
        // A value goes where its gap begins; what goes on in later texts is only taken out of them.
        let owner = |gap: &Range<usize>| {
            placed.iter().position(|(_, at)| {
                at.contains(&gap.start) || gap.is_empty() && gap.start == at.end
            })
        };
        let mut edits = Vec::new();
        for (number, (text, place)) in placed.iter().enumerate() {
            let mut now = String::new();
            let mut at = place.start;
            for (gap, value) in &changes {
                let from = gap.start.clamp(at, place.end);
                let to = gap.end.clamp(from, place.end);
                let owned = owner(gap) == Some(number);
                if owned || from < to {
                    now.push_str(&text.text[at - place.start..from - place.start]);
                    now.push_str(if owned { value } else { "" });
                    at = to;
                }
            }
            now.push_str(&text.text[at - place.start..]);
            if now != text.text {
                edits.push(Edit {
                    at: text.whole.clone(),
                    with: element(&now, &self.found.prefix),
                });
            }
        }
        edits
    }
}

/// Notes a change, unless another one stands there.
fn put(
    changes: &mut Changes,
    paragraph: usize,
    gap: Range<usize>,
    value: &str,
) -> Result<(), Obstacle> {
    let of_paragraph = changes.entry(paragraph).or_default();
    let overlaps = |(other, _): &(Range<usize>, String)| {
        gap == *other || gap.start < other.end && other.start < gap.end
    };
    if !gap.is_empty() && of_paragraph.iter().any(overlaps) {
        return Err(Obstacle::Twice);
    }
    of_paragraph.push((gap, value.to_owned()));
    of_paragraph.sort_by_key(|(gap, _)| (gap.start, gap.end));
    Ok(())
}

fn push(edits: &mut Vec<Edit>, edit: Edit) -> Result<(), Obstacle> {
    match edits.iter().any(|other| other.at == edit.at) {
        true => Err(Obstacle::Twice),
        false => {
            edits.push(edit);
            Ok(())
        }
    }
}

fn run(look: &str, value: &str, prefix: &str) -> String {
    let text = element(value, prefix);
    format!("<{prefix}r>{look}{text}</{prefix}r>")
}

/// A text as elements of a run.
fn element(text: &str, prefix: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            let space = match line.trim() == line {
                true => "",
                false => " xml:space=\"preserve\"",
            };
            format!("<{prefix}t{space}>{}</{prefix}t>", escaped(line))
        })
        .collect();
    lines.join(&format!("<{prefix}br/>"))
}
