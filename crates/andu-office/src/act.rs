//! One act: load, settle, decide, draw, move personal data aside, append, project — inside one transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use andu_calendar::{Date, DateTime};
use andu_casework::{
    Act, Actor, Body, CLOCK_ACTOR, Command, Correction, Decision, Deed, Document, Env, Found,
    Linked, Matter, Recorded, SpecialApproval, Warning, clocks, decide, settle,
};
use andu_ledger::{Event, KeyClaim, NewEvent, StoredFile, Timestamp, Tx};
use andu_rules::model::{Field, FieldId, LinkId, Procedure, Value};

use crate::directory::Directory;
use crate::error::OfficeError;
use crate::office::{DIRECTORY_SETTING, Shared};
use crate::project;
use crate::rules::Rules;
use crate::time::shanghai;

/// What somebody asks of the office.
#[derive(Debug, Clone)]
pub struct Request {
    /// On what.
    pub target: Target,
    /// What is given.
    pub given: Given,
    /// Files that the act files as documents.
    pub files: Vec<Attached>,
    /// When it happened, Asia/Shanghai.
    pub happened_at: DateTime,
    /// When it is entered.
    pub now: Timestamp,
    /// Who does it.
    pub actor: String,
    /// Who enters it.
    pub recorder: String,
    /// By what way it came: `cli`, `web`, `import`, `demo`.
    pub channel: String,
    /// Id of the command; the same id again gives the first answer and writes nothing.
    pub command: String,
    /// Number of events of the matter that the caller has seen.
    pub seen: Option<u32>,
    /// Why it is entered late.
    pub late_reason: Option<String>,
}

/// A file that an act files as a document.
#[derive(Debug, Clone)]
pub struct Attached {
    /// Kind of document.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it was stored.
    pub file: StoredFile,
}

/// On what a request acts.
#[derive(Debug, Clone)]
pub enum Target {
    /// A new matter of a procedure.
    New {
        /// The procedure.
        procedure: String,
        /// Its id, where the caller drew one already.
        id: Option<String>,
    },
    /// A matter, by id.
    Matter(String),
}

/// What a request gives.
#[derive(Debug, Clone)]
pub enum Given {
    /// An action.
    Act(Act),
    /// Special approvals name their leaders; the office looks up what they may.
    ActWithApprovals(Act, Vec<(String, String, String)>),
    /// What a paper says.
    Found(Found),
    /// A correction.
    Correct(Correction),
    /// A void.
    Void {
        /// The event; `None` voids the matter.
        event: Option<u64>,
        /// Why.
        reason: String,
    },
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The matter's id.
    pub matter: String,
    /// Its official number, where it has one.
    pub number: Option<String>,
    /// Its procedure.
    pub procedure: String,
    /// Its stage.
    pub stage: String,
    /// Sequence number of the event written.
    pub seq: u64,
    /// Hash of that event, in hex: the receipt.
    pub hash: String,
    /// What the person should know.
    pub warnings: Vec<Warning>,
    /// The command had been carried out before; nothing was written now.
    pub repeated: bool,
}

/// Performs one request inside a transaction.
pub(crate) fn perform(
    tx: &mut Tx<'_>,
    shared: &Shared,
    rules: &Rules,
    request: &Request,
) -> Result<Outcome, OfficeError> {
    let earlier = tx.command(&request.command)?;
    if let Some(first) = earlier.last() {
        return repeated(tx, shared, rules, first);
    }
    let now = shanghai(request.now);
    let (id, mut matter, procedure) = load_target(tx, shared, rules, request, now)?;
    if let Some(matter) = &mut matter {
        settle_all(tx, shared, rules, matter, &procedure, request)?;
        check_seen(matter, request, &procedure)?;
    }
    let command = command(tx, shared, rules, request, &procedure, now)?;
    let linked = linked(tx, shared, matter.as_ref(), &command)?;
    let decision = {
        let known = known_procedures(tx, &command)?;
        let procedure_of = |matter: &str| known.get(matter).cloned().flatten();
        let env = Env {
            procedure: &procedure,
            calendar: &rules.calendar,
            linked: &linked,
            procedure_of: &procedure_of,
        };
        decide(matter.as_ref(), &command, &env)?
    };
    let envelope = Envelope {
        matter: id.clone(),
        happened_at: request.happened_at,
        actor: &request.actor,
        recorder: &request.recorder,
        request,
    };
    let (event, body, warnings) = write(tx, &envelope, &procedure, matter.as_ref(), decision)?;
    let seq = event.seq;
    let mut matter = match matter {
        Some(mut matter) => {
            matter.push(recorded(&event, &envelope, body));
            matter
        }
        None => Matter::fold(&id, [recorded(&event, &envelope, body)])
            .ok_or(OfficeError::Unreadable { matter: id, seq })?,
    };
    settle_all(tx, shared, rules, &mut matter, &procedure, request)?;
    claim_key(tx, &matter, &procedure)?;
    store(tx, rules, &matter, &procedure, now)?;
    if procedure.directory.is_some() {
        tx.put_setting(DIRECTORY_SETTING, &seq.to_string())?;
    }
    let outcome = Outcome {
        number: number(&matter, &procedure),
        procedure: procedure.id.to_string(),
        stage: matter.stage.to_string(),
        matter: matter.id.clone(),
        seq,
        hash: event.hash,
        warnings,
        repeated: false,
    };
    shared.remember(matter);
    Ok(outcome)
}

