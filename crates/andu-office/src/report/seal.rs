//! Sealing (定稿): values, head of the chain, rule files and traces are fixed, and the chain remembers it.

use std::collections::BTreeMap;

use andu_casework::Act;
use andu_figures::{Figure, print};
use andu_ledger::Timestamp;
use andu_report::{read_back, to_docx};
use andu_rules::digest;
use andu_rules::model::{Action, FieldId, Procedure, Value};

use super::compose::ComposedReport;
use super::receipt::{FORMAT, Receipt, SealedHead, SealedRule, SealedValue, wording};
use crate::act::{Given, Outcome, Request, Target};
use crate::error::OfficeError;
use crate::ids::new_command;
use crate::office::Office;
use crate::time::shanghai;

/// A report that has been sealed.
#[derive(Debug, Clone)]
pub struct SealedReport {
    /// The report, its code printed at the foot.
    pub report: ComposedReport,
    /// What was sealed.
    pub receipt: Receipt,
    /// The event that says so.
    pub outcome: Outcome,
}

/// Whose hand seals.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    /// Who seals.
    pub actor: &'a str,
    /// Who enters it.
    pub recorder: &'a str,
    /// The way it comes in: `cli`, `web`.
    pub channel: &'a str,
}

impl Office {
    /// Seals a composed report, as of the events that gave its figures; `channel` says whether it came from a page or a command.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Unsealable`] where something is wrong with it; [`OfficeError::NoRecords`] where no record stands behind it;
    /// [`OfficeError::Usage`] where the template names no register that can hold the seal; [`OfficeError::Refused`].
    pub fn seal_report(
        &self,
        mut report: ComposedReport,
        hand: Hand<'_>,
        now: Timestamp,
    ) -> Result<SealedReport, OfficeError> {
        let (year, label) = (report.year, report.template.label.clone());
        let errors: Vec<String> = report.errors().map(ToString::to_string).collect();
        if !errors.is_empty() {
            return Err(OfficeError::Unsealable {
                year,
                label,
                errors,
            });
        }
        if !report.has_records() {
            return Err(OfficeError::NoRecords { year, label });
        }
        let matter = match &report.matter {
            Some(matter) => matter.clone(),
            None => self.begin(&report, hand, now)?,
        };
        let procedure = self.governing(&matter)?;
        let seal = sealing(&procedure)?;
        let receipt = self.receipt(&report)?;
        let text = serde_json::to_string(&receipt).unwrap_or_default();
        let head = i64::try_from(receipt.head.seq).unwrap_or(i64::MAX);
        let set = BTreeMap::from([
            (FieldId::from("head_seq"), Value::Integer(head)),
            (
                FieldId::from("head_hash"),
                Value::Text(receipt.head.hash.clone()),
            ),
            (FieldId::from("code"), Value::Text(receipt.printed_code())),
            (FieldId::from("receipt"), Value::Text(text)),
        ]);
        let act = Act {
            action: Some(seal.id.clone()),
            set,
            ..Act::default()
        };
        let target = Target::Matter(matter.clone());
        let outcome = self.perform(request(target, act, hand, now)?)?;
        report.matter = Some(matter);
        report.document.foot = vec![
            format!("核验码：{}", receipt.printed_code()),
            format!("链首第{}号：{}", receipt.head.seq, receipt.head.hash),
        ];
        Ok(SealedReport {
            report,
            receipt,
            outcome,
        })
    }

    /// Opens the matter in which the report is kept.
    fn begin(
        &self,
        report: &ComposedReport,
        hand: Hand<'_>,
        now: Timestamp,
    ) -> Result<String, OfficeError> {
        let none = || {
            OfficeError::Usage(format!(
                "不能定稿：报告样式“{}”没有指明存放报告的台账。请在样式文件中写明 procedure。",
                report.template.label
            ))
        };
        let procedure = report.template.procedure.as_ref().ok_or_else(none)?;
        let rules = self.rules();
        let today = shanghai(now).date();
        let version = rules.pack.version(procedure.as_str(), today)?;
        let title = format!("{}年度{}", report.year, report.template.label);
        let mut set = BTreeMap::from([
            (
                FieldId::from("template"),
                Value::Text(report.template.id.to_string()),
            ),
            (
                FieldId::from("report_year"),
                Value::Integer(i64::from(report.year)),
            ),
            (version.title.clone(), Value::Text(title)),
        ]);
        set.insert(version.governed_by.clone(), Value::Text(today.to_string()));
        let act = Act {
            set,
            ..Act::default()
        };
        let target = Target::New {
            procedure: procedure.to_string(),
            id: None,
        };
        Ok(self.perform(request(target, act, hand, now)?)?.matter)
    }

    fn receipt(&self, report: &ComposedReport) -> Result<Receipt, OfficeError> {
        let rules = self.rules();
        let rule = |file: &andu_rules::PackFile| SealedRule {
            layer: file.layer.clone(),
            path: file.path.clone(),
            digest: file.digest.clone(),
        };
        let receipt = Receipt {
            format: FORMAT,
            organ: self.shared.organ.clone(),
            template: report.template.id.to_string(),
            year: report.year,
            period: report.period,
            head: SealedHead {
                seq: report.head.seq,
                hash: report.head.hash.clone(),
            },
            rules: rules.pack.files.iter().map(rule).collect(),
            values: report.figures.iter().map(sealed).collect(),
            wording: Some(wording_of(&to_docx(&report.document))?),
            code: String::new(),
        };
        Ok(receipt.coded())
    }
}

/// A figure as it is sealed.
pub(super) fn sealed(figure: &Figure) -> SealedValue {
    let trace = serde_json::to_string(&figure.trace).unwrap_or_default();
    SealedValue {
        indicator: figure.id.to_string(),
        label: figure.label.clone(),
        printed: print(figure),
        value: figure.value.map(|value| value.to_string()),
        trace: digest(trace.as_bytes()),
    }
}

/// The action that holds a seal.
fn sealing(procedure: &Procedure) -> Result<&Action, OfficeError> {
    let sets =
        |action: &&Action, id: &str| action.fields.iter().any(|used| used.field.as_str() == id);
    let wanted = ["head_seq", "head_hash", "code", "receipt"];
    let found = procedure
        .actions
        .iter()
        .find(|action| wanted.iter().all(|id| sets(action, id)));
    found.ok_or_else(|| {
        OfficeError::Usage(format!(
            "不能定稿：台账“{}”没有填写{}的动作。请核对规则文件。",
            procedure.label,
            wanted.join("、")
        ))
    })
}

/// The wording of a document in a file, so that it can be compared with what was sealed.
pub(super) fn wording_of(docx: &[u8]) -> Result<String, OfficeError> {
    let back = read_back(docx).map_err(|error| OfficeError::Usage(error.to_string()))?;
    Ok(wording(&back))
}

fn request(
    target: Target,
    act: Act,
    hand: Hand<'_>,
    now: Timestamp,
) -> Result<Request, OfficeError> {
    Ok(Request {
        target,
        given: Given::Act(act),
        files: Vec::new(),
        happened_at: shanghai(now),
        now,
        actor: hand.actor.to_owned(),
        recorder: hand.recorder.to_owned(),
        channel: hand.channel.to_owned(),
        command: new_command(now)?,
        seen: None,
        late_reason: None,
    })
}
