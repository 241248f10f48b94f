//! Whether a clock was kept, counted on the fingers: clocks without pauses only.

use jiff::{Span, civil::Date};
use toml::{Table, Value};

use super::condition::{holds, parse};
use super::pack::{Pack, tables, text};
use super::rows::{Seen, later};

/// Whether a row's clock was stopped no later than its last day.
pub fn kept(pack: &Pack, seen: &Seen<'_>, id: &str) -> bool {
    let named = |clock: &&Table| text(clock, "id").as_deref() == Some(id);
    let clock = seen.procedure.clocks.iter().find(named);
    let clock = clock.expect("the clock is declared");
    let days = |name: &str| -> Vec<Date> {
        let Some(Value::Array(triggers)) = clock.get(name) else {
            return Vec::new();
        };
        triggers.iter().filter_map(|it| trigger(it, seen)).collect()
    };
    let Some(first) = days("start").into_iter().min() else {
        return false;
    };
    let again = days("restart").into_iter().filter(|day| *day >= first);
    let start = again.max().unwrap_or(first);
    let stops = days("stop").into_iter().filter(|day| *day >= start);
    match (stops.min(), due(pack, clock, seen, start)) {
        (Some(stop), Some(due)) => stop <= due,
        _ => false,
    }
}

fn trigger(it: &Value, seen: &Seen<'_>) -> Option<Date> {
    let Some(it) = it.as_table() else {
        return seen.done_on(it.as_str()?);
    };
    let taken = seen.done_on(&text(it, "on")?)?;
    let when = text(it, "when").is_none_or(|when| holds(&parse(&when), seen));
    let at = match text(it, "at") {
        Some(field) => seen.day_of(&field),
        None => Some(taken),
    };
    at.filter(|_| when)
}

fn due(pack: &Pack, clock: &Table, seen: &Seen<'_>, start: Date) -> Option<Date> {
    let mut cases = tables(clock, "length").into_iter();
    let length = cases.find(|it| {
        let when = text(it, "when");
        when.is_none_or(|when| holds(&parse(&when), seen))
    })?;
    let extended = tables(clock, "extension").into_iter().find(|extension| {
        let on = text(extension, "on").and_then(|on| seen.done_on(&on));
        on.is_some_and(|day| day >= start)
    });
    let (mut lengths, mut whole) = (vec![length], None);
    if let Some(extension) = extended {
        lengths.extend(tables(&extension, "add"));
        whole = tables(&extension, "total").into_iter().next();
    }
    let rolls = clock.get("roll").and_then(Value::as_bool).unwrap_or(true);
    match whole {
        Some(total) => end(pack, seen, start, &[total], rolls),
        None => end(pack, seen, start, &lengths, rolls),
    }
}

/// The last day of lengths that follow one another.
fn end(pack: &Pack, seen: &Seen<'_>, start: Date, lengths: &[Table], rolls: bool) -> Option<Date> {
    let whole = |it: &Table, name: &str| it.get(name).and_then(Value::as_integer);
    let mut at = start;
    let mut of_calendar = false;
    for length in lengths {
        if let Some(days) = whole(length, "working_days") {
            for _ in 0..days {
                at = later(at, 1);
                while !works(pack, at) {
                    at = later(at, 1);
                }
            }
        } else if let Some(days) = whole(length, "calendar_days") {
            (at, of_calendar) = (later(at, u64::try_from(days).ok()?), true);
        } else if let Some(months) = whole(length, "months") {
            let span = Span::new().months(months);
            (at, of_calendar) = (at.checked_add(span).ok()?, true);
        } else if let Some(hours) = whole(length, "hours") {
            at = later(at, u64::try_from(hours).ok()? / 24);
        } else if let Some(field) = text(length, "until") {
            at = seen.day_of(&field)?;
        } else if whole(length, "minutes").is_none() {
            panic!("{length} is not counted here");
        }
    }
    while of_calendar && rolls && !works(pack, at) {
        at = later(at, 1);
    }
    Some(at)
}

/// Whether people work on a day: notices first, then the week.
fn works(pack: &Pack, day: Date) -> bool {
    let weekend = matches!(
        day.weekday(),
        jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
    );
    let noticed = pack.notices.get(&day.to_string());
    noticed.copied().unwrap_or(!weekend)
}
