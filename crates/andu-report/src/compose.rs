//! Puts a year into a template.

mod checks;
mod inlines;

use std::collections::BTreeMap;

use andu_rules::model::{
    BlockKind, Decimal, FigureCondition, Joins, ReportTemplate, TemplateBlock,
};
use serde::{Deserialize, Serialize};

use crate::{
    Place,
    document::{Block, Document, Inline, plain},
    finding::{Finding, FindingKind},
    heading::Numbers,
};
use inlines::Inliner;

/// What is known of a report itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variables {
    /// Name of the organ.
    pub organ: String,
    /// Year reported on.
    pub year: i16,
    /// Stretch of days, as printed: 2025年1月1日至12月31日.
    pub period: String,
    /// To whom it is addressed, without the colon.
    pub recipient: String,
    /// Date of the document, as printed: 2026年1月15日.
    pub date: String,
}

/// A figure as a report needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotValue {
    /// Term of the indicator.
    pub label: String,
    /// As a report prints it; — where it is undefined.
    pub printed: String,
    /// The value, for conditions and identities; absent where it is undefined.
    pub value: Option<Decimal>,
    /// Unit.
    pub unit: String,
    /// Where its records open.
    pub href: Option<String>,
    /// The value a year before, as printed.
    pub before: Option<String>,
    /// What has changed since, as printed.
    pub change: Option<String>,
    /// What a reader must know beside it.
    pub notes: Vec<String>,
}

/// Where a numeral typed by hand comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The numeral as typed, with or without its unit: 16件, 16.
    pub numeral: String,
    /// Id of the block in which it stands; absent: wherever it stands.
    pub block: Option<String>,
    /// What kind of source.
    pub kind: SourceKind,
    /// Which: the paper, its number, who confirmed it.
    pub note: String,
}

/// What kind of source a numeral has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// 线下数: confirmed on paper, shown and never traced.
    Offline,
    /// A source that the reader can look up.
    Stated,
}

/// A block on its way into the document.
pub(crate) struct Entry<'t> {
    pub(crate) template: &'t TemplateBlock,
    pub(crate) block: Block,
    pub(crate) findings: Vec<FindingKind>,
}

/// Puts figures and prose into a template, and says what is wrong with the outcome.
///
/// `figures` answers with `None` where there is no such indicator; `prose` holds what people wrote, by the id of the block, paragraphs
/// on lines of their own. Blocks whose condition does not hold are left out, and so are headings with nothing below them.
pub fn compose(
    template: &ReportTemplate,
    variables: &Variables,
    figures: &dyn Fn(&str) -> Option<SlotValue>,
    prose: &BTreeMap<String, String>,
    sources: &[Source],
) -> (Document, Vec<Finding>) {
    let mut inliner = Inliner::new(variables, figures, &template.names, sources);
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for block in &template.blocks {
        if holds(block.when.as_ref(), figures) {
            add(&mut entries, block, prose, &mut inliner);
        }
    }
    drop_empty(&mut entries);
    number(&mut entries);
    let missing = checks::required(template, &entries);
    let (blocks, mut findings) = part(entries);
    let whole = |kind| Finding {
        place: Place::whole(),
        kind,
    };
    findings.extend(missing.into_iter().map(whole));
    findings.extend(checks::identities(template, figures).into_iter().map(whole));
    findings.extend(checks::homeless(template, prose).into_iter().map(whole));
    findings.extend(inliner.idle_sources().into_iter().map(whole));
    let title = blocks.iter().find_map(|block| match block {
        Block::Title { inlines } => Some(plain(inlines).replace('\n', "")),
        _ => None,
    });
    let document = Document {
        title: title.unwrap_or_else(|| template.label.clone()),
        organ: variables.organ.clone(),
        blocks,
        marks: None,
        foot: Vec::new(),
    };
    (document, findings)
}

fn holds(condition: Option<&FigureCondition>, figures: &dyn Fn(&str) -> Option<SlotValue>) -> bool {
    condition.is_none_or(|condition| condition.holds(&|id| figures(id)?.value))
}

