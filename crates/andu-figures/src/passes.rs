//! One SELECT a register: each record is read once, every piece of every condition is decided once, and records are tallied by the pieces
//! that hold of them together.

use std::collections::HashMap;

use andu_ledger::Cell;

use crate::{
    FigureError, Source,
    sql::Sql,
    tally::{Read, Sums, Tally, Total},
    truth::Truth,
};

/// The selects of one call.
pub(crate) struct Passes {
    organ: String,
    passes: Vec<Pass>,
    /// The newest pass over a source.
    by_source: HashMap<Sql, usize>,
}

/// One select over one register, or over one of its lists.
struct Pass {
    source: Sql,
    /// A record of which none holds counts nowhere.
    gates: Places<Sql>,
    pieces: Places<Sql>,
    values: Places<Sql>,
    reads: Vec<Read>,
    /// Gates behind which each piece, and each value, is asked for.
    gates_of_pieces: Vec<Vec<usize>>,
    gates_of_values: Vec<Vec<usize>>,
    columns: Places<Column>,
}

/// What is tallied of which records.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Column {
    truth: Truth<usize>,
    tally: Tally<usize>,
}

/// Different things in the order in which they were asked for.
struct Places<T> {
    items: Vec<T>,
    known: HashMap<T, usize>,
}

/// A column of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pass: usize,
    column: usize,
}

/// What the passes found.
pub(crate) struct Counts(Vec<Vec<Option<i128>>>);

/// SQLite takes at most 32,766 parameters; a pass that has so many is followed by another.
const ENOUGH_PARAMS: usize = 8_000;
/// Pieces of a mask: its sum stays a positive number.
const MASK: usize = 62;
/// Groups kept at once: records that are unlike in too many ways are added up in between.
const MOST_GROUPS: usize = 1 << 16;

impl Passes {
    pub(crate) fn new(organ: &str) -> Passes {
        Passes {
            organ: organ.to_owned(),
            passes: Vec::new(),
            by_source: HashMap::new(),
        }
    }

    pub(crate) fn organ(&self) -> &str {
        &self.organ
    }

    /// Asks for a tally of the records of a source for which a truth holds; what was asked for before is not asked for twice. The truth
    /// holds of no record of which none of the gates holds.
    pub(crate) fn column(
        &mut self,
        source: &Sql,
        gates: &[Sql],
        truth: Truth,
        tally: Tally<Sql>,
    ) -> Slot {
        let full = |place: &&usize| self.passes[**place].params() > ENOUGH_PARAMS;
        let open = self.by_source.get(source).filter(|place| !full(place));
        let place = match open {
            Some(place) => *place,
            None => {
                self.passes.push(Pass::new(source.clone()));
                let place = self.passes.len() - 1;
                self.by_source.insert(source.clone(), place);
                place
            }
        };
        Slot {
            pass: place,
            column: self.passes[place].column(gates, &truth, &tally),
        }
    }

    /// Runs the passes.
    pub(crate) fn run(&self, source: &dyn Source) -> Result<Counts, FigureError> {
        let counts = self.passes.iter().map(|pass| pass.run(source));
        Ok(Counts(counts.collect::<Result<_, _>>()?))
    }
}

impl Pass {
    fn new(source: Sql) -> Pass {
        Pass {
            source,
            gates: Places::new(),
            pieces: Places::new(),
            values: Places::new(),
            reads: Vec::new(),
            gates_of_pieces: Vec::new(),
            gates_of_values: Vec::new(),
            columns: Places::new(),
        }
    }

    /// About as many parameters as its select has.
    fn params(&self) -> usize {
        let of = |places: &Places<Sql>| -> usize {
            places.items.iter().map(|sql| sql.params().len()).sum()
        };
        of(&self.gates) + of(&self.pieces) + of(&self.values)
    }

    fn column(&mut self, gates: &[Sql], truth: &Truth, tally: &Tally<Sql>) -> usize {
        let gates: Vec<usize> = gates.iter().map(|gate| self.gates.place(gate)).collect();
        let behind = |places: &mut Vec<Vec<usize>>, place: usize| {
            places.resize_with(places.len().max(place + 1), Vec::new);
            for gate in &gates {
                if !places[place].contains(gate) {
                    places[place].push(*gate);
                }
            }
        };
        let truth = truth.map(&mut |piece: &Sql| {
            let place = self.pieces.place(piece);
            behind(&mut self.gates_of_pieces, place);
            place
        });
        let read = match tally {
            Tally::Distinct(_) => Read::Apart,
            _ => Read::Number,
        };
        let tally = tally.map(|value| {
            let place = self
                .values
                .place_of(value, |place| self.reads[place] == read);
            if place == self.reads.len() {
                self.reads.push(read);
            }
            behind(&mut self.gates_of_values, place);
            place
        });
        self.columns.place(&Column { truth, tally })
    }

