//! Personal data left in a text for the public.

mod digits;
mod names;

use crate::{Context, Finding, Text, wording::line};

/// Everything of this kind that is worth a look.
pub(crate) fn find(text: &Text, _context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (line, _) in line::lines(text) {
        digits::find(line, &mut found);
        names::find(line, &mut found);
    }
    line::to_characters(text, &mut found);
    found
}