/// Settles one matter: writes the outcomes that the law deems to have happened by now.
///
/// Returns how many events were written.
pub(crate) fn settle_matter(
    tx: &mut Tx<'_>,
    shared: &Shared,
    rules: &Rules,
    id: &str,
    request: &Request,
) -> Result<usize, OfficeError> {
    let Some(mut matter) = load_matter(tx, shared, id)? else {
        return Ok(0);
    };
    let procedure = governing(tx, rules, id, &matter)?;
    let written = settle_all(tx, shared, rules, &mut matter, &procedure, request)?;
    if written > 0 {
        store(tx, rules, &matter, &procedure, shanghai(request.now))?;
    }
    shared.remember(matter);
    Ok(written)
}

/// Rewrites a matter's row, items and clocks.
pub(crate) fn store(
    tx: &mut Tx<'_>,
    rules: &Rules,
    matter: &Matter,
    procedure: &Procedure,
    now: DateTime,
) -> Result<(), OfficeError> {
    let Some(shape) = rules.shape(procedure.id.as_str()) else {
        return Ok(());
    };
    if matter.voided {
        tx.delete_record(&shape.table, &matter.id)?;
        for list in &shape.lists {
            tx.put_items(list, &matter.id, &[])?;
        }
        tx.put_clocks(&matter.id, &[])?;
        return Ok(());
    }
    tx.put_record(
        &shape.table,
        &matter.id,
        &project::row(matter, procedure, shape),
    )?;
    for (index, list) in shape.lists.iter().enumerate() {
        let items = project::items(matter, shape, index);
        // A register whose lists are empty writes nothing for them until they are filled once.
        if !items.is_empty() || matter.events.len() > 1 {
            tx.put_items(list, &matter.id, &items)?;
        }
    }
    let views = clocks(matter, procedure, &rules.calendar, now);
    let rows = project::clock_rows(matter, procedure, &views, &rules.calendar_digest);
    tx.put_clocks(&matter.id, &rows)?;
    Ok(())
}

/// A matter as it stands in the ledger; the cached fold is used only where the chain has not moved past it.
pub(crate) fn load_matter(
    tx: &mut Tx<'_>,
    shared: &Shared,
    id: &str,
) -> Result<Option<Matter>, OfficeError> {
    let Some(head) = tx.matter(id)? else {
        return Ok(None);
    };
    if let Some(cached) = shared.recall(id)
        && cached
            .events
            .last()
            .is_some_and(|event| event.seq == head.last_seq)
        && cached.events_so_far() == head.version
    {
        return Ok(Some(cached));
    }
    let events = tx.events(id)?;
    fold(id, &events).map(Some)
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
    tx: &mut Tx<'_>,
    rules: &Rules,
    id: &str,
    matter: &Matter,
) -> Result<Arc<Procedure>, OfficeError> {
    let digest = tx
        .matter(id)?
        .map(|head| head.rule_digest)
        .unwrap_or_default();
    if let Some(procedure) = rules.by_digest(&digest) {
        return Ok(procedure);
    }
    let bundle = tx.rule_file(&digest)?;
    let text = bundle.and_then(|file| String::from_utf8(file.bytes).ok());
    text.and_then(|text| rules.adopt(&digest, &text))
        .ok_or_else(|| OfficeError::NoRule {
            matter: matter.id.clone(),
            digest,
        })
}

