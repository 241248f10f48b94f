//! Finds numerals in running text that claim a figure.
//!
//! Dates, years, numbers of documents and articles, ordinals, titles of law, telephone numbers and expressions that are names (三重一大)
//! claim none. A Chinese numeral claims one only before a word that counts, and 一 only where the clause ends there: 一个体系 counts
//! nothing, 检查一次。 does.

mod arabic;
mod han;

/// What stands for a slot in the text that is looked through.
pub(crate) const SLOT: char = '\u{fffc}';

/// A numeral that claims a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numeral {
    /// First byte.
    pub start: usize,
    /// One past the last byte, the unit included.
    pub end: usize,
    /// As typed, with its unit: 16件.
    pub text: String,
    /// Without its unit: 16.
    pub number: String,
}

/// Expressions with numerals that are names everywhere.
const NAMES: &str = include_str!("names.txt");

/// Words that count; longer ones first, and never where one of the second part follows.
const COUNTERS: &[(&str, &str)] = &[
    ("个工作日", ""),
    ("个百分点", ""),
    ("平方米", ""),
    ("平方公里", ""),
    ("个小时", ""),
    ("个月", ""),
    ("人次", ""),
    ("件次", ""),
    ("场次", ""),
    ("批次", ""),
    ("小时", ""),
    ("分钟", ""),
    ("公里", ""),
    ("万元", ""),
    ("亿元", ""),
    ("件", ""),
    ("次", ""),
    ("个", ""),
    ("条", "例款件"),
    ("项", ""),
    ("名", ""),
    ("人", "大民"),
    ("起", ""),
    ("期", "间限"),
    ("场", "所"),
    ("家", "庭"),
    ("份", ""),
    ("天", ""),
    ("元", ""),
    ("类", ""),
    ("种", ""),
    ("部", "门"),
    ("批", ""),
    ("轮", ""),
    ("户", ""),
    ("处", "理置罚"),
    ("所", ""),
    ("台", ""),
    ("辆", ""),
    ("篇", ""),
    ("套", ""),
    ("位", ""),
    ("例", ""),
    ("宗", ""),
    ("笔", ""),
    ("支", "部持撑"),
    ("亩", ""),
    ("吨", ""),
    ("张", ""),
    ("册", ""),
    ("倍", ""),
    ("成", "员立为果效本"),
];

/// Every numeral of a text that claims a figure, but for those within `names`.
///
/// ```
/// let found = andu_report::numerals("2025年召开会议14次，落实“三重一大”制度。", &[]);
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].text, "14次");
/// ```
pub fn numerals(text: &str, names: &[String]) -> Vec<Numeral> {
    let scan = Scan::new(text, names);
    let mut found = Vec::new();
    let mut at = 0;
    while at < scan.chars.len() {
        let token = if scan.hidden[at] {
            None
        } else {
            arabic::token(&scan, at).or_else(|| han::token(&scan, at))
        };
        match token {
            None => at += 1,
            Some(token) => {
                if token.claims {
                    found.push(scan.numeral(at, token.number, token.end));
                }
                at = token.end.max(at + 1);
            }
        }
    }
    found
}

/// A run of characters that was understood.
struct Token {
    /// One past the last character of the number.
    number: usize,
    /// One past the last character, the unit included.
    end: usize,
    /// Whether it claims a figure.
    claims: bool,
}

/// A text in characters, and which of them nothing is looked for in.
struct Scan<'a> {
    text: &'a str,
    chars: Vec<(usize, char)>,
    hidden: Vec<bool>,
    /// Within “”: slogans, in which Chinese numerals count nothing.
    quoted: Vec<bool>,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, names: &[String]) -> Scan<'a> {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let mut scan = Scan {
            text,
            hidden: vec![false; chars.len()],
            quoted: vec![false; chars.len()],
            chars,
        };
        scan.hide_between('《', '》');
        scan.hide_between('〔', '〕');
        scan.quote();
        let names = NAMES.lines().chain(names.iter().map(String::as_str));
        for name in names.filter(|name| !name.trim().is_empty()) {
            scan.hide(name.trim());
        }
        scan
    }

    fn hide(&mut self, name: &str) {
        for (byte, _) in self.text.match_indices(name) {
            let first = self.chars.partition_point(|(at, _)| *at < byte);
            let last = first + name.chars().count();
            self.hidden[first..last].fill(true);
        }
    }

    fn hide_between(&mut self, open: char, close: char) {
        for (first, last) in self.pairs(open, close) {
            self.hidden[first..=last].fill(true);
        }
    }

    fn quote(&mut self) {
        for (first, last) in self.pairs('“', '”') {
            self.quoted[first..=last].fill(true);
        }
    }

    /// The first and last characters of every part between two marks.
    fn pairs(&self, open: char, close: char) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let mut opened = None;
        for (at, (_, c)) in self.chars.iter().enumerate() {
            if *c == open && opened.is_none() {
                opened = Some(at);
            } else if *c == close {
                pairs.extend(opened.take().map(|first| (first, at)));
            }
        }
        pairs
    }

    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|(_, c)| *c)
    }

    fn before(&self, at: usize) -> Option<char> {
        self.char(at.checked_sub(1)?)
    }

    fn byte(&self, at: usize) -> usize {
        self.chars
            .get(at)
            .map_or(self.text.len(), |(byte, _)| *byte)
    }

    fn rest(&self, at: usize) -> &'a str {
        &self.text[self.byte(at)..]
    }

    /// One past the word that counts, where one stands here.
    fn counter(&self, at: usize) -> Option<usize> {
        let rest = self.rest(at);
        let fits = |(word, unless): &&(&str, &str)| {
            let after = rest.strip_prefix(word)?.chars().next();
            (!after.is_some_and(|after| unless.contains(after))).then_some(())
        };
        let (word, _) = COUNTERS.iter().find(|counter| fits(counter).is_some())?;
        Some(at + word.chars().count())
    }

    fn numeral(&self, start: usize, number: usize, end: usize) -> Numeral {
        let [from, middle, to] = [start, number, end].map(|at| self.byte(at));
        Numeral {
            start: from,
            end: to,
            text: self.text[from..to].to_owned(),
            number: self.text[from..middle].to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
