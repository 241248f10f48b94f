//! A report of a year: figures worked out, what people wrote put in, checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::OfficeError;
use crate::figures::year as year_period;
use crate::load;
use crate::office::Office;
use crate::time::shanghai;
use andu_calendar::Date;
use andu_casework::Matter;
use andu_figures::{Exact, Figure, Number, Period, print, print_number};
use andu_ledger::Head;
use andu_report::{Document, Finding, SlotValue, Source, SourceKind, Variables, compose};
use andu_rules::Severity;
use andu_rules::model::{Decimal, FieldId, Qualifier, ReportTemplate, Row, Value};

use super::trace::contributions;

/// A report that has been composed.
#[derive(Debug, Clone)]
pub struct ComposedReport {
    /// The template.
    pub template: Arc<ReportTemplate>,
    /// Year reported on.
    pub year: i16,
    /// Stretch of days.
    pub period: Period,
    /// The document.
    pub document: Document,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Its figures, with their traces.
    pub figures: Vec<Figure>,
    /// The matter in which it is kept, where it has been begun.
    pub matter: Option<String>,
    /// Head of the chain whose events gave the figures.
    pub head: Head,
}

impl ComposedReport {
    /// Whether any record stands behind its figures.
    pub fn has_records(&self) -> bool {
        self.figures
            .iter()
            .any(|figure| !contributions(&figure.trace).is_empty())
    }

    /// What makes the report wrong, so that it cannot be sealed.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.severity() == Severity::Error)
    }
}

impl Office {
    /// Composes the report of a year. Outcomes that the law deems to have happened should have been settled before.
    ///
    /// `date` is printed as the date of the document; `records` gives the place where the records of an indicator open.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Usage`] for an unknown template, [`OfficeError::NoRecords`] for a year after the last entry; [`OfficeError::Figures`]; [`OfficeError::Ledger`].
    pub fn compose_report(
        &self,
        template: &str,
        year: i16,
        date: Date,
        records: Option<&dyn Fn(&str) -> String>,
    ) -> Result<ComposedReport, OfficeError> {
        let template = self.template(template)?;
        let period = year_period(year)?;
        let ids: Vec<String> = template
            .figures()
            .into_iter()
            .map(ToString::to_string)
            .collect();
        self.check_year(&template, year)?;
        // Figures and head are of one state of the ledger: what is entered meanwhile is behind the head.
        let (worked, before, head) = self.in_snapshot(|snapshot| {
            let worked = self.figures_in(snapshot, &ids, period, true)?;
            let before = self.figures_in(snapshot, &ids, period.previous(), false)?;
            Ok((worked, before, snapshot.head(&self.shared.organ)?))
        })?;
        let worked: Vec<Figure> = worked.into_iter().map(|p| p.figure).collect();
        let before: BTreeMap<&str, &Figure> = before
            .iter()
            .map(|p| (p.figure.id.as_str(), &p.figure))
            .collect();
        let kept = self.kept_report(&template, year)?;
        let variables = Variables {
            organ: self.name().to_owned(),
            year,
            period: format!("{year}年1月1日至12月31日"),
            recipient: kept
                .text("recipients")
                .unwrap_or_else(|| "（报送对象）".to_owned()),
            date: format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        };
        let values: BTreeMap<&str, SlotValue> = worked
            .iter()
            .map(|figure| {
                (
                    figure.id.as_str(),
                    slot(figure, before.get(figure.id.as_str()).copied(), records),
                )
            })
            .collect();
        let (mut document, findings) = compose(
            &template,
            &variables,
            &|id| values.get(id).cloned(),
            &kept.prose(),
            &kept.sources(),
        );
        if self.demonstration().is_some() {
            document.marks = Some("演示数据　非公文".to_owned());
        }
        Ok(ComposedReport {
            template,
            year,
            period,
            document,
            findings,
            figures: worked,
            matter: kept.matter.map(|matter| matter.id),
            head,
        })
    }

    pub(crate) fn template(&self, id: &str) -> Result<Arc<ReportTemplate>, OfficeError> {
        let rules = self.rules();
        let found = rules
            .pack
            .reports
            .iter()
            .find(|(known, _)| known.as_str() == id);
        found
            .map(|(_, template)| Arc::clone(template))
            .ok_or_else(|| {
                let known: Vec<_> = rules
                    .pack
                    .reports
                    .values()
                    .map(|template| format!("{}（{}）", template.label, template.id))
                    .collect();
                OfficeError::Usage(format!("没有报告样式“{id}”。可用：{}。", known.join("、")))
            })
    }

