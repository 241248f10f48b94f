//! Marks of classified papers (密级标志): finds them before anything of a text is stored.

use std::ops::Range;

use regex::Regex;

use super::{Lexicons, Mark, MarkLevel, fold::Folded, pattern};

/// Bytes that are folded at a time; lines are not cut unless one is longer.
const PIECE: usize = 64 * 1024;
/// A longer line is cut with so much of it read twice, so that a mark on the seam is seen.
const SEAM: usize = 512;
/// Bytes before and after a sign that are looked at for the mark of which it is part.
const AROUND: usize = 360;
/// Characters before and after a mark that are looked at to tell talk of marks from a mark.
const WINDOW: usize = 48;

/// The marks of classified papers, ready to be looked for.
///
/// ```
/// # let file = r#"
/// # [[class]]
/// # id = "grade"
/// # words = ["绝密", "机密", "秘密"]
/// # [[mark]]
/// # id = "star"
/// # label = "密级标志"
/// # level = "secret"
/// # has = ["密"]
/// # pattern = "{grade}★"
/// # "#;
/// # let layer = andu_rules::Layer { name: "cn".into(), files: vec![andu_rules::SourceFile {
/// #     path: "lexicons/classified-marks.toml".into(), text: file.into() }] };
/// # let (pack, _) = andu_rules::load(&[layer]);
/// let marks = andu_rules::ClassifiedMarks::new(&pack.lexicons);
/// let hit = marks.scan("秘 密☆１年\n关于某事项的报告").unwrap();
/// assert_eq!((hit.mark.as_str(), hit.offset), ("秘 密☆", 0));
/// assert!(marks.scan("发布前依法进行保密审查。").is_none());
/// ```
#[derive(Debug, Clone)]
pub struct ClassifiedMarks {
    /// Words without which there is no mark; most pieces of text are through with this one.
    signs: Option<Regex>,
    rules: Vec<Compiled>,
}

#[derive(Debug, Clone)]
struct Compiled {
    label: String,
    level: MarkLevel,
    has: Vec<String>,
    pattern: Regex,
    not_after: Option<Regex>,
    not_before: Option<Regex>,
    unless: Option<Regex>,
}

/// A mark that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The mark as it is written.
    pub mark: String,
    /// Byte of the text at which it begins.
    pub offset: usize,
    /// What kind of mark it is, such as 密级和保密期限.
    pub label: String,
    /// What the mark means for the paper.
    pub level: MarkLevel,
}

impl ClassifiedMarks {
    /// Makes the marks of a pack ready. What the pack's diagnostics call unreadable is left out.
    pub fn new(lexicons: &Lexicons) -> ClassifiedMarks {
        let signs: Vec<String> = lexicons
            .marks
            .iter()
            .flat_map(|mark| &mark.has)
            .map(|sign| regex::escape(sign))
            .collect();
        ClassifiedMarks {
            signs: pattern::compile(&signs.join("|")).ok(),
            rules: lexicons
                .marks
                .iter()
                .filter_map(|mark| compiled(mark, lexicons))
                .collect(),
        }
    }

    /// Whether there is no mark to look for; then a scan says nothing of a text, and nothing may be stored on its word.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The first mark of a text, in time linear in its length.
    ///
    /// A mark means that the paper must not be kept, shown or logged: only that there was one, and when. Text of several parts (body,
    /// headers, cells) may be joined by line breaks and tabs; a tab ends a cell as a line break ends a line.
    pub fn scan(&self, text: &str) -> Option<Hit> {
        let mut folded = Folded::default();
        let mut start = 0;
        while start < text.len() {
            let end = piece_end(text, start);
            folded.fill(&text[start..end], start);
            let hit = self.first(&folded, text);
            if hit.is_some() {
                return hit;
            }
            let cut = end < text.len() && !text[..end].ends_with('\n');
            start = if cut {
                text.floor_char_boundary(end - SEAM)
            } else {
                end
            };
        }
        None
    }

    fn first(&self, folded: &Folded, text: &str) -> Option<Hit> {
        let windows = windows(&folded.text, self.signs.as_ref()?);
        let hits = windows.into_iter().filter_map(|window| {
            let hits = self
                .rules
                .iter()
                .filter_map(|rule| rule.hit(folded, &window, text));
            hits.min_by_key(|hit| (hit.level, hit.offset))
        });
        hits.min_by_key(|hit| (hit.level, hit.offset))
    }
}

