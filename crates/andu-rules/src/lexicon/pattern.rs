//! Patterns of lexicons: regular expressions in which `{name}` stands for a class of the lexicon.

use regex::{Regex, RegexBuilder};

use super::Class;

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BadPattern {
    /// No class, or none above it, has this name.
    UnknownClass(String),
    /// Not a regular expression; what the library says of it.
    Syntax(String),
}

/// A pattern with its classes written out.
pub(super) fn expand(pattern: &str, classes: &[Class]) -> Result<String, BadPattern> {
    let mut expanded = String::new();
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        expanded.push_str(before);
        let name = from[1..].find('}').map(|close| &from[1..=close]);
        // `{2,5}` is a repetition and stays.
        let name = name.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
        let Some(name) = name else {
            expanded.push('{');
            rest = &from[1..];
            continue;
        };
        let position = classes.iter().position(|class| class.id == name);
        let unknown = || BadPattern::UnknownClass(name.to_owned());
        let position = position.ok_or_else(unknown)?;
        let class = &classes[position];
        let mut words: Vec<String> = class.words.iter().map(|word| regex::escape(word)).collect();
        if let Some(pattern) = &class.pattern {
            // A class may use only those above it, so that none can use itself.
            words.push(expand(pattern, &classes[..position])?);
        }
        expanded.push_str(&format!("(?:{})", words.join("|")));
        rest = &from[name.len() + 2..];
    }
    expanded.push_str(rest);
    Ok(expanded)
}

/// A regular expression in which `^` and `$` are the ends of a line.
pub(super) fn compile(source: &str) -> Result<Regex, BadPattern> {
    RegexBuilder::new(source)
        .multi_line(true)
        .build()
        .map_err(|error| BadPattern::Syntax(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes() -> Vec<Class> {
        let class = |id: &str, words: &[&str], pattern: Option<&str>| Class {
            id: id.to_owned(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            pattern: pattern.map(str::to_owned),
        };
        vec![
            class("number", &[], Some("[0-9]{1,2}")),
            class("term", &["长期"], Some("{number}年")),
        ]
    }

    #[test]
    fn classes_are_written_out_and_repetitions_stay() {
        let expanded = expand("密{term}x{2,3}", &classes()).unwrap();
        assert_eq!(expanded, "密(?:长期|(?:[0-9]{1,2})年)x{2,3}");
        assert!(compile(&expanded).unwrap().is_match("密10年xx"));
    }

    #[test]
    fn a_class_uses_only_those_above_it() {
        let mut classes = classes();
        classes.reverse();
        assert_eq!(
            expand("{term}", &classes),
            Err(BadPattern::UnknownClass("number".to_owned()))
        );
    }
}
