//! Figures (指标): an indicator of the rule pack, worked out over the registers, with the records behind it.
//!
//! Owns the translation of indicators and conditions into SQL, exact arithmetic, rounding, traces, and how a figure is printed. Knows
//! nothing of gates, pages or where the catalogue of a report names a figure.
//!
//! [`evaluate`] goes in four steps: indicators are compiled over the shapes of their registers; one SELECT a register decides once a record
//! every piece of a condition that any asked indicator and period needs, and what it finds is tallied by the pieces that hold together;
//! the tallies become exact fractions, and each is rounded once. A trace is a second SELECT with the same filter. [`condition_sql`] gives
//! the same filters to lists.
#![deny(missing_docs)]

mod error;
mod exact;
mod figure;
mod filter;
mod passes;
mod period;
mod plan;
mod print;
mod records;
mod set;
mod shape;
mod source;
mod sql;
mod tally;
mod tell;
mod trace;
mod truth;
mod value;

pub use error::{Fault, FigureError};
pub use exact::{Exact, Number};
pub use figure::{Figure, check, evaluate};
pub use filter::condition_sql;
pub use period::Period;
pub use print::{print, print_number};
pub use records::{Behind, Page, Record, records};
pub use source::Source;
pub use trace::{Trace, TraceRow};
