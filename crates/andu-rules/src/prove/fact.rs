//! Facts: what conditions speak of and what a path through a procedure changes.

use std::collections::BTreeSet;

use crate::{
    condition::{Condition, Operand, Rows},
    model::{ActionId, ClockId, DocumentId, FieldId, LinkId, OpinionId, Procedure},
    prove::opaque::Opaque,
};

/// Something about a matter, or about the act under decision, that conditions speak of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Fact {
    /// An action has been taken.
    Done(ActionId),
    /// A document is on file.
    Has(DocumentId),
    /// The value of a field, lists included.
    Field(FieldId),
    /// Who took an action last.
    Actor(ActionId),
    /// A matter is linked.
    Linked(LinkId),
    /// A clock may have been started, and may not have been stopped since.
    Started(ClockId),
    /// A clock may have been stopped.
    Stopped(ClockId),
    /// Who acts now: chosen anew at every act.
    Me,
    /// Whether a started clock has not run out: time is free, so it is chosen anew at every act.
    Within(ClockId),
    /// Whether a stopped clock was kept: as free as time.
    Kept(ClockId),
    /// Stages of the linked matters, which others move: chosen anew at every act.
    Stages(LinkId),
    /// Whether a condition holds that is not looked into.
    Holds(Opaque),
}

impl Fact {
    /// Whether it is chosen anew at every act, so that nothing of it has to be kept in a state.
    pub(super) fn is_free(&self) -> bool {
        match self {
            Fact::Me | Fact::Within(_) | Fact::Kept(_) | Fact::Stages(_) => true,
            Fact::Holds(opaque) => opaque.free,
            _ => false,
        }
    }

    /// The Chinese term, for an error that names the facts.
    pub(super) fn label(&self, procedure: &Procedure) -> String {
        use crate::condition::Names;
        match self {
            Fact::Done(id) => format!("是否办理“{}”", Names::action(procedure, id)),
            Fact::Has(id) => format!("是否有“{}”", procedure.document(id)),
            Fact::Field(id) => Names::field(procedure, None, id),
            Fact::Actor(id) => format!("“{}”的办理人", Names::action(procedure, id)),
            Fact::Linked(id) | Fact::Stages(id) => format!("关联“{}”", procedure.link(id)),
            Fact::Started(id) | Fact::Stopped(id) | Fact::Within(id) | Fact::Kept(id) => {
                format!("期限“{}”", Names::clock(procedure, id))
            }
            Fact::Me => "本次办理人".to_owned(),
            Fact::Holds(opaque) => format!("“{}”是否成立", opaque.text),
        }
    }
}

/// What a condition reads.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Facts, each once.
    pub(super) facts: BTreeSet<Fact>,
    /// Whether it asks for the stage.
    pub(super) stage: bool,
}

impl Reads {
    pub(super) fn of(condition: &Condition, procedure: &Procedure) -> Reads {
        let mut reads = Reads::default();
        reads.condition(condition, procedure, false);
        reads
    }

    fn condition(&mut self, condition: &Condition, procedure: &Procedure, row: bool) {
        if let Some(opaque) = Opaque::of(condition).filter(|_| !row) {
            self.add(Fact::Holds(opaque));
            return;
        }
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                for part in parts {
                    self.condition(part, procedure, row);
                }
            }
            Condition::Not(inner) => self.condition(inner, procedure, row),
            Condition::Compare(left, _, right) => {
                self.operand(left, procedure, row);
                self.operand(right, procedure, row);
            }
            Condition::In(operand, _) | Condition::NotIn(operand, _) => {
                self.operand(operand, procedure, row);
            }
            Condition::Done(action) => self.add(Fact::Done(action.clone())),
            Condition::Has(document) => self.add(Fact::Has(document.clone())),
            Condition::Opinion(opinion) => {
                if let Some(field) = opinion_field(procedure, opinion) {
                    self.add(Fact::Field(field.clone()));
                }
            }
            Condition::Within(clock) => {
                self.add(Fact::Started(clock.clone()));
                self.add(Fact::Within(clock.clone()));
            }
            Condition::Kept(clock) => {
                self.add(Fact::Stopped(clock.clone()));
                self.add(Fact::Kept(clock.clone()));
            }
            Condition::Recorded(field) => self.field(field, row),
            Condition::All(rows, inner)
            | Condition::Any(rows, inner)
            | Condition::Last(rows, inner) => {
                self.rows(rows, row);
                self.condition(inner, procedure, true);
            }
            Condition::Linked(link) => self.add(Fact::Linked(link.clone())),
        }
    }

    fn operand(&mut self, operand: &Operand, procedure: &Procedure, row: bool) {
        match operand {
            Operand::Field(field) => self.field(field, row),
            Operand::Matter(field) => self.field(field, false),
            Operand::Actor(Some(action)) => self.add(Fact::Actor(action.clone())),
            Operand::Actor(None) => self.add(Fact::Me),
            Operand::Stage => self.stage = true,
            Operand::Count(rows, inner) => {
                self.rows(rows, row);
                if let Some(inner) = inner {
                    self.condition(inner, procedure, true);
                }
            }
            Operand::LinkedStage(link) => {
                self.add(Fact::Linked(link.clone()));
                self.add(Fact::Stages(link.clone()));
            }
            // Sums are not looked into.
            Operand::Literal(_) | Operand::Sum(..) | Operand::Total(_) => {}
        }
    }

    fn rows(&mut self, rows: &Rows, row: bool) {
        if let Rows::List(list) = rows {
            self.field(list, row);
        }
    }

    /// Within a list a name is a column, which comes with the list.
    fn field(&mut self, field: &FieldId, row: bool) {
        if !row {
            self.add(Fact::Field(field.clone()));
        }
    }

    fn add(&mut self, fact: Fact) {
        self.facts.insert(fact);
    }
}

/// The field that holds an opinion's conclusion.
pub(super) fn opinion_field<'p>(
    procedure: &'p Procedure,
    opinion: &OpinionId,
) -> Option<&'p FieldId> {
    let known = procedure.opinions.iter();
    let mut known = known.filter(|known| known.id == *opinion);
    known.next().map(|known| &known.field)
}

impl Procedure {
    fn document(&self, id: &DocumentId) -> String {
        crate::condition::Names::document(self, id)
    }

    fn link(&self, id: &LinkId) -> String {
        crate::condition::Names::link(self, id)
    }
}
