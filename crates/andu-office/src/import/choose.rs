//! Which lists of a book are which registers, and which columns are which items.

use std::collections::BTreeSet;
use std::sync::Arc;

use andu_rules::model::Procedure;
use andu_sheets::{
    Book, Context, ListFound, Mapping, Proposal, RowKind, Sheet, Target, Units, column_name,
    names_fit, propose, recognise, year_in,
};
use serde::Serialize;

use crate::office::Office;
use crate::rules::Rules;

use super::scheme::{Scheme, SchemeList};
use super::{ImportError, ImportReport, ImportRequest, ask, fields};

/// Procedures whose names fit best are looked at with their values.
const LOOKED_AT: usize = 3;

/// A list fits a scheme that somebody named where so many of its headings stand, in percent.
const LEAST_NAMED_FIT: usize = 60;

/// What was chosen for a book.
pub struct Chosen<'a> {
    /// The lists to be read.
    pub lists: Vec<ChosenList<'a>>,
    /// The scheme by which they are read.
    pub scheme: Scheme,
    /// The year that the name of the file tells.
    pub year: Option<i16>,
}

/// A list to be read.
pub struct ChosenList<'a> {
    /// Its sheet.
    pub sheet: &'a Sheet,
    /// The list.
    pub list: ListFound,
    /// The procedure, in its newest version.
    pub procedure: Arc<Procedure>,
    /// Its targets.
    pub targets: Vec<Target>,
    /// Which column is which.
    pub mapping: Mapping,
    /// Cells beside the list are nobody's: in separated text a row with too many cells cannot be used.
    pub strict: bool,
}

/// A list as a person looks at it before it is imported.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ListShown {
    /// Name of the sheet.
    pub sheet: String,
    /// The sheet is hidden.
    pub hidden: bool,
    /// Procedure; empty where the list is left out.
    pub procedure: String,
    /// Its term.
    pub label: String,
    /// Rows of the heading, from 1.
    pub heading_rows: Vec<u32>,
    /// How many records it has.
    pub records: usize,
    /// Why these rows are the heading.
    pub why: Vec<String>,
    /// Rows that are no records.
    pub skipped: Vec<RowShown>,
    /// Columns.
    pub columns: Vec<ColumnShown>,
    /// Terms of required items that no column fills.
    pub missing: Vec<String>,
    /// Other rows that might be the heading.
    pub other_headings: Vec<Vec<u32>>,
    /// What a person should know: totals that disagree, why it is left out.
    pub notices: Vec<String>,
}

/// A row that is no record.
#[derive(Debug, Clone, Serialize)]
pub struct RowShown {
    /// From 1.
    pub row: u32,
    /// What it is, in Chinese.
    pub kind: &'static str,
    /// Its first words.
    pub text: String,
}

/// A column with what it is taken for.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnShown {
    /// Letter.
    pub column: String,
    /// Heading.
    pub heading: String,
    /// Key of the item; empty where it is left out.
    pub target: String,
    /// Its term.
    pub label: String,
    /// 0–100; 100 where a person or a scheme says so.
    pub confidence: u32,
    /// Why.
    pub why: String,
}

/// Chooses.
pub fn choose<'a>(
    office: &Office,
    rules: &Rules,
    book: &'a Book,
    units: &Units,
    request: &ImportRequest<'_>,
    report: &mut ImportReport,
) -> Result<Chosen<'a>, ImportError> {
    let found: Vec<(&Sheet, Vec<ListFound>)> = book
        .sheets
        .iter()
        .map(|sheet| (sheet, recognise(sheet)))
        .collect();
    let lists: Vec<(&Sheet, &ListFound)> = found
        .iter()
        .flat_map(|(sheet, lists)| lists.iter().map(|list| (*sheet, list)))
        .collect();
    let mut given = match &request.scheme {
        Some(scheme) => Some(scheme.clone()),
        None if request.procedure.is_none() => {
            office.fitting_scheme(&lists.iter().map(|(_, list)| *list).collect::<Vec<_>>())?
        }
        None => None,
    };
    let targets_of = |id: &str| {
        rules
            .pack
            .latest(id)
            .map(|procedure| fields::targets(procedure))
            .unwrap_or_default()
    };
    if let Some(scheme) = &mut given {
        ask::resolve(scheme, targets_of);
        report.scheme = Some(scheme.name.clone());
    }
    let year = year_in(&book.name).map(|hint| hint.year);
    let mut choosing = Choosing {
        rules,
        book,
        units,
        request,
        given,
        year,
        used: vec![false; request.answers.items().len()],
        scheme: Scheme {
            name: stem(&book.name),
            list: Vec::new(),
        },
        lists: Vec::new(),
    };
    for (sheet, lists) in found.iter().filter(|(_, lists)| !lists.is_empty()) {
        let mut shown = choosing.sheet(sheet, lists)?;
        report.lists.append(&mut shown);
    }
    choosing.finish(report)
}

