//! What a text states of its figures, and whether it is so.
//!
//! [`line`] lays out a paragraph as a row of figures with the words around each; [`sum`], [`rate`], [`average`], [`claim`], [`change`] and
//! [`repeat`] each look for one kind of statement; [`number`] does the arithmetic, exactly.

mod average;
mod change;
mod claim;
mod line;
mod number;
mod rate;
mod repeat;
mod sum;
mod verdict;
mod words;

use crate::{AuditFigure, Context, Finding, Paragraph, Relation, Text};
use line::Line;
use verdict::Verdict;

/// Every statement that can be tested, and a finding for each that does not hold.
pub(crate) fn find(
    text: &Text,
    context: &Context,
    figures: &[AuditFigure],
) -> (Vec<Relation>, Vec<Finding>) {
    let lines = lines(text, figures);
    let mut verdicts: Vec<Verdict> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        sum::find(line, &mut verdicts);
        rate::find(line, &mut verdicts);
        average::find(line, context.year, &mut verdicts);
        claim::find(line, &lines[at + 1..], &mut verdicts);
        change::find(line, context.year, &mut verdicts);
    }
    repeat::find(text, &lines, context.year, &mut verdicts);
    let mut relations = Vec::new();
    let mut findings = Vec::new();
    for verdict in verdicts {
        let (relation, finding) = verdict.split();
        relations.push(relation);
        findings.extend(finding);
    }
    (relations, findings)
}

/// The paragraphs that hold figures.
fn lines<'a>(text: &Text, figures: &'a [AuditFigure]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut first = 0;
    while let Some(figure) = figures.get(first) {
        let number = figure.place.paragraph;
        let count = figures[first..]
            .iter()
            .take_while(|figure| figure.place.paragraph == number)
            .count();
        let Some(paragraph) = text.paragraphs.get(number) else {
            break;
        };
        if is_running(paragraph) {
            lines.push(Line::new(
                number,
                paragraph,
                &figures[first..first + count],
                first,
            ));
        }
        first += count;
    }
    lines
}

/// Whether a paragraph is running text; in tables that only lay out a page, cells are.
fn is_running(paragraph: &Paragraph) -> bool {
    let sentences = paragraph.text.contains(['，', '。', '；']) && !paragraph.text.contains('\t');
    paragraph.table.is_none() || sentences
}
