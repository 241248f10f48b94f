//! One paper of many matters in one file, in the order of units (单位序列).

use andu_ledger::Timestamp;
use andu_report::{Document, bind_papers};
use andu_rules::model::Value;
use serde::Serialize;

use super::make::{Desk, Wanted};
use crate::error::OfficeError;
use crate::office::Office;
use crate::units::UnitOrder;

/// Most papers in one file.
const MOST: u32 = 2_000;

/// Papers of many matters.
#[derive(Debug, Clone, Serialize)]
pub struct Bound {
    /// What is in it, in order.
    pub papers: Vec<BoundPaper>,
    /// Whether there were more matters than one file takes.
    pub more: bool,
    /// All of them, each beginning on a new page.
    pub document: Document,
}

/// One of them.
#[derive(Debug, Clone, Serialize)]
pub struct BoundPaper {
    /// Id of the matter.
    pub matter: String,
    /// Official number of the matter.
    pub matter_number: Option<String>,
    /// Unit by which it is ordered.
    pub unit: Option<String>,
    /// Number of the paper.
    pub number: Option<String>,
    /// Whether it is a draft.
    pub draft: bool,
    /// What has to be filled in by hand.
    pub missing: Vec<String>,
}

impl Office {
    /// One paper of all matters for which a condition holds, in the order of units; matters to which it does not apply are left out.
    ///
    /// # Errors
    ///
    /// As [`Office::list`]; [`OfficeError::Usage`] where the procedure has no such paper, or no matter is found.
    pub fn papers_bound(
        &self,
        procedure: &str,
        paper: &str,
        condition: Option<&str>,
        wanted: Wanted,
        now: Timestamp,
    ) -> Result<Bound, OfficeError> {
        let rules = self.rules();
        let page = self.list(procedure, condition, None, MOST)?;
        let (mut bound, documents) = self.in_snapshot(|snapshot| {
            let order = UnitOrder::read(snapshot, &rules, &self.shared.organ)?;
            let mut papers = Vec::new();
            for item in &page.items {
                let desk = Desk::open(snapshot, self, &rules, &item.id, now)?;
                let issued = |id: &str| {
                    let mut on_file = desk.matter.papers.iter();
                    on_file.any(|it| it.issued.paper.as_str() == id)
                };
                let made = desk.paper(snapshot, paper, wanted)?;
                let applies = { desk.papers() }
                    .find(|it| it.id.as_str() == made.paper)
                    .is_none_or(|it| desk.holds(it));
                if !issued(&made.paper) && !applies {
                    continue;
                }
                let unit = desk.procedure.unit.as_ref();
                let unit = unit.and_then(|field| desk.matter.fields.get(field));
                let unit = unit.and_then(Value::as_text).map(str::to_owned);
                let own = BoundPaper {
                    matter: item.id.clone(),
                    matter_number: item.number.clone(),
                    number: made.number,
                    draft: made.draft,
                    missing: made.missing,
                    unit,
                };
                papers.push((own, made.document));
            }
            papers.sort_by_key(|(own, _)| order.place(own.unit.as_deref()));
            Ok(papers.into_iter().unzip::<_, _, Vec<_>, Vec<_>>())
        })?;
        if bound.is_empty() {
            return Err(OfficeError::Usage(
                "没有符合条件的件，没有写出文件。请核对 --where 的条件，或者先办理出具文书的动作。"
                    .to_owned(),
            ));
        }
        // A mark across every page may not say of one paper what is true of another.
        let mixed = bound
            .iter()
            .any(|own: &BoundPaper| own.draft != bound[0].draft);
        let documents = documents.into_iter().map(|mut document: Document| {
            if mixed && self.demonstration().is_none() {
                document.marks = Some("内含草稿".to_owned());
            }
            document
        });
        let title = format!("{paper}汇编");
        let document = bind_papers(&title, documents.collect());
        Ok(Bound {
            papers: std::mem::take(&mut bound),
            more: page.next.is_some(),
            document,
        })
    }
}
