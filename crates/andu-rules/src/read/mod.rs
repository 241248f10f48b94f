//! Reads the files of all layers, item by item, so that one fault does not hide another.
//!
//! [`Table`](table::Table) is a cursor over one TOML table that reports what is missing, misspelt or of the wrong kind. Each kind of
//! file has a module. Reading yields the model, and [`Notes`](notes::Notes) for the checks: every name used, every condition and
//! citation, with its place.

mod action;
mod calendar;
pub(crate) mod case;
mod clock;
mod collect;
mod field;
pub(crate) mod indicator;
mod length;
mod links;
pub(crate) mod notes;
pub(crate) mod paper;
mod procedure;
mod quick;
pub(crate) mod report;
mod samples;
mod statute;
mod syntax;
pub(crate) mod table;
pub(crate) mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use andu_calendar::Notice;
use jiff::civil::Date;
use toml::de::DeTable;

use crate::{
    diagnostic::Faults,
    lexicon::LexiconMarks,
    model::{Indicator, Procedure, Statute, WorkedCase},
    nearest::perhaps,
    parallel,
    source::{Place, Sources, digest},
};
use case::CaseMarks;
use indicator::Marks;
use notes::Notes;
use paper::{OfficeNames, PaperMarks};
use procedure::Standing;
use report::ReportMarks;
use table::Table;
use tree::{Branch, Document};

/// What was read, with what the checks need.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) procedures: Vec<ProcedureMarks>,
    pub(crate) statutes: Vec<StatuteMarks>,
    pub(crate) indicators: Vec<(Arc<Indicator>, Marks)>,
    pub(crate) notices: Vec<(Notice, Place)>,
    pub(crate) cases: Vec<CaseMarks>,
    pub(crate) reports: Vec<ReportMarks>,
    pub(crate) lexicons: LexiconMarks,
    pub(crate) papers: Vec<PaperMarks>,
    pub(crate) office_names: OfficeNames,
    /// Folders of procedures, those with unreadable files included, so that these do not make every mention of them unknown.
    pub(crate) folders: BTreeSet<String>,
    /// Whether some statute could not be read; then citations of unknown titles are not reported.
    pub(crate) statutes_unread: bool,
}

impl Reading {
    /// The version whose example a case is.
    pub(crate) fn version_of(&self, case: &WorkedCase) -> Option<&ProcedureMarks> {
        self.procedures.iter().find(|marks| {
            marks.procedure.id == case.procedure && marks.procedure.in_force.from == case.version
        })
    }

    /// Whether a higher layer changed the clock of a case: then the case holds in its own layer only.
    fn is_superseded(&self, marks: &CaseMarks) -> bool {
        let clock = marks.case.clock.as_str();
        self.version_of(&marks.case).is_some_and(|version| {
            version.at_layer(marks.layer).clock(clock) != version.procedure.clock(clock)
        })
    }

    /// What only the checks needed.
    pub(crate) fn take_notes(&mut self) -> Vec<Notes> {
        let marks = self.procedures.iter_mut();
        marks
            .map(|marks| std::mem::take(&mut marks.notes))
            .collect()
    }

    /// The worked examples that hold for the pack as a whole.
    pub(crate) fn standing_cases(&self) -> Vec<WorkedCase> {
        let standing = self.cases.iter().filter(|marks| !self.is_superseded(marks));
        standing.map(|marks| marks.case.clone()).collect()
    }
}

/// A version of a procedure and where its parts stand.
pub(crate) struct ProcedureMarks {
    pub(crate) procedure: Arc<Procedure>,
    pub(crate) notes: Notes,
    pub(crate) file: usize,
    /// Number of the uppermost layer laid over it.
    pub(crate) top: usize,
    /// The same version before higher layers were laid over it, with the number of the layer: worked examples hold within their own.
    pub(crate) below: Vec<(usize, Arc<Procedure>)>,
}

impl ProcedureMarks {
    /// The version as a layer sees it.
    pub(crate) fn at_layer(&self, layer: usize) -> &Procedure {
        let below = self.below.iter().rev().find(|(number, _)| *number <= layer);
        let covered = below.is_some() && self.top > layer;
        below
            .filter(|_| covered)
            .map_or(&self.procedure, |(_, procedure)| procedure)
    }

