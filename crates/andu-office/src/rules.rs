//! The rules in use: pack, calendar and the shape of every register.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use andu_calendar::Calendar;
use andu_ledger::{ColumnKind, ColumnSpec, RuleFile, TableSpec};
use andu_rules::model::{Procedure, ProcedureId};
use andu_rules::register::{self, Column, Register};
use andu_rules::{Diagnostic, Layer, Pack, Severity, SourceFile, digest, open};

use crate::error::OfficeError;
use crate::pack::OWN;

/// The rules in use, immutable; loading a notice or a pack makes a new one.
pub struct Rules {
    /// The pack.
    pub pack: Pack,
    /// The office's calendar.
    pub calendar: Calendar,
    /// Digest of the calendar's days, in hex.
    pub calendar_digest: String,
    /// SM3 over the digests of all files, in hex: which rules are active.
    pub digest: String,
    /// What was said about the pack: warnings only.
    pub warnings: Vec<Diagnostic>,
    shapes: BTreeMap<ProcedureId, Arc<Shape>>,
    layers: Vec<Layer>,
    /// Versions that govern matters but are no longer in the pack, by digest.
    kept: Mutex<HashMap<String, KeptVersion>>,
}

/// A version read from the ledger, and the register that it knows by itself.
type KeptVersion = (Arc<Procedure>, Arc<Shape>);

/// A register with the tables that hold it.
pub(crate) struct Shape {
    pub register: Register,
    pub table: TableSpec,
    pub lists: Vec<TableSpec>,
    /// Whether former states are kept.
    pub versioned: bool,
    /// Of the table, only number and title: what a due list reads.
    pub naming: TableSpec,
}

impl Shape {
    /// The register's table and those of its lists.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &TableSpec> {
        std::iter::once(&self.table).chain(&self.lists)
    }
}

impl Rules {
    /// Reads and checks layers.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Rules`] with all faults, where there is one of severity error.
    pub fn load(layers: Vec<Layer>, division: Option<&str>) -> Result<Rules, OfficeError> {
        let (pack, diagnostics) = open(&layers, OWN);
        let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics
            .into_iter()
            .partition(|d| d.severity == Severity::Error);
        if !errors.is_empty() {
            return Err(OfficeError::Rules(errors));
        }
        let calendar = Calendar::new(&pack.notices, division).map_err(|faults| {
            let listed: Vec<_> = faults.iter().map(ToString::to_string).collect();
            OfficeError::Usage(listed.join("\n"))
        })?;
        let digests: Vec<_> = pack.files.iter().map(|file| file.digest.as_str()).collect();
        Ok(Rules {
            digest: digest(digests.join("\n").as_bytes()),
            calendar_digest: digest(calendar.canonical().as_bytes()),
            shapes: pack
                .procedures
                .iter()
                .map(|(id, versions)| (id.clone(), shape(versions)))
                .collect(),
            pack,
            calendar,
            warnings,
            layers,
            kept: Mutex::default(),
        })
    }

    pub(crate) fn shape(&self, procedure: &str) -> Option<&Arc<Shape>> {
        self.shapes.get(procedure)
    }

    /// The register that holds a matter governed by a version: that of the pack, or, where the pack no longer has the procedure, as
    /// much of it as the version knows.
    pub(crate) fn shape_of(&self, procedure: &Procedure) -> Option<Arc<Shape>> {
        if let Some(shape) = self.shapes.get(procedure.id.as_str()) {
            return Some(Arc::clone(shape));
        }
        let kept = self.kept.lock().ok()?;
        let (_, shape) = kept.get(&procedure.digest)?;
        Some(Arc::clone(shape))
    }

    pub(crate) fn shapes(&self) -> impl Iterator<Item = &Arc<Shape>> {
        self.shapes.values()
    }

    /// Says that the directory does not know somebody, and where to register him.
    pub(crate) fn not_registered(&self, name: &str) -> OfficeError {
        let mut versions = self.pack.procedures.values().flatten().rev();
        let declared = versions.find_map(|version| Some((version, version.directory.as_ref()?)));
        let (procedure, field) = declared.map_or_else(Default::default, |(version, columns)| {
            (version.id.to_string(), columns.name.to_string())
        });
        OfficeError::NotRegistered {
            name: name.to_owned(),
            procedure,
            field,
        }
    }

