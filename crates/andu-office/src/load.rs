//! A matter as the chain tells it, and the rules that govern it.

use std::collections::BTreeMap;
use std::sync::Arc;

use andu_calendar::{Date, DateTime};
use andu_casework::{Command, Deed, LinkTo, Linked, LinkedMatter, Matter, Recorded};
use andu_ledger::{Event, RuleFile, Snapshot, Tx};
use andu_rules::model::{LinkId, Procedure};

use crate::act::{Given, Request, Target};
use crate::error::OfficeError;
use crate::office::Shared;
use crate::rules::{Kept, Rules};

/// A matter as it stands in the ledger; the cached fold is used only where the chain has not moved past it.
pub(crate) fn load_matter(
    tx: &mut Tx<'_>,
    shared: &Shared,
    id: &str,
) -> Result<Option<Matter>, OfficeError> {
    let Some((last_seq, version)) = tx.matter(id)?.map(|head| (head.last_seq, head.version)) else {
        return Ok(None);
    };
    if let Some(cached) = shared.recall(id)
        && cached
            .events
            .last()
            .is_some_and(|event| event.seq == last_seq)
        && cached.events_so_far() == version
    {
        return Ok(Some(cached));
    }
    let events = tx.events(id)?;
    fold(id, &events).map(Some)
}

/// A matter read from one state of the ledger, past every memory.
pub(crate) fn read_matter(
    snapshot: &Snapshot<'_>,
    organ: &str,
    id: &str,
) -> Result<Option<Matter>, OfficeError> {
    let events = snapshot.events(organ, id)?;
    match events.is_empty() || id == organ {
        true => Ok(None),
        false => fold(id, &events).map(Some),
    }
}

/// Folds a matter from stored events.
pub(crate) fn fold(id: &str, events: &[Event]) -> Result<Matter, OfficeError> {
    let unreadable = |seq| OfficeError::Unreadable {
        matter: id.to_owned(),
        seq,
    };
    let mut recorded = Vec::with_capacity(events.len());
    for event in events {
        let body = serde_json::from_str(&event.body).map_err(|_| unreadable(event.seq))?;
        recorded.push(Recorded {
            seq: event.seq,
            happened_at: event.happened_at,
            actor: event.actor.clone(),
            recorder: event.recorder.clone(),
            body,
        });
    }
    let first = events.first().map_or(0, |event| event.seq);
    Matter::fold(id, recorded).ok_or_else(|| unreadable(first))
}

/// The version that governs a matter: the file that was in use when it was opened, kept by digest.
pub(crate) fn governing(
    snapshot: &Snapshot<'_>,
    rules: &Rules,
    organ: &str,
    id: &str,
) -> Result<Arc<Procedure>, OfficeError> {
    let head = snapshot.matter_head(organ, id)?;
    let digest = head.map(|head| head.rule_digest).unwrap_or_default();
    by_digest(snapshot, rules, id, &digest)
}

/// The version that governs a matter of the office that acts.
pub(crate) fn governing_here(
    tx: &mut Tx<'_>,
    rules: &Rules,
    id: &str,
) -> Result<Arc<Procedure>, OfficeError> {
    let digest = tx.matter(id)?.map_or("", |head| &head.rule_digest);
    if let Some(procedure) = rules.by_digest(digest) {
        return Ok(procedure);
    }
    let digest = digest.to_owned();
    by_digest(tx.snapshot(), rules, id, &digest)
}

/// The version with a digest: from the pack in use, or from the files kept in the ledger.
pub(crate) fn by_digest(
    snapshot: &Snapshot<'_>,
    rules: &Rules,
    id: &str,
    digest: &str,
) -> Result<Arc<Procedure>, OfficeError> {
    if let Some(procedure) = rules.by_digest(digest) {
        return Ok(procedure);
    }
    kept_files(snapshot, digest)?
        .and_then(|files| rules.adopt(digest, files))
        .ok_or_else(|| OfficeError::NoRule {
            matter: id.to_owned(),
            digest: digest.to_owned(),
        })
}

