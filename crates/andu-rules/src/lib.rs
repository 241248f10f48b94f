//! Rule packs: what the law says, as data.
//!
//! Owns the model of procedures, clocks, gates and indicators, the condition language, reading and checking of TOML files with
//! diagnostics that name file, line, column and remedy. Knows nothing of running matters, storage or pages.
#![deny(missing_docs)]

pub mod condition;
pub mod model;
