//! A pack that has been read, and how to find things in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
    thread,
};

use andu_calendar::Notice;
use jiff::civil::Date;

use crate::{
    check::{self, Depth},
    diagnostic::{Diagnostic, Faults},
    lexicon::Lexicons,
    model::{
        Citation, ClockRule, InForce, Indicator, IndicatorId, OfficeName, Paper, Procedure,
        ProcedureId, ReportId, ReportTemplate, Statute, Versions, WorkedCase,
    },
    nearest::{nearest, quoted},
    prove::{self, Tally},
    read,
    source::{Layer, PackFile, Sources},
};

/// Reads a pack: every file of every layer, later layers laid over earlier ones.
///
/// All faults are reported in one go. What cannot be read is left out or read as empty, so a pack with a diagnostic of
/// [`Severity::Error`](crate::Severity::Error) must not be used for anything but showing it.
pub fn load(layers: &[Layer]) -> (Pack, Vec<Diagnostic>) {
    read_and_check(layers, Depth::Whole)
}

/// Reads a pack to work with it.
///
/// It is [`load`] but for what says nothing about the files of the layer named `own`. The other layers come with the program, whose tests have
/// looked at them: without an own layer nothing is checked that reading does not meet, with one the whole is, but for patterns and worked
/// examples of the others.
pub fn open(layers: &[Layer], own: &str) -> (Pack, Vec<Diagnostic>) {
    let own = layers.iter().position(|layer| layer.name == own);
    read_and_check(layers, own.map_or(Depth::Nothing, Depth::From))
}

fn read_and_check(layers: &[Layer], depth: Depth) -> (Pack, Vec<Diagnostic>) {
    let sources = Sources::new(layers);
    let faults = Faults::new(&sources, depth != Depth::Nothing);
    let pack = {
        let documents = read::parse(&sources, &faults);
        let mut reading = read::read(&documents, &faults);
        // Freeing hundreds of thousands of small pieces takes as long as the checks do, so it happens beside them.
        thread::scope(|scope| {
            scope.spawn(move || drop(documents));
            if depth != Depth::Nothing {
                check::check(&reading, &faults, depth);
            }
            let notes = reading.take_notes();
            scope.spawn(move || drop(notes));
            Pack::of(reading, &sources)
        })
    };
    (pack, faults.into_diagnostics())
}

/// Reads a pack as [`load`] does, and proves every procedure of it over all paths.
///
/// What does not hold is reported like any other fault. `proven` holds the digests of procedures that were looked at before, which are not
/// proven again: a national file is read under every province. This takes seconds where [`load`] takes milliseconds: it is for whoever writes
/// rules, not for opening an office.
pub fn load_proven(
    layers: &[Layer],
    proven: &mut BTreeSet<String>,
) -> (Pack, Vec<Diagnostic>, Tally) {
    let sources = Sources::new(layers);
    let faults = Faults::new(&sources, true);
    let (pack, tally) = {
        let documents = read::parse(&sources, &faults);
        let reading = read::read(&documents, &faults);
        let tally = prove::check(&check::check(&reading, &faults, Depth::Whole), proven);
        (Pack::of(reading, &sources), tally)
    };
    (pack, faults.into_diagnostics(), tally)
}

/// What the law says, as data.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pack {
    /// Procedures by id, versions by the day they came into force.
    pub procedures: Versions,
    /// Figures by id.
    pub indicators: BTreeMap<IndicatorId, Arc<Indicator>>,
    /// Report templates by id.
    pub reports: BTreeMap<ReportId, Arc<ReportTemplate>>,
    /// Papers by the procedure whose matters they are for, in the order of their ids.
    pub papers: BTreeMap<ProcedureId, Vec<Arc<Paper>>>,
    /// Facts about the office that papers print.
    pub office_names: BTreeMap<String, OfficeName>,
    /// Instruments, all versions.
    pub statutes: Vec<Statute>,
    /// Holiday notices.
    pub notices: Vec<Notice>,
    /// What is known of words.
    pub lexicons: Lexicons,
    /// Worked examples, but for those whose clock a higher layer changed.
    pub cases: Vec<WorkedCase>,
    /// Every file of the pack, those that other crates read included.
    pub files: Vec<PackFile>,
}

/// No version of a procedure answers for a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoVersion {
    /// The id is not in the pack.
    Unknown {
        /// As asked.
        procedure: String,
        /// Ids that look like it.
        near: Vec<String>,
    },
    /// No version is in force on that day.
    NotInForce {
        /// The id.
        procedure: String,
        /// Its term.
        label: String,
        /// The day.
        on: Date,
        /// Periods in force.
        periods: Vec<(Date, Option<Date>)>,
    },
}

impl NoVersion {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            NoVersion::Unknown { .. } => "unknown-procedure",
            NoVersion::NotInForce { .. } => "procedure-not-in-force",
        }
    }
}

