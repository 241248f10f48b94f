//! Clocks (期限) as rules: what starts, stops, pauses, restarts and extends them.

use serde::{Deserialize, Serialize};

use andu_calendar::{Direction, Length};

use super::{ActionId, Citation, ClockId, FieldId, Span};
use crate::condition::Condition;

/// A legal period of a procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockRule {
    /// Id within the procedure, such as `reply`.
    pub id: ClockId,
    /// Chinese term, such as 答复.
    pub label: String,
    /// Short ids by which others know it, such as `foi.c.reply`.
    pub aliases: Vec<String>,
    /// Aliases under which it is asked for as something of its own: term and articles differ, the course is the same.
    pub aspects: Vec<Aspect>,
    /// What starts it; the earliest that happened counts.
    pub start: Vec<Trigger>,
    /// What ends it; the earliest after the start counts.
    pub stop: Vec<Trigger>,
    /// How long it is: the first case that holds. None holds: the length is unknown and the clock says so.
    pub length: Vec<LengthCase>,
    /// Forward, backward or minimum.
    pub direction: Direction,
    /// Whether a last day on a rest day moves to the next working day (民法典 第二百零三条).
    pub roll: bool,
    /// Time that is not counted.
    pub pauses: Vec<PauseRule>,
    /// What makes it start again in full; the latest counts.
    pub restart: Vec<Trigger>,
    /// How it may be extended.
    pub extension: Option<ExtensionRule>,
    /// The clock at whose end it begins, for whoever reckons both on paper; a matter records the day and starts by its triggers.
    pub after: Option<ClockId>,
    /// What follows by law when it runs out.
    pub expiry: Option<Expiry>,
    /// Working days before the due day from which it is shown as 临期.
    pub soon_working_days: u32,
    /// What it rests on.
    pub basis: Vec<Citation>,
    /// Where it stands.
    pub span: Span,
}

/// What a clock is under one of its aliases: 补正通知 runs with 受理审查, by an article of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Aspect {
    /// The alias.
    pub alias: String,
    /// Chinese term; that of the clock where left out.
    pub label: Option<String>,
    /// What it rests on.
    pub basis: Vec<Citation>,
}

/// An action, perhaps under a condition, perhaps dated by a field instead of by when it happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// The action.
    pub on: ActionId,
    /// Counts only when this holds for the matter as it now stands.
    pub when: Option<Condition>,
    /// Date field that gives the day; `None` takes the action's own time.
    pub at: Option<FieldId>,
}

/// A length under a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct LengthCase {
    /// `None` always holds.
    pub when: Option<Condition>,
    /// The length.
    pub length: LengthRule,
}

/// A length, fixed or read from the matter.
#[derive(Debug, Clone, PartialEq)]
pub enum LengthRule {
    /// Written in the rule.
    Fixed(Length),
    /// A whole number in a field, in the unit of `unit` (whose own number is not used).
    Field {
        /// The integer field.
        field: FieldId,
        /// Gives the unit only.
        unit: Length,
    },
    /// The due day itself stands in a date field (a transfer slip names it).
    Until(FieldId),
}

/// Time that is not counted.
#[derive(Debug, Clone, PartialEq)]
pub struct PauseRule {
    /// Days after this one are not counted …
    pub from: Trigger,
    /// … up to and including the first of these after it.
    pub to: Vec<Trigger>,
    /// … or until this much has passed since `from`, whichever is earlier.
    pub limit: Option<Length>,
    /// What the law calls it.
    pub kind: PauseKind,
    /// Chinese term, such as 征求第三方意见.
    pub label: String,
}

/// The law's words for a stopped clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseKind {
    /// 期限扣除.
    Exclusion,
    /// 中止.
    Suspension,
}

/// How a clock may be extended (延长).
#[derive(Debug, Clone, PartialEq)]
pub struct ExtensionRule {
    /// The action that extends it.
    pub on: ActionId,
    /// By how much, or up to how much in all.
    pub size: ExtensionSize,
    /// How often.
    pub times: u32,
}

/// Size of an extension.
#[derive(Debug, Clone, PartialEq)]
pub enum ExtensionSize {
    /// So much more.
    Add(LengthRule),
    /// So much in all, counted from the start.
    Total(LengthRule),
}

/// What follows by law when a clock runs out.
#[derive(Debug, Clone, PartialEq)]
pub enum Expiry {
    /// The matter is deemed to have taken this action (视为 …).
    Deemed(ActionId),
}
