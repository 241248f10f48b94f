//! House rules that no compiler knows. They run as an ordinary test, so that the README's test command is the whole gate.

mod glossary;
mod homes;
mod imports;
mod sources;

use std::{fmt, process::ExitCode};

use crate::source::{TextFile, text_files};

/// A broken house rule: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    path: String,
    line: Option<usize>,
    what: String,
}

impl Fault {
    fn new(path: &str, line: Option<usize>, what: impl Into<String>) -> Fault {
        Fault {
            path: path.to_owned(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.what),
            None => write!(f, "{}: {}", self.path, self.what),
        }
    }
}

/// `cargo xtask tidy`.
pub fn run() -> ExitCode {
    let faults = faults(&text_files(crate::root()));
    for fault in &faults {
        println!("{fault}");
    }
    println!("tidy: {} faults", faults.len());
    if faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Every broken rule in a checkout, all in one go.
fn faults(files: &[TextFile]) -> Vec<Fault> {
    let mut faults = imports::faults(files);
    faults.extend(glossary::faults(files));
    faults.extend(homes::faults(files));
    faults.extend(sources::faults(files));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds a checkout out of paths and texts.
    pub fn checkout(files: &[(&str, &str)]) -> Vec<TextFile> {
        let file = |(path, text): &(&str, &str)| TextFile {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        files.iter().map(file).collect()
    }

    /// Compares faults as they are printed.
    #[track_caller]
    pub fn check(faults: &[Fault], expected: &[&str]) {
        let printed: Vec<String> = faults.iter().map(Fault::to_string).collect();
        assert_eq!(printed, expected);
    }

    #[test]
    fn the_house_is_tidy() {
        let faults = faults(&text_files(crate::root()));
        let printed: Vec<String> = faults.iter().map(Fault::to_string).collect();
        assert!(printed.is_empty(), "\n{}\n", printed.join("\n"));
    }
}
