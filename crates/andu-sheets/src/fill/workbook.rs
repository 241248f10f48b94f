//! The parts of a workbook that filling has to understand.

use std::ops::Range;

use quick_xml::events::Event;

use super::error::FormError;
use super::formula::{Looks, looks};
use super::number::{Shows, shows};
use super::package::{Package, element};
use super::sheet::{CellXml, SheetXml, area, truth};
use super::xml::{Broken, Pieces, add_text, attribute, local, unescaped};
use super::{Placeholder, Spot, bracketed};
use crate::book::Merge;

/// Cells of one row beyond which a list is not looked for.
const MOST_WIDE: u32 = 256;

/// A workbook.
#[derive(Debug, Clone)]
pub struct Workbook {
    /// Its part.
    pub part: String,
    /// The text of that part.
    pub xml: String,
    /// Sheets in their order.
    pub sheets: Vec<SheetPart>,
    /// Names that stand for something: name, what it stands for.
    pub names: Vec<(String, String)>,
    /// Days are counted from 1904.
    pub since_1904: bool,
    /// How it says that it is to be worked out anew.
    pub calc: Calc,
    shows: Vec<Shows>,
    strings: Vec<String>,
}

/// A sheet and its part.
#[derive(Debug, Clone)]
pub struct SheetPart {
    pub name: String,
    pub part: String,
    pub hidden: bool,
    /// `None` for what holds no cells.
    pub content: Option<SheetXml>,
}

/// How a workbook says that it is to be worked out anew when it is opened.
#[derive(Debug, Clone, Default)]
pub struct Calc {
    /// The tag, where there is one.
    pub tag: Option<Range<usize>>,
    /// It says so already.
    pub full: bool,
    /// Where the tag belongs.
    pub place: usize,
    /// What stands before names of elements.
    pub prefix: String,
}

impl Workbook {
    /// Reads a workbook.
    pub fn read(package: &Package, part: &str, xml: &str) -> Result<Workbook, FormError> {
        let mut workbook = Workbook {
            part: package.exact(part).unwrap_or(part).to_owned(),
            xml: xml.to_owned(),
            sheets: Vec::new(),
            names: Vec::new(),
            since_1904: false,
            calc: Calc::default(),
            shows: Vec::new(),
            strings: Vec::new(),
        };
        let relations = package.relations(part)?;
        let listed = workbook
            .main(xml)
            .map_err(|Broken| package.broken("工作簿目录读不懂"))?;
        let of_kind = |kind: &str| {
            let found = relations
                .iter()
                .find(|relation| relation.kind.ends_with(kind));
            found.map(|relation| relation.target.clone())
        };
        if let Some(styles) = of_kind("/styles") {
            let xml = package.text(&styles)?.unwrap_or_default();
            workbook.shows = formats(&xml).map_err(|Broken| package.broken("样式读不懂"))?;
        }
        if let Some(strings) = of_kind("/sharedStrings") {
            let xml = package.text(&strings)?.unwrap_or_default();
            workbook.strings = shared(&xml).map_err(|Broken| package.broken("共用文字读不懂"))?;
        }
        for (name, id, hidden) in listed {
            let relation = relations.iter().find(|relation| relation.id == id);
            let relation = relation.ok_or_else(|| package.broken("工作表没有部件"))?;
            let part = package.exact(&relation.target).unwrap_or(&relation.target);
            let content = match relation.kind.ends_with("/worksheet") {
                true => Some(
                    SheetXml::read(package.needed(part)?)
                        .map_err(|Broken| package.broken("工作表读不懂"))?,
                ),
                false => None,
            };
            workbook.sheets.push(SheetPart {
                name,
                part: part.to_owned(),
                hidden,
                content,
            });
        }
        Ok(workbook)
    }

