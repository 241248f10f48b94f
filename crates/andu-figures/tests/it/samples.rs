//! Five letters and two cases, whose figures can be counted by hand.

use std::cell::Cell as Counter;

use andu_figures::{Figure, FigureError, Period, Source, evaluate, print};
use andu_ledger::{Cell, HistoryRow, LedgerError};
use andu_rules::{
    model::{Decimal, IndicatorId, Row, Value},
    register::register,
};

use crate::office::{ORGAN, Office, Sample, cell, pack, specs, text};

/// Indicators of every kind.
pub const INDICATORS: &str = include_str!("pack/indicators.toml");

impl Sample {
    fn new(id: &str, stage: &'static str) -> Sample {
        Sample {
            id: id.to_owned(),
            stage,
            ..Sample::default()
        }
    }

    fn with(mut self, field: &str, value: Value) -> Sample {
        self.fields.insert(field.to_owned(), value);
        self
    }

    fn did(mut self, action: &'static str, at: &str) -> Sample {
        self.did.insert(action, at.to_owned());
        self
    }

    fn closed(mut self, at: &'static str) -> Sample {
        self.closed_at = Some(at);
        self
    }
}

fn item(unit: &str, agreed: bool, hours: i64, done_on: &str) -> Row {
    Row::from([
        ("unit".into(), text(unit)),
        ("agreed".into(), Value::Boolean(agreed)),
        ("hours".into(), Value::Decimal(Decimal { units: hours })),
        ("done_on".into(), text(done_on)),
    ])
}

/// Three letters of 2025, one of the year before, one of the year after.
pub fn letters() -> Vec<Sample> {
    let decimal = |units| Value::Decimal(Decimal { units });
    let first_items = vec![
        item("住建委", true, 15_000, "2025-01-15"),
        item("交通局", false, 20_000, "2025-02-01"),
    ];
    let first = Sample::new("L1", "closed")
        .closed("2025-01-20T09:30:00")
        .with("number", text("来信1号"))
        .with("title", text("路灯"))
        .with("received_on", text("2025-01-10"))
        .with("channel", text("post"))
        .with("pages", Value::Integer(3))
        .with("amount", decimal(125_000))
        .with("items", Value::List(first_items))
        .did("register", "2025-01-10T09:00:00")
        .did("reply-again", "2025-01-20T09:30:00");
    let second = Sample::new("L2", "closed")
        .closed("2025-03-01T08:00:00")
        .with("number", text("来信2号"))
        .with("received_on", text("2025-02-28"))
        .with("channel", text("web"))
        .with(
            "items",
            Value::List(vec![item("住建委", true, 2_500, "2024-12-31")]),
        )
        .did("register", "2025-02-28T16:00:00")
        .did("reply-again", "2025-03-01T08:00:00");
    let third = Sample::new("L3", "open")
        .with("received_on", text("2025-12-31"))
        .with("channel", text("web"))
        .with("pages", Value::Integer(5))
        .with("amount", decimal(-25_000))
        .did("register", "2025-12-31T23:59:00");
    let earlier = Sample::new("L4", "closed")
        .closed("2024-06-11T20:00:00")
        .with("received_on", text("2024-06-01"))
        .with("channel", text("post"))
        .with("pages", Value::Integer(7))
        .did("register", "2024-06-01T08:00:00")
        .did("reply-again", "2024-06-11T20:00:00");
    let later = Sample::new("L5", "open")
        .with("received_on", text("2026-01-01"))
        .with("pages", Value::Integer(100));
    vec![
        Sample {
            kept: Some(true),
            ..first
        },
        Sample {
            kept: Some(false),
            as_found: true,
            missing: 2,
            ..second
        },
        Sample { late: 1, ..third },
        Sample {
            kept: Some(true),
            ..earlier
        },
        later,
    ]
}

/// A case, settled or not.
pub fn case(id: &str, opened_on: &str, hours: i64, settled: Option<&'static str>) -> Sample {
    let filed = Sample::new(id, "filed")
        .with("opened_on", text(opened_on))
        .with("hours", Value::Integer(hours));
    match settled {
        Some(at) => Sample {
            stage: "settled",
            ..filed
        }
        .closed(at)
        .did("settle", at),
        None => filed,
    }
}

/// The office with these letters and two cases, one of which was settled in May.
pub fn office() -> Office {
    let office = Office::new(pack(INDICATORS));
    office.put("letter", letters());
    let settled = case("C2", "2025-04-04", 24, Some("2025-05-05T10:00:00"));
    office.put(
        "case",
        vec![case("C1", "2025-03-03", 24, None), settled.clone()],
    );
    // Former states of the second case: filed until it was settled.
    let columns = register(&office.pack.procedures["case"]).columns;
    let spec = specs(&office.pack, "case").remove(0);
    let row = |sample: &Sample| {
        columns
            .iter()
            .map(|column| cell(sample, column))
            .collect::<Vec<_>>()
    };
    let [first, filed] = [
        case("C1", "2025-03-03", 24, None),
        case("C2", "2025-04-04", 24, None),
    ];
    let states = vec![
        ("C1", vec![("2025-03-03T09:00:00", None, row(&first))]),
        (
            "C2",
            vec![
                (
                    "2025-04-04T09:00:00",
                    Some("2025-05-05T10:00:00"),
                    row(&filed),
                ),
                ("2025-05-05T10:00:00", None, row(&settled)),
            ],
        ),
    ];
    let written = office
        .ledger
        .act(ORGAN, move |tx| -> Result<(), LedgerError> {
            for (matter, states) in states {
                let rows = states.into_iter().map(|(from, to, values)| HistoryRow {
                    valid_from: from.to_owned(),
                    valid_to: to.map(str::to_owned),
                    values,
                });
                tx.put_history(&spec, matter, &rows.collect::<Vec<_>>())?;
            }
            Ok(())
        });
    written.unwrap();
    office
}

/// Counts the selects that reach the ledger.
struct Counting<'a>(&'a dyn Source, Counter<usize>);

impl Source for Counting<'_> {
    fn select(
        &self,
        sql: &str,
        params: &[Cell],
        each: &mut dyn FnMut(&[Cell]),
    ) -> Result<(), FigureError> {
        self.1.set(self.1.get() + 1);
        self.0.select(sql, params, each)
    }
}

impl Office {
    pub fn figures(&self, ids: &[&str], period: Period, trace: bool) -> (Vec<Figure>, usize) {
        let ids: Vec<IndicatorId> = ids.iter().map(|id| (*id).into()).collect();
        let read = self.ledger.read(|snapshot| {
            let counting = Counting(snapshot, Counter::new(0));
            let figures = evaluate(&counting, &self.pack, ORGAN, &ids, period, trace);
            Ok((figures.unwrap(), counting.1.get()))
        });
        read.unwrap()
    }

    pub fn printed(&self, id: &str, period: &str) -> String {
        let (figures, _) = self.figures(&[id], period.parse().unwrap(), false);
        print(&figures[0])
    }
}
