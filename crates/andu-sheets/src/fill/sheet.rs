//! A sheet of a workbook: where its rows and cells stand in the XML.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::events::Event;

use super::package::element;
use super::xml::{Broken, Pieces, add_text, attribute, local, unescaped};
use super::{cell_at, formula};
use crate::book::Merge;

/// A sheet as it lies in its part.
#[derive(Debug, Clone, Default)]
pub struct SheetXml {
    /// The part.
    pub xml: String,
    /// What stands before the names of its elements: `x:`, or nothing.
    pub prefix: String,
    /// The element `sheetData`.
    pub data: Span,
    /// Rows in the order of the part.
    pub rows: Vec<RowXml>,
    /// Merged areas.
    pub merges: Vec<Merge>,
    /// Styles of columns: first, last, style.
    pub columns: Vec<(u32, u32, u32)>,
    /// Where the area that is in use is written down.
    pub dimension: Option<Range<usize>>,
    /// Formulas that others share, by number: where they stand, and the formula.
    pub shared: BTreeMap<u32, (u32, u32, String)>,
}

/// Where an element stands: as a whole, and its inside. The inside is empty and stands at the end where the element has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    pub whole: Range<usize>,
    pub tag: Range<usize>,
    pub inside: Range<usize>,
    /// `<row/>`
    pub closed: bool,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub struct RowXml {
    /// From 0.
    pub number: u32,
    pub span: Span,
    /// Style of cells that are not there.
    pub style: Option<u32>,
    /// Cells in the order of the part.
    pub cells: Vec<CellXml>,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub struct CellXml {
    /// From 0.
    pub column: u32,
    pub span: Span,
    pub style: u32,
    /// `s`, `n`, `str`, `inlineStr`, `b`, `e`, `d`; empty for numbers.
    pub kind: String,
    /// What is stored.
    pub value: String,
    /// Where the element with the stored value stands.
    pub value_at: Option<Range<usize>>,
    /// Its formula, where it has one.
    pub formula: Option<FormulaXml>,
}

/// A formula as it lies in a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormulaXml {
    pub text: String,
    /// Number of the shared formula to which it belongs.
    pub shared: Option<u32>,
    /// Area that an array formula fills.
    pub area: Option<Merge>,
}

impl SheetXml {
    /// Reads a sheet.
    pub fn read(xml: String) -> Result<SheetXml, Broken> {
        let mut sheet = SheetXml::default();
        let mut pieces = Pieces::of(&xml);
        let mut in_data = false;
        while let Some(piece) = pieces.next()? {
            let tag = &xml[piece.at.clone()];
            match (&piece.event, element(tag)) {
                (Event::Start(start), "sheetData") => {
                    sheet.prefix = prefix(start.name().as_ref());
                    sheet.data = Span::opened(piece.at.clone());
                    in_data = true;
                }
                (Event::Empty(start), "sheetData") => {
                    sheet.prefix = prefix(start.name().as_ref());
                    sheet.data = Span::closed(piece.at.clone());
                }
                (Event::End(end), _) if local(end.name().as_ref()) == "sheetData" => {
                    sheet.data.close(&piece.at);
                    in_data = false;
                }
                (Event::Start(_), "row") if in_data => sheet.row(&xml, piece.at, &mut pieces)?,
                (Event::Empty(_), "row") if in_data => sheet.closed_row(tag, piece.at),
                (Event::Start(_) | Event::Empty(_), name) if !in_data => {
                    sheet.around(name, tag, &piece.at)
                }
                _ => {}
            }
        }
        if sheet.data.whole.is_empty() {
            return Err(Broken);
        }
        sheet.xml = xml;
        Ok(sheet)
    }

    fn around(&mut self, name: &str, tag: &str, at: &Range<usize>) {
        match name {
            "dimension" => {
                let value = attribute(tag, "ref").map(|(_, value)| value);
                self.dimension = value.map(|value| at.start + value.start..at.start + value.end);
            }
            "col" => {
                let number = |name| number(tag, name);
                if let (Some(first), Some(last), Some(style)) =
                    (number("min"), number("max"), number("style"))
                {
                    self.columns
                        .push((first.saturating_sub(1), last.saturating_sub(1), style));
                }
            }
            "mergeCell" => {
                let area = attribute(tag, "ref").and_then(|(text, _)| area(text));
                self.merges.extend(area);
            }
            _ => {}
        }
    }

