//! What the documents say of the command and what the command says of itself agree.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::harness::Andu;

/// Documents that show calls of the program.
const DOCUMENTS: &[&str] = &[
    "README.md",
    "README.zh-CN.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
];

/// What `--help` says, by command: its subcommands and its long options.
#[derive(Default)]
struct Help {
    pages: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>,
}

impl Help {
    /// Asks the program, once a command.
    #[track_caller]
    fn page(&mut self, andu: &Andu, path: &str) -> &(BTreeSet<String>, BTreeSet<String>) {
        self.pages.entry(path.to_owned()).or_insert_with(|| {
            let mut words: Vec<&str> = path.split_whitespace().collect();
            words.push("--help");
            let help = andu.run(&words).done().stdout;
            (subcommands(&help), options(&help))
        })
    }
}

/// Names at the beginning of the lines of the list of commands, which ends with an empty line: two spaces in, lower case.
fn subcommands(help: &str) -> BTreeSet<String> {
    let name = |line: &str| {
        let rest = line.strip_prefix("  ")?;
        let name = rest.split_whitespace().next()?;
        let is_name = rest.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        (is_name && name != "help").then(|| name.to_owned())
    };
    let list = help.lines().skip_while(|line| !line.starts_with("命令"));
    list.take_while(|line| !line.is_empty())
        .filter_map(name)
        .collect()
}

/// Long options, wherever the page names them.
fn options(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("--") {
        let name = text[at + 2..].split(|c: char| !(c.is_ascii_lowercase() || c == '-'));
        found.extend(
            name.take(1)
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
        );
    }
    found
}

/// Calls shown in a document: what follows `andu ` in an indented line or between backquotes, without its comment.
fn calls(text: &str) -> Vec<String> {
    let mut calls = Vec::new();
    for line in text.lines() {
        let shown: Vec<&str> = match line.strip_prefix("    ") {
            Some(code) => vec![code],
            None => line.split('`').skip(1).step_by(2).collect(),
        };
        for code in shown {
            let code = code.split(" # ").next().unwrap_or_default();
            if let Some(call) = code.strip_prefix("andu ") {
                calls.push(call.trim().to_owned());
            }
        }
    }
    calls
}

fn document(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(name)).expect("the document lies in the root of the checkout")
}

#[test]
fn every_call_that_a_document_shows_exists() {
    let andu = Andu::new();
    let mut help = Help::default();
    let mut faults = Vec::new();
    for name in DOCUMENTS {
        for call in calls(&document(name)) {
            let mut path = String::new();
            let mut after_option = false;
            for word in call.split_whitespace() {
                // What follows an option may be its value, and a command may take options before its own commands.
                let value = std::mem::replace(&mut after_option, word.starts_with('-'));
                let (commands, options) = help.page(&andu, &path);
                match word.strip_prefix("--") {
                    Some(option) if !options.contains(option) => {
                        faults.push(format!("{name}: andu {call}: no option --{option}"));
                    }
                    Some(_) => {}
                    None if commands.contains(word) => {
                        path = format!("{path} {word}").trim().to_owned()
                    }
                    None if !commands.is_empty() && !value && !word.starts_with('-') => {
                        faults.push(format!("{name}: andu {call}: no command {word}"));
                        break;
                    }
                    None => {}
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_command_is_shown_in_the_readme() {
    let andu = Andu::new();
    let shown = calls(&document("README.md")).join("\n") + "\ndemo";
    let mut help = Help::default();
    let (commands, _) = help.page(&andu, "");
    let missing: Vec<&String> = commands
        .iter()
        .filter(|command| {
            !shown
                .lines()
                .any(|call| call.split(' ').next() == Some(command))
        })
        .collect();
    assert!(!commands.is_empty(), "the program lists no commands");
    assert!(missing.is_empty(), "README.md shows no call of {missing:?}");
}

#[test]
fn a_call_that_makes_no_sense_is_unusable() {
    let andu = Andu::new();
    andu.run(&["no-such-command"]).unusable();
    andu.run(&["due", "--no-such-option"]).unusable();
}

#[test]
fn the_readers_of_documents_and_of_help_read_what_is_there() {
    let text = "`andu due` and `x`\n    andu workday DAY  # a day\n    cargo run\n";
    assert_eq!(calls(text), ["due", "workday DAY"]);
    let help = "用法：andu\n\n命令：\n  due      到期\n  workday  工作日\n  help     帮助\n\n选项：\n  -h, --help  帮助\n      --dir <DIR>  文件夹\n";
    assert_eq!(
        subcommands(help),
        BTreeSet::from(["due".to_owned(), "workday".to_owned()])
    );
    assert_eq!(
        options(help),
        BTreeSet::from(["dir".to_owned(), "help".to_owned()])
    );
}