    /// A year after the last entry has no report.
    fn check_year(&self, template: &ReportTemplate, year: i16) -> Result<(), OfficeError> {
        let organ = &self.shared.organ;
        let last = self.shared.ledger.read(|snapshot| {
            let head = snapshot.head(organ)?;
            snapshot.event(organ, head.seq)
        })?;
        // When it was entered, not when it happened: the last entry may be a late one.
        match last {
            Some(last) if year <= shanghai(last.recorded_at).year() => Ok(()),
            _ => Err(OfficeError::NoRecords {
                year,
                label: template.label.clone(),
            }),
        }
    }

    /// The matter in which a report of a year is kept.
    pub(crate) fn kept_report(
        &self,
        template: &ReportTemplate,
        year: i16,
    ) -> Result<KeptReport, OfficeError> {
        let Some(procedure) = &template.procedure else {
            return Ok(KeptReport::default());
        };
        let rules = self.rules();
        let Some(shape) = rules.shape(procedure.as_str()) else {
            return Ok(KeptReport::default());
        };
        let organ = &self.shared.organ;
        let ids = self.shared.ledger.read(|snapshot| {
            snapshot.matters_where(&shape.table, organ, "template", template.id.as_str())
        })?;
        for id in ids {
            let matter = self.in_snapshot(|snapshot| load::read_matter(snapshot, organ, &id))?;
            let of_year = |matter: &Matter| {
                matter.fields.get("report_year") == Some(&Value::Integer(i64::from(year)))
            };
            if let Some(matter) = matter.filter(|matter| !matter.voided && of_year(matter)) {
                return Ok(KeptReport {
                    matter: Some(matter),
                });
            }
        }
        Ok(KeptReport::default())
    }
}

/// The matter in which a report is kept.
#[derive(Debug, Default)]
pub(crate) struct KeptReport {
    pub matter: Option<Matter>,
}

impl KeptReport {
    fn text(&self, field: &str) -> Option<String> {
        self.matter
            .as_ref()?
            .fields
            .get(field)?
            .as_text()
            .map(str::to_owned)
    }

    fn rows(&self, field: &str) -> &[Row] {
        match self
            .matter
            .as_ref()
            .and_then(|matter| matter.fields.get(field))
        {
            Some(Value::List(rows)) => rows,
            _ => &[],
        }
    }

    /// What people wrote, by block.
    fn prose(&self) -> BTreeMap<String, String> {
        let cell = |row: &Row, id: &str| {
            row.get(&FieldId::from(id))
                .and_then(Value::as_text)
                .map(str::to_owned)
        };
        let rows = self.rows("sections").iter();
        rows.filter_map(|row| Some((cell(row, "block")?, cell(row, "text")?)))
            .collect()
    }

    /// Where numerals typed by hand come from.
    fn sources(&self) -> Vec<Source> {
        let cell = |row: &Row, id: &str| {
            row.get(&FieldId::from(id))
                .and_then(Value::as_text)
                .map(str::to_owned)
        };
        let rows = self.rows("sources").iter();
        rows.filter_map(|row| {
            let offline = cell(row, "kind").as_deref() == Some("offline");
            let confirmer = cell(row, "confirmer").map(|name| format!("，{name}确认"));
            Some(Source {
                numeral: cell(row, "numeral")?,
                block: cell(row, "block").filter(|block| !block.is_empty()),
                kind: if offline {
                    SourceKind::Offline
                } else {
                    SourceKind::Stated
                },
                note: cell(row, "paper").unwrap_or_default() + &confirmer.unwrap_or_default(),
            })
        })
        .collect()
    }
}

fn slot(
    figure: &Figure,
    before: Option<&Figure>,
    records: Option<&dyn Fn(&str) -> String>,
) -> SlotValue {
    let defined = before.filter(|before| before.value.is_some());
    SlotValue {
        label: figure.label.clone(),
        printed: print(figure),
        value: figure
            .value
            .and_then(|value| Decimal::parse(&value.to_string())),
        unit: figure.unit.clone(),
        href: records.map(|place| place(figure.id.as_str())),
        before: defined.map(print),
        change: defined.and_then(|before| changed(figure, before)),
        notes: figure.notes(),
    }
}

/// How much a figure has changed, with its sign.
fn changed(now: &Figure, before: &Figure) -> Option<String> {
    let (now, before) = (now.value?, before.value?);
    let difference = now.exact() - before.exact();
    // Both were rounded to their own places, so their difference has no more than the longer of them.
    let number = Number::round(difference, 12)?;
    let printed = print_number(Some(number), Qualifier::Exact);
    Some(if difference > Exact::from(0) {
        format!("+{printed}")
    } else {
        printed
    })
}
