//! Fills a superior's own form: marked cells get their values, nothing else of the package changes.
//!
//! [`Form::open`] reads a workbook or a document; [`Form::fill`] gives its bytes back with the marked places written. Of a
//! workbook only the sheets of marked cells change, and in them only those cells and the stored results of formulas that
//! follow from them; of a document only its text. Every other part is copied as it lies in the package.
//!
//! Where a value comes from is the caller's business.

mod anew;
mod document;
mod error;
mod formula;
mod grid;
mod number;
mod package;
mod shape;
mod sheet;
mod suggest;
#[cfg(test)]
mod tests;
mod workbook;
mod write;
mod xml;

use std::fmt;

pub use error::{FormError, Obstacle, Unfillable};
pub use suggest::{Suggestion, Turn, Wanted};

use crate::book::column_name;
use document::Document;
use package::Package;
use workbook::Workbook;

/// A form that is to be filled.
#[derive(Debug, Clone)]
pub struct Form {
    package: Package,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Workbook(Box<Workbook>),
    Document(Box<Document>),
}

/// A place of a form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Spot {
    /// A cell of a workbook.
    Cell {
        /// Name of the sheet.
        sheet: String,
        /// Row from 0.
        row: u32,
        /// Column from 0.
        column: u32,
    },
    /// The cell to which a name of a workbook leads.
    Name(String),
    /// A cell of a document. Tables within cells are not counted as tables: their cells count on in the row in which they stand.
    Table {
        /// Table, from 1.
        table: u32,
        /// Row, from 1.
        row: u32,
        /// Cell, from 1, in the order of the text; a cell that spans columns counts once.
        cell: u32,
        /// Which gap within the cell, from 1; may be left out where there is only one.
        blank: Option<u32>,
    },
    /// A content control, by its tag or its title.
    Control(String),
}

/// What is written into a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FillValue {
    /// A decimal number, such as `97.37`; `percent` where it counts hundredths: a cell that shows percent then gets `0.9737`.
    Number {
        /// Digits, perhaps with a sign and a point.
        digits: String,
        /// It counts hundredths.
        percent: bool,
    },
    /// Text. In a workbook plain numbers and days become such where the cell is made for them.
    Text(String),
}

/// A marked place and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The place.
    pub spot: Spot,
    /// The value.
    pub value: FillValue,
}

/// A filled form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledForm {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was written, in the order in which it was asked for.
    pub written: Vec<Written>,
    /// What else a reader of the form should know, in Chinese.
    pub notes: Vec<String>,
}

/// A place that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The place; a name is resolved to its cell.
    pub spot: Spot,
    /// What stood there.
    pub before: String,
    /// What stands there now, as it is stored.
    pub now: String,
}

/// `{{indicator-id}}` in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// The cell; in a document, the gap that it is.
    pub spot: Spot,
    /// What stands in the cell of a workbook; in a document, the placeholder itself.
    pub text: String,
    /// What stands between each pair of brackets.
    pub names: Vec<String>,
}

impl Form {
    /// Opens a form.
    ///
    /// # Errors
    /// [`FormError`] where it is no workbook or document of the kinds that can be filled, locked, damaged or beyond measure.
    pub fn open(name: &str, bytes: &[u8]) -> Result<Form, FormError> {
        let package = Package::open(name, bytes)?;
        let main = package
            .relations("")?
            .into_iter()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .map(|relation| relation.target)
            .ok_or_else(|| package.broken("找不到正文部件"))?;
        let xml = package.needed(&main)?;
        let content = match root(&xml) {
            "workbook" => Content::Workbook(Box::new(Workbook::read(&package, &main, &xml)?)),
            "document" => Content::Document(Box::new(Document::read(&package, &main, xml)?)),
            _ => {
                let name = name.to_owned();
                return Err(FormError::Kind { name });
            }
        };
        Ok(Form { package, content })
    }

    /// Whether it is a document, and no workbook.
    pub fn is_document(&self) -> bool {
        matches!(self.content, Content::Document(_))
    }

    /// Everything that people may read in it: a line for each row or paragraph, a tab between cells.
    pub fn texts(&self) -> String {
        let mut out = self.package.words();
        if let Content::Workbook(workbook) = &self.content {
            for sheet in &workbook.sheets {
                out.push_str(&format!("\n{}\n", sheet.name));
                for row in sheet.content.iter().flat_map(|content| &content.rows) {
                    let cells = row.cells.iter().map(|cell| workbook.text(cell));
                    let texts: Vec<&str> = cells.filter(|text| !text.is_empty()).collect();
                    out.push_str(&texts.join("\t"));
                    out.push('\n');
                }
            }
        }
        out
    }