    fn run(&self, source: &dyn Source) -> Result<Vec<Option<i128>>, FigureError> {
        let masks = self.pieces.items.len().div_ceil(MASK);
        let sql = self.sql();
        let mut totals = vec![Total::default(); self.columns.items.len()];
        let mut groups: HashMap<Box<[i64]>, Sums> = HashMap::new();
        let mut mask = vec![0; masks];
        let mut whole = true;
        source.select(sql.text(), sql.params(), &mut |cells| {
            for (part, cell) in mask.iter_mut().zip(cells) {
                match cell {
                    Cell::Integer(bits) => *part = *bits,
                    _ => whole = false,
                }
            }
            let values = cells.get(masks..).unwrap_or_default();
            let added = match groups.get_mut(mask.as_slice()) {
                Some(sums) => sums.add(values, &self.reads),
                None => {
                    if groups.len() == MOST_GROUPS {
                        self.take(&mut totals, &mut groups);
                    }
                    let sums = groups.entry(mask.as_slice().into());
                    let sums = sums.or_insert_with(|| Sums::over(self.reads.len()));
                    sums.add(values, &self.reads)
                }
            };
            whole &= added.is_some();
        })?;
        if !whole {
            return Err(FigureError::Corrupt {
                table: self.table().to_owned(),
            });
        }
        self.take(&mut totals, &mut groups);
        Ok(totals.iter().map(Total::number).collect())
    }

    /// Adds groups up, column by column.
    fn take(&self, totals: &mut [Total], groups: &mut HashMap<Box<[i64]>, Sums>) {
        for (mask, sums) in groups.drain() {
            let piece = |place: &usize| mask[place / MASK] >> (place % MASK) & 1 == 1;
            for (total, column) in totals.iter_mut().zip(&self.columns.items) {
                if column.truth.holds(&piece) {
                    total.take(&column.tally, &sums);
                }
            }
        }
    }

    fn sql(&self) -> Sql {
        let pieces: Vec<Sql> = self
            .pieces
            .items
            .iter()
            .enumerate()
            .map(|(place, piece)| {
                let bit = format!("{}", 1_i64 << (place % MASK));
                let held = Sql::new("case when ").then(piece).text_then(" then ");
                let held = held.text_then(&bit).text_then(" else 0 end");
                // A select of its own is dear, and mostly asked for of few records.
                match piece.text().contains("select ") {
                    true => self.gated(&self.gates_of_pieces[place], &held, " else 0 end"),
                    false => held,
                }
            })
            .collect();
        let masks = pieces
            .chunks(MASK)
            .map(|pieces| Sql::joined(pieces, "\n  + "));
        let values = self.values.items.iter().enumerate().map(|(place, value)| {
            match value.text().contains('(') {
                true => self.gated(&self.gates_of_values[place], value, " end"),
                false => value.clone(),
            }
        });
        let columns: Vec<Sql> = masks.chain(values).collect();
        Sql::new("select ")
            .then(&Sql::joined(&columns, ",\n  "))
            .text_then("\n")
            .then(&self.source)
            .text_then("\nand ")
            .then(&Sql::chained(&self.gates.items, " or "))
    }

    fn gated(&self, gates: &[usize], then: &Sql, end: &str) -> Sql {
        let gates: Vec<Sql> = gates
            .iter()
            .map(|gate| self.gates.items[*gate].clone())
            .collect();
        let case = Sql::new("case when ").then(&Sql::chained(&gates, " or "));
        case.text_then(" then ").then(then).text_then(end)
    }

    /// Name of the table, for whoever has to mend it.
    fn table(&self) -> &str {
        self.source.text().split('"').nth(1).unwrap_or_default()
    }
}

impl<T: Clone + Eq + std::hash::Hash> Places<T> {
    fn new() -> Places<T> {
        Places {
            items: Vec::new(),
            known: HashMap::new(),
        }
    }

    fn place(&mut self, item: &T) -> usize {
        self.place_of(item, |_| true)
    }

    /// The place of an item, a new one where the known place will not do.
    fn place_of(&mut self, item: &T, fits: impl Fn(usize) -> bool) -> usize {
        match self.known.get(item) {
            Some(place) if fits(*place) => *place,
            _ => {
                self.items.push(item.clone());
                let place = self.items.len() - 1;
                self.known.insert(item.clone(), place);
                place
            }
        }
    }
}

