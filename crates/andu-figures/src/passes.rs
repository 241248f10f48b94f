//! One SELECT a register: whatever is to be counted becomes a column of it.

use std::collections::HashMap;

use andu_ledger::Cell;

use crate::{FigureError, Source, source::rows, sql::Sql};

/// The selects of one call.
pub(crate) struct Passes {
    organ: String,
    passes: Vec<Pass>,
    by_table: HashMap<String, usize>,
}

/// One select over one register.
struct Pass {
    table: String,
    columns: Vec<Sql>,
    known: HashMap<Sql, usize>,
}

/// A column of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pass: usize,
    column: usize,
}

/// What the passes found.
pub(crate) struct Counts(Vec<Vec<Cell>>);

impl Passes {
    pub(crate) fn new(organ: &str) -> Passes {
        Passes {
            organ: organ.to_owned(),
            passes: Vec::new(),
            by_table: HashMap::new(),
        }
    }

    /// Asks for a column of the pass over a register; what was asked for before is not asked for twice.
    pub(crate) fn column(&mut self, table: &str, column: Sql) -> Slot {
        let passes = &mut self.passes;
        let place = *self.by_table.entry(table.to_owned()).or_insert_with(|| {
            passes.push(Pass {
                table: table.to_owned(),
                columns: Vec::new(),
                known: HashMap::new(),
            });
            passes.len() - 1
        });
        let pass = &mut passes[place];
        let next = pass.columns.len();
        let known = *pass.known.entry(column.clone()).or_insert(next);
        if known == next {
            pass.columns.push(column);
        }
        Slot {
            pass: place,
            column: known,
        }
    }

    /// Runs the passes.
    pub(crate) fn run(&self, source: &dyn Source) -> Result<Counts, FigureError> {
        let mut counts = Vec::new();
        for pass in &self.passes {
            let mut found = Vec::with_capacity(pass.columns.len());
            for columns in pass.portions() {
                let row = rows(source, &pass.sql(columns, &self.organ))?
                    .into_iter()
                    .next();
                let whole = row.filter(|row| row.len() == columns.len() + 1);
                let corrupt = || FigureError::Corrupt {
                    table: pass.table.clone(),
                };
                found.extend(whole.ok_or_else(corrupt)?.into_iter().skip(1));
            }
            counts.push(found);
        }
        Ok(Counts(counts))
    }
}

/// SQLite returns at most 2,000 columns …
const MOST_COLUMNS: usize = 1_900;
/// … and takes at most 32,766 parameters.
const MOST_PARAMS: usize = 32_000;

impl Pass {
    /// The columns in as few selects as the database allows: as a rule one.
    fn portions(&self) -> Vec<&[Sql]> {
        let mut portions = Vec::new();
        let (mut begin, mut params) = (0, 0);
        for (place, column) in self.columns.iter().enumerate() {
            params += column.params().len();
            if place > begin && (params > MOST_PARAMS || place - begin == MOST_COLUMNS) {
                portions.push(&self.columns[begin..place]);
                (begin, params) = (place, column.params().len());
            }
        }
        portions.push(&self.columns[begin..]);
        portions
    }

    fn sql(&self, columns: &[Sql], organ: &str) -> Sql {
        // The leading count makes this an aggregate even where every other column is a select of its own.
        let select = Sql::new("select count(*), ").then(&Sql::joined(columns, ",\n  "));
        let select = select.text_then(&format!("\nfrom \"{}\" r where r.organ = ", self.table));
        select.then_bound(organ)
    }
}

impl Counts {
    /// The number found; `None` where there was nothing to add up.
    pub(crate) fn get(&self, slot: Slot) -> Option<i64> {
        match self.0[slot.pass][slot.column] {
            Cell::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// Counts added up.
    pub(crate) fn total(&self, slots: &[Slot]) -> u64 {
        slots
            .iter()
            .filter_map(|slot| self.get(*slot))
            .map(i64::unsigned_abs)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(columns: usize, params: usize, portions: &[usize]) {
        let column = (0..params).fold(Sql::default(), |sql, number| {
            sql.then_bound(i64::try_from(number).unwrap_or_default())
        });
        let mut passes = Passes::new("county");
        for place in 0..columns {
            passes.column("register", column.clone().text_then(&format!(" {place}")));
        }
        let sizes: Vec<usize> = passes.passes[0]
            .portions()
            .iter()
            .map(|part| part.len())
            .collect();
        assert_eq!(sizes, portions);
    }

    #[test]
    fn a_pass_is_one_select_unless_the_database_cannot_take_it() {
        check(1, 0, &[1]);
        check(1_900, 2, &[1_900]);
        check(1_901, 2, &[1_900, 1]);
        check(5, 16_000, &[2, 2, 1]);
        check(2, 40_000, &[1, 1]);
    }

    #[test]
    fn what_is_asked_twice_is_counted_once() {
        let mut passes = Passes::new("county");
        let [first, other, again] =
            ["a", "b", "a"].map(|text| passes.column("register", Sql::new(text)));
        assert_eq!(first, again);
        assert_ne!(first, other);
        assert_ne!(first, passes.column("other", Sql::new("a")));
    }
}
