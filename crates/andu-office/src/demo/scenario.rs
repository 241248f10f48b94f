//! What a scenario file says: who works there, the courses that matters take, and what enters when.
//!
//! A scenario knows nothing of figures: it holds no indicator, no catalogue row and no total.

use std::collections::BTreeMap;

use andu_calendar::Date;
use serde::Deserialize;

/// A scenario.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// The fictitious office.
    pub office: OfficeNamed,
    /// Year of the report.
    pub year: i16,
    /// The day on which the due list is looked at; what would happen later is left open.
    pub looked_at: Date,
    /// Lists of words that values may draw on as `{name}`.
    #[serde(default)]
    pub words: BTreeMap<String, Vec<String>>,
    /// Courses.
    #[serde(default)]
    pub course: Vec<Course>,
    /// What enters.
    #[serde(default)]
    pub enter: Vec<Enter>,
}

/// A file `courses/*.toml` beside the scenario: what it says is added to the scenario, file by file in the order of their names. Its
/// courses and entries may use the words and courses of all files; what enters on the same minute keeps the order of the files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Courses {
    /// Further lists of words.
    #[serde(default)]
    pub words: BTreeMap<String, Vec<String>>,
    /// Further courses.
    #[serde(default)]
    pub course: Vec<Course>,
    /// What enters besides.
    #[serde(default)]
    pub enter: Vec<Enter>,
}

/// The fictitious office.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfficeNamed {
    pub name: String,
    pub division: String,
    /// The day on which its ledger is opened.
    pub opened_on: Date,
}

/// The course that a matter takes: a procedure and its steps.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Course {
    pub id: String,
    pub procedure: String,
    pub step: Vec<Step>,
}

/// One step of a course.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The action.
    pub action: String,
    /// Who acts: a name, or `{word}` for the one whose turn it is.
    pub by: String,
    /// How long after the step before (for the first: after the day of entry).
    #[serde(default)]
    pub after: After,
    /// Time of day, `09:30`, or several in turn; left out: so many minutes after the step before as `after.minutes` says.
    pub time: Option<OneOrMany>,
    /// Fields, as typed. Filled in: `{word}` and `{word+1}` (the one whose turn it is, and the next), `{day}`, `{day-4}`,
    /// `{day+10}` and `{day+10wd}` (of the step), `{moment}`, `{year}`, `{serial}` and `{serial:4}` (the matter's number within year and procedure).
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// Documents on paper.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Links to the matter of another course opened last.
    #[serde(default)]
    pub links: Vec<StepLink>,
}

/// A link to the matter of another course opened last.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepLink {
    pub kind: String,
    pub course: String,
}

/// Time after the step before; several values are taken in turn.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct After {
    /// Counted from the matter's entry rather than from the step before.
    #[serde(default)]
    pub from_entry: bool,
    /// Calendar days.
    pub days: Option<Vec<u32>>,
    /// Working days.
    pub working_days: Option<Vec<u32>>,
    /// Minutes, where no time of day is given.
    pub minutes: Option<Vec<u32>>,
}

/// One word, or several in turn.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// What enters: so many of a course in each month of a year, or on given days.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Enter {
    pub course: String,
    /// With `year`: how many in January, February …
    #[serde(default)]
    pub months: Vec<u32>,
    pub year: Option<i16>,
    /// Last day of each month on which something enters; default the month's last.
    pub until_day: Option<i8>,
    /// The days on which one enters (a day may stand several times).
    #[serde(default)]
    pub on: Vec<Date>,
    /// Several on one day.
    #[serde(default)]
    pub many: Vec<Many>,
    /// Only on working days: a rest day moves on to the next working day.
    #[serde(default)]
    pub working_days: bool,
}

/// Several on one day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Many {
    pub on: Date,
    pub count: u32,
}

impl OneOrMany {
    pub(crate) fn turn(&self, index: usize) -> &str {
        match self {
            OneOrMany::One(word) => word,
            OneOrMany::Many(words) => turn(words, index).map_or("", String::as_str),
        }
    }
}

/// The value whose turn it is.
pub(crate) fn turn<T>(values: &[T], index: usize) -> Option<&T> {
    values.get(index.checked_rem(values.len())?)
}
