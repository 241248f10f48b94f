//! Wording, law, structure and personal data, with the lexicons that ship: measured on the corpus and on real reports.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use andu_audit::{Context, Finding, Kind, Lexicons, PaperKind, Severity, Text, audit};
use andu_rules::{Layer, SourceFile, load};
use serde::Deserialize;

/// Bars in hundredths: of what was planted so much is found, and of what is told so much was planted.
const RECALL: usize = 95;
const PRECISION: usize = 95;
/// At most so many errors and warnings on a page of real reports.
const WARNINGS_A_PAGE: usize = 3;
/// Characters on a page.
const PAGE: usize = 1_500;

/// The lexicons that ship, national ones and those of Chongqing.
static LEXICONS: LazyLock<Lexicons> = LazyLock::new(|| {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let layer = |name: &str| {
        let mut files = Vec::new();
        for folder in ["lexicons", "statutes/foi-regulation"] {
            let paths = std::fs::read_dir(rules.join(name).join(folder));
            for path in paths.into_iter().flatten() {
                let path = path.expect("an entry of the pack").path();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                files.push(SourceFile {
                    path: format!("{folder}/{name}"),
                    text: std::fs::read_to_string(&path).expect("a file of the pack can be read"),
                });
            }
        }
        Layer {
            name: name.to_owned(),
            files,
        }
    };
    let (pack, diagnostics) = load(&[layer("cn"), layer("50")]);
    assert_eq!(diagnostics, []);
    Lexicons::new(&pack)
});

#[derive(Deserialize)]
struct Corpus {
    passage: Vec<Passage>,
}

#[derive(Deserialize)]
struct Passage {
    id: String,
    year: i16,
    kind: String,
    whole: bool,
    text: String,
    findings: Vec<Planted>,
}

#[derive(Deserialize)]
struct Planted {
    kind: String,
    text: String,
}

fn passages(folder: &str) -> Vec<Passage> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(folder);
    let files = std::fs::read_dir(folder).expect("the corpus lies beside the tests");
    files
        .flat_map(|file| {
            let path = file.expect("an entry of the corpus").path();
            let text = std::fs::read_to_string(path).expect("a file of the corpus can be read");
            let corpus: Corpus = toml::from_str(&text).expect("the corpus is in its format");
            corpus.passage
        })
        .collect()
}

/// What is found besides relations between figures.
fn found(text: &Text, year: Option<i16>, kind: PaperKind, whole: bool) -> Vec<Finding> {
    let context = Context {
        year,
        kind,
        whole,
        lexicons: Some(&LEXICONS),
    };
    let mut findings = audit(text, &context).findings;
    findings.retain(|it| {
        !matches!(
            it.kind,
            Kind::Sum | Kind::Ratio | Kind::Repeat | Kind::Change
        )
    });
    findings
}

fn of(passage: &Passage) -> Vec<Finding> {
    let kind = match passage.kind.as_str() {
        "disclosure" => PaperKind::Disclosure,
        "bulletin" => PaperKind::Bulletin,
        "reply" => PaperKind::Reply,
        "page" => PaperKind::Page,
        _ => PaperKind::Report,
    };
    let text = Text::from_plain(&passage.text);
    found(&text, Some(passage.year), kind, passage.whole)
}

fn fits(finding: &Finding, planted: &Planted) -> bool {
    let kind = serde_json::to_value(finding.kind).expect("a kind has a name");
    let (own, words) = (finding.text.as_str(), planted.text.as_str());
    kind == planted.kind.as_str() && (own.contains(words) || words.contains(own))
}

#[test]
fn what_was_planted_is_found_and_little_else() {
    let (mut right, mut missed, mut wrong) = (0, 0, 0);
    let mut misses = String::new();
    for passage in passages("planted") {
        let mut findings = of(&passage);
        for planted in &passage.findings {
            match findings.iter().position(|it| fits(it, planted)) {
                Some(at) => {
                    findings.remove(at);
                    right += 1;
                }
                None => {
                    missed += 1;
                    let _ = writeln!(misses, "{}: not found: {}", passage.id, planted.text);
                }
            }
        }
        for finding in findings.iter().filter(|it| it.severity != Severity::Note) {
            wrong += 1;
            let _ = writeln!(misses, "{}: false: {}", passage.id, finding.message);
        }
    }
    println!("{misses}{right} found, {missed} missed, {wrong} false");
    assert!(right * 100 >= (right + missed) * RECALL, "{misses}");
    assert!(right * 100 >= (right + wrong) * PRECISION, "{misses}");
}

#[test]
fn correct_passages_are_left_alone() {
    let correct = passages("correct");
    let mut told = String::new();
    for passage in &correct {
        for finding in of(passage) {
            if finding.severity != Severity::Note {
                let _ = writeln!(told, "{}: {}", passage.id, finding.message);
            }
        }
    }
    assert!(told.lines().count() * 10 <= correct.len(), "{told}");
}

/// Real reports are kept outside the repository.
fn seeds() -> Vec<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the papers lie outside the repository, and only the environment says where"
    )]
    let folder = std::env::var("ANDU_SEEDS");
    let folder = folder.map(std::fs::read_dir);
    let paths = folder.into_iter().flatten().flatten();
    paths
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect()
}

#[test]
fn real_reports_are_told_of_their_known_slips_and_of_little_else() {
    let paths = seeds();
    let (mut all, mut characters) = (Vec::new(), 0);
    for path in &paths {
        let text = std::fs::read_to_string(path).expect("a paper can be read");
        characters += text.chars().count();
        let text = Text::from_plain(&text);
        all.extend(found(&text, text.guessed_year(), PaperKind::Report, true));
    }
    if paths.is_empty() {
        return;
    }
    for words in ["法制政府", "主题责任", "谁普法谁执法"] {
        assert!(all.iter().any(|it| it.text == words), "{words}");
    }
    let count = |kind| all.iter().filter(|it| it.kind == kind).count();
    assert!(count(Kind::Outdated) >= 3 && count(Kind::MissingSection) >= 2);
    assert_eq!((count(Kind::Heading), count(Kind::Date)), (1, 1));
    let told = all.iter().filter(|it| it.severity != Severity::Note);
    assert!(told.count() * PAGE <= WARNINGS_A_PAGE * characters);
}
