//! Every clock with a short name, reckoned by the function behind `andu deadline`, against due days that were worked out without it.
//!
//! `fixtures/clocks/make.py` walks the calendar day by day. It was given the lengths and units of the statutes, typed in article by article,
//! and a table of days off and days made up from 2004 to 2026 that was collected apart from the calendars of the rule pack. It knows nothing of
//! this program: where the two differ, one of them has miscounted. Its rows were chosen where counting goes wrong: over and into the Spring
//! Festival and National Day, on days made up, over the end of a year, at the end of a month.

use std::collections::{BTreeMap, BTreeSet};

use andu_office::{DeadlineRequest, Rules, built_in_layers, deadline};
use jiff::civil::{Date, DateTime, date};

const DUE: &str = include_str!("../fixtures/clocks/due.csv");

/// Kinds of work whose clocks have short names out of the reference of this part.
const SUBJECTS: [&str; 10] = [
    "foi", "rev", "rev17", "lit", "norm", "dec", "enf", "pen", "lic", "coe",
];

/// Clocks that run to a day which the matter names, or whose length the law leaves open: there is nothing to count.
const NAMED_DAY: [&str; 7] = [
    "foi.c.correct_period",
    "foi.c.delay_reasonable",
    "lit.c.perform",
    "lic.c.excluded",
    "lic.c.renew_decide",
    "pen.c.statement",
    "dec.c.archive_in",
];

/// One row of the table.
struct Row<'a> {
    clock: &'a str,
    division: &'a str,
    request: DeadlineRequest,
    due: Date,
    why: &'a str,
}

fn rows() -> Vec<Row<'static>> {
    DUE.lines().skip(1).map(row).collect()
}

fn row(line: &'static str) -> Row<'static> {
    let cells: Vec<&str> = line.split(',').collect();
    let &[clock, division, set, from, pause, extend, due, why] = cells.as_slice() else {
        panic!("eight cells: {line}");
    };
    let at = |text: &str| -> DateTime {
        text.parse::<Date>()
            .unwrap()
            .to_datetime(Default::default())
    };
    let pair = |text: &str| {
        let (name, value) = text.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    Row {
        clock,
        division,
        request: DeadlineRequest {
            clock: clock.to_owned(),
            from: at(from),
            pauses: pause
                .split_once("..")
                .map(|(from, to)| (at(from), at(to)))
                .into_iter()
                .collect(),
            extend: !extend.is_empty(),
            set: set.split_whitespace().map(pair).collect(),
            today: date(2026, 11, 21),
            ..DeadlineRequest::default()
        },
        due: due.parse().unwrap(),
        why,
    }
}

fn rules(division: &str) -> Rules {
    let division = (!division.is_empty()).then_some(division);
    Rules::load(built_in_layers(division), division).unwrap()
}

#[test]
fn every_clock_comes_out_as_walked_day_by_day() {
    let mut known: BTreeMap<&str, Rules> = BTreeMap::new();
    let mut wrong = Vec::new();
    let rows = rows();
    for row in &rows {
        let rules = known
            .entry(row.division)
            .or_insert_with(|| rules(row.division));
        let found = deadline(&rules.pack, &rules.calendar, &row.request);
        let found = found
            .map(|answer| answer.due)
            .map_err(|error| error.to_string());
        if found != Ok(row.due) {
            let (clock, from, due) = (row.clock, row.request.from.date(), row.due);
            wrong.push(format!(
                "{clock} from {from}: {due} on paper, {found:?} ({})",
                row.why
            ));
        }
    }
    assert!(rows.len() > 1500, "{} rows", rows.len());
    assert!(
        wrong.is_empty(),
        "{} rows\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_clock_is_left_out() {
    let rows = rows();
    let tried: BTreeSet<&str> = rows.iter().map(|row| row.clock).collect();
    let mut missing = BTreeSet::new();
    for division in ["", "500229", "411322"] {
        let rules = rules(division);
        let versions = rules.pack.procedures.values().flatten();
        for alias in versions
            .flat_map(|it| &it.clocks)
            .flat_map(|clock| &clock.aliases)
        {
            let subject = alias.split('.').next().unwrap_or_default();
            let counted = SUBJECTS.contains(&subject) && !NAMED_DAY.contains(&alias.as_str());
            if counted && !tried.contains(alias.as_str()) {
                missing.insert(alias.clone());
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
