//! One word, one meaning: every official term that a rule file shows stands in the glossary, and stands there once.

use std::collections::BTreeMap;

use super::Fault;
use crate::source::TextFile;

const GLOSSARY: &str = "docs/glossary.toml";

#[derive(Debug, Clone)]
struct Term {
    code: String,
    not: Vec<String>,
}

/// Checks the glossary itself and every label of the rule pack against it.
pub fn faults(files: &[TextFile]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let terms = match files.iter().find(|file| file.path == GLOSSARY) {
        Some(file) => terms(&file.text, &mut faults),
        None => {
            faults.push(Fault::new(GLOSSARY, None, "is missing"));
            return faults;
        }
    };
    for file in files
        .iter()
        .filter(|file| procedure_of(&file.path).is_some())
    {
        match file.text.parse::<toml::Table>() {
            Ok(procedure) => labels(file, &procedure, &terms, &mut faults),
            // `andu rules check` says it better; here it only must not pass unseen.
            Err(error) => faults.push(Fault::new(&file.path, None, error.message())),
        }
    }
    faults
}

/// Id of the procedure that a rule file is a version of; `None` for other files and for worked examples.
pub fn procedure_of(path: &str) -> Option<&str> {
    let mut parts = path.strip_prefix("rules/")?.split('/');
    let (_layer, folder, id, file) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let version = file.ends_with(".toml") && !file.ends_with(".cases.toml");
    (folder == "procedures" && version && parts.next().is_none()).then_some(id)
}

/// Reads the glossary: Chinese term → entry.
fn terms(text: &str, faults: &mut Vec<Fault>) -> BTreeMap<String, Term> {
    let mut terms: BTreeMap<String, Term> = BTreeMap::new();
    let mut fault = |what: String| faults.push(Fault::new(GLOSSARY, None, what));
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            fault(error.message().to_owned());
            return terms;
        }
    };
    let entries = table
        .get("term")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten();
    for entry in entries {
        let text = |key: &str| {
            entry
                .get(key)
                .and_then(toml::Value::as_str)
                .unwrap_or_default()
        };
        let (code, zh) = (text("code"), text("zh"));
        for key in ["code", "zh", "source"] {
            if text(key).is_empty() {
                fault(format!("term {code} {zh}: `{key}` is missing"));
            }
        }
        let not = entry
            .get("not")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten();
        let not = not
            .filter_map(toml::Value::as_str)
            .map(str::to_owned)
            .collect();
        let term = Term {
            code: code.to_owned(),
            not,
        };
        if let Some(before) = terms.insert(zh.to_owned(), term) {
            fault(format!(
                "{zh} has two entries, {} and {code}; one word, one meaning",
                before.code
            ));
        }
    }
    terms
}

fn labels(
    file: &TextFile,
    procedure: &toml::Table,
    terms: &BTreeMap<String, Term>,
    faults: &mut Vec<Fault>,
) {
    let mut fault = |line: Option<usize>, what: String| {
        faults.push(Fault::new(&file.path, line, what));
    };
    let mut check = |label: &str, code: Option<&str>| {
        let line = line_of(&file.text, label);
        match terms.get(label) {
            None => fault(line, format!("{label} is missing from {GLOSSARY}")),
            Some(term) if code.is_some_and(|code| code != term.code) => {
                let code = code.unwrap_or_default();
                fault(
                    line,
                    format!("{label} is {code} here and {} in {GLOSSARY}", term.code),
                );
            }
            Some(_) => {}
        }
        let instead = terms
            .iter()
            .find(|(_, term)| term.not.iter().any(|not| not == label));
        if let Some((zh, _)) = instead {
            fault(
                line,
                format!("{label} is a word that we do not use ({GLOSSARY}); write {zh}"),
            );
        }
    };
    let text = |value: &toml::Table, key: &str| {
        value
            .get(key)
            .and_then(toml::Value::as_str)
            .map(str::to_owned)
    };
    if let Some(label) = text(procedure, "label") {
        check(&label, text(procedure, "id").as_deref());
    }
    for kind in ["role", "document", "opinion"] {
        let items = procedure
            .get(kind)
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten();
        for item in items.filter_map(toml::Value::as_table) {
            if let Some(label) = text(item, "label") {
                check(&label, None);
            }
        }
    }
}

/// First line on which a label is given; for people, who look for it there.
fn line_of(text: &str, label: &str) -> Option<usize> {
    let needle = format!("label = \"{label}\"");
    text.lines()
        .position(|line| line.contains(&needle))
        .map(|index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, checkout};
    use super::*;

    const TERMS: &str = "[[term]]\ncode = \"oath\"\nzh = \"宪法宣誓\"\nsource = \"决定\"\n\
        [[term]]\ncode = \"leader\"\nzh = \"领誓人\"\nsource = \"办法\"\nnot = [\"带头人\"]\n";
    const PATH: &str = "rules/cn/procedures/oath/2018-01-01.toml";

    #[track_caller]
    fn check_procedure(procedure: &str, expected: &[&str]) {
        check(
            &faults(&checkout(&[(GLOSSARY, TERMS), (PATH, procedure)])),
            expected,
        );
    }

    #[test]
    fn known_terms_pass() {
        check_procedure(
            "id = \"oath\"\nlabel = \"宪法宣誓\"\n[[role]]\nid = \"l\"\nlabel = \"领誓人\"",
            &[],
        );
    }

    #[test]
    fn an_unknown_term_is_named_with_its_line() {
        check_procedure(
            "id = \"oath\"\nlabel = \"宪法宣誓\"\n[[document]]\nid = \"t\"\nlabel = \"誓词\"",
            &[
                "rules/cn/procedures/oath/2018-01-01.toml:5: 誓词 is missing from docs/glossary.toml",
            ],
        );
    }

    #[test]
    fn a_procedure_has_one_code() {
        check_procedure(
            "id = \"swearing\"\nlabel = \"宪法宣誓\"",
            &[
                "rules/cn/procedures/oath/2018-01-01.toml:2: 宪法宣誓 is swearing here and oath in docs/glossary.toml",
            ],
        );
    }

    #[test]
    fn a_near_synonym_is_refused() {
        let both = format!("{TERMS}[[term]]\ncode = \"x\"\nzh = \"带头人\"\nsource = \"x\"\n");
        let procedure = "id = \"oath\"\nlabel = \"宪法宣誓\"\n[[role]]\nlabel = \"带头人\"";
        check(
            &faults(&checkout(&[(GLOSSARY, &both), (PATH, procedure)])),
            &[
                "rules/cn/procedures/oath/2018-01-01.toml:4: 带头人 is a word that we do not use (docs/glossary.toml); write 领誓人",
            ],
        );
    }

    #[test]
    fn one_word_has_one_entry() {
        let twice =
            format!("{TERMS}[[term]]\ncode = \"pledge\"\nzh = \"宪法宣誓\"\nsource = \"x\"\n");
        check(
            &faults(&checkout(&[(GLOSSARY, &twice)])),
            &[
                "docs/glossary.toml: 宪法宣誓 has two entries, oath and pledge; one word, one meaning",
            ],
        );
    }
}