fn load_target(
    tx: &mut Tx<'_>,
    shared: &Shared,
    rules: &Rules,
    request: &Request,
    now: DateTime,
) -> Result<(String, Option<Matter>, Arc<Procedure>), OfficeError> {
    match &request.target {
        Target::Matter(id) => {
            let matter = load_matter(tx, shared, id)?;
            let matter = matter.ok_or_else(|| OfficeError::NoMatter { id: id.clone() })?;
            let procedure = governing(tx, rules, id, &matter)?;
            Ok((id.clone(), Some(matter), procedure))
        }
        Target::New { procedure, id } => {
            let on = governing_day(rules, procedure, request).unwrap_or(now.date());
            let procedure = Arc::clone(rules.pack.version(procedure, on)?);
            if tx.rule_file(&procedure.digest)?.is_none() {
                let bundle = rules.bundle(&procedure);
                tx.put_rule_file(
                    &procedure.digest,
                    &procedure.file,
                    "bundle",
                    bundle.as_bytes(),
                )?;
            }
            let id = match id {
                Some(id) => id.clone(),
                None => crate::office::new_id()?,
            };
            Ok((id, None, procedure))
        }
    }
}

/// The day that chooses the version: the value given for the field that governs.
fn governing_day(rules: &Rules, procedure: &str, request: &Request) -> Option<Date> {
    let field = &rules.pack.latest(procedure)?.governed_by;
    let set = match &request.given {
        Given::Act(act) | Given::ActWithApprovals(act, _) => &act.set,
        Given::Found(found) => &found.set,
        Given::Correct(_) | Given::Void { .. } => return None,
    };
    set.get(field)?.as_text()?.get(..10)?.parse().ok()
}

fn command(
    tx: &mut Tx<'_>,
    shared: &Shared,
    rules: &Rules,
    request: &Request,
    procedure: &Procedure,
    now: DateTime,
) -> Result<Command, OfficeError> {
    let directory = shared.directory(tx, rules)?;
    let actor = |name: &str| actor(&directory, name, procedure);
    let deed = match &request.given {
        Given::Act(act) => Deed::Act(with_files(act, &request.files)),
        Given::ActWithApprovals(act, approvals) => {
            let approvals = approvals.iter().map(|(gate, by, reason)| SpecialApproval {
                gate: gate.as_str().into(),
                by: actor(by),
                reason: reason.clone(),
            });
            let approvals = approvals.collect();
            Deed::Act(Act {
                approvals,
                ..with_files(act, &request.files)
            })
        }
        Given::Found(found) => Deed::Found(found.clone()),
        Given::Correct(correction) => Deed::Correct(correction.clone()),
        Given::Void { event, reason } => Deed::Void {
            event: *event,
            reason: reason.clone(),
        },
    };
    Ok(Command {
        deed,
        happened_at: request.happened_at,
        now,
        actor: actor(&request.actor),
        late_reason: request.late_reason.clone(),
    })
}

fn with_files(act: &Act, files: &[Attached]) -> Act {
    let mut act = act.clone();
    act.documents.extend(files.iter().map(|attached| Document {
        kind: attached.kind.as_str().into(),
        file: Some(attached.file.id.clone()),
        digest: Some(attached.file.digest.clone()),
        paper: None,
    }));
    act
}

fn actor(directory: &Directory, name: &str, procedure: &Procedure) -> Actor {
    Actor {
        name: name.to_owned(),
        grants: directory.grants(name, procedure),
    }
}

fn check_seen(
    matter: &Matter,
    request: &Request,
    procedure: &Procedure,
) -> Result<(), OfficeError> {
    let Some(seen) = request.seen.filter(|seen| *seen != matter.events_so_far()) else {
        return Ok(());
    };
    let since = matter.done.iter().filter(|done| {
        let position = matter.events.iter().position(|event| event.seq == done.seq);
        position.is_some_and(|position| position >= seen as usize)
    });
    let told: Vec<_> = since
        .map(|done| {
            let action = procedure.action(done.action.as_str());
            let label = action.map_or(done.action.as_str(), |action| &action.label);
            format!(
                "{}于{}办理“{label}”",
                done.actor,
                done.at.strftime("%Y-%m-%d %H:%M")
            )
        })
        .collect();
    Err(OfficeError::Stale {
        since: told.join("，"),
    })
}

/// Stages of linked matters, those that the act links included.
fn linked(
    tx: &mut Tx<'_>,
    shared: &Shared,
    matter: Option<&Matter>,
    command: &Command,
) -> Result<Linked, OfficeError> {
    let mut linked = Linked::new();
    let standing = matter
        .map(|matter| matter.links.as_slice())
        .unwrap_or_default();
    let made = match &command.deed {
        Deed::Act(act) => act.links.as_slice(),
        Deed::Found(_) | Deed::Correct(_) | Deed::Void { .. } => &[],
    };
    for link in standing.iter().chain(made) {
        if let Some(other) = load_matter(tx, shared, &link.matter)? {
            let stages: &mut Vec<String> = linked.entry(LinkId::clone(&link.kind)).or_default();
            stages.push(other.stage.to_string());
            shared.remember(other);
        }
    }
    Ok(linked)
}

