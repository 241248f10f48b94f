//! A matter as conditions see it, with the act under decision laid over it.

use std::collections::BTreeMap;

use andu_calendar::DateTime;
use andu_rules::condition::{Facts, LinkedMatter};
use andu_rules::model::{
    ActionId, ClockId, DocumentId, FieldId, LinkId, OpinionId, Procedure, Value,
};

use crate::clocks::{ClockState, ClockView};
use crate::event::Document;
use crate::matter::Matter;

/// The matters that this one is linked to, by kind of link, in the order in which they were linked.
pub type Linked = BTreeMap<LinkId, Vec<LinkedMatter>>;

/// What a condition sees.
#[derive(Clone, Copy)]
pub struct MatterFacts<'a> {
    /// The procedure that governs.
    pub procedure: &'a Procedure,
    /// The matter; `None` before its opening.
    pub matter: Option<&'a Matter>,
    /// Fields that the act sets.
    pub set: &'a BTreeMap<FieldId, Value>,
    /// Documents that the act files.
    pub documents: &'a [Document],
    /// Who acts.
    pub me: Option<&'a str>,
    /// When.
    pub at: DateTime,
    /// Clocks before the act.
    pub clocks: &'a [ClockView],
    /// Linked matters.
    pub linked: &'a Linked,
}

impl MatterFacts<'_> {
    fn clock(&self, id: &ClockId) -> Option<&ClockView> {
        self.clocks.iter().find(|clock| clock.id == *id)
    }
}

impl Facts for MatterFacts<'_> {
    fn field(&self, field: &FieldId) -> Option<&Value> {
        self.set
            .get(field)
            .or_else(|| self.matter?.fields.get(field))
    }

    fn done(&self, action: &ActionId) -> bool {
        self.matter
            .is_some_and(|matter| matter.done.iter().any(|done| done.action == *action))
    }

    fn has(&self, document: &DocumentId) -> bool {
        self.documents.iter().any(|filed| filed.kind == *document)
            || self.matter.is_some_and(|matter| matter.has(document))
    }

    fn opinion(&self, opinion: &OpinionId) -> bool {
        let rule = self
            .procedure
            .opinions
            .iter()
            .find(|rule| rule.id == *opinion);
        rule.is_some_and(|rule| {
            let conclusion = self.field(&rule.field).and_then(Value::as_text);
            conclusion.is_some_and(|text| rule.passes.iter().any(|pass| pass == text))
        })
    }

    fn within(&self, clock: &ClockId) -> bool {
        self.clock(clock).is_some_and(|clock| match clock.state {
            ClockState::Paused => true,
            ClockState::Running => clock.due.is_some_and(|due| self.at <= due),
            ClockState::Stopped | ClockState::Ended | ClockState::Unknown => false,
        })
    }

    fn kept(&self, clock: &ClockId) -> bool {
        self.clock(clock)
            .is_some_and(|clock| clock.kept == Some(true))
    }

    fn actor(&self, action: Option<&ActionId>) -> Option<&str> {
        match action {
            None => self.me,
            Some(action) => self.matter?.last(action).map(|done| done.actor.as_str()),
        }
    }

    fn stage(&self) -> Option<&str> {
        self.matter.map(|matter| matter.stage.as_str())
    }

    fn linked(&self, link: &LinkId) -> &[LinkedMatter] {
        self.linked.get(link).map_or(&[], Vec::as_slice)
    }
}