    fn next_row(&self, tag: &str) -> RowXml {
        let after = self.rows.last().map_or(0, |row| row.number + 1);
        let named = number(tag, "r").map(|number| number.saturating_sub(1));
        let custom = attribute(tag, "customFormat").is_some_and(|(value, _)| truth(value));
        RowXml {
            number: named.unwrap_or(after),
            style: number(tag, "s").filter(|_| custom),
            ..RowXml::default()
        }
    }

    fn closed_row(&mut self, tag: &str, at: Range<usize>) {
        let mut row = self.next_row(tag);
        row.span = Span::closed(at);
        self.rows.push(row);
    }

    fn row(&mut self, xml: &str, at: Range<usize>, pieces: &mut Pieces<'_>) -> Result<(), Broken> {
        let mut row = self.next_row(&xml[at.clone()]);
        row.span = Span::opened(at);
        while let Some(piece) = pieces.next()? {
            let tag = &xml[piece.at.clone()];
            match (&piece.event, element(tag)) {
                (Event::Start(_), "c") => {
                    let mut cell = begun(&row, tag);
                    cell.span = Span::opened(piece.at);
                    cell.read(xml, pieces)?;
                    self.remember(&row, &cell);
                    row.cells.push(cell);
                }
                (Event::Empty(_), "c") => {
                    let mut cell = begun(&row, tag);
                    cell.span = Span::closed(piece.at);
                    row.cells.push(cell);
                }
                (Event::End(end), _) if local(end.name().as_ref()) == "row" => {
                    row.span.close(&piece.at);
                    self.rows.push(row);
                    return Ok(());
                }
                _ => {}
            }
        }
        Err(Broken)
    }

    fn remember(&mut self, row: &RowXml, cell: &CellXml) {
        let Some(formula) = cell.formula.as_ref().filter(|f| !f.text.is_empty()) else {
            return;
        };
        if let Some(number) = formula.shared {
            let first = (row.number, cell.column, formula.text.clone());
            self.shared.entry(number).or_insert(first);
        }
    }

    /// The row with this number.
    pub fn row_at(&self, number: u32) -> Option<&RowXml> {
        self.rows.iter().find(|row| row.number == number)
    }

    /// The cell at a row and a column.
    pub fn cell(&self, row: u32, column: u32) -> Option<&CellXml> {
        let row = self.row_at(row)?;
        row.cells.iter().find(|cell| cell.column == column)
    }

    /// Style of a cell that may not be there: its row's, else its column's.
    pub fn style(&self, row: u32, column: u32) -> u32 {
        if let Some(cell) = self.cell(row, column) {
            return cell.style;
        }
        let of_row = self.row_at(row).and_then(|row| row.style);
        let of_column = || {
            let within = |(first, last, _): &&(u32, u32, u32)| (*first..=*last).contains(&column);
            self.columns.iter().find(within).map(|(_, _, style)| *style)
        };
        of_row.or_else(of_column).unwrap_or(0)
    }

    /// The merged area that covers a cell.
    pub fn merge_at(&self, row: u32, column: u32) -> Option<&Merge> {
        self.merges.iter().find(|merge| merge.covers(row, column))
    }

    /// The formula of a cell, spelled out where it shares one, as it would be written in that cell.
    pub fn formula(&self, row: u32, cell: &CellXml) -> Option<String> {
        let formula = cell.formula.as_ref()?;
        if !formula.text.is_empty() {
            return Some(formula.text.clone());
        }
        let (from_row, from_column, text) = self.shared.get(&formula.shared?)?;
        let rows = i64::from(row) - i64::from(*from_row);
        let columns = i64::from(cell.column) - i64::from(*from_column);
        Some(formula::moved(text, rows, columns))
    }
}