    /// The placeholders in its cells.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        match &self.content {
            Content::Workbook(workbook) => workbook.placeholders(),
            Content::Document(document) => document.placeholders(),
        }
    }

    /// What tells this form from others: words, formulas and merged areas with their places, but no numbers, no years, and
    /// nothing of the places named. A filled form is as its blank one, this year's as last year's.
    pub fn shape(&self, apart: &[Spot]) -> String {
        match &self.content {
            Content::Workbook(workbook) => shape::of_workbook(workbook, apart),
            Content::Document(document) => shape::of_document(document, apart),
        }
    }

    /// The words by which a person knows a place: what stands to the left of it and above it.
    pub fn words(&self, spot: &Spot) -> String {
        suggest::words(self, spot)
    }

    /// Proposes what belongs where. `own` is the name of the office: a column that bears it adds nothing.
    pub fn suggest(&self, wanted: &[Wanted], own: &str) -> Vec<Suggestion> {
        suggest::suggest(self, wanted, own)
    }

    /// How many rows a list may take from a place downward, up to `most`, without touching what stands below it. `columns` is
    /// the number of cells to the right, the place itself included.
    pub fn room(&self, spot: &Spot, columns: u32, most: u32) -> u32 {
        match &self.content {
            Content::Workbook(workbook) => workbook.room(spot, columns, most),
            Content::Document(document) => document.room(spot, columns, most),
        }
    }

    /// The form with these places filled. Every fault is told; where there is one, nothing is filled.
    ///
    /// # Errors
    /// The faults, in the order of the entries.
    pub fn fill(&self, entries: &[Entry]) -> Result<FilledForm, Vec<Unfillable>> {
        match &self.content {
            Content::Workbook(workbook) => write::fill(&self.package, workbook, entries),
            Content::Document(document) => document.fill(&self.package, entries),
        }
    }
}

/// Local name of the outermost element.
fn root(xml: &str) -> &str {
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if !rest.starts_with("<?") && !rest.starts_with("<!") {
            return package::element(rest);
        }
        rest = rest.get(1..).unwrap_or("");
    }
    ""
}

/// What stands between pairs of brackets in a text: `{{a}}件，{{b}}件` → a, b.
fn bracketed(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        names.push(name.trim().to_owned());
        rest = after;
    }
    names
}

impl fmt::Display for Spot {
    /// 工作表“月报”O3格 · 第2个表第3行第3格第1处空白.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Cell { sheet, row, column } => {
                let row = u64::from(*row) + 1;
                write!(f, "工作表“{sheet}”{}{row}格", column_name(*column))
            }
            Spot::Name(name) => write!(f, "名称“{name}”所指的格"),
            Spot::Table {
                table,
                row,
                cell,
                blank,
            } => {
                write!(f, "第{table}个表第{row}行第{cell}格")?;
                match blank {
                    Some(blank) => write!(f, "第{blank}处空白"),
                    None => Ok(()),
                }
            }
            Spot::Control(name) => write!(f, "内容控件“{name}”"),
        }
    }
}

/// Row and column from 0 of a cell's name such as `O3` or `$O$3`.
pub fn cell_at(name: &str) -> Option<(u32, u32)> {
    let name = name.trim().replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
        return None;
    }
    let column = letters.chars().try_fold(0_u32, |column, c| {
        let digit = c
            .is_ascii_alphabetic()
            .then(|| c.to_ascii_uppercase() as u32 - u32::from(b'A') + 1)?;
        Some(column * 26 + digit)
    })?;
    let row: u32 = digits.parse().ok()?;
    ((1..=1_048_576).contains(&row) && column <= 16_384).then(|| (row - 1, column - 1))
}

#[cfg(test)]
mod names {
    use super::*;

    #[test]
    fn names_of_cells_are_read() {
        assert_eq!(cell_at("A1"), Some((0, 0)));
        assert_eq!(cell_at("$O$3"), Some((2, 14)));
        assert_eq!(cell_at("xfd1048576"), Some((1_048_575, 16_383)));
        for wrong in ["", "3", "O", "O0", "XFE1", "A1048577", "3O", "AAAA1", "A1B"] {
            assert_eq!(cell_at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn brackets_are_found() {
        assert_eq!(bracketed("共{{ a }}件，{{b|last}}件"), ["a", "b|last"]);
        assert_eq!(bracketed("{{a"), [""; 0]);
    }
}
