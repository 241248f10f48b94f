//! Spreadsheets in and out: ledger books as an office keeps them, blank books, lists, a superior's own form.
#![deny(missing_docs)]
