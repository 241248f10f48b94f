//! Titles of law, instruments out of force and numbers of documents.

use crate::{Context, Finding, Text};

/// Everything of this kind that is worth a look.
pub fn find(_text: &Text, _context: &Context) -> Vec<Finding> {
    Vec::new()
}
