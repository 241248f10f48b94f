//! Journeys of the whole command: the real program in a folder of its own, judged by what it prints and by its exit status.
//!
//! A journey is a module here. It talks in the words that a person types; the harness knows nothing of the crates inside.

mod application;
mod at_once;
mod audit;
mod casework;
mod every_figure;
mod evidence;
mod export;
mod faults;
mod figures;
mod fill;
mod found;
mod handling;
mod harness;
mod helps;
mod import;
mod input;
mod kind_of_work;
mod letters;
mod rebuild;
mod register;
mod report;
mod shapes;
mod spine;
mod stopped;
mod template;
mod ugly;
mod vectors;
mod words;
