//! Spreadsheets in and out: ledger books as an office keeps them, blank books, lists, a superior's own form.
//!
//! The way in has four steps, each of which a person can look at: [`read_book`] turns bytes of any format into plain cells,
//! [`recognise`] finds the list among titles, headings, totals and notes, [`propose`] says which column is which of the caller's
//! [`Target`]s, and [`convert`](fn@convert) turns a cell into a value or into a fault that names sheet, row and column. The way out is
//! [`blank_book`] and [`ListBook`].
//!
//! Bytes in, bytes out: it touches no file, reads no clock and knows nothing of matters and of law. What a column may be is told by the
//! caller as plain data.
#![deny(missing_docs)]

mod book;
mod convert;
mod fill;
mod list;
mod mapping;
mod read;
mod write;

pub use book::{
    Book, BookError, Cell, Format, Merge, Notice, Place, Row, Sheet, Value, column_name,
};
pub use convert::{
    CellFault, Context, Converted, DateFault, FaultKind, Precision, UnitMatch, UnitName, Units,
    convert, match_unit,
};
pub use fill::{
    Entry, FillValue, FilledForm, Form, FormError, Obstacle, Placeholder, Spot, Suggestion, Turn,
    Unfillable, Wanted, Written, cell_at,
};
pub use list::{
    Column, ListFound, Record, RowKind, TotalCheck, YearHint, list_at, month_in, recognise, year_in,
};
pub use mapping::{
    Applied, Given, Kind, Mapping, Named, Proposal, Proposed, SECTION_HEADING, SHEET_HEADING,
    Target, apply, fits, names_fit, names_same, normalise, propose,
};
pub use read::{MOST_BYTES, MOST_ROWS, read_book, texts_beside_cells};
pub use write::{
    BlankColumn, BlankKind, BlankSheet, ListBook, ListCell, ListColumn, NOTES_SHEET, WriteError,
    begun_book, blank_book, sheet_name,
};
