//! One act: load, settle, decide, draw, move personal data aside, append, project — inside one transaction.

use andu_calendar::DateTime;
use andu_casework::{
    Act, Actor, Body, CLOCK_ACTOR, Command, Correction, Decision, Deed, Document, Env, Found,
    Grants, Matter, OneHand, SpecialApproval, Warning, decide, settle,
};
use andu_ledger::{Event, StoredFile, Timestamp, Tx};
use andu_rules::model::Procedure;

use crate::directory::Directory;
use crate::error::OfficeError;
use crate::load::{
    self, governing, governing_here, known_procedures, linked, load_matter, load_target,
};
use crate::office::{DIRECTORY_SETTING, Shared};
use crate::rules::Rules;
use crate::store::{store, store_links};
use crate::time::shanghai;
use crate::write::{Envelope, append, claim_key, number, recorded, write};

/// Channel of the command line.
const COMMAND_LINE: &str = "cli";

/// Channel of the pages as long as nobody signs in: they are served on this machine only, and who enters is its system user.
pub const AT_PAGES: &str = "web-local";

/// Channels of whoever owns the machine: the command line, the pages before sign-in, and sheets that either takes back.
const AT_MACHINE: &[&str] = &[
    COMMAND_LINE,
    AT_PAGES,
    crate::handling::OFFLINE_AT_MACHINE,
    crate::handling::OFFLINE_AT_PAGES,
];

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
    /// By what way it came: `cli`, `web-local`, `web`, `import`, `demo`, `offline`, `offline-cli`, `offline-web-local`.
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
    /// Separated duties of which one person entered both sides; each says so in Chinese.
    pub one_hand: Vec<OneHand>,
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
    if !earlier.is_empty() {
        return repeated(tx, rules, &earlier);
    }
    let (id, mut matter, procedure) =
        load_target(tx, shared, rules, request, shanghai(request.now))?;
    if let Some(matter) = &mut matter {
        settle_all(tx, shared, rules, matter, &procedure, request)?;
        check_seen(matter, request, &procedure)?;
    }
    let decision = decided(tx, shared, rules, request, &procedure, matter.as_ref())?;
    let one_hand = decision.one_hand.clone();
    let envelope = Envelope {
        matter: id.clone(),
        happened_at: request.happened_at,
        actor: &request.actor,
        recorder: &request.recorder,
        request,
    };
    let (event, body, warnings) = write(tx, &envelope, &procedure, matter.as_ref(), decision)?;
    let (seq, overlays) = (
        event.seq,
        matches!(body, Body::Corrected(_) | Body::Voided(_)),
    );
    let mut matter = match matter {
        Some(mut matter) => {
            matter.push(recorded(&event, &envelope, body));
            matter
        }
        None => Matter::fold(&id, [recorded(&event, &envelope, body)])
            .ok_or(OfficeError::Unreadable { matter: id, seq })?,
    };
    settle_all(tx, shared, rules, &mut matter, &procedure, request)?;
    if overlays {
        // What was corrected or voided may have claimed a key and made links.
        tx.release_keys(&matter.id)?;
        store_links(tx, &matter)?;
    }
    claim_key(tx, &matter, &procedure)?;
    store(tx, rules, &matter, &procedure, shanghai(request.now))?;
    if procedure.directory.is_some() {
        tx.put_setting(DIRECTORY_SETTING, &event.hash)?;
    }
    let outcome = Outcome {
        number: number(&matter, &procedure),
        procedure: procedure.id.to_string(),
        stage: matter.stage.to_string(),
        matter: matter.id.clone(),
        seq,
        hash: event.hash,
        warnings,
        one_hand,
        repeated: false,
    };
    // What is closed is hardly ever taken up again.
    if !matter.closed {
        shared.remember(matter);
    }
    Ok(outcome)
}

