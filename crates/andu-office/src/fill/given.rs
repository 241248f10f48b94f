//! Figures given (报数台账): who asked for which number when, what was given, and from which seal.
//!
//! Any register will do whose opening action sets `asked_by`, `given_on` and the list `figures` with the columns `indicator`, `period`
//! and `value`. What a sealed report says of the same days counts as given too.

use std::collections::BTreeMap;

use andu_casework::Act;
use andu_figures::Period;
use andu_ledger::{Cell, LedgerError, PageOf};
use andu_rules::model::{FieldId, Procedure, Row, Value};
use serde::Serialize;

use super::error::FillError;
use super::{FillReport, FillRequest};
use crate::act::{Given, Request, Target};
use crate::ids::new_command;
use crate::office::Office;
use crate::report::Receipt;
use crate::time::shanghai;

/// A number that was given before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// The indicator.
    pub indicator: String,
    /// Its term.
    pub label: String,
    /// Its stretch of days.
    pub period: Period,
    /// To whom; the report, where it was sealed.
    pub asked_by: String,
    /// When.
    pub given_on: String,
    /// What was given.
    pub value: String,
    /// What is given now.
    pub now: String,
    /// Whether both are the same.
    pub same: bool,
    /// Number of the entry, or the code of the seal (核验码).
    pub source: String,
    /// Whether it was sealed.
    pub sealed: bool,
}

impl Earlier {
    /// One sentence of it.
    pub fn told(&self) -> String {
        let Earlier {
            label,
            period,
            asked_by,
            given_on,
            value,
            now,
            ..
        } = self;
        let whom = match self.sealed {
            true => format!("定稿《{asked_by}》（核验码{}）", self.source),
            false => format!("{given_on}报{asked_by}（{}）", self.source),
        };
        match self.same {
            true => format!("“{label}”（{period}）与{whom}的一致：{now}。"),
            false => format!(
                "“{label}”（{period}）与{whom}的不一致：当时{value}，这次{now}。请先查明原因，再决定报哪个数。"
            ),
        }
    }
}

/// An entry of the register of figures given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GivenShown {
    /// The matter.
    pub matter: String,
    /// Its number.
    pub number: String,
    /// Who asked.
    pub asked_by: String,
    /// When the figures were given.
    pub given_on: String,
    /// What was filled.
    pub title: String,
    /// How many figures.
    pub figures: usize,
}

/// What is wanted of a register of figures given.
const WANTED: [&str; 3] = ["asked_by", "given_on", "figures"];
const COLUMNS: [&str; 3] = ["indicator", "period", "value"];
/// Entries read at a time.
const PAGE: u32 = 1_000;

impl Office {
    /// The register of figures given.
    fn figure_register(&self) -> Option<std::sync::Arc<Procedure>> {
        let rules = self.rules();
        let newest = rules
            .pack
            .procedures
            .values()
            .filter_map(|versions| versions.last());
        newest
            .into_iter()
            .find(|procedure| keeps_figures(procedure))
            .cloned()
    }

    /// The last entries of the register of figures given, the newest first, with the register; nothing where there is no such register.
    ///
    /// # Errors
    /// [`FillError::Office`].
    pub fn given_lately(
        &self,
        most: usize,
    ) -> Result<Option<(String, Vec<GivenShown>)>, FillError> {
        let Some(register) = self.figure_register() else {
            return Ok(None);
        };
        let mut shown = Vec::new();
        for id in self.matters_of(register.id.as_str())?.into_iter().rev() {
            if shown.len() == most {
                break;
            }
            let organ = &self.shared.organ;
            let matter =
                self.in_snapshot(|snapshot| crate::load::read_matter(snapshot, organ, &id))?;
            let Some(matter) = matter.filter(|matter| !matter.voided) else {
                continue;
            };
            let text = |field: &str| {
                let value = matter.fields.get(field).and_then(Value::as_text);
                value.unwrap_or_default().to_owned()
            };
            let series = register.series.as_ref();
            shown.push(GivenShown {
                number: series.map_or_else(String::new, |series| text(series.field.as_str())),
                asked_by: text("asked_by"),
                given_on: text("given_on"),
                title: text(register.title.as_str()),
                figures: match matter.fields.get("figures") {
                    Some(Value::List(rows)) => rows.len(),
                    _ => 0,
                },
                matter: id,
            });
        }
        Ok(Some((register.id.to_string(), shown)))
    }

