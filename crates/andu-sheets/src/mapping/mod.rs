//! Which column is which of the caller's targets: proposed, corrected by a person, kept for the next book.

mod apply;
mod propose;
mod score;
mod similar;
mod ticks;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::book::{Cell, Sheet};
use crate::list::{ListFound, Record};

pub use apply::{Applied, Given, apply};
pub use propose::{Proposal, Proposed, propose};
pub use score::{names_fit, names_same};
pub use similar::normalise;

/// Stands in a mapping for the name of the sheet, where each unit or month has a sheet of its own.
pub const SHEET_HEADING: &str = "〔工作表〕";

/// Stands in a mapping for the band above a record.
pub const SECTION_HEADING: &str = "〔分段〕";

/// What a column may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Key by which the caller knows it.
    pub key: String,
    /// Official Chinese term.
    pub label: String,
    /// Other terms for it.
    pub aliases: Vec<String>,
    /// What its values are.
    pub kind: Kind,
    /// A record without it cannot be used.
    pub required: bool,
    /// It tells one record from another.
    pub identifies: bool,
    /// It says in a few words what the record is about.
    pub subject: bool,
    /// The day with which the record begins; other days lie on it or after it.
    pub begins: bool,
    /// It is a column of this list, which several records fill together.
    pub list: Option<String>,
    /// Unit of measure of a number, such as 万元.
    pub unit: Option<String>,
}

impl Target {
    /// A target of which only key, label and kind are known.
    pub fn new(key: &str, label: &str, kind: Kind) -> Target {
        Target {
            key: key.to_owned(),
            label: label.to_owned(),
            aliases: Vec::new(),
            kind,
            required: false,
            identifies: false,
            subject: false,
            begins: false,
            list: None,
            unit: None,
        }
    }
}

/// What the values of a target are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Text,
    /// Many lines.
    LongText,
    /// A civil day.
    Date,
    /// A civil day and time.
    DateTime,
    /// A decimal number.
    Number,
    /// A whole number.
    Whole,
    /// One of the options.
    Choice {
        /// What it may be.
        options: Vec<Named>,
    },
    /// A unit.
    Unit,
    /// One or several units.
    Units,
    /// A person.
    Person,
    /// Yes or no.
    Flag,
    /// Several texts.
    List,
}

/// A value with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Key by which the caller knows it.
    pub key: String,
    /// Official Chinese term.
    pub label: String,
    /// Other terms for it.
    pub aliases: Vec<String>,
}

/// A mapping (导入方案): plain data that names headings, never positions, so that next month's book fits as well.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Its name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Sheets that are read; empty means every sheet in which the headings stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    /// Targets that together tell one record from another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<String>,
    /// The year for days that are written without one, where neither title nor name of the sheet tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_year: Option<i16>,
    /// The day that stands for a month where a cell states year and month only; without it such cells are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month_day: Option<u8>,
    /// A day without a year that would lie before the record begins is one of the next year.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cross_year: bool,
    /// Headings that are left out on purpose.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub ignored: BTreeSet<String>,
    /// Headings of columns in which a blank cell means the same as the cell above.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub fill_down: BTreeSet<String>,
    /// Heading of a column that names several units where one is asked for → target of those behind the first.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rest: BTreeMap<String, String>,
    /// Heading → target; `target=choice` where a tick in the column means that choice.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Target → heading whose column fills it as well, where nothing else does.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub copies: BTreeMap<String, String>,
    /// Target → text that stands for every record.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
    /// Name of a unit as written → its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub units: BTreeMap<String, String>,
    /// Target → value as written → key or label of the choice; a blank one says that the value means nothing.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<String, BTreeMap<String, String>>,
}

impl Mapping {
    /// Heading of the column that fills a target.
    pub fn heading_of(&self, target: &str) -> Option<&str> {
        let found = self
            .columns
            .iter()
            .find(|(_, key)| key.split('=').next() == Some(target));
        found.map(|(heading, _)| heading.as_str())
    }
}

/// How many of a mapping's headings stand in a list, in percent; 0 where the mapping leaves its sheet out.
pub fn fits(mapping: &Mapping, list: &ListFound) -> usize {
    if !mapping.sheets.is_empty() && !mapping.sheets.contains(&list.sheet) {
        return 0;
    }
    let real = mapping
        .columns
        .keys()
        .filter(|heading| !heading.starts_with('〔') || heading.ends_with("列〕"));
    let (mut all, mut found) = (0, 0);
    for heading in real {
        all += 1;
        found += usize::from(find(list, heading).is_some());
    }
    (found * 100usize).checked_div(all).unwrap_or(0)
}

/// The column that a heading names; small differences of writing do not matter.
fn find<'a>(list: &'a ListFound, heading: &str) -> Option<&'a crate::list::Column> {
    let wanted = normalise(heading);
    list.column(heading).or_else(|| {
        let mut alike = list
            .columns
            .iter()
            .filter(|column| normalise(&column.heading) == wanted);
        alike.next().filter(|_| alike.next().is_none())
    })
}

impl ListFound {
    /// What a record says under a heading of a mapping, the name of the sheet and the band above it included. The second part is the
    /// column, where there is one.
    pub fn under(
        &self,
        sheet: &Sheet,
        record: &Record,
        heading: &str,
    ) -> (Option<Cell>, Option<u32>) {
        match heading {
            SHEET_HEADING => (Some(Cell::text(&self.sheet)), None),
            SECTION_HEADING => (record.section.as_deref().map(Cell::text), None),
            _ => match find(self, heading) {
                Some(column) => (self.cell(sheet, record, column.column), Some(column.column)),
                None => (None, None),
            },
        }
    }
}
