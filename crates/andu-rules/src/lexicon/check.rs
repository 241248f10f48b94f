//! What must hold of lexicons beyond their spelling.

use crate::{check::Depth, diagnostic::Faults, nearest::perhaps};

use super::{
    Lexicons,
    pattern::{self, BadPattern},
    read::{Entry, Kind},
};

pub(super) fn check(lexicons: &Lexicons, entries: &[Entry], faults: &Faults<'_>, depth: Depth) {
    patterns(lexicons, entries, faults, depth);
    wordings(lexicons, entries, faults);
}

/// Every pattern is one, and its classes are known.
fn patterns(lexicons: &Lexicons, entries: &[Entry], faults: &Faults<'_>, depth: Depth) {
    let names: Vec<&str> = lexicons.classes.iter().map(|it| it.id.as_str()).collect();
    for entry in entries.iter().filter(|entry| depth.reaches(entry.layer)) {
        // A class sees only those above it.
        let own = lexicons.classes.iter().position(|it| it.id == entry.name);
        let seen = match (entry.kind, own) {
            (Kind::Class, Some(own)) => own,
            _ => names.len(),
        };
        for written in &entry.patterns {
            let expanded = pattern::expand(&written.value, &lexicons.classes[..seen]);
            match expanded.and_then(|source| pattern::compile(&source)) {
                Ok(compiled) if compiled.is_match("") && entry.kind == Kind::Mark => {
                    let message = format!("{}的式样连空白也算", entry.owner);
                    let remedy = "请写明至少要出现哪个字";
                    faults.error(written.place, "pattern-of-nothing", message, remedy);
                }
                Ok(_) => {}
                Err(BadPattern::UnknownClass(name)) => {
                    let message = format!("{}用到的词类“{name}”没有定义", entry.owner);
                    let remedy = "词类要写在前面；请改正名称，或者补写这个词类";
                    let remedy = perhaps(&name, names[..seen].iter().copied(), remedy);
                    faults.error(written.place, "unknown-class", message, remedy);
                }
                Err(BadPattern::Syntax(_)) => {
                    let message = format!("{}的式样“{}”读不懂", entry.owner, written.value);
                    let remedy = "请按正则表达式书写，词类写作 {名称}";
                    faults.error(written.place, "bad-pattern", message, remedy);
                }
            }
        }
    }
}

/// What is called right must not itself be called wrong.
fn wordings(lexicons: &Lexicons, entries: &[Entry], faults: &Faults<'_>) {
    let of_wordings = entries.iter().filter(|entry| entry.kind == Kind::Wording);
    for (entry, wording) in of_wordings.zip(&lexicons.wordings) {
        let known = lexicons
            .wordings
            .iter()
            .find(|it| it.wrong == wording.right);
        if let Some(known) = known {
            let message = format!(
                "{}应改为“{}”，这个词本身又列为错词",
                entry.owner, known.wrong
            );
            let remedy = "请去掉其中一条";
            faults.error(entry.place, "right-is-wrong", message, remedy);
        }
    }
}
