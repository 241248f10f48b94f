//! The papers of a matter at a glance.

use andu_casework::Casework;
use andu_ledger::Timestamp;
use andu_rules::condition::describe;
use andu_rules::model::{ActionId, Paper};
use serde::Serialize;

use super::make::{Desk, Wanted};
use super::words;
use crate::error::OfficeError;
use crate::office::Office;

/// The papers of a matter.
#[derive(Debug, Clone, Serialize)]
pub struct PapersListed {
    /// Id of the matter.
    pub id: String,
    /// Its official number.
    pub number: Option<String>,
    /// Code by which the person concerned asks after it.
    pub code: String,
    /// Papers: those issued in the order of the chain, then the others.
    pub papers: Vec<PaperListed>,
}

/// A paper of a matter.
#[derive(Debug, Clone, Serialize)]
pub struct PaperListed {
    /// Id of the paper.
    pub paper: String,
    /// Chinese term.
    pub label: String,
    /// How it stands.
    pub state: PaperState,
    /// The number, once it is issued.
    pub number: Option<String>,
    /// Day of issue.
    pub issued_on: Option<String>,
    /// The event that issued it.
    pub seq: Option<u64>,
    /// When it is issued, or why it is not.
    pub why: String,
    /// What would have to be filled in by hand.
    pub missing: Vec<String>,
    /// What is not certain about it (待核).
    pub doubt: Option<String>,
}

/// How a paper of a matter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperState {
    /// 已出具.
    Issued,
    /// 随时可打印.
    Anytime,
    /// 可打印草稿.
    Draft,
    /// 尚未到: the matter has not come to the action that issues it.
    Later,
    /// 不适用.
    Unfit,
}

impl PaperState {
    /// Chinese term.
    pub fn label(self) -> &'static str {
        match self {
            PaperState::Issued => "已出具",
            PaperState::Anytime => "随时可打印",
            PaperState::Draft => "可打印草稿",
            PaperState::Later => "尚未到",
            PaperState::Unfit => "不适用",
        }
    }
}

impl Office {
    /// The papers that a matter has, and those that it can have.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NoMatter`].
    pub fn papers(&self, id: &str, now: Timestamp) -> Result<PapersListed, OfficeError> {
        let rules = self.rules();
        self.in_snapshot(|snapshot| {
            let desk = Desk::open(snapshot, self, &rules, id, now)?;
            let casework = self.shared.casework_at(snapshot, &desk.procedure)?;
            let copy = casework != Casework::Here && desk.matter.is_copy();
            let mut papers = Vec::new();
            for on_file in &desk.matter.papers {
                let id = on_file.issued.paper.as_str();
                let made = desk.paper(snapshot, id, Wanted::default())?;
                papers.push(PaperListed {
                    paper: made.paper,
                    label: made.label,
                    state: PaperState::Issued,
                    number: on_file.issued.number.clone(),
                    issued_on: Some(on_file.at.date().to_string()),
                    seq: Some(on_file.seq),
                    why: format!("{}由{}出具", words::day(on_file.at.date()), on_file.actor),
                    missing: made.missing,
                    doubt: made.doubt,
                });
            }
            let mut others: Vec<_> = desk.papers().collect();
            others.sort_by_key(|paper| place(&desk, paper));
            for paper in others {
                let issued = desk.matter.papers.iter();
                if { issued }.all(|it| it.issued.paper != paper.id) {
                    let made = desk.draft(paper, Wanted::default());
                    let listed = listed(&desk, paper, made.missing);
                    papers.push(match copy {
                        true => not_from_here(listed),
                        false => listed,
                    });
                }
            }
            papers.sort_by_key(|paper| paper.state);
            Ok(PapersListed {
                id: desk.matter.id.clone(),
                number: crate::write::number(&desk.matter, &desk.procedure),
                code: desk.code.clone(),
                papers,
            })
        })
    }
}

/// Whether an action that issues it can be taken from where the matter stands.
fn reach(desk: &Desk<'_>, paper: &Paper) -> PaperState {
    let actions = paper.on.iter();
    let mut actions = actions.filter_map(|id| desk.procedure.action(id.as_str()));
    match actions.any(|action| action.from.contains(&desk.matter.stage)) {
        true => PaperState::Draft,
        false => PaperState::Later,
    }
}

/// In the order of the actions that issue them; those that may be printed at any time come last.
fn place(desk: &Desk<'_>, paper: &Paper) -> usize {
    let actions = &desk.procedure.actions;
    let own = |id: &ActionId| actions.iter().position(|action| action.id == *id);
    let first = paper.on.iter().filter_map(own).min();
    first.unwrap_or(usize::MAX)
}

/// The paper of a matter worked elsewhere: what acts issue goes out there.
fn not_from_here(listed: PaperListed) -> PaperListed {
    match listed.state {
        PaperState::Issued | PaperState::Anytime | PaperState::Unfit => listed,
        PaperState::Draft | PaperState::Later => PaperListed {
            state: PaperState::Unfit,
            why: "本件据台账登记，本单位没有开启办理，由办理的单位出具".to_owned(),
            missing: Vec::new(),
            ..listed
        },
    }
}

/// A paper that was not issued.
fn listed(desk: &Desk<'_>, paper: &Paper, missing: Vec<String>) -> PaperListed {
    let procedure = &desk.procedure;
    let label = |id: &ActionId| {
        let action = procedure.action(id.as_str());
        format!("“{}”", action.map_or(id.as_str(), |it| it.label.as_str()))
    };
    let actions: Vec<String> = paper.on.iter().map(label).collect();
    let past = paper
        .on
        .iter()
        .any(|id| desk.matter.done.iter().any(|done| done.action == *id));
    let holds = desk.holds(paper);
    let (state, why) = match (&paper.when, actions.is_empty()) {
        (Some(when), _) if !holds => {
            let when = describe(when, procedure.as_ref());
            (PaperState::Unfit, format!("{when}时才用"))
        }
        (_, true) => (PaperState::Anytime, String::new()),
        _ if past => {
            let why = format!(
                "办理{}时没有由系统出具（已附原件或者据台账登记）",
                actions.join("、")
            );
            (PaperState::Draft, why)
        }
        _ => {
            let why = format!("办理{}时出具", actions.join("或者"));
            (reach(desk, paper), why)
        }
    };
    PaperListed {
        paper: paper.id.to_string(),
        label: paper.label.clone(),
        state,
        number: None,
        issued_on: None,
        seq: None,
        why,
        missing: match state {
            PaperState::Later | PaperState::Unfit => Vec::new(),
            PaperState::Issued | PaperState::Anytime | PaperState::Draft => missing,
        },
        doubt: paper.doubt.clone(),
    }
}
