//! Casework: what may happen to a matter, and what follows from what has happened. Pure functions, no I/O.
//!
//! Owns [`decide`](fn@decide) (command → event, or a refusal that says what, where, which article and what to do), [`Matter`] (the fold of
//! events), [`clocks`](fn@clocks) and the due list's lamps. Knows nothing of storage, pages, wall clocks or any particular kind of
//! work: the procedure is an argument.
//!
//! Events carry results (action, stage after, fields set), so folding needs no rules: no change of a rule file can change
//! what happened. Only `decide`, `clocks` and labels read rules.
#![deny(missing_docs)]

mod clocks;
mod command;
mod decide;
mod due;
mod elsewhere;
mod event;
mod facts;
mod fields;
mod gates;
mod hands;
mod matter;
mod prospects;
mod recheck;
mod refusal;
mod settle;

pub use andu_rules::condition::LinkedMatter;
pub use clocks::{ClockState, ClockView, clocks};
pub use command::{
    Act, Actor, Change, Command, Correction, Deed, Found, Grants, LATE_ENTRY_ROLE, SpecialApproval,
};
pub use decide::{Decision, Draw, Env, PaperDraw, Warning, decide};
pub use due::{Lamp, lamp, lamp_until};
pub use elsewhere::{Casework, Elsewhere};
pub use event::{
    Acted, Body, Corrected, Document, Entry, FoundBody, Late, LinkTo, Missing, Opening,
    PaperIssued, Pass, Source, Step, Voided, WaivedGate,
};
pub use facts::{Linked, MatterFacts};
pub use fields::{FieldFault, parse_value};
pub use gates::ClosedGate;
pub use hands::OneHand;
pub use matter::{Done, Matter, PaperOnFile, Recorded};
pub use prospects::{Prospect, prospects};
pub use recheck::GateNowClosed;
pub use refusal::Refusal;
pub use settle::{CLOCK_ACTOR, settle};
