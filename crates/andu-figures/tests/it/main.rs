//! Figures over a real ledger in memory.

mod agreement;
mod figures;
mod office;
mod shipped;