    /// Reads the main part; returns names, relations and whether they are hidden, of the sheets.
    fn main(&mut self, xml: &str) -> Result<Vec<(String, String, bool)>, Broken> {
        let mut sheets = Vec::new();
        let mut name: Option<(String, String)> = None;
        let mut pieces = Pieces::of(xml);
        while let Some(piece) = pieces.next()? {
            let tag = &xml[piece.at.clone()];
            let value = |name| attribute(tag, name).map(|(value, _)| unescaped(value));
            match (&piece.event, element(tag)) {
                (Event::Start(_) | Event::Empty(_), "workbookPr") => {
                    self.since_1904 = value("date1904").is_some_and(|value| truth(&value));
                }
                (Event::Start(_) | Event::Empty(_), "sheet") => {
                    let id = super::xml::attributes(tag).find(|(name, _)| local(name) == "id");
                    let id = id.map(|(_, at)| tag[at].to_owned()).unwrap_or_default();
                    let hidden = value("state").is_some_and(|state| state != "visible");
                    sheets.push((value("name").unwrap_or_default(), id, hidden));
                }
                (Event::Start(_), "definedName") => {
                    name = Some((value("name").unwrap_or_default(), String::new()));
                }
                (Event::Start(_) | Event::Empty(_), "calcPr") => {
                    self.calc.full = value("fullCalcOnLoad").is_some_and(|value| truth(&value));
                    self.calc.tag = Some(piece.at);
                }
                (Event::Empty(_), "definedNames") => self.calc.place = piece.at.end,
                (Event::End(end), _) => {
                    let tag_name = end.name();
                    let name_of = tag_name.as_ref();
                    match local(name_of) {
                        "definedName" => self.names.extend(name.take()),
                        "sheets" | "functionGroups" | "externalReferences" | "definedNames" => {
                            self.calc.place = piece.at.end;
                            let prefix = name_of.strip_suffix(local(name_of));
                            self.calc.prefix = prefix.unwrap_or_default().to_owned();
                        }
                        _ => {}
                    }
                }
                (event, _) => {
                    if let Some((_, text)) = &mut name {
                        add_text(event, xml, &piece.at, text);
                    }
                }
            }
        }
        Ok(sheets)
    }

    /// What a cell of this style shows.
    pub fn shows(&self, style: u32) -> Shows {
        let found = self.shows.get(style as usize);
        found.copied().unwrap_or(Shows::Number)
    }

    /// What is stored in a cell, as text.
    pub fn text<'a>(&'a self, cell: &'a CellXml) -> &'a str {
        match cell.kind.as_str() {
            "s" => {
                let index: Option<usize> = cell.value.trim().parse().ok();
                index
                    .and_then(|index| self.strings.get(index))
                    .map_or("", String::as_str)
            }
            _ => &cell.value,
        }
    }

    /// Number of the sheet with this name.
    pub fn sheet(&self, name: &str) -> Option<usize> {
        let exact = self.sheets.iter().position(|sheet| sheet.name == name);
        let alike = |sheet: &SheetPart| sheet.name.to_lowercase() == name.to_lowercase();
        exact.or_else(|| self.sheets.iter().position(alike))
    }

    /// The cell for which a name stands: sheet, row, column.
    pub fn named(&self, name: &str) -> Option<(usize, u32, u32)> {
        let (_, text) = self.names.iter().find(|(known, _)| known == name)?;
        let found = looks(text);
        let [Looks::At(Some(sheet), at)] = found.as_slice() else {
            return None;
        };
        let sheet = self.sheet(sheet)?;
        let content = self.sheets[sheet].content.as_ref()?;
        let one = (at.first_row, at.first_column) == (at.last_row, at.last_column)
            || content.merges.contains(at);
        one.then_some((sheet, at.first_row, at.first_column))
    }

    /// Names that stand for one cell.
    pub fn names_of_cells(&self) -> Vec<String> {
        let names = self.names.iter().map(|(name, _)| name.clone());
        names.filter(|name| self.named(name).is_some()).collect()
    }

    /// Where a formula of a sheet looks; `None` where only working it out tells.
    pub fn looks(&self, sheet: usize, formula: &str, depth: u32) -> Option<Vec<(usize, Merge)>> {
        let mut found = Vec::new();
        for look in looks(formula) {
            match look {
                Looks::Anywhere => return None,
                Looks::At(None, area) => found.push((sheet, area)),
                Looks::At(Some(name), area) => match self.sheet(&name) {
                    Some(other) => found.push((other, area)),
                    // Another workbook, or sheets from one to another.
                    None => return None,
                },
                Looks::Name(name) => {
                    if name.eq_ignore_ascii_case("true") || name.eq_ignore_ascii_case("false") {
                        continue;
                    }
                    let known = self
                        .names
                        .iter()
                        .filter(|(known, _)| known.to_lowercase() == name.to_lowercase());
                    let mut texts = known.map(|(_, text)| text).peekable();
                    texts.peek().filter(|_| depth < 8)?;
                    for text in texts {
                        found.extend(self.looks(sheet, text, depth + 1)?);
                    }
                }
            }
        }
        Some(found)
    }

