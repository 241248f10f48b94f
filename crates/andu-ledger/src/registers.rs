//! Reading projections by their specifications: one row, the rows of a list, a page.

use std::fmt::Write as _;

use crate::rows::Cell;
use crate::table::TableSpec;
use crate::tx::HistoryRow;
use crate::{LedgerError, Snapshot};

impl Snapshot<'_> {
    /// The row of a matter, its cells in the order of the specification.
    ///
    /// # Errors
    /// [`LedgerError::NameRefused`]; where the database cannot be read.
    pub fn record(
        &self,
        table: &TableSpec,
        organ: &str,
        matter: &str,
    ) -> Result<Option<Vec<Cell>>, LedgerError> {
        let mut found = self.items(table, organ, matter)?;
        Ok(found.pop())
    }

    /// The rows of a list of a matter, in order, their cells in the order of the specification.
    ///
    /// # Errors
    /// As [`Snapshot::record`].
    pub fn items(
        &self,
        table: &TableSpec,
        organ: &str,
        matter: &str,
    ) -> Result<Vec<Vec<Cell>>, LedgerError> {
        table.check_names()?;
        let order = if table.list { " order by item" } else { "" };
        let sql = format!(
            "select {} from \"{}\" where organ = ?1 and matter = ?2{order}",
            quoted(table.columns.iter().map(|column| column.name.as_str())),
            table.name
        );
        let mut rows = Vec::new();
        self.select(&sql, &[organ.into(), matter.into()], &mut |row| {
            rows.push(row.to_vec());
            Ok(())
        })?;
        Ok(rows)
    }

    /// Ids of the matters whose column holds a value, at most 100.
    ///
    /// # Errors
    /// As [`Snapshot::record`].
    pub fn matters_where(
        &self,
        table: &TableSpec,
        organ: &str,
        column: &str,
        value: &str,
    ) -> Result<Vec<String>, LedgerError> {
        table.check_names()?;
        if !table.columns.iter().any(|known| known.name == column) {
            return Err(LedgerError::NameRefused {
                name: column.to_string(),
            });
        }
        let sql = format!(
            "select matter from \"{}\" where organ = ?1 and \"{column}\" = ?2 order by matter limit 100",
            table.name
        );
        self.texts(&sql, &[organ.into(), value.into()])
    }

    /// Ids in a projection whose matters have no events.
    ///
    /// # Errors
    /// As [`Snapshot::record`].
    pub fn strays(&self, table: &TableSpec, organ: &str) -> Result<Vec<String>, LedgerError> {
        table.check_names()?;
        let sql = format!(
            "select distinct t.matter from \"{}\" t where t.organ = ?1 and not exists \
             (select 1 from matter m where m.organ = t.organ and m.matter = t.matter)",
            table.name
        );
        self.texts(&sql, &[organ.into()])
    }

    /// The former and present states of a matter of a versioned procedure, oldest first.
    ///
    /// # Errors
    /// As [`Snapshot::record`].
    pub fn history(
        &self,
        table: &TableSpec,
        organ: &str,
        matter: &str,
    ) -> Result<Vec<HistoryRow>, LedgerError> {
        table.check_names()?;
        let columns = table.columns.iter().map(|column| column.name.as_str());
        let sql = format!(
            "select {} from \"{}\" where organ = ?1 and matter = ?2 order by valid_from",
            quoted(["valid_from", "valid_to"].into_iter().chain(columns)),
            table.history_name()
        );
        let mut rows = Vec::new();
        self.select(&sql, &[organ.into(), matter.into()], &mut |row| {
            let text = |cell: Option<&Cell>| match cell {
                Some(Cell::Text(text)) => Some(text.to_string()),
                _ => None,
            };
            rows.push(HistoryRow {
                valid_from: text(row.first()).unwrap_or_default(),
                valid_to: text(row.get(1)),
                values: row.get(2..).unwrap_or_default().to_vec(),
            });
            Ok(())
        })?;
        Ok(rows)
    }

    /// A page of a projection: the matter and the columns named, of the rows for which a filter holds, in the order of one column
    /// and then of the matter, from behind a place on.
    ///
    /// The table is called `r` in the filter, whose own parameters come first in `params`.
    ///
    /// # Errors
    /// As [`Snapshot::record`]; whatever `each` says.
    pub fn page(
        &self,
        page: &PageOf<'_>,
        each: &mut dyn FnMut(&[Cell]) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        page.table.check_names()?;
        let known = |name: &str| page.table.columns.iter().any(|column| column.name == name);
        if let Some(name) = page
            .columns
            .iter()
            .chain([&page.order])
            .find(|name| !known(name))
        {
            return Err(LedgerError::NameRefused {
                name: (*name).to_string(),
            });
        }
        let mut sql = format!(
            "select r.matter, {} from \"{}\" r where ({}) and r.organ = ?",
            quoted(page.columns.iter().copied()),
            page.table.name,
            page.filter
        );
        let mut params = page.params.to_vec();
        params.push(page.organ.into());
        let order = page.order;
        if let Some((value, matter)) = page.behind {
            let _ = write!(sql, " and (r.\"{order}\", r.matter) > (?, ?)");
            params.extend([value.into(), matter.into()]);
        }
        let _ = write!(sql, " order by r.\"{order}\", r.matter limit ?");
        params.push(Cell::Integer(i64::from(page.limit)));
        self.select(&sql, &params, each)
    }

    fn texts(&self, sql: &str, params: &[Cell]) -> Result<Vec<String>, LedgerError> {
        let mut found = Vec::new();
        self.select(sql, params, &mut |row| {
            if let Some(Cell::Text(text)) = row.first() {
                found.push(text.to_string());
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// What page of a projection is asked for.
#[derive(Debug, Clone, Copy)]
pub struct PageOf<'a> {
    /// The projection.
    pub table: &'a TableSpec,
    /// The organ.
    pub organ: &'a str,
    /// Columns wanted.
    pub columns: &'a [&'a str],
    /// A condition in SQL over the table, called `r`; never text from outside.
    pub filter: &'a str,
    /// Its parameters.
    pub params: &'a [Cell],
    /// Column that gives the order.
    pub order: &'a str,
    /// Last place of the page before: value of the order's column, and matter.
    pub behind: Option<(&'a str, &'a str)>,
    /// Rows at most.
    pub limit: u32,
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("\"{name}\""))
        .collect::<Vec<_>>()
        .join(", ")
}
