//! The decision: a command against a matter, its procedure and the calendar gives one event, or a refusal.

use andu_calendar::{Calendar, DateTime};
use andu_rules::condition::evaluate;
use andu_rules::model::{Action, Procedure, StageId, Strength, Value};

use crate::clocks::{ClockView, clocks};
use crate::command::{Act, Command, Correction, Deed, Found, LATE_ENTRY_ROLE};
use crate::command::{Change, SpecialApproval};
use crate::event::{
    Acted, Body, Corrected, FoundBody, Late, LinkTo, Missing, Opening, Pass, Voided,
};
use crate::facts::{Linked, MatterFacts};
use crate::fields;
use crate::gates::{self, ClosedGate, Verdict};
use crate::matter::{Matter, Recorded};
use crate::recheck::newly_closed;
use crate::refusal::{ApprovalFault, LinkFault, Refusal};

/// What a decision needs besides the command and the matter. Nothing here is read from the outside while deciding.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// The version that governs the matter.
    pub procedure: &'a Procedure,
    /// The office's calendar.
    pub calendar: &'a Calendar,
    /// Stages of linked matters, those that the act links included.
    pub linked: &'a Linked,
    /// Procedure of a matter that the act links to; `None` where there is no such matter.
    pub procedure_of: &'a dyn Fn(&str) -> Option<String>,
}

/// An event to be written, and what has to happen with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The event's body. Personal values still stand in it in clear: the office moves them aside.
    pub body: Body,
    /// The number to be drawn inside the act.
    pub draw: Option<Draw>,
    /// What the person should know.
    pub warnings: Vec<Warning>,
}

/// A number to be drawn from a gapless series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Field that receives it.
    pub field: andu_rules::model::FieldId,
    /// Wording with `{n}`; the year is filled in.
    pub format: String,
    /// Name of the series: procedure and year.
    pub series: String,
}

/// Something that does not stop the act but must be seen.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// Advice (提示) that is not followed.
    Advice(ClosedGate),
    /// A piece that an as-found source does not show (要件未见).
    Missing(Missing),
    /// A gate of a past action that would be closed after the correction.
    NowClosed(andu_rules::model::GateId),
}

/// Decides a command.
///
/// `matter` is `None` for a matter that does not exist yet. All faults of a command are named together where they do not hide each other.
///
/// # Errors
///
/// A [`Refusal`]: nothing may be written.
pub fn decide(
    matter: Option<&Matter>,
    command: &Command,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    if matter.is_some_and(|matter| matter.voided) {
        return Err(Refusal::Voided);
    }
    if command.happened_at > command.now {
        return Err(Refusal::Future {
            at: command.happened_at,
            now: command.now,
        });
    }
    match &command.deed {
        Deed::Act(act) => decide_act(matter, act, command, env),
        Deed::Found(found) => decide_found(matter, found, command, env),
        Deed::Correct(correction) => {
            decide_correction(matter.ok_or(Refusal::NotOpen)?, correction, command, env)
        }
        Deed::Void { event, reason } => {
            decide_void(matter.ok_or(Refusal::NotOpen)?, *event, reason, env)
        }
    }
}

fn decide_act(
    matter: Option<&Matter>,
    act: &Act,
    command: &Command,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    let standing = matter.and_then(|matter| matter.without_deemed_after(command.happened_at));
    let matter = standing.as_ref().or(matter);
    let action = find_action(matter, act, env.procedure)?;
    let late = check_time(matter, command, env.calendar)?;
    check_role(action, command, env.procedure)?;
    let faults = fields::faults(env.procedure, action, &act.set);
    if !faults.is_empty() {
        return Err(Refusal::Fields {
            action: action.label.clone(),
            faults,
        });
    }
    check_documents(action, act, env.procedure)?;
    check_links(action, &act.links, env)?;
    let before = views(matter, env, command.happened_at);
    let facts = MatterFacts {
        procedure: env.procedure,
        matter,
        set: &act.set,
        documents: &act.documents,
        me: Some(&command.actor.name),
        at: command.happened_at,
        clocks: &before,
        linked: env.linked,
    };
    let verdict = gates::examine(gates::before(env.procedure, action), &facts);
    let passed = pass(&verdict, &act.approvals, env.procedure)?;
    let closed: Vec<_> = verdict
        .closed
        .into_iter()
        .filter(|gate| !passed.iter().any(|pass| pass.gate == gate.id))
        .collect();
    if !closed.is_empty() {
        return Err(Refusal::Gates {
            action: action.label.clone(),
            gates: closed,
        });
    }
    let stage = target(matter, action, &facts)?;
    let opens = opening(matter, env.procedure, &act.set)?;
    let draw = opens.as_ref().and_then(|_| draw(env.procedure, &act.set));
    let acted = Acted {
        opens,
        action: action.id.clone(),
        closed: env
            .procedure
            .stage(stage.as_str())
            .is_some_and(|stage| stage.closed),
        stage,
        set: act.set.clone(),
        documents: act.documents.clone(),
        links: act.links.clone(),
        basis: action.basis.iter().map(ToString::to_string).collect(),
        waived: verdict.waived,
        passed,
        warned: verdict.advice.iter().map(|gate| gate.id.clone()).collect(),
        late,
        deemed: None,
        note: act.note.clone(),
    };
    let warnings = verdict.advice.into_iter().map(Warning::Advice).collect();
    Ok(Decision {
        body: Body::Acted(acted),
        draw,
        warnings,
    })
}

