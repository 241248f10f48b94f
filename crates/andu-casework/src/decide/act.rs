//! Taking an action.

use std::collections::BTreeMap;

use andu_rules::model::{Action, FieldId, Value};

use super::{Decision, Draw, Env, Warning, ahead, allow, approval, now_closed, papers, result};
use super::{time, views};
use crate::command::{Act, Command};
use crate::elsewhere;
use crate::event::{Acted, Body, Opening, Pass};
use crate::facts::MatterFacts;
use crate::fields;
use crate::gates::{self, ClosedGate, Verdict};
use crate::hands;
use crate::matter::Matter;
use crate::recheck::newly_closed;
use crate::refusal::Refusal;

pub(super) fn decide(
    matter: Option<&Matter>,
    act: &Act,
    command: &Command,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    let at = command.happened_at;
    let standing = matter.and_then(|matter| matter.without_deemed_after(at));
    let matter = standing.as_ref().or(matter);
    let action = allow::find(matter, act.action.as_ref(), env.procedure)?;
    elsewhere::refuse(matter, action, env)?;
    let copied = elsewhere::copies(matter, env);
    // What a sheet tells of a case worked elsewhere went out there with its papers.
    let papers = if copied { &[] } else { env.papers };
    let env = &Env { papers, ..*env };
    let late = time::check(matter, command, env.calendar)?;
    allow::check_role(action, command, env.procedure)?;
    let set = filled(matter, action, act, env)?;
    allow::check_links(action, &act.links, env)?;
    // Set where something later is on record already: a late entry.
    let past = matter.and_then(|matter| matter.on_the_day_of(at));
    let before = views(past.as_ref().or(matter), env, at);
    let facts = MatterFacts {
        procedure: env.procedure,
        matter,
        set: &set,
        documents: &act.documents,
        me: Some(&command.actor.name),
        at,
        clocks: &before,
        linked: env.linked,
    };
    let issuing = papers::issued(action, act, &facts, env);
    let facts = MatterFacts {
        documents: &issuing.documents,
        ..facts
    };
    let on_file = papers::on_file(matter, env);
    allow::check_documents(action, &issuing.documents, &on_file, env.procedure)?;
    let verdict = gates::judge(action, &facts, past.as_ref());
    let (verdict, passed) = check_gates(verdict, action, act, env)?;
    let one_hand = hands::one_hand(action, &facts, &command.recorder.name);
    let stage = result::target(matter, action, &facts)?;
    let (opens, draw) = opening(matter, &set, env)?;
    let acted = Acted {
        opens,
        action: action.id.clone(),
        closed: result::is_closed(env.procedure, &stage),
        stage,
        set,
        documents: issuing.documents.clone(),
        papers: issuing.papers,
        links: act.links.clone(),
        basis: action.basis.iter().map(ToString::to_string).collect(),
        waived: verdict.waived,
        passed,
        warned: verdict.advice.iter().map(|gate| gate.id.clone()).collect(),
        late,
        told: Default::default(),
        now_closed: Vec::new(),
        one_hand: one_hand.iter().map(|it| it.gate.clone()).collect(),
        deemed: None,
        copied,
        note: act.note.clone(),
    };
    let acted = follow(matter, acted, action, command, env, past.is_some());
    let mut warnings: Vec<_> = verdict.advice.into_iter().map(Warning::Advice).collect();
    warnings.extend(now_closed(&acted.now_closed, env.procedure));
    Ok(Decision {
        body: Body::Acted(acted),
        draw,
        paper_draws: issuing.draws,
        warnings,
        one_hand,
    })
}

/// What the act fills in; all faults in one go.
fn filled(
    matter: Option<&Matter>,
    action: &Action,
    act: &Act,
    env: &Env<'_>,
) -> Result<BTreeMap<FieldId, Value>, Refusal> {
    let (mut set, faults) = fields::read(env.procedure, Some(action), &act.set);
    if !faults.is_empty() {
        return Err(Refusal::Fields {
            action: action.label.clone(),
            faults,
        });
    }
    if matter.is_none() {
        result::complete(env.procedure, &mut set);
    }
    Ok(set)
}

/// What opens a new matter: its version, and the number to be drawn.
fn opening(
    matter: Option<&Matter>,
    set: &BTreeMap<FieldId, Value>,
    env: &Env<'_>,
) -> Result<(Option<Opening>, Option<Draw>), Refusal> {
    if matter.is_some() {
        return Ok((None, None));
    }
    let governing = result::governing(env.procedure, set);
    let opens = result::opening(env.procedure, governing)?;
    Ok((Some(opens), result::draw(env.procedure, set, governing)))
}

/// Refuses the act where a gate stays closed; gives the gates that a leader passed.
fn check_gates(
    mut verdict: Verdict,
    action: &Action,
    act: &Act,
    env: &Env<'_>,
) -> Result<(Verdict, Vec<Pass>), Refusal> {
    let passed = approval::pass(&verdict, &act.approvals, env.procedure)?;
    let stays = |gate: &ClosedGate| passed.iter().all(|pass| pass.gate != gate.id);
    verdict.closed.retain(stays);
    if verdict.closed.is_empty() {
        return Ok((verdict, passed));
    }
    Err(Refusal::Gates {
        action: action.label.clone(),
        gates: verdict.closed,
    })
}

/// What follows from the act once it is laid over the matter: due days told, and gates that a late entry closes behind others.
fn follow(
    matter: Option<&Matter>,
    mut acted: Acted,
    action: &Action,
    command: &Command,
    env: &Env<'_>,
    out_of_order: bool,
) -> Acted {
    let moves_clocks = result::moves_clocks(env.procedure, action);
    if !out_of_order && !moves_clocks {
        return acted;
    }
    let body = Body::Acted(acted.clone());
    let event = ahead(matter, command, command.happened_at, body);
    if let Some(matter) = matter.filter(|_| out_of_order) {
        acted.now_closed = newly_closed(matter, event.clone(), env);
    }
    if moves_clocks {
        acted.told = result::told(matter, event, action, env);
    }
    acted
}
