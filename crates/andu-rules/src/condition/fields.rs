//! Fields without a matter around them.

use std::collections::BTreeMap;

use super::{Facts, LinkedMatter};
use crate::model::{ActionId, ClockId, DocumentId, FieldId, LinkId, OpinionId, Value};

/// A matter of which only fields are known: a worked example, or one row of a list.
#[derive(Debug, Clone, Copy)]
pub struct FieldsAlone<'a>(pub &'a BTreeMap<FieldId, Value>);

impl Facts for FieldsAlone<'_> {
    fn field(&self, field: &FieldId) -> Option<&Value> {
        self.0.get(field)
    }

    fn done(&self, _: &ActionId) -> bool {
        false
    }

    fn has(&self, _: &DocumentId) -> bool {
        false
    }

    fn opinion(&self, _: &OpinionId) -> bool {
        false
    }

    fn within(&self, _: &ClockId) -> bool {
        false
    }

    fn kept(&self, _: &ClockId) -> bool {
        false
    }

    fn actor(&self, _: Option<&ActionId>) -> Option<&str> {
        None
    }

    fn stage(&self) -> Option<&str> {
        None
    }

    fn linked(&self, _: &LinkId) -> &[LinkedMatter] {
        &[]
    }
}
