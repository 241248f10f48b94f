//! Packs as an office would hand them over.

mod bad;
mod good;
mod identities;
mod limits;
mod mandatory;
mod marks;
mod mutated;
mod pages;
mod papers;
mod proofs;
mod real;
mod shipped;
mod support;
