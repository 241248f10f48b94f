//! The audit from outside: the corpus with its measures, and laws of the reader.

mod corpus;
mod laws;
mod pack;
mod relations;
mod seeds;
mod words;
