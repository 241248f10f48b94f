//! Printing to standard output, which a reader such as `head` may close at any moment.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// Prints a line.
macro_rules! say {
    () => { $crate::say::print(format_args!("\n")) };
    ($($text:tt)*) => { $crate::say::print(format_args!("{}\n", format_args!($($text)*))) };
}

/// Prints without ending the line.
macro_rules! say_on {
    ($($text:tt)*) => { $crate::say::print(format_args!($($text)*)) };
}

/// Prints; where nobody reads any more, the command ends quietly.
pub fn print(text: Arguments<'_>) {
    if let Err(error) = std::io::stdout().write_fmt(text) {
        let quiet = error.kind() == ErrorKind::BrokenPipe;
        if !quiet {
            eprintln!("结果写不出去（{error}）。请核对输出的去处。");
        }
        std::process::exit(if quiet { 0 } else { 2 });
    }
}
