//! Projections compared with, or made again from, the events.

use andu_casework::clocks;
use andu_ledger::{Cell, Timestamp};
use serde::Serialize;

use crate::act;
use crate::error::OfficeError;
use crate::office::Office;
use crate::organ::ORGAN_PROCEDURE;
use crate::project;
use crate::time::shanghai;

/// A row that does not say what the events say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The matter.
    pub matter: String,
    /// The table.
    pub table: String,
    /// The column; `None` where the whole row is missing or too many.
    pub column: Option<String>,
    /// What the events say.
    pub expected: String,
    /// What the row says.
    pub found: String,
}

impl Office {
    /// Compares every row of every register, its lists and clocks with what the events say.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`], [`OfficeError::Unreadable`], [`OfficeError::NoRule`].
    pub fn compare(&self, now: Timestamp) -> Result<Vec<Difference>, OfficeError> {
        let mut differences = Vec::new();
        for id in self.matter_ids()? {
            differences.extend(self.compare_matter(&id, now)?);
        }
        differences.extend(self.strays()?);
        Ok(differences)
    }

    /// Makes every row again from the events; returns how many matters were written.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`], [`OfficeError::Unreadable`], [`OfficeError::NoRule`].
    pub fn rebuild(&self, now: Timestamp) -> Result<usize, OfficeError> {
        for difference in self.strays()? {
            self.drop_stray(difference)?;
        }
        let ids = self.matter_ids()?;
        for chunk in ids.chunks(256) {
            let (chunk, shared, rules) = (chunk.to_vec(), self.shared.clone(), self.rules());
            self.act(move |tx| {
                for id in &chunk {
                    let events = tx.events(id)?;
                    let matter = act::fold(id, &events)?;
                    let procedure = act::governing(tx, &rules, id, &matter)?;
                    act::store(tx, &rules, &matter, &procedure, shanghai(now))?;
                    shared.remember(matter);
                }
                Ok(())
            })?;
        }
        Ok(ids.len())
    }

    /// Ids of all matters, the organ's own events left out.
    pub(crate) fn matter_ids(&self) -> Result<Vec<String>, OfficeError> {
        let organ = &self.shared.organ;
        let mut ids: Vec<String> = Vec::new();
        loop {
            let after = ids.last().cloned().unwrap_or_default();
            let page = self
                .shared
                .ledger
                .read(|snapshot| snapshot.matters(organ, None, &after, 10_000))?;
            let Some(_) = page.first() else { break };
            ids.extend(page.into_iter().map(|(id, _)| id));
        }
        ids.retain(|id| id != organ);
        Ok(ids)
    }

    fn compare_matter(&self, id: &str, now: Timestamp) -> Result<Vec<Difference>, OfficeError> {
        let (shared, rules) = (self.shared.clone(), self.rules());
        let id = id.to_owned();
        let organ = shared.organ.clone();
        let (matter, procedure) = {
            let (id, rules) = (id.clone(), rules.clone());
            self.act(move |tx| {
                let events = tx.events(&id)?;
                let matter = act::fold(&id, &events)?;
                let procedure = act::governing(tx, &rules, &id, &matter)?;
                Ok((matter, procedure))
            })?
        };
        let Some(shape) = rules.shape(procedure.id.as_str()) else {
            return Ok(Vec::new());
        };
        let mut differences = Vec::new();
        let difference =
            |table: &str, column: Option<&str>, expected: &str, found: &str| Difference {
                matter: id.clone(),
                table: table.to_owned(),
                column: column.map(str::to_owned),
                expected: expected.to_owned(),
                found: found.to_owned(),
            };
        let expected = (!matter.voided).then(|| project::row(&matter, &procedure, shape));
        let found = shared
            .ledger
            .read(|snapshot| snapshot.record(&shape.table, &organ, &id))?;
        match (&expected, &found) {
            (Some(expected), Some(found)) => {
                for (column, (expected, found)) in
                    shape.table.columns.iter().zip(expected.iter().zip(found))
                {
                    if expected != found {
                        let (expected, found) = (shown(expected), shown(found));
                        differences.push(difference(
                            &shape.table.name,
                            Some(&column.name),
                            &expected,
                            &found,
                        ));
                    }
                }
            }
            (Some(_), None) => {
                differences.push(difference(&shape.table.name, None, "有此行", "无此行"))
            }
            (None, Some(_)) => {
                differences.push(difference(&shape.table.name, None, "无此行", "有此行"))
            }
            (None, None) => {}
        }
        for (index, list) in shape.lists.iter().enumerate() {
            let expected = match matter.voided {
                true => Vec::new(),
                false => project::items(&matter, shape, index),
            };
            let found = shared
                .ledger
                .read(|snapshot| snapshot.items(list, &organ, &id))?;
            if expected != found {
                let (expected, found) = (expected.len().to_string(), found.len().to_string());
                differences.push(difference(&list.name, None, &expected, &found));
            }
        }
        let views = match matter.voided {
            true => Vec::new(),
            false => clocks(&matter, &procedure, &rules.calendar, shanghai(now)),
        };
        let expected = project::clock_rows(&matter, &procedure, &views, &rules.calendar_digest);
        let found = shared
            .ledger
            .read(|snapshot| snapshot.clocks_of(&organ, &id))?;
        for row in &expected {
            let stored = found.iter().find(|found| found.clock == row.clock);
            let told = |row: &andu_ledger::ClockRow| {
                format!(
                    "{} {} {:?}",
                    row.state,
                    row.due.as_deref().unwrap_or("—"),
                    row.kept
                )
            };
            // What was consumed moves on daily; start, state, due day and outcome are what the events say.
            if stored.is_none_or(|stored| told(stored) != told(row) || stored.start != row.start) {
                let found = stored.map_or_else(|| "无此行".to_owned(), told);
                differences.push(difference("clock", Some(&row.clock), &told(row), &found));
            }
        }
        if found.len() > expected.len() {
            let (expected, found) = (expected.len().to_string(), found.len().to_string());
            differences.push(difference("clock", None, &expected, &found));
        }
        Ok(differences)
    }

    /// Rows of registers whose matters have no events.
    fn strays(&self) -> Result<Vec<Difference>, OfficeError> {
        let rules = self.rules();
        let organ = &self.shared.organ;
        let mut strays = Vec::new();
        for shape in rules.shapes() {
            let ids = self
                .shared
                .ledger
                .read(|snapshot| snapshot.strays(&shape.table, organ))?;
            strays.extend(ids.into_iter().map(|matter| Difference {
                matter,
                table: shape.table.name.clone(),
                column: None,
                expected: "无此行".to_owned(),
                found: "有此行".to_owned(),
            }));
        }
        Ok(strays)
    }

    fn drop_stray(&self, stray: Difference) -> Result<(), OfficeError> {
        let rules = self.rules();
        self.act(move |tx| {
            let shape = rules.shapes().find(|shape| shape.table.name == stray.table);
            if let Some(shape) = shape.filter(|_| stray.matter != ORGAN_PROCEDURE) {
                tx.delete_record(&shape.table, &stray.matter)?;
            }
            Ok(())
        })
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Null => "（空）".to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Text(text) => text.to_string(),
    }
}
