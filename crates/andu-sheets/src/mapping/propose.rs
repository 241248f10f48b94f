//! Proposes which column is which target, with reasons.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::Sheet;
use crate::convert::{Context, UnitMatch, match_unit, split};
use crate::list::{Column, ListFound};

use super::score::{Pair, is_dated, pairs};
use super::similar::{normalise, stem};
use super::ticks::{self, ticked};
use super::{Kind, Mapping, SECTION_HEADING, SHEET_HEADING, Target};

/// A column is proposed for a target from this confidence on.
const LEAST_CONFIDENCE: u32 = 58;

/// Words that say that a column tells what a record is about.
const SUBJECT_WORDS: &[&str] = &[
    "标题", "题目", "案由", "摘要", "名称", "事项", "主题", "内容",
];

/// With more targets for units than these, the one that is left over says nothing.
const MOST_UNIT_TARGETS: usize = 3;

/// A proposed mapping, with what a person needs to correct it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The mapping.
    pub mapping: Mapping,
    /// Every column of the list, from the left.
    pub columns: Vec<Proposed>,
    /// Required targets that no column fills.
    pub missing: Vec<String>,
}

/// What is proposed for one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// Its heading.
    pub heading: String,
    /// The target, or `target=choice` for a column of ticks; `None` leaves the column out.
    pub target: Option<String>,
    /// 0–100.
    pub confidence: u32,
    /// Why, in Chinese.
    pub why: String,
    /// Other targets that it might be, the likeliest first, with their confidence.
    pub others: Vec<(String, u32)>,
}

/// What was chosen for a column.
#[derive(Debug, Clone)]
struct Choice {
    to: String,
    score: u32,
    why: String,
    /// The column is called just as the target is, so nothing else may take it.
    same: bool,
}

/// Proposes a mapping for a list.
pub fn propose(
    sheet: &Sheet,
    list: &ListFound,
    targets: &[Target],
    context: &Context<'_>,
) -> Proposal {
    let context = Context {
        year: list.year.as_ref().map(|hint| hint.year).or(context.year),
        month: list.month.or(context.month),
        ..context.clone()
    };
    let ticks = ticked(sheet, list, targets);
    let pairs = pairs(sheet, list, targets, &context);
    let mut choosing = Choosing {
        sheet,
        list,
        targets,
        pairs,
        chosen: BTreeMap::new(),
        taken: BTreeSet::new(),
    };
    for ticks::Tick {
        column,
        target,
        choice,
        score,
    } in ticks
    {
        choosing.taken.insert(target);
        let why = format!("打勾即为“{choice}”（{}）", targets[target].label);
        let to = format!("{}={choice}", targets[target].key);
        let choice = Choice {
            to,
            score,
            why,
            same: false,
        };
        choosing.chosen.insert(column, choice);
    }
    choosing.best();
    choosing.rescue();
    choosing.siblings();
    choosing.last_unit();
    choosing.proposal(&context)
}

struct Choosing<'a> {
    sheet: &'a Sheet,
    list: &'a ListFound,
    targets: &'a [Target],
    pairs: Vec<Pair>,
    chosen: BTreeMap<usize, Choice>,
    taken: BTreeSet<usize>,
}