/// The files that a version was read from: one, or those that a list of digests names in the order of their layers.
fn kept_files(snapshot: &Snapshot<'_>, digest: &str) -> Result<Option<Vec<RuleFile>>, OfficeError> {
    let Some(file) = snapshot.rule_file(digest)? else {
        return Ok(None);
    };
    if file.layer != Kept::LIST {
        return Ok(Some(vec![file]));
    }
    let mut files = Vec::new();
    for one in String::from_utf8_lossy(&file.bytes).lines() {
        let Some(file) = snapshot.rule_file(one)? else {
            return Ok(None);
        };
        files.push(file);
    }
    Ok(Some(files))
}

/// What a request acts on: the matter, where there is one, and the version that governs it.
pub(crate) fn load_target(
    tx: &mut Tx<'_>,
    shared: &Shared,
    rules: &Rules,
    request: &Request,
    now: DateTime,
) -> Result<(String, Option<Matter>, Arc<Procedure>), OfficeError> {
    match &request.target {
        Target::Matter(id) => {
            let matter = match *id == shared.organ {
                true => None,
                false => load_matter(tx, shared, id)?,
            };
            let matter = matter.ok_or_else(|| OfficeError::NoMatter { id: id.clone() })?;
            let procedure = governing_here(tx, rules, id)?;
            Ok((id.clone(), Some(matter), procedure))
        }
        Target::New { procedure, id } => {
            let on = governing_day(rules, procedure, request).unwrap_or(now.date());
            let procedure = Arc::clone(rules.pack.version(procedure, on)?);
            let id = match id {
                Some(id) => id.clone(),
                None => crate::ids::new_id(request.now)?,
            };
            Ok((id, None, procedure))
        }
    }
}

/// The day that chooses the version: the value given for the field that governs; where a paper does not tell it, its first step.
fn governing_day(rules: &Rules, procedure: &str, request: &Request) -> Option<Date> {
    let latest = rules.pack.latest(procedure)?;
    let set = match &request.given {
        Given::Act(act) | Given::ActWithApprovals(act, _) => &act.set,
        Given::Found(found) => &found.set,
        Given::Correct(_) | Given::Void { .. } => return None,
    };
    let told = latest
        .governing(set)
        .and_then(|value| value.as_text()?.get(..10)?.parse().ok());
    told.or_else(|| match &request.given {
        Given::Found(found) => found.steps.first().map(|step| step.at.date()),
        _ => None,
    })
}

/// Adds a linked matter as far as conditions of the procedure ask for it.
pub(crate) fn add_linked(
    linked: &mut Linked,
    procedure: &Procedure,
    kind: &LinkId,
    other: &Matter,
) {
    let known = procedure.links.iter().find(|link| link.id == *kind);
    let reads = known.map_or(&[][..], |link| &link.reads);
    let read = reads.iter().filter_map(|field| {
        let value = other.fields.get(&field.id)?;
        Some((field.id.clone(), value.clone()))
    });
    linked.entry(kind.clone()).or_default().push(LinkedMatter {
        stage: other.stage.to_string(),
        fields: read.collect(),
    });
}

/// The linked matters, those that an act makes links to included; one that was voided is linked no more.
pub(crate) fn linked(
    tx: &mut Tx<'_>,
    shared: &Shared,
    (matter, procedure): (Option<&Matter>, &Procedure),
    made: &[LinkTo],
) -> Result<Linked, OfficeError> {
    let mut linked = Linked::new();
    let standing = matter
        .map(|matter| matter.links.as_slice())
        .unwrap_or_default();
    for link in standing.iter().chain(made) {
        if let Some(other) = load_matter(tx, shared, &link.matter)? {
            if !other.voided {
                add_linked(&mut linked, procedure, &link.kind, &other);
            }
            shared.remember(other);
        }
    }
    Ok(linked)
}

/// Procedures of the matters that an act links to.
pub(crate) fn known_procedures(
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<BTreeMap<String, Option<String>>, OfficeError> {
    let mut known = BTreeMap::new();
    if let Deed::Act(act) = &command.deed {
        for link in &act.links {
            let head = tx.matter(&link.matter)?;
            known.insert(link.matter.clone(), head.map(|head| head.procedure.clone()));
        }
    }
    Ok(known)
}
