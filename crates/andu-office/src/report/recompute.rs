//! A sealed report is worked out again: from the events up to its head, with the rules of its day, in a ledger of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use andu_casework::Matter;
use andu_figures::{Figure, evaluate};
use andu_ledger::{Event, Ledger};
use andu_rules::model::{IndicatorId, Procedure};
use andu_rules::{Layer, SourceFile};
use serde::Serialize;

use super::receipt::{Receipt, SealedValue};
use super::seal::sealed;
use crate::error::OfficeError;
use crate::load;
use crate::office::Office;
use crate::organ::ensure_tables;
use crate::rules::Rules;
use crate::store::store;
use crate::time::shanghai;

/// Events read at a time.
const PAGE: usize = 5_000;
/// Causes named for one figure.
const MOST_CAUSES: usize = 50;

/// What a sealed report comes to when it is worked out again.
#[derive(Debug, Clone, Serialize)]
pub struct Verification {
    /// The receipt says what it said when it was sealed.
    pub receipt_intact: bool,
    /// The event at its head is the one it names.
    pub head_found: bool,
    /// Every figure comes to what was sealed.
    pub holds: bool,
    /// Some figure comes to something else today (restated).
    pub restated: bool,
    /// The figures.
    pub values: Vec<RecomputedValue>,
}

/// A figure worked out again.
#[derive(Debug, Clone, Serialize)]
pub struct RecomputedValue {
    /// The indicator.
    pub indicator: String,
    /// Its term.
    pub label: String,
    /// As sealed.
    pub sealed: String,
    /// As worked out from the events up to the head.
    pub at_head: String,
    /// Value and records are those that were sealed.
    pub same: bool,
    /// As worked out today.
    pub now: String,
    /// Whether it has been restated since.
    pub restated: bool,
    /// The events after the head that caused it.
    pub causes: Vec<Cause>,
}

/// An event that came after the seal and touches a figure.
#[derive(Debug, Clone, Serialize)]
pub struct Cause {
    /// Position in the chain.
    pub seq: u64,
    /// The matter.
    pub matter: String,
    /// When it happened.
    pub happened_at: String,
    /// When it was entered.
    pub recorded_at: String,
    /// Who entered it.
    pub recorder: String,
}

impl Office {
    /// Works out a sealed report again, and compares it with today's figures.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Usage`] for a receipt of another organ or form; [`OfficeError::NoRule`] where a rule file of its day is gone;
    /// [`OfficeError::Figures`], [`OfficeError::Ledger`].
    pub fn verify_receipt(&self, receipt: &Receipt) -> Result<Verification, OfficeError> {
        let organ = self.shared.organ.clone();
        if receipt.organ != organ {
            return Err(OfficeError::Usage(format!(
                "不能核验：回执属于“{}”，这里是“{organ}”。请用 --dir 指明该单位的数据目录。",
                receipt.organ
            )));
        }
        let receipt_intact = receipt.work_out_code() == receipt.code;
        let at = self
            .shared
            .ledger
            .read(|snapshot| snapshot.event(&organ, receipt.head.seq))?;
        let head_found = at.is_some_and(|event| event.hash == receipt.head.hash);
        let rules = Arc::new(self.rules_of(receipt)?);
        let ids: Vec<IndicatorId> = receipt
            .values
            .iter()
            .map(|value| value.indicator.as_str().into())
            .collect();
        let then = self.figures_at(receipt, &rules, &ids)?;
        let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let known = self.rules();
        let still: Vec<String> = names
            .into_iter()
            .filter(|id| known.pack.indicators.contains_key(id.as_str()))
            .collect();
        let today: Vec<Figure> = match still.is_empty() {
            true => Vec::new(),
            false => self
                .figures(&still, receipt.period, true)?
                .into_iter()
                .map(|p| p.figure)
                .collect(),
        };
        let mut values = Vec::new();
        for value in &receipt.values {
            let then = then
                .iter()
                .find(|figure| figure.id.as_str() == value.indicator);
            let today = today
                .iter()
                .find(|figure| figure.id.as_str() == value.indicator);
            values.push(self.compare_value(receipt, value, then, today)?);
        }
        Ok(Verification {
            receipt_intact,
            head_found,
            holds: receipt_intact && head_found && values.iter().all(|value| value.same),
            restated: values.iter().any(|value| value.restated),
            values,
        })
    }

    fn compare_value(
        &self,
        receipt: &Receipt,
        value: &SealedValue,
        then: Option<&Figure>,
        today: Option<&Figure>,
    ) -> Result<RecomputedValue, OfficeError> {
        let gone = || "（无此指标）".to_owned();
        let then_sealed = then.map(sealed);
        let today_sealed = today.map(sealed);
        let restated = today_sealed
            .as_ref()
            .is_none_or(|now| (&now.value, &now.trace) != (&value.value, &value.trace));
        let causes = match (restated, then, today) {
            (true, Some(then), Some(today)) => self.causes(receipt, then, today)?,
            _ => Vec::new(),
        };
        Ok(RecomputedValue {
            indicator: value.indicator.clone(),
            label: value.label.clone(),
            sealed: value.printed.clone(),
            same: then_sealed.as_ref().is_some_and(|then| {
                (&then.value, &then.trace, &then.printed)
                    == (&value.value, &value.trace, &value.printed)
            }),
            at_head: then_sealed.map_or_else(gone, |then| then.printed),
            now: today_sealed.map_or_else(gone, |now| now.printed),
            restated,
            causes,
        })
    }

