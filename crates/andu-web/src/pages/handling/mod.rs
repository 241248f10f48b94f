//! 承办单位办理表: out as a book a unit, back as differences that are looked at before they are entered.

mod back;
mod out;

pub(crate) use back::{Draft, accept, show, take};
pub(crate) use out::{book, books, front};
