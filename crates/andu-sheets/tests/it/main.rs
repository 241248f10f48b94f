//! Books that were made without sight of this crate are its measure.

mod bad;
mod books;
mod targets;
mod written;
