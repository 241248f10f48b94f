//! Where in a document something stands, as people would say it.

use std::fmt;

use serde::Serialize;

use crate::document::{Block, plain};

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Number of the block, from 0; absent: the whole report.
    pub block: Option<usize>,
    /// “（一）依法决策”第 2 段.
    pub shown: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl Place {
    /// The whole report.
    pub(crate) fn whole() -> Place {
        Place {
            block: None,
            shown: "全文".to_owned(),
        }
    }

    /// A block of a document.
    pub(crate) fn of(blocks: &[Block], at: usize) -> Place {
        let shown = match blocks.get(at) {
            Some(Block::Title { .. } | Block::Head(_)) => "标题".to_owned(),
            Some(Block::Addressee { .. }) => "主送机关".to_owned(),
            Some(Block::Signature { .. }) => "落款".to_owned(),
            Some(Block::Heading {
                number, inlines, ..
            }) => format!("标题“{number}{}”", plain(inlines)),
            Some(Block::Prose { label, .. }) => format!("“{label}”"),
            Some(
                Block::Paragraph { .. }
                | Block::Table { .. }
                | Block::Form { .. }
                | Block::Note { .. }
                | Block::PageBreak,
            )
            | None => below(blocks, at),
        };
        Place {
            block: Some(at),
            shown,
        }
    }
}

/// “（一）依法决策”第 2 段.
fn below(blocks: &[Block], at: usize) -> String {
    let above = blocks.get(..at).unwrap_or(blocks);
    let heading = above.iter().rposition(|block| {
        matches!(
            block,
            Block::Heading { .. } | Block::Title { .. } | Block::Addressee { .. }
        )
    });
    let number = at - heading.map_or(0, |heading| heading + 1) + 1;
    match heading.and_then(|heading| blocks.get(heading)) {
        Some(Block::Heading {
            number: own,
            inlines,
            ..
        }) => format!("“{own}{}”第 {number} 段", plain(inlines)),
        _ => format!("开头第 {number} 段"),
    }
}
