//! Which lists of a book are which registers, and which columns are which items.

use std::collections::BTreeSet;
use std::sync::Arc;

use andu_rules::model::Procedure;
use andu_sheets::{
    Book, Context, ListFound, Mapping, NOTES_SHEET, Proposal, Sheet, Target, Units, list_at,
    names_fit, names_same, propose, recognise, year_in,
};

use crate::office::Office;
use crate::rules::Rules;

use super::scheme::{Scheme, SchemeList};
use super::shown::{ListShown, columns, heading_rows, tell};
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

/// Chooses.
pub fn choose<'a>(
    office: &Office,
    rules: &Rules,
    book: &'a Book,
    units: &Units,
    request: &ImportRequest<'_>,
    report: &mut ImportReport,
) -> Result<Chosen<'a>, ImportError> {
    report.notices.extend(sheets_missing(book, request));
    let found: Vec<(&Sheet, Vec<ListFound>)> = book
        .sheets
        .iter()
        .filter(|sheet| !is_notes(sheet))
        .map(|sheet| (sheet, lists_of(sheet, request, report)))
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
        anew: false,
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
    /// Some list was read without a scheme.
    anew: bool,
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
        let asked = self.request.scheme.is_some();
        let known = self.given.as_ref().map(|scheme| {
            let known = scheme.fitting(list, LEAST_NAMED_FIT);
            known.filter(|known| asked || covers(known, list))
        });
        if asked && known == Some(None) {
            return Ok(None);
        }
        // Of a scheme that nobody named, only what it speaks of is taken; the other sheets are looked at as if there were none.
        if let Some(known) = known.flatten() {
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
        let known: Vec<(&Arc<Procedure>, Vec<Target>)> = latest
            .map(|procedure| (procedure, fields::targets(procedure)))
            .collect();
        let same = |targets: &[Target]| names_same(list, targets).0;
        let most = known.iter().map(|(_, targets)| same(targets)).max();
        let all = names_same(list, &[]).1;
        // A sheet that is called throughout as the rules call things needs no likening.
        let plain = most.is_some_and(|most| most * 10 >= all * 9);
        let fit = |targets: &[Target]| match plain {
            true => u32::try_from(same(targets) * 100).unwrap_or(0),
            false => names_fit(list, targets),
        };
        let mut scored: Vec<(u32, &Arc<Procedure>)> = known
            .iter()
            .map(|(procedure, targets)| {
                let fit = fit(targets) + named(sheet, list, self.book, procedure);
                (fit, *procedure)
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
        self.anew |= !certain;
        if !self.scheme.list.contains(&known) {
            self.scheme.list.push(known.clone());
        }
        let mut list = list.clone();
        // In our own blank books nothing is ticked: what is left blank is not known.
        if self.book.sheets.iter().any(is_notes) {
            list.columns
                .iter_mut()
                .for_each(|column| column.ticked = false);
        }
        self.lists.push(ChosenList {
            sheet,
            list,
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
        let named = self.request.scheme.is_some();
        let scheme = match &self.given {
            Some(given) if named || !self.anew => Scheme {
                name: given.name.clone(),
                list: merged(&given.list, self.scheme.list),
            },
            _ => {
                report.scheme = None;
                self.scheme
            }
        };
        Ok(Chosen {
            lists: self.lists,
            scheme,
            year: self.year,
        })
    }
}

/// Sheets whose heading a person has named and that the book does not have.
fn sheets_missing(book: &Book, request: &ImportRequest<'_>) -> Option<String> {
    let quoted = |name: &String| format!("“{name}”");
    let all: Vec<String> = book.sheets.iter().map(|it| quoted(&it.name)).collect();
    let named = request.answers.headings.keys().map(quoted);
    let missing: Vec<String> = named.filter(|name| !all.contains(name)).collect();
    (!missing.is_empty()).then(|| {
        format!(
            "文件里没有工作表{}，为它指定的表头行没有用上。文件里的工作表：{}。",
            missing.join("、"),
            all.join("、")
        )
    })
}

/// The lists of a sheet: the one whose heading a person has named, or those that are recognised.
fn lists_of(
    sheet: &Sheet,
    request: &ImportRequest<'_>,
    report: &mut ImportReport,
) -> Vec<ListFound> {
    let Some((first, last)) = request.answers.headings.get(&sheet.name) else {
        return recognise(sheet);
    };
    let (first, last) = (first.saturating_sub(1), last.saturating_sub(1));
    match list_at(sheet, first, last) {
        Some(list) => vec![list],
        None => {
            report.notices.push(format!(
                "工作表“{}”第{}行没有列名，不能作表头，仍按认出的表头读。请核对行号。",
                sheet.name,
                first + 1
            ));
            recognise(sheet)
        }
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

/// Whether a scheme speaks of at least half the columns of a list.
fn covers(known: &SchemeList, list: &ListFound) -> bool {
    let spoken = |column: &&andu_sheets::Column| {
        known.mapping.columns.contains_key(&column.heading)
            || known.mapping.ignored.contains(&column.heading)
    };
    list.columns.iter().filter(spoken).count() * 2 >= list.columns.len()
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

/// The notes of our own blank books, which speak of registers and hold none.
fn is_notes(sheet: &Sheet) -> bool {
    sheet.name == NOTES_SHEET && sheet.text(0, 0) == NOTES_SHEET
}

/// The name of a file without its ending.
fn stem(name: &str) -> String {
    name.rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .to_owned()
}