/// The stretches around signs, in order and apart from each other.
fn windows(text: &str, signs: &Regex) -> Vec<Range<usize>> {
    let mut windows: Vec<Range<usize>> = Vec::new();
    for sign in signs.find_iter(text) {
        let start = text.floor_char_boundary(sign.start().saturating_sub(AROUND));
        let end = text.ceil_char_boundary((sign.end() + AROUND).min(text.len()));
        match windows.last_mut() {
            Some(last) if last.end >= start && last.len() < PIECE => last.end = end,
            _ => windows.push(start..end),
        }
    }
    windows
}

impl Compiled {
    /// The first place in a stretch at which this mark stands and is meant.
    fn hit(&self, folded: &Folded, window: &Range<usize>, text: &str) -> Option<Hit> {
        let stretch = &folded.text[window.clone()];
        if !self.has.iter().any(|sign| stretch.contains(sign.as_str())) {
            return None;
        }
        let haystack = &folded.text[..window.end];
        let ends_line = |at: usize| folded.text[at..].chars().next().is_none_or(|c| c == '\n');
        let mut from = window.start;
        while let Some(found) = self.pattern.find_at(haystack, from) {
            // The end of a stretch is not the end of a line.
            let cut = found.end() == window.end && !ends_line(window.end);
            if !found.is_empty() && !cut && self.means_it(&folded.text, &found.range()) {
                return Some(self.told(folded, &found.range(), text));
            }
            from = found.end().max(found.start() + 1);
            from = haystack.ceil_char_boundary(from);
        }
        None
    }

    fn told(&self, folded: &Folded, found: &Range<usize>, text: &str) -> Hit {
        let offset = folded.origin(found.start);
        let last = folded.text[found.clone()].char_indices().next_back();
        let last = folded.origin(found.start + last.map_or(0, |(last, _)| last));
        let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
        Hit {
            mark: text[offset..end].to_owned(),
            offset,
            label: self.label.clone(),
            level: self.level,
        }
    }

    /// Whether the words around a mark leave it a mark.
    fn means_it(&self, text: &str, found: &Range<usize>) -> bool {
        let (before, after) = around(text, found);
        let is = |pattern: &Option<Regex>, text: &str| {
            pattern
                .as_ref()
                .is_some_and(|pattern| pattern.is_match(text))
        };
        !(is(&self.not_after, before)
            || is(&self.not_before, after)
            || is(
                &self.unless,
                &text[found.start - before.len()..found.end + after.len()],
            ))
    }
}

fn compiled(mark: &Mark, lexicons: &Lexicons) -> Option<Compiled> {
    let classes = &lexicons.classes;
    let ready = |source: &Option<String>, before: &str, after: &str| {
        let source = source.as_ref()?;
        let source = pattern::expand(source, classes).ok()?;
        pattern::compile(&format!("{before}(?:{source}){after}")).ok()
    };
    Some(Compiled {
        label: mark.label.clone(),
        level: mark.level,
        has: mark.has.clone(),
        pattern: pattern::compile(&pattern::expand(&mark.pattern, classes).ok()?).ok()?,
        not_after: ready(&mark.not_after, "", "$"),
        not_before: ready(&mark.not_before, "^", ""),
        unless: ready(&mark.unless, "", ""),
    })
}

/// What stands on the same line before and after a mark, at most [`WINDOW`] characters each.
fn around<'t>(text: &'t str, found: &Range<usize>) -> (&'t str, &'t str) {
    let before = &text[..found.start];
    let start = before
        .char_indices()
        .rev()
        .take(WINDOW)
        .take_while(|(_, c)| *c != '\n')
        .last()
        .map_or(before.len(), |(at, _)| at);
    let after = &text[found.end..];
    let end = after
        .char_indices()
        .take(WINDOW)
        .take_while(|(_, c)| *c != '\n')
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    (&before[start..], &after[..end])
}

/// Where the piece that begins at `start` ends: after a line, or within a line that is too long.
fn piece_end(text: &str, start: usize) -> usize {
    let least = text.ceil_char_boundary(start + PIECE);
    if least >= text.len() {
        return text.len();
    }
    let most = text.floor_char_boundary((least + PIECE).min(text.len()));
    text[least..most]
        .find('\n')
        .map_or(most, |newline| least + newline + 1)
}
