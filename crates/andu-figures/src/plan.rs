//! Indicators compiled into one SELECT a procedure.

use std::collections::{BTreeMap, HashMap};

use andu_ledger::Cell;
use andu_rules::{
    Pack,
    model::{
        Counted, FieldId, Indicator, IndicatorId, IndicatorKind, Measure, Operation, PeriodKind,
        Trend,
    },
};

use crate::{
    FigureError, Period, Source,
    error::Fault,
    set::{Measured, Set, Shapes, Window},
    source::rows,
    sql::Sql,
};

/// How a figure is worked out once its counts are known.
pub(crate) enum Formula<'a> {
    Count {
        set: Set<'a>,
        count: Slot,
    },
    Distinct {
        set: Set<'a>,
        value: Sql,
        field: &'a FieldId,
        count: Slot,
    },
    Sum {
        set: Set<'a>,
        measure: Measuring<'a>,
    },
    Mean {
        set: Set<'a>,
        measure: Measuring<'a>,
    },
    Ratio {
        parts: Side<'a>,
        wholes: Side<'a>,
        percent: bool,
    },
    Change {
        of: &'a Indicator,
        now: Box<Formula<'a>>,
        before: Box<Formula<'a>>,
        trend: Trend,
        relative: bool,
    },
    Coverage {
        set: Set<'a>,
        days: Slot,
        of: i64,
        percent: bool,
    },
    Parameter {
        set: Set<'a>,
        value: Measured,
        field: &'a FieldId,
        least: Slot,
        most: Slot,
    },
    Arithmetic {
        left: Named<'a>,
        operation: Operation,
        right: Named<'a>,
        percent: bool,
    },
}

/// Counts that are added up.
pub(crate) type Side<'a> = Vec<(Set<'a>, Slot)>;

/// A formula that has a name of its own.
pub(crate) type Named<'a> = (&'a Indicator, Box<Formula<'a>>);

/// A measure with its sum and counts.
pub(crate) struct Measuring<'a> {
    pub(crate) of: &'a Measure,
    pub(crate) value: Measured,
    pub(crate) sum: Slot,
    pub(crate) count: Slot,
    pub(crate) unmeasured: Slot,
}

/// Marks of the records behind a figure.
pub(crate) struct Marks {
    pub(crate) as_found: Vec<Slot>,
    pub(crate) missing: Vec<Slot>,
    pub(crate) late: Vec<Slot>,
}

/// A column of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pass: usize,
    column: usize,
}

/// Compiles indicators of a pack for one organ.
pub(crate) struct Planner<'a> {
    pack: &'a Pack,
    shapes: &'a Shapes,
    organ: &'a str,
    passes: Vec<Pass>,
    by_table: HashMap<String, usize>,
}

/// One select over one register.
struct Pass {
    table: String,
    columns: Vec<Sql>,
    known: HashMap<Sql, usize>,
}

/// What the passes found.
pub(crate) struct Counts(Vec<Vec<Cell>>);

impl<'a> Planner<'a> {
    pub(crate) fn new(pack: &'a Pack, shapes: &'a Shapes, organ: &'a str) -> Planner<'a> {
        Planner {
            pack,
            shapes,
            organ,
            passes: Vec::new(),
            by_table: HashMap::new(),
        }
    }

    /// Compiles one indicator.
    pub(crate) fn formula(
        &mut self,
        indicator: &'a Indicator,
        period: Period,
    ) -> Result<Formula<'a>, FigureError> {
        self.nested(indicator, period, &mut Vec::new())
    }