impl fmt::Display for NoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoVersion::Unknown { procedure, near } => {
                write!(f, "规则包里没有程序“{procedure}”。{}。", did_you_mean(near))
            }
            NoVersion::NotInForce {
                procedure,
                label,
                on,
                periods,
            } => {
                let shown = |(from, to): &(Date, Option<Date>)| {
                    period(InForce {
                        from: *from,
                        to: *to,
                    })
                };
                let periods: Vec<String> = periods.iter().map(shown).collect();
                write!(
                    f,
                    "{on} 没有施行的程序“{label}”（{procedure}）：已有的版本施行于 {}。请核对日期，或者补上当时施行的版本。",
                    periods.join("、")
                )
            }
        }
    }
}

/// No clock answers to a name on a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoClock {
    /// Neither `procedure.clock` nor an alias.
    #[error("规则包里没有期限“{name}”。{}。", did_you_mean(near))]
    Unknown {
        /// As asked.
        name: String,
        /// Names that look like it.
        near: Vec<String>,
    },
    /// The procedure of the clock has no version for that day.
    #[error("{0}")]
    Version(NoVersion),
    /// The version in force on that day has no such clock.
    #[error(
        "{on} 适用“{label}”{}的版本，其中没有期限“{name}”：{}的版本才有。{}。",
        period(*version),
        having.iter().copied().map(period).collect::<Vec<_>>().join("、"),
        match sister {
            Some(sister) => format!("当日的版本里相应的期限是{sister}，请改用它，或者核对日期"),
            None => "请核对日期".to_owned(),
        }
    )]
    NotThen {
        /// As asked.
        name: String,
        /// Term of the procedure.
        label: String,
        /// The day.
        on: Date,
        /// Period of the version of that day.
        version: InForce,
        /// Periods of the versions that have the clock.
        having: Vec<InForce>,
        /// What stands for it in the version of that day: term and short name.
        sister: Option<String>,
    },
    /// Only the rules of some places have such a clock.
    #[error(
        "国家的规则里没有期限“{name}”，行政区划代码以{}开头的地方才有。请写明行政区划代码，如：--division {}。",
        places.join("、"),
        places.first().map_or("", String::as_str)
    )]
    Elsewhere {
        /// As asked.
        name: String,
        /// Beginnings of the codes of those places (GB/T 2260).
        places: Vec<String>,
    },
}

impl NoClock {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            NoClock::Unknown { .. } => "unknown-clock",
            NoClock::Version(inner) => inner.code(),
            NoClock::NotThen { .. } => "clock-not-in-force",
            NoClock::Elsewhere { .. } => "clock-elsewhere",
        }
    }
}

/// 2018-01-01 至 2023-12-31; 2024-01-01 起.
fn period(in_force: InForce) -> String {
    match in_force.to {
        Some(to) => format!("{} 至 {to}", in_force.from),
        None => format!("{} 起", in_force.from),
    }
}

fn did_you_mean(near: &[String]) -> String {
    match near {
        [] => "请用 andu rules list 查看已有的程序和期限".to_owned(),
        near => format!("是否应为{}", quoted(near.iter().map(String::as_str))),
    }
}

impl Pack {
    fn of(reading: read::Reading, sources: &Sources<'_>) -> Pack {
        let mut procedures = Versions::new();
        let cases = reading.standing_cases();
        for marks in reading.procedures {
            procedures
                .entry(marks.procedure.id.clone())
                .or_default()
                .push(marks.procedure);
        }
        for versions in procedures.values_mut() {
            versions.sort_by_key(|version| version.in_force.from);
        }
        let mut papers: BTreeMap<ProcedureId, Vec<Arc<Paper>>> = BTreeMap::new();
        for marks in reading.papers {
            let of_procedure = papers.entry(marks.paper.procedure.clone()).or_default();
            of_procedure.push(Arc::new(marks.paper));
        }
        let indicators = reading.indicators.into_iter();
        let files = sources.files.iter().map(|file| PackFile {
            path: file.path.to_owned(),
            layer: file.layer_name.to_owned(),
            digest: file.digest().to_owned(),
        });
        Pack {
            procedures,
            indicators: indicators.map(|(it, _)| (it.id.clone(), it)).collect(),
            reports: reading
                .reports
                .into_iter()
                .map(|marks| (marks.template.id.clone(), Arc::new(marks.template)))
                .collect(),
            papers,
            office_names: reading.office_names.names,
            statutes: reading
                .statutes
                .into_iter()
                .map(|marks| marks.statute)
                .collect(),
            notices: reading
                .notices
                .into_iter()
                .map(|(notice, _)| notice)
                .collect(),
            lexicons: reading.lexicons.lexicons,
            cases,
            files: files.collect(),
        }
    }

    /// The version of a procedure that governs a matter of this day.
    ///
    /// # Errors
    /// When there is no such procedure, or no version of it is in force on that day.
    pub fn version(&self, procedure: &str, on: Date) -> Result<&Arc<Procedure>, NoVersion> {
        let versions = self.versions(procedure)?;
        versions
            .iter()
            .rev()
            .find(|version| version.in_force.contains(on))
            .ok_or_else(|| {
                let period = |version: &Arc<Procedure>| {
                    let InForce { from, to } = version.in_force;
                    (from, to)
                };
                NoVersion::NotInForce {
                    procedure: procedure.to_owned(),
                    label: versions
                        .last()
                        .map(|last| last.label.clone())
                        .unwrap_or_default(),
                    on,
                    periods: versions.iter().map(period).collect(),
                }
            })
    }

