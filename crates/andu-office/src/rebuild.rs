//! Projections made again from the events.

use andu_ledger::Timestamp;

use crate::compare::{Difference, clock_table, matters, strays};
use crate::error::OfficeError;
use crate::load::{by_digest, fold};
use crate::office::Office;
use crate::store::{store, store_links};
use crate::time::shanghai;

/// Matters written in one transaction: other writers come in between.
const BATCH: usize = 256;

impl Office {
    /// Makes every row again from the events; returns how many matters were written.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`], [`OfficeError::Unreadable`], [`OfficeError::NoRule`].
    pub fn rebuild(&self, now: Timestamp) -> Result<usize, OfficeError> {
        let (organ, rules) = (&self.shared.organ, self.rules());
        let (found, astray) = self.in_snapshot(|snapshot| {
            Ok((matters(snapshot, organ)?, strays(snapshot, organ, &rules)?))
        })?;
        self.drop_strays(astray)?;
        for batch in found.chunks(BATCH) {
            let ids: Vec<_> = batch.iter().map(|(id, _)| id.clone()).collect();
            let (shared, rules) = (self.shared.clone(), self.rules());
            self.act(move |tx| {
                for id in &ids {
                    let matter = fold(id, &tx.events(id)?)?;
                    let digest = tx.matter(id)?.map(|head| head.rule_digest.clone());
                    let digest = digest.unwrap_or_default();
                    let procedure = by_digest(tx.snapshot(), &rules, id, &digest)?;
                    store(tx, &rules, &matter, &procedure, shanghai(now))?;
                    store_links(tx, &matter)?;
                    shared.remember(matter);
                }
                Ok(())
            })?;
        }
        Ok(found.len())
    }

    fn drop_strays(&self, strays: Vec<Difference>) -> Result<(), OfficeError> {
        let rules = self.rules();
        self.act(move |tx| {
            let clock = clock_table();
            for stray in strays {
                if stray.table == clock.name {
                    tx.put_clocks(&stray.matter, &[])?;
                    continue;
                }
                let mut tables = rules.shapes().flat_map(|shape| shape.tables());
                if let Some(table) = tables.find(|table| table.name == stray.table) {
                    tx.delete_record(table, &stray.matter)?;
                }
            }
            Ok(())
        })
    }
}
