//! The order of units (单位序列): explicit, from the registers that serve as directory; never by pinyin.

use std::collections::BTreeMap;

use andu_ledger::{Cell, LedgerError, PageOf, Snapshot};

use crate::error::OfficeError;
use crate::office::Office;
use crate::rules::Rules;

/// The units of an office in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnitOrder {
    places: BTreeMap<String, usize>,
}

impl UnitOrder {
    /// Reads it off the directory: by the places entered there, then by who was entered first.
    pub(crate) fn read(
        snapshot: &Snapshot<'_>,
        rules: &Rules,
        organ: &str,
    ) -> Result<UnitOrder, LedgerError> {
        let mut units: Vec<(i64, String)> = Vec::new();
        for versions in rules.pack.procedures.values() {
            let newest = versions.last();
            let known = newest.and_then(|newest| {
                Some((newest, newest.directory.as_ref()?, newest.unit.as_ref()?))
            });
            let Some((newest, directory, unit)) = known else {
                continue;
            };
            let Some(shape) = rules.shape(newest.id.as_str()) else {
                continue;
            };
            let mut columns = vec![unit.as_str()];
            // A unit stands where its foremost person does.
            columns.extend(directory.position.as_ref().map(|field| field.as_str()));
            let page = PageOf {
                table: &shape.table,
                organ,
                columns: &columns,
                filter: "1",
                params: &[],
                order: "opened_at",
                behind: None,
                limit: u32::MAX,
            };
            snapshot.page(&page, &mut |row| {
                let place = match row.get(2) {
                    Some(Cell::Integer(place)) => *place,
                    _ => i64::MAX,
                };
                if let Some(Cell::Text(unit)) = row.get(1) {
                    units.push((place, unit.to_string()));
                }
                Ok::<(), LedgerError>(())
            })?;
        }
        // Stable, so that people without a place stay in the order in which they were entered.
        units.sort_by_key(|(place, _)| *place);
        let mut order = UnitOrder::default();
        for (_, unit) in units {
            let next = order.places.len();
            order.places.entry(unit).or_insert(next);
        }
        Ok(order)
    }

    /// Where a unit stands; those of which the directory knows nobody come after the others, and no unit at all comes last.
    pub(crate) fn place(&self, unit: Option<&str>) -> usize {
        match unit {
            Some(unit) => self.places.get(unit).copied().unwrap_or(usize::MAX - 1),
            None => usize::MAX,
        }
    }
}

impl Office {
    /// Names of units in the order of units; those of which the directory knows nobody stay as they come, after the others.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`].
    pub fn in_unit_order(&self, mut units: Vec<String>) -> Result<Vec<String>, OfficeError> {
        let (organ, rules) = (&self.shared.organ, self.rules());
        let order = self.in_snapshot(|snapshot| Ok(UnitOrder::read(snapshot, &rules, organ)?))?;
        units.sort_by_key(|unit| order.place(Some(unit)));
        Ok(units)
    }
}
