//! The rule pack that the binary carries, and the layers that apply to an office.

use std::io::{ErrorKind, Read};
use std::path::Path;

use andu_rules::{Diagnostic, Layer, MOST_BYTES, Pack, SourceFile, open};
use include_dir::{Dir, include_dir};

use crate::error::OfficeError;

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// Name of the layer that an office keeps in its own data folder.
pub(crate) const OWN: &str = "office";

/// Layers of the pack inside the binary that apply to a division code (GB/T 2260), national first.
///
/// 500229 reads `cn`, `50`, `5002`, `500229`; without a code only `cn`.
pub fn built_in_layers(division: Option<&str>) -> Vec<Layer> {
    let code = division.unwrap_or_default();
    let prefixes = [2, 4, 6]
        .into_iter()
        .filter_map(|length| code.get(..length));
    std::iter::once("cn")
        .chain(prefixes)
        .filter_map(built_in_layer)
        .collect()
}

/// Every layer of the pack inside the binary that lies within a province, for looking at rules without an office.
pub fn built_in_pack(division: Option<&str>) -> (Pack, Vec<Diagnostic>) {
    open(&built_in_layers(division), OWN)
}

/// Beginnings of the division codes under which the rules inside the binary have a clock of this name.
pub fn places_with_clock(name: &str) -> Vec<String> {
    let places = RULES.dirs().filter_map(|folder| folder.path().to_str());
    let has = |place: &&str| {
        let (pack, _) = open(&built_in_layers(Some(place)), OWN);
        pack.versions_with_clock(name).is_some()
    };
    let mut places: Vec<String> = places
        .filter(|place| *place != "cn")
        .filter(has)
        .map(str::to_owned)
        .collect();
    places.sort();
    places
}

/// The national layer alone, and the national layer under each place that has rules of its own: what a check of the whole pack reads.
pub fn built_in_stacks() -> Vec<Vec<Layer>> {
    let places = RULES.dirs().filter_map(|folder| folder.path().to_str());
    let below = places
        .filter(|name| *name != "cn")
        .map(|name| built_in_layers(Some(name)));
    std::iter::once(built_in_layers(None))
        .chain(below)
        .collect()
}

/// The stacks of layers in a folder: a whole pack (with `cn/` in it), or one layer laid over the pack inside the binary.
///
/// # Errors
///
/// [`OfficeError::RuleFile`] where a file cannot be read.
pub fn layers_at(path: &Path, division: Option<&str>) -> Result<Vec<Vec<Layer>>, OfficeError> {
    let fault = |source| OfficeError::RuleFile {
        path: path.to_owned(),
        source,
    };
    if !path.join("cn").is_dir() {
        let mut layers = built_in_layers(division);
        layers.push(read_layer(OWN, path)?);
        return Ok(vec![layers]);
    }
    let national = read_layer("cn", &path.join("cn"))?;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            names.push(name);
        }
    }
    names.sort();
    let mut stacks = vec![vec![national.clone()]];
    for name in &names {
        // 500229 lies over 50 and 5002.
        let mut stack = vec![national.clone()];
        for below in names
            .iter()
            .filter(|below| name.starts_with(below.as_str()))
        {
            stack.push(read_layer(below, &path.join(below))?);
        }
        stacks.push(stack);
    }
    Ok(stacks)
}

fn built_in_layer(name: &str) -> Option<Layer> {
    let folder = RULES.get_dir(name)?;
    let mut files = Vec::new();
    collect(folder, name, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Some(Layer {
        name: name.to_owned(),
        files,
    })
}

fn collect(folder: &Dir<'_>, layer: &str, files: &mut Vec<SourceFile>) {
    for file in folder.files() {
        let path = file.path().strip_prefix(layer).unwrap_or(file.path());
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
            && let Some(text) = file.contents_utf8()
        {
            let path = path.to_string_lossy().replace('\\', "/");
            files.push(SourceFile {
                path,
                text: text.to_owned(),
            });
        }
    }
    for inner in folder.dirs() {
        collect(inner, layer, files);
    }
}

/// Layers for an office: those inside the binary, then the `rules/` folder of its own data folder.
///
/// # Errors
///
/// [`OfficeError::RuleFile`] where a file of the office's own pack cannot be read.
pub fn layers_for(division: &str, own: Option<&Path>) -> Result<Vec<Layer>, OfficeError> {
    let mut layers = built_in_layers(Some(division));
    if let Some(own) = own.filter(|own| own.is_dir()) {
        layers.push(read_layer(OWN, own)?);
    }
    Ok(layers)
}

/// A layer read from a folder.
///
/// # Errors
///
/// [`OfficeError::RuleFile`] where a file cannot be read, or is not UTF-8.
pub(crate) fn read_layer(name: &str, folder: &Path) -> Result<Layer, OfficeError> {
    let mut files = Vec::new();
    read_folder(folder, folder, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Layer {
        name: name.to_owned(),
        files,
    })
}

/// The text of a file, of one that is far too long for a file of rules only so much that reading it says so.
fn read_rules(path: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST_BYTES + 1).unwrap_or(u64::MAX);
    std::fs::File::open(path)?
        .take(most)
        .read_to_end(&mut bytes)?;
    if bytes.len() > MOST_BYTES {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    String::from_utf8(bytes).map_err(|error| std::io::Error::new(ErrorKind::InvalidData, error))
}

fn read_folder(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), OfficeError> {
    let fault = |path: &Path, source| OfficeError::RuleFile {
        path: path.to_owned(),
        source,
    };
    for entry in std::fs::read_dir(folder).map_err(|source| fault(folder, source))? {
        let path = entry.map_err(|source| fault(folder, source))?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = read_rules(&path).map_err(|source| fault(&path, source))?;
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let relative = relative.to_string_lossy().replace('\\', "/");
            files.push(SourceFile {
                path: relative,
                text,
            });
        }
    }
    Ok(())
}
