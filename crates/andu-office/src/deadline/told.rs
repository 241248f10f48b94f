//! What has to be said of what was given: nothing that somebody typed is left out without a word.

use andu_calendar::{Course, Date, DateTime, Direction, Pause, Reckoning, Term, reckon};
use andu_rules::model::{ActionId, ClockRule, Trigger};

use super::course::{Excluded, extended_at};
use super::given::{Given, touches};
use super::start::Started;
use crate::error::OfficeError;

/// What is known when the day has been found.
pub(super) struct Told<'a> {
    pub rule: &'a ClockRule,
    pub given: &'a Given<'a>,
    pub started: Started,
    pub pauses: &'a [Excluded],
    /// The day on which it is asked.
    pub today: Date,
}

impl Told<'_> {
    /// Actions that pause, extend or end a clock do so after it began.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Usage`] that names the first action which came too early.
    pub fn in_order(&self) -> Result<(), OfficeError> {
        if self.rule.direction == Direction::Backward {
            return Ok(());
        }
        let first = self.started.first.date();
        let begins = self.rule.pauses.iter().map(|pause| &pause.from);
        let later: Vec<&Trigger> = begins.chain(&self.rule.stop).collect();
        for (action, at) in &self.given.events {
            let starts = self.rule.start.iter().any(|start| start.on == *action);
            let extends = self.rule.extension.as_ref();
            let extends = extends.is_some_and(|extension| extension.on == *action);
            let runs = extends || later.iter().any(|trigger| trigger.on == *action);
            if at.date() < first && runs && !starts {
                return Err(OfficeError::Usage(format!(
                    "“{}”在{}，早于起算日{first}。请核对日期。",
                    self.given.term(action),
                    at.date()
                )));
            }
        }
        Ok(())
    }

    /// Everything that was given and not counted, or counted otherwise than one might expect.
    pub fn notes(&self, due: Date, reckoning: Option<&Reckoning>) -> Vec<String> {
        let mut notes = Vec::new();
        for (action, at) in &self.given.events {
            if at.date() > self.today {
                notes.push(format!(
                    "“{}”在{}，今天还没有到，按所给日期推算。",
                    self.given.term(action),
                    at.date()
                ));
            }
            notes.extend(self.unused(action, *at));
        }
        notes.extend(self.ended(due, reckoning));
        self.excluded(due, &mut notes);
        let mut told: Vec<String> = Vec::new();
        notes.retain(|note| {
            let new = !told.contains(note);
            told.push(note.clone());
            new
        });
        notes
    }

    /// Why an action was not counted; `None` where it was.
    fn unused(&self, action: &ActionId, at: DateTime) -> Option<String> {
        let (rule, term) = (self.rule, self.given.term(action));
        if !touches(rule, action) {
            return Some(format!("“{term}”不影响“{}”期限，没有计入。", rule.label));
        }
        let mut why = None;
        if let Some(at) = self.times(&rule.start, action, at) {
            match at == self.started.first {
                true => return None,
                false => why = Some(format!("已自{}起算", self.started.first.date())),
            }
        }
        if let Some(at) = self.times(&rule.restart, action, at) {
            match at == self.started.at {
                true => return None,
                false => why = Some(format!("其后已自{}重新起算", self.started.at.date())),
            }
        }
        for pause in &rule.pauses {
            if let Some(at) = self.times(std::slice::from_ref(&pause.from), action, at) {
                match at >= self.started.at {
                    true => return None,
                    false => {
                        let anew = self.started.at.date();
                        why = Some(format!("其后已自{anew}重新起算，此前的扣除不再计"));
                    }
                }
            }
            if let Some(at) = self.times(&pause.to, action, at) {
                let ends = |one: &Excluded| one.ended && one.pause.to == Some(at);
                if self.pauses.iter().any(ends) || self.is_of_the_past(pause, at) {
                    return None;
                }
                let begin = self.given.term(&pause.from.on);
                why = Some(format!("没有给出“{begin}”之日，没有扣除"));
            }
        }
        if extended_at(rule, self.given).contains(&at)
            && rule.extension.as_ref().is_some_and(|it| it.on == *action)
        {
            match at >= self.started.at {
                true => return None,
                false => why = Some("在重新起算之前，重新起算的期限没有延长".to_owned()),
            }
        }
        if let Some(at) = self.times(&rule.stop, action, at) {
            match self.stopped() {
                Some((_, first)) if at > first => why = Some("期限在此之前已经完成".to_owned()),
                _ if at < self.started.at && rule.direction != Direction::Backward => {
                    let anew = self.started.at.date();
                    why = Some(format!("其后已自{anew}重新起算"));
                }
                _ => return None,
            }
        }
        let why = why.unwrap_or_else(|| "所填的情形下不影响这一期限".to_owned());
        Some(format!("“{term}”（{}）没有计入：{why}。", at.date()))
    }

    /// Whether a pause that such an action ends had begun before the clock began anew: told where it began.
    fn is_of_the_past(&self, pause: &andu_rules::model::PauseRule, end: DateTime) -> bool {
        let begun = self.given.times(std::slice::from_ref(&pause.from));
        begun
            .iter()
            .any(|from| *from < self.started.at && *from <= end)
    }

    /// When an action counts as one of these triggers.
    fn times(&self, triggers: &[Trigger], action: &ActionId, at: DateTime) -> Option<DateTime> {
        let mut triggers = triggers.iter();
        let one = triggers.find(|it| it.on == *action && self.given.may_count(it))?;
        Some(self.given.dated(one).unwrap_or(at))
    }

    /// What ended the clock, and when.
    fn stopped(&self) -> Option<(&ActionId, DateTime)> {
        let events = self.given.events.iter();
        let stops = events.filter_map(|(action, at)| {
            let at = self.times(&self.rule.stop, action, *at)?;
            let counts = at >= self.started.at || self.rule.direction == Direction::Backward;
            counts.then_some((action, at))
        });
        stops.min_by_key(|(_, at)| *at)
    }

    /// Whether what ended the clock came in time.
    fn ended(&self, due: Date, reckoning: Option<&Reckoning>) -> Option<String> {
        let (action, at) = self.stopped()?;
        let direction = self.rule.direction;
        let in_time = match (reckoning, direction) {
            (Some(reckoning), _) => reckoning.allows(at),
            (None, Direction::Minimum) => at.date() >= due,
            (None, _) => at.date() <= due,
        };
        let judged = match (in_time, direction) {
            (true, Direction::Minimum) => format!("不早于{due}，已满最短期限"),
            (false, Direction::Minimum) => format!("早于{due}，未满最短期限"),
            (true, _) => format!("没有超过{due}，在期限之内"),
            (false, _) => format!("晚于{due}，已经逾期"),
        };
        let term = self.given.term(action);
        Some(format!("“{term}”在{}，{judged}。", at.date()))
    }

    /// Of time not counted: what had ended, what is still open, what overlaps.
    fn excluded(&self, due: Date, notes: &mut Vec<String>) {
        for one in self.pauses {
            let Pause {
                from,
                to,
                limit,
                label,
            } = &one.pause;
            if to.is_some_and(|to| to <= self.started.at) && *from < self.started.at {
                notes.push(format!("“{label}”在起算之前已经结束，没有扣除。"));
            } else if from.date() >= due {
                notes.push(format!("“{label}”在期限届满之后开始，没有扣除。"));
            } else if let (false, Some(limit)) = (one.ended, limit) {
                notes.push(format!(
                    "“{label}”没有给出结束之日，按扣满{limit}计算；提前结束的，到期日相应提前。"
                ));
            } else if let (false, Some(to)) = (one.ended, to) {
                notes.push(format!(
                    "“{label}”没有给出结束之日，暂扣除到{}；其后结束的，到期日相应推后。",
                    to.date()
                ));
            }
        }
        self.overlapping(notes);
    }

    /// Stretches that overlap or touch; what one rule reads twice out of one action is one stretch.
    fn overlapping(&self, notes: &mut Vec<String>) {
        let mut sorted: Vec<&Excluded> = self.pauses.iter().collect();
        sorted.sort_by_key(|one| one.pause.from);
        for (index, one) in sorted.iter().enumerate() {
            for other in &sorted[index + 1..] {
                let (first, second) = (&one.pause, &other.pause);
                let apart = first.label != second.label || one.typed || other.typed;
                let (Some(to), true) = (first.to, apart) else {
                    continue;
                };
                let named = match first.label == second.label {
                    true => format!(
                        "两段扣除（{}起、{}起）",
                        first.from.date(),
                        second.from.date()
                    ),
                    false => format!("“{}”与“{}”", first.label, second.label),
                };
                if to > second.from {
                    notes.push(format!("{named}重叠，重叠的日子只扣一次。"));
                } else if to == second.from && one.typed && other.typed {
                    notes.push(format!("{named}首尾相接，每个日子只扣一次。"));
                }
            }
        }
    }
}

/// Says where an extension came after the time had run out: it does not bring back what is past.
pub(super) fn late_extension(
    calendar: &andu_calendar::Calendar,
    term: Term,
    course: &Course<'_>,
    extended: impl Iterator<Item = DateTime>,
) -> Option<String> {
    let at = extended.min()?;
    let bare = Course {
        extensions: &[],
        ..*course
    };
    let unextended = reckon(calendar, term, &bare).ok()?;
    (at > unextended.due).then(|| {
        format!(
            "延长在{}，晚于原来的到期日{}：期限届满后不能再延长，请核对日期。",
            at.date(),
            unextended.due_on()
        )
    })
}