    /// Looks up what was given before, and what was sealed.
    pub(super) fn earlier(&self, report: &mut FillReport) -> Result<(), FillError> {
        let mut found = Vec::new();
        if let Some(register) = self.figure_register() {
            for id in self.matters_of(register.id.as_str())? {
                let organ = &self.shared.organ;
                let matter =
                    self.in_snapshot(|snapshot| crate::load::read_matter(snapshot, organ, &id))?;
                let Some(matter) = matter.filter(|matter| !matter.voided) else {
                    continue;
                };
                let text = |field: &str| {
                    let value = matter.fields.get(field).and_then(Value::as_text);
                    value.unwrap_or_default().to_owned()
                };
                let number = register
                    .series
                    .as_ref()
                    .map(|series| text(series.field.as_str()));
                let Some(Value::List(rows)) = matter.fields.get("figures") else {
                    continue;
                };
                for row in rows {
                    let (asked_by, given_on) = (text("asked_by"), text("given_on"));
                    let source = number.clone().unwrap_or_else(|| id.clone());
                    found.extend(given(report, row, asked_by, given_on, source));
                }
            }
        }
        for receipt in self.sealed_receipts()? {
            let rules = self.rules();
            let template = rules.pack.reports.get(receipt.template.as_str());
            let name = template.map_or(receipt.template.clone(), |t| t.label.clone());
            for value in &receipt.values {
                let now = figures(report).find(|(indicator, _, period, _)| {
                    *indicator == value.indicator && *period == receipt.period
                });
                let Some((indicator, label, period, now)) = now else {
                    continue;
                };
                let value = value.value.clone().unwrap_or_else(|| "—".to_owned());
                found.push(Earlier {
                    indicator: indicator.to_owned(),
                    label: label.to_owned(),
                    period,
                    asked_by: format!("{}年度{name}", receipt.year),
                    given_on: String::new(),
                    same: value == now,
                    now: now.to_owned(),
                    value,
                    source: receipt.printed_code(),
                    sealed: true,
                });
            }
        }
        // The first of those that said the same is enough.
        let mut told: Vec<Earlier> = Vec::new();
        for earlier in found {
            let same = |known: &Earlier| {
                (&known.indicator, &known.label, known.period)
                    == (&earlier.indicator, &earlier.label, earlier.period)
                    && (&known.value, known.sealed) == (&earlier.value, earlier.sealed)
            };
            if !told.iter().any(same) {
                told.push(earlier);
            }
        }
        report.earlier = told;
        Ok(())
    }

    /// Receipts of sealed reports, as their registers keep them.
    fn sealed_receipts(&self) -> Result<Vec<Receipt>, FillError> {
        let rules = self.rules();
        let mut procedures: Vec<&str> = rules
            .pack
            .reports
            .values()
            .filter_map(|template| template.procedure.as_ref())
            .map(|procedure| procedure.as_str())
            .collect();
        procedures.sort_unstable();
        procedures.dedup();
        let mut found = Vec::new();
        for procedure in procedures {
            for id in self.matters_of(procedure)? {
                let organ = &self.shared.organ;
                let matter =
                    self.in_snapshot(|snapshot| crate::load::read_matter(snapshot, organ, &id))?;
                let receipt = matter.filter(|matter| !matter.voided).and_then(|matter| {
                    let text = matter.fields.get("receipt")?.as_text()?.to_owned();
                    serde_json::from_str::<Receipt>(&text).ok()
                });
                found.extend(receipt);
            }
        }
        Ok(found)
    }

    /// Ids of the matters of a register, oldest first.
    fn matters_of(&self, procedure: &str) -> Result<Vec<String>, FillError> {
        let rules = self.rules();
        let Some(shape) = rules.shape(procedure) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let mut behind: Option<(String, String)> = None;
        loop {
            let page = PageOf {
                table: &shape.table,
                organ: &self.shared.organ,
                columns: &["opened_at"],
                filter: "1",
                params: &[],
                order: "opened_at",
                behind: behind.as_ref().map(|(at, id)| (at.as_str(), id.as_str())),
                limit: PAGE,
            };
            let mut count = 0;
            let mut last = None;
            self.shared.ledger.read(|snapshot| {
                snapshot.page(&page, &mut |row| {
                    if let [Cell::Text(id), Cell::Text(at), ..] = row {
                        last = Some((at.to_string(), id.to_string()));
                        found.push(id.to_string());
                    }
                    count += 1;
                    Ok::<(), LedgerError>(())
                })
            })?;
            behind = last;
            if count < PAGE {
                return Ok(found);
            }
        }
    }

