//! What a report as a whole must satisfy.

use std::collections::BTreeMap;

use andu_rules::model::{BlockKind, IdentityKind, IndicatorId, ReportTemplate};

use super::{Entry, SlotValue, is_blank, section};
use crate::{document::Block, finding::FindingKind};

/// Required contents that nobody has written.
pub(super) fn required(template: &ReportTemplate, entries: &[Entry<'_>]) -> Vec<FindingKind> {
    let written = |id: &str| {
        entries.iter().enumerate().any(|(at, entry)| {
            entry.template.serves.iter().any(|served| served == id)
                && match entry.block {
                    Block::Heading { .. } => section(entries, at).iter().any(is_written),
                    _ => is_written(entry),
                }
        })
    };
    let missing = template.required.iter().filter(|it| !written(&it.id));
    missing
        .map(|content| FindingKind::RequiredMissing {
            label: content.label.clone(),
            basis: content.basis.clone(),
        })
        .collect()
}

fn is_written(entry: &Entry<'_>) -> bool {
    match &entry.block {
        Block::Paragraph { inlines } => !is_blank(inlines),
        Block::Prose { paragraphs, .. } => !paragraphs.is_empty(),
        Block::Table { rows, .. } => !rows.is_empty(),
        Block::Title { .. }
        | Block::Addressee { .. }
        | Block::Heading { .. }
        | Block::Head(_)
        | Block::Form { .. }
        | Block::Note { .. }
        | Block::PageBreak
        | Block::Signature { .. } => false,
    }
}

/// Identities that do not hold; one with an undefined figure cannot be decided.
pub(super) fn identities(
    template: &ReportTemplate,
    figures: &dyn Fn(&str) -> Option<SlotValue>,
) -> Vec<FindingKind> {
    let value = |id: &IndicatorId| figures(id.as_str())?.value.map(|value| value.units);
    let number = |units: i64| andu_rules::model::Decimal { units }.to_string();
    let broken = |kind: &IdentityKind| match kind {
        IdentityKind::Sum { parts, equals } => {
            let parts: Vec<i64> = parts.iter().map(value).collect::<Option<_>>()?;
            let whole = value(equals)?;
            let sum = parts
                .iter()
                .try_fold(0_i64, |sum, part| sum.checked_add(*part))?;
            (sum != whole).then(|| {
                let parts: Vec<String> = parts.into_iter().map(number).collect();
                let parts = parts.join("＋");
                format!("{parts}＝{}，合计写作 {}", number(sum), number(whole))
            })
        }
        IdentityKind::Part { part, of } => {
            let (part, whole) = (value(part)?, value(of)?);
            (part > whole).then(|| format!("{} 大于 {}", number(part), number(whole)))
        }
    };
    let identities = template.identities.iter();
    identities
        .filter_map(|identity| {
            Some(FindingKind::Identity {
                label: identity.label.clone(),
                arithmetic: broken(&identity.kind)?,
            })
        })
        .collect()
}

/// Prose for which the template has no section.
pub(super) fn homeless(
    template: &ReportTemplate,
    prose: &BTreeMap<String, String>,
) -> Vec<FindingKind> {
    let has = |id: &str| {
        template.blocks.iter().any(|block| {
            matches!(block.kind, BlockKind::Prose { .. }) && block.id.as_deref() == Some(id)
        })
    };
    prose
        .iter()
        .filter(|(id, text)| !has(id) && !text.trim().is_empty())
        .map(|(id, text)| FindingKind::Homeless {
            id: id.clone(),
            begins: text.trim().chars().take(12).collect(),
        })
        .collect()
}
