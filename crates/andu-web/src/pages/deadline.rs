//! 期限计算: one clock, the days given, the due day with each day's reason.

use andu_office::{Deadline, DeadlineRequest, OfficeError, Rules, deadline};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::question::{self, FieldFault, Further, Stretch};
use super::{Choice, DayRow};
use crate::app::App;
use crate::asked::Asked;
use crate::site::{Nav, Site};
use crate::words;

#[derive(Template)]
#[template(path = "pages/deadline.html")]
struct DeadlinePage {
    site: Site,
    clocks: Vec<Clocks>,
    from: String,
    time: String,
    restart: String,
    extend: bool,
    stretches: Vec<Stretch>,
    further: Option<Further>,
    faults: Vec<FieldFault>,
    answer: Option<Answer>,
}

/// The clocks of a procedure.
struct Clocks {
    procedure: String,
    choices: Vec<Choice>,
}

struct Answer {
    label: String,
    due: String,
    weekday: &'static str,
    provisional: bool,
    from: String,
    /// How the first day counts: 起算, 重新起算, 往前推算.
    counted: &'static str,
    length: String,
    basis: String,
    version: Option<String>,
    notes: Vec<String>,
    doubts: Vec<String>,
    /// Clocks that begin when this one has run out.
    next: Vec<String>,
    days: Vec<DayRow>,
}

impl DeadlinePage {
    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        let mut faults = self.faults.iter();
        let fault = faults.find(|fault| fault.field == field);
        fault.map(|fault| fault.sentence.as_str())
    }
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Deadline, |app, site, asked| {
        Ok(page(&app.office.rules(), site, asked))
    })
    .await
}

fn page(rules: &Rules, site: Site, asked: &Asked) -> DeadlinePage {
    let clock = asked.get("clock");
    let known = clock.and_then(|clock| question::known(&rules.pack, clock));
    let further = known.map(|(procedure, rule)| {
        let versions = rules.pack.versions(procedure.id.as_str());
        let governs = versions.is_ok_and(|versions| versions.len() > 1);
        question::further(procedure, rule, governs, asked)
    });
    let sent = ["clock", "from"]
        .iter()
        .any(|name| asked.get(name).is_some());
    let worked = sent.then(|| answer(rules, asked, &site, further.as_ref()));
    let (answer, faults) = match worked {
        None => (None, Vec::new()),
        Some(Ok(answer)) => (Some(answer), Vec::new()),
        Some(Err(faults)) => (None, faults),
    };
    DeadlinePage {
        clocks: clocks(rules, clock),
        from: asked.typed("from"),
        time: asked.typed("time"),
        restart: asked.typed("restart"),
        extend: asked.get("extend").is_some(),
        stretches: question::stretches(asked),
        further,
        faults,
        answer,
        site,
    }
}

fn clocks(rules: &Rules, chosen: Option<&str>) -> Vec<Clocks> {
    let versions = rules.pack.procedures.values();
    let latest = versions.filter_map(|versions| versions.last());
    let clocks = latest.map(|procedure| Clocks {
        procedure: procedure.label.clone(),
        choices: procedure
            .clocks
            .iter()
            .map(|clock| {
                let name = format!("{}.{}", procedure.id, clock.id);
                let label = format!("{}·{}", procedure.label, clock.label);
                Choice::new(&name, &label, chosen)
            })
            .collect(),
    });
    clocks.filter(|clocks| !clocks.choices.is_empty()).collect()
}

fn answer(
    rules: &Rules,
    asked: &Asked,
    site: &Site,
    further: Option<&Further>,
) -> Result<Answer, Vec<FieldFault>> {
    let request = question::read(asked, &rules.pack, site.today)?;
    let worked = deadline(&rules.pack, &rules.calendar, &request);
    worked
        .map(|worked| answered(&worked))
        .map_err(|error| vec![refused(&error, &request, further)])
}

fn answered(worked: &Deadline) -> Answer {
    let exact = worked.due_at.map(|at| words::moment(&at.to_string()));
    Answer {
        label: worked.label.clone(),
        due: exact.unwrap_or_else(|| worked.due.to_string()),
        weekday: words::weekday(worked.due),
        provisional: worked.provisional,
        from: words::long(worked.from),
        counted: match (worked.backward, worked.restarted) {
            (true, _) => "往前推算",
            (false, true) => "重新起算",
            (false, false) => "起算",
        },
        length: worked.length.clone(),
        basis: basis_of(worked),
        version: worked.version.map(|version| match version.to {
            None => format!("{}起施行的规则", version.from),
            Some(to) => format!("{}至{to}施行的规则", version.from),
        }),
        notes: worked.notes.iter().map(|note| on_page(note)).collect(),
        doubts: worked.doubts.clone(),
        next: following(&worked.next),
        days: DayRow::all(&worked.explain),
    }
}

/// A note says on the command line what to type there; here there is a field for it.
fn on_page(note: &str) -> String {
    match note.split_once("请用 --") {
        Some((before, _)) => format!("{before}请在下面填写。"),
        None => note.to_owned(),
    }
}

/// What begins when the clock has run out, one after the other.
fn following(next: &[Deadline]) -> Vec<String> {
    let mut told = Vec::new();
    for one in next {
        let due = one.due_at.map(|at| words::moment(&at.to_string()));
        told.push(format!(
            "{}：自{}起算，{}，至{}（{}）",
            one.label,
            words::long(one.from),
            one.length,
            due.unwrap_or_else(|| words::long(one.due)),
            basis_of(one)
        ));
        told.extend(following(&one.next));
    }
    told
}

/// Law and article of a due day.
pub(super) fn basis_of(worked: &Deadline) -> String {
    let told = worked.articles();
    match told.is_empty() {
        true => "（规则没有写明）".to_owned(),
        false => told,
    }
}

/// Why there is no answer, at the field where it can be mended.
///
/// The office's own sentences speak of the command line where the cause lies in what was given, so those are told anew.
fn refused(
    error: &OfficeError,
    request: &DeadlineRequest,
    further: Option<&Further>,
) -> FieldFault {
    let decide = further
        .map(|further| further.decide.as_slice())
        .unwrap_or_default();
    let decide: Vec<_> = decide
        .iter()
        .filter(|field| field.hint == question::LENGTH)
        .collect();
    let (field, sentence) = match error {
        OfficeError::NoClock(_) | OfficeError::NoVersion(_) => (
            "from".to_owned(),
            format!(
                "{}没有施行的这一期限。请核对起算日期，或另选期限。",
                request.from.date()
            ),
        ),
        OfficeError::Usage(sentence) if !sentence.contains("--") => {
            ("from".to_owned(), sentence.clone())
        }
        _ => match decide.first() {
            Some(first) => {
                let labels: Vec<_> = decide.iter().map(|field| field.label.as_str()).collect();
                let labels = labels.join("、");
                (
                    first.name.clone(),
                    format!("算不出这一期限：长短取决于{labels}。请填写后再算。"),
                )
            }
            None => (
                "clock".to_owned(),
                "算不出这一期限：规则没有规定长短，或者所填情形不适用。请核对后再算。".to_owned(),
            ),
        },
    };
    FieldFault { field, sentence }
}
