//! Casework from outside: commands go in, events, refusals and clocks come out.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may end the test, as the test itself may"
)]

mod office;
mod shipped;
mod slips;

mod acts;
mod amend;
mod clocks;
mod courses;
mod deemed;
mod elsewhere;
mod found;
mod gates;
mod ground;
mod laws;
mod links;
mod routes;
mod times;
mod views;
mod walks;
mod wild;
mod wire;
