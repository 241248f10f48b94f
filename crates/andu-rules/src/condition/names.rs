//! The Chinese terms that a described condition is told in.

use crate::model::{
    ActionId, ClockId, DocumentId, Field, FieldId, FieldKind, LinkId, OpinionId, Procedure, Value,
};

/// Labels for whatever a condition speaks of. What is unknown is called by its id.
pub trait Names {
    /// A field; with `list`, a column of it.
    fn field(&self, list: Option<&FieldId>, field: &FieldId) -> String;
    /// A value of a field or column, such as the label of a choice.
    fn value(&self, list: Option<&FieldId>, field: &FieldId, value: &Value) -> String;
    /// Whether smaller and greater mean earlier and later.
    fn is_time(&self, list: Option<&FieldId>, field: &FieldId) -> bool;
    /// An action.
    fn action(&self, action: &ActionId) -> String;
    /// A kind of document.
    fn document(&self, document: &DocumentId) -> String;
    /// An opinion.
    fn opinion(&self, opinion: &OpinionId) -> String;
    /// A clock.
    fn clock(&self, clock: &ClockId) -> String;
    /// A kind of link.
    fn link(&self, link: &LinkId) -> String;
    /// A stage of the procedure itself.
    fn stage(&self, stage: &str) -> String;
    /// A field of the linked matters.
    fn linked_field(&self, _: &LinkId, field: &FieldId) -> String {
        field.to_string()
    }
    /// A value of a field of the linked matters.
    fn linked_value(&self, _: &LinkId, _: &FieldId, value: &Value) -> String {
        value.to_string()
    }
    /// Whether smaller and greater mean earlier and later for a field of the linked matters.
    fn linked_is_time(&self, _: &LinkId, _: &FieldId) -> bool {
        false
    }
    /// A stage of the linked matters.
    fn linked_stage(&self, _: &LinkId, stage: &str) -> String {
        stage.to_owned()
    }
}

impl Procedure {
    fn field_or_column(&self, list: Option<&FieldId>, field: &FieldId) -> Option<&Field> {
        match list {
            Some(list) => self
                .field(list.as_str())?
                .columns
                .iter()
                .find(|column| column.id == *field),
            None => self.field(field.as_str()),
        }
    }

    fn read_of(&self, link: &LinkId, field: &FieldId) -> Option<&Field> {
        let link = self.links.iter().find(|known| known.id == *link)?;
        link.reads.iter().find(|known| known.id == *field)
    }
}

impl Names for Procedure {
    fn field(&self, list: Option<&FieldId>, field: &FieldId) -> String {
        label(
            self.field_or_column(list, field).map(|field| &field.label),
            field.as_str(),
        )
    }

    fn value(&self, list: Option<&FieldId>, field: &FieldId, value: &Value) -> String {
        chosen(self.field_or_column(list, field), value)
    }

    fn is_time(&self, list: Option<&FieldId>, field: &FieldId) -> bool {
        self.field_or_column(list, field).is_some_and(tells_time)
    }

    fn action(&self, action: &ActionId) -> String {
        let known = Procedure::action(self, action.as_str());
        label(known.map(|action| &action.label), action.as_str())
    }

    fn document(&self, document: &DocumentId) -> String {
        let known = self.documents.iter().find(|known| known.id == *document);
        label(known.map(|document| &document.label), document.as_str())
    }

    fn opinion(&self, opinion: &OpinionId) -> String {
        let known = self.opinions.iter().find(|known| known.id == *opinion);
        label(known.map(|opinion| &opinion.label), opinion.as_str())
    }

    fn clock(&self, clock: &ClockId) -> String {
        let known = Procedure::clock(self, clock.as_str());
        label(known.map(|clock| &clock.label), clock.as_str())
    }

    fn link(&self, link: &LinkId) -> String {
        let known = self.links.iter().find(|known| known.id == *link);
        label(known.map(|link| &link.label), link.as_str())
    }

    fn stage(&self, stage: &str) -> String {
        label(
            Procedure::stage(self, stage).map(|stage| &stage.label),
            stage,
        )
    }

    fn linked_field(&self, link: &LinkId, field: &FieldId) -> String {
        let known = self.read_of(link, field);
        label(known.map(|field| &field.label), field.as_str())
    }

    fn linked_value(&self, link: &LinkId, field: &FieldId, value: &Value) -> String {
        chosen(self.read_of(link, field), value)
    }

    fn linked_is_time(&self, link: &LinkId, field: &FieldId) -> bool {
        self.read_of(link, field).is_some_and(tells_time)
    }

    fn linked_stage(&self, link: &LinkId, stage: &str) -> String {
        let known = self.links.iter().find(|known| known.id == *link);
        let stages = known.map_or(&[][..], |link| &link.stages);
        let known = stages.iter().find(|known| known.id.as_str() == stage);
        label(known.map(|stage| &stage.label), stage)
    }
}

/// A value as it is shown: a choice by its label.
fn chosen(field: Option<&Field>, value: &Value) -> String {
    let choices = field.map_or(&[][..], |field| &field.values);
    let choice = value
        .as_text()
        .and_then(|id| choices.iter().find(|choice| choice.id == id));
    choice.map_or_else(|| value.to_string(), |choice| choice.label.clone())
}

fn tells_time(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Date | FieldKind::DateTime)
}

fn label(known: Option<&String>, id: &str) -> String {
    known.map_or_else(|| id.to_owned(), Clone::clone)
}
