//! Plain rows that callers give and get.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};

/// One value of a projection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cell {
    /// Nothing known.
    Null,
    /// A whole number; decimals come scaled, booleans as 0 and 1.
    Integer(i64),
    /// Text; days and times in ISO 8601, so that they sort.
    Text(Arc<str>),
}

impl Cell {
    /// Whether the database holds this very value.
    pub(crate) fn is(&self, stored: ValueRef<'_>) -> bool {
        match (self, stored) {
            (Self::Null, ValueRef::Null) => true,
            (Self::Integer(number), ValueRef::Integer(stored)) => *number == stored,
            (Self::Text(text), ValueRef::Text(stored)) => text.as_bytes() == stored,
            _ => false,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// How a matter stands, as its last event tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatterHead {
    /// Its procedure.
    pub procedure: String,
    /// Digest of the rule file of its last event.
    pub rule_digest: String,
    /// How many events it has.
    pub version: u32,
    /// Place of the last one in the chain.
    pub last_seq: u64,
}

/// An organ (单位) that keeps a chain here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// GB/T 2260 code of its division.
    pub division: String,
    /// Set once and for ever where the records are made up.
    pub demonstration: Option<String>,
    /// When its chain was opened.
    pub opened_at: Timestamp,
}

/// One clock of a matter, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockRow {
    /// Procedure of the matter.
    pub procedure: String,
    /// Id of the clock.
    pub clock: String,
    /// Day or time it started.
    pub start: String,
    /// How it stands, in the caller's words.
    pub state: String,
    /// Last day or time; absent where the length is unknown.
    pub due: Option<String>,
    /// When it was stopped; a clock without it is open.
    pub stopped: Option<String>,
    /// Whether it was stopped in time.
    pub kept: Option<bool>,
    /// How much of it was used, in its own unit.
    pub consumed: Option<i64>,
    /// Whether the due date rests on a year without its notice.
    pub provisional: bool,
    /// Digest of the calendar it was counted by.
    pub calendar: String,
    /// Responsible unit.
    pub unit: Option<String>,
    /// Person in charge.
    pub handler: Option<String>,
}

/// A directed link between two matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LinkRow {
    /// The matter that made it.
    pub from: String,
    /// Kind of link.
    pub kind: String,
    /// The other matter.
    pub to: String,
}

/// A file of a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileRow {
    /// Its id in the folder of attachments.
    pub id: String,
    /// Kind of document.
    pub kind: String,
    /// Its name, or the reference of a name about a person.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Salted digest, as the event holds it.
    pub digest: String,
}

/// A rule file that was in use, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// Digest by which events name it.
    pub digest: String,
    /// Its path in the pack.
    pub path: String,
    /// The layer of the pack.
    pub layer: String,
    /// The text.
    pub bytes: Vec<u8>,
}

/// A file written to the folder of attachments. As JSON it is what an event's body must hold of it:
/// `{"file", "size", "digest"}`; the salt stays outside the chain, so that erasing leaves nothing to guess by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredFile {
    /// Random id and file name.
    #[serde(rename = "file")]
    pub id: String,
    /// Bytes.
    pub size: u64,
    /// Salt, in hex.
    #[serde(skip)]
    pub salt: String,
    /// SM3(salt ‖ bytes), in hex.
    pub digest: String,
}

/// What an event's body holds of a personal value: `{"personal", "commitment"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonalRef {
    /// Random id of the value.
    #[serde(rename = "personal")]
    pub id: String,
    /// SM3(salt ‖ value), in hex.
    pub commitment: String,
}

/// Whether a key was free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyClaim {
    /// It was free, or was this matter's own.
    Claimed,
    /// Another matter holds it.
    TakenBy(String),
}
