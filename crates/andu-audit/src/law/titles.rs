//! Titles between 《 and 》: wrong ones, shortened ones, and those that only resemble a right one.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use aho_corasick::{AhoCorasick, MatchKind};
use andu_rules::{Instrument, InstrumentKind};

use super::period;
use crate::{Finding, Kind, Severity, Text, wording::line::Line};

/// Shortest title of which a slip of one character is told, in characters.
const LEAST_FOR_A_SLIP: usize = 5;
/// Shortest title that is looked for without 《》, in characters.
const LEAST_WITHOUT_MARKS: usize = 6;

/// Longest title, in bytes.
const LONGEST_TITLE: usize = 300;

/// What ends a title; alone between 《》 it names nothing.
const KINDS: &[&str] = &[
    "条例", "办法", "规定", "纲要", "规划", "意见", "通知", "方案", "准则", "细则", "指南", "决定",
    "规则", "标准", "规范", "要点",
];

/// Laws and plans by their titles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Titles {
    instruments: Vec<Instrument>,
    /// Right titles and names.
    right: HashSet<String>,
    /// The same by their number of characters.
    by_length: HashMap<usize, Vec<String>>,
    /// Titles without their kind (条例, 办法), and the whole.
    stems: HashMap<String, String>,
    /// Wrong titles, and what is meant.
    wrong: HashMap<String, String>,
    /// Shortened titles, and what is meant.
    short: HashMap<String, String>,
    /// Numbers of the instruments by title and name.
    numbers: HashMap<String, usize>,
    /// Names that are known without 《》, and their instruments.
    loose: Option<AhoCorasick>,
    loose_numbers: Vec<usize>,
}

impl Titles {
    pub(crate) fn new<'a>(
        lexicons: &'a andu_rules::Lexicons,
        statutes: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut titles = Self {
            instruments: lexicons.instruments.clone(),
            ..Self::default()
        };
        for title in lexicons.titles.iter().map(String::as_str).chain(statutes) {
            titles.know(title);
        }
        let mut loose: Vec<String> = Vec::new();
        for (number, instrument) in lexicons.instruments.iter().enumerate() {
            let names = std::iter::once(&instrument.title).chain(&instrument.names);
            for name in names {
                titles.know(name);
                titles.numbers.insert(key(name), number);
                let long = name.chars().count() >= LEAST_WITHOUT_MARKS;
                if instrument.kind == InstrumentKind::Plan || long {
                    loose.push(name.clone());
                    titles.loose_numbers.push(number);
                }
            }
            for wrong in &instrument.wrong_names {
                titles.wrong.insert(key(wrong), instrument.title.clone());
            }
            for short in &instrument.short_names {
                titles.short.insert(key(short), instrument.title.clone());
            }
        }
        titles.loose = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&loose)
            .ok()
            .filter(|_| !loose.is_empty());
        titles
    }

    fn know(&mut self, title: &str) {
        let key = key(title);
        let length = key.chars().count();
        if let Some(stem) = stem(&key).filter(|stem| stem.chars().count() >= 4) {
            self.stems.insert(stem.to_owned(), title.to_owned());
        }
        if self.right.insert(key.clone()) {
            self.by_length.entry(length).or_default().push(key);
        }
    }

    /// The instrument of a title, without 《》.
    pub(super) fn instrument(&self, title: &str) -> Option<&Instrument> {
        let number = self.numbers.get(&key(title))?;
        self.instruments.get(*number)
    }

    /// Names of instruments in running text, whether or not they stand between 《 and 》.
    pub(super) fn named<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (Range<usize>, &'t Instrument)> {
        let hits = self
            .loose
            .iter()
            .flat_map(move |names| names.find_iter(text));
        hits.filter_map(|hit| {
            let number = self.loose_numbers.get(hit.pattern().as_usize())?;
            Some((hit.range(), self.instruments.get(*number)?))
        })
    }

    /// What is wrong with a title; `at` is what stands between 《 and 》.
    pub(super) fn wrong(
        &self,
        line: Line<'_>,
        at: &Range<usize>,
        introduced: &HashSet<String>,
    ) -> Option<Finding> {
        let title = &line.text[at.clone()];
        let key = key(title);
        if self.right.contains(&key) || introduced.contains(&key) {
            return None;
        }
        let marks = '《'.len_utf8();
        let whole = at.start - marks..(at.end + marks).min(line.text.len());
        let finding = |severity, message| {
            Some(line.finding(Kind::LawTitle, severity, whole.clone(), message))
        };
        if let Some(right) = self.wrong.get(&key) {
            let message = format!("没有《{title}》，应为《{right}》。请改正名称。");
            return finding(Severity::Error, message);
        }
        if let Some(right) = self.short.get(&key) {
            if title.starts_with("中华人民共和国") {
                let message = format!("没有《{title}》，应为《{right}》。请写全称。");
                return finding(Severity::Error, message);
            }
            let message = format!(
                "《{title}》是简称，前面没有交代“以下简称”，全称是《{right}》。请写全称，或者先交代简称。"
            );
            return finding(Severity::Warning, message);
        }
        if KINDS.contains(&key.as_str()) {
            let message =
                format!("《{title}》没有写明是哪一件，前面也没有交代“以下简称”。请写全称。");
            return finding(Severity::Warning, message);
        }
        let near = self.near(&key)?;
        let message = format!("《{title}》与《{near}》只差几个字，多半是笔误。请核对名称。");
        finding(Severity::Warning, message)
    }

    /// The right title from which a wrong one differs by a slip.
    fn near(&self, key: &str) -> Option<String> {
        let length = key.chars().count();
        if length < LEAST_FOR_A_SLIP || is_local(key) {
            return None;
        }
        let letters: Vec<char> = key.chars().collect();
        let lengths = length.saturating_sub(1)..=length + 1;
        let close = lengths
            .filter_map(|length| self.by_length.get(&length))
            .flatten()
            .find(|known| differs_by_one(&letters, known));
        if let Some(known) = close {
            return Some(known.clone());
        }
        let known = self.stems.get(stem(key)?)?;
        Some(known.clone())
    }
}

