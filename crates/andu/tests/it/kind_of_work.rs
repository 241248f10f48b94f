//! `docs/adding-a-kind-of-work.md` is followed to the letter: its rules are written where it says, its commands are run, and what it says of
//! their answers is looked for in them.

use crate::harness::Andu;

const PAGE: &str = include_str!("../../../../docs/adding-a-kind-of-work.md");

/// A fenced block: the words after its fence, and its text.
struct Block<'a> {
    kind: &'a str,
    rest: &'a str,
    text: &'a str,
}

fn blocks() -> Vec<Block<'static>> {
    let mut parts = PAGE.split("\n```");
    let mut blocks = Vec::new();
    parts.next();
    // Fences come in pairs: what follows the first of a pair is the block.
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (head, text) = block.split_once('\n').expect("a block has lines");
        let (kind, rest) = head.split_once(' ').unwrap_or((head, ""));
        blocks.push(Block { kind, rest, text });
    }
    blocks
}

/// The rules of the page, by their paths below `rules/`; blocks of one file follow each other.
fn rules() -> Vec<(&'static str, String)> {
    let mut files: Vec<(&str, String)> = Vec::new();
    for block in blocks().into_iter().filter(|block| block.kind == "toml") {
        let text = format!("{}\n\n", block.text);
        match files.iter_mut().find(|(path, _)| *path == block.rest) {
            Some((_, file)) => file.push_str(&text),
            None => files.push((block.rest, text)),
        }
    }
    files
}

/// An office with the rules of the page, perhaps with one part of them written otherwise.
fn write(andu: &Andu, (right, wrong): (&str, &str)) {
    let files = rules();
    assert!(files.len() >= 4, "the page has {} files", files.len());
    let mut changed = right.is_empty();
    for (path, text) in files {
        changed |= text.contains(right);
        andu.write(
            &format!("andu-data/rules/{path}"),
            &text.replace(right, wrong),
        );
    }
    assert!(changed, "“{right}” is not in the rules of the page");
}

#[test]
fn the_page_is_followed() {
    let andu = Andu::new();
    andu.office();
    write(&andu, ("", ""));
    let mut commands = 0;
    for block in blocks().into_iter().filter(|block| block.kind == "console") {
        let change = block.rest.strip_prefix("wrong ").map(|change| {
            // The `=` between what is written and what is written instead follows a closing bracket.
            let closing = change.find(")=").or_else(|| change.find("]="));
            let middle = closing.expect("a block says what is written instead");
            (&change[..=middle], &change[middle + 2..])
        });
        write(&andu, change.unwrap_or(("", "")));
        let expected = if block.rest.is_empty() { 0 } else { 1 };
        for call in block.text.split("$ andu ").skip(1) {
            let mut lines = call.lines();
            let words: Vec<&str> = lines
                .next()
                .unwrap_or_default()
                .split_whitespace()
                .collect();
            let answer = andu.run(&words);
            let mut answer = match expected {
                0 => answer.done(),
                _ => answer.wrong(),
            };
            for line in lines {
                answer = answer.says(line);
            }
            commands += 1;
        }
        write(&andu, ("", ""));
    }
    assert!(commands > 12, "{commands} commands");
    for file in ["行政调解台账.xlsx", "行政调解空表.xlsx"] {
        assert!(andu.folder().join(file).exists(), "{file}");
    }
}

/// 行政许可法 第三十二条 takes an application to be accepted from the day on which it was received where nobody said otherwise in time: what
/// is deemed at the end of one clock starts another at an earlier day.
#[test]
fn a_deemed_outcome_may_start_a_clock_at_an_earlier_day() {
    let andu = Andu::new();
    andu.office();
    for (path, text) in rules() {
        if path.ends_with(".cases.toml") {
            continue;
        }
        let text = text
            .replace("stop = [\"accept\", \"refuse\"]\n", "stop = [\"accept\", \"refuse\"]\nexpiry = { deemed = \"deem-accepted\" }\n")
            .replace("start = [\"accept\"]", "start = [\"accept\", { on = \"deem-accepted\", at = \"received_on\" }]")
            .replace("\"done(accept) and has(consent)\"", "\"done(accept) or done(deem-accepted)\"")
            .replace("[[document]]\nid = \"consent\"", "[[action]]\nid = \"deem-accepted\"\nlabel = \"逾期视为受理\"\ndeemed = true\nfrom = [\"received\"]\nto = \"mediating\"\n\n[[document]]\nid = \"consent\"");
        andu.write(&format!("andu-data/rules/{path}"), &text);
    }
    let open = "matter new administrative-mediation --set 争议事项=相邻通行纠纷 --set 收到日期=2025-09-05 --set 申请人=张某某 --at 2025-09-08T10:00 --late 举例";
    andu.run(&open.split(' ').collect::<Vec<_>>()).done();
    // Five working days after the 5th of September end on the 12th; then it counts as accepted, thirty days from the 5th.
    andu.run(&["due", "--on", "2025-09-15", "--within", "60"]);
    let shown = andu.json(&["matter", "show", "行调〔2025〕1号", "--on", "2025-09-15"]);
    let clocks = shown["clocks"].as_array().expect("clocks are shown");
    let mediate = clocks.iter().find(|clock| clock["label"] == "调解");
    let mediate = mediate.unwrap_or_else(|| panic!("{shown:#}"));
    assert_eq!(mediate["due"], "2025-10-09", "{mediate:#}");
    assert_eq!(shown["stage"], "mediating", "{shown:#}");
}
