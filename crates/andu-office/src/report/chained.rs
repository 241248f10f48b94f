//! Whether the chain bears witness to a receipt: only the event of the seal makes it more than a piece of paper.

use std::collections::BTreeMap;

use andu_casework::Body;
use andu_ledger::Event;
use andu_rules::model::{FieldId, Value};

use super::receipt::Receipt;
use super::recompute::PAGE;
use super::seal::wording_of;
use crate::error::OfficeError;
use crate::office::Office;

impl Office {
    /// Position of the event that sealed exactly what the receipt says; `None` where there is none, be its code ever so right.
    pub(super) fn seal_in_chain(&self, receipt: &Receipt) -> Result<Option<u64>, OfficeError> {
        let organ = &self.shared.organ;
        let mut after = receipt.head.seq;
        if i64::try_from(after).is_err() {
            return Ok(None);
        }
        loop {
            let read =
                |snapshot: &andu_ledger::Snapshot<'_>| snapshot.events_after(organ, after, PAGE);
            let page = self.shared.ledger.read(read)?;
            let Some(last) = page.last() else {
                return Ok(None);
            };
            after = last.seq;
            if let Some(event) = page.iter().find(|event| seals(event, receipt)) {
                return Ok(Some(event.seq));
            }
        }
    }

    /// Whether a DOCX reads word for word as what was sealed; `None` for a receipt that says nothing of the wording.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Usage`] where the file is no DOCX.
    pub fn reads_as_sealed(
        &self,
        receipt: &Receipt,
        docx: &[u8],
    ) -> Result<Option<bool>, OfficeError> {
        let read = wording_of(docx)?;
        Ok(receipt.wording.as_ref().map(|sealed| *sealed == read))
    }
}

/// Whether an event is the seal of a receipt.
fn seals(event: &Event, receipt: &Receipt) -> bool {
    // Most events have nothing to do with it, and need not be taken apart.
    if !event.body.contains(&receipt.code) {
        return false;
    }
    let Ok(Body::Acted(acted)) = serde_json::from_str(&event.body) else {
        return false;
    };
    let number = i64::try_from(receipt.head.seq).unwrap_or(i64::MAX);
    let sealed: BTreeMap<FieldId, Value> = acted.set;
    let text = |id: &str| sealed.get(&FieldId::from(id)).and_then(Value::as_text);
    let kept: Option<Receipt> = text("receipt").and_then(|text| serde_json::from_str(text).ok());
    kept.as_ref() == Some(receipt)
        && text("code") == Some(receipt.printed_code().as_str())
        && text("head_hash") == Some(receipt.head.hash.as_str())
        && sealed.get(&FieldId::from("head_seq")) == Some(&Value::Integer(number))
}
