//! Statements that are put together now and carried out later, perhaps by another thread.

use std::ops::Range;
use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

use crate::LedgerError;
use crate::rows::Cell;
use crate::table::TableSql;

/// The text of a statement.
#[derive(Debug)]
pub(crate) enum Sql {
    Named(&'static str),
    Put(Arc<TableSql>),
    Update(Arc<str>),
    Delete(Arc<TableSql>),
}

impl Sql {
    fn text(&self) -> &str {
        match self {
            Self::Named(text) => text,
            Self::Put(table) => &table.put,
            Self::Update(text) => text,
            Self::Delete(table) => &table.delete,
        }
    }
}

/// Statements with their values, in the order in which they are to be carried out.
///
/// All text lies in one piece: an act has some fifty values, and whoever carries it out may sit at another core.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    bytes: Vec<u8>,
    values: Vec<Value>,
    /// Each statement, and where its values begin.
    calls: Vec<(Sql, usize)>,
}

#[derive(Debug)]
enum Value {
    Null,
    Integer(i64),
    Text(Range<usize>),
    Blob(Range<usize>),
}

/// A value with the bytes that it lies in.
struct Bound<'a>(&'a Value, &'a [u8]);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let Self(value, bytes) = self;
        Ok(ToSqlOutput::Borrowed(match value {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Text(place) => ValueRef::Text(&bytes[place.clone()]),
            Value::Blob(place) => ValueRef::Blob(&bytes[place.clone()]),
        }))
    }
}

impl Statements {
    /// Forgets them, and keeps the room that they took.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.values.clear();
        self.calls.clear();
    }

    /// Adds a statement, whose values follow.
    pub(crate) fn call(&mut self, sql: Sql) -> Call<'_> {
        self.calls.push((sql, self.values.len()));
        Call(self)
    }

    pub(crate) fn len(&self) -> usize {
        self.calls.len()
    }

    /// Bytes of text and blobs that there is room for.
    pub(crate) fn size(&self) -> usize {
        self.bytes.capacity()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Carries them all out, as far as the first fault.
    pub(crate) fn run(&self, conn: &Connection) -> Result<(), LedgerError> {
        for (nth, (sql, begin)) in self.calls.iter().enumerate() {
            let end = self
                .calls
                .get(nth + 1)
                .map_or(self.values.len(), |next| next.1);
            let values = self.values[*begin..end].iter();
            conn.prepare_cached(sql.text())?.execute(params_from_iter(
                values.map(|value| Bound(value, &self.bytes)),
            ))?;
        }
        Ok(())
    }
}

/// The last statement added, to which values are given in the order of its marks.
pub(crate) struct Call<'a>(&'a mut Statements);

impl Call<'_> {
    pub(crate) fn null(self) -> Self {
        self.0.values.push(Value::Null);
        self
    }

    pub(crate) fn integer(self, number: impl Into<Option<i64>>) -> Self {
        match number.into() {
            Some(number) => {
                self.0.values.push(Value::Integer(number));
                self
            }
            None => self.null(),
        }
    }

    pub(crate) fn text<'t>(mut self, text: impl Into<Option<&'t str>>) -> Self {
        match text.into() {
            Some(text) => {
                let place = self.keep(text.as_bytes());
                self.0.values.push(Value::Text(place));
                self
            }
            None => self.null(),
        }
    }

    pub(crate) fn blob(mut self, bytes: &[u8]) -> Self {
        let place = self.keep(bytes);
        self.0.values.push(Value::Blob(place));
        self
    }

    pub(crate) fn cell(self, cell: &Cell) -> Self {
        match cell {
            Cell::Null => self.null(),
            Cell::Integer(number) => self.integer(*number),
            Cell::Text(text) => self.text(&**text),
        }
    }

    pub(crate) fn cells<'c>(self, cells: impl IntoIterator<Item = &'c Cell>) -> Self {
        cells.into_iter().fold(self, Self::cell)
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let begin = self.0.bytes.len();
        self.0.bytes.extend_from_slice(bytes);
        begin..self.0.bytes.len()
    }
}
