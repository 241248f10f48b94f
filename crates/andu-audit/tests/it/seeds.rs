//! Real reports, kept outside the repository: read where `ANDU_SEEDS` names their folder.

use std::path::PathBuf;

use andu_audit::{Context, Holds, Kind, Review, Severity, Text, audit};

use crate::pack::LEXICONS;

/// Name and text of each.
fn seeds() -> Vec<(String, Text)> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the papers lie outside the repository, and only the environment says where"
    )]
    let folder = std::env::var("ANDU_SEEDS");
    let Ok(folder) = folder else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of the seeds can be read")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path
            .file_stem()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        (
            name,
            Text::from_plain(&std::fs::read_to_string(path).expect("a paper can be read")),
        )
    };
    paths.iter().map(read).collect()
}

fn review(text: &Text) -> Review {
    let context = Context {
        year: text.guessed_year(),
        whole: true,
        lexicons: Some(&LEXICONS),
        ..Context::default()
    };
    audit(text, &context)
}

/// Characters of a page.
const PAGE: usize = 1500;
/// Most warnings a page. Errors are counted apart: what is wrong is told, however much of it there is.
const WARNINGS_A_PAGE: usize = 3;

#[test]
fn sums_that_hold_are_let_be_and_those_that_do_not_are_found() {
    let mut messages = String::new();
    let papers = seeds();
    for (name, text) in &papers {
        let review = review(text);
        let characters: usize = text
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.chars().count())
            .sum();
        let of = |severity| {
            review
                .findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let (errors, told) = (of(Severity::Error), of(Severity::Warning));
        let held = review
            .relations
            .iter()
            .filter(|relation| relation.holds == Holds::Held)
            .count();
        println!(
            "{name}: {} figures, {held} relations held, {errors} errors, {told} warnings, {characters} characters",
            review.figures.len()
        );
        assert!(
            told <= WARNINGS_A_PAGE * characters.div_ceil(PAGE),
            "{name}: {told} warnings"
        );
        for finding in &review.findings {
            let of_figures = matches!(
                finding.kind,
                Kind::Sum | Kind::Ratio | Kind::Repeat | Kind::Change
            );
            assert!(
                !of_figures || finding.severity != Severity::Error,
                "{}",
                finding.message
            );
            messages.push_str(&finding.message);
        }
    }
    // The two of the five papers' sums that do not hold.
    let wanted = ["156+7=163＜179", "2168=93.77%≠93.80%"];
    assert!(
        papers.is_empty() || wanted.iter().all(|wanted| messages.contains(wanted)),
        "{messages}"
    );
}
