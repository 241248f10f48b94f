//! Demonstration offices: a scenario of matters that enter through the engine in global time order, and nothing else.

mod example;
mod generate;
mod run;
mod scenario;

pub use example::{Example, ExpectedFigure, examples};
pub use run::{DemoFigure, DemoReport, Progress};
