//! Pages as a browser gets them, over an office in memory with the shipped rules.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod browser;
mod calendars;
mod deadlines;
mod desk;
mod elsewhere;
mod every;
mod faults;
mod figures;
mod forms;
mod handlings;
mod html;
mod imports;
mod lookups;
mod matters;
mod office;
mod registers;
mod remedies;
mod served;
mod stops;
