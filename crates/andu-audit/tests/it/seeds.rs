//! Real reports, kept outside the repository: read where `ANDU_SEEDS` names their folder.

use std::path::PathBuf;

use andu_audit::{Context, Review, Text, audit};

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
        ..Context::default()
    };
    audit(text, &context)
}

#[test]
fn seeds_are_read() {
    for (name, text) in seeds() {
        let review = review(&text);
        println!("== {name}");
        for relation in &review.relations {
            println!(
                "{:?} {:?} {}",
                relation.kind, relation.holds, relation.arithmetic
            );
        }
        for finding in &review.findings {
            println!("! {:?} {}", finding.severity, finding.message);
        }
    }
}