struct Choosing<'a, 'r> {
    rules: &'r Rules,
    book: &'a Book,
    units: &'r Units,
    request: &'r ImportRequest<'r>,
    given: Option<Scheme>,
    year: Option<i16>,
    used: Vec<bool>,
    scheme: Scheme,
    lists: Vec<ChosenList<'a>>,
}

impl<'a> Choosing<'a, '_> {
    fn sheet(
        &mut self,
        sheet: &'a Sheet,
        lists: &[ListFound],
    ) -> Result<Vec<ListShown>, ImportError> {
        let mut shown = Vec::new();
        let others: Vec<Vec<u32>> = lists
            .iter()
            .filter(|list| list.alternative)
            .map(heading_rows)
            .collect();
        let mut taken: BTreeSet<u32> = BTreeSet::new();
        // A scheme may say that the less likely heading is the right one.
        let by_scheme = |list: &&ListFound| {
            self.given
                .as_ref()
                .and_then(|scheme| scheme.fitting(list, LEAST_NAMED_FIT))
                .is_some()
        };
        let mut ordered: Vec<&ListFound> = lists.iter().filter(by_scheme).collect();
        ordered.extend(
            lists
                .iter()
                .filter(|list| !list.alternative && !by_scheme(list)),
        );
        for list in ordered {
            if list
                .records
                .iter()
                .any(|record| taken.contains(&record.row))
            {
                continue;
            }
            let mut told = tell(sheet, list);
            told.other_headings = if list.alternative {
                Vec::new()
            } else {
                others.clone()
            };
            match self.decide(sheet, list)? {
                Some((procedure, proposal, certain)) => {
                    taken.extend(list.records.iter().map(|record| record.row));
                    self.take(sheet, list, &procedure, proposal, certain, &mut told);
                }
                None => told
                    .notices
                    .push("列名与要导入的台账不符，这张表没有导入。".to_owned()),
            }
            shown.push(told);
        }
        Ok(shown)
    }

    /// The register that a list is, with its mapping, and whether a scheme says so.
    fn decide(
        &self,
        sheet: &Sheet,
        list: &ListFound,
    ) -> Result<Option<(Arc<Procedure>, Proposal, bool)>, ImportError> {
        if let Some(scheme) = &self.given {
            let Some(known) = scheme.fitting(list, LEAST_NAMED_FIT) else {
                return Ok(None);
            };
            let procedure = self.procedure(&known.procedure)?;
            let proposal = Proposal {
                mapping: known.mapping.clone(),
                columns: Vec::new(),
                missing: Vec::new(),
            };
            return Ok(Some((procedure, proposal, true)));
        }
        let candidates = match self.request.procedure {
            Some(id) => vec![self.procedure(id)?],
            None => self.nearest(sheet, list),
        };
        let mut best: Option<(u32, Arc<Procedure>, Proposal)> = None;
        for procedure in candidates {
            let targets = fields::targets(&procedure);
            let proposal = propose(sheet, list, &targets, &self.context(&procedure));
            let Some(sum) = worth(&proposal, &targets, list, self.request.procedure.is_some())
            else {
                continue;
            };
            let sum = sum + named(sheet, list, self.book, &procedure);
            if best.as_ref().is_none_or(|(known, ..)| sum > *known) {
                best = Some((sum, procedure, proposal));
            }
        }
        Ok(best.map(|(_, procedure, proposal)| (procedure, proposal, false)))
    }

    fn procedure(&self, id: &str) -> Result<Arc<Procedure>, ImportError> {
        let versions = self
            .rules
            .pack
            .versions(id)
            .map_err(crate::error::OfficeError::from)?;
        versions
            .last()
            .cloned()
            .ok_or_else(|| crate::error::OfficeError::Usage(id.to_owned()).into())
    }

    /// What values are looked at with. The register that serves as directory says which units there are; it cannot be asked about them.
    fn context(&self, procedure: &Procedure) -> Context<'_> {
        Context {
            year: self.year,
            units: Some(self.units)
                .filter(|units| procedure.directory.is_none() && !units.is_empty()),
            ..Context::default()
        }
    }

    /// Procedures whose items are called as the columns are.
    fn nearest(&self, sheet: &Sheet, list: &ListFound) -> Vec<Arc<Procedure>> {
        let latest = self
            .rules
            .pack
            .procedures
            .values()
            .filter_map(|versions| versions.last());
        let mut scored: Vec<(u32, &Arc<Procedure>)> = latest
            .map(|procedure| {
                let fit = names_fit(list, &fields::targets(procedure));
                (fit + named(sheet, list, self.book, procedure), procedure)
            })
            .collect();
        scored.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        scored
            .into_iter()
            .take(LOOKED_AT)
            .map(|(_, procedure)| Arc::clone(procedure))
            .collect()
    }

    fn take(
        &mut self,
        sheet: &'a Sheet,
        list: &ListFound,
        procedure: &Arc<Procedure>,
        proposal: Proposal,
        certain: bool,
        told: &mut ListShown,
    ) {
        let targets = fields::targets(procedure);
        let mut known = SchemeList {
            procedure: procedure.id.to_string(),
            mapping: proposal.mapping.clone(),
        };
        self.request
            .answers
            .lay(&mut known, list, &targets, &mut self.used);
        told.procedure = procedure.id.to_string();
        told.label = procedure.label.clone();
        told.columns = columns(list, &known.mapping, &targets, &proposal, certain);
        let filled = |target: &Target| {
            known.mapping.heading_of(&target.key).is_some()
                || known.mapping.copies.contains_key(&target.key)
                || known.mapping.constants.contains_key(&target.key)
        };
        let missing = targets
            .iter()
            .filter(|target| target.required && !filled(target));
        told.missing = missing.map(|target| target.label.clone()).collect();
        if !self.scheme.list.contains(&known) {
            self.scheme.list.push(known.clone());
        }
        self.lists.push(ChosenList {
            sheet,
            list: list.clone(),
            procedure: Arc::clone(procedure),
            targets,
            mapping: known.mapping,
            strict: self.book.format == andu_sheets::Format::Csv,
        });
    }

    fn finish(self, report: &mut ImportReport) -> Result<Chosen<'a>, ImportError> {
        let records: usize = self.lists.iter().map(|list| list.list.records.len()).sum();
        if let Some(scheme) = self.given.as_ref().filter(|_| self.lists.is_empty()) {
            return Err(ImportError::SchemeMisfit {
                scheme: scheme.name.clone(),
                file: self.book.name.clone(),
                what: "没有一个工作表有方案中的列".to_owned(),
            });
        }
        if self.lists.is_empty() {
            return Err(ImportError::NoList {
                file: self.book.name.clone(),
                procedure: self
                    .request
                    .procedure
                    .and_then(|id| self.rules.pack.latest(id))
                    .map(|procedure| procedure.label.clone()),
            });
        }
        self.request.answers.check(&self.used)?;
        if records == 0 {
            report
                .notices
                .push("表中只有表头，没有要登记的行。".to_owned());
        }
        let scheme = match (&self.given, &self.request.answers) {
            (Some(given), _) => Scheme {
                name: given.name.clone(),
                list: merged(&given.list, self.scheme.list),
            },
            (None, _) => self.scheme,
        };
        Ok(Chosen {
            lists: self.lists,
            scheme,
            year: self.year,
        })
    }
}

