//! The office: one function an act — authorise, load, decide, append, project — in one transaction.
//!
//! Pages, commands and background jobs perform the same acts; without this crate the transaction would be written three times.
//! Only this crate sees both `andu-casework` and `andu-ledger`. It knows nothing of HTML and of SQL dialects, and it names no kind
//! of work: procedures, registers and figures come from the rule pack.
#![deny(missing_docs)]

mod act;
pub mod audit;
mod calendars;
mod casework;
mod compare;
mod deadline;
mod demo;
mod directory;
mod due;
mod error;
mod figures;
pub mod fill;
pub mod handling;
mod history;
mod ids;
pub mod import;
mod load;
mod marks;
mod office;
mod organ;
mod pack;
pub mod papers;
mod project;
mod rebuild;
mod register;
pub mod report;
mod rules;
mod show;
mod store;
mod time;
mod units;
mod values;
mod write;

/// What callers build requests from.
pub mod model {
    pub use andu_casework::{Act, Change, Correction, Document, Found, LinkTo, Source, Step};
    pub use andu_rules::model::{FieldId, Procedure, Value};
}

pub use act::{AT_PAGES, Attached, Given, Outcome, Request, Target};
pub use andu_casework::{FieldFault, OneHand, Refusal, Warning, parse_value};
pub use andu_figures::{Behind, Figure, FigureError, Period};
pub use andu_ledger::{Ledger, LedgerError, OrganReport, Timestamp};
pub use andu_rules::model::Procedure;
pub use andu_rules::{
    Counts, Diagnostic, Layer, NoClock, Pack, ProcedureSummary, Severity, graph,
    load as check_layers, load_proven as prove_layers, prove::Tally, summary,
};
pub use calendars::{LoadedNotice, MovedDue};
pub use casework::{CaseworkShown, CaseworkSwitch, CaseworkTurn, CaseworkTurned, source_label};
pub use compare::Difference;
pub use deadline::{
    BasisShown, DayExplained, Deadline, DeadlineRequest, WorkdayAnswer, deadline, workday,
};
pub use demo::{DemoFigure, DemoReport, Example, ExpectedFigure, Progress, examples};
pub use due::DueItem;
pub use error::OfficeError;
pub use figures::{Printed, Progressed};
pub use ids::new_command;
pub use marks::Upload;
pub use office::{Office, Underway};
pub use organ::{NewOrgan, ORGAN_PROCEDURE};
pub use pack::{
    built_in_layers, built_in_pack, built_in_stacks, layers_at, layers_for, places_with_clock,
};
pub use register::{ListItem, ListPage};
pub use rules::Rules;
pub use show::{CanShown, CannotShown, ClockShown, EventShown, LinkShown, MatterShown};
pub use time::shanghai;
