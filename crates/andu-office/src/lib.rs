//! The office: one function an act — authorise, load, decide, append, project — in one transaction.
//!
//! Pages, commands and background jobs perform the same acts; without this crate the transaction would be written three times.
//! Only this crate sees both `andu-casework` and `andu-ledger`. It knows nothing of HTML and of SQL dialects, and it names no kind
//! of work: procedures, registers and figures come from the rule pack.
#![deny(missing_docs)]

mod act;
mod calendars;
mod deadline;
mod demo;
mod directory;
mod due;
mod error;
mod figures;
mod office;
mod organ;
mod pack;
mod project;
mod rebuild;
mod register;
mod rules;
mod show;
mod time;

pub use act::{Given, Outcome, Request, Target};
pub use andu_casework::{Refusal, Warning};
pub use andu_figures::{Figure, FigureError, Period};
pub use andu_ledger::{Ledger, LedgerError, OrganReport, Timestamp};
pub use calendars::{LoadedNotice, MovedDue};
pub use deadline::{Deadline, DeadlineRequest, WorkdayAnswer, deadline, workday};
pub use demo::{DemoFigure, DemoReport, Example, Progress, examples};
pub use due::DueItem;
pub use error::OfficeError;
pub use office::Office;
pub use organ::{NewOrgan, ORGAN_PROCEDURE};
pub use pack::{built_in_layers, built_in_pack, layers_for};
pub use rebuild::Difference;
pub use register::{ListItem, ListPage};
pub use rules::Rules;
pub use show::{ClockShown, EventShown, MatterShown};
pub use time::shanghai;