/// Lists of a given scheme that this book did not use stay in it.
fn merged(given: &[SchemeList], used: Vec<SchemeList>) -> Vec<SchemeList> {
    let same = |known: &SchemeList| {
        used.iter().any(|list| {
            list.procedure == known.procedure && list.mapping.columns == known.mapping.columns
        })
    };
    let unused = given
        .iter()
        .filter(|known| !same(known))
        .cloned()
        .collect::<Vec<_>>();
    used.iter().cloned().chain(unused).collect()
}

/// What a proposal is worth; `None` where the list is none of this register.
fn worth(proposal: &Proposal, targets: &[Target], list: &ListFound, asked: bool) -> Option<u32> {
    let chosen = proposal
        .columns
        .iter()
        .filter(|column| column.target.is_some());
    let of_list = |key: &str| {
        targets
            .iter()
            .any(|target| target.key == key && target.list.is_some())
    };
    let sum: u32 = chosen
        .clone()
        .map(|column| column.confidence.saturating_sub(40))
        .sum();
    let count = chosen.clone().count();
    let leading = targets
        .iter()
        .filter(|target| target.subject || target.identifies || target.begins);
    let leading = leading
        .filter(|target| proposal.mapping.heading_of(&target.key).is_some())
        .count();
    let in_list = chosen
        .filter(|column| column.target.as_deref().is_some_and(of_list))
        .count();
    let named = list
        .columns
        .iter()
        .filter(|column| !column.levels.is_empty() && Some(column.column) != list.serial)
        .count();
    let enough = count >= 2 && (leading >= 1 || in_list >= 2) && (count * 2 >= named || asked);
    enough.then_some(sum + 10 * u32::try_from(leading).unwrap_or(0))
}

