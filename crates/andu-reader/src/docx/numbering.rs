//! Automatic numbers: 一、（一）1. that stand nowhere in the text.

use std::collections::BTreeMap;

use crate::{
    ReadError, han,
    xml::{Element, Walker},
};

/// Levels of a list.
const LEVELS: usize = 9;

/// How a level numbers.
#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    legal: bool,
}

impl Default for Level {
    fn default() -> Level {
        Level {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            legal: false,
        }
    }
}

type Levels = BTreeMap<usize, Level>;

/// A list in use: which definition it follows, and what it changes in it.
#[derive(Debug, Default)]
struct List {
    definition: String,
    changed: Levels,
    starts: BTreeMap<usize, u32>,
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    definitions: BTreeMap<String, Levels>,
    lists: BTreeMap<String, List>,
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// Starts of lists that were already applied.
    begun: BTreeMap<(String, usize), ()>,
    definition: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

impl Numbering {
    /// The number of the next paragraph of a list at a level, as it is printed.
    pub(crate) fn next(&mut self, id: &str, level: usize) -> Option<String> {
        let list = self.lists.get(id)?;
        let level = level.min(LEVELS - 1);
        let counts = self.counts.entry(list.definition.clone()).or_default();
        if let Some(start) = list.starts.get(&level)
            && self.begun.insert((id.to_owned(), level), ()).is_none()
        {
            counts[level] = start.checked_sub(1);
            counts[level + 1..].fill(None);
        }
        let definition = self.definitions.get(&list.definition);
        let of = |level: usize| {
            let own = list.changed.get(&level);
            own.or_else(|| definition?.get(&level))
        };
        let own = of(level)?;
        let next = counts[level].map_or(own.start, |count| count.saturating_add(1));
        counts[level] = Some(next);
        counts[level + 1..].fill(None);

        let mut printed = String::new();
        let mut characters = own.text.chars();
        while let Some(c) = characters.next() {
            let Some(place) = (c == '%').then(|| characters.next()).flatten() else {
                printed.push(c);
                continue;
            };
            let Some(place) = place.to_digit(10).filter(|it| (1..=9).contains(it)) else {
                printed.extend([c, place]);
                continue;
            };
            let place = place as usize - 1;
            let at = of(place);
            let start = at.map_or(1, |it| it.start);
            let count = counts[place].unwrap_or(start);
            let plain = own.legal || at.is_none();
            let format = at.filter(|_| !plain).map_or("decimal", |it| &it.format);
            printed.push_str(&han::number(count, format));
        }
        if own.format == "bullet" || own.format == "none" && printed.trim().is_empty() {
            return None;
        }
        // A number that ends in a letter or digit is set off by a space, as the tab does in print.
        if printed.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            printed.push(' ');
        }
        Some(printed)
    }

    fn opened(&mut self) -> Option<&mut Level> {
        let level = self.level?;
        let levels = match (&self.list, &self.definition) {
            (Some(list), _) => &mut self.lists.get_mut(list)?.changed,
            (None, Some(definition)) => self.definitions.get_mut(definition)?,
            (None, None) => return None,
        };
        Some(levels.entry(level).or_default())
    }
}

impl Walker for Numbering {
    fn open(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let value = || element.get("val").unwrap_or_default();
        match element.name() {
            "abstractNum" => {
                let id = element.get("abstractNumId").unwrap_or_default();
                self.definitions.entry(id.clone()).or_default();
                self.definition = Some(id);
            }
            "num" => {
                let id = element.get("numId").unwrap_or_default();
                self.lists.entry(id.clone()).or_default();
                self.list = Some(id);
            }
            "abstractNumId" => {
                let list = self.list.as_ref().and_then(|id| self.lists.get_mut(id));
                if let Some(list) = list {
                    list.definition = value();
                }
            }
            "lvl" | "lvlOverride" => {
                let level = element.number("ilvl").filter(|it| *it < LEVELS);
                self.level = level.or(self.level);
            }
            "startOverride" => {
                let list = self.list.as_ref().and_then(|id| self.lists.get_mut(id));
                let start = element.number("val");
                if let (Some(list), Some(level), Some(start)) = (list, self.level, start) {
                    list.starts.insert(level, start);
                }
            }
            name @ ("start" | "numFmt" | "lvlText" | "isLgl") => {
                if let Some(level) = self.opened() {
                    match name {
                        "start" => level.start = element.number("val").unwrap_or(1),
                        "numFmt" => level.format = value(),
                        "lvlText" => level.text = value(),
                        _ => level.legal = element.is_on(),
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "abstractNum" => self.definition = None,
            "num" => self.list = None,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), ReadError> {
        Ok(())
    }
}