    /// Everything in use as the ledger keeps it: each file, and for a version laid together from several the list of them.
    pub(crate) fn kept(&self) -> Vec<Kept> {
        let mut kept: Vec<Kept> = Vec::new();
        for layer in &self.layers {
            kept.extend(layer.files.iter().map(|file| Kept {
                digest: digest(file.text.as_bytes()),
                path: file.path.clone(),
                layer: layer.name.clone(),
                text: file.text.clone(),
            }));
        }
        for procedure in self.pack.procedures.values().flatten() {
            let path = format!(
                "procedures/{}/{}.toml",
                procedure.id, procedure.in_force.from
            );
            let parts = kept.iter().filter(|file| file.path == path);
            let parts: Vec<_> = parts.map(|file| file.digest.clone()).collect();
            if parts.len() > 1 {
                kept.push(Kept {
                    digest: procedure.digest.clone(),
                    path,
                    layer: Kept::LIST.to_owned(),
                    text: parts.join("\n"),
                });
            }
        }
        for paper in self.pack.papers.values().flatten() {
            let path = format!("papers/{}/{}.toml", paper.procedure, paper.id);
            let parts = kept.iter().filter(|file| file.path == path);
            let parts: Vec<_> = parts.map(|file| file.digest.clone()).collect();
            // A file that stands for itself is kept by its own digest already.
            if parts.len() > 1 && !parts.contains(&paper.digest) {
                kept.push(Kept {
                    digest: paper.digest.clone(),
                    path,
                    layer: Kept::LIST.to_owned(),
                    text: parts.join("\n"),
                });
            }
        }
        kept
    }

    /// The procedure with this digest, if it is in the pack or was read from a bundle before.
    pub(crate) fn by_digest(&self, digest: &str) -> Option<Arc<Procedure>> {
        if let Some(procedure) = self.pack.by_digest(digest) {
            return Some(Arc::clone(procedure));
        }
        let kept = self.kept.lock().ok()?;
        kept.get(digest).map(|(procedure, _)| Arc::clone(procedure))
    }

    /// Reads kept files; their citations were checked when they came into use.
    pub(crate) fn adopt(&self, digest: &str, files: Vec<RuleFile>) -> Option<Arc<Procedure>> {
        let layer = |file: RuleFile| {
            Some(Layer {
                name: file.layer,
                files: vec![SourceFile {
                    path: file.path,
                    text: String::from_utf8(file.bytes).ok()?,
                }],
            })
        };
        let layers = files.into_iter().map(layer).collect::<Option<Vec<_>>>()?;
        let (pack, _) = open(&layers, OWN);
        let procedure = Arc::clone(pack.by_digest(digest)?);
        let shape = shape(std::slice::from_ref(&procedure));
        self.kept
            .lock()
            .ok()?
            .insert(digest.to_owned(), (Arc::clone(&procedure), shape));
        Some(procedure)
    }
}

/// A file in use, as the ledger keeps it: by the digest of its text.
pub(crate) struct Kept {
    pub digest: String,
    pub path: String,
    pub layer: String,
    pub text: String,
}

impl Kept {
    /// Stands for the layer where the text lists the digests of files laid over each other.
    pub(crate) const LIST: &'static str = "list";
}

fn shape(versions: &[Arc<Procedure>]) -> Arc<Shape> {
    let register = register::register(versions);
    let table = spec(&register.table, false, &register.columns);
    let lists = register
        .lists
        .iter()
        .map(|list| spec(&list.table, true, &list.columns))
        .collect();
    let named = |column: &&ColumnSpec| matches!(column.name.as_str(), "number" | "title");
    let naming = TableSpec {
        columns: table.columns.iter().filter(named).cloned().collect(),
        ..table.clone()
    };
    Arc::new(Shape {
        naming,
        register,
        table,
        lists,
        versioned: versions.iter().any(|version| version.versioned),
    })
}

fn spec(name: &str, list: bool, columns: &[Column]) -> TableSpec {
    let column = |column: &Column| ColumnSpec {
        name: column.name.clone(),
        kind: match column.kind {
            register::ColumnKind::Text => ColumnKind::Text,
            register::ColumnKind::Integer => ColumnKind::Integer,
        },
        indexed: column.indexed,
    };
    TableSpec {
        name: name.to_owned(),
        list,
        columns: columns.iter().map(column).collect(),
    }
}
