//! A matter (件): the fold of its events.

use std::collections::BTreeMap;

use andu_calendar::{Date, DateTime};
use andu_rules::model::{ActionId, DocumentId, FieldId, LinkId, ProcedureId, StageId, Value};

use crate::event::{Acted, Body, Document, Entry, FoundBody, LinkTo, Missing, Voided};

/// An event as the fold needs it: the envelope beside the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Position in the organ's chain.
    pub seq: u64,
    /// When it happened, Asia/Shanghai.
    pub happened_at: DateTime,
    /// Who did it.
    pub actor: String,
    /// Who entered it.
    pub recorder: String,
    /// What it says.
    pub body: Body,
}

/// An action that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The action.
    pub action: ActionId,
    /// When it happened, corrections applied.
    pub at: DateTime,
    /// Who did it.
    pub actor: String,
    /// The event that says so.
    pub seq: u64,
}

/// A matter as it stands.
///
/// Everything but `events` is derived from `events`, corrections and voids laid over them.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// Id.
    pub id: String,
    /// Procedure.
    pub procedure: ProcedureId,
    /// Version of the procedure, named by its first day in force.
    pub version: Date,
    /// All events, in the order of the chain.
    pub events: Vec<Recorded>,
    /// Stage.
    pub stage: StageId,
    /// Whether the stage ends the matter.
    pub closed: bool,
    /// When it came into its closed stage.
    pub closed_at: Option<DateTime>,
    /// Whether the whole matter is void.
    pub voided: bool,
    /// Fields.
    pub fields: BTreeMap<FieldId, Value>,
    /// Actions that count, in the order of the chain.
    pub done: Vec<Done>,
    /// Documents on file.
    pub documents: Vec<Document>,
    /// Links made from here.
    pub links: Vec<LinkTo>,
    /// How it came into the ledger.
    pub entry: Entry,
    /// Pieces not shown by an as-found source.
    pub missing: Vec<Missing>,
    /// Number of late entries.
    pub late: u32,
}

impl Matter {
    /// Folds a matter from its events, in the order of the chain.
    ///
    /// `None` where there are no events or the first does not open a matter: such a chain was not written by `decide`.
    pub fn fold(id: &str, events: impl IntoIterator<Item = Recorded>) -> Option<Matter> {
        let mut events = events.into_iter();
        let first = events.next()?;
        let opening = match &first.body {
            Body::Acted(acted) => acted.opens.clone(),
            Body::Found(found) => found.opens.clone(),
            Body::Corrected(_) | Body::Voided(_) => None,
        }?;
        let mut matter = Matter {
            id: id.to_owned(),
            procedure: opening.procedure,
            version: opening.version,
            events: Vec::new(),
            stage: StageId::from(""),
            closed: false,
            closed_at: None,
            voided: false,
            fields: BTreeMap::new(),
            done: Vec::new(),
            documents: Vec::new(),
            links: Vec::new(),
            entry: Entry::Worked,
            missing: Vec::new(),
            late: 0,
        };
        matter.push(first);
        for event in events {
            matter.push(event);
        }
        Some(matter)
    }

    /// Takes in one more event.
    pub fn push(&mut self, event: Recorded) {
        let overlays = matches!(event.body, Body::Corrected(_) | Body::Voided(_));
        if !overlays {
            self.lay(&event, None);
        }
        self.events.push(event);
        if overlays {
            self.replay();
        }
    }

    /// The matter as it stood before an event, later corrections and voids laid over it; `None` before its opening.
    pub fn before(&self, seq: u64) -> Option<Matter> {
        let earlier = |event: &&Recorded| {
            event.seq < seq || matches!(event.body, Body::Corrected(_) | Body::Voided(_))
        };
        Matter::fold(&self.id, self.events.iter().filter(earlier).cloned())
    }

    /// The matter as it stood for somebody acting at a time now past: outcomes deemed after that time are left out, since a
    /// deed that happened before them may undo them. `None` where there are none.
    pub fn without_deemed_after(&self, at: DateTime) -> Option<Matter> {
        let counts = |event: &Recorded| self.done.iter().any(|done| done.seq == event.seq);
        let deemed = |event: &Recorded| match &event.body {
            Body::Acted(acted) => acted.deemed.is_some() && event.happened_at > at && counts(event),
            _ => false,
        };
        if !self.events.iter().any(deemed) {
            return None;
        }
        Matter::fold(
            &self.id,
            self.events.iter().filter(|event| !deemed(event)).cloned(),
        )
    }

