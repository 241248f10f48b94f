//! Projections: records, lists, histories and clocks of a matter.

use std::collections::HashMap;

use rusqlite::{params, params_from_iter};

use super::Tx;
use crate::rows::{Cell, ClockRow};
use crate::table::{Form, TableSpec, TableState};
use crate::{LedgerError, sql};

/// One state of a matter of a versioned procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// Since when it holds.
    pub valid_from: String,
    /// When the next state followed; absent for the present one.
    pub valid_to: Option<String>,
    /// The values, in the order of the columns.
    pub values: Vec<Cell>,
}

impl Tx<'_> {
    /// Makes the table as specified, or adds the columns that it lacks. After [`TableState::Extended`] the caller rebuilds
    /// its rows in the same act.
    ///
    /// # Errors
    /// [`LedgerError::NameRefused`], [`LedgerError::ColumnChanged`], or where the database cannot be written.
    pub fn ensure_table(&mut self, table: &TableSpec) -> Result<TableState, LedgerError> {
        self.ensure(table, if table.list { Form::List } else { Form::Record })
    }

    /// Makes the table that keeps the former states of a record, or adds the columns that it lacks.
    ///
    /// # Errors
    /// As [`Tx::ensure_table`].
    pub fn ensure_history(&mut self, table: &TableSpec) -> Result<TableState, LedgerError> {
        self.ensure(table, Form::History)
    }

    fn ensure(&mut self, table: &TableSpec, form: Form) -> Result<TableState, LedgerError> {
        table.check_names()?;
        let (name, digest) = (table.name_of(form), table.digest());
        let known = self.snapshot.table_digest(&name)?;
        if known.as_ref() == Some(&digest) {
            return Ok(TableState::Ready);
        }
        let present: HashMap<String, String> = self
            .snapshot
            .all(sql::TABLE_COLUMNS, [&name], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .into_iter()
            .collect();
        let state = if present.is_empty() {
            for statement in table.ddl_of(form) {
                self.write(&statement, [])?;
            }
            TableState::Created
        } else if known.is_none() {
            // The table is one of the ledger's own.
            return Err(LedgerError::NameRefused { name });
        } else {
            self.extend(table, form, &present)?;
            TableState::Extended
        };
        self.write(sql::PROJECTION_PUT, [&name, &digest])?;
        Ok(state)
    }

    fn extend(
        &mut self,
        table: &TableSpec,
        form: Form,
        present: &HashMap<String, String>,
    ) -> Result<(), LedgerError> {
        let name = table.name_of(form);
        for column in &table.columns {
            match present.get(&column.name) {
                None => {
                    let kind = column.kind.sql();
                    self.write(
                        &format!(
                            "alter table \"{name}\" add column \"{}\" {kind}",
                            column.name
                        ),
                        [],
                    )?;
                }
                Some(kind) if kind.eq_ignore_ascii_case(column.kind.sql()) => {}
                Some(_) => {
                    let (table, column) = (name, column.name.clone());
                    return Err(LedgerError::ColumnChanged { table, column });
                }
            }
            if column.indexed && form != Form::History {
                self.write(&table.index_ddl(&column.name), [])?;
            }
        }
        Ok(())
    }

    /// Writes the row of a matter, in the order of the columns.
    ///
    /// # Errors
    /// [`LedgerError::ColumnCount`], or where the database cannot be written.
    pub fn put_record(
        &mut self,
        table: &TableSpec,
        matter: &str,
        values: &[Cell],
    ) -> Result<(), LedgerError> {
        check_width(table, values)?;
        let sql = self.tables.statements(table, Form::Record)?;
        let params = params_from_iter(
            [Param::Text(self.organ), Param::Text(matter)]
                .into_iter()
                .chain(values.iter().map(Param::Cell)),
        );
        self.write(&sql.put, params).map(drop)
    }

    /// Deletes the row of a matter.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn delete_record(&mut self, table: &TableSpec, matter: &str) -> Result<(), LedgerError> {
        let form = if table.list { Form::List } else { Form::Record };
        let sql = self.tables.statements(table, form)?;
        self.write(&sql.delete, params![self.organ, matter])
            .map(drop)
    }

    /// Replaces the rows of a list of a matter.
    ///
    /// # Errors
    /// [`LedgerError::ColumnCount`], or where the database cannot be written.
    pub fn put_items(
        &mut self,
        table: &TableSpec,
        matter: &str,
        rows: &[Vec<Cell>],
    ) -> Result<(), LedgerError> {
        let sql = self.tables.statements(table, Form::List)?;
        self.write(&sql.delete, params![self.organ, matter])?;
        for (item, values) in (0..).zip(rows) {
            check_width(table, values)?;
            let key = [
                Param::Text(self.organ),
                Param::Text(matter),
                Param::Integer(item),
            ];
            let params = params_from_iter(key.into_iter().chain(values.iter().map(Param::Cell)));
            self.write(&sql.put, params)?;
        }
        Ok(())
    }

    /// Replaces the former and present states of a matter of a versioned procedure: a late entry may come in between.
    ///
    /// # Errors
    /// [`LedgerError::ColumnCount`], or where the database cannot be written.
    pub fn put_history(
        &mut self,
        table: &TableSpec,
        matter: &str,
        rows: &[HistoryRow],
    ) -> Result<(), LedgerError> {
        let sql = self.tables.statements(table, Form::History)?;
        self.write(&sql.delete, params![self.organ, matter])?;
        for row in rows {
            check_width(table, &row.values)?;
            let to = row.valid_to.as_deref().map_or(Param::Null, Param::Text);
            let key = [
                Param::Text(self.organ),
                Param::Text(matter),
                Param::Text(&row.valid_from),
                to,
            ];
            let params =
                params_from_iter(key.into_iter().chain(row.values.iter().map(Param::Cell)));
            self.write(&sql.put, params)?;
        }
        Ok(())
    }

    /// Replaces the clocks of a matter.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn put_clocks(&mut self, matter: &str, clocks: &[ClockRow]) -> Result<(), LedgerError> {
        for row in clocks {
            let params = params![
                self.organ,
                matter,
                row.clock,
                row.procedure,
                row.start,
                row.state,
                row.due,
                row.stopped,
                row.kept,
                row.consumed,
                row.provisional,
                row.calendar,
                row.unit,
                row.handler,
            ];
            self.write(sql::CLOCK_PUT, params)?;
        }
        // A matter opened by this act had none before, so there is nothing to look for.
        if self.act.without_clocks.as_deref() == Some(matter) {
            self.act.without_clocks = None;
            return Ok(());
        }
        let names: Vec<String> =
            self.snapshot
                .all(sql::CLOCK_NAMES, params![self.organ, matter], |row| {
                    Ok(row.get(0)?)
                })?;
        for name in names
            .iter()
            .filter(|name| clocks.iter().all(|row| row.clock != **name))
        {
            self.write(sql::CLOCK_DELETE, params![self.organ, matter, name])?;
        }
        Ok(())
    }
}

/// Key columns and cells in one list of parameters, without copying either.
enum Param<'a> {
    Null,
    Text(&'a str),
    Integer(i64),
    Cell(&'a Cell),
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Null => Ok(rusqlite::types::Null.into()),
            Self::Text(text) => text.to_sql(),
            Self::Integer(number) => number.to_sql(),
            Self::Cell(cell) => cell.to_sql(),
        }
    }
}

fn check_width(table: &TableSpec, values: &[Cell]) -> Result<(), LedgerError> {
    let (expected, found) = (table.columns.len(), values.len());
    if expected == found {
        return Ok(());
    }
    Err(LedgerError::ColumnCount {
        table: table.name.clone(),
        expected,
        found,
    })
}
