//! The pack that ships.

use std::path::Path;

use andu_rules::{Layer, Severity, SourceFile, load, open};

use crate::support::layers;

#[test]
fn the_pack_that_ships_has_no_errors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let (pack, diagnostics) = load(&layers(&folder));
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| format!("{} {diagnostic}", diagnostic.code))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert!(
        !pack.procedures.is_empty(),
        "no procedure was found under {}",
        folder.display()
    );
}

/// What an office opens without rules of its own was checked here; nothing is lost by not checking it again.
#[test]
fn the_pack_that_is_opened_is_the_one_that_was_checked() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let layers = layers(&folder);
    let (checked, _) = load(&layers);
    let (opened, diagnostics) = open(&layers, "office");
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.first());
    assert_eq!(opened, checked);
    // A layer of the office's own brings every check with it.
    let mut own = layers;
    own.push(Layer {
        name: "office".to_owned(),
        files: vec![SourceFile {
            path: "procedures/foi-application/2019-05-15.toml".to_owned(),
            text: "extends = \"foi-application/2019-05-15\"\n[[gate]]\nid = \"own\"\nlabel = \"自定\"\non = [\"nowhere\"]\nstrength = \"local\"\nholds = \"nothing\"\nremedy = \"请核对\"\n".to_owned(),
        }],
    });
    let codes: Vec<&str> = open(&own, "office").1.iter().map(|it| it.code).collect();
    assert!(
        codes.contains(&"unknown-action") && codes.contains(&"unknown-field"),
        "{codes:?}"
    );
}
