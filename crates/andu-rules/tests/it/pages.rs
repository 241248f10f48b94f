//! The pages in `docs/procedures` say what the pack says.

use std::{collections::BTreeSet, fs, path::Path};

use crate::shipped;

#[test]
fn the_pages_are_those_of_the_pack() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/procedures");
    let pages = shipped::pages();
    let stale: Vec<&str> = pages
        .iter()
        .filter(|page| {
            fs::read_to_string(folder.join(&page.path)).ok().as_ref() != Some(&page.text)
        })
        .map(|page| page.path.as_str())
        .collect();
    assert!(
        stale.is_empty(),
        "run `cargo xtask docs`: {} of {} pages are stale: {}",
        stale.len(),
        pages.len(),
        stale.join(", ")
    );
    let made: BTreeSet<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    let mut kept = Vec::new();
    names(&folder, &folder, &mut kept);
    let left: Vec<&String> = kept
        .iter()
        .filter(|name| !made.contains(name.as_str()))
        .collect();
    assert!(
        left.is_empty(),
        "run `cargo xtask docs`: nothing makes {left:?}"
    );
}

fn names(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("run `cargo xtask docs`") {
        let path = entry.expect("the page can be read").path();
        if path.is_dir() {
            names(root, &path, found);
        } else {
            let relative = path.strip_prefix(root).expect("it lies below");
            found.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
}