    fn nested(
        &mut self,
        indicator: &'a Indicator,
        period: Period,
        within: &mut Vec<&'a IndicatorId>,
    ) -> Result<Formula<'a>, FigureError> {
        if within.contains(&&indicator.id) {
            return Err(FigureError::Circular {
                id: indicator.id.to_string(),
                label: indicator.label.clone(),
                file: indicator.file.clone(),
            });
        }
        within.push(&indicator.id);
        let formula = match &indicator.kind {
            IndicatorKind::Change {
                of,
                trend,
                relative,
            } => {
                let of = self.indicator(of)?;
                Formula::Change {
                    of,
                    now: Box::new(self.nested(of, period, within)?),
                    before: Box::new(self.nested(of, period.previous(), within)?),
                    trend: *trend,
                    relative: *relative,
                }
            }
            IndicatorKind::Arithmetic {
                left,
                operation,
                right,
            } => {
                let (left, right) = (self.indicator(left)?, self.indicator(right)?);
                Formula::Arithmetic {
                    left: (left, Box::new(self.nested(left, period, within)?)),
                    operation: *operation,
                    right: (right, Box::new(self.nested(right, period, within)?)),
                    percent: indicator.unit == PERCENT,
                }
            }
            _ => self
                .counted(indicator, period)
                .map_err(|fault| FigureError::Indicator {
                    id: indicator.id.to_string(),
                    label: indicator.label.clone(),
                    file: indicator.file.clone(),
                    fault,
                })?,
        };
        within.pop();
        Ok(formula)
    }

    /// Indicators that stand on records alone.
    fn counted(&mut self, indicator: &'a Indicator, period: Period) -> Result<Formula<'a>, Fault> {
        let window = Window {
            kind: indicator.period,
            period,
        };
        let percent = indicator.unit == PERCENT;
        let set = |counted| Set::new(self.shapes, counted, None, window);
        Ok(match &indicator.kind {
            IndicatorKind::Count(of) => {
                let set = set(of)?;
                Formula::Count {
                    count: self.count(&set),
                    set,
                }
            }
            IndicatorKind::Distinct { of, field } => {
                let set = set(of)?;
                let value = set.distinct(field)?;
                let count = self.slot(&set, "count(distinct ", &value);
                Formula::Distinct {
                    set,
                    value,
                    field,
                    count,
                }
            }
            IndicatorKind::Sum { of, measure } => {
                let set = set(of)?;
                Formula::Sum {
                    measure: self.measuring(&set, measure)?,
                    set,
                }
            }
            IndicatorKind::Mean { of, measure } => {
                let set = set(of)?;
                Formula::Mean {
                    measure: self.measuring(&set, measure)?,
                    set,
                }
            }
            IndicatorKind::Ratio {
                numerator,
                denominator,
            } => Formula::Ratio {
                parts: self.side(numerator, window)?,
                wholes: self.side(denominator, window)?,
                percent,
            },
            IndicatorKind::Share { of, part } => {
                let (whole, part) = (set(of)?, Set::new(self.shapes, of, Some(part), window)?);
                Formula::Ratio {
                    parts: vec![(part.clone(), self.count(&part))],
                    wholes: vec![(whole.clone(), self.count(&whole))],
                    percent,
                }
            }
            IndicatorKind::Coverage(of) => {
                // Days outside the period cannot cover it, whatever else the indicator takes in.
                let window = Window {
                    kind: PeriodKind::Within,
                    period,
                };
                let set = Set::new(self.shapes, of, None, window)?;
                let days = self.slot(&set, "count(distinct ", &set.day());
                Formula::Coverage {
                    set,
                    days,
                    of: period.days(),
                    percent,
                }
            }
            IndicatorKind::Parameter { of, field } => {
                let set = set(of)?;
                let value = set.measure(&Measure::Field(field.clone()))?;
                let least = self.slot(&set, "min(", &value.sql);
                let most = self.slot(&set, "max(", &value.sql);
                Formula::Parameter {
                    set,
                    value,
                    field,
                    least,
                    most,
                }
            }
            IndicatorKind::Change { .. } | IndicatorKind::Arithmetic { .. } => {
                unreachable!("indicators over indicators are compiled by the caller")
            }
        })
    }

    fn side(&mut self, counted: &'a [Counted], window: Window) -> Result<Side<'a>, Fault> {
        let sets = counted
            .iter()
            .map(|counted| Set::new(self.shapes, counted, None, window));
        let sets = sets.collect::<Result<Vec<_>, _>>()?;
        Ok(sets
            .into_iter()
            .map(|set| (set.clone(), self.count(&set)))
            .collect())
    }

    fn measuring(&mut self, set: &Set<'a>, of: &'a Measure) -> Result<Measuring<'a>, Fault> {
        let value = set.measure(of)?;
        let absent = Sql::new("case when ")
            .then(&value.sql)
            .text_then(" is null then 1 end");
        Ok(Measuring {
            of,
            sum: self.slot(set, "sum(", &value.sql),
            count: self.slot(set, "count(", &value.sql),
            unmeasured: self.slot(set, "count(", &absent),
            value,
        })
    }

    fn count(&mut self, set: &Set<'_>) -> Slot {
        self.slot(set, "count(", &Sql::new("1"))
    }

    fn slot(&mut self, set: &Set<'_>, function: &str, value: &Sql) -> Slot {
        let column = set.aggregate(function, value, self.organ);
        self.column(set.shape.table(), column)
    }

    fn column(&mut self, table: &str, column: Sql) -> Slot {
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
        let column_place = *pass.known.entry(column.clone()).or_insert(next);
        if column_place == next {
            pass.columns.push(column);
        }
        Slot {
            pass: place,
            column: column_place,
        }
    }

    /// Counts the matters behind a formula that were entered as found, lack a piece, or were entered late: each once a register.
    pub(crate) fn marks(&mut self, formula: &Formula<'a>) -> Marks {
        let mut sets = Vec::new();
        formula.sets(&mut sets);
        let mut by_table: BTreeMap<&str, Vec<Sql>> = BTreeMap::new();
        let mut histories = Vec::new();
        for set in sets {
            match set.of_matter() {
                Some(sql) => {
                    let known = by_table.entry(set.shape.table()).or_default();
                    if !known.contains(&sql) {
                        known.push(sql);
                    }
                }
                None => histories.push(set.clone()),
            }
        }
        let mut of = |mark: &str| {
            let marked = Sql::new(format!("case when {mark} then 1 end"));
            let former: Vec<_> = histories
                .iter()
                .map(|set| self.slot(set, "count(", &marked))
                .collect();
            let mut slots = former;
            for (table, sets) in &by_table {
                let any = Sql::joined(sets, " or ").bracketed();
                // The mark comes first: it is cheap and almost always false.
                let column = Sql::new(format!("count(case when {mark} and ")).then(&any);
                slots.push(self.column(table, column.text_then(" then 1 end)")));
            }
            slots
        };
        Marks {
            as_found: of("r.entry = 'as_found'"),
            missing: of("r.missing > 0"),
            late: of("r.late > 0"),
        }
    }

    /// Finds an indicator of the pack.
    pub(crate) fn indicator(&self, id: &IndicatorId) -> Result<&'a Indicator, FigureError> {
        let found = self.pack.indicators.get(id);
        found
            .map(|indicator| &**indicator)
            .ok_or_else(|| FigureError::UnknownIndicator { id: id.to_string() })
    }

    /// Runs the passes: one select a register.
    pub(crate) fn run(&self, source: &dyn Source) -> Result<Counts, FigureError> {
        let mut counts = Vec::new();
        for pass in &self.passes {
            let sql = pass.sql(self.organ);
            let row = rows(source, &sql)?.into_iter().next();
            let corrupt = || FigureError::Corrupt {
                table: pass.table.clone(),
            };
            let row = row
                .filter(|row| row.len() == pass.columns.len() + 1)
                .ok_or_else(corrupt)?;
            counts.push(row[1..].to_vec());
        }
        Ok(Counts(counts))
    }

    /// The selects as they would run, for tests and measurements.
    #[cfg(test)]
    pub(crate) fn statements(&self) -> Vec<Sql> {
        self.passes
            .iter()
            .map(|pass| pass.sql(self.organ))
            .collect()
    }
}

