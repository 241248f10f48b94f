//! Every figure of the catalogue, over books that were filled from a seed and counted a second time by hand-written code.

mod book;
mod clock;
mod condition;
mod count;
mod pack;
mod rows;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::Andu;
use count::{Books, Span, rounded};
use pack::{Pack, text};
use rows::{Row, Seeded, Seen};

/// Rows of a register, and more for each of its stages.
const ROWS: usize = 10;

/// The day on which everything is looked at.
const TODAY: &str = "2026-06-30";

/// Periods that are asked for: whole years, a month that few records fall into, and all the time that the books cover.
const PERIODS: &[(&str, &str, &str)] = &[
    ("2024", "2024-01-01", "2024-12-31"),
    ("2025", "2025-01-01", "2025-12-31"),
    ("2025-03", "2025-03-01", "2025-03-31"),
    ("2024-01-01..2026-06-30", "2024-01-01", "2026-06-30"),
];

/// Figures that cells alone do not tell, with the reason. Worked examples of the rule pack and tests of the clocks count them instead.
const NOT_COUNTED: &[(&str, &str)] = &[
    ("foi-on-time-rate", PAUSED),
    ("licences-on-time-rate", PAUSED),
    ("penalties-on-time-rate", PAUSED),
    ("reconsideration-on-time-rate", PAUSED),
    ("reconsideration-deemed-admitted", DEEMED),
    ("reconsideration-admitted", DEEMED),
    ("legal-advisers", DEEMED),
    ("enforcement-officers", DEEMED),
    ("normative-documents-in-force", DEEMED),
    ("normative-documents-lapsed", DEEMED),
];

const PAUSED: &str = "time is left out of the clock (期限扣除)";
const DEEMED: &str = "the law deems an act done when a clock runs out; no row says so";

/// At least so many figures must be something else than nothing in some period, lest the agreement be one of noughts. Silent are those over
/// columns of lists (a book fills a list with names alone) and those for which this seed leads no row so far.
const LEAST_TELLING: usize = 220;

fn made(pack: &Pack) -> BTreeMap<String, Vec<Row>> {
    let mut seeded = Seeded(20_261_121);
    let mut number = 0;
    let mut rows = BTreeMap::new();
    for procedure in pack.procedures.values() {
        let make = |_| {
            number += 1;
            rows::make(procedure, number, &mut seeded)
        };
        let stages = procedure.open_stages.len() + procedure.closed_stages.len();
        let count = ROWS + stages;
        rows.insert(procedure.id.clone(), (0..count).map(make).collect());
    }
    rows
}

/// Fills the blank books of all procedures and brings them in, behind a directory that knows units by their full names.
fn bring_in(andu: &Andu, pack: &Pack, rows: &BTreeMap<String, Vec<Row>>) -> Value {
    let mut people = "姓名,所在单位,到岗日期\n".to_owned();
    for (at, (unit, _)) in rows::UNITS.iter().enumerate() {
        people.push_str(&format!("周某{at},{unit},2020-01-02\n"));
    }
    andu.write("通讯录.csv", &people);
    andu.json(&["import", "通讯录.csv", "--on", TODAY]);
    let ids: Vec<&str> = pack.procedures.keys().map(String::as_str).collect();
    let mut call = vec!["template"];
    call.extend(&ids);
    call.extend(["-o", "空白.xlsx"]);
    andu.run(&call).done();
    let sheets: Vec<(String, Vec<Row>)> = pack
        .procedures
        .values()
        .map(|procedure| (procedure.label.clone(), rows[&procedure.id].clone()))
        .collect();
    let path = |name: &str| andu.folder().join(name);
    book::fill(&path("空白.xlsx"), &path("台账.xlsx"), &sheets);
    andu.json(&["import", "台账.xlsx", "--on", TODAY])
}

