//! What whoever knows number and look-up code (查询码) of a matter may see of it.

use super::super::{ActionId, ClockId, FieldId, PaperId};
use crate::condition::Condition;

/// What a paper lets the person concerned see of a matter (凭编号和查询码查询).
///
/// The paper's own blocks say in plain words how it stands; this says which of its facts stand beside them. What is not named here is not
/// shown: no free text, no personal value, no opinion, nobody's name.
#[derive(Debug, Clone, PartialEq)]
pub struct Lookup {
    /// Nobody is answered while this holds.
    pub never: Option<Condition>,
    /// Day on which the matter was received.
    pub received: FieldId,
    /// Facts, in the order in which they are shown.
    pub fields: Vec<FieldId>,
    /// Actions that are told with their day.
    pub steps: Vec<LookupStep>,
    /// Clocks whose due day and reasons are told.
    pub clocks: Vec<ClockId>,
    /// Papers whose issue is told, with number and day.
    pub papers: Vec<PaperId>,
}

/// An action as it is told to the person concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupStep {
    /// The action.
    pub on: ActionId,
    /// In plain words, such as 收到你的申请，已经登记.
    pub text: String,
}