impl Pass {
    fn sql(&self, organ: &str) -> Sql {
        // The leading count makes this an aggregate even where every other column is a select of its own.
        let select = Sql::new("select count(*), ").then(&Sql::joined(&self.columns, ",\n  "));
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

    pub(crate) fn total(&self, slots: &[Slot]) -> u64 {
        slots
            .iter()
            .filter_map(|slot| self.get(*slot))
            .map(i64::unsigned_abs)
            .sum()
    }
}

impl<'a> Formula<'a> {
    /// Every set behind the formula.
    pub(crate) fn sets<'f>(&'f self, found: &mut Vec<&'f Set<'a>>) {
        match self {
            Formula::Count { set, .. }
            | Formula::Distinct { set, .. }
            | Formula::Sum { set, .. }
            | Formula::Mean { set, .. }
            | Formula::Coverage { set, .. }
            | Formula::Parameter { set, .. } => found.push(set),
            Formula::Ratio { parts, wholes, .. } => {
                found.extend(parts.iter().chain(wholes).map(|(set, _)| set));
            }
            Formula::Change { now, before, .. } => {
                now.sets(found);
                before.sets(found);
            }
            Formula::Arithmetic { left, right, .. } => {
                left.1.sets(found);
                right.1.sets(found);
            }
        }
    }
}

/// Unit in which a quotient is multiplied by a hundred.
pub(crate) const PERCENT: &str = "%";