    /// All versions of a procedure, oldest first; never empty.
    ///
    /// # Errors
    /// When there is no such procedure.
    pub fn versions(&self, procedure: &str) -> Result<&[Arc<Procedure>], NoVersion> {
        self.procedures
            .get(procedure)
            .map(Vec::as_slice)
            .ok_or_else(|| NoVersion::Unknown {
                procedure: procedure.to_owned(),
                near: owned(nearest(
                    procedure,
                    self.procedures.keys().map(|id| id.as_str()),
                )),
            })
    }

    /// The newest version of a procedure, in force or still to come.
    pub fn latest(&self, procedure: &str) -> Option<&Arc<Procedure>> {
        self.procedures.get(procedure)?.last()
    }

    /// The version with this digest.
    pub fn by_digest(&self, digest: &str) -> Option<&Arc<Procedure>> {
        self.procedures
            .values()
            .flatten()
            .find(|version| version.digest == digest)
    }

    /// A clock by `procedure.clock` or by an alias, in the version in force on a day.
    ///
    /// # Errors
    /// When nothing is so called, or not in the version in force on that day.
    pub fn clock(&self, name: &str, on: Date) -> Result<(&Arc<Procedure>, &ClockRule), NoClock> {
        let Some(versions) = self.versions_with_clock(name) else {
            return Err(NoClock::Unknown {
                name: name.to_owned(),
                near: self.clocks_near(name),
            });
        };
        let id = versions.first().map_or("", |version| version.id.as_str());
        let version = self.version(id, on).map_err(NoClock::Version)?;
        let mut clocks = version.clocks.iter();
        match clocks.find(|clock| answers(version, clock, name)) {
            Some(clock) => Ok((version, clock)),
            None => Err(not_then(versions, version, name, on)),
        }
    }

    /// All versions of the procedure that has a clock of this name in one of them, oldest first.
    pub fn versions_with_clock(&self, name: &str) -> Option<&[Arc<Procedure>]> {
        let mut all = self.procedures.values();
        let versions = all.find(|versions| {
            let mut versions = versions.iter();
            versions.any(|version| {
                version
                    .clocks
                    .iter()
                    .any(|clock| answers(version, clock, name))
            })
        });
        versions.map(Vec::as_slice)
    }

    fn clocks_near(&self, name: &str) -> Vec<String> {
        let names: Vec<String> = self
            .procedures
            .values()
            .filter_map(|versions| versions.last())
            .flat_map(|version| {
                version.clocks.iter().flat_map(|clock| {
                    let full = format!("{}.{}", version.id, clock.id);
                    clock.aliases.iter().cloned().chain([full])
                })
            })
            .collect();
        owned(nearest(name, names.iter().map(String::as_str)))
    }

    /// The papers for matters of a version of a procedure.
    pub fn papers_of(&self, procedure: &str, version: Date) -> impl Iterator<Item = &Arc<Paper>> {
        let all = self.papers.get(procedure).map_or(&[][..], Vec::as_slice);
        all.iter().filter(move |paper| paper.is_for(version))
    }

    /// The instrument that a citation names, in the version in force on a day.
    pub fn statute_of(&self, citation: &Citation, on: Date) -> Option<&Statute> {
        self.statutes
            .iter()
            .find(|statute| statute.title == citation.statute && statute.in_force.contains(on))
    }
}

/// Whether a clock is so called: `procedure.clock`, or one of its aliases.
fn answers(version: &Procedure, clock: &ClockRule, name: &str) -> bool {
    clock.aliases.iter().any(|alias| alias == name)
        || name
            .strip_prefix(version.id.as_str())
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(|id| id == clock.id.as_str())
}

/// Says which versions have the clock, and what stands for it in the version of that day.
fn not_then(versions: &[Arc<Procedure>], version: &Procedure, name: &str, on: Date) -> NoClock {
    let having = versions.iter().filter_map(|version| {
        let mut clocks = version.clocks.iter();
        let clock = clocks.find(|clock| answers(version, clock, name))?;
        Some((version, clock))
    });
    let having: Vec<_> = having.collect();
    let called = having.last().map(|(_, clock)| *clock);
    let sister = called.and_then(|called| {
        let mut clocks = version.clocks.iter();
        clocks.find(|clock| clock.id == called.id || clock.label == called.label)
    });
    NoClock::NotThen {
        name: name.to_owned(),
        label: version.label.clone(),
        on,
        version: version.in_force,
        having: having.iter().map(|(version, _)| version.in_force).collect(),
        sister: sister.map(|clock| {
            let full = format!("{}.{}", version.id, clock.id);
            let alias = clock.aliases.first().cloned().unwrap_or(full);
            format!("“{}”（{alias}）", clock.label)
        }),
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}