fn known_procedures(
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<BTreeMap<String, Option<String>>, OfficeError> {
    let mut known = BTreeMap::new();
    if let Deed::Act(act) = &command.deed {
        for link in &act.links {
            let head = tx.matter(&link.matter)?;
            known.insert(link.matter.clone(), head.map(|head| head.procedure));
        }
    }
    Ok(known)
}

/// Who, when and by what way, for one event.
struct Envelope<'a> {
    matter: String,
    happened_at: DateTime,
    actor: &'a str,
    recorder: &'a str,
    request: &'a Request,
}

struct Written {
    seq: u64,
    hash: String,
}

/// Draws the number, moves personal data aside and appends the event.
fn write(
    tx: &mut Tx<'_>,
    envelope: &Envelope<'_>,
    procedure: &Procedure,
    matter: Option<&Matter>,
    decision: Decision,
) -> Result<(Written, Body, Vec<Warning>), OfficeError> {
    let Decision {
        mut body,
        draw,
        warnings,
    } = decision;
    if let Some(draw) = draw {
        let number = tx.next_number(&draw.series)?;
        let text = draw.format.replace("{n}", &number.to_string());
        if let Some(set) = set_of(&mut body) {
            set.insert(draw.field, Value::Text(text));
        }
    }
    if let Some(set) = set_of(&mut body) {
        aside(tx, &envelope.matter, procedure, set)?;
    }
    if let Body::Corrected(corrected) = &mut body
        && let (Some(id), Some(value)) = (&corrected.field, &mut corrected.value)
        && let Some(field) = procedure.field(id.as_str())
    {
        aside_value(tx, &envelope.matter, field, value)?;
    }
    if let Body::Acted(acted) = &body {
        for link in &acted.links {
            tx.put_link(&envelope.matter, link.kind.as_str(), &link.matter)?;
        }
    }
    for attached in &envelope.request.files {
        tx.put_file(
            &envelope.matter,
            &attached.kind,
            &attached.name,
            &attached.file,
        )?;
    }
    let appended = append(tx, envelope, procedure, matter, &body)?;
    Ok((appended, body, warnings))
}

fn append(
    tx: &mut Tx<'_>,
    envelope: &Envelope<'_>,
    procedure: &Procedure,
    matter: Option<&Matter>,
    body: &Body,
) -> Result<Written, OfficeError> {
    let text = serde_json::to_string(body).map_err(|_| OfficeError::Unreadable {
        matter: envelope.matter.clone(),
        seq: 0,
    })?;
    let appended = tx.append(NewEvent {
        matter: envelope.matter.clone(),
        procedure: procedure.id.to_string(),
        matter_version: matter.map_or(0, Matter::events_so_far) + 1,
        recorded_at: envelope.request.now,
        happened_at: envelope.happened_at,
        actor: envelope.actor.to_owned(),
        recorder: envelope.recorder.to_owned(),
        channel: envelope.request.channel.clone(),
        command: envelope.request.command.clone(),
        rule_digest: procedure.digest.clone(),
        body: text,
    })?;
    Ok(Written {
        seq: appended.seq,
        hash: appended.hash,
    })
}

fn recorded(event: &Written, envelope: &Envelope<'_>, body: Body) -> Recorded {
    Recorded {
        seq: event.seq,
        happened_at: envelope.happened_at,
        actor: envelope.actor.to_owned(),
        recorder: envelope.recorder.to_owned(),
        body,
    }
}

fn set_of(body: &mut Body) -> Option<&mut BTreeMap<FieldId, Value>> {
    match body {
        Body::Acted(acted) => Some(&mut acted.set),
        Body::Found(found) => Some(&mut found.set),
        Body::Corrected(_) | Body::Voided(_) => None,
    }
}

/// Moves personal values into the side table; the event keeps reference and commitment.
fn aside(
    tx: &mut Tx<'_>,
    matter: &str,
    procedure: &Procedure,
    set: &mut BTreeMap<FieldId, Value>,
) -> Result<(), OfficeError> {
    for field in &procedure.fields {
        if (field.personal || field.columns.iter().any(|column| column.personal))
            && let Some(value) = set.get_mut(&field.id)
        {
            aside_value(tx, matter, field, value)?;
        }
    }
    Ok(())
}

