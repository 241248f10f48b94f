//! Why something is refused: what, where, which article, what to do.

mod text;

use andu_calendar::{Date, DateTime};
use andu_rules::model::{Citation, GateId};

use crate::elsewhere::Elsewhere;
use crate::fields::FieldFault;
use crate::gates::ClosedGate;

pub(crate) use text::articles;

/// A refusal. Nothing has been written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The procedure has no such action.
    UnknownAction {
        /// What was asked for.
        action: String,
        /// The procedure's label.
        procedure: String,
        /// What may be done now: id and label.
        can: Vec<(String, String)>,
    },
    /// The action happens by law only.
    NotByHand {
        /// Its label.
        action: String,
    },
    /// The stage does not permit the action.
    WrongStage {
        /// Its label.
        action: String,
        /// The stage's label.
        stage: String,
        /// What may be done now: id and label.
        can: Vec<(String, String)>,
        /// The action's articles, and those of the steps that the law wants before it.
        basis: Vec<Citation>,
    },
    /// The opening action on a matter that is open already.
    AlreadyOpen {
        /// Its label.
        action: String,
    },
    /// The matter is worked elsewhere, and working it here is not switched on.
    Elsewhere(Elsewhere),
    /// There is no matter yet.
    NotOpen,
    /// The matter is void.
    Voided,
    /// The time lies in the future.
    Future {
        /// The time.
        at: DateTime,
        /// The time of entry.
        now: DateTime,
    },
    /// The time of entry lies before something that is on record: the computer's clock was set back.
    ClockBackwards {
        /// The time of entry.
        now: DateTime,
        /// The latest time on record.
        last: DateTime,
    },
    /// The time lies before the matter's opening.
    BeforeOpening {
        /// The time.
        at: DateTime,
        /// When it was opened.
        opened: DateTime,
    },
    /// More than one working day late, and no reason given.
    LateWithoutReason {
        /// When it happened.
        at: DateTime,
        /// Working days between the deed and its entry.
        working_days: i64,
    },
    /// More than one working day late, and no role for late entries.
    LateWithoutRole {
        /// Who enters it.
        recorder: String,
        /// Working days between the deed and its entry.
        working_days: i64,
    },
    /// The role is missing.
    WrongRole {
        /// The action's label.
        action: String,
        /// Who acts.
        actor: String,
        /// Labels of the roles that may.
        roles: Vec<String>,
    },
    /// Fields are missing, unknown or wrong.
    Fields {
        /// The action's label.
        action: String,
        /// All faults.
        faults: Vec<FieldFault>,
    },
    /// Documents are missing.
    Documents {
        /// The action's label.
        action: String,
        /// Labels of the documents.
        missing: Vec<String>,
        /// The action's articles.
        basis: Vec<Citation>,
    },
    /// A document of a kind that the procedure does not know.
    UnknownDocument {
        /// The action's label.
        action: String,
        /// What was named.
        document: String,
        /// The procedure's label.
        procedure: String,
        /// The kinds that it knows: id and label.
        known: Vec<(String, String)>,
    },
    /// A link that the action may not make, or to a matter that does not fit.
    Link {
        /// The action's label.
        action: String,
        /// The link's label, or what was named.
        link: String,
        /// What is wrong with it.
        why: LinkFault,
    },
    /// Gates are closed.
    Gates {
        /// The action's label.
        action: String,
        /// All closed gates.
        gates: Vec<ClosedGate>,
    },
    /// A special approval that cannot be given.
    Approval {
        /// The gate.
        gate: GateId,
        /// Its label, or what was named.
        label: String,
        /// Why not.
        why: ApprovalFault,
    },
    /// No condition of the action leads anywhere.
    NoTarget {
        /// The action's label.
        action: String,
    },
    /// A correction or void of an event that is not there.
    NoSuchEvent {
        /// Its sequence number.
        event: u64,
    },
    /// A correction of a field that the event did not set.
    NotSetThere {
        /// The event.
        event: u64,
        /// The field's label.
        field: String,
    },
    /// The opening moved behind what followed it.
    OpeningAfter {
        /// The time.
        at: DateTime,
        /// The earliest of what followed.
        next: DateTime,
    },
    /// One time for an as-found entry of several steps.
    SeveralSteps {
        /// The event.
        event: u64,
    },
    /// A correction or void without a reason.
    WithoutReason,
    /// The opening cannot be voided alone.
    VoidOpening,
    /// The version is not in force on the governing day.
    NotInForce {
        /// The procedure's label.
        procedure: String,
        /// The governing day.
        day: Date,
        /// First day of the version.
        from: Date,
        /// Last day of the version.
        to: Option<Date>,
    },
    /// As-found steps out of order.
    StepsOutOfOrder {
        /// The step's label.
        action: String,
    },
    /// An as-found entry without steps.
    NoSteps,
    /// An as-found entry that does not say where it was found.
    NoSource,
}

