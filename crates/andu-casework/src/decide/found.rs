//! Entering what a paper or a spreadsheet says (据台账登记).

use andu_calendar::DateTime;
use andu_rules::model::{Action, StageId};

use super::{Decision, Env, Warning, ahead, allow, result, views};
use crate::clocks::precedes;
use crate::command::{Command, Found};
use crate::event::{Body, FoundBody, Missing, Opening, Step};
use crate::facts::MatterFacts;
use crate::fields;
use crate::gates;
use crate::matter::Matter;
use crate::refusal::Refusal;

/// What the whole entry is called in a refusal.
const ENTRY: &str = "据台账登记";

pub(super) fn decide(
    matter: Option<&Matter>,
    found: &Found,
    command: &Command,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    let (first, last) = match &found.steps[..] {
        [] => return Err(Refusal::NoSteps),
        [first, .., last] => (first, last),
        [only] => (only, only),
    };
    let found = &checked(found, env)?;
    let standing = matter.and_then(|matter| matter.without_deemed_after(last.at));
    let matter = standing.as_ref().or(matter);
    let governing = result::governing(env.procedure, &found.set).unwrap_or_else(|| first.at.date());
    let opens = match matter {
        None => Some(result::opening(env.procedure, Some(governing))?),
        Some(_) => None,
    };
    let mut walk = Walk {
        found,
        command,
        env,
        state: matter.cloned(),
        last: matter.and_then(Matter::opened_at),
        missing: Vec::new(),
    };
    for step in &found.steps {
        walk.take(step, opens.as_ref())?;
    }
    let state = walk.state.ok_or(Refusal::NoSteps)?;
    let draw = opens
        .as_ref()
        .and_then(|_| result::draw(env.procedure, &found.set, Some(governing)));
    let warnings = walk.missing.iter().cloned().map(Warning::Missing).collect();
    let body = FoundBody {
        opens,
        steps: found.steps.clone(),
        stage: state.stage,
        closed: state.closed,
        set: found.set.clone(),
        documents: found.documents.clone(),
        missing: walk.missing,
        source: found.source.clone(),
    };
    Ok(Decision {
        body: Body::Found(body),
        draw,
        paper_draws: Vec::new(),
        warnings,
        one_hand: Vec::new(),
    })
}

/// The entry with its values in their one form. What is malformed is refused even here: it says nothing.
fn checked(found: &Found, env: &Env<'_>) -> Result<Found, Refusal> {
    if found.source.title.trim().is_empty() {
        return Err(Refusal::NoSource);
    }
    let (set, faults) = fields::read(env.procedure, None, &found.set);
    if !faults.is_empty() {
        return Err(Refusal::Fields {
            action: ENTRY.to_owned(),
            faults,
        });
    }
    allow::check_kinds(ENTRY, &found.documents, env.procedure)?;
    Ok(Found {
        set,
        ..found.clone()
    })
}

/// The steps of an entry, taken one after the other.
struct Walk<'a> {
    found: &'a Found,
    command: &'a Command,
    env: &'a Env<'a>,
    state: Option<Matter>,
    last: Option<DateTime>,
    missing: Vec<Missing>,
}

impl Walk<'_> {
    fn take(&mut self, step: &Step, opens: Option<&Opening>) -> Result<(), Refusal> {
        let Walk {
            found,
            command,
            env,
            ..
        } = *self;
        let (action, gap) = allow::find_step(self.state.as_ref(), &step.action, env.procedure)?;
        self.check_day(step, action)?;
        let before = views(self.state.as_ref(), env, step.at);
        let facts = MatterFacts {
            procedure: env.procedure,
            matter: self.state.as_ref(),
            set: &found.set,
            documents: &found.documents,
            me: Some(&command.actor.name),
            at: step.at,
            clocks: &before,
            linked: env.linked,
        };
        let stage = result::target(self.state.as_ref(), action, &facts)?;
        let missing = not_shown(action, gap.as_ref(), found, &facts);
        let body = FoundBody {
            opens: opens.filter(|_| self.state.is_none()).cloned(),
            steps: vec![step.clone()],
            closed: result::is_closed(env.procedure, &stage),
            stage,
            set: found.set.clone(),
            documents: found.documents.clone(),
            missing: Vec::new(),
            source: found.source.clone(),
        };
        self.missing.extend(missing);
        let event = ahead(self.state.as_ref(), command, step.at, Body::Found(body));
        match &mut self.state {
            Some(state) => state.push(event),
            None => self.state = Matter::fold("", [event]),
        }
        Ok(())
    }

    fn check_day(&mut self, step: &Step, action: &Action) -> Result<(), Refusal> {
        if step.at > self.command.now {
            return Err(Refusal::Future {
                at: step.at,
                now: self.command.now,
            });
        }
        if self.last.is_some_and(|last| precedes(step.at, last)) {
            return Err(Refusal::StepsOutOfOrder {
                action: action.label.clone(),
            });
        }
        self.last = self.last.max(Some(step.at));
        Ok(())
    }
}

/// What the procedure asks for at a step and neither the source nor the record shows: steps before it, required fields, documents,
/// gates.
fn not_shown(
    action: &Action,
    gap: Option<&StageId>,
    found: &Found,
    facts: &MatterFacts<'_>,
) -> Vec<Missing> {
    let procedure = facts.procedure;
    let piece = |what: &str, label: String| Missing {
        action: action.id.clone(),
        what: what.to_owned(),
        label,
    };
    let mut missing = Vec::new();
    if let Some(stage) = gap {
        let label = allow::stage_label(procedure, stage);
        missing.push(piece(stage.as_str(), format!("“{label}”之后的环节")));
    }
    let on_file = |field| facts.matter.is_some_and(|it| it.fields.contains_key(field));
    for used in fields::missing(procedure, action, &found.set) {
        if !on_file(&used.field) {
            let field = procedure.field(used.field.as_str());
            let label = field.map_or_else(String::new, |field| field.label.clone());
            missing.push(piece(used.field.as_str(), label));
        }
    }
    for id in &action.documents {
        let filed = found.documents.iter().any(|document| document.kind == *id)
            || facts.matter.is_some_and(|matter| matter.has(id));
        let kind = procedure.documents.iter().find(|kind| kind.id == *id);
        if let Some(kind) = kind.filter(|_| !filed) {
            missing.push(piece(id.as_str(), kind.label.clone()));
        }
    }
    let verdict = gates::judge(action, facts, None);
    let gates = verdict.closed.into_iter();
    missing.extend(gates.map(|gate| piece(gate.id.as_str(), gate.label)));
    missing
}
