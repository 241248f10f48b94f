//! Rule packs: what the law says, as data.
//!
//! Owns the model of procedures, clocks, gates, indicators, report templates and lexicons, the condition language, reading and checking of TOML files with
//! diagnostics that name file, line, column and remedy. Knows nothing of running matters, storage or pages.
//!
//! [`load`] reads the files of all layers ([`source`](Layer)), lays later layers over earlier ones, checks the result, and returns a
//! [`Pack`] with every [`Diagnostic`] at once. It does no I/O: the files are an argument. [`register`] says which columns the list of a
//! procedure's matters has, [`graph`] draws a procedure, [`summary`] lists a pack.
#![deny(missing_docs)]

mod check;
pub mod condition;
mod diagnostic;
pub mod gate;
mod graph;
mod lexicon;
pub mod model;
mod nearest;
mod pack;
pub mod page;
mod parallel;
pub mod prove;
mod read;
pub mod register;
mod source;
mod summary;

pub use diagnostic::{Diagnostic, Severity};
pub use graph::graph;
pub use lexicon::{
    Class, ClassifiedMarks, Hit, Instrument, InstrumentKind, Lapsed, Lexicons, Mark, MarkLevel,
    PaperForm, PaperPart, Promise, Weight, WrongWording,
};
pub use pack::{NoClock, NoVersion, Pack, load, load_proven, open};
pub use read::MOST_BYTES;
pub use source::{Layer, PackFile, SourceFile, digest};
pub use summary::{ClockSummary, Counts, DoubtSummary, ProcedureSummary, summary};