/// Short names that a text introduces: （以下简称《条例》）; and …条例 where some title ends so.
pub(super) fn introduced(text: &Text) -> HashSet<String> {
    let mut names = HashSet::new();
    for paragraph in &text.paragraphs {
        for at in quoted(&paragraph.text) {
            let title = key(&paragraph.text[at]);
            let whole = title.split('(').next().unwrap_or(&title);
            let kind = KINDS
                .iter()
                .find(|kind| whole.ends_with(**kind) && whole != **kind);
            names.extend(kind.map(|kind| format!("…{kind}")));
        }
        let words = ["简称", "下称"];
        for (at, word) in words
            .iter()
            .flat_map(|word| paragraph.text.match_indices(word))
        {
            let rest = &paragraph.text[at + word.len()..];
            let name = rest.trim_start_matches(|c| "为：:，,《“\"‘「 ".contains(c));
            let name = &name[..name.floor_char_boundary(LONGEST_TITLE)];
            if let Some(end) = name.find(|c| "》”\"’」）)，。；".contains(c)) {
                names.insert(key(&name[..end]));
            }
        }
    }
    names
}

/// What stands between 《 and 》 in a line, outermost only.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, c) in text
        .char_indices()
        .filter(|(_, c)| matches!(c, '《' | '》'))
    {
        if c == '《' {
            if depth == 0 {
                start = at + c.len_utf8();
            }
            depth += 1;
        } else if depth > 0 {
            depth -= 1;
            if depth == 0 && start < at && at - start <= LONGEST_TITLE {
                found.push(start..at);
            }
        }
    }
    found
}

/// A title as it is compared: without blanks, without the state's name and the issuer, periods written one way.
pub(super) fn key(title: &str) -> String {
    let mut plain = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            ' ' | '\u{3000}' | '\u{a0}' => {}
            '（' | '〔' | '[' => plain.push('('),
            '）' | '〕' | ']' => plain.push(')'),
            '〈' => plain.push('《'),
            '〉' => plain.push('》'),
            '“' | '”' | '"' => {}
            '－' | '—' | '–' | '~' | '～' | '―' | '─' => plain.push('-'),
            c => plain.push(c),
        }
    }
    let mut key = plain.as_str();
    key = key.strip_prefix("中华人民共和国").unwrap_or(key);
    if let Some(at) = key.find("关于") {
        let issuer = key[..at].trim_matches('、');
        if ISSUERS.contains(&issuer) {
            key = &key[at..];
        }
    }
    // （2024年修订）, （2025年版）: which text of the instrument, not another title.
    if let Some(open) = key.rfind('(')
        && open > 0
        && ["修订)", "修正)", "年版)", "修改)", "文本)"]
            .iter()
            .any(|end| key.ends_with(end))
    {
        key = &key[..open];
    }
    match period::periods(key).next() {
        Some((at, years)) => format!(
            "{}({}-{}){}",
            &key[..at.start],
            years.from,
            years.to,
            &key[at.end..]
        ),
        None => key.to_owned(),
    }
}

/// Who issued an instrument: part of the title in some lists, not in others.
const ISSUERS: &[&str] = &[
    "中共中央",
    "国务院",
    "中共中央国务院",
    "中共中央、国务院",
    "国务院办公厅",
    "中共中央办公厅",
    "中共中央办公厅国务院办公厅",
    "中共中央办公厅、国务院办公厅",
    "中央依法治国委",
];

/// A title without its kind.
fn stem(key: &str) -> Option<&str> {
    const KINDS: &[&str] = &["暂行条例", "条例", "办法", "规定", "准则", "细则", "法"];
    KINDS.iter().find_map(|kind| key.strip_suffix(kind))
}

/// Whether a title begins with the name of a place or an office: such instruments are not on any list.
fn is_local(key: &str) -> bool {
    const PLACES: &str = "省市县区州盟旗镇乡";
    let head: String = key.chars().take(12).collect();
    let place = head.find(|c| PLACES.contains(c));
    place.is_some_and(|at| at >= 2 * '省'.len_utf8()) || head.starts_with("关于")
}

/// Whether one character more, less or another makes two titles the same.
fn differs_by_one(letters: &[char], known: &str) -> bool {
    let known: Vec<char> = known.chars().collect();
    let same_head = letters
        .iter()
        .zip(&known)
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (&letters[same_head..], &known[same_head..]);
    let same_tail = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    a.len() - same_tail <= 1 && b.len() - same_tail <= 1
}
