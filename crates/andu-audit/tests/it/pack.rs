//! The rule pack's lists of words, read from the checkout.

use std::path::Path;
use std::sync::LazyLock;

use andu_audit::Lexicons;
use andu_rules::{Layer, SourceFile, load};

/// The national lists.
pub static LEXICONS: LazyLock<Lexicons> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/cn");
    let mut files = Vec::new();
    for folder in ["lexicons", "statutes"] {
        collect(&root, &root.join(folder), &mut files);
    }
    let layer = Layer {
        name: "cn".to_owned(),
        files,
    };
    Lexicons::new(&load(&[layer]).0)
});

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the rule pack lies in the checkout")
        .map(|entry| entry.expect("an entry of the rule pack").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let inside = path
                .strip_prefix(root)
                .expect("the file lies below the root");
            files.push(SourceFile {
                path: inside.to_string_lossy().into_owned(),
                text: std::fs::read_to_string(&path).expect("a file of the rule pack can be read"),
            });
        }
    }
}
