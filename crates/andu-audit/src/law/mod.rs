//! Titles of law, instruments out of force and numbers of documents.

mod articles;
mod lapsed;
mod numbers;
mod outdated;
mod period;
#[cfg(test)]
mod tests;
mod titles;

pub(crate) use articles::Articles;
pub(crate) use lapsed::Lapsed;
pub(crate) use titles::Titles;

use crate::{Context, Finding, Text, structure::Outline, wording::line};

/// Everything of this kind that is worth a look.
pub(crate) fn find(text: &Text, context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let outline = Outline::of(text);
    let year = context.year.or_else(|| text.guessed_year());
    let introduced = titles::introduced(text);
    for (line, _) in line::lines(text) {
        numbers::find(line, &mut found);
        let quoted = titles::quoted(line.text);
        if let Some(lexicons) = context.lexicons {
            for at in &quoted {
                found.extend(lexicons.titles.wrong(line, at, &introduced));
            }
        }
        let Some(year) = year else { continue };
        let view = outdated::View {
            line,
            year,
            ahead: outline.is_ahead(line.number, year),
        };
        let titles = context.lexicons.map(|lexicons| &lexicons.titles);
        outdated::find(&view, &quoted, titles, &mut found);
        let Some(lexicons) = context.lexicons else {
            continue;
        };
        lexicons.lapsed.find(&view, &mut found);
        for at in &quoted {
            found.extend(lexicons.articles.find(&view, at));
        }
    }
    line::to_characters(text, &mut found);
    found
}
