//! Which events after a seal changed a figure: each matter that counts otherwise is told again, event by event.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use andu_casework::Matter;
use andu_figures::{Figure, Period, evaluate};
use andu_ledger::{ActError, Event, Ledger, LedgerError};
use andu_rules::model::{IndicatorId, Procedure};
use serde::Serialize;

use super::trace::{behind, missing_parts};
use crate::error::OfficeError;
use crate::load;
use crate::office::Office;
use crate::organ::ensure_tables;
use crate::rules::Rules;
use crate::store::{store, store_links};
use crate::time::shanghai;

/// Matters looked into for one figure.
const MOST_MATTERS: usize = 50;

/// An event that came after the seal and changed a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// A matter and the version that governs it.
pub(super) type Governed = (Matter, Arc<Procedure>);

/// What is looked for.
pub(super) struct Search<'a> {
    /// Figures by the events up to the seal.
    pub(super) then: &'a [Figure],
    /// Figures as they are today.
    pub(super) today: &'a [Figure],
    /// Indicators that have changed.
    pub(super) restated: &'a [String],
    /// Stretch of days.
    pub(super) period: Period,
    /// Position of the seal.
    pub(super) after: u64,
}

impl Office {
    /// The events that changed each figure. A figure that only changed rules have changed has none.
    pub(super) fn causes(
        &self,
        search: &Search<'_>,
    ) -> Result<BTreeMap<String, Vec<Cause>>, OfficeError> {
        let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for indicator in search.restated {
            let then = behind(indicator, search.then);
            let today = behind(indicator, search.today);
            let ids: BTreeSet<&String> = then.keys().chain(today.keys()).collect();
            let differing = ids.into_iter().filter(|id| then.get(*id) != today.get(*id));
            for id in differing.take(MOST_MATTERS) {
                wanted
                    .entry(id.clone())
                    .or_default()
                    .insert(indicator.clone());
            }
        }
        let mut causes: BTreeMap<String, Vec<Cause>> = BTreeMap::new();
        for (matter, indicators) in &wanted {
            self.causes_in(search, matter, indicators, &mut causes)?;
        }
        for causes in causes.values_mut() {
            causes.sort_by_key(|cause| cause.seq);
        }
        Ok(causes)
    }

    fn causes_in(
        &self,
        search: &Search<'_>,
        matter: &str,
        indicators: &BTreeSet<String>,
        causes: &mut BTreeMap<String, Vec<Cause>>,
    ) -> Result<(), OfficeError> {
        let organ = &self.shared.organ;
        let events = self.in_snapshot(|snapshot| Ok(snapshot.events(organ, matter)?))?;
        let sealed = events.partition_point(|event| event.seq <= search.after);
        if sealed == events.len() {
            return Ok(());
        }
        let rules = self.rules();
        let bench = Bench::new(organ, &rules, search.period)?;
        let ids: Vec<IndicatorId> = indicators.iter().map(|id| id.as_str().into()).collect();
        let mut before = BTreeMap::new();
        for told in sealed..=events.len() {
            let figures = match self.told(&rules, matter, &events[..told])? {
                None => Vec::new(),
                Some((governed, now)) => bench.figures(vec![governed], now, &ids)?,
            };
            let now: BTreeMap<&String, _> = indicators
                .iter()
                .map(|id| (id, behind(id, &figures).remove(matter)))
                .collect();
            if let Some(event) = events.get(told.wrapping_sub(1)).filter(|_| told > sealed) {
                for id in now.iter().filter(|(id, now)| before.get(*id) != Some(*now)) {
                    causes
                        .entry((*id.0).clone())
                        .or_default()
                        .push(cause(event));
                }
            }
            before = now;
        }
        Ok(())
    }

    /// A matter as its first events tell it, and the time of the last of them.
    fn told(
        &self,
        rules: &Rules,
        id: &str,
        events: &[Event],
    ) -> Result<Option<(Governed, andu_calendar::DateTime)>, OfficeError> {
        let Some(last) = events.last() else {
            return Ok(None);
        };
        let procedure =
            self.in_snapshot(|snapshot| load::by_digest(snapshot, rules, id, &last.rule_digest))?;
        let now = shanghai(last.recorded_at);
        Ok(Some(((load::fold(id, events)?, procedure), now)))
    }
}

fn cause(event: &Event) -> Cause {
    Cause {
        seq: event.seq,
        matter: event.matter.clone(),
        happened_at: event.happened_at.to_string(),
        recorded_at: shanghai(event.recorded_at).to_string(),
        recorder: event.recorder.clone(),
    }
}

/// A ledger of its own in which figures are worked out from chosen matters.
pub(super) struct Bench<'a> {
    ledger: Ledger,
    organ: &'a str,
    rules: &'a Arc<Rules>,
    period: Period,
}

impl<'a> Bench<'a> {
    pub(super) fn new(
        organ: &'a str,
        rules: &'a Arc<Rules>,
        period: Period,
    ) -> Result<Bench<'a>, OfficeError> {
        let ledger = Ledger::in_memory()?;
        Ok(Bench {
            ledger,
            organ,
            rules,
            period,
        })
    }

    /// Puts matters in, or what has become of them, and works out figures and those that they join.
    pub(super) fn figures(
        &self,
        mut matters: Vec<Governed>,
        now: andu_calendar::DateTime,
        ids: &[IndicatorId],
    ) -> Result<Vec<Figure>, OfficeError> {
        let rules = Arc::clone(self.rules);
        let filled = self.ledger.act(self.organ, move |tx| {
            ensure_tables(tx, &rules)?;
            for (matter, procedure) in &mut matters {
                store(tx, &rules, matter, procedure, now)?;
                store_links(tx, matter)?;
            }
            Ok::<(), OfficeError>(())
        });
        filled.map_err(|error| match error {
            ActError::Refused(error) => error,
            ActError::Ledger(error) => OfficeError::Ledger(error),
        })?;
        let mut figures = self.evaluate(ids)?;
        loop {
            let missing = missing_parts(&figures);
            if missing.is_empty() {
                return Ok(figures);
            }
            let missing: Vec<IndicatorId> = missing.iter().map(|id| id.as_str().into()).collect();
            figures.extend(self.evaluate(&missing)?);
        }
    }

    fn evaluate(&self, ids: &[IndicatorId]) -> Result<Vec<Figure>, OfficeError> {
        let mut worked = Ok(Vec::new());
        self.ledger.read(|snapshot| {
            worked = evaluate(
                snapshot,
                &self.rules.pack,
                self.organ,
                ids,
                self.period,
                true,
            );
            Ok::<(), LedgerError>(())
        })?;
        Ok(worked?)
    }
}