/// Lets the rules decide, with what they may look at.
fn decided(
    tx: &mut Tx<'_>,
    shared: &Shared,
    rules: &Rules,
    request: &Request,
    procedure: &Procedure,
    matter: Option<&Matter>,
) -> Result<Decision, OfficeError> {
    let command = command(tx, shared, rules, request, procedure, shanghai(request.now))?;
    let made = match &command.deed {
        Deed::Act(act) => act.links.as_slice(),
        Deed::Found(_) | Deed::Correct(_) | Deed::Void { .. } => &[],
    };
    let linked = linked(tx, shared, (matter, procedure), made)?;
    let known = known_procedures(tx, &command)?;
    let casework = shared.casework(tx, procedure, matter, request)?;
    let procedure_of = |matter: &str| known.get(matter).cloned().flatten();
    let env = Env {
        procedure,
        calendar: &rules.calendar,
        linked: &linked,
        procedure_of: &procedure_of,
        papers: crate::papers::issued_by(rules, procedure, request),
        casework,
    };
    Ok(decide(matter, &command, &env)?)
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
    let procedure = governing_here(tx, rules, id)?;
    let written = settle_all(tx, shared, rules, &mut matter, &procedure, request)?;
    if written > 0 {
        store(tx, rules, &matter, &procedure, shanghai(request.now))?;
    }
    shared.remember(matter);
    Ok(written)
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
    let (who, pen) = hands(&directory, rules, request, procedure)?;
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
        actor: who,
        recorder: pen,
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

/// Who acts and who enters it, with the roles they hold.
///
/// On the command line whoever owns the machine owns the data folder: in his own name he may do everything, in another's (`--as`)
/// what that person's posts allow. A name that the directory knows is bound by its posts there as everywhere.
fn hands(
    directory: &Directory,
    rules: &Rules,
    request: &Request,
    procedure: &Procedure,
) -> Result<(Actor, Actor), OfficeError> {
    let (who, pen) = (&request.actor, &request.recorder);
    let as_known = |name: &str| actor(directory, name, procedure);
    if !AT_MACHINE.contains(&request.channel.as_str()) || !directory.binds() {
        return Ok((as_known(who), as_known(pen)));
    }
    if who != pen && !directory.knows(who) {
        return Err(rules.not_registered(who));
    }
    if directory.knows(pen) {
        return Ok((as_known(who), as_known(pen)));
    }
    let grants = match who == pen {
        true => Grants::Every,
        false => directory.grants(who, procedure),
    };
    let holding = |name: &str, grants: Grants| Actor {
        name: name.to_owned(),
        grants,
    };
    // What came back on a sheet he enters in his own name; whoever filled it in is bound by his posts.
    let own = match request.channel.starts_with(crate::handling::OFFLINE) {
        true => Grants::Every,
        false => grants.clone(),
    };
    Ok((holding(who, grants), holding(pen, own)))
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
        let linked = linked(tx, shared, (Some(matter), procedure), &[])?;
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

/// The first answer to a command, as the chain still tells it.
fn repeated(tx: &mut Tx<'_>, rules: &Rules, events: &[Event]) -> Result<Outcome, OfficeError> {
    // Deemed outcomes that the act brought about bear its command too; the answer was about what was asked.
    let asked = events.iter().find(|event| event.actor != CLOCK_ACTOR);
    let (Some(first), Some(last)) = (asked, events.last()) else {
        return Err(OfficeError::Usage(
            "指令编号已由期限届满的登记使用。请换一个指令编号。".to_owned(),
        ));
    };
    let mut until = tx.events(&first.matter)?;
    until.retain(|event| event.seq <= last.seq);
    let matter = load::fold(&first.matter, &until)?;
    let organ = tx.organ().to_owned();
    let procedure = governing(tx.snapshot(), rules, &organ, &first.matter)?;
    Ok(Outcome {
        number: number(&matter, &procedure),
        matter: first.matter.clone(),
        procedure: procedure.id.to_string(),
        stage: matter.stage.to_string(),
        seq: first.seq,
        hash: first.hash.clone(),
        warnings: Vec::new(),
        one_hand: Vec::new(),
        repeated: true,
    })
}
