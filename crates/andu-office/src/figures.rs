//! Figures of the office: settled first, then worked out, with what was published beside them.

use andu_calendar::Date;
use andu_figures::{Behind, Figure, Number, Page, Period, evaluate, print};
use andu_ledger::LedgerError;
use andu_rules::model::{IndicatorId, Qualifier};

use crate::demo::{Example, ExpectedFigure};
use crate::error::OfficeError;
use crate::office::Office;

/// A figure and how a report prints it.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The figure.
    pub figure: Figure,
    /// As printed: 130, 98.92, 1.6万余, —.
    pub text: String,
}

impl Office {
    /// Works out figures: those named, or all of the pack. A demonstration office names the catalogue rows that it answers.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Figures`] where an indicator is unknown or asks what registers cannot say; [`OfficeError::Ledger`].
    pub fn figures(
        &self,
        ids: &[String],
        period: Period,
        trace: bool,
    ) -> Result<Vec<Printed>, OfficeError> {
        self.in_snapshot(|snapshot| self.figures_in(snapshot, ids, period, trace))
    }

    /// Works out figures in one state of the ledger.
    pub(crate) fn figures_in(
        &self,
        snapshot: &andu_ledger::Snapshot<'_>,
        ids: &[String],
        period: Period,
        trace: bool,
    ) -> Result<Vec<Printed>, OfficeError> {
        let rules = self.rules();
        let organ = &self.shared.organ;
        let ids: Vec<IndicatorId> = ids.iter().map(|id| id.as_str().into()).collect();
        let worked = evaluate(snapshot, &rules.pack, organ, &ids, period, trace)?;
        let expected = self.expected(period);
        let printed = worked.into_iter().map(|mut figure| {
            let answers = expected
                .iter()
                .filter(|row| row.indicator == figure.id.as_str());
            for row in answers {
                figure.catalogue.push(row.catalogue.clone());
                figure.published = Number::parse(&row.value.to_string());
            }
            Printed {
                text: print(&figure),
                figure,
            }
        });
        Ok(printed.collect())
    }

    /// Some of the records behind a figure; `behind` says which of them where there are several sorts.
    ///
    /// # Errors
    ///
    /// As [`Office::figures`]; and where the cursor is not one.
    pub fn records(
        &self,
        indicator: &str,
        period: Period,
        behind: Behind,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page, OfficeError> {
        let rules = self.rules();
        let organ = &self.shared.organ;
        let id = indicator.into();
        self.in_snapshot(|snapshot| {
            Ok(andu_figures::records(
                snapshot,
                &rules.pack,
                organ,
                &id,
                period,
                behind,
                cursor,
                limit,
            )?)
        })
    }

    /// Runs a reading of figures in one snapshot.
    pub(crate) fn in_snapshot<T>(
        &self,
        f: impl FnOnce(&andu_ledger::Snapshot<'_>) -> Result<T, OfficeError>,
    ) -> Result<T, OfficeError> {
        let mut result = None;
        self.shared.ledger.read(|snapshot| {
            result = Some(f(snapshot));
            Ok::<(), LedgerError>(())
        })?;
        result.unwrap_or_else(|| Err(OfficeError::Usage("读取未完成。请重试。".to_owned())))
    }

    /// Published figures that a demonstration office reproduces, for the year they were published for.
    fn expected(&self, period: Period) -> Vec<ExpectedFigure> {
        let example = self
            .demonstration()
            .and_then(|id| Example::built_in(id).ok());
        match example {
            Some(example) if Period::year(example.scenario.year) == Some(period) => {
                example.expected
            }
            _ => Vec::new(),
        }
    }
}

/// How far a period has come on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progressed {
    /// It has not begun: whatever its figures are, they say nothing.
    Ahead,
    /// It is under way: its figures reach to the day.
    UnderWay,
    /// It is over.
    Over,
}

impl Progressed {
    /// How far a period has come at the end of a day.
    pub fn of(period: Period, today: Date) -> Progressed {
        if period.from > today {
            Progressed::Ahead
        } else if period.to > today {
            Progressed::UnderWay
        } else {
            Progressed::Over
        }
    }

    /// What a reader of the figures must know; nothing where the period is over.
    pub fn told(self, period: Period, today: Date) -> Option<String> {
        match self {
            Progressed::Ahead => Some(format!(
                "{}才进入这个期间，现在的数字不说明任何情况。请核对期间。",
                period.from
            )),
            Progressed::UnderWay => Some(format!("期间到{}才结束，数字只算到{today}。", period.to)),
            Progressed::Over => None,
        }
    }
}

/// Whether a figure is what was published; an 'at least' figure may be more, as long as it is printed alike: 34 as 30余.
pub(crate) fn agrees(figure: &Figure, published: f64) -> bool {
    let Some(value) = figure.value else {
        return false;
    };
    let Some(stated) = Number::parse(&published.to_string()) else {
        return false;
    };
    // What was published as 30余 stands on file as 30, which alone would be printed without 余.
    let alike = |number: Number| {
        let printed = print(&Figure {
            value: Some(number),
            ..figure.clone()
        });
        printed.trim_end_matches('余').to_owned()
    };
    let at_least = figure.qualifier == Qualifier::AtLeast;
    value == stated || at_least && value.exact() > stated.exact() && alike(value) == alike(stated)
}

/// A year as a period.
pub(crate) fn year(year: i16) -> Result<Period, OfficeError> {
    Period::year(year)
        .ok_or_else(|| OfficeError::Usage(format!("“{year}”不是能用的年份。请写四位公历年份。")))
}