    /// Where an item or a key stands, or else the beginning of the file.
    pub(crate) fn spot(&self, name: &str) -> Place {
        self.notes
            .spot_of(name)
            .unwrap_or(Place::new(self.file, 0..0))
    }
}

/// A version of a statute and where it stands.
pub(crate) struct StatuteMarks {
    pub(crate) statute: Statute,
    pub(crate) place: Place,
}

/// What a path holds.
enum Shelf<'p> {
    Statute {
        folder: &'p str,
        stem: &'p str,
    },
    Procedure {
        folder: &'p str,
        stem: &'p str,
    },
    Cases {
        folder: &'p str,
        stem: &'p str,
    },
    Indicators,
    Calendar,
    Report {
        stem: &'p str,
    },
    Lexicon,
    Paper {
        folder: &'p str,
        stem: &'p str,
    },
    OfficeNames,
    /// Not TOML, or a folder that others read.
    Elsewhere,
    Unknown,
}

fn shelf(path: &str) -> Shelf<'_> {
    let Some(stem) = path.strip_suffix(".toml") else {
        return Shelf::Elsewhere;
    };
    let parts: Vec<&str> = stem.split('/').collect();
    match parts.as_slice() {
        ["statutes", folder, stem] => Shelf::Statute { folder, stem },
        ["procedures", folder, stem] => match stem.strip_suffix(".cases") {
            Some(stem) => Shelf::Cases { folder, stem },
            None => Shelf::Procedure { folder, stem },
        },
        ["indicators", ..] => Shelf::Indicators,
        ["calendars", _] => Shelf::Calendar,
        ["reports", stem] => Shelf::Report { stem },
        ["lexicons", _] => Shelf::Lexicon,
        ["papers", folder, stem] => Shelf::Paper { folder, stem },
        ["papers", "names"] => Shelf::OfficeNames,
        ["patrol", ..] => Shelf::Elsewhere,
        _ => Shelf::Unknown,
    }
}

/// The longest file of rules that is read; the longest that ships has a sixtieth of it.
pub const MOST_BYTES: usize = 4 << 20;

/// Parses every TOML file of the pack, and computes the digest of every file while it is at hand.
pub(crate) fn parse<'a>(sources: &Sources<'a>, faults: &Faults<'_>) -> Vec<Document<'a>> {
    let files: Vec<_> = sources.files.iter().enumerate().collect();
    parallel::map(&files, |(number, file)| {
        file.digest();
        if matches!(shelf(file.path), Shelf::Elsewhere) {
            return None;
        }
        if file.text.len() > MOST_BYTES {
            let message = "文件超过4兆字节，没有读";
            let remedy = "规则文件只写规则：请删去多余的内容，或者拆成几个文件";
            faults.error(Place::new(*number, 0..0), "file-too-large", message, remedy);
            return None;
        }
        quick::read(file.text).or_else(|| {
            let (document, errors) = DeTable::parse_recoverable(file.text);
            syntax::report(*number, &errors, faults);
            let document = document.into_inner();
            errors.is_empty().then(|| Branch::of(document))
        })
    })
}

/// Folder and stem of what several files may be laid over, and those files from the lowest layer up.
type Stacks<'p> = BTreeMap<(&'p str, &'p str), Vec<usize>>;

