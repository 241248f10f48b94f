//! Where rows come from: one SELECT at a time.

use andu_ledger::{Cell, Snapshot};

use crate::{FigureError, sql::Sql};

/// Something that answers a SELECT over registers: a snapshot of the ledger, so that all figures of one call see one state.
pub trait Source {
    /// Runs a SELECT and hands each row over.
    ///
    /// # Errors
    /// [`FigureError::Ledger`] where the ledger cannot be read.
    fn select(
        &self,
        sql: &str,
        params: &[Cell],
        each: &mut dyn FnMut(&[Cell]),
    ) -> Result<(), FigureError>;
}

impl Source for Snapshot<'_> {
    fn select(
        &self,
        sql: &str,
        params: &[Cell],
        each: &mut dyn FnMut(&[Cell]),
    ) -> Result<(), FigureError> {
        Snapshot::select(self, sql, params, &mut |cells| {
            each(cells);
            Ok(())
        })
        .map_err(|error| FigureError::Ledger(Box::new(error)))
    }
}

/// All rows of a SELECT.
pub(crate) fn rows(source: &dyn Source, sql: &Sql) -> Result<Vec<Vec<Cell>>, FigureError> {
    let mut found = Vec::new();
    source.select(sql.text(), sql.params(), &mut |cells| {
        found.push(cells.to_vec())
    })?;
    Ok(found)
}
