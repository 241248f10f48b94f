//! The pack that ships.

use std::path::Path;

use andu_rules::{Severity, load};

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