/// How much the names of file, sheet and title speak for a register.
fn named(sheet: &Sheet, list: &ListFound, book: &Book, procedure: &Procedure) -> u32 {
    let names = std::iter::once(sheet.name.as_str())
        .chain(std::iter::once(book.name.as_str()))
        .chain(list.titles.iter().map(String::as_str));
    let pairs =
        |text: &str| -> BTreeSet<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let label = pairs(&procedure.label);
    let best = names
        .map(|name| pairs(name).intersection(&label).count() * 90 / label.len().max(1))
        .max();
    u32::try_from(best.unwrap_or(0)).unwrap_or(0)
}

fn heading_rows(list: &ListFound) -> Vec<u32> {
    list.heading_rows.iter().map(|row| row + 1).collect()
}

fn tell(sheet: &Sheet, list: &ListFound) -> ListShown {
    let kinds = |kind: RowKind| match kind {
        RowKind::Total => Some("合计"),
        RowKind::Heading => Some("重复的表头"),
        RowKind::Section => Some("分段"),
        RowKind::Note => Some("说明"),
        RowKind::Example => Some("示例"),
        RowKind::Guidance => Some("填写要求"),
        RowKind::Blank | RowKind::Record => None,
    };
    let text = |row: u32| {
        let texts = sheet.row(row).map(|row| {
            row.cells
                .iter()
                .map(|(_, cell)| &*cell.text)
                .take(4)
                .collect::<Vec<_>>()
                .join(" ")
        });
        texts.unwrap_or_default().chars().take(40).collect()
    };
    let skipped = list.others.iter().filter_map(|(row, kind)| {
        Some(RowShown {
            row: row + 1,
            kind: kinds(*kind)?,
            text: text(*row),
        })
    });
    let unseen = list
        .records
        .iter()
        .filter(|record| sheet.hidden_rows.contains(&record.row))
        .count();
    let mut notices = list.disagreements(sheet);
    if unseen > 0 {
        notices.push(format!(
            "有{unseen}行记录被隐藏（可能是筛选后没有取消），照样登记。"
        ));
    }
    let columns: Vec<String> = list
        .columns
        .iter()
        .filter(|column| column.hidden)
        .map(|column| format!("“{}”", column.heading))
        .collect();
    if !columns.is_empty() {
        notices.push(format!(
            "{}列是隐藏的，照样读取；不导入的请加 --ignore 列名。",
            columns.join("、")
        ));
    }
    ListShown {
        sheet: sheet.name.clone(),
        hidden: sheet.hidden,
        heading_rows: heading_rows(list),
        records: list.records.len(),
        why: list.why.clone(),
        skipped: skipped.collect(),
        notices,
        ..ListShown::default()
    }
}

fn columns(
    list: &ListFound,
    mapping: &Mapping,
    targets: &[Target],
    proposal: &Proposal,
    certain: bool,
) -> Vec<ColumnShown> {
    let label = |to: &str| {
        let (key, choice) = to.split_once('=').unwrap_or((to, ""));
        let target = targets.iter().find(|target| target.key == key);
        let label = target.map_or(key, |target| &target.label);
        if choice.is_empty() {
            label.to_owned()
        } else {
            format!("{label}：{choice}")
        }
    };
    let shown = |column: &andu_sheets::Column| {
        let to = mapping
            .columns
            .get(&column.heading)
            .cloned()
            .unwrap_or_default();
        let proposed = proposal
            .columns
            .iter()
            .find(|proposed| proposed.heading == column.heading);
        let same = proposed.filter(|proposed| proposed.target.as_deref().unwrap_or("") == to);
        ColumnShown {
            column: column_name(column.column),
            heading: column.heading.clone(),
            label: label(&to),
            confidence: same.map_or(if to.is_empty() { 0 } else { 100 }, |proposed| {
                proposed.confidence
            }),
            why: match same {
                Some(proposed) => proposed.why.clone(),
                None if to.is_empty() => "不导入".to_owned(),
                None if certain => "导入方案".to_owned(),
                None => "人工指定".to_owned(),
            },
            target: to,
        }
    };
    list.columns.iter().map(shown).collect()
}

/// The name of a file without its ending.
fn stem(name: &str) -> String {
    name.rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .to_owned()
}
