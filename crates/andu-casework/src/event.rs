//! What an event says: the exact JSON that goes into the chain.

use std::collections::BTreeMap;

use andu_calendar::{Date, DateTime};
use andu_rules::model::{
    ActionId, ClockId, DocumentId, FieldId, GateId, LinkId, PaperId, ProcedureId, StageId, Value,
};
use serde::{Deserialize, Serialize};

/// Body of an event about a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Body {
    /// An action went through the gates, or happened by law.
    Acted(Acted),
    /// What a paper or a spreadsheet says (据台账登记).
    Found(FoundBody),
    /// An earlier event is corrected.
    Corrected(Corrected),
    /// An earlier event, or the whole matter, does not count.
    Voided(Voided),
}

/// First event of a matter: which procedure and version govern it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The procedure.
    pub procedure: ProcedureId,
    /// The version, named by its first day in force.
    pub version: Date,
}

/// An action and its results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Acted {
    /// Present in the first event of a matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Opening>,
    /// The action.
    pub action: ActionId,
    /// Stage afterwards.
    pub stage: StageId,
    /// Whether that stage ends the matter.
    #[serde(default, skip_serializing_if = "is_false")]
    pub closed: bool,
    /// Fields set.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<FieldId, Value>,
    /// Documents filed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Papers issued (办理文书).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<PaperIssued>,
    /// Links made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkTo>,
    /// Articles on which the action rests, as cited on that day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
    /// Gates opened by a statutory exception.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waived: Vec<WaivedGate>,
    /// Local gates that a leader passed (特批).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<Pass>,
    /// Advice that was not followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warned: Vec<GateId>,
    /// Entered more than one working day after it happened (补录).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
    /// Due days that somebody is told: of the clocks that the action starts, starts again or extends.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<ClockId, Date>,
    /// Gates of past actions that the late entry would close: reported, not decided again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub now_closed: Vec<GateId>,
    /// Gates that separate duties of which one recorder entered both sides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_hand: Vec<GateId>,
    /// The clock that ran out, where the action happened by law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deemed: Option<ClockId>,
    /// Told by a sheet that a unit returned, of a matter worked elsewhere: it keeps the copy up to date.
    #[serde(default, skip_serializing_if = "is_false")]
    pub copied: bool,
    /// Remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Acted {
    /// An action that leads to a stage and brings nothing.
    pub fn of(action: ActionId, stage: StageId) -> Acted {
        Acted {
            opens: None,
            action,
            stage,
            closed: false,
            set: BTreeMap::new(),
            documents: Vec::new(),
            papers: Vec::new(),
            links: Vec::new(),
            basis: Vec::new(),
            waived: Vec::new(),
            passed: Vec::new(),
            warned: Vec::new(),
            late: None,
            told: BTreeMap::new(),
            now_closed: Vec::new(),
            one_hand: Vec::new(),
            deemed: None,
            copied: false,
            note: None,
        }
    }
}

/// What a paper or a spreadsheet says: several steps with their days, not put through the gates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundBody {
    /// Present in the first event of a matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Opening>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Stage afterwards.
    pub stage: StageId,
    /// Whether that stage ends the matter.
    #[serde(default, skip_serializing_if = "is_false")]
    pub closed: bool,
    /// Fields set.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<FieldId, Value>,
    /// Documents filed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// What the procedure asks for and the source does not show (要件未见).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// Where it was found.
    pub source: Source,
}

/// One step of an as-found entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The action.
    pub action: ActionId,
    /// When it happened.
    pub at: DateTime,
}

/// A missing piece (要件未见).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The step that lacks it.
    pub action: ActionId,
    /// The gate, field or document that is not shown.
    pub what: String,
    /// Chinese term.
    pub label: String,
}

/// Where an as-found entry comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Source {
    /// Name of the book, paper or scan.
    pub title: String,
    /// Digest of the file, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Row, counted from 1 as the spreadsheet shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
}

/// A document filed as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Kind.
    pub kind: DocumentId,
    /// The stored file; absent where only the paper exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Salted SM3 of the file, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Where the paper lies, where there is no file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
}

/// A paper issued by an act. Its text follows from this event, those before it and the template named here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperIssued {
    /// The paper.
    pub paper: PaperId,
    /// Its number, drawn inside the act or given by hand; absent where such papers bear none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// SM3 of the template, in hex.
    pub template: String,
}

/// A link made to another matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTo {
    /// Kind of link.
    pub kind: LinkId,
    /// The other matter.
    pub matter: String,
}

/// A gate opened by a statutory exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaivedGate {
    /// The gate.
    pub gate: GateId,
    /// The exception.
    pub exception: String,
    /// Its article.
    pub basis: String,
}

/// A local gate that a leader passed (特批).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// The gate.
    pub gate: GateId,
    /// Who passed it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A late entry (补录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// Working days between the deed and its entry.
    pub working_days: i64,
    /// Why.
    pub reason: String,
}

/// A correction of an earlier event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// Sequence number of the event corrected.
    pub event: u64,
    /// Field whose value is replaced; `None` where the time is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldId>,
    /// The new value of the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The new time of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_at: Option<DateTime>,
    /// Why.
    pub reason: String,
    /// Gates of past actions that would be closed now: reported, not decided again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub now_closed: Vec<GateId>,
}

/// An event, or a whole matter, that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    /// The event; `None` voids the matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
    /// Why.
    pub reason: String,
    /// The clock whose later due date undid a deemed outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockId>,
    /// Gates of past actions that would be closed now: reported, not decided again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub now_closed: Vec<GateId>,
}

/// How a matter came into the ledger (登记方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// 办理: through the gates.
    Worked,
    /// 据台账登记: at least one event says what a paper says.
    AsFound,
}

fn is_false(value: &bool) -> bool {
    !*value
}
