//! Figures over a real ledger in memory.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod agreement;
mod behind;
mod figures;
mod office;
mod samples;
mod shipped;
