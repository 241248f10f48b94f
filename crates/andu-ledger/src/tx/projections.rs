//! Projections: records, lists, histories and clocks of a matter.

use foldhash::HashMap;
use std::sync::Arc;

use rusqlite::params;

use super::Tx;
use super::memory::Kept;
use crate::rows::{Cell, ClockRow};
use crate::snapshot::Snapshot;
use crate::statements::{Call, Sql};
use crate::table::{ColumnKind, Form, TableSpec, TableSql, TableState};
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

impl<'a> Tx<'a> {
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
        let known = self.snapshot().table_digest(&name)?;
        if known.as_ref() == Some(&digest) {
            return Ok(TableState::Ready);
        }
        self.tables.altered = true;
        self.memory.of_mut(self.organ).matters.forget_records();
        // What waits is written before the table is touched, so from here on the database itself knows.
        self.seen.matters.values_mut().for_each(Kept::forget_record);
        let present: HashMap<String, String> = self
            .snapshot()
            .all(sql::TABLE_COLUMNS, [&name], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .into_iter()
            .collect();
        let state = if present.is_empty() {
            for statement in table.ddl_of(form) {
                self.writes.now(&statement, [])?;
            }
            TableState::Created
        } else if known.is_none() {
            // The table is one of the ledger's own.
            return Err(LedgerError::NameRefused { name });
        } else {
            self.extend(table, form, &present)?;
            TableState::Extended
        };
        self.writes.now(sql::PROJECTION_PUT, [&name, &digest])?;
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
                    self.writes.now(
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
                self.writes.now(&table.index_ddl(&column.name), [])?;
            }
        }
        Ok(())
    }

    /// Writes the row of a matter, in the order of the columns.
    ///
    /// # Errors
    /// [`LedgerError::ColumnCount`], [`LedgerError::ValueKind`], or where the database cannot be written.
    pub fn put_record(
        &mut self,
        table: &TableSpec,
        matter: &str,
        values: &[Cell],
    ) -> Result<(), LedgerError> {
        check_values(table, values)?;
        let sql = self.statements(table, Form::Record)?;
        let changed = self.changed_columns(table, &sql, matter, values)?;
        if changed.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        self.stands(table, matter, Some(values));
        if let Some(changed) = changed {
            return self.put_columns(table, matter, values, &changed);
        }
        self.writes.later(Sql::Put(sql), |call| {
            self.key(call, matter).cells(values);
        })
    }

    /// The columns in which a record differs from what stands; absent where none stands.
    fn changed_columns(
        &self,
        table: &TableSpec,
        sql: &TableSql,
        matter: &str,
        values: &[Cell],
    ) -> Result<Option<Vec<usize>>, LedgerError> {
        match self.standing_record(table, matter) {
            Some(Some(before)) => {
                let differ = |column: &usize| before.get(*column) != values.get(*column);
                return Ok(Some((0..values.len()).filter(differ).collect()));
            }
            Some(None) => return Ok(None),
            None => {}
        }
        // A matter has its row in one register. Where it is known in another, this transaction may have moved it.
        let stood = match self.kept(matter).any(|kept| kept.record.is_some()) {
            true => Snapshot::new(self.lane.conn()),
            false => self.untouched(),
        };
        stood.one(&sql.one, [self.organ, matter], |row| {
            let mut changed = Vec::new();
            for (column, value) in values.iter().enumerate() {
                if !value.is(row.get_ref(column)?) {
                    changed.push(column);
                }
            }
            Ok(changed)
        })
    }

    /// How a record stands, where that is known; the inner `None` says that there is none.
    fn standing_record(&self, table: &TableSpec, matter: &str) -> Option<Option<&[Cell]>> {
        let mut opened = false;
        for kept in self.kept(matter) {
            opened |= kept.opened;
            if let Some((of, row)) = &kept.record
                && *of == table.name
            {
                return Some(row.as_deref());
            }
        }
        opened.then_some(None)
    }

    /// Remembers how a record stands.
    fn stands(&mut self, table: &TableSpec, matter: &str, values: Option<&[Cell]>) {
        let values = values.map(<[Cell]>::to_vec);
        self.seen.of(matter).record = Some((table.name.clone(), values));
    }

    /// Writes the columns that changed: an index over any other is then left alone.
    fn put_columns(
        &mut self,
        table: &TableSpec,
        matter: &str,
        values: &[Cell],
        changed: &[usize],
    ) -> Result<(), LedgerError> {
        let update = self.tables.update(table, changed);
        self.writes.later(Sql::Update(update), |call| {
            let cells = changed.iter().map(|column| &values[*column]);
            self.key(call, matter).cells(cells);
        })
    }

    /// Deletes the row of a matter.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn delete_record(&mut self, table: &TableSpec, matter: &str) -> Result<(), LedgerError> {
        let form = if table.list { Form::List } else { Form::Record };
        let sql = self.statements(table, form)?;
        if form == Form::Record {
            self.stands(table, matter, None);
        }
        self.writes.later(Sql::Delete(sql), |call| {
            self.key(call, matter);
        })
    }

    /// Replaces the rows of a list of a matter.
    ///
    /// # Errors
    /// [`LedgerError::ColumnCount`], [`LedgerError::ValueKind`], or where the database cannot be written.
    pub fn put_items(
        &mut self,
        table: &TableSpec,
        matter: &str,
        rows: &[Vec<Cell>],
    ) -> Result<(), LedgerError> {
        for values in rows {
            check_values(table, values)?;
        }
        let sql = self.statements(table, Form::List)?;
        self.writes.later(Sql::Delete(Arc::clone(&sql)), |call| {
            self.key(call, matter);
        })?;
        for (item, values) in (0_i64..).zip(rows) {
            self.writes.later(Sql::Put(Arc::clone(&sql)), |call| {
                self.key(call, matter).integer(item).cells(values);
            })?;
        }
        Ok(())
    }

    /// Replaces the former and present states of a matter of a versioned procedure: a late entry may come in between.
    ///
    /// # Errors
    /// [`LedgerError::ColumnCount`], [`LedgerError::ValueKind`], or where the database cannot be written.
    pub fn put_history(
        &mut self,
        table: &TableSpec,
        matter: &str,
        rows: &[HistoryRow],
    ) -> Result<(), LedgerError> {
        for row in rows {
            check_values(table, &row.values)?;
        }
        let sql = self.statements(table, Form::History)?;
        self.writes.now(&sql.delete, params![self.organ, matter])?;
        for row in rows {
            // At once: two states of one moment are refused by the key, and then by the act alone.
            self.writes.at_once(Sql::Put(Arc::clone(&sql)), |call| {
                self.key(call, matter)
                    .text(&*row.valid_from)
                    .text(row.valid_to.as_deref())
                    .cells(&row.values);
            })?;
        }
        Ok(())
    }

    /// Replaces the clocks of a matter.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn put_clocks(&mut self, matter: &str, clocks: &[ClockRow]) -> Result<(), LedgerError> {
        let read;
        let known = self.kept(matter).find_map(|kept| kept.clocks.as_deref());
        let before: &[ClockRow] = match known {
            Some(rows) if rows == clocks => return Ok(()),
            Some(rows) => rows,
            None => {
                read = self.untouched().clocks_of(self.organ, matter)?;
                &read
            }
        };
        for gone in before {
            if clocks.iter().all(|row| row.clock != gone.clock) {
                self.writes.later(Sql::Named(sql::CLOCK_DELETE), |call| {
                    self.key(call, matter).text(&*gone.clock);
                })?;
            }
        }
        // A clock that stands as it stood costs no page.
        for row in clocks.iter().filter(|row| !before.contains(row)) {
            self.writes.later(Sql::Named(sql::CLOCK_PUT), |call| {
                give_clock(self.key(call, matter), row);
            })?;
        }
        self.seen.of(matter).clocks = Some(clocks.to_vec());
        Ok(())
    }

    fn statements(&mut self, table: &TableSpec, form: Form) -> Result<Arc<TableSql>, LedgerError> {
        match self.tables.statements(self.lane, table, form) {
            Ok(sql) => Ok(sql),
            Err(error) => Err(self.writes.note(error)),
        }
    }

    fn key<'c>(&self, call: Call<'c>, matter: &str) -> Call<'c> {
        call.text(self.organ).text(matter)
    }
}

