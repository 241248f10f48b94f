//! A paragraph as a row of figures with the words around each.

use super::words;
use crate::{AuditFigure, Paragraph};

/// Most characters of context that are kept on one side of a figure.
const LONGEST_CONTEXT: usize = 48;

/// A figure and the words around it.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    /// Number of the figure in the review.
    pub index: usize,
    pub figure: &'a AuditFigure,
    /// Words between the last mark, or the figure before, and this one.
    pub before: String,
    /// Words between this figure and the next mark or figure.
    pub after: String,
    /// The mark in front of `before`; `'\0'` at the beginning, `'#'` where another figure stands there.
    pub opens: char,
    /// The mark behind `after`; `'\0'` at the end, `'#'` where another figure follows.
    pub closes: char,
    /// Everything since the figure before, marks included.
    pub gap: String,
    /// Number of the sentence, ended by 。！？.
    pub sentence: usize,
    /// Number of the part of a sentence, ended by ； or 。.
    pub part: usize,
    /// Number of the pair of brackets in which it stands.
    pub bracket: Option<usize>,
    /// Whether it tells a change (增加12件) and no level (增加到12件).
    pub change: bool,
    /// Whether it is an average.
    pub average: bool,
}

impl Item<'_> {
    /// Everything around the figure that belongs to it.
    pub fn label(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// Where the figure begins.
    pub fn start(&self) -> usize {
        self.figure.place.offset
    }

    pub fn says(&self, word: &str) -> bool {
        self.before.contains(word) || self.after.contains(word)
    }
}

/// A paragraph as a row of figures.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Number of the paragraph.
    pub paragraph: usize,
    pub chars: Vec<char>,
    /// Number of the sentence to which each character belongs.
    pub sentences: Vec<usize>,
    pub items: Vec<Item<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    /// Brackets around words that explain a word: 乡镇（街道）.
    Aside,
    Mark,
}

impl<'a> Line<'a> {
    /// The figures of a paragraph, numbered from `first` in the review.
    pub fn new(
        number: usize,
        paragraph: &Paragraph,
        figures: &'a [AuditFigure],
        first: usize,
    ) -> Self {
        let chars: Vec<char> = paragraph.text.chars().collect();
        let (classes, brackets) = classes(&chars, figures);
        let (sentences, parts) = sentences(&chars, &classes);
        let mut items: Vec<Item<'a>> = Vec::with_capacity(figures.len());
        for (at, figure) in figures.iter().enumerate() {
            let start = figure.place.offset;
            let behind = at.checked_sub(1).map_or(0, |at| figures[at].end);
            let ahead = figures
                .get(at + 1)
                .map_or(chars.len(), |next| next.place.offset);
            let (before, opens) = words_beside(&chars, &classes, (behind..start).rev(), at > 0);
            let (after, closes) =
                words_beside(&chars, &classes, figure.end..ahead, at + 1 < figures.len());
            let before: String = before.chars().rev().collect();
            items.push(Item {
                change: words::tells_change(&before, figure),
                average: words::tells_average(&before),
                index: first + at,
                figure,
                before,
                after,
                opens,
                closes,
                gap: chars[behind.min(start)..start].iter().collect(),
                sentence: sentences[start],
                part: parts[start],
                bracket: brackets[start],
            });
        }
        Self {
            paragraph: number,
            chars,
            sentences,
            items,
        }
    }

    pub fn text(&self, start: usize, end: usize) -> String {
        let end = end.min(self.chars.len());
        self.chars[start.min(end)..end].iter().collect()
    }

    /// The text from one item to another, words in front included.
    pub fn quote(&self, first: &Item, last: &Item) -> (usize, String) {
        let (first, last) = if first.start() <= last.start() {
            (first, last)
        } else {
            (last, first)
        };
        let words = first.before.chars().count().min(16);
        let start = first.start().saturating_sub(words);
        (start, self.text(start, last.figure.end))
    }
}

/// Words from one side of a figure up to a mark; the mark is `edge` where the other figure comes first.
fn words_beside(
    chars: &[char],
    classes: &[Class],
    range: impl Iterator<Item = usize>,
    bounded: bool,
) -> (String, char) {
    let mut words = String::new();
    for (length, at) in range.enumerate() {
        match classes[at] {
            Class::Mark => return (words, chars[at]),
            Class::Aside => {}
            Class::Word if length < LONGEST_CONTEXT => words.push(chars[at]),
            Class::Word => return (words, ' '),
        }
    }
    (words, if bounded { '#' } else { '\0' })
}

/// What each character is, and the pair of brackets in which it stands.
fn classes(chars: &[char], figures: &[AuditFigure]) -> (Vec<Class>, Vec<Option<usize>>) {
    let mut classes = vec![Class::Word; chars.len()];
    let mut brackets = vec![None; chars.len()];
    let mut counted = vec![false; chars.len() + 1];
    for figure in figures {
        counted[figure.place.offset.min(chars.len())] = true;
    }
    let mut open: Option<usize> = None;
    let mut quoted = 0_usize;
    let mut pairs = 0;
    for (at, c) in chars.iter().enumerate() {
        match c {
            '《' | '“' | '「' => quoted += 1,
            '》' | '”' | '」' => quoted = quoted.saturating_sub(1),
            '。' => quoted = 0,
            _ => {}
        }
        if matches!(c, '（' | '(') {
            open = Some(at);
            classes[at] = Class::Mark;
        } else if matches!(c, '）' | ')') {
            classes[at] = Class::Mark;
            if let Some(start) = open.take() {
                if counted[start..at].contains(&true) {
                    brackets[start..=at].fill(Some(pairs));
                    pairs += 1;
                } else {
                    classes[start..=at].fill(Class::Aside);
                }
            }
        } else if quoted == 0 && is_mark(*c) {
            classes[at] = Class::Mark;
        }
    }
    (classes, brackets)
}

pub(super) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '。' | '！' | '？' | '；' | ';' | '：' | ':' | '，' | ',' | '、'
    )
}

/// Number of the sentence and of the part of a sentence for each character.
fn sentences(chars: &[char], classes: &[Class]) -> (Vec<usize>, Vec<usize>) {
    let (mut sentence, mut part) = (0, 0);
    let (mut sentences, mut parts) = (Vec::new(), Vec::new());
    for (c, class) in chars.iter().zip(classes) {
        sentences.push(sentence);
        parts.push(part);
        if *class == Class::Mark {
            match c {
                '。' | '！' | '？' => {
                    sentence += 1;
                    part += 1;
                }
                '；' | ';' => part += 1,
                _ => {}
            }
        }
    }
    (sentences, parts)
}
