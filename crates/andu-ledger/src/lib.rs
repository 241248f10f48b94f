//! The chain of events, its storage and its projections.
#![deny(missing_docs)]

mod chain;
mod connection;
mod error;
mod event;
mod files;
mod ledger;
mod lock;
mod migrate;
mod rows;
mod snapshot;
mod sql;
mod table;
mod tx;
mod verify;
mod writer;

pub use chain::digest;
pub use error::{ActError, LedgerError};
pub use event::{Appended, Event, Head, NewEvent};
pub use jiff::{Timestamp, civil::DateTime};
pub use ledger::{Ledger, Pending};
pub use lock::{Access, LOCK_WAIT};
pub use rows::{
    Cell, ClockRow, FileRow, KeyClaim, LinkRow, MatterHead, OrganRow, PersonalRef, RuleFile,
    StoredFile,
};
pub use snapshot::Snapshot;
pub use table::{ColumnKind, ColumnSpec, TableSpec, TableState};
pub use tx::{HistoryRow, Tx};
pub use verify::{FirstBad, OrganReport};
