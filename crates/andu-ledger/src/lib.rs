//! The chain of events (办理记录链), its storage and its projections.
//!
//! It owns the database and the folder of attachments, and nobody else speaks to either. It knows nothing of law, procedures
//! or stages: an event's body is text to it, a projection a list of columns, a clock a row that others computed.
//!
//! # An act
//!
//! [`Ledger::act`] runs a closure where nobody else writes; whatever else waits runs in the same transaction (at most 512 acts), and
//! everybody is answered after the commit is on the disk. What a closure writes waits for its end, so one that returns an error or
//! panics leaves nothing, and the others do not notice; one that reads what it wrote goes behind a savepoint. Where many acts wait, a
//! second thread writes down what one act has decided while the next is being decided. Any number of processes share the file: what
//! was remembered is forgotten as soon as another one has written, and the end of a chain is then read anew and compared with its
//! head row before anything is appended.
//!
//! ```
//! use andu_ledger::{DateTime, Ledger, LedgerError, NewEvent, Timestamp};
//!
//! let ledger = Ledger::in_memory()?;
//! let appended = ledger
//!     .act("office", |tx| {
//!         tx.append(NewEvent {
//!             matter: "m1".into(),
//!             procedure: "npc-suggestion".into(),
//!             matter_version: 1,
//!             recorded_at: Timestamp::UNIX_EPOCH,
//!             happened_at: DateTime::constant(2025, 3, 11, 9, 0, 0, 0),
//!             actor: "张三".into(),
//!             recorder: "李四".into(),
//!             channel: "command".into(),
//!             command: "c1".into(),
//!             rule_digest: "d1".into(),
//!             body: r#"{"action":"register"}"#.into(),
//!         })
//!     })
//!     .map_err(|error| match error {
//!         andu_ledger::ActError::Refused(error) | andu_ledger::ActError::Ledger(error) => error,
//!     })?;
//! assert_eq!(appended.seq, 1);
//! assert!(ledger.verify()?[0].ok);
//! # Ok::<(), LedgerError>(())
//! ```
//!
//! # The hash of an event
//!
//! Anybody can recompute it from table `event`. Format 1 is SM3 (GB/T 32905) over sixteen fields in this order, each as its
//! length in bytes (four bytes, highest first) and then its bytes:
//!
//! `format`, `organ`, `seq`, `prev`, `matter`, `procedure`, `matter_version`, `recorded_at`, `happened_at`, `actor`, `recorder`,
//! `channel`, `command`, `ordinal`, `rule_digest`, `body`.
//!
//! Text is UTF-8 exactly as stored; whole numbers are decimal digits without leading noughts; `recorded_at` is milliseconds
//! since 1970 in UTC; `prev` is the `hash` of the event before, in lower-case hex, and sixty-four noughts before the first.
//! The lengths keep two different events from ever sharing one text. `tests/it/vector.rs` holds a committed example.
//!
//! # What an event commits to
//!
//! A personal value lies in table `personal` and a file in `files/`. A body holds `{"personal": id, "commitment": SM3(salt ‖
//! value)}` or `{"file": id, "digest": SM3(salt ‖ bytes)}` anywhere in its JSON; [`Ledger::verify`] compares both ways. After
//! an erasure the event that ordered it names the id, and table `erasure` points at that event.
//!
//! # A new query
//!
//! Put it in `sql/sqlite/name.sql`, name it in `sql.rs`, and a test prepares it. A change of the schema is a new file in
//! `migrations/sqlite/`; one that has shipped is never edited, since its digest is kept in every database.
#![deny(missing_docs)]

mod answer;
mod chain;
mod connection;
mod error;
mod event;
mod files;
mod lane;
mod ledger;
mod lock;
mod log;
mod migrate;
mod queue;
mod registers;
mod rows;
mod snapshot;
mod sql;
mod statements;
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
pub use registers::PageOf;
pub use rows::{
    Cell, ClockRow, FileRow, KeyClaim, LinkRow, MatterHead, OrganRow, PersonalRef, RuleFile,
    StoredFile,
};
pub use snapshot::Snapshot;
pub use table::{ColumnKind, ColumnSpec, TableSpec, TableState};
pub use tx::{HistoryRow, Tx};
pub use verify::{FirstBad, OrganReport};
