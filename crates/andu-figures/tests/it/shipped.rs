//! The pack that ships: every indicator in it can be worked out.

use std::{fs, path::Path};

use andu_rules::{Layer, SourceFile, load};

#[test]
fn every_shipped_indicator_compiles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let layers: Vec<Layer> = ["cn", "50"]
        .iter()
        .map(|name| {
            let mut files = Vec::new();
            collect(&root.join(name), &root.join(name), &mut files);
            Layer {
                name: (*name).to_owned(),
                files,
            }
        })
        .collect();
    let (pack, _) = load(&layers);
    assert!(!pack.indicators.is_empty());
    let faults: Vec<String> = andu_figures::check(&pack)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            files.push(SourceFile {
                path: name,
                text: fs::read_to_string(&path).unwrap(),
            });
        }
    }
}