impl Counts {
    /// The number found; `None` where there was nothing to add up.
    pub(crate) fn get(&self, slot: Slot) -> Option<i128> {
        self.0[slot.pass][slot.column]
    }

    /// Counts added up.
    pub(crate) fn total(&self, slots: &[Slot]) -> u64 {
        let counts = slots.iter().filter_map(|slot| self.get(*slot));
        u64::try_from(counts.sum::<i128>()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn register() -> Sql {
        Sql::new("from \"register_letter\" r where r.organ = ").then_bound("county")
    }

    fn count(passes: &mut Passes, filter: Sql) -> Slot {
        let window = Sql::new("(r.received_on >= ")
            .then_bound("2025-01-01")
            .text_then(")");
        let truth = Truth::All(vec![Truth::Piece(window.clone()), Truth::Piece(filter)]);
        passes.column(&register(), &[window], truth, Tally::Records)
    }

    #[test]
    fn a_pass_decides_each_piece_once() {
        let mut passes = Passes::new("county");
        let online = Sql::new("(r.channel = ")
            .then_bound("online")
            .text_then(")");
        let first = count(&mut passes, online.clone());
        let urgent = count(&mut passes, Sql::new("exists (select 1 from clock)"));
        assert_eq!(count(&mut passes, online), first);
        assert_ne!(urgent, first);
        let window = Sql::new("(r.received_on >= ")
            .then_bound("2025-01-01")
            .text_then(")");
        let days = Tally::Sum(Sql::new("julianday(r.did_reply)"));
        passes.column(
            &register(),
            std::slice::from_ref(&window),
            Truth::Piece(window.clone()),
            days,
        );
        assert_eq!(passes.passes.len(), 1);
        insta::assert_snapshot!(passes.passes[0].sql().text(), @r#"
        select case when (r.received_on >= ?) then 1 else 0 end
          + case when (r.channel = ?) then 2 else 0 end
          + case when ((r.received_on >= ?)) then case when exists (select 1 from clock) then 4 else 0 end else 0 end,
          case when ((r.received_on >= ?)) then julianday(r.did_reply) end
        from "register_letter" r where r.organ = ?
        and ((r.received_on >= ?))
        "#);
    }

    /// A source that answers every select with the same rows.
    struct Rows(Vec<Vec<Cell>>);

    impl Source for Rows {
        fn select(
            &self,
            _: &str,
            _: &[Cell],
            each: &mut dyn FnMut(&[Cell]),
        ) -> Result<(), FigureError> {
            self.0.iter().for_each(|row| each(row));
            Ok(())
        }
    }

    #[test]
    fn more_ways_to_be_unlike_than_are_kept_at_once_lose_nothing() {
        let mut passes = Passes::new("county");
        let filters: Vec<Slot> = (0..20)
            .map(|bit| count(&mut passes, Sql::new(format!("(r.trait_{bit})"))))
            .collect();
        let records = i64::try_from(MOST_GROUPS).unwrap() * 3;
        let rows = (0..records).map(|number| vec![Cell::Integer(number * 2 + 1)]);
        let counts = passes.run(&Rows(rows.collect())).unwrap();
        // The window is the lowest bit; numbers below 196,608 have their lowest bit set in half of the cases.
        assert_eq!(counts.get(filters[0]), Some(i128::from(records / 2)));
        assert_eq!(
            counts.get(filters[17]),
            Some(i128::from(records - (1 << 17)))
        );
        assert_eq!(counts.get(filters[19]), None);
        assert_eq!(counts.total(&filters[18..]), 0);
    }

    #[test]
    fn what_the_database_cannot_take_at_once_is_asked_in_several_selects() {
        let mut passes = Passes::new("county");
        let filter = |number: i64| {
            let params = (0..3_000).fold(Sql::new("(0"), |sql, nth| {
                sql.text_then(" or r.pages = ").then_bound(number + nth)
            });
            params.text_then(")")
        };
        for number in 0..9 {
            count(&mut passes, filter(number));
        }
        assert_eq!(passes.passes.len(), 3);
        assert!(
            passes
                .passes
                .iter()
                .all(|pass| pass.sql().params().len() < 32_766)
        );
    }

    #[test]
    fn a_row_that_is_not_what_was_asked_for_is_told() {
        let mut passes = Passes::new("county");
        count(&mut passes, Sql::new("(1)"));
        let answer = passes.run(&Rows(vec![vec![Cell::Null]]));
        let fault = answer.map(|_| ()).unwrap_err().to_string();
        assert!(fault.contains("register_letter"), "{fault}");
    }
}
