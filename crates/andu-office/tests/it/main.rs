//! The office as pages and commands use it: over a ledger in memory and over a folder. Every ledger is verified when its test ends.
#![expect(
    clippy::unwrap_used,
    reason = "in a test an unexpected error is a failure"
)]

mod calendars;
mod casework;
mod clocks;
mod corrections;
mod deadlines;
mod demo;
mod desk;
mod evidence;
mod papers;
mod personal;
mod rebuild;
mod report;
mod roles;
mod rules;
mod together;
mod units;
mod when;
