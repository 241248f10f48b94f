//! What somebody asks to be done.

use std::collections::{BTreeMap, BTreeSet};

use andu_calendar::DateTime;
use andu_rules::model::{ActionId, FieldId, GateId, RoleId, Value};

use crate::event::{Document, LinkTo, Source, Step};

/// Role without which nothing may be entered more than one working day late (补录).
pub const LATE_ENTRY_ROLE: &str = "late-entry";

/// A request, complete with who, when and when entered.
#[derive(Debug, Clone)]
pub struct Command {
    /// What is asked.
    pub deed: Deed,
    /// When it happened, Asia/Shanghai.
    pub happened_at: DateTime,
    /// When it is entered, Asia/Shanghai.
    pub now: DateTime,
    /// Who does it.
    pub actor: Actor,
    /// Who enters it.
    pub recorder: Actor,
    /// Why it is entered late; needed from the second working day on.
    pub late_reason: Option<String>,
}

/// Who acts, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name.
    pub name: String,
    /// Roles held in the procedure at hand.
    pub grants: Grants,
}

/// Roles held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grants {
    /// Every role: an office that has not registered its people yet.
    Every,
    /// These roles.
    Only(BTreeSet<RoleId>),
}

impl Grants {
    /// Whether a role is held.
    pub fn holds(&self, role: &str) -> bool {
        match self {
            Grants::Every => true,
            Grants::Only(roles) => roles.contains(role),
        }
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub enum Deed {
    /// Take an action; the opening action where there is no matter yet.
    Act(Act),
    /// Enter what a paper or a spreadsheet says (据台账登记).
    Found(Found),
    /// Correct an earlier event.
    Correct(Correction),
    /// Void an event (`Some`) or the matter (`None`).
    Void {
        /// Sequence number of the event.
        event: Option<u64>,
        /// Why.
        reason: String,
    },
}

/// An action with what it brings.
#[derive(Debug, Clone, Default)]
pub struct Act {
    /// The action; `None` takes the procedure's opening action.
    pub action: Option<ActionId>,
    /// Fields to set.
    pub set: BTreeMap<FieldId, Value>,
    /// Documents to file.
    pub documents: Vec<Document>,
    /// Links to make.
    pub links: Vec<LinkTo>,
    /// Local gates that a leader passes (特批).
    pub approvals: Vec<SpecialApproval>,
    /// Remark.
    pub note: Option<String>,
}

/// A leader passes a local gate, with a reason (特批).
#[derive(Debug, Clone)]
pub struct SpecialApproval {
    /// The gate.
    pub gate: GateId,
    /// The leader.
    pub by: Actor,
    /// Why.
    pub reason: String,
}

/// What a paper or a spreadsheet says.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// What happened, in order; the first step of a new matter is its opening action.
    pub steps: Vec<Step>,
    /// Fields to set.
    pub set: BTreeMap<FieldId, Value>,
    /// Documents to file.
    pub documents: Vec<Document>,
    /// Where it was found.
    pub source: Source,
}

/// A correction.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Sequence number of the event corrected.
    pub event: u64,
    /// What changes.
    pub change: Change,
    /// Why.
    pub reason: String,
}

/// What a correction changes.
#[derive(Debug, Clone)]
pub enum Change {
    /// A field that the event set.
    Field(FieldId, Value),
    /// When the event happened.
    Time(DateTime),
}
