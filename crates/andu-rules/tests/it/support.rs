//! Reads packs from folders.

use std::{fs, path::Path};

use andu_rules::{Layer, SourceFile};

/// The layers of a folder: `cn` first, then the others by name.
pub fn layers(folder: &Path) -> Vec<Layer> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the test pack can be read")
        .map(|entry| entry.expect("the test pack can be read"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| {
            entry
                .file_name()
                .into_string()
                .expect("the test pack can be read")
        })
        .collect();
    names.sort_by_key(|name| (name != "cn", name.clone()));
    let layer = |name: String| {
        let mut files = Vec::new();
        collect(&folder.join(&name), "", &mut files);
        Layer { name, files }
    };
    names.into_iter().map(layer).collect()
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).expect("the test pack can be read") {
        let path = entry.expect("the test pack can be read").path();
        let name = path
            .file_name()
            .expect("the test pack can be read")
            .to_str()
            .expect("the test pack can be read");
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".toml") {
            let text = fs::read_to_string(&path).expect("the test pack can be read");
            files.push(SourceFile {
                path: format!("{prefix}{name}"),
                text,
            });
        }
    }
}

/// A folder of the test packs.
pub fn packs(folder: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/packs")
        .join(folder)
}
