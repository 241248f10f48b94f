//! Files that hold many items, or stand for themselves: those of higher layers take the place of those below.

use std::sync::Arc;

use super::{
    Branch, Document, Reading, Shelf, calendar, case, indicator, report, report::ReportMarks, root,
    shelf,
};
use crate::{diagnostic::Faults, source::Place};

pub(super) fn indicators<'a>(
    file: usize,
    document: Option<&'a Branch<'a>>,
    reading: &mut Reading,
    faults: &'a Faults<'a>,
) {
    let Some(document) = document else { return };
    let table = root(file, document, "指标文件", faults);
    let shown = faults.sources.shown(file);
    for indicator in table.tables("indicator", "指标") {
        let Some((indicator, marks)) = indicator::indicator(indicator, shown.to_owned()) else {
            continue;
        };
        let layer = |place: Option<Place>| {
            place
                .and_then(|place| faults.sources.files.get(place.file))
                .map(|file| file.layer)
        };
        let own = marks.notes.spot_of(&format!("indicator/{}", indicator.id));
        let known = reading
            .indicators
            .iter()
            .position(|(known, _)| known.id == indicator.id);
        let Some(known) = known else {
            reading.indicators.push((Arc::new(indicator), marks));
            continue;
        };
        let below = reading.indicators[known]
            .1
            .notes
            .spot_of(&format!("indicator/{}", indicator.id));
        if layer(below) < layer(own) {
            reading.indicators[known] = (Arc::new(indicator), marks);
        } else {
            let message = format!("{}的 id “{}”已经用过", marks.owner, indicator.id);
            let remedy = format!(
                "指标的 id 在整个规则包里不能重复，另一处在 {}",
                reading.indicators[known].0.file
            );
            let place = own.unwrap_or(Place::new(file, 0..0));
            faults.error(place, "duplicate-id", message, remedy);
        }
    }
    table.finish();
}

/// A report template; one of a higher layer takes the place of the one below.
pub(super) fn reports<'a>(
    file: usize,
    stem: &str,
    document: Option<&'a Branch<'a>>,
    reading: &mut Reading,
    faults: &'a Faults<'a>,
) {
    let Some(document) = document else { return };
    let table = root(file, document, format!("报告模板“{stem}”"), faults);
    let shown = faults.sources.shown(file).to_owned();
    let source = faults.sources.files.get(file);
    let digest = source.map_or_else(String::new, |source| source.digest().to_owned());
    let marks = report::report(table, stem, shown, digest);
    let known = |marks: &ReportMarks| marks.template.id.as_str() == stem;
    let below = reading.reports.iter().position(known);
    let below = below.map(|at| reading.reports.remove(at));
    let marks = match (&marks.extends, below) {
        (None, _) => marks,
        (Some(extends), Some(below)) if extends.value == stem => marks.laid_over(below, faults),
        (Some(extends), below) => {
            let message = format!("{}要改动的“{}”在下层没有", marks.owner, extends.value);
            let remedy = "extends 写下层已有的报告模板，本文件与它同名";
            faults.error(extends.place, "unknown-base", message, remedy);
            reading.reports.extend(below);
            return;
        }
    };
    reading.reports.push(marks);
}

/// Worked examples; one of a higher layer replaces one of the same version and name.
pub(super) fn cases<'a>(
    documents: &'a [Document<'a>],
    known: &[(&str, &str)],
    reading: &mut Reading,
    faults: &'a Faults<'a>,
) {
    for (number, file) in faults.sources.files.iter().enumerate() {
        let Shelf::Cases { folder, stem } = shelf(file.path) else {
            continue;
        };
        if !known.contains(&(folder, stem)) {
            let message = format!("算例所属的“{folder}/{stem}”不在规则包里");
            let remedy = "算例文件与程序文件放在一起，名字只多 .cases";
            faults.error(
                Place::new(number, 0..0),
                "cases-without-procedure",
                message,
                remedy,
            );
            continue;
        }
        let document = documents.get(number).and_then(Option::as_ref);
        let (Some(document), Some(date)) = (document, calendar::date(stem)) else {
            continue;
        };
        let table = root(number, document, "算例文件", faults);
        for read in case::cases(table, folder, date, &file.shown, file.layer) {
            let same = reading.cases.iter().position(|case| {
                case.case.procedure == read.case.procedure
                    && case.case.version == read.case.version
                    && case.case.name == read.case.name
            });
            match same {
                Some(same) if reading.cases[same].layer < read.layer => {
                    reading.cases[same] = read;
                }
                Some(_) => {
                    let message = format!("算例“{}”写了两次", read.case.name);
                    faults.error(read.name, "duplicate-id", message, "请给其中一个改名");
                }
                None => reading.cases.push(read),
            }
        }
    }
}