/// What the product says, by figure and period.
type Given = BTreeMap<(String, &'static str), Option<f64>>;

fn given(andu: &Andu) -> Given {
    let mut given = Given::new();
    for (period, ..) in PERIODS {
        let figures = andu.json(&["figures", "--period", period, "--on", TODAY]);
        for figure in figures.as_array().expect("a list of figures") {
            let id = figure["id"].as_str().expect("an id").to_owned();
            given.insert((id, *period), figure["value"].as_f64());
        }
    }
    given
}

/// Where the product and the plain count differ.
fn differences(pack: &Pack, rows: &BTreeMap<String, Vec<Row>>, given: &Given) -> Vec<String> {
    let kept = |seen: &Seen<'_>, clock: &str| clock::kept(pack, seen, clock);
    let books = Books {
        pack,
        rows,
        kept: &kept,
    };
    let mut wrong = Vec::new();
    for indicator in &pack.indicators {
        let id = text(indicator, "id").expect("a figure has an id");
        if NOT_COUNTED.iter().any(|(known, _)| *known == id) {
            continue;
        }
        let decimals = indicator.get("decimals").and_then(toml::Value::as_integer);
        let decimals = u32::try_from(decimals.unwrap_or(0)).expect("a few places");
        for (period, from, to) in PERIODS {
            let day = |text: &str| text.parse().expect("a day");
            let span = Span(day(from), day(to));
            let counted = books.value(indicator, span);
            let counted = counted.map(|value| rounded(value, decimals));
            let scale = f64::from(10_u32.pow(decimals));
            let told = given[&(id.clone(), *period)];
            let told = told.map(|value| (value * scale).round() as i128);
            if told != counted {
                wrong.push(format!(
                    "{id} in {period}: {told:?}, counted {counted:?}, in units of the last place"
                ));
            }
        }
    }
    wrong
}

#[test]
fn every_figure_of_an_office_filled_through_templates_is_a_plain_count() {
    let pack = pack::read();
    let mut rows = made(&pack);
    let andu = Andu::new();
    // No province has laid anything over the national rules here.
    let organ = "示例县人民政府办公室";
    andu.run(&["init", "--organ", organ, "--division", "330100"])
        .done();
    let report = bring_in(&andu, &pack, &rows);
    let all: usize = rows.values().map(Vec::len).sum();
    assert_eq!(report[0]["added"], all, "{:#}", report[0]["errors"]);
    let given = given(&andu);
    let asked = PERIODS.len() * pack.indicators.len();
    assert_eq!(given.len(), asked, "every figure is in the catalogue");
    let wrong = differences(&pack, &rows, &given);
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());

    let telling = |id: &str| {
        let values = given.iter().filter(|((known, _), _)| known == id);
        let mut values = values.map(|(_, value)| value.unwrap_or(0.0));
        values.any(|value| value != 0.0)
    };
    let ids = pack.indicators.iter().filter_map(|it| text(it, "id"));
    let silent: Vec<String> = ids.filter(|id| !telling(id)).collect();
    let telling = pack.indicators.len() - silent.len();
    assert!(telling >= LEAST_TELLING, "{telling}; silent: {silent:#?}");

    // One cell, or one filter, and they differ.
    let first = |rows: &mut BTreeMap<String, Vec<Row>>, day: String| {
        let row = &mut rows.get_mut("foi-application").unwrap()[0];
        row.cells.insert("收到日期".to_owned(), day).unwrap()
    };
    let was = first(&mut rows, "2019-06-01".to_owned());
    let wrong = differences(&pack, &rows, &given);
    assert!(!wrong.is_empty(), "a row can be changed unseen");
    first(&mut rows, was);
    assert!(differences(&pack, &rows, &given).is_empty());
    let mut pack = pack;
    for indicator in &mut pack.indicators {
        let of = indicator.get_mut("of").and_then(toml::Value::as_table_mut);
        if let Some(filter) = of.and_then(|of| of.get_mut("where"))
            && filter.as_str() == Some("platform = '12345'")
        {
            *filter = "platform = 'minhu'".into();
        }
    }
    let wrong = differences(&pack, &rows, &given);
    assert!(!wrong.is_empty(), "a filter can be changed unseen");
}
