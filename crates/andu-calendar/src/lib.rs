//! Working days, day counting and periods: when a legal period ends, and why.
//!
//! The crate owns the *calendar* (which days are worked, by the State Council's yearly notices and
//! an autonomous county's own days laid over them) and the *reckoning* of a period over it: start
//! day excluded, pauses, extensions, the last day moved off rest days.
//!
//! It must not know any statute, any kind of matter, any file format, or what day it is today:
//! notices, lengths and times are arguments. Nothing here reads a clock, a file or the network, so
//! the same arguments give the same day for ever.
//!
//! Read in this order: [`Notice`] is what an office publishes, [`Calendar`] is what follows from
//! all of them, [`Term`] and [`Course`] say what to count, [`reckon`] gives the day and
//! [`explain`] gives the reasons.
//!
//! # How days are counted
//!
//! - The start day is not counted (民法典 第二百零一条); hours and minutes run from the event itself.
//! - A period of months or years ends on the corresponding day, or on the month's last day where
//!   there is none (第二百零二条).
//! - A last day on a rest day moves to the next working day (第二百零三条), once, after everything else.
//!   A weekend day that is worked in exchange (调休上班) is no rest day.
//! - Time excluded is added back: calendar days to calendar periods, working days to working-day
//!   periods, exact time to hours and minutes. Overlapping exclusions count once.
//! - An extension begins the day after the nominal end, the one before the last day moves.
//!
//! # Provisional results
//!
//! A result is *provisional* (暂定) when it rests on a day whose arrangement may yet be announced:
//! see [`Calendar::is_settled`].

#![deny(missing_docs)]

mod calendar;
mod course;
mod day;
mod days;
mod explain;
mod length;
mod notice;
mod reckon;
mod stretch;

pub use jiff::civil::{Date, DateTime};

pub use calendar::Calendar;
pub use course::{Course, Pause, ReckonError, Reckoning};
pub use day::{Day, DayReason};
pub use days::{FIRST_DAY, LAST_DAY};
pub use explain::{ExplainedDays, explain};
pub use length::{Direction, Extension, Length, Term, WorkingDays};
pub use notice::{Holiday, Notice, NoticeFault};
pub use reckon::reckon;
