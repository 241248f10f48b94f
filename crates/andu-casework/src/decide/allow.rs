//! Whether an action is permitted: its stage, its roles, its documents, its links.

use std::collections::BTreeSet;

use andu_rules::model::{
    Action, ActionId, Citation, DocumentId, Procedure, RoleId, StageId, Strength,
};

use super::Env;
use crate::command::Command;
use crate::event::{Document, LinkTo};
use crate::matter::Matter;
use crate::refusal::{LinkFault, Refusal};

/// The action that somebody takes; the opening where none is named.
pub(super) fn find<'a>(
    matter: Option<&Matter>,
    id: Option<&ActionId>,
    procedure: &'a Procedure,
) -> Result<&'a Action, Refusal> {
    let action = match id {
        Some(id) => named(matter, id, procedure)?,
        None => procedure.opening().ok_or(Refusal::NotOpen)?,
    };
    if action.deemed {
        return Err(Refusal::NotByHand {
            action: action.label.clone(),
        });
    }
    match gap(matter, action)? {
        None => Ok(action),
        Some(stage) => Err(wrong_stage(matter, action, stage, procedure)),
    }
}

/// The action that a paper names, and the stage after which it leaves steps out.
///
/// A paper may also name what the law deems to have happened. What it leaves out is no contradiction as long as steps lead there.
pub(super) fn find_step<'a>(
    matter: Option<&Matter>,
    id: &ActionId,
    procedure: &'a Procedure,
) -> Result<(&'a Action, Option<StageId>), Refusal> {
    let action = named(matter, id, procedure)?;
    let gap = gap(matter, action)?;
    if let Some(stage) = gap {
        let over = matter.is_some_and(|matter| matter.closed);
        if over || !leads(procedure, stage, action) {
            return Err(wrong_stage(matter, action, stage, procedure));
        }
    }
    Ok((action, gap.cloned()))
}

fn named<'a>(
    matter: Option<&Matter>,
    id: &ActionId,
    procedure: &'a Procedure,
) -> Result<&'a Action, Refusal> {
    procedure
        .action(id.as_str())
        .ok_or_else(|| Refusal::UnknownAction {
            action: id.to_string(),
            procedure: procedure.label.clone(),
            can: can(matter, procedure),
        })
}

/// The stage of the matter where it does not permit the action. Opening comes first, and once.
fn gap<'m>(matter: Option<&'m Matter>, action: &Action) -> Result<Option<&'m StageId>, Refusal> {
    match matter {
        None if action.opening => Ok(None),
        None => Err(Refusal::NotOpen),
        Some(_) if action.opening => Err(Refusal::AlreadyOpen {
            action: action.label.clone(),
        }),
        Some(matter) if action.from.contains(&matter.stage) => Ok(None),
        Some(matter) => Ok(Some(&matter.stage)),
    }
}

fn wrong_stage(
    matter: Option<&Matter>,
    action: &Action,
    stage: &StageId,
    procedure: &Procedure,
) -> Refusal {
    Refusal::WrongStage {
        action: action.label.clone(),
        stage: stage_label(procedure, stage),
        can: can(matter, procedure),
        basis: articles_of(action, procedure),
    }
}

/// What the law says of an action, and of the steps that must come before it.
fn articles_of(action: &Action, procedure: &Procedure) -> Vec<Citation> {
    let gates = procedure.gates.iter();
    let statutory =
        gates.filter(|gate| gate.strength == Strength::Statutory && gate.on.contains(&action.id));
    let cited = action
        .basis
        .iter()
        .chain(statutory.flat_map(|gate| &gate.basis));
    let mut articles: Vec<Citation> = Vec::new();
    for citation in cited {
        let same = |it: &Citation| it.to_string() == citation.to_string();
        if !articles.iter().any(same) {
            articles.push(citation.clone());
        }
    }
    articles
}

/// Whether actions lead from a stage to one in which the action may be taken, conditions aside.
fn leads(procedure: &Procedure, stage: &StageId, action: &Action) -> bool {
    let mut reached = BTreeSet::from([stage]);
    let mut open = vec![stage];
    while let Some(stage) = open.pop() {
        if action.from.contains(stage) {
            return true;
        }
        let taken = procedure
            .actions
            .iter()
            .filter(|it| it.from.contains(stage));
        for target in taken.flat_map(|it| &it.to) {
            if reached.insert(&target.stage) {
                open.push(&target.stage);
            }
        }
    }
    false
}