/// A part of the pack that is read by itself.
enum Job<'p> {
    /// Everything but procedures and papers.
    Rest,
    Version((&'p str, &'p str), &'p [usize]),
    Paper((&'p str, &'p str), &'p [usize]),
}

/// What was read of it.
enum Part {
    Rest(Box<Reading>),
    Version(Option<Box<ProcedureMarks>>),
    Paper(Option<Box<PaperMarks>>),
}

/// Reads what was parsed.
pub(crate) fn read<'a>(documents: &'a [Document<'a>], faults: &'a Faults<'a>) -> Reading {
    let (mut versions, mut papers) = (Stacks::new(), Stacks::new());
    for (number, file) in faults.sources.files.iter().enumerate() {
        let (stacks, name) = match shelf(file.path) {
            Shelf::Procedure { folder, stem } => (&mut versions, (folder, stem)),
            Shelf::Paper { folder, stem } => (&mut papers, (folder, stem)),
            _ => continue,
        };
        stacks.entry(name).or_default().push(number);
    }
    let known: Vec<(&str, &str)> = versions.keys().copied().collect();
    // The longest comes first.
    let mut jobs = vec![Job::Rest];
    jobs.extend(
        versions
            .iter()
            .map(|(name, files)| Job::Version(*name, files)),
    );
    jobs.extend(papers.iter().map(|(name, files)| Job::Paper(*name, files)));
    let parts = parallel::map(&jobs, |job| match job {
        Job::Rest => Part::Rest(Box::new(rest(documents, &known, faults))),
        Job::Version((folder, stem), files) => {
            Part::Version(version(folder, stem, files, &known, documents, faults).map(Box::new))
        }
        Job::Paper((folder, stem), files) => {
            Part::Paper(paper::paper(folder, stem, files, documents, faults).map(Box::new))
        }
    });
    let mut reading = Reading::default();
    for part in parts {
        match part {
            Part::Rest(rest) => reading = *rest,
            Part::Version(marks) => reading.procedures.extend(marks.map(|marks| *marks)),
            Part::Paper(marks) => reading.papers.extend(marks.map(|marks| *marks)),
        }
    }
    reading.folders = known
        .iter()
        .map(|(folder, _)| (*folder).to_owned())
        .collect();
    links::across(&mut reading.procedures);
    reading
}

/// Reads everything but procedures and papers.
fn rest<'a>(
    documents: &'a [Document<'a>],
    known: &[(&str, &str)],
    faults: &'a Faults<'a>,
) -> Reading {
    let mut reading = Reading::default();
    for (number, file) in faults.sources.files.iter().enumerate() {
        let document = documents.get(number).and_then(Option::as_ref);
        match shelf(file.path) {
            Shelf::Statute { folder, stem } => match document {
                Some(document) => {
                    let table = root(number, document, format!("文件“{folder}”"), faults);
                    let date = file_date(number, stem, faults);
                    let place = table.place_of("title");
                    let statute = statute::statute(table, folder, date, file.shown.clone());
                    reading.statutes.push(StatuteMarks { statute, place });
                }
                None => reading.statutes_unread = true,
            },
            Shelf::Indicators => collect::indicators(number, document, &mut reading, faults),
            Shelf::Calendar => reading.notices.extend(document.and_then(|document| {
                let table = root(number, document, "放假通知", faults);
                let place = table.place_of("title");
                Some((calendar::notice(table)?, place))
            })),
            Shelf::Report { stem } => collect::reports(number, stem, document, &mut reading, faults),
            Shelf::Lexicon => {
                if let Some(document) = document {
                    let table = root(number, document, "词表", faults);
                    reading.lexicons.read(table, file.layer);
                }
            }
            Shelf::OfficeNames => {
                if let Some(document) = document {
                    let table = root(number, document, "本单位名称", faults);
                    paper::office_names(&table, &mut reading.office_names);
                    table.finish();
                }
            }
            Shelf::Unknown => faults.warn(
                Place::new(number, 0..0),
                "unknown-place",
                "规则包里没有这样的文件夹或文件名，本文件没有读",
                "请按规则包说明放到 statutes、procedures、indicators、reports、papers、lexicons 或者 calendars 下",
            ),
            Shelf::Procedure { .. }
            | Shelf::Paper { .. }
            | Shelf::Cases { .. }
            | Shelf::Elsewhere => {}
        }
    }
    collect::cases(documents, known, &mut reading, faults);
    reading
}

fn root<'a>(
    file: usize,
    document: &'a Branch<'a>,
    owner: impl Into<String>,
    faults: &'a Faults<'a>,
) -> Table<'a> {
    Table::new(
        vec![(file, document)],
        Place::new(file, 0..0),
        owner,
        faults,
    )
}

