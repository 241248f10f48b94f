//! A paragraph in characters, and what in it is a name and holds no figures.

use std::sync::LazyLock;

/// Expressions with numerals that are names everywhere.
static NAMES: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    include_str!("names.txt")
        .lines()
        .map(|name| name.trim().chars().collect())
        .filter(|name: &Vec<char>| !name.is_empty())
        .collect()
});

/// With what they begin, so that most characters are passed over at once.
static BEGINNINGS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut beginnings: Vec<char> = NAMES.iter().map(|name| name[0]).collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    beginnings
});

/// Longest name within quotation marks, in characters; what is longer is speech, and figures in it are meant.
const LONGEST_QUOTED_NAME: usize = 14;
/// Longest title between 《 and 》: a mark that is never closed must not swallow the paragraph.
const LONGEST_TITLE: usize = 120;

/// How a character is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cover {
    /// Running text.
    Open,
    /// A long quotation: Chinese numerals in it are wording, Arabic ones are figures.
    Quoted,
    /// A title, the number of a document or a name: no figures.
    Hidden,
}

/// A paragraph in characters.
pub(super) struct Scan {
    pub chars: Vec<char>,
    cover: Vec<Cover>,
}

impl Scan {
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut scan = Self {
            cover: vec![Cover::Open; chars.len()],
            chars,
        };
        scan.cover_pairs();
        scan.cover_names();
        scan
    }

    /// The character at a place; `\0` beyond the ends.
    pub fn at(&self, at: usize) -> char {
        self.chars.get(at).copied().unwrap_or('\0')
    }

    /// The character before a place.
    pub fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\0', |at| self.at(at))
    }

    pub fn cover(&self, at: usize) -> Cover {
        self.cover.get(at).copied().unwrap_or(Cover::Open)
    }

    pub fn starts_with(&self, at: usize, word: &str) -> bool {
        let mut at = at;
        word.chars().all(|c| {
            at += 1;
            self.at(at - 1) == c
        })
    }

    pub fn ends_with(&self, end: usize, word: &str) -> bool {
        let length = word.chars().count();
        end >= length && self.starts_with(end - length, word)
    }

    pub fn text(&self, start: usize, end: usize) -> String {
        self.chars
            .get(start..end)
            .map(|chars| chars.iter().collect())
            .unwrap_or_default()
    }

    fn cover_pairs(&mut self) {
        let mut title = None;
        let mut number = None;
        let mut quote = None;
        for at in 0..self.chars.len() {
            match self.chars[at] {
                '《' if title.is_none() => title = Some(at),
                '〔' => number = Some(at),
                '“' | '「' | '『' => quote = Some(at),
                '》' => self.fill(title.take(), at, LONGEST_TITLE, Cover::Hidden),
                '〕' => self.fill(number.take(), at, LONGEST_QUOTED_NAME, Cover::Hidden),
                '”' | '」' | '』' => {
                    self.fill(quote, at, usize::MAX, Cover::Quoted);
                    self.fill(quote.take(), at, LONGEST_QUOTED_NAME, Cover::Hidden);
                }
                _ => {}
            }
        }
    }

    /// Covers from an opening mark to a closing one, unless it is farther than a name goes.
    fn fill(&mut self, open: Option<usize>, close: usize, longest: usize, with: Cover) {
        let Some(open) = open else { return };
        if close - open - 1 > longest {
            return;
        }
        for cover in &mut self.cover[open..=close] {
            if *cover != Cover::Hidden {
                *cover = with;
            }
        }
    }

    fn cover_names(&mut self) {
        for at in 0..self.chars.len() {
            let first = self.chars[at];
            if BEGINNINGS.binary_search(&first).is_err() {
                continue;
            }
            let longest = NAMES
                .iter()
                .filter(|name| name[0] == first && self.chars[at..].starts_with(name))
                .map(Vec::len)
                .max();
            if let Some(length) = longest {
                self.cover[at..at + length].fill(Cover::Hidden);
            }
        }
    }
}