/// What the stage permits: id and label.
fn can(matter: Option<&Matter>, procedure: &Procedure) -> Vec<(String, String)> {
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

pub(super) fn stage_label(procedure: &Procedure, stage: &StageId) -> String {
    procedure
        .stage(stage.as_str())
        .map_or_else(|| stage.to_string(), |stage| stage.label.clone())
}

/// Somebody who holds none of the roles is refused; an action that names none is open to all of the procedure.
pub(super) fn check_role(
    action: &Action,
    command: &Command,
    procedure: &Procedure,
) -> Result<(), Refusal> {
    let holds = |role: &RoleId| command.actor.grants.holds(role.as_str());
    let every: Vec<_> = procedure.roles.iter().map(|role| role.id.clone()).collect();
    let by = if action.by.is_empty() {
        &every
    } else {
        &action.by
    };
    if by.is_empty() || by.iter().any(holds) {
        return Ok(());
    }
    let label = |id: &RoleId| {
        let role = procedure.roles.iter().find(|role| role.id == *id);
        role.map_or_else(|| id.to_string(), |role| role.label.clone())
    };
    Err(Refusal::WrongRole {
        action: action.label.clone(),
        actor: command.actor.name.clone(),
        roles: by.iter().map(label).collect(),
    })
}

/// Documents must be of known kinds, and those that the action needs must be there.
pub(super) fn check_documents(
    action: &Action,
    documents: &[Document],
    on_file: &[&DocumentId],
    procedure: &Procedure,
) -> Result<(), Refusal> {
    check_kinds(&action.label, documents, procedure)?;
    let filed = |id: &DocumentId| {
        documents.iter().any(|document| document.kind == *id) || on_file.contains(&id)
    };
    let label = |id: &DocumentId| {
        let kind = procedure.documents.iter().find(|kind| kind.id == *id);
        kind.map_or_else(|| id.to_string(), |kind| kind.label.clone())
    };
    let needed = action.documents.iter();
    let missing: Vec<_> = needed.filter(|id| !filed(id)).map(label).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::Documents {
        action: action.label.clone(),
        missing,
        basis: action.basis.clone(),
    })
}

/// A document of an unknown kind would be evidence of nothing.
pub(super) fn check_kinds(
    action: &str,
    documents: &[Document],
    procedure: &Procedure,
) -> Result<(), Refusal> {
    let is_known = |id: &DocumentId| procedure.documents.iter().any(|kind| kind.id == *id);
    let Some(unknown) = documents.iter().find(|document| !is_known(&document.kind)) else {
        return Ok(());
    };
    let kinds = procedure.documents.iter();
    Err(Refusal::UnknownDocument {
        action: action.to_owned(),
        document: unknown.kind.to_string(),
        procedure: procedure.label.clone(),
        known: kinds
            .map(|kind| (kind.id.to_string(), kind.label.clone()))
            .collect(),
    })
}

/// Links must be known to the action and lead to a matter of the right procedure.
pub(super) fn check_links(action: &Action, links: &[LinkTo], env: &Env<'_>) -> Result<(), Refusal> {
    for link in links {
        let kind = env.procedure.links.iter().find(|kind| kind.id == link.kind);
        let refuse = |why| {
            let named = kind.map_or(link.kind.as_str(), |kind| &kind.label);
            Err(Refusal::Link {
                action: action.label.clone(),
                link: named.to_owned(),
                why,
            })
        };
        let Some(kind) = kind.filter(|kind| action.links.contains(&kind.id)) else {
            return refuse(LinkFault::Unknown);
        };
        match (env.procedure_of)(&link.matter) {
            None => return refuse(LinkFault::NoMatter(link.matter.clone())),
            Some(procedure) if procedure != kind.procedure.as_str() => {
                return refuse(LinkFault::WrongProcedure {
                    expected: kind.label.clone(),
                });
            }
            Some(_) => {}
        }
    }
    Ok(())
}
