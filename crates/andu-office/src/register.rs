//! Lists of matters: one register, filtered by a condition, page by page.

use andu_figures::condition_sql;
use andu_ledger::{Cell, LedgerError, PageOf};
use andu_rules::condition;
use serde::Serialize;

use crate::error::OfficeError;
use crate::office::Office;

/// A page of a register.
#[derive(Debug, Clone, Serialize)]
pub struct ListPage {
    /// Procedure id.
    pub procedure: String,
    /// Rows, in the order in which they were opened.
    pub items: Vec<ListItem>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A matter in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ListItem {
    /// Id.
    pub id: String,
    /// Official number.
    pub number: Option<String>,
    /// Title; masked where it is personal.
    pub title: Option<String>,
    /// Chinese term of the stage.
    pub stage: String,
    /// Opened.
    pub opened_at: Option<String>,
    /// Closed.
    pub closed_at: Option<String>,
}

impl Office {
    /// Matters of a procedure for which a condition holds, oldest first.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Condition`] with the place of the fault; [`OfficeError::NoVersion`] for an unknown procedure.
    pub fn list(
        &self,
        procedure: &str,
        condition: Option<&str>,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<ListPage, OfficeError> {
        let rules = self.rules();
        let versions = rules.pack.versions(procedure)?;
        let latest = versions
            .last()
            .ok_or_else(|| OfficeError::Usage(procedure.to_owned()))?;
        let (filter, params) = match condition {
            None => ("1".to_owned(), Vec::new()),
            Some(text) => condition_sql(&read(text)?, &rules.pack, procedure)?,
        };
        let Some(shape) = rules.shape(procedure) else {
            return Ok(ListPage {
                procedure: procedure.to_owned(),
                items: Vec::new(),
                next: None,
            });
        };
        let page = PageOf {
            table: &shape.table,
            organ: &self.shared.organ,
            columns: &["number", "title", "stage", "opened_at", "closed_at"],
            filter: &filter,
            params: &params,
            order: "opened_at",
            behind: cursor.and_then(|cursor| cursor.split_once('｜')),
            limit,
        };
        let masked = latest
            .field(latest.title.as_str())
            .is_some_and(|field| field.personal);
        let mut items = Vec::new();
        self.shared.ledger.read(|snapshot| {
            snapshot.page(&page, &mut |row| {
                items.push(item(row, masked, versions));
                Ok::<(), LedgerError>(())
            })
        })?;
        let last = items.last().filter(|_| items.len() == limit as usize);
        let next = last.map(|item: &ListItem| {
            format!(
                "{}｜{}",
                item.opened_at.as_deref().unwrap_or_default(),
                item.id
            )
        });
        Ok(ListPage {
            procedure: procedure.to_owned(),
            items,
            next,
        })
    }
}

fn read(text: &str) -> Result<condition::Condition, OfficeError> {
    condition::parse(text).map_err(|fault| OfficeError::Condition {
        at: text
            .get(..fault.at)
            .map_or(0, |before| before.chars().count())
            + 1,
        message: fault.message,
        remedy: fault.remedy,
    })
}

/// Columns: matter, number, title, stage, opened_at, closed_at.
fn item(
    row: &[Cell],
    masked: bool,
    versions: &[std::sync::Arc<andu_rules::model::Procedure>],
) -> ListItem {
    let text = |at: usize| match row.get(at) {
        Some(Cell::Text(text)) => Some(text.to_string()),
        _ => None,
    };
    let stage = text(3).unwrap_or_default();
    let label = versions
        .iter()
        .rev()
        .find_map(|version| version.stage(&stage));
    ListItem {
        id: text(0).unwrap_or_default(),
        number: text(1),
        title: text(2).map(|title| {
            if masked {
                "＊＊＊".to_owned()
            } else {
                title
            }
        }),
        stage: label.map_or(stage.clone(), |stage| stage.label.clone()),
        opened_at: text(4),
        closed_at: text(5),
    }
}
