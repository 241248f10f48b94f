//! Against records: each figure of a paper is matched to an indicator by wording and unit, and compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use andu_audit::{AuditFigure, Finding, Kind, Qualifier, Severity};
use andu_figures::Period;
use serde::{Deserialize, Serialize};

use super::Audited;
use crate::error::OfficeError;
use crate::figures::Printed;
use crate::office::Office;

/// Where the matches that somebody corrected are kept, in the data folder.
const FILE: &str = "audit-matches.toml";
/// Characters before a figure that say what it counts.
const REACH: usize = 60;
/// Characters right before a figure, whose words weigh more.
const NEAR: usize = 16;
/// A label of which less stands before a figure is not the figure's.
const LEAST: f64 = 0.6;
/// So also where less of the label stands there, if the value is the same and hardly met by chance.
const LEAST_OF_TELLING: f64 = 0.4;
/// Of two indicators whose wording fits about as well, the one with the same value is meant.
const SLACK: f64 = 0.05;
/// So also where it fits less well, if the value is hardly met by chance.
const SLACK_OF_TELLING: f64 = 0.25;
/// Said in place of an indicator: the figure has none.
const NONE: &str = "-";

/// A figure of a paper and the indicator that it was matched to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureMatch {
    /// Number of the figure in the review, from nought.
    pub figure: usize,
    /// The indicator, and what it is called.
    pub indicator: String,
    /// What it is called.
    pub label: String,
    /// What the records say, as printed.
    pub value: String,
    /// Whether the paper says the same.
    pub agrees: bool,
    /// How well the wording fits, up to 1.
    pub score: f64,
    /// Whether somebody said so, rather than the wording.
    pub kept: bool,
}

/// What somebody said of figures: words before a figure and its unit, and the indicator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matches {
    /// In the order in which they were said.
    #[serde(default, rename = "match")]
    all: Vec<Kept>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    words: String,
    unit: String,
    indicator: String,
}

impl Matches {
    /// The matches that are kept in a data folder.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Usage`] where the file cannot be read or understood.
    pub fn load(folder: &Path) -> Result<Matches, OfficeError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(Matches::default());
        }
        let text = std::fs::read_to_string(&path).map_err(|_| unreadable(&path))?;
        toml::from_str(&text).map_err(|_| unreadable(&path))
    }

    /// Keeps them.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Write`] where the file cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), OfficeError> {
        let path = folder.join(FILE);
        let text = toml::to_string(self).map_err(|_| unreadable(&path))?;
        std::fs::write(&path, text).map_err(|source| OfficeError::Write { path, source })
    }

    /// Says which indicator a figure of a paper is; `-` for none.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Usage`] where the paper has no such figure, or the rules no such indicator.
    pub fn say(
        &mut self,
        office: &Office,
        audited: &Audited,
        figure: usize,
        indicator: &str,
    ) -> Result<(), OfficeError> {
        let Some(printed) = audited.review.figures.get(figure) else {
            return Err(OfficeError::Usage(format!(
                "报告里没有第{figure}号数字。请先不带 --match 校核一次，按列出的序号填写。"
            )));
        };
        let rules = office.rules();
        let known = rules
            .pack
            .indicators
            .keys()
            .any(|id| id.as_str() == indicator);
        if !known && indicator != NONE {
            return Err(OfficeError::Usage(format!(
                "规则包里没有标识为“{indicator}”的指标。请用“andu figures”查看指标；没有对应指标的写 -。"
            )));
        }
        let words = words(audited, printed);
        self.all
            .retain(|kept| !(kept.words == words && kept.unit == printed.unit));
        self.all.push(Kept {
            words,
            unit: printed.unit.clone(),
            indicator: indicator.to_owned(),
        });
        Ok(())
    }

    fn find(&self, words: &str, unit: &str) -> Option<&str> {
        let mut all = self.all.iter();
        let found = all.find(|kept| kept.words == words && kept.unit == unit);
        found.map(|kept| kept.indicator.as_str())
    }
}

