//! The crate from outside: vectors counted on paper, laws against a day walk, the rule pack's
//! notices against the facts, and the words that an office reads.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may end the test, as the test itself may"
)]

mod calendar;
mod explanations;
mod facts;
mod faults;
mod laws;
mod periods;
mod provisional;
mod vectors;