    /// Events after the head of matters that one of the two traces holds.
    fn causes(
        &self,
        receipt: &Receipt,
        then: &Figure,
        today: &Figure,
    ) -> Result<Vec<Cause>, OfficeError> {
        let (then, today) = (matters(then), matters(today));
        let organ = &self.shared.organ;
        let mut causes = Vec::new();
        // Matters that came or went first, then those that stayed and were touched.
        let moved = then.symmetric_difference(&today);
        for id in moved.chain(then.intersection(&today)) {
            if causes.len() >= MOST_CAUSES {
                break;
            }
            let events = self
                .shared
                .ledger
                .read(|snapshot| snapshot.events(organ, id))?;
            let later = events
                .into_iter()
                .filter(|event| event.seq > receipt.head.seq);
            causes.extend(later.map(|event| Cause {
                seq: event.seq,
                matter: event.matter,
                happened_at: event.happened_at.to_string(),
                recorded_at: shanghai(event.recorded_at).to_string(),
                recorder: event.recorder,
            }));
        }
        causes.truncate(MOST_CAUSES);
        causes.sort_by_key(|cause| cause.seq);
        Ok(causes)
    }

    /// The rules of the seal's day: those in use, or those kept in the ledger.
    fn rules_of(&self, receipt: &Receipt) -> Result<Rules, OfficeError> {
        let mut layers: Vec<Layer> = Vec::new();
        for rule in &receipt.rules {
            let kept = self
                .shared
                .ledger
                .read(|snapshot| snapshot.rule_file(&rule.digest))?;
            let text = kept.and_then(|file| String::from_utf8(file.bytes).ok());
            let text = text.ok_or_else(|| OfficeError::NoRule {
                matter: rule.path.clone(),
                digest: rule.digest.clone(),
            })?;
            let file = SourceFile {
                path: rule.path.clone(),
                text,
            };
            match layers.last_mut().filter(|layer| layer.name == rule.layer) {
                Some(layer) => layer.files.push(file),
                None => layers.push(Layer {
                    name: rule.layer.clone(),
                    files: vec![file],
                }),
            }
        }
        Rules::load(layers, Some(&self.shared.division))
    }

    /// The figures as the events up to the head give them.
    fn figures_at(
        &self,
        receipt: &Receipt,
        rules: &Arc<Rules>,
        ids: &[IndicatorId],
    ) -> Result<Vec<Figure>, OfficeError> {
        let organ = self.shared.organ.clone();
        let (mut matters, now) = self.matters_at(receipt.head.seq, rules)?;
        let ledger = Ledger::in_memory()?;
        let shared = Arc::clone(rules);
        let filled = ledger.act(&organ, move |tx| {
            ensure_tables(tx, &shared)?;
            for (matter, procedure) in &mut matters {
                store(tx, &shared, matter, procedure, now)?;
                crate::store::store_links(tx, matter)?;
            }
            Ok::<(), OfficeError>(())
        });
        filled.map_err(|error| match error {
            andu_ledger::ActError::Refused(error) => error,
            andu_ledger::ActError::Ledger(error) => OfficeError::Ledger(error),
        })?;
        let mut figures = Vec::new();
        ledger.read(|snapshot| {
            figures.push(evaluate(
                snapshot,
                &rules.pack,
                &organ,
                ids,
                receipt.period,
                true,
            ));
            Ok::<(), andu_ledger::LedgerError>(())
        })?;
        match figures.pop() {
            Some(figures) => Ok(figures?),
            None => Ok(Vec::new()),
        }
    }

    /// Every matter as it stood at a position of the chain, with the version that governed it, and the time of that position.
    fn matters_at(
        &self,
        seq: u64,
        rules: &Rules,
    ) -> Result<(Vec<(Matter, Arc<Procedure>)>, andu_calendar::DateTime), OfficeError> {
        let organ = &self.shared.organ;
        let mut grouped: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        let mut after = 0;
        let mut now = andu_calendar::DateTime::MIN;
        while after < seq {
            let page = self
                .shared
                .ledger
                .read(|snapshot| snapshot.events_after(organ, after, PAGE))?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for event in page.into_iter().filter(|event| event.seq <= seq) {
                now = now.max(shanghai(event.recorded_at));
                grouped.entry(event.matter.clone()).or_default().push(event);
            }
        }
        grouped.remove(organ);
        let mut matters = Vec::with_capacity(grouped.len());
        for (id, events) in grouped {
            let digest = events
                .last()
                .map(|event| event.rule_digest.clone())
                .unwrap_or_default();
            let procedure =
                self.in_snapshot(|snapshot| load::by_digest(snapshot, rules, &id, &digest))?;
            matters.push((load::fold(&id, &events)?, procedure));
        }
        Ok((matters, now))
    }
}

/// Ids in a trace.
fn matters(figure: &Figure) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let trace = serde_json::to_value(&figure.trace).unwrap_or_default();
    gather(&trace, &mut ids);
    ids
}

fn gather(value: &serde_json::Value, ids: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(id) => {
            ids.insert(id.clone());
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| gather(value, ids)),
        serde_json::Value::Object(entries) => entries
            .iter()
            .filter(|(name, _)| name.as_str() != "value" && name.as_str() != "of")
            .for_each(|(_, value)| gather(value, ids)),
        _ => {}
    }
}
