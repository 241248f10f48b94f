//! Reading the checkout: which files there are, and what of a Rust file is code, string or comment.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders that are made here, never written by us.
const NOT_OURS: &[&str] = &["target", ".git", ".peers", "andu-data", "node_modules"];

/// A text file of the checkout.
pub struct TextFile {
    /// Relative to the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl TextFile {
    /// Whether it is a Rust file.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// All text files of a checkout, in order of their paths. Files that are not UTF-8 are passed over.
pub fn text_files(root: &Path) -> Vec<TextFile> {
    let mut paths = Vec::new();
    walk(root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let text = fs::read_to_string(&path).ok()?;
            let relative = path.strip_prefix(root).ok()?;
            Some(TextFile {
                path: relative.to_string_lossy().replace('\\', "/"),
                text,
            })
        })
        .collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !NOT_OURS.iter().any(|other| name == *other) {
                walk(&path, paths);
            }
        } else {
            paths.push(path);
        }
    }
}

/// A Rust file taken apart.
pub struct Rust {
    /// The text with comments and the contents of strings blanked; lines stay where they were.
    pub code: String,
    /// Contents of the string literals, each with its line.
    pub strings: Vec<(usize, String)>,
}

/// Takes a Rust file apart. It knows just enough of the language to tell strings and comments from code.
pub fn parse(text: &str) -> Rust {
    let mut scanner = Scanner {
        rest: text,
        line: 1,
        rust: Rust {
            code: String::new(),
            strings: Vec::new(),
        },
    };
    while scanner.step() {}
    scanner.rust
}

/// Line from which the rest of the file is its test module, where it has one.
pub fn tests_begin(code: &str) -> usize {
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    lines
        .windows(2)
        .position(|pair| {
            pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
        })
        .map_or(usize::MAX, |index| index + 1)
}

struct Scanner<'a> {
    rest: &'a str,
    line: usize,
    rust: Rust,
}

impl<'a> Scanner<'a> {
    /// Handles the next token; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        if self.rest.starts_with("//") {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.blank(end);
        } else if self.rest.starts_with("/*") {
            let end = block_comment(self.rest);
            self.blank(end);
        } else if let Some((open, close)) = raw_string(self.rest) {
            let length = self.rest[open..]
                .find(&close)
                .unwrap_or(self.rest.len() - open);
            self.string(open, length, close.len());
        } else if first == '"' {
            let length = quoted(&self.rest[1..]);
            self.string(1, length, 1);
        } else if let Some(length) = character(self.rest) {
            self.blank(length);
        } else if first.is_alphanumeric() || first == '_' {
            // A whole word at once, so that the r of `bar"` is not taken for the start of a raw string.
            let word = |c: char| !(c.is_alphanumeric() || c == '_');
            let end = self.rest.find(word).unwrap_or(self.rest.len());
            self.keep(end);
        } else {
            self.keep(first.len_utf8());
        }
        true
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        self.line += taken.matches('\n').count();
        taken
    }

    fn keep(&mut self, length: usize) {
        let taken = self.take(length);
        self.rust.code.push_str(taken);
    }

    fn blank(&mut self, length: usize) {
        let taken = self.take(length);
        self.rust
            .code
            .extend(taken.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
    }

    fn string(&mut self, open: usize, length: usize, close: usize) {
        self.keep(open);
        let line = self.line;
        let content = self.rest[..length].to_owned();
        self.blank(length);
        self.rust.strings.push((line, content));
        self.keep(close);
    }
}

/// Length of a block comment, nested ones included.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Length of what opens a raw string here, and what closes it.
fn raw_string(text: &str) -> Option<(usize, String)> {
    let prefix = ["br", "cr", "r"]
        .into_iter()
        .find(|prefix| text.starts_with(prefix))?;
    let rest = &text[prefix.len()..];
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    rest[hashes..].starts_with('"').then(|| {
        (
            prefix.len() + hashes + 1,
            format!("\"{}", "#".repeat(hashes)),
        )
    })
}

/// Length of the content of an ordinary string whose opening quote has been passed.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

/// Length of a character literal; `None` where the quote begins a lifetime or there is none.
fn character(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('\'')?;
    let mut chars = rest.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        let escaped = chars.next().map(|(at, c)| at + c.len_utf8())?;
        return rest[escaped..].find('\'').map(|end| 1 + escaped + end + 1);
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(1 + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, strings: &[(usize, &str)]) {
        let rust = parse(text);
        assert_eq!(rust.code, code);
        let found: Vec<(usize, &str)> = rust
            .strings
            .iter()
            .map(|(line, string)| (*line, string.as_str()))
            .collect();
        assert_eq!(found, strings);
    }

    #[test]
    fn comments_are_blanked_and_strings_are_kept_apart() {
        check(
            "a // \"no\"\nb(\"yes\")",
            "a        \nb(\"   \")",
            &[(2, "yes")],
        );
        check("/* \"a\" /* */ 'x */ c", "                   c", &[]);
    }

    #[test]
    fn escapes_and_raw_strings_end_where_the_language_says() {
        check(r#"f("a\"b", c)"#, r#"f("    ", c)"#, &[(1, r#"a\"b"#)]);
        check("r#\"a\"b\"# x", "r#\"   \"# x", &[(1, "a\"b")]);
        check("bar\"x\"", "bar\" \"", &[(1, "x")]);
    }

    #[test]
    fn quotes_of_characters_and_lifetimes_open_no_string() {
        check("'\"' 'a '\\'' \"s\"", "    'a      \" \"", &[(1, "s")]);
        check("&'static str", "&'static str", &[]);
    }

    #[test]
    fn the_test_module_is_found_only_where_its_body_stands() {
        assert_eq!(tests_begin("a\n#[cfg(test)]\nmod tests {\n}"), 2);
        assert_eq!(tests_begin("a\n#[cfg(test)]\nmod tests;\nb"), usize::MAX);
    }
}
