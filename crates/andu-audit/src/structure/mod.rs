//! Headings, numbering, sections and dates.

mod dates;
mod numbering;
mod outline;
mod sections;
#[cfg(test)]
mod tests;

pub(crate) use numbering::han;
pub(crate) use outline::{Outline, value as number};

use crate::{Context, Finding, Text, wording::line::to_characters};

/// Everything of this kind that is worth a look.
pub(crate) fn find(text: &Text, context: &Context<'_>) -> Vec<Finding> {
    let outline = Outline::of(text);
    let mut found = Vec::new();
    numbering::find(text, &outline, context.whole, &mut found);
    sections::find(text, &outline, context, &mut found);
    dates::find(text, context, &mut found);
    to_characters(text, &mut found);
    found
}
