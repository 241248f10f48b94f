//! Automatic numbers: 一、（一）1. that stand nowhere in the text.

use std::collections::BTreeMap;

use crate::han;

/// Levels of a list.
pub(crate) const LEVELS: usize = 9;

/// How a level numbers.
#[derive(Debug, Clone)]
pub(crate) struct Level {
    pub(crate) start: u32,
    /// By its name in WordprocessingML.
    pub(crate) format: String,
    /// `%1` stands for the count of the first level.
    pub(crate) text: String,
    pub(crate) legal: bool,
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

pub(crate) type Levels = BTreeMap<usize, Level>;

/// A list in use: which definition it follows, and what it changes in it.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) definition: String,
    pub(crate) changed: Levels,
    pub(crate) starts: BTreeMap<usize, u32>,
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    pub(crate) definitions: BTreeMap<String, Levels>,
    pub(crate) lists: BTreeMap<String, List>,
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// Starts of lists that were already applied.
    begun: BTreeMap<(String, usize), ()>,
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
}
