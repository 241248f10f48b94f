//! Time that is not counted, as it happened to a matter.

use andu_calendar::{Calendar, Course, DateTime, Pause, Term, reckon};
use andu_rules::model::{ClockRule, PauseKind};

use super::moment::Moment;
use super::reader::Reader;

/// A pause that is open now and stops the clock.
pub(super) struct Open {
    /// The law's word for it.
    pub kind: PauseKind,
    /// When the clock runs out if every open pause runs to its limit; `None` where one has none.
    pub due: Option<DateTime>,
}

impl Reader<'_> {
    /// The pauses of a clock since its start, each with the law's word for it. What began after the end of the clock is moot.
    pub(super) fn pauses(
        &self,
        rule: &ClockRule,
        start: DateTime,
        ended: Option<DateTime>,
    ) -> Vec<(Pause, PauseKind)> {
        let mut pauses = Vec::new();
        for pause in &rule.pauses {
            let begun = self
                .times_of(&pause.from)
                .filter(|from| from.reaches(start))
                .filter(|from| ended.is_none_or(|ended| from.at <= ended));
            for from in begun {
                let to = self
                    .times(&pause.to)
                    .filter(|to| to.follows(from))
                    .min_by_key(Moment::key);
                let began = from.at.max(start);
                let pause_here = Pause {
                    from: began,
                    to: to.map(|to| to.at.max(began)),
                    limit: pause.limit,
                    label: pause.label.clone(),
                };
                pauses.push((pause_here, pause.kind));
            }
        }
        pauses
    }
}

/// What the pauses open at the end of the course do to the clock; `None` where they do nothing.
///
/// A pause that began after the clock had run out does nothing: what is over cannot be stopped.
pub(super) fn open(
    calendar: &Calendar,
    term: Term,
    course: &Course<'_>,
    pauses: &[(Pause, PauseKind)],
) -> Option<Open> {
    // Limits are days or months: three years on, each has been reached.
    let far = course.as_of.saturating_add(jiff::Span::new().years(3));
    let mut counted: Vec<Pause> = closed(pauses).cloned().collect();
    let mut begun: Vec<&(Pause, PauseKind)> = pauses
        .iter()
        .filter(|(pause, _)| pause.to.is_none() && pause.from <= course.as_of)
        .collect();
    begun.sort_by_key(|(pause, _)| pause.from);
    let mut open: Option<Open> = None;
    let mut endless = false;
    for (pause, kind) in begun {
        // Where the last day moves off a rest day, the period itself had ended before.
        let nominal = Term {
            roll: false,
            ..term
        };
        let end = due(calendar, nominal, course, &counted, far)?;
        let over = match term.length.is_exact() {
            true => pause.from >= end,
            false => pause.from.date() >= end.date(),
        };
        if over {
            continue;
        }
        counted.push(pause.clone());
        if is_running(calendar, term, course, pause) {
            endless |= pause.limit.is_none();
            let kind = match &open {
                Some(open) if open.kind == PauseKind::Suspension => PauseKind::Suspension,
                _ => *kind,
            };
            open = Some(Open { kind, due: None });
        }
    }
    let due = match endless {
        true => None,
        false => due(calendar, term, course, &counted, far),
    };
    open.map(|open| Open { due, ..open })
}

fn closed(pauses: &[(Pause, PauseKind)]) -> impl Iterator<Item = &Pause> {
    let all = pauses.iter().map(|(pause, _)| pause);
    all.filter(|pause| pause.to.is_some())
}

/// Whether a pause has not come to its limit.
fn is_running(calendar: &Calendar, term: Term, course: &Course<'_>, pause: &Pause) -> bool {
    let alone = Course {
        pauses: std::slice::from_ref(pause),
        ..*course
    };
    reckon(calendar, term, &alone).is_ok_and(|reckoning| reckoning.open_pause)
}

fn due(
    calendar: &Calendar,
    term: Term,
    course: &Course<'_>,
    pauses: &[Pause],
    as_of: DateTime,
) -> Option<DateTime> {
    let course = Course {
        pauses,
        as_of,
        ..*course
    };
    Some(reckon(calendar, term, &course).ok()?.due)
}
