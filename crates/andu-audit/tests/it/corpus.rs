//! The corpus of planted faults and of correct but tricky passages, as the measure of the reader.
//!
//! `cargo test -p andu-audit --test it corpus -- --nocapture` prints the table and every miss.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use andu_audit::{Context, Finding, Kind, PaperKind, Review, Severity, Text, audit};
use serde::Deserialize;

use crate::pack::LEXICONS;

/// Bars that the measures must not fall below, in hundredths.
const FIGURES: Bar = Bar {
    precision: 98,
    recall: 98,
};
const RELATIONS: Bar = Bar {
    precision: 95,
    recall: 90,
};
/// At most one warning in so many correct passages.
const CORRECT_PASSAGES_A_WARNING: usize = 10;
/// How far from the words of a planted fault a finding may stand.
const REACH: usize = 12;

struct Bar {
    precision: usize,
    recall: usize,
}

#[derive(Deserialize)]
struct Corpus {
    passage: Vec<Passage>,
}

#[derive(Deserialize)]
pub struct Passage {
    pub id: String,
    year: i16,
    kind: String,
    whole: bool,
    text: String,
    figures: Vec<Expected>,
    broken: Vec<Fault>,
    findings: Vec<Other>,
}

#[derive(Deserialize)]
struct Expected {
    text: String,
    value: f64,
    unit: String,
    qualifier: String,
}

#[derive(Deserialize)]
struct Fault {
    kind: String,
    severity: String,
    words: String,
}

#[derive(Deserialize)]
struct Other {
    kind: String,
    text: String,
}

impl Passage {
    pub fn review(&self) -> Review {
        let kind = match self.kind.as_str() {
            "disclosure" => PaperKind::Disclosure,
            "bulletin" => PaperKind::Bulletin,
            "reply" => PaperKind::Reply,
            "page" => PaperKind::Page,
            _ => PaperKind::Report,
        };
        let context = Context {
            year: Some(self.year),
            kind,
            whole: self.whole,
            lexicons: Some(&LEXICONS),
        };
        audit(&Text::from_plain(&self.text), &context)
    }
}

/// Hits and misses of one measure.
#[derive(Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    fn row(&self, name: &str) -> String {
        format!(
            "{name:<28} precision {:>6.2} %  recall {:>6.2} %  ({} right, {} wrong, {} missed)\n",
            self.precision() * 100.0,
            self.recall() * 100.0,
            self.right,
            self.wrong,
            self.missed
        )
    }

    fn clears(&self, bar: &Bar) -> bool {
        let reached = |share: f64, bar: usize| {
            share * 100.0 >= f64::from(u32::try_from(bar).unwrap_or(u32::MAX))
        };
        reached(self.precision(), bar.precision) && reached(self.recall(), bar.recall)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    if whole == 0 {
        1.0
    } else {
        count(part) / count(whole)
    }
}

pub fn passages(folder: &str) -> Vec<Passage> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the corpus lies beside the tests")
        .map(|entry| entry.expect("an entry of the corpus").path())
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).expect("a file of the corpus can be read");
            let corpus: Corpus =
                toml::from_str(&text).expect("a file of the corpus is in its format");
            corpus.passage
        })
        .collect()
}

/// Whether a printed value is the expected one, to the sixth decimal.
fn same(printed: andu_audit::Decimal, expected: f64) -> bool {
    let printed: f64 = printed
        .to_string()
        .parse()
        .expect("a number is printed as one");
    (printed - expected).abs() < 1e-6 * expected.abs().max(1.0)
}

/// Scores the figures of running text and of table rows.
fn figures(
    passage: &Passage,
    review: &Review,
    running: &mut Score,
    tables: &mut Score,
    misses: &mut String,
) {
    let lines: Vec<&str> = passage
        .text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let text = passage.text.lines().any(|line| line.contains('\t'));
    let mut read: Vec<(String, bool)> = Vec::new();
    for figure in &review.figures {
        let qualifier = serde_json::to_value(figure.qualifier).expect("a qualifier has a name");
        let row = lines[figure.place.paragraph].contains('\t');
        let expected = passage
            .figures
            .iter()
            .find(|expected| expected.text == figure.text && same(figure.value, expected.value));
        let value = expected.map_or_else(
            || figure.value.to_string(),
            |expected| expected.value.to_string(),
        );
        let qualifier = qualifier.as_str().unwrap_or_default();
        read.push((
            format!("{} = {value} {} {qualifier}", figure.text, figure.unit),
            row,
        ));
    }
    let mut unread: Vec<String> = passage
        .figures
        .iter()
        .map(|figure| {
            format!(
                "{} = {} {} {}",
                figure.text, figure.value, figure.unit, figure.qualifier
            )
        })
        .collect();
    for (figure, row) in read {
        let score = if row { &mut *tables } else { &mut *running };
        if let Some(at) = unread.iter().position(|expected| *expected == figure) {
            unread.remove(at);
            score.right += 1;
        } else {
            score.wrong += 1;
            let _ = writeln!(misses, "{}: figure that is none: {figure}", passage.id);
        }
    }
    for figure in unread {
        // A figure without a unit is a cell of a table.
        let score = if text && figure.contains("  ") {
            &mut *tables
        } else {
            &mut *running
        };
        score.missed += 1;
        let _ = writeln!(misses, "{}: figure not read: {figure}", passage.id);
    }
}

/// Name of a kind as the corpus and the output write it.
fn name(kind: Kind) -> String {
    let name = serde_json::to_value(kind).expect("a kind has a name");
    name.as_str().unwrap_or_default().to_owned()
}

