//! Marks of classified papers (密级标志): finds them before anything of a text is stored.

use std::ops::Range;

use regex::Regex;

use super::{Lexicons, Mark, MarkLevel, fold::Folded, pattern};

/// Bytes that are folded at a time; lines are not cut unless one is longer.
const PIECE: usize = 64 * 1024;
/// A longer line is cut with so much of it read twice, so that a mark on the seam is seen.
const SEAM: usize = 512;
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
    /// Whatever any mark could be; most pieces of text are through with this one.
    any: Option<Regex>,
    rules: Vec<Compiled>,
}

#[derive(Debug, Clone)]
struct Compiled {
    label: String,
    level: MarkLevel,
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
        let classes = &lexicons.classes;
        let sources: Vec<String> = lexicons
            .marks
            .iter()
            .filter_map(|mark| pattern::expand(&mark.pattern, classes).ok())
            .map(|source| format!("(?:{source})"))
            .collect();
        ClassifiedMarks {
            any: pattern::compile(&sources.join("|")).ok(),
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
        if !self.any.as_ref()?.is_match(&folded.text) {
            return None;
        }
        let hits = self.rules.iter().filter_map(|rule| {
            let found = rule
                .pattern
                .find_iter(&folded.text)
                .map(|found| found.range())
                .find(|found| !found.is_empty() && rule.means_it(&folded.text, found))?;
            let offset = folded.origin(found.start);
            let last = folded.text[found.clone()].char_indices().next_back()?.0;
            let last = folded.origin(found.start + last);
            let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
            Some(Hit {
                mark: text[offset..end].to_owned(),
                offset,
                label: rule.label.clone(),
                level: rule.level,
            })
        });
        hits.min_by_key(|hit| (hit.level, hit.offset))
    }
}

impl Compiled {
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
