//! Words that lapsed with a reform: organs that were merged, conditions that a law dropped.

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;

use super::outdated::View;
use crate::{
    Finding, Kind,
    wording::words::{is_within, severity},
};

/// Words around the lapsed ones that speak of the past.
const PAST: &[&str] = &[
    "原",
    "曾",
    "改革前",
    "撤销",
    "划转",
    "并入",
    "更名",
    "取消",
    "不再",
    "不得要求",
    "删去",
    "删除",
    "废止",
];

/// Words that lapsed, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lapsed {
    automaton: Option<AhoCorasick>,
    entries: Vec<andu_rules::Lapsed>,
}

impl Lapsed {
    pub(crate) fn new(entries: &[andu_rules::Lapsed]) -> Self {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(entries.iter().map(|entry| &entry.words));
        Self {
            automaton: automaton.ok().filter(|_| !entries.is_empty()),
            entries: entries.to_vec(),
        }
    }

    /// Words of a line that had lapsed before the report's year began.
    pub(super) fn find(&self, view: &View<'_>, found: &mut Vec<Finding>) {
        let Ok(begins) = Date::new(view.year, 1, 1) else {
            return;
        };
        let hits = self
            .automaton
            .iter()
            .flat_map(|it| it.find_iter(view.line.text));
        for hit in hits {
            let entry = &self.entries[hit.pattern().as_usize()];
            let at = hit.range();
            let right = is_within(&entry.except, &entry.words, view.line, &at);
            if entry.since > begins || right || view.is_near(&at, PAST) {
                continue;
            }
            let message = format!(
                "“{}”已经过时：{}。请改用现行的说法。",
                entry.words, entry.why
            );
            let severity = severity(entry.weight);
            found.push(view.line.finding(Kind::Outdated, severity, at, message));
        }
    }
}
