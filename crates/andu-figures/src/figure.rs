//! A figure: a value with everything that explains it.

use std::collections::BTreeSet;

use andu_rules::{
    Pack,
    model::{Indicator, IndicatorId, Qualifier},
};
use serde::Serialize;

use crate::{
    FigureError, Number, Period, Source, Trace,
    passes::Counts,
    plan::{Formula, Marks, Planner},
    set::Shapes,
    tell::tell,
    trace::trace,
};

/// A figure as scripts and pages read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Id of the indicator.
    pub id: IndicatorId,
    /// Its Chinese term.
    pub label: String,
    /// The value, rounded once after the whole formula; absent where it is undefined. A rate in percent is 98.92, not 0.9892.
    pub value: Option<Number>,
    /// Unit as printed.
    pub unit: String,
    /// How it is printed.
    pub qualifier: Qualifier,
    /// The stretch of days.
    pub period: Period,
    /// How it is worked out, in Chinese.
    pub formula: String,
    /// Registers that it is read from, in snake_case, with `+` between several.
    pub register: String,
    /// Rows of the catalogue of published figures that it answers; the caller knows them.
    pub catalogue: Vec<String>,
    /// What was published; the caller knows it.
    pub published: Option<Number>,
    /// `false` where no records give the published value.
    pub attainable: bool,
    /// Why no records give it.
    pub proof: Option<String>,
    /// The records behind it, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Trace>,
    /// Matters behind it that were entered from a register kept elsewhere (据台账登记).
    pub as_found: u64,
    /// Matters behind it of which a piece was not seen (要件未见).
    pub missing: u64,
    /// Matters behind it with late entries (补录).
    pub late: u64,
    /// Records left out of a sum or mean because the value is not recorded.
    pub unmeasured: u64,
}

impl Figure {
    /// What a reader must know beside the value: 其中据台账登记3件、要件未见1件.
    pub fn notes(&self) -> Vec<String> {
        let marks = [
            ("据台账登记", self.as_found),
            ("要件未见", self.missing),
            ("补录", self.late),
        ];
        let marked: Vec<String> = marks
            .iter()
            .filter(|(_, number)| *number > 0)
            .map(|(mark, number)| format!("{mark}{number}件"))
            .collect();
        let mut notes = Vec::new();
        if !marked.is_empty() {
            notes.push(format!("其中{}", marked.join("、")));
        }
        if self.unmeasured > 0 {
            notes.push(format!("另有{}件未登记所需数值，未计入", self.unmeasured));
        }
        notes
    }
}

/// Works out figures of an organ: those named, or all of the pack in the order of their ids.
///
/// Everything is read in one SELECT a register, so the figures of one call agree with each other when `source` is a snapshot.
///
/// # Errors
/// Where an indicator is unknown or asks for what registers cannot say, and where the ledger cannot be read.
pub fn evaluate(
    source: &dyn Source,
    pack: &Pack,
    organ: &str,
    ids: &[IndicatorId],
    period: Period,
    with_trace: bool,
) -> Result<Vec<Figure>, FigureError> {
    let shapes = Shapes::of(pack);
    let mut planner = Planner::new(pack, &shapes, organ);
    let indicators: Vec<&Indicator> = match ids {
        [] => pack
            .indicators
            .values()
            .map(|indicator| &**indicator)
            .collect(),
        ids => ids
            .iter()
            .map(|id| planner.indicator(id))
            .collect::<Result<_, _>>()?,
    };
    let mut planned = Vec::new();
    for indicator in indicators {
        let formula = planner.formula(indicator, period)?;
        let marks = planner.marks(&formula);
        planned.push((indicator, formula, marks));
    }
    let counts = planner.passes.run(source)?;
    let mut figures = Vec::new();
    for (indicator, formula, marks) in &planned {
        let mut figure = figure(indicator, formula, marks, &counts, period)?;
        if with_trace {
            figure.trace = Some(trace(source, organ, formula)?);
        }
        figures.push(figure);
    }
    Ok(figures)
}

/// Compiles every indicator of a pack without reading a ledger, and returns all that cannot be worked out.
pub fn check(pack: &Pack) -> Vec<FigureError> {
    let shapes = Shapes::of(pack);
    let mut planner = Planner::new(pack, &shapes, "");
    // Any period compiles alike.
    let Some(period) = Period::year(2025) else {
        return Vec::new();
    };
    let mut faults: Vec<FigureError> = Vec::new();
    for indicator in pack.indicators.values() {
        // What an indicator rests on is told once, not again for each that rests on it.
        let told = |fault: &FigureError| {
            faults
                .iter()
                .any(|known| known.to_string() == fault.to_string())
        };
        if let Some(fault) = planner
            .formula(indicator, period)
            .err()
            .filter(|fault| !told(fault))
        {
            faults.push(fault);
        }
    }
    faults
}

fn figure(
    indicator: &Indicator,
    formula: &Formula<'_>,
    marks: &Marks,
    counts: &Counts,
    period: Period,
) -> Result<Figure, FigureError> {
    let too_large = || FigureError::Overflow {
        label: indicator.label.clone(),
    };
    let exact = formula.value(counts).map_err(|_| too_large())?;
    let value = match exact {
        Some(exact) => Some(Number::round(exact, indicator.decimals).ok_or_else(too_large)?),
        None => None,
    };
    Ok(Figure {
        id: indicator.id.clone(),
        label: indicator.label.clone(),
        value,
        unit: indicator.unit.clone(),
        qualifier: indicator.qualifier,
        period,
        formula: tell(formula),
        register: registers(formula),
        catalogue: Vec::new(),
        published: None,
        attainable: true,
        proof: None,
        trace: None,
        as_found: counts.total(&marks.as_found),
        missing: counts.total(&marks.missing),
        late: counts.total(&marks.late),
        unmeasured: formula.unmeasured(counts),
    })
}

fn registers(formula: &Formula<'_>) -> String {
    let mut sets = Vec::new();
    formula.sets(&mut sets);
    let names: BTreeSet<String> = sets
        .iter()
        .map(|set| set.shape.id().replace('-', "_"))
        .collect();
    names.into_iter().collect::<Vec<_>>().join("+")
}
