//! Indicators compiled into one SELECT a procedure.

use std::collections::BTreeMap;

use andu_rules::{
    Pack,
    model::{
        Counted, FieldId, Indicator, IndicatorId, IndicatorKind, Measure, Operation, PeriodKind,
        Trend,
    },
};

use crate::{
    FigureError, Period,
    error::Fault,
    passes::{Passes, Slot},
    set::{Measured, Set, Shapes, Window, register},
    sql::Sql,
    tally::Tally,
    truth::Truth,
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

/// Sets of matters of one register, and when each was counted.
#[derive(Default)]
struct Marked {
    sets: Vec<Truth>,
    windows: Vec<Option<Sql>>,
}

/// Compiles indicators of a pack for one organ.
pub(crate) struct Planner<'a> {
    pack: &'a Pack,
    shapes: &'a Shapes,
    organ: &'a str,
    /// The selects that will answer.
    pub(crate) passes: Passes,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(pack: &'a Pack, shapes: &'a Shapes, organ: &'a str) -> Planner<'a> {
        Planner {
            pack,
            shapes,
            organ,
            passes: Passes::new(organ),
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
                    fault: Box::new(fault),
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
                let count = self.slot(&set, Tally::Distinct(value.clone()));
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
            IndicatorKind::Coverage(of) => self.coverage(of, period, percent)?,
            IndicatorKind::Parameter { of, field } => self.parameter(set(of)?, field)?,
            IndicatorKind::Change { .. } | IndicatorKind::Arithmetic { .. } => {
                unreachable!("indicators over indicators are compiled by the caller")
            }
        })
    }

    fn coverage(
        &mut self,
        of: &'a Counted,
        period: Period,
        percent: bool,
    ) -> Result<Formula<'a>, Fault> {
        // Days outside the period cannot cover it, whatever else the indicator takes in.
        let window = Window {
            kind: PeriodKind::Within,
            period,
        };
        let set = Set::new(self.shapes, of, None, window)?;
        let days = self.slot(&set, Tally::Distinct(set.day()));
        Ok(Formula::Coverage {
            set,
            days,
            of: period.days(),
            percent,
        })
    }

    fn parameter(&mut self, set: Set<'a>, field: &'a FieldId) -> Result<Formula<'a>, Fault> {
        let value = set.measure(&Measure::Field(field.clone()))?;
        let least = self.slot(&set, Tally::Least(value.sql.clone()));
        let most = self.slot(&set, Tally::Most(value.sql.clone()));
        Ok(Formula::Parameter {
            set,
            value,
            field,
            least,
            most,
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
        Ok(Measuring {
            of,
            sum: self.slot(set, Tally::Sum(value.sql.clone())),
            count: self.slot(set, Tally::Known(value.sql.clone())),
            unmeasured: self.slot(set, Tally::Unknown(value.sql.clone())),
            value,
        })
    }

    fn count(&mut self, set: &Set<'_>) -> Slot {
        self.slot(set, Tally::Records)
    }

    fn slot(&mut self, set: &Set<'_>, tally: Tally<Sql>) -> Slot {
        set.tally(&mut self.passes, tally)
    }

    /// Counts the matters behind a formula that were entered as found, lack a piece, or were entered late: each once a register.
    pub(crate) fn marks(&mut self, formula: &Formula<'a>) -> Marks {
        let mut sets = Vec::new();
        formula.sets(&mut sets);
        let mut by_table: BTreeMap<&str, Marked> = BTreeMap::new();
        let mut histories = Vec::new();
        for set in sets {
            match set.of_matter() {
                Some((truth, window)) => {
                    let known = by_table.entry(set.shape.table()).or_default();
                    if !known.sets.contains(&truth) {
                        known.sets.push(truth);
                        known.windows.push(window);
                    }
                }
                None => histories.push(set),
            }
        }
        let organ = self.organ;
        let mut of = |mark: &str| {
            let mark = Sql::new(mark);
            let former = histories.iter().map(|set| {
                let truth = Truth::All(vec![Truth::Piece(mark.clone()), set.truth.clone()]);
                set.tally_of(&mut self.passes, truth, Tally::Records)
            });
            let mut slots: Vec<Slot> = former.collect();
            for (table, marked) in &by_table {
                let truth = vec![Truth::Piece(mark.clone()), Truth::Any(marked.sets.clone())];
                let gates = marked.windows.iter();
                let gates: Vec<Sql> = gates
                    .map(|it| it.as_ref().unwrap_or(&mark).clone())
                    .collect();
                let source = register(table, organ);
                slots.push(
                    self.passes
                        .column(&source, &gates, Truth::All(truth), Tally::Records),
                );
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