fn unreadable(path: &Path) -> OfficeError {
    OfficeError::Usage(format!(
        "读不了指标对应表{}。请核对文件内容；不再需要的，删去该文件后重新校核。",
        path.display()
    ))
}

impl Office {
    /// Compares the figures of a paper with the records of its year: adds matches, and findings where they differ or have no source.
    ///
    /// # Errors
    ///
    /// As [`Office::figures`].
    pub fn audit_against(
        &self,
        audited: &mut Audited,
        matches: &Matches,
    ) -> Result<(), OfficeError> {
        let Some(period) = audited.year.and_then(Period::year) else {
            return Err(OfficeError::Usage(
                "看不出报告是哪一年的，没有与记录比对。请用 --year 写明年份。".to_owned(),
            ));
        };
        let known = Known::new(self.figures(&[], period, false)?);
        let mut found = Vec::new();
        for (number, figure) in audited.review.figures.iter().enumerate() {
            match known.matched(audited, number, figure, matches) {
                Some(matched) => {
                    if !matched.agrees {
                        found.push(differs(figure, &matched));
                    }
                    audited.matches.push(matched);
                }
                None => found.push(unsourced(number, figure)),
            }
        }
        audited.review.findings.extend(found);
        audited.review.findings.sort_by_key(|finding| finding.place);
        Ok(())
    }
}

/// Indicators with their values, ready to be looked for by wording.
struct Known {
    all: Vec<(Printed, BTreeSet<String>)>,
    by_id: BTreeMap<String, usize>,
}

impl Known {
    fn new(figures: Vec<Printed>) -> Known {
        let all: Vec<_> = figures
            .into_iter()
            .map(|printed| {
                let pairs = pairs(counted(&printed.figure.label, &printed.figure.unit));
                (printed, pairs)
            })
            .collect();
        let by_id = all.iter().enumerate();
        let by_id = by_id.map(|(at, (printed, _))| (printed.figure.id.to_string(), at));
        Known {
            by_id: by_id.collect(),
            all,
        }
    }

    fn matched(
        &self,
        audited: &Audited,
        number: usize,
        figure: &AuditFigure,
        matches: &Matches,
    ) -> Option<FigureMatch> {
        let words = words(audited, figure);
        let (at, score, kept) = match matches.find(&words, &figure.unit) {
            Some(NONE) => return None,
            Some(id) => (*self.by_id.get(id)?, 1.0, true),
            None => {
                let (at, score) = self.best(&words, figure)?;
                (at, score, false)
            }
        };
        let (printed, _) = self.all.get(at)?;
        Some(FigureMatch {
            figure: number,
            indicator: printed.figure.id.to_string(),
            label: printed.figure.label.clone(),
            value: format!("{}{}", printed.text, printed.figure.unit),
            agrees: agrees(figure, printed),
            score,
            kept,
        })
    }

    /// The indicator whose label stands best in the words before a figure; of equals the one with the same value.
    fn best(&self, words: &str, figure: &AuditFigure) -> Option<(usize, f64)> {
        let far = pairs(words);
        let near: String = words
            .chars()
            .rev()
            .take(NEAR)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let near = pairs(&near);
        let share = |label: &BTreeSet<String>, there: &BTreeSet<String>| {
            label.intersection(there).count() as f64 / label.len().max(1) as f64
        };
        let telling = is_telling(figure);
        let mut found: Vec<(usize, f64, bool)> = Vec::new();
        for (at, (printed, label)) in self.all.iter().enumerate() {
            if !same_unit(&printed.figure.unit, &figure.unit) {
                continue;
            }
            let (whole, equal) = (share(label, &far), agrees(figure, printed));
            let least = if equal && telling {
                LEAST_OF_TELLING
            } else {
                LEAST
            };
            if whole >= least {
                found.push((at, 0.6 * whole + 0.4 * share(label, &near), equal));
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (_, most, _) = *found.first()?;
        let slack = if telling { SLACK_OF_TELLING } else { SLACK };
        let equal = found
            .iter()
            .find(|(_, score, equal)| *equal && *score >= most - slack);
        let (at, score, _) = equal.or(found.first())?;
        Some((*at, (score * 100.0).round() / 100.0))
    }
}

/// A label without the words that only say that something is counted: 件数, 次数.
fn counted<'a>(label: &'a str, unit: &str) -> &'a str {
    let Some(rest) = label.strip_suffix('数') else {
        return label;
    };
    match rest.strip_suffix(unit) {
        Some(rest) if !rest.is_empty() => rest,
        _ => label,
    }
}

