//! One paragraph with its number, and how a finding at some of its bytes is made.

use std::ops::Range;

use crate::{Finding, Kind, Paragraph, Place, Severity, Text};

/// So many bytes before and after some words are their sentence at most, so that a text without points costs no more than another.
const LONGEST_SENTENCE: usize = 1_200;

/// One paragraph with its number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'t> {
    /// Number of the paragraph in the text.
    pub(crate) number: usize,
    /// What it says.
    pub(crate) text: &'t str,
}

/// The paragraphs of a text with their numbers.
pub(crate) fn lines(text: &Text) -> impl Iterator<Item = (Line<'_>, &Paragraph)> {
    text.paragraphs
        .iter()
        .enumerate()
        .map(|(number, paragraph)| {
            let line = Line {
                number,
                text: &paragraph.text,
            };
            (line, paragraph)
        })
}

impl<'t> Line<'t> {
    /// A finding about some bytes of the line; its offset is a byte until [`to_characters`] makes it a character.
    pub(crate) fn finding(
        &self,
        kind: Kind,
        severity: Severity,
        at: Range<usize>,
        message: String,
    ) -> Finding {
        let place = Place {
            paragraph: self.number,
            offset: at.start,
        };
        Finding::new(kind, severity, place, &self.text[at], message)
    }

    /// The sentence in which a byte stands, ended by 。！？ or the paragraph.
    pub(crate) fn sentence(&self, at: &Range<usize>) -> Range<usize> {
        let ends = |c: char| matches!(c, '。' | '！' | '？' | '\n');
        let least = self
            .text
            .floor_char_boundary(at.start.saturating_sub(LONGEST_SENTENCE));
        let before = &self.text[least..at.start];
        let start = before
            .char_indices()
            .rev()
            .find(|(_, c)| ends(*c))
            .map_or(least, |(byte, c)| least + byte + c.len_utf8());
        let most = self
            .text
            .ceil_char_boundary((at.end + LONGEST_SENTENCE).min(self.text.len()));
        let after = &self.text[at.end..most];
        let end = after.find(ends).map_or(most, |to| at.end + to);
        start..end
    }

    /// The character before a byte.
    pub(crate) fn before(&self, byte: usize) -> Option<char> {
        self.text[..byte].chars().next_back()
    }

    /// The character from a byte on.
    pub(crate) fn after(&self, byte: usize) -> Option<char> {
        self.text[byte..].chars().next()
    }

    /// At most so many characters before a byte.
    pub(crate) fn back(&self, byte: usize, most: usize) -> &'t str {
        let before = &self.text[..byte];
        let start = before.char_indices().rev().take(most).last();
        &before[start.map_or(byte, |(start, _)| start)..]
    }
}

/// Puts findings in the order of the text, and turns their offsets from bytes into characters in one pass over it.
pub(crate) fn to_characters(text: &Text, found: &mut [Finding]) {
    found.sort_by_key(|finding| finding.place);
    let mut paragraph = usize::MAX;
    let (mut byte, mut characters) = (0, 0);
    for finding in found {
        let place = &mut finding.place;
        if place.paragraph != paragraph {
            (paragraph, byte, characters) = (place.paragraph, 0, 0);
        }
        let line = &text.paragraphs[paragraph].text;
        characters += line[byte..place.offset].chars().count();
        byte = place.offset;
        place.offset = characters;
    }
}

/// Whether a paragraph is a cell of a table, or a row of cells parted by tabs.
pub(crate) fn is_cell(paragraph: &Paragraph) -> bool {
    paragraph.table.is_some() || paragraph.text.contains('\t')
}

/// A Chinese character.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}
