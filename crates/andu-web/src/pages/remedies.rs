//! 救济期限: what a citizen asks (until when may I apply for reconsideration, until when may I sue), answered with article and days.
//!
//! The questions are data (`templates/remedies.toml`), so that no kind of matter is named here; a question whose clocks the pack in use
//! does not have is not shown.

use std::sync::OnceLock;

use andu_office::{DeadlineRequest, Rules, deadline};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;

use super::DayRow;
use super::deadline::basis_of;
use crate::app::App;
use crate::asked::Asked;
use crate::site::{Nav, Site};
use crate::words;

const QUESTIONS: &str = include_str!("../../templates/remedies.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Questions {
    situation: Vec<Situation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    id: String,
    ask: String,
    note: Option<String>,
    date: Vec<Asking>,
    answer: Vec<Answering>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    name: String,
    label: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answering {
    clock: String,
    date: Option<String>,
    after: Option<usize>,
    says: String,
}

#[derive(Template)]
#[template(path = "pages/remedies.html")]
struct RemediesPage {
    site: Site,
    situations: Vec<(String, String, bool)>,
    chosen: Option<Chosen>,
}

/// The situation that was chosen.
struct Chosen {
    id: String,
    ask: String,
    note: Option<String>,
    dates: Vec<DateAsked>,
    answers: Vec<Answer>,
}

struct DateAsked {
    name: String,
    label: String,
    typed: String,
    fault: Option<String>,
}

struct Answer {
    says: String,
    due: String,
    provisional: bool,
    over: bool,
    label: String,
    from: String,
    length: String,
    basis: String,
    doubts: Vec<String>,
    days: Vec<DayRow>,
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Deadline, |app, site, asked| {
        Ok(page(&app.office.rules(), site, asked))
    })
    .await
}

fn questions() -> &'static [Situation] {
    static READ: OnceLock<Questions> = OnceLock::new();
    let read = READ.get_or_init(|| toml::from_str(QUESTIONS).unwrap_or_default());
    &read.situation
}

/// Whether the pack has a clock.
fn has(rules: &Rules, clock: &str) -> bool {
    super::question::known(&rules.pack, clock).is_some()
}

fn page(rules: &Rules, site: Site, asked: &Asked) -> RemediesPage {
    let known = questions()
        .iter()
        .filter(|one| one.answer.iter().all(|answer| has(rules, &answer.clock)));
    let wanted = asked.get("ask");
    let chosen = known.clone().find(|one| Some(one.id.as_str()) == wanted);
    RemediesPage {
        situations: known
            .map(|one| {
                let link = site.with("/remedies", &[("ask", one.id.as_str())]);
                (link, one.ask.clone(), Some(one.id.as_str()) == wanted)
            })
            .collect(),
        chosen: chosen.map(|one| answered(rules, &site, one, asked)),
        site,
    }
}

fn answered(rules: &Rules, site: &Site, one: &Situation, asked: &Asked) -> Chosen {
    let sent = one.date.iter().any(|date| asked.get(&date.name).is_some());
    let dates: Vec<(DateAsked, Option<Date>)> = one
        .date
        .iter()
        .map(|date| {
            let typed = asked.typed(&date.name);
            let day = words::day(&typed);
            let fault = match (day, typed.is_empty()) {
                (Some(_), _) => None,
                (None, true) => {
                    sent.then(|| format!("没有填写“{}”。请填写，如2025-09-28。", date.label))
                }
                (None, false) => Some(format!(
                    "{}“{typed}”不是日期。请写成2025-09-28的样子。",
                    date.label
                )),
            };
            let asked = DateAsked {
                name: date.name.clone(),
                label: date.label.clone(),
                typed,
                fault,
            };
            (asked, day)
        })
        .collect();
    let mut dues: Vec<Option<Date>> = Vec::new();
    let mut answers = Vec::new();
    for answer in &one.answer {
        let named = answer.date.as_ref().and_then(|name| {
            let mut dates = dates.iter();
            dates.find(|(date, _)| date.name == *name)?.1
        });
        let before = answer
            .after
            .and_then(|after| *dues.get(after.checked_sub(1)?)?);
        let worked = named
            .or(before)
            .and_then(|from| work(rules, site, answer, from));
        dues.push(worked.as_ref().map(|(due, _)| *due));
        answers.extend(worked.map(|(_, answer)| answer));
    }
    Chosen {
        id: one.id.clone(),
        ask: one.ask.clone(),
        note: one.note.clone(),
        dates: dates.into_iter().map(|(date, _)| date).collect(),
        answers,
    }
}

fn work(rules: &Rules, site: &Site, answer: &Answering, from: Date) -> Option<(Date, Answer)> {
    let request = DeadlineRequest {
        clock: answer.clock.clone(),
        from: from.to_datetime(jiff::civil::Time::midnight()),
        restart: None,
        pauses: Vec::new(),
        extend: false,
        events: Vec::new(),
        set: Vec::new(),
        today: site.today,
    };
    // Before the law was in force there was no such clock.
    let worked = deadline(&rules.pack, &rules.calendar, &request).ok()?;
    let shown = Answer {
        says: answer.says.clone(),
        due: words::long(worked.due),
        provisional: worked.provisional,
        over: worked.due < site.today,
        label: worked.label.clone(),
        from: words::long(worked.from),
        length: worked.length.clone(),
        basis: basis_of(&worked),
        doubts: worked.doubts.clone(),
        days: DayRow::all(&worked.explain),
    };
    Some((worked.due, shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_questions_can_be_read() {
        let read: Questions = toml::from_str(QUESTIONS).unwrap();
        assert!(read.situation.len() >= 7);
        for one in &read.situation {
            for answer in &one.answer {
                let of_date = answer
                    .date
                    .as_ref()
                    .is_some_and(|name| one.date.iter().any(|date| date.name == *name));
                let of_answer = answer
                    .after
                    .is_some_and(|after| (1..=one.answer.len()).contains(&after));
                assert!(of_date != of_answer, "{}: {}", one.id, answer.clock);
            }
        }
    }
}