/// The clocks as they stand before the act.
fn views(matter: Option<&Matter>, env: &Env<'_>, at: DateTime) -> Vec<ClockView> {
    matter.map_or_else(Vec::new, |matter| {
        clocks(matter, env.procedure, env.calendar, at)
    })
}

fn find_action<'a>(
    matter: Option<&Matter>,
    act: &Act,
    procedure: &'a Procedure,
) -> Result<&'a Action, Refusal> {
    let Some(id) = &act.action else {
        return procedure.opening().ok_or(Refusal::NotOpen);
    };
    let Some(action) = procedure.action(id.as_str()) else {
        return Err(Refusal::UnknownAction {
            action: id.to_string(),
            procedure: procedure.label.clone(),
            can: can(matter, procedure),
        });
    };
    let label = || action.label.clone();
    if action.deemed {
        return Err(Refusal::NotByHand { action: label() });
    }
    match matter {
        None if action.opening => Ok(action),
        None => Err(Refusal::NotOpen),
        Some(_) if action.opening => Err(Refusal::AlreadyOpen { action: label() }),
        Some(matter) if action.from.contains(&matter.stage) => Ok(action),
        Some(matter) => Err(Refusal::WrongStage {
            action: label(),
            stage: stage_label(procedure, &matter.stage),
            can: can(Some(matter), procedure),
        }),
    }
}

/// What the stage permits: id and label.
pub(crate) fn can(matter: Option<&Matter>, procedure: &Procedure) -> Vec<(String, String)> {
    let permitted = |action: &&Action| match matter {
        None => action.opening,
        Some(matter) => !action.deemed && action.from.contains(&matter.stage),
    };
    let named = |action: &Action| (action.id.to_string(), action.label.clone());
    procedure
        .actions
        .iter()
        .filter(permitted)
        .map(named)
        .collect()
}

fn stage_label(procedure: &Procedure, stage: &StageId) -> String {
    procedure
        .stage(stage.as_str())
        .map_or_else(|| stage.to_string(), |stage| stage.label.clone())
}

fn check_time(
    matter: Option<&Matter>,
    command: &Command,
    calendar: &Calendar,
) -> Result<Option<Late>, Refusal> {
    let at = command.happened_at;
    if let Some(opened) = matter.and_then(Matter::opened_at)
        && at < opened
    {
        return Err(Refusal::BeforeOpening { at, opened });
    }
    let working_days = calendar.working_days_between(at.date(), command.now.date());
    if working_days <= 1 {
        return Ok(None);
    }
    let Some(reason) = command
        .late_reason
        .clone()
        .filter(|reason| !reason.trim().is_empty())
    else {
        return Err(Refusal::LateWithoutReason { at, working_days });
    };
    if !command.actor.grants.holds(LATE_ENTRY_ROLE) {
        return Err(Refusal::LateWithoutRole {
            actor: command.actor.name.clone(),
            working_days,
        });
    }
    Ok(Some(Late {
        working_days,
        reason,
    }))
}

fn check_role(action: &Action, command: &Command, procedure: &Procedure) -> Result<(), Refusal> {
    let holds = |role: &andu_rules::model::RoleId| command.actor.grants.holds(role.as_str());
    let every: Vec<_> = procedure.roles.iter().map(|role| role.id.clone()).collect();
    let by = if action.by.is_empty() {
        &every
    } else {
        &action.by
    };
    if by.is_empty() || by.iter().any(holds) {
        return Ok(());
    }
    let label = |id: &andu_rules::model::RoleId| {
        let role = procedure.roles.iter().find(|role| role.id == *id);
        role.map_or_else(|| id.to_string(), |role| role.label.clone())
    };
    Err(Refusal::WrongRole {
        action: action.label.clone(),
        actor: command.actor.name.clone(),
        roles: by.iter().map(label).collect(),
    })
}

