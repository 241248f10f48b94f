//! The period of figures: as asked for in the address, else the year that is being reported on.

use andu_office::{FigureError, Period, Progressed};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::asked::Asked;
use crate::fault::Fault;

/// A period and how it was written.
pub(crate) struct Chosen {
    pub period: Period,
    pub typed: String,
}

/// The period asked for. Until the end of March a year's report is still being written, so that year is shown.
///
/// # Errors
///
/// Where what was typed is no period.
pub(crate) fn chosen(asked: &Asked, today: Date) -> Result<Chosen, String> {
    let typed = asked.get("period").map_or_else(
        || today.saturating_sub(3.months()).year().to_string(),
        str::to_owned,
    );
    match typed.parse() {
        Ok(period) => Ok(Chosen { period, typed }),
        Err(error) => Err(FigureError::to_string(&error)),
    }
}

/// As [`chosen`], where the period is part of the address of a page.
pub(crate) fn given(asked: &Asked, today: Date) -> Result<Chosen, Fault> {
    chosen(asked, today).map_err(Fault::Usage)
}

/// A period in words: 2025年, or its first and last day.
pub(crate) fn told(period: Period) -> String {
    match Period::year(period.from.year()) == Some(period) {
        true => format!("{}年", period.from.year()),
        false => period.to_string(),
    }
}

/// What a reader must know of a period that is not over.
pub(crate) fn unfinished(period: Period, today: Date) -> Option<String> {
    Progressed::of(period, today).told(period, today)
}

/// The whole year before or after, where the period is a year.
pub(crate) fn neighbour(period: Period, years: i16) -> Option<String> {
    let year = period.from.year();
    let whole = Period::year(year) == Some(period);
    let near = year.checked_add(years).and_then(Period::year)?;
    whole.then(|| near.from.year().to_string())
}
