//! A made-up office: two procedures, a ledger in memory, and matters written as the office would project them.

use std::collections::BTreeMap;

use andu_figures::Period;
use andu_ledger::{
    Cell, ClockRow, ColumnKind, ColumnSpec, Ledger, LedgerError, StoredFile, TableSpec,
};
use andu_rules::{
    Layer, Pack, Severity, SourceFile, load,
    model::{FieldKind, Value},
    register::{self, Column, ColumnSource, Register, register},
};

pub const ORGAN: &str = "county";

const LETTER: &str = include_str!("pack/letter.toml");

const CASE: &str = include_str!("pack/case.toml");

const STATUTE: &str = include_str!("pack/statute.toml");

/// The pack with these indicators.
pub fn pack(indicators: &str) -> Pack {
    let file = |path: &str, text: &str| SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let layer = Layer {
        name: "cn".to_owned(),
        files: vec![
            file("procedures/letter/2020-01-01.toml", LETTER),
            file("procedures/case/2020-01-01.toml", CASE),
            file("statutes/letters/2019-01-01.toml", STATUTE),
            file("indicators/letters.toml", indicators),
        ],
    };
    let (pack, diagnostics) = load(&[layer]);
    let faults: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| format!("{diagnostic:?}"))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    pack
}

/// A matter to be written.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    pub id: String,
    pub stage: &'static str,
    pub closed_at: Option<&'static str>,
    pub as_found: bool,
    pub missing: i64,
    pub late: i64,
    pub fields: BTreeMap<String, Value>,
    pub did: BTreeMap<&'static str, String>,
    pub kept: Option<bool>,
    pub has_paper: bool,
    pub linked: Vec<&'static str>,
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub fn year(year: i16) -> Period {
    Period::year(year).unwrap()
}

/// A ledger with registers of the pack.
pub struct Office {
    pub ledger: Ledger,
    pub pack: Pack,
}

impl Office {
    pub fn new(pack: Pack) -> Office {
        let ledger = Ledger::in_memory().unwrap();
        let specs: Vec<TableSpec> = ["letter", "case"]
            .iter()
            .flat_map(|id| specs(&pack, id))
            .collect();
        let history = specs
            .iter()
            .find(|spec| spec.name == "register_case")
            .cloned();
        let made = ledger.act(ORGAN, move |tx| -> Result<(), LedgerError> {
            for spec in &specs {
                tx.ensure_table(spec)?;
            }
            tx.ensure_history(&history.unwrap())?;
            Ok(())
        });
        made.unwrap();
        Office { ledger, pack }
    }

    /// Writes matters of a procedure, each in place of what stood under its id.
    pub fn put(&self, procedure: &'static str, samples: Vec<Sample>) {
        self.put_in(ORGAN, procedure, samples);
    }

    pub fn put_in(&self, organ: &str, procedure: &'static str, samples: Vec<Sample>) {
        let register = register(&self.pack.procedures[procedure]);
        let specs = specs(&self.pack, procedure);
        let paper = self.ledger.store_file(b"paper").unwrap();
        let written = self
            .ledger
            .act(organ, move |tx| -> Result<(), LedgerError> {
                for sample in &samples {
                    let row = register
                        .columns
                        .iter()
                        .map(|column| cell(sample, column))
                        .collect::<Vec<_>>();
                    tx.put_record(&specs[0], &sample.id, &row)?;
                    for (list, spec) in register.lists.iter().zip(&specs[1..]) {
                        let rows = match sample.fields.get(list.field.as_str()) {
                            Some(Value::List(rows)) => rows.clone(),
                            _ => Vec::new(),
                        };
                        let item = |row: &andu_rules::model::Row| {
                            let cell = |column: &Column| match &column.from {
                                ColumnSource::Field(id, kind) => value_cell(row.get(id), *kind),
                                _ => Cell::Null,
                            };
                            list.columns.iter().map(cell).collect::<Vec<_>>()
                        };
                        tx.put_items(spec, &sample.id, &rows.iter().map(item).collect::<Vec<_>>())?;
                    }
                    tx.put_clocks(&sample.id, &clocks(procedure, sample))?;
                    if sample.has_paper {
                        let file = StoredFile {
                            id: format!("file-{}", sample.id),
                            ..paper.clone()
                        };
                        tx.put_file(&sample.id, "letter-paper", "来信", &file)?;
                    }
                    for to in &sample.linked {
                        tx.put_link(&sample.id, "case", to)?;
                    }
                }
                Ok(())
            });
        written.unwrap();
    }

