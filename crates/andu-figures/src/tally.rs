//! What is counted or added up over records of which the same pieces hold.

use std::collections::HashSet;

use andu_ledger::Cell;

/// What is asked of the records of a set; a value is a piece of SQL, or its place in a pass.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Tally<V> {
    /// How many there are.
    Records,
    /// How many have the value.
    Known(V),
    /// How many have it not.
    Unknown(V),
    Sum(V),
    Least(V),
    Most(V),
    /// How many different values there are.
    Distinct(V),
}

impl<V> Tally<V> {
    /// The same over the value in another form.
    pub(crate) fn map<W>(&self, value: impl FnOnce(&V) -> W) -> Tally<W> {
        match self {
            Tally::Records => Tally::Records,
            Tally::Known(own) => Tally::Known(value(own)),
            Tally::Unknown(own) => Tally::Unknown(value(own)),
            Tally::Sum(own) => Tally::Sum(value(own)),
            Tally::Least(own) => Tally::Least(value(own)),
            Tally::Most(own) => Tally::Most(value(own)),
            Tally::Distinct(own) => Tally::Distinct(value(own)),
        }
    }
}

/// How a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// It is a whole number.
    Number,
    /// Its values are told apart.
    Apart,
}

/// Records and their values, added up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sums {
    records: i128,
    values: Vec<ValueSums>,
}

#[derive(Debug, Clone, Default)]
struct ValueSums {
    known: i128,
    sum: i128,
    least: Option<i64>,
    most: Option<i64>,
    apart: HashSet<Cell>,
}

impl Sums {
    pub(crate) fn over(values: usize) -> Sums {
        Sums {
            records: 0,
            values: vec![ValueSums::default(); values],
        }
    }

    /// Adds one record; `None` where a value is not what it is read as.
    pub(crate) fn add(&mut self, cells: &[Cell], reads: &[Read]) -> Option<()> {
        self.records += 1;
        for ((sums, cell), read) in self.values.iter_mut().zip(cells).zip(reads) {
            match (cell, read) {
                (Cell::Null, _) => continue,
                (Cell::Integer(number), Read::Number) => {
                    sums.sum += i128::from(*number);
                    sums.least = Some(sums.least.map_or(*number, |least| least.min(*number)));
                    sums.most = Some(sums.most.map_or(*number, |most| most.max(*number)));
                }
                (Cell::Text(_), Read::Number) => return None,
                (cell, Read::Apart) => {
                    if !sums.apart.contains(cell) {
                        sums.apart.insert(cell.clone());
                    }
                }
            }
            sums.known += 1;
        }
        Some(())
    }
}

/// The answer to one tally, taken together group by group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Total {
    number: Option<i128>,
    apart: HashSet<Cell>,
}

impl Total {
    /// Takes in a group of records.
    pub(crate) fn take(&mut self, tally: &Tally<usize>, sums: &Sums) {
        let plus = |total: Option<i128>, more: i128| Some(total.unwrap_or(0) + more);
        let either = |total: Option<i128>, other: Option<i64>, best: fn(i128, i128) -> i128| {
            let other = other.map(i128::from);
            match (total, other) {
                (Some(total), Some(other)) => Some(best(total, other)),
                _ => total.or(other),
            }
        };
        let value = |place: &usize| &sums.values[*place];
        self.number = match tally {
            Tally::Records => plus(self.number, sums.records),
            Tally::Known(place) => plus(self.number, value(place).known),
            Tally::Unknown(place) => plus(self.number, sums.records - value(place).known),
            Tally::Sum(place) => plus(self.number, value(place).sum),
            Tally::Least(place) => either(self.number, value(place).least, i128::min),
            Tally::Most(place) => either(self.number, value(place).most, i128::max),
            Tally::Distinct(place) => {
                self.apart.extend(value(place).apart.iter().cloned());
                i128::try_from(self.apart.len()).ok()
            }
        };
    }

    /// The number; `None` where there was nothing to add up.
    pub(crate) fn number(&self) -> Option<i128> {
        self.number
    }
}
