//! Which papers an act issues (办理文书).

use andu_rules::condition::evaluate;
use andu_rules::model::{Action, DocumentId, Paper, Value};

use super::{Env, PaperDraw};
use crate::command::Act;
use crate::event::{Document, PaperIssued};
use crate::facts::MatterFacts;
use crate::matter::{Matter, PaperOnFile};

/// What the act issues, and the documents that it files with them.
pub(super) struct Issuing {
    pub(super) papers: Vec<PaperIssued>,
    pub(super) draws: Vec<PaperDraw>,
    /// Those that the act brings, and those that the papers are.
    pub(super) documents: Vec<Document>,
}

/// The papers of an action whose conditions hold.
///
/// One that the act brings from outside, as a file or on paper, went out with the number that it bears: it is filed, not issued again.
pub(super) fn issued(
    action: &Action,
    act: &Act,
    facts: &MatterFacts<'_>,
    env: &Env<'_>,
) -> Issuing {
    let mut issuing = Issuing {
        papers: Vec::new(),
        draws: Vec::new(),
        documents: act.documents.clone(),
    };
    let version = env.procedure.in_force.from;
    for paper in env.papers {
        let applies = paper.on.contains(&action.id)
            && paper.is_for(version)
            && !brought(paper, act)
            && paper.when.as_ref().is_none_or(|it| evaluate(it, facts));
        if applies {
            issue(paper, facts, &mut issuing);
        }
    }
    issuing
}

/// Kinds of documents that papers issued earlier are: what the office itself made needs not be brought to it again.
pub(super) fn on_file<'a>(matter: Option<&Matter>, env: &Env<'a>) -> Vec<&'a DocumentId> {
    let issued = matter.map_or(&[][..], |matter| matter.papers.as_slice());
    let fulfils = |on_file: &PaperOnFile| {
        let mut papers = env.papers.iter();
        let paper = papers.find(|paper| paper.id == on_file.issued.paper)?;
        paper.fulfils.as_ref()
    };
    issued.iter().filter_map(fulfils).collect()
}

fn brought(paper: &Paper, act: &Act) -> bool {
    let fulfils = paper.fulfils.as_ref();
    fulfils.is_some_and(|kind| act.documents.iter().any(|filed| filed.kind == *kind))
}

fn issue(paper: &Paper, facts: &MatterFacts<'_>, issuing: &mut Issuing) {
    let given = paper.number.as_ref().and_then(|field| facts.set.get(field));
    let given = given.and_then(Value::as_text).map(str::to_owned);
    let document = paper.fulfils.as_ref().map(|kind| {
        issuing.documents.push(Document {
            kind: kind.clone(),
            file: None,
            digest: None,
            paper: Some(match &given {
                Some(number) => format!("{}（{number}）", paper.label),
                None => paper.label.clone(),
            }),
        });
        issuing.documents.len() - 1
    });
    if let (None, Some(series)) = (&given, &paper.series) {
        let year = format!("{:04}", facts.at.year());
        issuing.draws.push(PaperDraw {
            at: issuing.papers.len(),
            format: series.replace("{year}", &year),
            field: paper.number.clone(),
            document,
        });
    }
    issuing.papers.push(PaperIssued {
        paper: paper.id.clone(),
        number: given,
        template: paper.digest.clone(),
    });
}
