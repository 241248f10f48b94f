//! One choice spread over several columns of ticks: 态度评价 above 满意, 基本满意, 不满意.

use std::collections::BTreeMap;

use crate::book::Sheet;
use crate::convert::{Converted, FaultKind, choose};
use crate::list::{Column, ListFound};

use super::apply::is_tick;
use super::similar::alike;
use super::{Kind, Target};

/// A column of ticks.
pub struct Tick {
    pub column: usize,
    pub target: usize,
    /// Label of the choice that a tick means.
    pub choice: String,
    pub score: u32,
}

/// Finds the columns of ticks.
pub fn ticked(sheet: &Sheet, list: &ListFound, targets: &[Target]) -> Vec<Tick> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, column) in list.columns.iter().enumerate() {
        if column.levels.len() >= 2 && all_ticks(sheet, list, column) {
            groups.entry(&column.levels[0]).or_default().push(index);
        }
    }
    let mut ticks: Vec<Tick> = Vec::new();
    for (name, columns) in groups.into_iter().filter(|(_, columns)| columns.len() >= 2) {
        let ways = targets.iter().enumerate().filter_map(|(target, known)| {
            let choices = choices(list, &columns, known)?;
            Some((
                alike(name, &known.label).0,
                std::cmp::Reverse(target),
                choices,
            ))
        });
        // A group whose words are the options of a choice is that choice, even under another name.
        let best = ways.max_by_key(|(score, target, _)| (*score, *target));
        if let Some((score, std::cmp::Reverse(target), choices)) = best {
            let marked = columns.iter().zip(choices).map(|(column, choice)| Tick {
                column: *column,
                target,
                choice,
                score: score.max(60),
            });
            ticks.extend(marked);
        }
    }
    ticks
}

fn all_ticks(sheet: &Sheet, list: &ListFound, column: &Column) -> bool {
    let mut cells = list
        .records
        .iter()
        .filter_map(|record| sheet.at(record.row, column.column));
    cells.all(is_tick)
}

/// The choices that the columns of a group name, each another one.
fn choices(list: &ListFound, columns: &[usize], target: &Target) -> Option<Vec<String>> {
    let Kind::Choice { options } = &target.kind else {
        return None;
    };
    let mut found: Vec<String> = Vec::new();
    for index in columns {
        let leaf = list.columns[*index].levels.last()?;
        let label = |key: &str| {
            options
                .iter()
                .find(|option| option.key == key)
                .map(|option| option.label.clone())
        };
        let choice = match choose(leaf, options, None) {
            Ok(Converted::Choice(key)) => label(&key)?,
            Err(FaultKind::ChoiceUnclear { labels }) => {
                labels.into_iter().find(|label| !found.contains(label))?
            }
            _ => {
                // 不公开 for 不予公开.
                let mut near = options
                    .iter()
                    .filter(|option| alike(leaf, &option.label).0 >= 60);
                near.next().filter(|_| near.next().is_none())?.label.clone()
            }
        };
        if found.contains(&choice) {
            return None;
        }
        found.push(choice);
    }
    Some(found)
}
