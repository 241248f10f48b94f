//! Wrong words and inverted phrases, all looked for at once.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use andu_rules::{Weight, WrongWording};

use super::line::Line;
use crate::{Finding, Kind, Severity};

/// Wrong words, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    automaton: Option<AhoCorasick>,
    entries: Vec<WrongWording>,
}

impl Words {
    pub(crate) fn new(entries: &[WrongWording]) -> Self {
        // The longest of several that begin at one place says most.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(entries.iter().map(|entry| &entry.wrong))
            .ok();
        Self {
            automaton: automaton.filter(|_| !entries.is_empty()),
            entries: entries.to_vec(),
        }
    }

    /// Wrong words of a line.
    pub(super) fn find(&self, line: Line<'_>, found: &mut Vec<Finding>) {
        let Some(automaton) = &self.automaton else {
            return;
        };
        for hit in automaton.find_iter(line.text) {
            let entry = &self.entries[hit.pattern().as_usize()];
            let at = hit.range();
            if is_right(entry, line, &at) {
                continue;
            }
            let why = entry.why.as_ref().map(|why| format!("（{why}）"));
            let message = format!(
                "“{}”{}“{}”{}。请{}。",
                entry.wrong,
                match entry.weight {
                    Weight::Error => "应为",
                    Weight::Warning => "多半应为",
                    Weight::Note => "似应为",
                },
                entry.right,
                why.unwrap_or_default(),
                match entry.weight {
                    Weight::Error => "改正",
                    Weight::Warning | Weight::Note => "核对用词",
                },
            );
            found.push(line.finding(Kind::Wording, severity(entry.weight), at, message));
        }
    }
}

/// Whether wrong words are right where they stand.
fn is_right(entry: &WrongWording, line: Line<'_>, at: &Range<usize>) -> bool {
    if is_within(&entry.except, &entry.wrong, line, at) {
        return true;
    }
    let sentence = &line.text[line.sentence(at)];
    !entry.near.is_empty() && !entry.near.iter().any(|near| sentence.contains(near))
}

/// Whether some words stand where they do as part of one of the longer ones.
pub(crate) fn is_within(longer: &[String], words: &str, line: Line<'_>, at: &Range<usize>) -> bool {
    longer.iter().any(|longer| {
        longer.match_indices(words).any(|(before, _)| {
            let start = at.start.checked_sub(before);
            let held = start.and_then(|start| line.text.get(start..));
            held.is_some_and(|held| held.starts_with(longer.as_str()))
        })
    })
}

/// How grave a finding of some weight is.
pub(crate) fn severity(weight: Weight) -> Severity {
    match weight {
        Weight::Error => Severity::Error,
        Weight::Warning => Severity::Warning,
        Weight::Note => Severity::Note,
    }
}
