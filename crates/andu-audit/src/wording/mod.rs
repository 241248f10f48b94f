//! Wrong words, inverted phrases and punctuation.

mod amounts;
mod lexicons;
pub(crate) mod line;
mod pairs;
mod points;
#[cfg(test)]
mod tests;
pub(crate) mod words;

pub use lexicons::Lexicons;

use crate::{Context, Finding, Text};

/// Everything of this kind that is worth a look.
pub(crate) fn find(text: &Text, context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut loose = pairs::Loose::default();
    let mut points = points::Points::default();
    for (line, paragraph) in line::lines(text) {
        if let Some(lexicons) = context.lexicons {
            lexicons.words.find(line, &mut found);
        }
        amounts::find(line, &mut found);
        points.find(line);
        // A cell of a table may hold half a bracket; the other half is in the next one.
        if !line::is_cell(paragraph) {
            pairs::find(line, &mut loose, &mut found);
        }
    }
    points.into_findings(&mut found);
    loose.into_findings(&mut found);
    line::to_characters(text, &mut found);
    found
}
