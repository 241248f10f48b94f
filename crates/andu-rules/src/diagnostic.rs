//! What is wrong with a pack: where, what, and what to do about it.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    model::Span,
    source::{Place, Sources},
};

/// A fault of a rule file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Diagnostic {
    /// Path of the file, after the layer's name unless the layer is the first.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes of the file.
    pub span: Span,
    /// Whether the pack can be used all the same.
    pub severity: Severity,
    /// Stable English name of the check.
    pub code: &'static str,
    /// What is wrong, with the article where there is one; without a final stop.
    pub message: String,
    /// What to do; without a final stop.
    pub remedy: String,
}

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The pack is refused.
    Error,
    /// The pack can be used; somebody should look.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "错误",
            Severity::Warning => "提示",
        })
    }
}

impl fmt::Display for Diagnostic {
    /// procedures/foi-application/2019-05-15.toml 第 42 行第 9 列：期限“答复”没有法律依据。请补写 basis，如：…
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic {
            file,
            line,
            column,
            message,
            remedy,
            ..
        } = self;
        write!(
            f,
            "{file} 第 {line} 行第 {column} 列：{message}。{remedy}。"
        )
    }
}

/// Nobody mends more at a time; what is wrong in thousands of places is wrong in one.
const MOST: usize = 1000;

/// Collects faults while a pack is read by several threads, so that every one of them is reported in one go.
pub(crate) struct Faults<'a> {
    pub(crate) sources: &'a Sources<'a>,
    /// Whether what is read will be checked, so that the places of its parts must be noted.
    pub(crate) checked: bool,
    found: Mutex<Vec<(usize, Diagnostic)>>,
}

impl<'a> Faults<'a> {
    pub(crate) fn new(sources: &'a Sources<'a>, checked: bool) -> Faults<'a> {
        Faults {
            sources,
            checked,
            found: Mutex::default(),
        }
    }

    pub(crate) fn error(
        &self,
        place: Place,
        code: &'static str,
        message: impl AsRef<str>,
        remedy: impl AsRef<str>,
    ) {
        self.add(
            place,
            Severity::Error,
            code,
            message.as_ref(),
            remedy.as_ref(),
        );
    }

    pub(crate) fn warn(
        &self,
        place: Place,
        code: &'static str,
        message: impl AsRef<str>,
        remedy: impl AsRef<str>,
    ) {
        self.add(
            place,
            Severity::Warning,
            code,
            message.as_ref(),
            remedy.as_ref(),
        );
    }

    /// Whether an error has been reported in a file whose path ends so.
    pub(crate) fn has_error(&self, end: &str) -> bool {
        let found = self.found();
        let is_error = |it: &Diagnostic| it.severity == Severity::Error && it.file.ends_with(end);
        found.iter().any(|(_, it)| is_error(it))
    }

    /// Every fault, in the order of files and places; the same fault at the same place once.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let found = self.found.into_inner();
        let mut found = found.unwrap_or_else(PoisonError::into_inner);
        found.sort_by(|(a, x), (b, y)| {
            (a, x.span.start, x.severity, x.code, &x.message, &x.remedy).cmp(&(
                b,
                y.span.start,
                y.severity,
                y.code,
                &y.message,
                &y.remedy,
            ))
        });
        found.dedup_by(|a, b| a == b);
        found
            .into_iter()
            .map(|(_, diagnostic)| diagnostic)
            .collect()
    }

    fn add(
        &self,
        place: Place,
        severity: Severity,
        code: &'static str,
        message: &str,
        remedy: &str,
    ) {
        if self.is_full() {
            return;
        }
        let (line, column) = position(self.sources.text(place.file), place.span.start);
        let diagnostic = Diagnostic {
            file: self.sources.shown(place.file).to_owned(),
            line,
            column,
            span: place.span,
            severity,
            code,
            message: message.trim_end_matches('。').to_owned(),
            remedy: remedy.trim_end_matches('。').to_owned(),
        };
        self.found().push((place.file, diagnostic));
    }

    /// Whether so many faults have been found that no more are told.
    pub(crate) fn is_full(&self) -> bool {
        self.found().len() >= MOST
    }

    /// A fault is pushed whole or not at all, so what a thread that panicked left behind is sound.
    fn found(&self) -> MutexGuard<'_, Vec<(usize, Diagnostic)>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Line and column of a byte, both from 1, the column in characters.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn columns_are_counted_in_characters() {
        assert_eq!(position("甲乙\n丙丁", "甲乙\n丙".len()), (2, 2));
        assert_eq!(
            position("甲", 1),
            (1, 1),
            "a byte within a character counts as its start"
        );
        assert_eq!(position("", 9), (1, 1));
    }
}
