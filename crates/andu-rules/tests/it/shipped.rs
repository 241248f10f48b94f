//! The pack that ships, as places see it, and the pages about it.

use std::{fs, path::Path};

use andu_rules::{Layer, SourceFile, load, page};

/// The pages about the pack that ships.
pub fn pages() -> Vec<page::Page> {
    let mut layers = layers();
    let (national, _) = load(&layers[..1]);
    let places: Vec<Layer> = layers.drain(1..).collect();
    let places: Vec<(String, _)> = places
        .into_iter()
        .map(|place| {
            let name = place.name.clone();
            layers.truncate(1);
            layers.push(place);
            (name, load(&layers).0)
        })
        .collect();
    let places: Vec<(&str, _)> = places
        .iter()
        .map(|(name, pack)| (name.as_str(), pack.clone()))
        .collect();
    page::pages(&national, &places)
}

/// The layers of the pack that ships: `cn` first, then the places by code.
pub fn layers() -> Vec<Layer> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut names: Vec<String> = fs::read_dir(&root)
        .expect("the rules can be read")
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_by_key(|name| (name != "cn", name.clone()));
    let layer = |name: String| {
        let mut files = Vec::new();
        let folder = root.join(&name);
        collect(&folder, &folder, &mut files);
        Layer { name, files }
    };
    names.into_iter().map(layer).collect()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    let entries = fs::read_dir(folder).expect("the rules can be read");
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            collect(root, &path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let relative = path.strip_prefix(root).expect("it lies below");
            files.push(SourceFile {
                path: relative.to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(&path).expect("the rules can be read"),
            });
        }
    }
}
