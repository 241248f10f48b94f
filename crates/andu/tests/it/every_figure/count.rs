//! Figures counted a second time, row by row, in the plainest way.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use toml::Table;

use super::condition::{Condition, Datum, Facts, OfRow, holds, parse};
use super::pack::{Pack, Procedure, tables, text};
use super::rows::{Row, Seen};

/// A fraction; no figure of a few hundred rows comes near its bounds.
pub type Fraction = (i128, i128);

/// The rows of all books.
pub struct Books<'a> {
    pub pack: &'a Pack,
    pub rows: &'a BTreeMap<String, Vec<Row>>,
    pub kept: &'a dyn Fn(&Seen<'_>, &str) -> bool,
}

/// Days from and to, both included.
#[derive(Clone, Copy)]
pub struct Span(pub Date, pub Date);

/// One counted thing: a row of a book, or a row of a list in it.
struct Thing<'a> {
    seen: Seen<'a>,
    of_list: Option<Vec<(String, Datum)>>,
    on: Date,
}

impl Facts for Thing<'_> {
    fn value(&self, field: &str) -> Option<Datum> {
        let own = self
            .of_list
            .as_ref()
            .and_then(|row| OfRow(row).value(field));
        own.or_else(|| self.seen.value(field))
    }

    fn call(&self, name: &str, argument: &str) -> bool {
        self.seen.call(name, argument)
    }

    fn rows(&self, list: &str) -> Vec<Vec<(String, Datum)>> {
        self.seen.rows(list)
    }
}

impl Books<'_> {
    /// The value; `None` where it is undefined.
    pub fn value(&self, indicator: &Table, span: Span) -> Option<Fraction> {
        let percent = text(indicator, "unit").as_deref() == Some("%");
        let period = text(indicator, "period").unwrap_or_else(|| "within".to_owned());
        let of = || tables(indicator, "of");
        let count = |counted: &[Table]| -> i128 {
            let counts = counted
                .iter()
                .map(|it| self.things(it, span, &period).len());
            i128::try_from(counts.sum::<usize>()).expect("small")
        };
        match text(indicator, "kind")?.as_str() {
            "count" => Some((count(&of()), 1)),
            "distinct" => {
                let field = text(indicator, "field")?;
                let things = self.things(&of()[0], span, &period);
                let values: BTreeSet<Datum> =
                    things.iter().filter_map(|it| it.value(&field)).collect();
                Some((i128::try_from(values.len()).ok()?, 1))
            }
            "sum" => Some(self.measured(indicator, span, &period).0),
            "mean" => {
                let (sum, count) = self.measured(indicator, span, &period);
                (count > 0).then_some((sum.0, sum.1 * count))
            }
            "ratio" => over(
                (count(&tables(indicator, "numerator")), 1),
                (count(&tables(indicator, "denominator")), 1),
                percent,
            ),
            "share" => {
                let things = self.things(&of()[0], span, &period);
                let part = parse(&text(indicator, "part")?);
                let parts = things.iter().filter(|it| holds(&part, *it)).count();
                let whole = i128::try_from(things.len()).ok()?;
                over((i128::try_from(parts).ok()?, 1), (whole, 1), percent)
            }
            "change" => self.change(indicator, span, percent),
            "coverage" => {
                let things = self.things(&of()[0], span, &period);
                let days: BTreeSet<Date> = things.iter().map(|it| it.on).collect();
                let all = (span.1 - span.0).get_days() + 1;
                over((days.len() as i128, 1), (i128::from(all), 1), percent)
            }
            "parameter" => {
                let field = text(indicator, "field")?;
                let things = self.things(&of()[0], span, &period);
                let values: BTreeSet<Datum> =
                    things.iter().filter_map(|it| it.value(&field)).collect();
                match values.into_iter().collect::<Vec<_>>()[..] {
                    [Datum::Number(only)] => Some((i128::from(only), 10_000)),
                    _ => None,
                }
            }
            "arithmetic" => {
                let side = |name: &str| self.value(self.named(&text(indicator, name)?), span);
                let (left, right) = (side("left")?, side("right")?);
                match text(indicator, "operation")?.as_str() {
                    "plus" => Some((left.0 * right.1 + right.0 * left.1, left.1 * right.1)),
                    "minus" => Some(minus(left, right)),
                    _ => over(left, right, percent),
                }
            }
            other => panic!("{other} is no kind of figure"),
        }
    }

    /// Another figure beside itself a year before.
    fn change(&self, indicator: &Table, span: Span, percent: bool) -> Option<Fraction> {
        let other = self.named(&text(indicator, "of")?);
        let now = self.value(other, span)?;
        let before = self.value(other, year_before(span))?;
        let change = match text(indicator, "trend").as_deref() {
            Some("fall") => minus(before, now),
            _ => minus(now, before),
        };
        let relative = indicator.get("relative").and_then(toml::Value::as_bool);
        match relative {
            Some(true) => over(change, before, percent),
            _ => Some(change),
        }
    }

    fn named(&self, id: &str) -> &Table {
        let mut all = self.pack.indicators.iter();
        all.find(|it| text(it, "id").as_deref() == Some(id))
            .expect("the figure is in the catalogue")
    }

    fn things(&self, counted: &Table, span: Span, period: &str) -> Vec<Thing<'_>> {
        let id = text(counted, "procedure").expect("a procedure");
        let procedure = &self.pack.procedures[&id];
        let filter = text(counted, "where").map(|it| parse(&it));
        let list = text(counted, "list");
        let on = text(counted, "on").expect("a day");
        let mut found = Vec::new();
        for row in &self.rows[&id] {
            let seen = || Seen {
                procedure,
                row,
                kept: self.kept,
            };
            let items: Vec<Option<Vec<(String, Datum)>>> = match &list {
                None => vec![None],
                Some(list) => seen().rows(list).into_iter().map(Some).collect(),
            };
            for item in items {
                let Some(day) = day_of(&seen(), item.as_deref(), &on) else {
                    continue;
                };
                let thing = Thing {
                    seen: seen(),
                    of_list: item,
                    on: day,
                };
                if stands(&thing, procedure, span, period) && passes(filter.as_ref(), &thing) {
                    found.push(thing);
                }
            }
        }
        found
    }

    /// Sum of what is measured, and over how many.
    fn measured(&self, indicator: &Table, span: Span, period: &str) -> (Fraction, i128) {
        let measure = &tables(indicator, "measure")[0];
        let things = self.things(&tables(indicator, "of")[0], span, period);
        let (mut sum, mut count) = (0_i128, 0);
        for thing in &things {
            let value = match text(measure, "field") {
                Some(field) => match thing.value(&field) {
                    Some(Datum::Number(value)) => Some(i128::from(value)),
                    _ => None,
                },
                None => elapsed(&thing.seen, measure),
            };
            if let Some(value) = value {
                sum += value;
                count += 1;
            }
        }
        ((sum, 10_000), count)
    }
}

