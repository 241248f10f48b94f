//! What a text states of its figures, and whether it is so.

use crate::{AuditFigure, Context, Finding, Relation, Text};

/// Every statement that can be tested, and a finding for each that does not hold.
pub fn find(
    _text: &Text,
    _context: &Context,
    _figures: &[AuditFigure],
) -> (Vec<Relation>, Vec<Finding>) {
    (Vec::new(), Vec::new())
}