    /// Takes a matter out of its register, as voiding does.
    pub fn void(&self, procedure: &str, id: &'static str) {
        let specs = specs(&self.pack, procedure);
        let gone = self
            .ledger
            .act(ORGAN, move |tx| -> Result<(), LedgerError> {
                for spec in &specs {
                    tx.delete_record(spec, id)?;
                }
                Ok(())
            });
        gone.unwrap();
    }
}

fn clocks(procedure: &str, sample: &Sample) -> Vec<ClockRow> {
    let row = |kept| ClockRow {
        procedure: procedure.to_owned(),
        clock: "reply".to_owned(),
        start: "2025-01-01".to_owned(),
        state: "stopped".to_owned(),
        due: None,
        stopped: None,
        kept: Some(kept),
        consumed: None,
        provisional: false,
        calendar: String::new(),
        unit: None,
        handler: None,
    };
    sample.kept.map(row).into_iter().collect()
}

/// The register's table, then those of its lists.
pub fn specs(pack: &Pack, procedure: &str) -> Vec<TableSpec> {
    let Register {
        table,
        columns,
        lists,
        ..
    } = register(&pack.procedures[procedure]);
    let spec = |name: String, list: bool, columns: &[Column]| TableSpec {
        name,
        list,
        columns: columns
            .iter()
            .map(|column| ColumnSpec {
                name: column.name.clone(),
                kind: match column.kind {
                    register::ColumnKind::Text => ColumnKind::Text,
                    register::ColumnKind::Integer => ColumnKind::Integer,
                },
                indexed: column.indexed,
            })
            .collect(),
    };
    let mut specs = vec![spec(table, false, &columns)];
    specs.extend(
        lists
            .into_iter()
            .map(|list| spec(list.table, true, &list.columns)),
    );
    specs
}

pub fn cell(sample: &Sample, column: &Column) -> Cell {
    let field = |id: &str, kind| value_cell(sample.fields.get(id), kind);
    match &column.from {
        ColumnSource::Number => field("number", FieldKind::Text),
        ColumnSource::Title => field("title", FieldKind::Text),
        ColumnSource::Version => Cell::from("2020-01-01"),
        ColumnSource::Stage => Cell::from(sample.stage),
        ColumnSource::Closed => Cell::from(i64::from(sample.closed_at.is_some())),
        ColumnSource::Entry => Cell::from(if sample.as_found {
            "as_found"
        } else {
            "worked"
        }),
        ColumnSource::Missing => Cell::from(sample.missing),
        ColumnSource::Late => Cell::from(sample.late),
        ColumnSource::OpenedAt => Cell::Null,
        ColumnSource::ClosedAt => Cell::from(sample.closed_at),
        ColumnSource::Field(id, kind) => field(id.as_str(), *kind),
        ColumnSource::Did(action) => Cell::from(sample.did.get(action.as_str()).cloned()),
        ColumnSource::Actor(_) => Cell::Null,
    }
}

fn value_cell(value: Option<&Value>, kind: FieldKind) -> Cell {
    match value {
        None | Some(Value::List(_)) => Cell::Null,
        Some(Value::Boolean(truth)) => Cell::from(i64::from(*truth)),
        Some(Value::Integer(number)) if kind == FieldKind::Decimal => Cell::from(number * 10_000),
        Some(Value::Integer(number)) => Cell::from(*number),
        Some(Value::Decimal(number)) => Cell::from(number.units),
        Some(Value::Personal { personal, .. }) => Cell::from(personal.as_str()),
        Some(Value::Text(text)) => Cell::from(text.as_str()),
    }
}