/// The date in a file's name.
fn file_date(file: usize, stem: &str, faults: &Faults<'_>) -> Option<Date> {
    let date = calendar::date(stem);
    if date.is_none() {
        let message = format!("文件名“{stem}.toml”不是日期");
        let remedy = "请以施行的第一天命名，如：2019-05-15.toml";
        faults.error(Place::new(file, 0..0), "file-not-date", message, remedy);
    }
    date
}

/// One version of a procedure from its file and the overlays laid over it.
fn version<'a>(
    folder: &str,
    stem: &str,
    files: &[usize],
    known: &[(&str, &str)],
    documents: &'a [Document<'a>],
    faults: &'a Faults<'a>,
) -> Option<ProcedureMarks> {
    let mut layers: Vec<(usize, &'a Branch<'a>)> = Vec::new();
    let mut unreadable = false;
    for number in files {
        let Some(document) = documents.get(*number).and_then(Option::as_ref) else {
            unreadable = true;
            continue;
        };
        let table = root(*number, document, format!("程序“{folder}”"), faults);
        let below = !layers.is_empty() || unreadable;
        if fits(&table, folder, stem, below, known) {
            layers.push((*number, document));
        }
    }
    if unreadable {
        return None;
    }
    let (base, _) = *layers.first()?;
    let layer = |number: usize| {
        faults
            .sources
            .files
            .get(number)
            .map_or(0, |file| file.layer)
    };
    let top = layer(layers.last()?.0);
    let named = file_date(base, stem, faults);
    let mut below = Vec::new();
    for count in 1..layers.len() {
        let (procedure, _) = merge(folder, named, &layers[..count], faults);
        below.push((layer(layers[count - 1].0), procedure));
    }
    let (procedure, notes) = merge(folder, named, &layers, faults);
    Some(ProcedureMarks {
        procedure,
        notes,
        file: base,
        top,
        below,
    })
}

/// The files of a version laid over each other.
fn merge<'a>(
    folder: &str,
    date: Option<Date>,
    layers: &[(usize, &'a Branch<'a>)],
    faults: &'a Faults<'a>,
) -> (Arc<Procedure>, Notes) {
    let base = layers.first().map_or(0, |(number, _)| *number);
    let digests: Vec<&str> = layers
        .iter()
        .filter_map(|(number, _)| faults.sources.files.get(*number))
        .map(|file| file.digest())
        .collect();
    let standing = Standing {
        id: folder.to_owned(),
        date,
        file: faults.sources.shown(base).to_owned(),
        digest: match digests.as_slice() {
            [own] => (*own).to_owned(),
            all => digest(all.join("\n").as_bytes()),
        },
    };
    let upside_down = layers.iter().rev().copied().collect();
    let owner = format!("程序“{folder}”");
    let table = Table::new(upside_down, Place::new(base, 0..0), owner, faults);
    let mut notes = Notes::new(faults.checked);
    let procedure = Arc::new(procedure::procedure(table, standing, &mut notes));
    (procedure, notes)
}

/// Whether a file of a version may be used: an overlay over something, or the first of its version.
fn fits(table: &Table<'_>, folder: &str, stem: &str, below: bool, known: &[(&str, &str)]) -> bool {
    let own = format!("{folder}/{stem}");
    let Some(extends) = table.text("extends") else {
        if below {
            let message = format!("{}的这一版下层已有，本文件没有写 extends", table.owner);
            let remedy =
                format!("要在下层之上改动，请写 extends = \"{own}\"；要另立一版，请换施行日期");
            table
                .faults
                .error(table.place, "duplicate-version", message, remedy);
        }
        return !below;
    };
    if extends.value == own && below {
        return true;
    }
    let message = format!("{}要改动的“{}”在下层没有", table.owner, extends.value);
    let names = known.iter().map(|(id, date)| format!("{id}/{date}"));
    let names: Vec<String> = names.filter(|name| below || *name != own).collect();
    let remedy = "extends 写下层已有的版本，本文件放在同名的文件夹并用同一日期命名";
    let remedy = perhaps(&extends.value, names.iter().map(String::as_str), remedy);
    table
        .faults
        .error(extends.place, "unknown-base", message, remedy);
    false
}
