//! Answers of a person, laid over scheme or proposal; and what has to be asked.

use std::collections::BTreeMap;

use andu_sheets::{FaultKind, ListFound, Target, normalise};

use super::rows::ReadRow;
use super::scheme::{Scheme, SchemeList};
use super::{ImportError, ImportReport, Question};

/// Answers of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Name of a unit as written → its name.
    pub units: BTreeMap<String, String>,
    /// Item → heading of the column that fills it.
    pub columns: Vec<(String, String)>,
    /// Item → value for every row.
    pub values: Vec<(String, String)>,
    /// Item, word as written, choice that it means; a blank choice says that it means nothing.
    pub choices: Vec<(String, String, String)>,
    /// Headings that are left out.
    pub ignored: Vec<String>,
    /// Items that tell one record from another.
    pub key: Vec<String>,
    /// Name of a sheet → first and last row of its heading, from 1, where the program takes others for it.
    pub headings: BTreeMap<String, (u32, u32)>,
    /// The year for days that are written without one.
    pub year: Option<i16>,
    /// The day that stands for a month.
    pub month_day: Option<u8>,
    /// Days without a year that would lie before the record begins are of the next year.
    pub cross_year: bool,
}

/// Rows of a heading as somebody writes them, from 1: `3`, `3-4`. A heading has at most four.
pub fn heading_rows(text: &str) -> Option<(u32, u32)> {
    let text = text.trim();
    let parts = text.split_once(['-', '至', '~', '－', '—']);
    let (first, last) = parts.unwrap_or((text, text));
    let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first >= 1 && first <= last && last - first < 4).then_some((first, last))
}

impl Answers {
    /// Lays the answers over a list of a scheme. Items that this list does not have are left for others.
    pub(super) fn lay(
        &self,
        list: &mut SchemeList,
        found: &ListFound,
        targets: &[Target],
        used: &mut [bool],
    ) {
        let mapping = &mut list.mapping;
        mapping.units.extend(self.units.clone());
        mapping.default_year = self.year.or(mapping.default_year);
        mapping.month_day = self.month_day.or(mapping.month_day);
        mapping.cross_year |= self.cross_year;
        for heading in &self.ignored {
            mapping.columns.remove(heading);
            mapping.ignored.insert(heading.clone());
        }
        let mut at = 0;
        let mut find = |item: &str, used: &mut [bool]| {
            let found = key_of(targets, item);
            if found.is_some()
                && let Some(used) = used.get_mut(at)
            {
                *used = true;
            }
            at += 1;
            found
        };
        for (item, heading) in &self.columns {
            let Some(key) = find(item, used) else {
                continue;
            };
            // Of two lists, only the one that has the column is meant.
            let wanted = normalise(heading);
            let named = found
                .columns
                .iter()
                .find(|column| normalise(&column.heading) == wanted);
            let Some(heading) = named.map(|column| &column.heading) else {
                continue;
            };
            match mapping
                .columns
                .get(heading)
                .is_some_and(|known| *known != key)
            {
                // The column says something else already: it says both.
                true => mapping.copies.insert(key, heading.clone()),
                false => {
                    mapping.columns.retain(|_, known| *known != key);
                    mapping.columns.insert(heading.clone(), key)
                }
            };
        }
        for (item, value) in &self.values {
            if let Some(key) = find(item, used) {
                mapping.constants.insert(key, value.clone());
            }
        }
        for (item, word, choice) in &self.choices {
            if let Some(key) = find(item, used) {
                mapping
                    .choices
                    .entry(key)
                    .or_default()
                    .insert(word.clone(), choice.clone());
            }
        }
        let key: Vec<String> = self
            .key
            .iter()
            .filter_map(|item| find(item, used))
            .collect();
        if !key.is_empty() {
            mapping.key = key;
        }
    }

    /// How many items are named, in the order in which [`Answers::lay`] looks for them.
    pub(super) fn items(&self) -> Vec<&str> {
        let columns = self.columns.iter().map(|(item, _)| item.as_str());
        let values = self.values.iter().map(|(item, _)| item.as_str());
        let choices = self.choices.iter().map(|(item, ..)| item.as_str());
        columns
            .chain(values)
            .chain(choices)
            .chain(self.key.iter().map(String::as_str))
            .collect()
    }

    /// Refuses items that no list has.
    pub(super) fn check(&self, used: &[bool]) -> Result<(), ImportError> {
        let unknown = self.items().into_iter().zip(used).find(|(_, used)| !**used);
        match unknown {
            None => Ok(()),
            Some((item, _)) => Err(ImportError::Answer {
                given: item.to_owned(),
                why: "所导入的台账对应的程序中没有这个项目。请用“andu rules show 程序”查看项目名称"
                    .to_owned(),
            }),
        }
    }
}

/// The key of the target that an item names, by key or label.
pub fn key_of(targets: &[Target], item: &str) -> Option<String> {
    let by_key = targets.iter().find(|target| target.key == item);
    let by_label = || {
        targets
            .iter()
            .find(|target| target.label == item && target.list.is_none())
    };
    by_key.or_else(by_label).map(|target| target.key.clone())
}

/// Puts labels in a scheme's place of keys right.
pub fn resolve(scheme: &mut Scheme, targets: impl Fn(&str) -> Vec<Target>) {
    for list in &mut scheme.list {
        let targets = targets(&list.procedure);
        let right = |to: &str| {
            let (key, choice) = to
                .split_once('=')
                .map_or((to, None), |(key, choice)| (key, Some(choice)));
            let key = key_of(&targets, key).unwrap_or_else(|| key.to_owned());
            choice.map_or(key.clone(), |choice| format!("{key}={choice}"))
        };
        let mapping = &mut list.mapping;
        mapping.columns.values_mut().for_each(|to| *to = right(to));
        mapping.rest.values_mut().for_each(|to| *to = right(to));
        mapping.key.iter_mut().for_each(|to| *to = right(to));
        let moved = |from: &mut BTreeMap<String, String>| {
            *from = std::mem::take(from)
                .into_iter()
                .map(|(key, value)| (right(&key), value))
                .collect();
        };
        moved(&mut mapping.constants);
        moved(&mut mapping.copies);
        let choices = std::mem::take(&mut mapping.choices).into_iter();
        mapping.choices = choices.map(|(key, words)| (right(&key), words)).collect();
    }
}

/// What has to be asked: each unknown word once, the most frequent first.
pub fn questions(rows: &[ReadRow], report: &mut ImportReport) {
    let mut asked: BTreeMap<(String, String, String), (Vec<String>, usize)> = BTreeMap::new();
    for fault in rows.iter().flat_map(|row| &row.faults) {
        let (kind, text, near) = match &fault.kind {
            FaultKind::UnitUnknown { name, near } | FaultKind::UnitUnclear { name, near } => {
                ("unit", name.clone(), near)
            }
            FaultKind::Choice { labels } | FaultKind::ChoiceUnclear { labels } => {
                ("choice", fault.text.clone(), labels)
            }
            _ => continue,
        };
        let key = (kind.to_owned(), fault.label.clone(), text);
        let entry = asked.entry(key).or_insert_with(|| (near.clone(), 0));
        entry.1 += 1;
    }
    let question = |((kind, label, text), (candidates, rows))| Question {
        kind,
        label,
        text,
        candidates,
        rows,
    };
    report.questions = asked.into_iter().map(question).collect();
    report
        .questions
        .sort_by_key(|question| std::cmp::Reverse(question.rows));
}