impl Span {
    fn opened(tag: Range<usize>) -> Span {
        Span {
            whole: tag.clone(),
            inside: tag.end..tag.end,
            tag,
            closed: false,
        }
    }

    fn closed(tag: Range<usize>) -> Span {
        Span {
            closed: true,
            ..Span::opened(tag)
        }
    }

    fn close(&mut self, end: &Range<usize>) {
        self.whole.end = end.end;
        self.inside.end = end.start;
    }
}

/// A cell as its tag tells it.
fn begun(row: &RowXml, tag: &str) -> CellXml {
    let named = attribute(tag, "r").and_then(|(name, _)| cell_at(name));
    let after = row.cells.last().map_or(0, |cell| cell.column + 1);
    CellXml {
        column: named.map_or(after, |(_, column)| column),
        style: number(tag, "s").unwrap_or(0),
        kind: attribute(tag, "t").map_or(String::new(), |(kind, _)| kind.to_owned()),
        ..CellXml::default()
    }
}

impl CellXml {
    /// Reads what is inside a cell, up to its end.
    fn read(&mut self, xml: &str, pieces: &mut Pieces<'_>) -> Result<(), Broken> {
        let (mut in_value, mut in_formula, mut phonetic) = (false, false, false);
        while let Some(piece) = pieces.next()? {
            let tag = &xml[piece.at.clone()];
            match (&piece.event, element(tag)) {
                (Event::Start(_), "v") => {
                    in_value = true;
                    self.value_at = Some(piece.at);
                }
                (Event::Empty(_), "v") => self.value_at = Some(piece.at),
                (Event::Start(_), "t") => in_value = !phonetic,
                (Event::Start(_), "rPh") => phonetic = true,
                (Event::Start(_), "f") => {
                    in_formula = true;
                    self.formula = Some(formula_tag(tag));
                }
                (Event::Empty(_), "f") => self.formula = Some(formula_tag(tag)),
                (Event::End(end), _) => match local(end.name().as_ref()) {
                    "c" => {
                        self.span.close(&piece.at);
                        return Ok(());
                    }
                    "v" => {
                        in_value = false;
                        if let Some(at) = &mut self.value_at {
                            at.end = piece.at.end;
                        }
                    }
                    "t" => in_value = false,
                    "rPh" => phonetic = false,
                    "f" => in_formula = false,
                    _ => {}
                },
                (event, _) if in_value => add_text(event, xml, &piece.at, &mut self.value),
                (event, _) if in_formula => {
                    if let Some(formula) = &mut self.formula {
                        add_text(event, xml, &piece.at, &mut formula.text);
                    }
                }
                _ => {}
            }
        }
        Err(Broken)
    }
}

fn formula_tag(tag: &str) -> FormulaXml {
    let kind = attribute(tag, "t").map_or("", |(kind, _)| kind);
    FormulaXml {
        text: String::new(),
        shared: number(tag, "si").filter(|_| kind == "shared"),
        area: attribute(tag, "ref")
            .filter(|_| kind == "array" || kind == "dataTable")
            .and_then(|(text, _)| area(text)),
    }
}

fn number(tag: &str, name: &str) -> Option<u32> {
    attribute(tag, name)?.0.trim().parse().ok()
}

/// `1` and `true`.
pub fn truth(value: &str) -> bool {
    matches!(value.trim(), "1" | "true")
}

fn prefix(name: &str) -> String {
    name.rsplit_once(':')
        .map_or(String::new(), |(prefix, _)| format!("{prefix}:"))
}

/// An area such as `A1:G3`, or one cell.
pub fn area(text: &str) -> Option<Merge> {
    let text = unescaped(text);
    let (first, last) = text.split_once(':').unwrap_or((&text, &text));
    let ((first_row, first_column), (last_row, last_column)) = (cell_at(first)?, cell_at(last)?);
    Some(Merge {
        first_row: first_row.min(last_row),
        last_row: first_row.max(last_row),
        first_column: first_column.min(last_column),
        last_column: first_column.max(last_column),
    })
}