impl Choosing<'_> {
    fn choose(&mut self, column: usize, target: usize, score: u32, why: String) {
        self.taken.insert(target);
        let mut pairs = self.pairs.iter();
        let same = pairs.any(|pair| pair.same && (pair.column, pair.target) == (column, target));
        let choice = Choice {
            to: self.targets[target].key.clone(),
            score,
            why,
            same,
        };
        self.chosen.insert(column, choice);
    }

    /// The likeliest pairs first; a column and a target go together once.
    fn best(&mut self) {
        let good: Vec<(usize, usize, u32, String)> = self
            .pairs
            .iter()
            .filter(|pair| pair.score >= LEAST_CONFIDENCE)
            .map(|pair| (pair.column, pair.target, pair.score, pair.why.clone()))
            .collect();
        for (column, target, score, why) in good {
            if !self.chosen.contains_key(&column) && !self.taken.contains(&target) {
                self.choose(column, target, score, why);
            }
        }
    }

    /// What a record cannot do without gets its column from a target that it can do without.
    fn rescue(&mut self) {
        let needed = self
            .targets
            .iter()
            .enumerate()
            .filter(|(_, target)| target.required || target.subject || target.identifies);
        let needed: Vec<usize> = needed.map(|(index, _)| index).collect();
        for target in needed {
            if self.taken.contains(&target) {
                continue;
            }
            // A number that a record can do without takes no column that is called after another item.
            let wanted = &self.targets[target];
            let free = wanted.required || wanted.subject;
            let optional = |choice: Option<&Choice>| {
                choice.is_none_or(|choice| {
                    let holder = self.targets.iter().find(|target| target.key == choice.to);
                    holder.is_some_and(|holder| {
                        (free || !choice.same)
                            && !holder.required
                            && !holder.subject
                            && !holder.identifies
                            && holder.list.is_none()
                    })
                })
            };
            let mut columns = self
                .pairs
                .iter()
                .filter(|pair| pair.target == target && pair.score >= LEAST_CONFIDENCE);
            let found = columns.find(|pair| optional(self.chosen.get(&pair.column)));
            let found = found.map(|pair| (pair.column, pair.score, pair.why.clone()));
            let found = found.or_else(|| self.stand_in(target, &optional));
            let Some((column, score, why)) = found else {
                continue;
            };
            // The target that held the column is free again.
            if let Some(choice) = self.chosen.get(&column) {
                let freed = self
                    .targets
                    .iter()
                    .position(|target| target.key == choice.to);
                self.taken.remove(&freed.unwrap_or(usize::MAX));
            }
            self.choose(column, target, score, why);
        }
    }

    /// A column that can only be meant for a target, though it is called otherwise.
    fn stand_in(
        &self,
        target: usize,
        optional: &dyn Fn(Option<&Choice>) -> bool,
    ) -> Option<(usize, u32, String)> {
        let wanted = &self.targets[target];
        let free = self
            .list
            .columns
            .iter()
            .enumerate()
            .filter(|(index, column)| {
                optional(self.chosen.get(index)) && Some(column.column) != self.list.serial
            });
        let free: Vec<(usize, &Column)> = free.collect();
        if wanted.subject {
            let tells = |column: &Column, word: &str| {
                let last = normalise(column.levels.last().map_or("", String::as_str));
                last.ends_with(word)
                    && !last.contains("姓名")
                    && !is_dated(self.sheet, self.list, column)
            };
            let mut found = SUBJECT_WORDS
                .iter()
                .filter_map(|word| free.iter().find(|(_, column)| tells(column, word)));
            return found
                .next()
                .map(|(index, _)| (*index, 60, format!("写明办的是什么事（{}）", wanted.label)));
        }
        if wanted.identifies && wanted.kind == Kind::Text {
            let found = free.iter().find(|(_, column)| {
                let last = normalise(column.levels.last().map_or("", String::as_str));
                let number =
                    last.ends_with("编号") || (last.ends_with('号') && !last.ends_with("文号"));
                number && !last.contains("证") && !last.contains("电话")
            });
            return found
                .map(|(index, _)| (*index, 62, format!("唯一的编号列（{}）", wanted.label)));
        }
        None
    }

    /// One column of units and one target for units are left: they belong together.
    fn last_unit(&mut self) {
        let of_units = |target: &Target| {
            matches!(target.kind, Kind::Unit | Kind::Units) && target.list.is_none()
        };
        let all: Vec<usize> = (0..self.targets.len())
            .filter(|index| of_units(&self.targets[*index]))
            .collect();
        let targets: Vec<usize> = all
            .iter()
            .copied()
            .filter(|index| !self.taken.contains(index))
            .collect();
        if all.len() > MOST_UNIT_TARGETS {
            return;
        }
        let columns: Vec<usize> = (0..self.list.columns.len())
            .filter(|index| {
                let column = &self.list.columns[*index];
                let words = ["单位", "科室", "部门", "机构", "镇街", "乡镇"];
                !self.chosen.contains_key(index)
                    && words.iter().any(|word| column.heading.contains(word))
            })
            .collect();
        if let ([target], [column]) = (targets.as_slice(), columns.as_slice()) {
            let why = format!("唯一未对应的单位列（{}）", self.targets[*target].label);
            self.choose(*column, *target, LEAST_CONFIDENCE, why);
        }
    }

    /// 会办1 and 会办2 fill one target that takes several.
    fn siblings(&mut self) {
        let plain = |index: usize| {
            let heading = normalise(&self.list.columns[index].heading);
            heading
                .trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五#".contains(c))
                .to_owned()
        };
        let several: Vec<(usize, Choice)> = self
            .chosen
            .iter()
            .filter(|(_, choice)| {
                let target = self.targets.iter().find(|target| target.key == choice.to);
                target.is_some_and(|target| matches!(target.kind, Kind::Units | Kind::List))
            })
            .map(|(column, choice)| (*column, choice.clone()))
            .collect();
        for (column, choice) in several {
            for other in 0..self.list.columns.len() {
                let free = self
                    .chosen
                    .get(&other)
                    .is_none_or(|choice| choice.score < 90);
                if other != column
                    && free
                    && plain(other) == plain(column)
                    && plain(other) != normalise(&self.list.columns[other].heading)
                {
                    self.chosen.insert(other, choice.clone());
                }
            }
        }
    }

    fn proposal(mut self, context: &Context<'_>) -> Proposal {
        let mut mapping = Mapping::default();
        let mut columns = Vec::new();
        for (index, column) in self.list.columns.iter().enumerate() {
            let choice = self.chosen.get(&index);
            if let Some(choice) = choice {
                mapping
                    .columns
                    .insert(column.heading.clone(), choice.to.clone());
            }
            let others = self.pairs.iter().filter(|pair| pair.column == index);
            let others = others.map(|pair| (self.targets[pair.target].key.clone(), pair.score));
            columns.push(Proposed {
                heading: column.heading.clone(),
                target: choice.map(|choice| choice.to.clone()),
                confidence: choice.map_or(0, |choice| choice.score),
                why: match choice {
                    Some(choice) => choice.why.clone(),
                    None if Some(column.column) == self.list.serial => "序号，不导入".to_owned(),
                    None => "没有相近的项目".to_owned(),
                },
                others: others
                    .filter(|(key, _)| choice.is_none_or(|choice| choice.to != *key))
                    .take(3)
                    .collect(),
            });
        }
        self.names_fill(context, &mut mapping);
        mapping.fill_down = fill_down(self.sheet, self.list, self.targets, &mapping);
        mapping.rest = rest(self.sheet, self.list, self.targets, &mapping);
        let filled: BTreeSet<&str> = mapping
            .columns
            .values()
            .map(|to| to.split('=').next().unwrap_or(to))
            .collect();
        let key = self
            .targets
            .iter()
            .filter(|target| target.identifies && filled.contains(target.key.as_str()));
        let key = key.map(|target| target.key.clone()).collect();
        let missing = self
            .targets
            .iter()
            .filter(|target| target.required && !filled.contains(target.key.as_str()));
        let missing = missing.map(|target| target.key.clone()).collect();
        mapping.key = key;
        Proposal {
            mapping,
            columns,
            missing,
        }
    }

    /// A sheet or a band for each unit tells the unit.
    fn names_fill(&mut self, context: &Context<'_>, mapping: &mut Mapping) {
        let Some(units) = context.units else { return };
        let is_unit = |name: &str| {
            matches!(
                match_unit(name, units),
                UnitMatch::Exact(_) | UnitMatch::Short(_)
            )
        };
        let free = self.targets.iter().enumerate().find(|(index, target)| {
            target.kind == Kind::Unit && target.list.is_none() && !self.taken.contains(index)
        });
        let Some((index, target)) = free else { return };
        let sections: BTreeSet<&str> = self
            .list
            .records
            .iter()
            .filter_map(|record| record.section.as_deref())
            .collect();
        let heading = match (sections.is_empty(), is_unit(&self.list.sheet)) {
            (false, _) if sections.iter().all(|section| is_unit(section)) => SECTION_HEADING,
            (_, true) => SHEET_HEADING,
            _ => return,
        };
        self.taken.insert(index);
        mapping
            .columns
            .insert(heading.to_owned(), target.key.clone());
    }
}