fn give_clock(call: Call<'_>, row: &ClockRow) {
    call.text(&*row.clock)
        .text(&*row.procedure)
        .text(&*row.start)
        .text(&*row.state)
        .text(row.due.as_deref())
        .text(row.stopped.as_deref())
        .integer(row.kept.map(i64::from))
        .integer(row.consumed)
        .integer(i64::from(row.provisional))
        .text(&*row.calendar)
        .text(row.unit.as_deref())
        .text(row.handler.as_deref());
}

/// Checked here and not by the database, so that only its own faults are met when an act is written.
fn check_values(table: &TableSpec, values: &[Cell]) -> Result<(), LedgerError> {
    let (expected, found) = (table.columns.len(), values.len());
    if expected != found {
        return Err(LedgerError::ColumnCount {
            table: table.name.clone(),
            expected,
            found,
        });
    }
    let misfit = table
        .columns
        .iter()
        .zip(values)
        .find(|(column, cell)| match cell {
            Cell::Null => false,
            Cell::Integer(_) => column.kind != ColumnKind::Integer,
            Cell::Text(_) => column.kind != ColumnKind::Text,
        });
    match misfit {
        Some((column, _)) => Err(LedgerError::ValueKind {
            table: table.name.clone(),
            column: column.name.clone(),
        }),
        None => Ok(()),
    }
}
