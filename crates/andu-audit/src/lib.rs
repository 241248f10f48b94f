//! Audit (报告校核): reads a finished report and finds what is wrong in it.
#![deny(missing_docs)]