fn target_of<'a>(targets: &'a [Target], mapping: &Mapping, heading: &str) -> Option<&'a Target> {
    let key = mapping.columns.get(heading)?;
    targets.iter().find(|target| target.key == *key)
}

/// Columns in which a blank cell means the same as above: the first record has a value, few others do, and they stand to the left of
/// everything that differs from record to record.
fn fill_down(
    sheet: &Sheet,
    list: &ListFound,
    targets: &[Target],
    mapping: &Mapping,
) -> BTreeSet<String> {
    if !sheet.merges.is_empty() {
        return BTreeSet::new();
    }
    let grouped = list.columns.iter().take(3).filter(|column| {
        let groups = target_of(targets, mapping, &column.heading);
        let groups =
            groups.is_some_and(|target| matches!(target.kind, Kind::Unit | Kind::Choice { .. }));
        let has = |record: &crate::list::Record| sheet.at(record.row, column.column).is_some();
        let filled = list.records.iter().filter(|record| has(record)).count();
        groups
            && list.records.first().is_some_and(has)
            && list.records.len() >= 4
            && filled * 10 <= list.records.len() * 6
    });
    grouped.map(|column| column.heading.clone()).collect()
}

/// Columns of one unit in which several stand: the others go to the target that takes several, where it has no column of its own or
/// its column is blank in that record.
fn rest(
    sheet: &Sheet,
    list: &ListFound,
    targets: &[Target],
    mapping: &Mapping,
) -> BTreeMap<String, String> {
    let mut rest = BTreeMap::new();
    let helpers = targets.iter().filter(|target| target.kind == Kind::Units);
    let helper = helpers.min_by_key(|target| stem(&target.label).chars().count());
    let Some(helper) = helper else { return rest };
    for column in &list.columns {
        let one = target_of(targets, mapping, &column.heading)
            .is_some_and(|target| target.kind == Kind::Unit);
        let several =
            |record: &crate::list::Record| split(sheet.text(record.row, column.column)).len() > 1;
        if one && list.records.iter().any(several) {
            rest.insert(column.heading.clone(), helper.key.clone());
        }
    }
    rest
}