fn aside_value(
    tx: &mut Tx<'_>,
    matter: &str,
    field: &Field,
    value: &mut Value,
) -> Result<(), OfficeError> {
    if let Value::List(rows) = value {
        for column in field
            .columns
            .iter()
            .filter(|column| column.personal || field.personal)
        {
            for row in rows.iter_mut() {
                if let Some(cell) = row.get_mut(&column.id) {
                    let name = format!("{}.{}", field.id, column.id);
                    keep_aside(tx, matter, &name, cell)?;
                }
            }
        }
        return Ok(());
    }
    match field.personal {
        true => keep_aside(tx, matter, field.id.as_str(), value),
        false => Ok(()),
    }
}

fn keep_aside(
    tx: &mut Tx<'_>,
    matter: &str,
    field: &str,
    value: &mut Value,
) -> Result<(), OfficeError> {
    if matches!(value, Value::Personal { .. }) {
        return Ok(());
    }
    let kept = tx.put_personal(matter, field, &value.to_string())?;
    *value = Value::Personal {
        personal: kept.id,
        commitment: kept.commitment,
    };
    Ok(())
}

/// Writes deemed outcomes until there are none.
fn settle_all(
    tx: &mut Tx<'_>,
    shared: &Shared,
    rules: &Rules,
    matter: &mut Matter,
    procedure: &Procedure,
    request: &Request,
) -> Result<usize, OfficeError> {
    let now = shanghai(request.now);
    let mut written = 0;
    // Each pass writes one event; a matter has few clocks with deemed outcomes, so this ends soon.
    while written < 16 {
        let linked = linked(tx, shared, Some(matter), &settling(now))?;
        let Some((body, at)) = settle(matter, procedure, &rules.calendar, &linked, now) else {
            break;
        };
        let envelope = Envelope {
            matter: matter.id.clone(),
            happened_at: at,
            actor: CLOCK_ACTOR,
            recorder: CLOCK_ACTOR,
            request,
        };
        let event = append(tx, &envelope, procedure, Some(matter), &body)?;
        matter.push(recorded(&event, &envelope, body));
        written += 1;
    }
    Ok(written)
}

fn settling(now: DateTime) -> Command {
    Command {
        deed: Deed::Act(Act::default()),
        happened_at: now,
        now,
        actor: Actor {
            name: CLOCK_ACTOR.to_owned(),
            grants: andu_casework::Grants::Only(Default::default()),
        },
        late_reason: None,
    }
}

fn claim_key(tx: &mut Tx<'_>, matter: &Matter, procedure: &Procedure) -> Result<(), OfficeError> {
    if procedure.key.is_empty() {
        return Ok(());
    }
    if matter.voided {
        tx.release_keys(&matter.id)?;
        return Ok(());
    }
    let values: Option<Vec<String>> = procedure
        .key
        .iter()
        .map(|id| matter.fields.get(id).map(Value::to_string))
        .collect();
    let Some(values) = values else { return Ok(()) };
    let key = values.join("｜");
    match tx.claim_key(procedure.id.as_str(), &key, &matter.id)? {
        KeyClaim::Claimed => Ok(()),
        KeyClaim::TakenBy(other) => {
            let label = |id: &FieldId| {
                procedure
                    .field(id.as_str())
                    .map_or_else(|| id.to_string(), |f| f.label.clone())
            };
            let labels: Vec<_> = procedure.key.iter().map(label).collect();
            Err(OfficeError::KeyTaken {
                label: labels.join("、"),
                key,
                matter: other,
            })
        }
    }
}

/// The official number of a matter.
pub(crate) fn number(matter: &Matter, procedure: &Procedure) -> Option<String> {
    let field = procedure
        .series
        .as_ref()
        .map(|series| &series.field)
        .or(procedure.key.first())?;
    matter.fields.get(field).map(Value::to_string)
}

fn repeated(
    tx: &mut Tx<'_>,
    shared: &Shared,
    rules: &Rules,
    first: &Event,
) -> Result<Outcome, OfficeError> {
    let matter = load_matter(tx, shared, &first.matter)?.ok_or_else(|| OfficeError::NoMatter {
        id: first.matter.clone(),
    })?;
    let procedure = governing(tx, rules, &first.matter, &matter)?;
    Ok(Outcome {
        number: number(&matter, &procedure),
        matter: first.matter.clone(),
        procedure: procedure.id.to_string(),
        stage: matter.stage.to_string(),
        seq: first.seq,
        hash: first.hash.clone(),
        warnings: Vec::new(),
        repeated: true,
    })
}
