//! Packs with faults, and what is said about them. A pack is laid over the good one unless it brings a `cn` of its own; the expected
//! diagnostics stand beside it.

use std::{collections::BTreeSet, fs, path::Path};

use andu_rules::{Layer, load_proven};

use crate::support::{layers, packs};

#[test]
fn every_bad_pack_gets_its_diagnostics() {
    let folder = packs("bad");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(
        names.len() > 40,
        "packs are missing from {}",
        folder.display()
    );
    let wrong: Vec<String> = names
        .iter()
        .filter_map(|name| check(&folder, name))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What differs between the diagnostics of a pack and those beside it.
fn check(folder: &Path, name: &str) -> Option<String> {
    let pack = folder.join(name);
    let (_, diagnostics, _) = load_proven(&over_the_good_one(&pack), &mut BTreeSet::new());
    let shown: String = diagnostics
        .iter()
        .map(|it| format!("{} [{}] {it}\n", it.severity, it.code))
        .collect();
    let expected = fs::read_to_string(pack.join("expected.txt")).unwrap_or_default();
    (shown != expected || shown.is_empty())
        .then(|| format!("== {name}\n-- expected\n{expected}-- found\n{shown}"))
}

fn over_the_good_one(pack: &Path) -> Vec<Layer> {
    let own = layers(pack);
    if own.first().is_some_and(|layer| layer.name == "cn") {
        return own;
    }
    layers(&packs("good/small"))
        .into_iter()
        .chain(own)
        .collect()
}
