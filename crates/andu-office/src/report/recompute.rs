//! A sealed report is worked out again: from the events up to its head, with the rules of its day, in a ledger of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use andu_calendar::DateTime;
use andu_figures::Figure;
use andu_ledger::Event;
use andu_rules::model::IndicatorId;
use andu_rules::{Layer, SourceFile};
use serde::Serialize;

use super::causes::{Bench, Cause, Governed, Search};
use super::receipt::{FORMAT, Receipt, SealedValue};
use super::seal::sealed;
use super::trace::missing_parts;
use crate::error::OfficeError;
use crate::load;
use crate::office::Office;
use crate::rules::Rules;
use crate::time::shanghai;

/// Events read at a time.
pub(super) const PAGE: usize = 5_000;

/// What a sealed report comes to when it is worked out again.
#[derive(Debug, Clone, Serialize)]
pub struct Verification {
    /// The receipt says what it said when it was sealed.
    pub receipt_intact: bool,
    /// The event at its head is the one it names.
    pub head_found: bool,
    /// Position of the event in which the chain remembers exactly this seal; a forged receipt has none.
    pub seal: Option<u64>,
    /// The chain bears witness to the receipt, and every figure comes to what was sealed.
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
    /// The events after the head that caused it; none where only the rules have changed.
    pub causes: Vec<Cause>,
}

/// What the events up to a position of the chain give.
struct Standing {
    /// Every matter, with the version that governed it.
    matters: Vec<Governed>,
    /// When the last of them was entered.
    now: DateTime,
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
        if !(1..=FORMAT).contains(&receipt.format) {
            return Err(OfficeError::Usage(format!(
                "不能核验：回执的格式是第{}版，本程序认到第{FORMAT}版。请升级程序后再核验。",
                receipt.format
            )));
        }
        let receipt_intact = receipt.work_out_code() == receipt.code;
        let head_found = self.head_stands(receipt)?;
        let seal = match receipt_intact {
            true => self.seal_in_chain(receipt)?,
            false => None,
        };
        let witnessed = head_found && seal.is_some();
        // What was tampered with may name rules and figures that never were; the verdict stands without them.
        let then = match self.figures_at(receipt) {
            Err(_) if !witnessed => Vec::new(),
            then => then?,
        };
        let today = self.figures_today(receipt)?;
        let mut values: Vec<_> = receipt
            .values
            .iter()
            .map(|value| compared(value, &then, &today))
            .collect();
        let restated = values.iter().filter(|value| value.restated);
        let restated: Vec<String> = restated.map(|value| value.indicator.clone()).collect();
        let mut causes = match witnessed {
            true => self.causes(&Search {
                then: &then,
                today: &today,
                restated: &restated,
                period: receipt.period,
                after: receipt.head.seq,
            })?,
            false => BTreeMap::new(),
        };
        for value in &mut values {
            value.causes = causes.remove(&value.indicator).unwrap_or_default();
        }
        Ok(Verification {
            receipt_intact,
            head_found,
            seal,
            holds: witnessed && values.iter().all(|value| value.same),
            restated: !restated.is_empty(),
            values,
        })
    }

    /// Whether the chain still has the sealed head, and is whole up to it.
    fn head_stands(&self, receipt: &Receipt) -> Result<bool, OfficeError> {
        let organ = &self.shared.organ;
        let Ok(_) = i64::try_from(receipt.head.seq) else {
            return Ok(false);
        };
        let at = self
            .shared
            .ledger
            .read(|snapshot| snapshot.event(organ, receipt.head.seq))?;
        let named = at.is_some_and(|event| event.hash == receipt.head.hash);
        let reports = self.verify()?;
        let broken = reports
            .into_iter()
            .filter(|report| report.organ == *organ)
            .filter_map(|report| report.first_bad)
            .any(|bad| bad.seq <= receipt.head.seq);
        Ok(named && !broken)
    }

    /// The figures as today's records and rules give them, as far as there still are such.
    fn figures_today(&self, receipt: &Receipt) -> Result<Vec<Figure>, OfficeError> {
        let known = self.rules();
        let known = |id: &String| known.pack.indicators.contains_key(id.as_str());
        let mut wanted: Vec<String> = receipt
            .values
            .iter()
            .map(|value| value.indicator.clone())
            .filter(known)
            .collect();
        let mut worked = Vec::new();
        while !wanted.is_empty() {
            let found = self.figures(&wanted, receipt.period, true)?;
            worked.extend(found.into_iter().map(|printed| printed.figure));
            wanted = missing_parts(&worked);
        }
        Ok(worked)
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
    fn figures_at(&self, receipt: &Receipt) -> Result<Vec<Figure>, OfficeError> {
        let rules = Arc::new(self.rules_of(receipt)?);
        let ids: Vec<IndicatorId> = receipt
            .values
            .iter()
            .map(|value| value.indicator.as_str().into())
            .collect();
        let Standing { matters, now } = self.standing_at(receipt.head.seq, &rules)?;
        let bench = Bench::new(&self.shared.organ, &rules, receipt.period)?;
        bench.figures(matters, now, &ids)
    }

    /// Every matter as it stood at a position of the chain.
    fn standing_at(&self, seq: u64, rules: &Rules) -> Result<Standing, OfficeError> {
        let organ = &self.shared.organ;
        let mut grouped: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        let mut after = 0;
        let mut now = DateTime::MIN;
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
        Ok(Standing { matters, now })
    }
}

/// A figure as sealed, as worked out again and as it is today; its causes are not looked for yet.
fn compared(value: &SealedValue, then: &[Figure], today: &[Figure]) -> RecomputedValue {
    let of = |figures: &[Figure]| {
        let figure = figures
            .iter()
            .find(|figure| figure.id.as_str() == value.indicator);
        figure.map(sealed)
    };
    let (then, today) = (of(then), of(today));
    let gone = || "（无此指标）".to_owned();
    let same = then.as_ref().is_some_and(|then| {
        (&then.value, &then.trace, &then.printed) == (&value.value, &value.trace, &value.printed)
    });
    let restated = today
        .as_ref()
        .is_none_or(|now| (&now.value, &now.trace) != (&value.value, &value.trace));
    RecomputedValue {
        indicator: value.indicator.clone(),
        label: value.label.clone(),
        sealed: value.printed.clone(),
        at_head: then.map_or_else(gone, |then| then.printed),
        same,
        now: today.map_or_else(gone, |now| now.printed),
        restated,
        causes: Vec::new(),
    }
}