    /// Enters what was given; returns the number of the entry.
    pub(super) fn record_given(
        &self,
        request: &FillRequest<'_>,
        asked_by: &str,
        digest: &str,
        report: &FillReport,
    ) -> Result<String, FillError> {
        let register = self.figure_register().ok_or(FillError::NoRegister)?;
        let today = shanghai(request.now).date();
        let text = |text: &str| Value::Text(text.to_owned());
        let seal_of = |indicator: &str, period: Period| {
            let sealed = report.earlier.iter().rev();
            let sealed = sealed.filter(|e| e.sealed && e.same && e.period == period);
            let mut sealed = sealed.filter(|e| e.indicator == indicator);
            sealed.next().map(|earlier| earlier.source.clone())
        };
        let of_indicators = report.filled.iter().filter_map(|cell| {
            let (indicator, period) = (cell.indicator.as_deref()?, cell.period?);
            let mut row = Row::from([
                (FieldId::from("indicator"), text(indicator)),
                (FieldId::from("label"), text(&cell.label)),
                (FieldId::from("period"), text(&period.to_string())),
                (FieldId::from("value"), text(&cell.value)),
                (FieldId::from("place"), text(&cell.place)),
            ]);
            if let Some(seal) = seal_of(indicator, period) {
                row.insert(FieldId::from("seal"), text(&seal));
            }
            Some(row)
        });
        let rows: Vec<Row> = of_indicators.collect();
        let mut set = BTreeMap::from([
            (FieldId::from("asked_by"), text(asked_by)),
            (FieldId::from("given_on"), text(&today.to_string())),
            (
                register.title.clone(),
                text(&format!("填报{}", request.name)),
            ),
            (FieldId::from("paper"), text(request.name)),
            (FieldId::from("paper_digest"), text(digest)),
            (FieldId::from("figures"), Value::List(rows)),
        ]);
        if let Some(handler) = &register.handler {
            set.insert(handler.clone(), text(&request.actor));
        }
        set.retain(|field, _| register.field(field.as_str()).is_some());
        let outcome = self.perform(Request {
            target: Target::New {
                procedure: register.id.to_string(),
                id: None,
            },
            given: Given::Act(Act {
                set,
                ..Act::default()
            }),
            files: Vec::new(),
            happened_at: shanghai(request.now),
            now: request.now,
            actor: request.actor.clone(),
            recorder: request.recorder.clone(),
            channel: request.channel.clone(),
            command: new_command(request.now)?,
            seen: None,
            late_reason: None,
        })?;
        Ok(outcome.number.unwrap_or(outcome.matter))
    }
}

/// Figures that are given now: indicator, term, period, value.
fn figures(report: &FillReport) -> impl Iterator<Item = (&str, &str, Period, &str)> {
    let cells = report.filled.iter();
    cells.filter_map(|cell| {
        let indicator = cell.indicator.as_deref()?;
        Some((
            indicator,
            cell.label.as_str(),
            cell.period?,
            cell.value.as_str(),
        ))
    })
}

/// What a row of the register says of a number that is given now.
fn given(
    report: &FillReport,
    row: &Row,
    asked_by: String,
    given_on: String,
    source: String,
) -> Option<Earlier> {
    let cell = |id: &str| row.get(&FieldId::from(id)).and_then(Value::as_text);
    let (indicator, days, value) = (cell("indicator")?, cell("period")?, cell("value")?);
    // A difference of two years bears the same indicator and days, but another term.
    let term = cell("label");
    let (indicator, label, period, now) = figures(report).find(|(known, label, period, _)| {
        *known == indicator
            && period.to_string() == days
            && term.is_none_or(|term| term.ends_with("增减）") == label.ends_with("增减）"))
    })?;
    Some(Earlier {
        indicator: indicator.to_owned(),
        label: label.to_owned(),
        period,
        asked_by,
        given_on,
        same: value == now,
        value: value.to_owned(),
        now: now.to_owned(),
        source,
        sealed: false,
    })
}

/// Whether a register can keep figures given.
fn keeps_figures(procedure: &Procedure) -> bool {
    let opening = procedure.actions.iter().find(|action| action.opening);
    let sets = |id: &&str| {
        opening.is_some_and(|action| action.fields.iter().any(|used| used.field.as_str() == *id))
    };
    let columns = procedure.field("figures").map(|field| &field.columns);
    let has = |id: &&str| {
        columns.is_some_and(|columns| columns.iter().any(|column| column.id.as_str() == *id))
    };
    WANTED.iter().all(sets) && COLUMNS.iter().all(has)
}