fn of_relations(finding: &Finding) -> bool {
    matches!(
        finding.kind,
        Kind::Sum | Kind::Ratio | Kind::Repeat | Kind::Change
    )
}

/// Paragraph and character at which words stand.
fn place(text: &str, words: &str) -> (usize, usize) {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .enumerate()
        .find_map(|(number, line)| {
            line.find(words)
                .map(|byte| (number, line[..byte].chars().count()))
        })
        .unwrap_or((usize::MAX, 0))
}

/// Whether a finding stands at the place of a fault.
fn at_place(passage: &Passage, review: &Review, finding: &Finding, fault: &Fault) -> bool {
    let (paragraph, from) = place(&passage.text, &fault.words);
    let to = from + fault.words.chars().count();
    let own = (
        finding.place.offset,
        finding.place.offset + finding.text.chars().count(),
    );
    let figures = finding.figures.iter().map(|index| &review.figures[*index]);
    let spans = figures
        .filter(|figure| figure.place.paragraph == paragraph)
        .map(|figure| (figure.place.offset, figure.end));
    let mine = (finding.place.paragraph == paragraph).then_some(own);
    spans
        .chain(mine)
        .any(|(start, end)| start <= to + REACH && from <= end + REACH)
}

/// Scores what does not hold: each fault is found by a finding of its kind at its place.
fn relations(passage: &Passage, review: &Review, score: &mut Score, misses: &mut String) {
    let found: Vec<&Finding> = review
        .findings
        .iter()
        .filter(|finding| of_relations(finding))
        .collect();
    for fault in &passage.broken {
        let severity = |finding: &Finding| {
            serde_json::to_value(finding.severity).expect("a severity has a name")
        };
        let mut hits: Vec<&&Finding> = found
            .iter()
            .filter(|finding| {
                name(finding.kind) == fault.kind && at_place(passage, review, finding, fault)
            })
            .collect();
        hits.sort_by_key(|finding| severity(finding).as_str() != Some(&fault.severity));
        let hit = hits.first();
        match hit {
            Some(finding) => {
                score.right += 1;
                let severity = severity(finding);
                if severity.as_str() != Some(&fault.severity) {
                    let _ = writeln!(
                        misses,
                        "{}: {} is told as {severity}, not {}",
                        passage.id, fault.words, fault.severity
                    );
                }
            }
            None => {
                score.missed += 1;
                let _ = writeln!(
                    misses,
                    "{}: not found: {} {}",
                    passage.id, fault.kind, fault.words
                );
            }
        }
    }
    for finding in found {
        if !passage
            .broken
            .iter()
            .any(|fault| at_place(passage, review, finding, fault))
        {
            score.wrong += 1;
            let _ = writeln!(
                misses,
                "{}: FALSE {:?} {}",
                passage.id, finding.severity, finding.message
            );
        }
    }
}

/// Scores everything else, kind by kind.
fn others(
    passage: &Passage,
    review: &Review,
    scores: &mut BTreeMap<String, Score>,
    misses: &mut String,
) {
    let mut expected: Vec<&Other> = passage.findings.iter().collect();
    for finding in review
        .findings
        .iter()
        .filter(|finding| !of_relations(finding))
    {
        let kind = name(finding.kind);
        let fits = |other: &&Other| {
            let touches = other.text.contains(&finding.text) || finding.text.contains(&other.text);
            other.kind == kind && (touches || other.text.is_empty())
        };
        let score = scores.entry(kind.clone()).or_default();
        if let Some(at) = expected.iter().position(fits) {
            expected.remove(at);
            score.right += 1;
        } else if finding.severity != Severity::Note {
            score.wrong += 1;
            let _ = writeln!(
                misses,
                "{}: FALSE {:?} {}",
                passage.id, finding.severity, finding.message
            );
        }
    }
    for other in expected {
        scores.entry(other.kind.clone()).or_default().missed += 1;
        let _ = writeln!(
            misses,
            "{}: not found: {} {}",
            passage.id, other.kind, other.text
        );
    }
}

#[test]
fn the_corpus_clears_the_bars() {
    let (mut running, mut tables, mut broken) =
        (Score::default(), Score::default(), Score::default());
    let mut kinds: BTreeMap<String, Score> = BTreeMap::new();
    let mut misses = String::new();
    for passage in passages("planted").iter().chain(&passages("correct")) {
        let review = passage.review();
        figures(passage, &review, &mut running, &mut tables, &mut misses);
        relations(passage, &review, &mut broken, &mut misses);
        others(passage, &review, &mut kinds, &mut misses);
    }
    let correct = passages("correct");
    let warnings: usize = correct
        .iter()
        .map(|passage| {
            let findings = passage.review().findings;
            findings
                .iter()
                .filter(|finding| finding.severity != Severity::Note)
                .count()
        })
        .sum();
    let mut table = running.row("figures in running text");
    table.push_str(&tables.row("figures in tables"));
    table.push_str(&broken.row("relations that do not hold"));
    for (kind, score) in &kinds {
        table.push_str(&score.row(kind));
    }
    println!(
        "{misses}\n{table}{warnings} warnings in {} correct passages",
        correct.len()
    );
    assert!(
        running.clears(&FIGURES) && tables.clears(&FIGURES),
        "{table}"
    );
    assert!(broken.clears(&RELATIONS), "{table}");
    assert!(
        warnings * CORRECT_PASSAGES_A_WARNING <= correct.len(),
        "{warnings} warnings"
    );
}
