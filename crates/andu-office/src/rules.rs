//! The rules in use: pack, calendar and the shape of every register.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use andu_calendar::Calendar;
use andu_ledger::{ColumnKind, ColumnSpec, TableSpec};
use andu_rules::model::{Procedure, ProcedureId};
use andu_rules::register::{self, Column, Register};
use andu_rules::{Diagnostic, Layer, Pack, Severity, SourceFile, digest, load};

use crate::error::OfficeError;

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
    /// Procedures that govern open matters but are no longer in the pack, by digest.
    kept: Mutex<HashMap<String, Arc<Procedure>>>,
}

/// A register with the tables that hold it.
pub(crate) struct Shape {
    pub register: Register,
    pub table: TableSpec,
    pub lists: Vec<TableSpec>,
}

impl Rules {
    /// Reads and checks layers.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Rules`] with all faults, where there is one of severity error.
    pub fn load(layers: Vec<Layer>, division: Option<&str>) -> Result<Rules, OfficeError> {
        let (pack, diagnostics) = load(&layers);
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

    pub(crate) fn shapes(&self) -> impl Iterator<Item = &Arc<Shape>> {
        self.shapes.values()
    }

    /// The files of one version of a procedure, as one text that can be read again: what the ledger keeps by digest.
    pub(crate) fn bundle(&self, procedure: &Procedure) -> String {
        let wanted = |file: &&SourceFile| {
            let name = format!(
                "procedures/{}/{}.toml",
                procedure.id, procedure.in_force.from
            );
            file.path == name
        };
        let layers: Vec<(String, Vec<(String, String)>)> = self
            .layers
            .iter()
            .map(|layer| {
                let files = layer.files.iter().filter(wanted);
                (
                    layer.name.clone(),
                    files.map(|f| (f.path.clone(), f.text.clone())).collect(),
                )
            })
            .collect();
        serde_json::to_string(&layers).unwrap_or_default()
    }

    /// The procedure with this digest, if it is in the pack or was read from a bundle before.
    pub(crate) fn by_digest(&self, digest: &str) -> Option<Arc<Procedure>> {
        if let Some(procedure) = self.pack.by_digest(digest) {
            return Some(Arc::clone(procedure));
        }
        self.kept.lock().ok()?.get(digest).cloned()
    }

    /// Reads a kept bundle; its citations were checked when it came into use.
    pub(crate) fn adopt(&self, digest: &str, bundle: &str) -> Option<Arc<Procedure>> {
        let layers: Vec<(String, Vec<(String, String)>)> = serde_json::from_str(bundle).ok()?;
        let layers: Vec<_> = layers
            .into_iter()
            .map(|(name, files)| Layer {
                name,
                files: files
                    .into_iter()
                    .map(|(path, text)| SourceFile { path, text })
                    .collect(),
            })
            .collect();
        let (pack, _) = load(&layers);
        let procedure = Arc::clone(pack.by_digest(digest)?);
        self.kept
            .lock()
            .ok()?
            .insert(digest.to_owned(), Arc::clone(&procedure));
        Some(procedure)
    }
}

fn shape(versions: &[Arc<Procedure>]) -> Arc<Shape> {
    let register = register::register(versions);
    let table = spec(&register.table, false, &register.columns);
    let lists = register
        .lists
        .iter()
        .map(|list| spec(&list.table, true, &list.columns))
        .collect();
    Arc::new(Shape {
        register,
        table,
        lists,
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