/// What is wrong with a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkFault {
    /// The procedure or the action knows no such link.
    Unknown,
    /// There is no such matter.
    NoMatter(String),
    /// The matter is of another procedure.
    WrongProcedure {
        /// Label of what the link leads to.
        expected: String,
    },
}

/// Why a special approval cannot be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalFault {
    /// The gate is statutory, or does not exist here.
    NotLocal,
    /// The person does not hold the role.
    WrongRole {
        /// Who was to pass it.
        by: String,
        /// Label of the role.
        role: String,
    },
    /// No reason.
    NoReason,
}

impl Refusal {
    /// Stable English code.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::UnknownAction { .. } => "unknown-action",
            Refusal::NotByHand { .. } => "not-by-hand",
            Refusal::WrongStage { .. } => "wrong-stage",
            Refusal::AlreadyOpen { .. } => "already-open",
            Refusal::Elsewhere(_) => "worked-elsewhere",
            Refusal::NotOpen => "not-open",
            Refusal::Voided => "voided",
            Refusal::Future { .. } => "future",
            Refusal::ClockBackwards { .. } => "clock-backwards",
            Refusal::BeforeOpening { .. } => "before-opening",
            Refusal::LateWithoutReason { .. } => "late-without-reason",
            Refusal::LateWithoutRole { .. } => "late-without-role",
            Refusal::WrongRole { .. } => "wrong-role",
            Refusal::Fields { .. } => "fields",
            Refusal::Documents { .. } => "documents",
            Refusal::UnknownDocument { .. } => "unknown-document",
            Refusal::Link { .. } => "link",
            Refusal::Gates { .. } => "gate-closed",
            Refusal::Approval { .. } => "approval",
            Refusal::NoTarget { .. } => "no-target",
            Refusal::NoSuchEvent { .. } => "no-such-event",
            Refusal::NotSetThere { .. } => "not-set-there",
            Refusal::OpeningAfter { .. } => "opening-after",
            Refusal::SeveralSteps { .. } => "several-steps",
            Refusal::WithoutReason => "without-reason",
            Refusal::VoidOpening => "void-opening",
            Refusal::NotInForce { .. } => "not-in-force",
            Refusal::StepsOutOfOrder { .. } => "steps-out-of-order",
            Refusal::NoSteps => "no-steps",
            Refusal::NoSource => "no-source",
        }
    }

    /// The articles on which the refusal rests.
    pub fn articles(&self) -> Vec<String> {
        match self {
            Refusal::Gates { gates, .. } => gates
                .iter()
                .flat_map(|gate| &gate.basis)
                .map(Citation::to_string)
                .collect(),
            Refusal::Documents { basis, .. }
            | Refusal::WrongStage { basis, .. }
            | Refusal::Elsewhere(Elsewhere { basis, .. }) => {
                basis.iter().map(Citation::to_string).collect()
            }
            _ => Vec::new(),
        }
    }
}