fn check_documents(action: &Action, act: &Act, procedure: &Procedure) -> Result<(), Refusal> {
    let filed = |id: &andu_rules::model::DocumentId| act.documents.iter().any(|d| d.kind == *id);
    let label = |id: &andu_rules::model::DocumentId| {
        let kind = procedure.documents.iter().find(|kind| kind.id == *id);
        kind.map_or_else(|| id.to_string(), |kind| kind.label.clone())
    };
    let missing: Vec<_> = action
        .documents
        .iter()
        .filter(|id| !filed(id))
        .map(label)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::Documents {
        action: action.label.clone(),
        missing,
        basis: action.basis.clone(),
    })
}

fn check_links(action: &Action, links: &[LinkTo], env: &Env<'_>) -> Result<(), Refusal> {
    for link in links {
        let refuse = |why| {
            Err(Refusal::Link {
                action: action.label.clone(),
                link: link.kind.to_string(),
                why,
            })
        };
        let kind = env.procedure.links.iter().find(|kind| kind.id == link.kind);
        let Some(kind) = kind.filter(|kind| action.links.contains(&kind.id)) else {
            return refuse(LinkFault::Unknown);
        };
        match (env.procedure_of)(&link.matter) {
            None => return refuse(LinkFault::NoMatter(link.matter.clone())),
            Some(procedure) if procedure != kind.procedure.as_str() => {
                return refuse(LinkFault::WrongProcedure {
                    expected: kind.procedure.to_string(),
                });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Special approvals (特批) that apply; each must be for a closed local gate, by somebody who may, with a reason.
fn pass(
    verdict: &Verdict,
    approvals: &[SpecialApproval],
    procedure: &Procedure,
) -> Result<Vec<Pass>, Refusal> {
    let mut passed = Vec::new();
    for approval in approvals {
        let refuse = |why| {
            Err(Refusal::Approval {
                gate: approval.gate.clone(),
                why,
            })
        };
        let gate = procedure.gates.iter().find(|gate| gate.id == approval.gate);
        let role = gate
            .filter(|gate| gate.strength == Strength::Local)
            .and_then(|gate| gate.pass_by.as_ref());
        let Some(role) = role else {
            return refuse(ApprovalFault::NotLocal);
        };
        if !approval.by.grants.holds(role.as_str()) {
            let named = procedure.roles.iter().find(|known| known.id == *role);
            let role = named.map_or_else(|| role.to_string(), |role| role.label.clone());
            return refuse(ApprovalFault::WrongRole { role });
        }
        if approval.reason.trim().is_empty() {
            return refuse(ApprovalFault::NoReason);
        }
        if verdict.closed.iter().any(|gate| gate.id == approval.gate) {
            passed.push(Pass {
                gate: approval.gate.clone(),
                by: approval.by.name.clone(),
                reason: approval.reason.clone(),
            });
        }
    }
    Ok(passed)
}

/// The stage after an action.
pub(crate) fn target(
    matter: Option<&Matter>,
    action: &Action,
    facts: &MatterFacts<'_>,
) -> Result<StageId, Refusal> {
    let no_target = || Refusal::NoTarget {
        action: action.label.clone(),
    };
    if action.to.is_empty() {
        return matter
            .map(|matter| matter.stage.clone())
            .ok_or_else(no_target);
    }
    let leads = |target: &&andu_rules::model::Target| {
        target
            .when
            .as_ref()
            .is_none_or(|when| evaluate(when, facts))
    };
    action
        .to
        .iter()
        .find(leads)
        .map(|target| target.stage.clone())
        .ok_or_else(no_target)
}

/// The opening record of a new matter; the governing day must lie within the version's period.
fn opening(
    matter: Option<&Matter>,
    procedure: &Procedure,
    set: &std::collections::BTreeMap<andu_rules::model::FieldId, Value>,
) -> Result<Option<Opening>, Refusal> {
    if matter.is_some() {
        return Ok(None);
    }
    let governed = set.get(&procedure.governed_by).and_then(Value::as_text);
    let day = governed.and_then(|text| text.get(..10)?.parse::<andu_calendar::Date>().ok());
    if let Some(day) = day.filter(|day| !procedure.in_force.contains(*day)) {
        return Err(Refusal::NotInForce {
            procedure: procedure.label.clone(),
            day,
            from: procedure.in_force.from,
            to: procedure.in_force.to,
        });
    }
    Ok(Some(Opening {
        procedure: procedure.id.clone(),
        version: procedure.in_force.from,
    }))
}

fn draw(
    procedure: &Procedure,
    set: &std::collections::BTreeMap<andu_rules::model::FieldId, Value>,
) -> Option<Draw> {
    let series = procedure.series.as_ref()?;
    if set.contains_key(&series.field) {
        return None;
    }
    let year = set.get(&procedure.governed_by)?.as_text()?.get(..4)?;
    Some(Draw {
        field: series.field.clone(),
        format: series.format.replace("{year}", year),
        series: format!("{}/{year}", procedure.id),
    })
}

fn decide_found(
    matter: Option<&Matter>,
    found: &Found,
    command: &Command,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    let first = found.steps.first().ok_or(Refusal::NoSteps)?;
    let mut state = matter.cloned();
    let mut missing = Vec::new();
    let mut last = state.as_ref().and_then(Matter::opened_at);
    let opens = opening(matter, env.procedure, &found.set)?;
    for step in &found.steps {
        let act = Act {
            action: Some(step.action.clone()),
            ..Act::default()
        };
        let action = find_action(state.as_ref(), &act, env.procedure)?;
        if step.at > command.now {
            return Err(Refusal::Future {
                at: step.at,
                now: command.now,
            });
        }
        if last.is_some_and(|last| step.at < last) {
            return Err(Refusal::StepsOutOfOrder {
                action: action.label.clone(),
            });
        }
        last = Some(step.at);
        let before = views(state.as_ref(), env, step.at);
        let facts = MatterFacts {
            procedure: env.procedure,
            matter: state.as_ref(),
            set: &found.set,
            documents: &found.documents,
            me: Some(&command.actor.name),
            at: step.at,
            clocks: &before,
            linked: env.linked,
        };
        missing.extend(not_shown(action, found, env.procedure, &facts));
        let stage = target(state.as_ref(), action, &facts)?;
        let closed = env
            .procedure
            .stage(stage.as_str())
            .is_some_and(|stage| stage.closed);
        let opens = state.is_none().then(|| Opening {
            procedure: env.procedure.id.clone(),
            version: env.procedure.in_force.from,
        });
        let body = FoundBody {
            opens,
            steps: vec![step.clone()],
            stage,
            closed,
            set: found.set.clone(),
            documents: found.documents.clone(),
            missing: Vec::new(),
            source: found.source.clone(),
        };
        let event = provisional(state.as_ref(), command, step.at, Body::Found(body));
        match &mut state {
            Some(state) => state.push(event),
            None => state = Matter::fold("", [event]),
        }
    }
    let faults: Vec<_> = found
        .set
        .iter()
        .filter_map(|(id, value)| match env.procedure.field(id.as_str()) {
            Some(field) => fields::form_fault(field, value),
            None => Some(fields::FieldFault::Unknown {
                field: id.to_string(),
                near: None,
            }),
        })
        .collect();
    if !faults.is_empty() {
        return Err(Refusal::Fields {
            action: "据台账登记".to_owned(),
            faults,
        });
    }
    let state = state.ok_or(Refusal::NoSteps)?;
    let draw = opens.as_ref().and_then(|_| draw(env.procedure, &found.set));
    let warnings = missing.iter().cloned().map(Warning::Missing).collect();
    let _ = first;
    let body = FoundBody {
        opens,
        steps: found.steps.clone(),
        stage: state.stage.clone(),
        closed: state.closed,
        set: found.set.clone(),
        documents: found.documents.clone(),
        missing,
        source: found.source.clone(),
    };
    Ok(Decision {
        body: Body::Found(body),
        draw,
        warnings,
    })
}

/// What the procedure asks for at a step and the source does not show: required fields, documents, gates.
fn not_shown(
    action: &Action,
    found: &Found,
    procedure: &Procedure,
    facts: &MatterFacts<'_>,
) -> Vec<Missing> {
    let piece = |what: &str, label: &str| Missing {
        action: action.id.clone(),
        what: what.to_owned(),
        label: label.to_owned(),
    };
    let mut missing: Vec<_> = fields::missing(procedure, action, &found.set)
        .into_iter()
        .filter_map(|fault| match fault {
            fields::FieldFault::Missing { field, label } => Some(piece(&field, &label)),
            _ => None,
        })
        .collect();
    let documents = action
        .documents
        .iter()
        .filter(|id| !found.documents.iter().any(|document| document.kind == **id));
    missing.extend(documents.filter_map(|id| {
        let kind = procedure.documents.iter().find(|kind| kind.id == *id)?;
        Some(piece(id.as_str(), &kind.label))
    }));
    let verdict = gates::examine(gates::before(procedure, action), facts);
    missing.extend(
        verdict
            .closed
            .iter()
            .map(|gate| piece(gate.id.as_str(), &gate.label)),
    );
    missing
}

/// An event that is not in the chain: the fold's way of looking one step ahead.
fn provisional(state: Option<&Matter>, command: &Command, at: DateTime, body: Body) -> Recorded {
    let last = state
        .and_then(|state| state.events.last())
        .map_or(0, |event| event.seq);
    Recorded {
        seq: last + 1,
        happened_at: at,
        actor: command.actor.name.clone(),
        recorder: command.actor.name.clone(),
        body,
    }
}

fn decide_correction(
    matter: &Matter,
    correction: &Correction,
    command: &Command,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    if correction.reason.trim().is_empty() {
        return Err(Refusal::WithoutReason);
    }
    let seq = correction.event;
    let target = counted(matter, seq).ok_or(Refusal::NoSuchEvent { event: seq })?;
    let mut corrected = Corrected {
        event: seq,
        field: None,
        value: None,
        happened_at: None,
        reason: correction.reason.clone(),
        now_closed: Vec::new(),
    };
    match &correction.change {
        Change::Time(at) if *at > command.now => {
            return Err(Refusal::Future {
                at: *at,
                now: command.now,
            });
        }
        Change::Time(at) => {
            let first = matter.done.first();
            if let Some(first) = first.filter(|first| first.seq != seq && *at < first.at) {
                return Err(Refusal::BeforeOpening {
                    at: *at,
                    opened: first.at,
                });
            }
            corrected.happened_at = Some(*at);
        }
        Change::Field(id, value) => {
            check_corrected_field(target, seq, id, value, env.procedure)?;
            (corrected.field, corrected.value) = (Some(id.clone()), Some(value.clone()));
        }
    }
    let ahead = provisional(
        Some(matter),
        command,
        command.now,
        Body::Corrected(corrected.clone()),
    );
    let now_closed = newly_closed(matter, ahead, env);
    corrected.now_closed.clone_from(&now_closed);
    let warnings = now_closed.into_iter().map(Warning::NowClosed).collect();
    Ok(Decision {
        body: Body::Corrected(corrected),
        draw: None,
        warnings,
    })
}

fn check_corrected_field(
    event: &Recorded,
    seq: u64,
    id: &andu_rules::model::FieldId,
    value: &Value,
    procedure: &Procedure,
) -> Result<(), Refusal> {
    let Some(field) = procedure.field(id.as_str()) else {
        let faults = vec![fields::FieldFault::Unknown {
            field: id.to_string(),
            near: None,
        }];
        return Err(Refusal::Fields {
            action: "更正".to_owned(),
            faults,
        });
    };
    if let Some(fault) = fields::form_fault(field, value) {
        return Err(Refusal::Fields {
            action: "更正".to_owned(),
            faults: vec![fault],
        });
    }
    let set = match &event.body {
        Body::Acted(acted) => &acted.set,
        Body::Found(found) => &found.set,
        Body::Corrected(_) | Body::Voided(_) => return Err(Refusal::NoSuchEvent { event: seq }),
    };
    match set.contains_key(id) {
        true => Ok(()),
        false => Err(Refusal::NotSetThere {
            event: seq,
            field: field.label.clone(),
        }),
    }
}

/// The event with this number, where it counts and can be corrected.
fn counted(matter: &Matter, seq: u64) -> Option<&Recorded> {
    let counts = matter.done.iter().any(|done| done.seq == seq);
    matter
        .events
        .iter()
        .find(|event| event.seq == seq)
        .filter(|_| counts)
}

fn decide_void(
    matter: &Matter,
    event: Option<u64>,
    reason: &str,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::WithoutReason);
    }
    let mut voided = Voided {
        event,
        reason: reason.to_owned(),
        clock: None,
        now_closed: Vec::new(),
    };
    if let Some(seq) = event {
        counted(matter, seq).ok_or(Refusal::NoSuchEvent { event: seq })?;
        if matter.done.first().is_some_and(|first| first.seq == seq) {
            return Err(Refusal::VoidOpening);
        }
        let ahead = Recorded {
            seq: u64::MAX,
            happened_at: DateTime::MIN,
            actor: String::new(),
            recorder: String::new(),
            body: Body::Voided(voided.clone()),
        };
        voided.now_closed = newly_closed(matter, ahead, env);
    }
    let warnings = voided
        .now_closed
        .iter()
        .cloned()
        .map(Warning::NowClosed)
        .collect();
    Ok(Decision {
        body: Body::Voided(voided),
        draw: None,
        warnings,
    })
}
