//! Truth tables: a clause evaluated once for every combination of the values that it reads, and boxes cut down by it.

use crate::{
    condition::{Condition, evaluate},
    prove::{
        TooLarge,
        fact::Reads,
        space::{Point, Space},
    },
};

/// Combinations of values beyond which a single clause is too large.
const MOST: usize = 1 << 18;

/// A set of matters at one stage: for every slot the values that are possible, in all combinations.
pub(super) type Masks = Box<[u64]>;

/// A clause as a table of its truth.
pub(super) struct Table {
    pub(super) slots: Vec<usize>,
    sizes: Vec<usize>,
    /// By stage where the clause asks for it, else one alone.
    truth: Vec<(Option<usize>, Vec<bool>)>,
    by_stage: bool,
}

impl Table {
    /// Evaluates a condition wherever it can come out differently; `stages` are those in which it is asked.
    pub(super) fn of(
        condition: &Condition,
        space: &Space<'_>,
        stages: &[Option<usize>],
    ) -> Result<Table, TooLarge> {
        let reads = Reads::of(condition, space.procedure);
        let slots = reads.facts.iter().filter_map(|fact| space.slot(fact));
        let mut slots: Vec<usize> = slots.collect();
        slots.sort_unstable();
        let sizes: Vec<usize> = slots.iter().map(|&at| space.slots[at].size()).collect();
        let number = sizes
            .iter()
            .try_fold(1usize, |all, size| all.checked_mul(*size));
        let Some(number) = number.filter(|number| *number <= MOST) else {
            let facts = reads.facts.iter();
            return Err(TooLarge::of(facts.map(|fact| fact.label(space.procedure))));
        };
        let asked = if reads.stage { stages } else { &[None] };
        let mut table = Table {
            slots,
            sizes,
            truth: Vec::new(),
            by_stage: reads.stage,
        };
        let mut values = vec![0; space.slots.len()];
        for &stage in asked {
            let known = stage.and_then(|at| space.procedure.stages.get(at));
            let mut truth = Vec::with_capacity(number);
            for code in 0..number {
                table.decode(code, &mut values);
                let point = Point {
                    space,
                    values: &values,
                    stage: known.map(|stage| stage.id.as_str()),
                };
                truth.push(evaluate(condition, &point));
            }
            table.truth.push((stage, truth));
        }
        Ok(table)
    }

    /// The parts of a box in which the clause comes out as wanted; they do not overlap.
    pub(super) fn cut(&self, masks: &Masks, stage: Option<usize>, wanted: bool) -> Vec<Masks> {
        let key = stage.filter(|_| self.by_stage);
        let Some((_, truth)) = self.truth.iter().find(|(known, _)| *known == key) else {
            return Vec::new();
        };
        let parts = self.parts(truth, masks, wanted, 0, 0);
        parts
            .into_iter()
            .map(|part| {
                let mut cut = masks.clone();
                for (slot, mask) in self.slots.iter().zip(part.iter().rev()) {
                    cut[*slot] = *mask;
                }
                cut
            })
            .collect()
    }

    /// Values in order of the slots; the last slot changes fastest.
    fn decode(&self, mut code: usize, values: &mut [usize]) {
        for (slot, size) in self.slots.iter().zip(&self.sizes).rev() {
            values[*slot] = code % size;
            code /= size;
        }
    }

    /// Masks of the slots from `depth` on, last slot first; values that lead to the same rest are kept together.
    fn parts(
        &self,
        truth: &[bool],
        masks: &Masks,
        wanted: bool,
        depth: usize,
        code: usize,
    ) -> Vec<Vec<u64>> {
        let Some(&slot) = self.slots.get(depth) else {
            return match truth.get(code) == Some(&wanted) {
                true => vec![Vec::new()],
                false => Vec::new(),
            };
        };
        let mut kinds: Vec<(u64, Vec<Vec<u64>>)> = Vec::new();
        for value in bits(masks[slot]) {
            let next = code * self.sizes[depth] + value;
            let rest = self.parts(truth, masks, wanted, depth + 1, next);
            if rest.is_empty() {
                continue;
            }
            match kinds.iter_mut().find(|(_, known)| *known == rest) {
                Some((mask, _)) => *mask |= 1 << value,
                None => kinds.push((1 << value, rest)),
            }
        }
        let flat = kinds.into_iter().flat_map(|(mask, rest)| {
            rest.into_iter().map(move |mut part| {
                part.push(mask);
                part
            })
        });
        flat.collect()
    }
}

/// The values of a mask.
pub(super) fn bits(mask: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |at| mask >> at & 1 == 1)
}
