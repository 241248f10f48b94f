//! What each matter adds to a figure, read off the figure's trace.

use std::collections::{BTreeMap, BTreeSet};

use andu_figures::{Figure, Trace};

/// Ids of matters, each with the places and values that it has in a trace.
pub(super) type Contributions = BTreeMap<String, Vec<String>>;

/// What a figure's own trace holds.
pub(super) fn contributions(trace: &Option<Trace>) -> Contributions {
    let mut found = Contributions::new();
    if let Some(trace) = trace {
        gather(trace, "", &mut found);
    }
    found
}

/// What stands behind a figure, the figures that it joins included.
pub(super) fn behind(id: &str, figures: &[Figure]) -> Contributions {
    let mut found = Contributions::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        let figure = figures.iter().find(|figure| figure.id.as_str() == id);
        let trace = figure.and_then(|figure| figure.trace.as_ref());
        if let Some(trace) = trace.filter(|_| seen.insert(id.clone())) {
            gather(trace, &id, &mut found);
            open.extend(parts(trace));
        }
    }
    found
}

/// Figures that others join and that are not there themselves.
pub(super) fn missing_parts(figures: &[Figure]) -> Vec<String> {
    let known: BTreeSet<&str> = figures.iter().map(|figure| figure.id.as_str()).collect();
    let traces = figures.iter().filter_map(|figure| figure.trace.as_ref());
    let parts: BTreeSet<String> = traces.flat_map(parts).collect();
    parts
        .into_iter()
        .filter(|part| !known.contains(part.as_str()))
        .collect()
}

fn parts(trace: &Trace) -> Vec<String> {
    match trace {
        Trace::Of { of } => of.clone(),
        Trace::Change { now, before } => [parts(now), parts(before)].concat(),
        Trace::Matters(_) | Trace::Rows { .. } | Trace::Ratio { .. } => Vec::new(),
    }
}

fn gather(trace: &Trace, place: &str, found: &mut Contributions) {
    let mut add = |id: &String, what: String| found.entry(id.clone()).or_default().push(what);
    match trace {
        Trace::Matters(ids) => ids.iter().for_each(|id| add(id, place.to_owned())),
        Trace::Rows { rows } => rows
            .iter()
            .for_each(|row| add(&row.id, format!("{place}={}", row.value))),
        Trace::Ratio {
            numerator,
            denominator,
        } => {
            numerator
                .iter()
                .for_each(|id| add(id, format!("{place}/above")));
            denominator
                .iter()
                .for_each(|id| add(id, format!("{place}/below")));
        }
        Trace::Change { now, before } => {
            gather(now, &format!("{place}/now"), found);
            gather(before, &format!("{place}/before"), found);
        }
        Trace::Of { .. } => {}
    }
}