/// Days between two actions, in ten-thousandths; books know no hours.
fn elapsed(seen: &Seen<'_>, measure: &Table) -> Option<i128> {
    let on = |name: &str| seen.done_on(&text(measure, name)?);
    let days = i128::from((on("to")? - on("from")?).get_days());
    match text(measure, "unit")?.as_str() {
        "hours" => Some(days * 240_000),
        _ => Some(days * 10_000),
    }
}

fn passes(filter: Option<&Condition>, thing: &Thing<'_>) -> bool {
    filter.is_none_or(|filter| holds(filter, thing))
}

/// The day that puts a thing into a period.
fn day_of(seen: &Seen<'_>, item: Option<&[(String, Datum)]>, on: &str) -> Option<Date> {
    let Some(field) = on.strip_prefix("field:") else {
        return seen.done_on(on);
    };
    if let Some(Datum::Text(day)) = item.and_then(|item| OfRow(item).value(field)) {
        return day.get(..10)?.parse().ok();
    }
    seen.day_of(field)
}

fn stands(thing: &Thing<'_>, procedure: &Procedure, span: Span, period: &str) -> bool {
    match period {
        "within" => span.0 <= thing.on && thing.on <= span.1,
        "as_of" => {
            let course = thing.seen.course();
            let (closed, _, stage) = course.last().expect("it is open");
            // A register of one closed stage has nothing that could be over.
            let open = procedure.open_stages.is_empty()
                || !procedure.closed_stages.contains(stage)
                || *closed > span.1;
            thing.on <= span.1 && open
        }
        _ => thing.on <= span.1,
    }
}

fn minus(left: Fraction, right: Fraction) -> Fraction {
    (left.0 * right.1 - right.0 * left.1, left.1 * right.1)
}

fn over(left: Fraction, right: Fraction, percent: bool) -> Option<Fraction> {
    let hundred = if percent { 100 } else { 1 };
    let (mut top, mut bottom) = (left.0 * right.1 * hundred, left.1 * right.0);
    if bottom < 0 {
        (top, bottom) = (-top, -bottom);
    }
    (bottom != 0).then_some((top, bottom))
}

fn year_before(span: Span) -> Span {
    let back = |day: Date| {
        let year = jiff::Span::new().years(1);
        day.checked_sub(year).expect("not the beginning of time")
    };
    Span(back(span.0), back(span.1))
}

/// Rounded half away from zero, in units of the last place.
pub fn rounded(value: Fraction, decimals: u32) -> i128 {
    let scaled = value.0 * 10_i128.pow(decimals);
    let half = (2 * scaled.abs() + value.1) / (2 * value.1);
    if scaled < 0 { -half } else { half }
}