    /// Number of events; the version that a writer must have seen.
    pub fn events_so_far(&self) -> u32 {
        u32::try_from(self.events.len()).unwrap_or(u32::MAX)
    }

    /// When it was opened, corrections applied.
    pub fn opened_at(&self) -> Option<DateTime> {
        self.done.first().map(|done| done.at)
    }

    /// The last time an action was taken.
    pub fn last(&self, action: &ActionId) -> Option<&Done> {
        self.done
            .iter()
            .filter(|done| done.action == *action)
            .max_by_key(|done| (done.at, done.seq))
    }

    /// Whether a document is on file.
    pub fn has(&self, document: &DocumentId) -> bool {
        self.documents.iter().any(|filed| filed.kind == *document)
    }

    /// Ids of the matters linked in this way.
    pub fn linked<'a>(&'a self, kind: &'a LinkId) -> impl Iterator<Item = &'a str> {
        self.links
            .iter()
            .filter(move |link| link.kind == *kind)
            .map(|link| link.matter.as_str())
    }

    /// Events that no longer count.
    fn void_events(&self) -> Vec<u64> {
        let voided = |event: &Recorded| match &event.body {
            Body::Voided(Voided { event, .. }) => *event,
            _ => None,
        };
        self.events.iter().filter_map(voided).collect()
    }

    fn replay(&mut self) {
        let events = std::mem::take(&mut self.events);
        let void_matter =
            |event: &Recorded| matches!(&event.body, Body::Voided(Voided { event: None, .. }));
        self.voided = events.iter().any(void_matter);
        self.stage = StageId::from("");
        (self.closed, self.closed_at, self.entry, self.late) = (false, None, Entry::Worked, 0);
        self.fields.clear();
        self.done.clear();
        self.documents.clear();
        self.links.clear();
        self.missing.clear();
        self.events = events;
        let void = self.void_events();
        let events = std::mem::take(&mut self.events);
        for event in events.iter().filter(|event| !void.contains(&event.seq)) {
            self.lay(event, Some(&events));
        }
        self.events = events;
    }

    /// Lays the results of one event over the state, with the corrections found in `all`.
    fn lay(&mut self, event: &Recorded, all: Option<&[Recorded]>) {
        let corrections = || {
            all.unwrap_or_default()
                .iter()
                .filter_map(|later| match &later.body {
                    Body::Corrected(corrected) if corrected.event == event.seq => Some(corrected),
                    _ => None,
                })
        };
        let at = corrections()
            .filter_map(|c| c.happened_at)
            .last()
            .unwrap_or(event.happened_at);
        match &event.body {
            Body::Acted(acted) => self.lay_acted(event, acted, at),
            Body::Found(found) => self.lay_found(event, found),
            Body::Corrected(_) | Body::Voided(_) => return,
        }
        for corrected in corrections() {
            if let (Some(field), Some(value)) = (&corrected.field, &corrected.value) {
                self.fields.insert(field.clone(), value.clone());
            }
        }
    }

    fn lay_acted(&mut self, event: &Recorded, acted: &Acted, at: DateTime) {
        self.done.push(Done {
            action: acted.action.clone(),
            at,
            actor: event.actor.clone(),
            seq: event.seq,
        });
        self.late += u32::from(acted.late.is_some());
        self.enter(&acted.stage, acted.closed, at);
        self.file(&acted.set, &acted.documents);
        self.links.extend(acted.links.iter().cloned());
    }

    fn lay_found(&mut self, event: &Recorded, found: &FoundBody) {
        self.done.extend(found.steps.iter().map(|step| Done {
            action: step.action.clone(),
            at: step.at,
            actor: event.actor.clone(),
            seq: event.seq,
        }));
        self.entry = Entry::AsFound;
        self.missing.extend(found.missing.iter().cloned());
        let last = found.steps.last().map_or(event.happened_at, |step| step.at);
        self.enter(&found.stage, found.closed, last);
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