    /// Cells that hold placeholders.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let mut found = Vec::new();
        for sheet in &self.sheets {
            let rows = sheet.content.iter().flat_map(|content| &content.rows);
            for (row, cell) in rows.flat_map(|row| row.cells.iter().map(move |cell| (row, cell))) {
                let text = self.text(cell);
                let names = bracketed(text);
                if names.is_empty() || cell.formula.is_some() {
                    continue;
                }
                found.push(Placeholder {
                    spot: Spot::Cell {
                        sheet: sheet.name.clone(),
                        row: row.number,
                        column: cell.column,
                    },
                    text: text.to_owned(),
                    names,
                });
            }
        }
        found
    }

    /// Rows that are free from a cell downward.
    pub fn room(&self, spot: &Spot, columns: u32, most: u32) -> u32 {
        let found = match spot {
            Spot::Cell { sheet, row, column } => {
                self.sheet(sheet).map(|sheet| (sheet, *row, *column))
            }
            Spot::Name(name) => self.named(name),
            Spot::Table { .. } | Spot::Control(_) => None,
        };
        let Some((sheet, row, column)) = found else {
            return 0;
        };
        let Some(content) = &self.sheets[sheet].content else {
            return 0;
        };
        let wide = columns.min(MOST_WIDE);
        // Where the first row was drawn, the list ends where the drawn rows end.
        let drawn = content.cell(row, column).is_some();
        let free = |row: u32| {
            if drawn && content.cell(row, column).is_none() {
                return false;
            }
            (column..column.saturating_add(wide)).all(|column| {
                let cell = content.cell(row, column);
                let taken = cell.is_some_and(|cell| {
                    cell.formula.is_some() || !self.text(cell).trim().is_empty()
                });
                let merged = content.merge_at(row, column);
                let apart = merged.is_none_or(|m| (m.first_row, m.first_column) == (row, column));
                !taken && apart
            })
        };
        let mut count = 0;
        while count < most && row.checked_add(count).is_some_and(|row| row < 1_048_576) {
            if !free(row + count) {
                break;
            }
            count += 1;
        }
        count
    }
}

/// What each style of the workbook shows.
fn formats(xml: &str) -> Result<Vec<Shows>, Broken> {
    let mut codes: Vec<(u32, String)> = Vec::new();
    let mut found = Vec::new();
    let mut in_cells = false;
    let mut pieces = Pieces::of(xml);
    while let Some(piece) = pieces.next()? {
        let tag = &xml[piece.at.clone()];
        let number = |name| -> Option<u32> { attribute(tag, name)?.0.parse().ok() };
        match (&piece.event, element(tag)) {
            (Event::Start(_) | Event::Empty(_), "numFmt") => {
                let code = attribute(tag, "formatCode").map(|(code, _)| unescaped(code));
                codes.extend(number("numFmtId").zip(code));
            }
            (Event::Start(_), "cellXfs") => in_cells = true,
            (Event::End(end), _) if local(end.name().as_ref()) == "cellXfs" => in_cells = false,
            (Event::Start(_) | Event::Empty(_), "xf") if in_cells => {
                let id = number("numFmtId").unwrap_or(0);
                let code = codes.iter().find(|(known, _)| *known == id);
                found.push(shows(id, code.map(|(_, code)| code.as_str())));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The texts that cells share, without the readings above characters.
fn shared(xml: &str) -> Result<Vec<String>, Broken> {
    let mut found: Vec<String> = Vec::new();
    let (mut in_text, mut phonetic) = (false, false);
    let mut pieces = Pieces::of(xml);
    while let Some(piece) = pieces.next()? {
        match (&piece.event, element(&xml[piece.at.clone()])) {
            (Event::Start(_) | Event::Empty(_), "si") => found.push(String::new()),
            (Event::Start(_), "rPh") => phonetic = true,
            (Event::Start(_), "t") => in_text = !phonetic,
            (Event::End(end), _) => match local(end.name().as_ref()) {
                "rPh" => phonetic = false,
                "t" => in_text = false,
                _ => {}
            },
            (event, _) if in_text => {
                if let Some(text) = found.last_mut() {
                    add_text(event, xml, &piece.at, text);
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The used area of a sheet as it is written down, for its widening.
pub fn dimension(sheet: &SheetXml) -> Option<(Range<usize>, Merge)> {
    let at = sheet.dimension.clone()?;
    let written = area(&sheet.xml[at.clone()])?;
    Some((at, written))
}
