//! The text of a paper with its findings marked in it.

use andu_office::audit::{Audited, Finding};

use super::audit::class;

/// A longer paper shows only the paragraphs with findings.
const MOST_PARAGRAPHS: usize = 3_000;

/// The paragraphs that are shown.
pub(crate) struct Shown {
    pub paragraphs: Vec<ParagraphShown>,
    /// Paragraphs that are left out because nothing was found in them.
    pub left_out: usize,
}

/// A paragraph, cut where marks begin and end.
pub(crate) struct ParagraphShown {
    pub heading: bool,
    pub row: bool,
    pub pieces: Vec<Piece>,
}

/// A stretch of text, marked or not.
pub(crate) struct Piece {
    pub text: String,
    pub class: &'static str,
    /// Numbers of the findings that begin with it.
    pub numbers: Vec<usize>,
}

/// Marks the findings of a paper in its text.
pub(crate) fn marked(audited: &Audited) -> Shown {
    let paragraphs = &audited.text.paragraphs;
    let mut of: Vec<Vec<(usize, &Finding)>> = vec![Vec::new(); paragraphs.len()];
    for (number, finding) in (1..).zip(&audited.review.findings) {
        if let Some(own) = of.get_mut(finding.place.paragraph) {
            own.push((number, finding));
        }
    }
    let short = paragraphs.len() > MOST_PARAGRAPHS;
    let shown: Vec<ParagraphShown> = paragraphs
        .iter()
        .zip(&of)
        .filter(|(_, findings)| !short || !findings.is_empty())
        .take(MOST_PARAGRAPHS)
        .map(|(paragraph, findings)| ParagraphShown {
            heading: paragraph.heading.is_some(),
            row: paragraph.table.is_some(),
            pieces: pieces(&paragraph.text, findings),
        })
        .collect();
    Shown {
        left_out: paragraphs.len() - shown.len(),
        paragraphs: shown,
    }
}

/// Cuts a paragraph. Where marks overlap, the first goes to its end and the others are named beside it.
fn pieces(text: &str, findings: &[(usize, &Finding)]) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    let cut = |from: usize, to: usize| -> String {
        let text: String = characters[from.min(characters.len())..to.min(characters.len())]
            .iter()
            .collect();
        text.replace('\t', "　｜　")
    };
    for (number, finding) in findings {
        let start = finding.place.offset.min(characters.len());
        let end = (start + finding.text.chars().count()).min(characters.len());
        if let Some(last) = pieces.last_mut()
            && start < at
        {
            last.numbers.push(*number);
            continue;
        }
        if start > at {
            pieces.push(Piece {
                text: cut(at, start),
                class: "",
                numbers: Vec::new(),
            });
        }
        pieces.push(Piece {
            text: cut(start, end),
            class: class(finding.severity),
            numbers: vec![*number],
        });
        at = end;
    }
    if at < characters.len() {
        pieces.push(Piece {
            text: cut(at, characters.len()),
            class: "",
            numbers: Vec::new(),
        });
    }
    pieces
}
