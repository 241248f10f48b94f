//! What is read: files of text in layers, national ones first.

use std::sync::OnceLock;

use sm3::{Digest, Sm3};

use crate::model::Span;

/// One file of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the layer, such as `procedures/foi-application/2019-05-15.toml`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// One layer of a pack; later layers are laid over earlier ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// `cn`, a GB/T 2260 code such as `50`, or `office`.
    pub name: String,
    /// Its files, in any order.
    pub files: Vec<SourceFile>,
}

/// A file that a pack was read from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PackFile {
    /// Path relative to the layer.
    pub path: String,
    /// Name of the layer.
    pub layer: String,
    /// SM3 of its text, in hex.
    pub digest: String,
}

/// SM3 (GB/T 32905) of some bytes, in lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    Sm3::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Where something stands: which file, and which bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: usize,
    pub(crate) span: Span,
}

impl Place {
    pub(crate) fn new(file: usize, span: std::ops::Range<usize>) -> Place {
        Place {
            file,
            span: Span {
                start: span.start,
                end: span.end,
            },
        }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// All files of all layers, numbered: layers in order, files by path.
pub(crate) struct Sources<'a> {
    pub(crate) files: Vec<Source<'a>>,
}

pub(crate) struct Source<'a> {
    pub(crate) path: &'a str,
    /// As printed: the path, after the layer's name unless the layer is the first.
    pub(crate) shown: String,
    pub(crate) layer: usize,
    pub(crate) layer_name: &'a str,
    pub(crate) text: &'a str,
    digest: OnceLock<String>,
}

impl Source<'_> {
    /// SM3 of the text, computed by whoever asks first: the threads that parse do, each for its own files.
    pub(crate) fn digest(&self) -> &str {
        self.digest.get_or_init(|| digest(self.text.as_bytes()))
    }
}

impl<'a> Sources<'a> {
    pub(crate) fn new(layers: &'a [Layer]) -> Sources<'a> {
        let mut files = Vec::new();
        for (number, layer) in layers.iter().enumerate() {
            let mut sorted: Vec<&SourceFile> = layer.files.iter().collect();
            sorted.sort_by(|a, b| a.path.cmp(&b.path));
            files.extend(sorted.into_iter().map(|file| Source {
                path: &file.path,
                shown: match number {
                    0 => file.path.clone(),
                    _ => format!("{}/{}", layer.name, file.path),
                },
                layer: number,
                layer_name: &layer.name,
                text: &file.text,
                digest: OnceLock::new(),
            }));
        }
        Sources { files }
    }

    pub(crate) fn shown(&self, file: usize) -> &str {
        self.files
            .get(file)
            .map_or("", |source| source.shown.as_str())
    }

    pub(crate) fn text(&self, file: usize) -> &'a str {
        self.files.get(file).map_or("", |source| source.text)
    }
}
