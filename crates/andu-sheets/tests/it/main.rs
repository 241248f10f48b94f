//! Books that were made without sight of this crate are its measure.
#![expect(
    clippy::unwrap_used,
    reason = "a fixture that is not as it should be ends the test"
)]

mod bad;
mod books;
mod large;
mod targets;
mod written;
