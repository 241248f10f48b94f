//! Every command explains itself in Chinese, with an example that works.

use crate::harness::Andu;

/// Every command and everything below it.
fn commands(andu: &Andu) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut at = 0;
    while at < found.len() {
        let mut words: Vec<&str> = found[at].split_whitespace().collect();
        words.push("--help");
        let help = andu.run(&words).done().stdout;
        let listed = help.split("命令:").nth(1).unwrap_or_default();
        let listed = listed.split("选项:").next().unwrap_or_default();
        let names = listed.lines().filter_map(|line| {
            let name = line.strip_prefix("  ")?.split_whitespace().next()?;
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                .then_some(name)
        });
        let below: Vec<_> = names
            .filter(|name| !name.starts_with('-'))
            .map(|name| format!("{} {name}", found[at]).trim().to_owned())
            .collect();
        found.extend(below);
        at += 1;
    }
    found.remove(0);
    found
}

fn help(andu: &Andu, command: &str) -> String {
    let mut words: Vec<&str> = command.split_whitespace().collect();
    words.push("--help");
    andu.run(&words).done().stdout
}

/// Words of a call as a shell takes them apart.
fn words(call: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in call.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().expect("there is a word").push(other),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The calls of an example; what clap wraps is joined again.
fn examples(help: &str) -> Vec<String> {
    let Some(examples) = help.split("例：").nth(1) else {
        return Vec::new();
    };
    let mut calls: Vec<String> = Vec::new();
    for line in examples.lines() {
        let line = line.trim();
        match line.strip_prefix("andu ") {
            Some(call) => calls.push(call.to_owned()),
            None if line.starts_with("--") || line.contains('=') => {
                if let Some(call) = calls.last_mut() {
                    call.push(' ');
                    call.push_str(line);
                }
            }
            None => break,
        }
    }
    calls
}

/// Words of `--help` that are not Chinese: names, places for values and examples apart.
fn english(help: &str) -> Vec<String> {
    let told = help.split("例：").next().unwrap_or_default();
    let mut found = Vec::new();
    for line in told.lines().filter(|line| !line.contains("andu ")) {
        // The names of commands and options, and the values of an option, are not prose.
        let text = match line.trim_start() {
            option if option.starts_with('-') => "",
            listed if line.starts_with("  ") => {
                listed.split_once(' ').map_or(listed, |(_, text)| text)
            }
            prose => prose,
        };
        // Neither is what is to be typed: `kind=consult`.
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "=-_.".contains(c)));
        let prose = |word: &&str| word.len() > 3 && word.chars().all(|c| c.is_ascii_alphabetic());
        found.extend(words.filter(prose).map(str::to_owned));
    }
    let known = [
        "andu", "data", "text", "json", "Linux", "init", "help", "demo", "DOCX", "HTML",
    ];
    found.retain(|word| !known.contains(&word.as_str()));
    found
}

#[test]
fn every_command_has_help_in_chinese_with_an_example() {
    let andu = Andu::new();
    let commands = commands(&andu);
    assert!(commands.len() > 20, "{commands:?}");
    for command in &commands {
        let help = help(&andu, command);
        assert!(
            !examples(&help).is_empty(),
            "andu {command} --help has no example:\n{help}"
        );
        assert_eq!(english(&help), [""; 0], "andu {command} --help\n{help}");
    }
}

/// What stands for something that the reader has and a test does not, and what serves pages until it is stopped.
const PLACES: &[&str] = &[
    "件号",
    "2027.toml",
    "…",
    "./rules",
    "andu demo",
    "andu serve",
    "改过的",
    "统计表.xlsx",
    "assignment-notice",
];

#[test]
fn every_example_works() {
    let andu = Andu::new();
    andu.office();
    // A report wants a year with records.
    crate::report::learn(&andu, "2025-03-03").done();
    let mut tried = 0;
    for command in commands(&andu) {
        for call in examples(&help(&andu, &command)) {
            let whole = format!("andu {call}");
            // A second office does not fit into the folder of the first; what stands after `>` is the shell's.
            if PLACES.iter().any(|place| whole.contains(place)) || whole.starts_with("andu init") {
                continue;
            }
            let call = call.split(" > ").next().unwrap_or_default();
            let call = words(call);
            let answer = andu.run(&call.iter().map(String::as_str).collect::<Vec<_>>());
            assert!(
                matches!(answer.status, Some(0 | 1)),
                "{whole}\n{}{}",
                answer.stdout,
                answer.stderr
            );
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried}");
}
