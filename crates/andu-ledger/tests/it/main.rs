//! The ledger from outside: one suite on a file and in memory, then what only a file can show.

#![expect(
    clippy::unwrap_used,
    reason = "in a test an unexpected error is a failure"
)]

mod conformance;
mod files;
mod folder;
mod full;
mod kill;
mod many;
mod projections;
mod scribe;
mod side;
mod support;
mod tamper;
mod vector;

conformance!(on_a_file, crate::support::on_a_file);
conformance!(in_memory, crate::support::in_memory);