fn add<'t>(
    entries: &mut Vec<Entry<'t>>,
    template: &'t TemplateBlock,
    prose: &BTreeMap<String, String>,
    inliner: &mut Inliner<'_>,
) {
    inliner.enter(template.id.as_deref());
    if let BlockKind::Paragraph {
        text,
        joins: Joins::Above,
    } = &template.kind
        && let Some(Entry {
            block: Block::Paragraph { inlines },
            findings,
            ..
        }) = entries.last_mut()
    {
        inlines.extend(inliner.wording(text));
        findings.extend(inliner.take_findings());
        return;
    }
    let block = block(template, prose, inliner);
    entries.push(Entry {
        template,
        block,
        findings: inliner.take_findings(),
    });
}

fn block(
    template: &TemplateBlock,
    prose: &BTreeMap<String, String>,
    inliner: &mut Inliner<'_>,
) -> Block {
    match &template.kind {
        BlockKind::Title(text) => Block::Title {
            inlines: inliner.wording(text),
        },
        BlockKind::Addressee(text) => Block::Addressee {
            inlines: inliner.wording(text),
        },
        BlockKind::Heading { level, text } => Block::Heading {
            level: *level,
            number: String::new(),
            inlines: inliner.wording(text),
        },
        BlockKind::Paragraph { text, .. } => Block::Paragraph {
            inlines: inliner.wording(text),
        },
        BlockKind::Prose { label, hint } => {
            let id = template.id.clone().unwrap_or_default();
            let written = prose.get(&id).map(String::as_str).unwrap_or_default();
            let paragraphs = written.lines().filter_map(|line| {
                // Paragraphs are indented when they are printed.
                let line = line.trim_matches(|c: char| c.is_whitespace() || c == '　');
                (!line.is_empty()).then(|| inliner.prose(line))
            });
            Block::Prose {
                paragraphs: paragraphs.collect(),
                id,
                label: label.clone(),
                hint: hint.clone(),
            }
        }
        BlockKind::Table {
            caption,
            columns,
            rows,
        } => Block::Table {
            caption: caption
                .as_ref()
                .map(|caption| inliner.wording(caption))
                .unwrap_or_default(),
            columns: columns.clone(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|cell| inliner.wording(cell)).collect())
                .collect(),
        },
        BlockKind::Signature => Block::Signature {
            organ: inliner.variables.organ.clone(),
            date: inliner.variables.date.clone(),
        },
    }
}

/// Leaves out headings below which nothing stands, unless the law demands what they announce.
fn drop_empty(entries: &mut Vec<Entry<'_>>) {
    for at in (0..entries.len()).rev() {
        if level(&entries[at]).is_some()
            && entries[at].template.serves.is_empty()
            && section(entries, at).is_empty()
        {
            entries.remove(at);
        }
    }
}

fn level(entry: &Entry<'_>) -> Option<u8> {
    match entry.block {
        Block::Heading { level, .. } => Some(level),
        _ => None,
    }
}

/// What stands below a heading, up to the next of its level or above.
pub(crate) fn section<'e, 't>(entries: &'e [Entry<'t>], at: usize) -> &'e [Entry<'t>] {
    let below = &entries[at + 1..];
    let own = level(&entries[at]);
    let ends = |entry: &Entry<'_>| {
        level(entry).is_some_and(|level| own.is_none_or(|own| level <= own))
            || matches!(entry.block, Block::Signature { .. })
    };
    &below[..below.iter().position(ends).unwrap_or(below.len())]
}

fn number(entries: &mut [Entry<'_>]) {
    let mut numbers = Numbers::default();
    for entry in entries {
        if let Block::Heading { level, number, .. } = &mut entry.block {
            *number = numbers.next(*level);
        }
    }
}

/// The blocks, and the findings with their places in them.
fn part(entries: Vec<Entry<'_>>) -> (Vec<Block>, Vec<Finding>) {
    let mut blocks = Vec::new();
    let mut kinds = Vec::new();
    for (at, entry) in entries.into_iter().enumerate() {
        blocks.push(entry.block);
        kinds.extend(entry.findings.into_iter().map(|kind| (at, kind)));
    }
    let findings = kinds.into_iter().map(|(at, kind)| Finding {
        place: Place::of(&blocks, at),
        kind,
    });
    let findings = findings.collect();
    (blocks, findings)
}

/// Whether a wording prints anything.
fn is_blank(inlines: &[Inline]) -> bool {
    plain(inlines).trim().is_empty()
}