/// Whether another indicator would hardly have the same value by chance.
fn is_telling(figure: &AuditFigure) -> bool {
    let value = figure.value.to_string();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    (digits > 2 || value.contains('.')) && value != "100"
}

fn same_unit(own: &str, printed: &str) -> bool {
    let plain = |unit: &str| match unit {
        "条" | "项" => "件".to_owned(),
        "%" | "％" => "%".to_owned(),
        other => other.trim_start_matches('人').to_owned(),
    };
    own == printed || plain(own) == plain(printed)
}

/// Whether a paper says what the records say, as exactly as it claims to.
fn agrees(figure: &AuditFigure, printed: &Printed) -> bool {
    let number = |text: String| text.parse::<f64>().ok();
    let own = printed
        .figure
        .value
        .and_then(|value| number(value.to_string()));
    let (Some(own), Some(stated)) = (own, number(figure.value.to_string())) else {
        return false;
    };
    let half = 0.5 * 0.1_f64.powi(i32::from(figure.value.decimals())) + 1e-9;
    let rough = 10_f64.powi(i32::from(figure.known_to));
    match figure.qualifier {
        Qualifier::Exact => {
            (own - stated).abs() <= half.max(rough / 2.0 * f64::from(u8::from(figure.known_to > 0)))
        }
        Qualifier::Approx => (own - stated).abs() <= (stated.abs() * 0.05).max(rough),
        Qualifier::AtLeast => own >= stated && own <= stated + (stated.abs() * 0.2).max(rough),
        Qualifier::AtMost => own <= stated,
    }
}

/// The words before a figure in its paragraph, without other figures.
fn words(audited: &Audited, figure: &AuditFigure) -> String {
    let Some(paragraph) = audited.text.paragraphs.get(figure.place.paragraph) else {
        return String::new();
    };
    let before: Vec<char> = paragraph.text.chars().take(figure.place.offset).collect();
    let sentence = before
        .iter()
        .rposition(|c| matches!(c, '。' | '；'))
        .map_or(0, |at| at + 1);
    let from = sentence.max(before.len().saturating_sub(REACH));
    let han = |c: &char| !c.is_ascii() && !c.is_whitespace() && !"，、：（）“”《》".contains(*c);
    before[from..].iter().copied().filter(han).collect()
}

/// Pairs of neighbouring characters.
fn pairs(text: &str) -> BTreeSet<String> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .windows(2)
        .map(|pair| pair.iter().collect())
        .collect()
}

fn differs(figure: &AuditFigure, matched: &FigureMatch) -> Finding {
    let message = format!(
        "“{}”与记录不一致：按办理记录，{}（{}）为{}。请核对报告或者补录记录；对应错了的，用 --match {}=指标 改正。",
        figure.text, matched.label, matched.indicator, matched.value, matched.figure
    );
    let mut finding = Finding::new(
        Kind::Ledger,
        Severity::Warning,
        figure.place,
        &figure.text,
        message,
    );
    finding.figures = vec![matched.figure];
    finding
}

fn unsourced(number: usize, figure: &AuditFigure) -> Finding {
    let message = format!(
        "“{}”无出处：没有找到对应的指标。请核对来源；有对应指标的，用 --match {number}=指标 写明。",
        figure.text
    );
    let mut finding = Finding::new(
        Kind::Unsourced,
        Severity::Note,
        figure.place,
        &figure.text,
        message,
    );
    finding.figures = vec![number];
    finding
}
