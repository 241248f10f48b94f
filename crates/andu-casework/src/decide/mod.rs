//! The decision: a command against a matter, its procedure and the calendar gives one event, or a refusal.

mod act;
mod allow;
mod amend;
mod approval;
mod found;
mod papers;
mod result;
mod time;

use std::sync::Arc;

use andu_calendar::{Calendar, DateTime};
use andu_rules::model::{FieldId, GateId, Paper, Procedure};

use crate::clocks::{ClockView, clocks};
use crate::command::{Command, Deed};
use crate::elsewhere::Casework;
use crate::event::{Body, Missing};
use crate::facts::Linked;
use crate::gates::ClosedGate;
use crate::hands::OneHand;
use crate::matter::{Matter, Recorded};
use crate::recheck::GateNowClosed;
use crate::refusal::Refusal;

pub(crate) use result::{is_closed, target};

/// What a decision needs besides the command and the matter. Nothing here is read from the outside while deciding.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// The version that governs the matter.
    pub procedure: &'a Procedure,
    /// The office's calendar.
    pub calendar: &'a Calendar,
    /// Stages of linked matters, those that the act links included.
    pub linked: &'a Linked,
    /// Procedure of a matter that the act links to; `None` where there is no such matter.
    pub procedure_of: &'a dyn Fn(&str) -> Option<String>,
    /// Papers that acts may issue; empty where acts only enter what went out elsewhere.
    pub papers: &'a [Arc<Paper>],
    /// Whether matters of the procedure are worked here.
    pub casework: Casework,
}

/// An event to be written, and what has to happen with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The event's body. Personal values still stand in it in clear: the office moves them aside.
    pub body: Body,
    /// The number to be drawn inside the act.
    pub draw: Option<Draw>,
    /// Numbers of papers to be drawn inside the act.
    pub paper_draws: Vec<PaperDraw>,
    /// What the person should know.
    pub warnings: Vec<Warning>,
    /// Separated duties of which one person entered both sides.
    pub one_hand: Vec<OneHand>,
}

/// A number to be drawn from a gapless series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Field that receives it.
    pub field: FieldId,
    /// Wording with `{n}`; the year is filled in.
    pub format: String,
    /// Name of the series: procedure and year.
    pub series: String,
}

/// A number to be drawn for a paper that the act issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperDraw {
    /// Its place among the papers of the event.
    pub at: usize,
    /// Wording with `{n}`; the year is filled in. Papers of one wording share one series of this name.
    pub format: String,
    /// Field that receives the number as well.
    pub field: Option<FieldId>,
    /// Its place among the documents of the event, where it is filed as one.
    pub document: Option<usize>,
}

/// Something that does not stop the act but must be seen.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// Advice (提示) that is not followed.
    Advice(ClosedGate),
    /// A piece that an as-found source does not show (要件未见).
    Missing(Missing),
    /// A gate of a past action that would be closed after the correction or the late entry.
    NowClosed(GateNowClosed),
}

/// Decides a command.
///
/// `matter` is `None` for a matter that does not exist yet. All faults of a command are named together where they do not hide each other.
///
/// # Errors
///
/// A [`Refusal`]: nothing may be written.
pub fn decide(
    matter: Option<&Matter>,
    command: &Command,
    env: &Env<'_>,
) -> Result<Decision, Refusal> {
    if matter.is_some_and(|matter| matter.voided) {
        return Err(Refusal::Voided);
    }
    if command.happened_at > command.now {
        return Err(Refusal::Future {
            at: command.happened_at,
            now: command.now,
        });
    }
    match &command.deed {
        Deed::Act(act) => {
            time::check_clock(matter, command.now)?;
            act::decide(matter, act, command, env)
        }
        Deed::Found(found) => {
            time::check_clock(matter, command.now)?;
            found::decide(matter, found, command, env)
        }
        Deed::Correct(correction) => {
            amend::correct(matter.ok_or(Refusal::NotOpen)?, correction, command, env)
        }
        Deed::Void { event, reason } => amend::void(
            matter.ok_or(Refusal::NotOpen)?,
            *event,
            reason,
            command,
            env,
        ),
    }
}

/// Warnings of gates that would be closed now.
fn now_closed(gates: &[GateId], procedure: &Procedure) -> Vec<Warning> {
    let named = gates.iter().map(|gate| GateNowClosed::of(procedure, gate));
    named.map(Warning::NowClosed).collect()
}

/// The clocks as they stand before the act.
fn views(matter: Option<&Matter>, env: &Env<'_>, at: DateTime) -> Vec<ClockView> {
    matter.map_or_else(Vec::new, |matter| {
        clocks(matter, env.procedure, env.calendar, at)
    })
}

/// An event that is not in the chain: the fold's way of looking one step ahead.
fn ahead(matter: Option<&Matter>, command: &Command, at: DateTime, body: Body) -> Recorded {
    let last = matter.and_then(|matter| matter.events.last());
    Recorded {
        seq: last.map_or(0, |event| event.seq) + 1,
        happened_at: at,
        actor: command.actor.name.clone(),
        recorder: command.recorder.name.clone(),
        body,
    }
}
