//! Worked examples (算例): dates as an office would count them on paper.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::{ClockId, FieldId, ProcedureId, Span, Value};

/// One worked example of a clock.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkedCase {
    /// Procedure.
    pub procedure: ProcedureId,
    /// First day in force of the version whose example it is.
    pub version: Date,
    /// What it is about.
    pub name: String,
    /// The clock.
    pub clock: ClockId,
    /// When it starts; midnight where only a day is written.
    pub from: DateTime,
    /// Time not counted: days after the first, up to and including the second.
    pub pauses: Vec<(DateTime, DateTime)>,
    /// When it starts again in full.
    pub restart: Option<DateTime>,
    /// Whether it is extended.
    pub extend: bool,
    /// Fields that conditions of the clock read.
    pub set: BTreeMap<FieldId, Value>,
    /// The last day, or the last minute of a clock in hours or minutes.
    pub due: DateTime,
    /// Whether `due` was written with a time of day.
    pub to_the_minute: bool,
    /// How an office would count it on paper.
    pub why: String,
    /// Name of the file, relative to the pack.
    pub file: String,
    /// Where it stands.
    pub span: Span,
}
