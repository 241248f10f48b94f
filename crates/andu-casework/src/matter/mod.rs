//! A matter (件): the fold of its events.

mod lay;

use std::collections::BTreeMap;

use andu_calendar::{Date, DateTime};
use andu_rules::model::{ActionId, DocumentId, FieldId, LinkId, ProcedureId, StageId, Value};

use crate::event::{Body, Document, Entry, LinkTo, Missing, PaperIssued};

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

impl Recorded {
    /// Whether it is laid over other events instead of standing for itself.
    pub(crate) fn overlays(&self) -> bool {
        matches!(self.body, Body::Corrected(_) | Body::Voided(_))
    }

    /// Whether it says what the law deems to have happened.
    fn is_deemed(&self) -> bool {
        matches!(&self.body, Body::Acted(acted) if acted.deemed.is_some())
    }

    /// When what it says had happened by, as it was entered: corrections do not move it.
    fn entered_for(&self) -> DateTime {
        match &self.body {
            Body::Found(found) => found.steps.last().map_or(self.happened_at, |step| step.at),
            _ => self.happened_at,
        }
    }
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
    /// Whether it happened by law when a clock ran out.
    pub deemed: bool,
}

/// A paper that was issued, and by which act.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperOnFile {
    /// What the event says.
    pub issued: PaperIssued,
    /// The event.
    pub seq: u64,
    /// When it was issued, corrections applied.
    pub at: DateTime,
    /// Who issued it.
    pub actor: String,
}

/// A matter as it stands.
///
/// Everything but `events` is derived from `events`, corrections and voids laid over them. Events take effect in the order of the
/// chain, with one exception: what happened before an outcome was deemed takes effect before it, though it was entered after it.
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
    /// Papers issued, in the order of the chain.
    pub papers: Vec<PaperOnFile>,
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
            papers: Vec::new(),
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
        let at = event.entered_for();
        let late = !event.is_deemed() && self.done.iter().any(|done| done.deemed && done.at > at);
        let replay = event.overlays() || late;
        if !replay {
            self.lay(&event, None);
        }
        self.events.push(event);
        if replay {
            self.replay();
        }
    }

    /// The matter as it stood before an event, later corrections and voids laid over it; `None` before its opening.
    pub fn before(&self, seq: u64) -> Option<Matter> {
        let earlier = |event: &&Recorded| event.seq < seq || event.overlays();
        Matter::fold(&self.id, self.events.iter().filter(earlier).cloned())
    }

    /// The matter as it stood for somebody acting at a time now past: outcomes deemed after that time are left out, since a
    /// deed that happened before them may undo them. `None` where there are none.
    pub fn without_deemed_after(&self, at: DateTime) -> Option<Matter> {
        let later = |done: &&Done| done.deemed && done.at > at;
        let later: Vec<u64> = self
            .done
            .iter()
            .filter(later)
            .map(|done| done.seq)
            .collect();
        if later.is_empty() {
            return None;
        }
        self.fold_of(|event| !later.contains(&event.seq))
    }

    /// The matter with only those actions whose (corrected) times count, whenever they were entered; `None` where all do.
    pub(crate) fn with_only(&self, counts: impl Fn(DateTime) -> bool) -> Option<Matter> {
        if self.done.iter().all(|done| counts(done.at)) {
            return None;
        }
        let left: Vec<u64> = self
            .done
            .iter()
            .filter(|done| counts(done.at))
            .map(|done| done.seq)
            .collect();
        let kept = self
            .events
            .iter()
            .filter(|event| event.overlays() || left.contains(&event.seq))
            .map(|event| lay::cut(event, &counts));
        Matter::fold(&self.id, kept)
    }

    /// The matter as it stood at the end of a day, as now known. Days, not hours: of many entries the day alone is known.
    pub(crate) fn on_the_day_of(&self, at: DateTime) -> Option<Matter> {
        self.with_only(|time| time.date() <= at.date())
    }

    /// The matter without some of its events.
    pub(crate) fn fold_of(&self, keep: impl Fn(&Recorded) -> bool) -> Option<Matter> {
        let events = self.events.iter().filter(|event| keep(event)).cloned();
        Matter::fold(&self.id, events)
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
}
