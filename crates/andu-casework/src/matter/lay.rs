//! How the results of an event are laid over what was there before.

use std::collections::BTreeMap;

use andu_calendar::DateTime;
use andu_rules::model::{FieldId, StageId, Value};

use super::{Done, Matter, PaperOnFile, Recorded};
use crate::event::{Acted, Body, Corrected, Document, Entry, FoundBody, Voided};
use crate::fields::is_blank;

impl Matter {
    /// Lays all events anew, corrections and voids over them.
    pub(super) fn replay(&mut self) {
        let events = std::mem::take(&mut self.events);
        let void_matter =
            |event: &Recorded| matches!(&event.body, Body::Voided(Voided { event: None, .. }));
        self.voided = events.iter().any(void_matter);
        self.stage = StageId::from("");
        (self.closed, self.closed_at, self.entry, self.late) = (false, None, Entry::Worked, 0);
        self.fields.clear();
        self.done.clear();
        self.documents.clear();
        self.papers.clear();
        self.links.clear();
        self.missing.clear();
        for event in effective(&events) {
            self.lay(event, Some(&events));
        }
        self.events = events;
    }

    /// Lays the results of one event over the state, with the corrections found in `all`.
    pub(super) fn lay(&mut self, event: &Recorded, all: Option<&[Recorded]>) {
        let of_this = |later: &'_ Recorded| match &later.body {
            Body::Corrected(corrected) if corrected.event == event.seq => Some(corrected.clone()),
            _ => None,
        };
        let corrections: Vec<Corrected> =
            all.unwrap_or_default().iter().filter_map(of_this).collect();
        let at = corrections
            .iter()
            .rev()
            .find_map(|corrected| corrected.happened_at);
        match &event.body {
            Body::Acted(acted) => self.lay_acted(event, acted, at.unwrap_or(event.happened_at)),
            Body::Found(found) => self.lay_found(event, found, at),
            Body::Corrected(_) | Body::Voided(_) => return,
        }
        for corrected in corrections {
            match (corrected.field, corrected.value) {
                // A value corrected to nothing was never there.
                (Some(field), Some(value)) if is_blank(&value) => self.fields.remove(&field),
                (Some(field), Some(value)) => self.fields.insert(field, value),
                _ => None,
            };
        }
    }

    fn lay_acted(&mut self, event: &Recorded, acted: &Acted, at: DateTime) {
        self.done.push(Done {
            action: acted.action.clone(),
            at,
            actor: event.actor.clone(),
            seq: event.seq,
            deemed: acted.deemed.is_some(),
        });
        self.late += u32::from(acted.late.is_some());
        self.enter(&acted.stage, acted.closed, at);
        self.file(&acted.set, &acted.documents);
        self.papers
            .extend(acted.papers.iter().map(|issued| PaperOnFile {
                issued: issued.clone(),
                seq: event.seq,
                at,
                actor: event.actor.clone(),
            }));
        self.links.extend(acted.links.iter().cloned());
    }

    fn lay_found(&mut self, event: &Recorded, found: &FoundBody, corrected: Option<DateTime>) {
        // Only an entry of one step can have its time corrected.
        self.done.extend(found.steps.iter().map(|step| Done {
            action: step.action.clone(),
            at: corrected.unwrap_or(step.at),
            actor: event.actor.clone(),
            seq: event.seq,
            deemed: false,
        }));
        self.entry = Entry::AsFound;
        self.missing.extend(found.missing.iter().cloned());
        let last = found.steps.last().map_or(event.happened_at, |step| step.at);
        self.enter(&found.stage, found.closed, corrected.unwrap_or(last));
        self.file(&found.set, &found.documents);
    }

    fn enter(&mut self, stage: &StageId, closed: bool, at: DateTime) {
        self.closed_at = match (closed, self.closed) {
            (true, true) => self.closed_at,
            (true, false) => Some(at),
            (false, _) => None,
        };
        self.stage = stage.clone();
        self.closed = closed;
    }

    fn file(&mut self, set: &BTreeMap<FieldId, Value>, documents: &[Document]) {
        self.fields.extend(
            set.iter()
                .map(|(field, value)| (field.clone(), value.clone())),
        );
        self.documents.extend(documents.iter().cloned());
    }
}

/// The events that count, in the order in which they take effect.
///
/// An act entered after an outcome was deemed, but for a time before it, was decided as if there were no such outcome; so it takes
/// effect before it, and the stage that the law brought about stays unless the outcome itself is voided.
fn effective(events: &[Recorded]) -> Vec<&Recorded> {
    let voided = |event: &Recorded| match &event.body {
        Body::Voided(Voided { event, .. }) => *event,
        _ => None,
    };
    let voided: Vec<u64> = events.iter().filter_map(voided).collect();
    let mut order: Vec<&Recorded> = Vec::with_capacity(events.len());
    for event in events {
        if event.overlays() || voided.contains(&event.seq) {
            continue;
        }
        let at = event.entered_for();
        let after = |earlier: &&Recorded| earlier.is_deemed() && earlier.happened_at > at;
        match order.iter().position(after).filter(|_| !event.is_deemed()) {
            Some(place) => order.insert(place, event),
            None => order.push(event),
        }
    }
    order
}

/// An as-found event without the steps whose times do not count; any other as it is.
pub(super) fn cut(event: &Recorded, counts: impl Fn(DateTime) -> bool) -> Recorded {
    let mut event = event.clone();
    if let Body::Found(found) = &mut event.body
        && found.steps.len() > 1
    {
        let steps = found.steps.len();
        found.steps.retain(|step| counts(step.at));
        found.closed &= found.steps.len() == steps;
    }
    event
}
