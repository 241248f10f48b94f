//! Journeys of papers with marks of secrecy: what stays of them is that they were stopped, and when.

use std::fs;
use std::path::Path;

use crate::harness::Andu;

/// How often the office's folder holds some words, in any of its files.
fn found(folder: &Path, words: &str) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            count += found(&path, words);
            continue;
        }
        let bytes = fs::read(&path).expect("the file can be read");
        let words = words.as_bytes();
        count += bytes.windows(words.len()).filter(|it| *it == words).count();
        let name = path
            .file_name()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        count += usize::from(name.as_bytes().windows(words.len()).any(|it| it == words));
    }
    count
}

fn stops(andu: &Andu) -> Vec<serde_json::Value> {
    let listed = andu.json(&["matter", "list", "classified-stop"]);
    listed["items"].as_array().expect("a list").clone()
}

/// The words that stand beside every mark, in every file and in its name.
const WORDS: &str = "不应留下的字";

#[test]
fn of_a_hundred_marks_nothing_stays_but_that_they_were_stopped() {
    let andu = Andu::new();
    andu.office();
    // What is let in is found where the marks are looked for, or the search would prove nothing.
    andu.write(
        "无密.csv",
        "姓名,所在单位,到岗日期\n留得下的人,司法局,2020-01-02\n",
    );
    andu.json(&["import", "无密.csv"]);
    assert!(found(&andu.data(), "留得下的人") > 0);
    assert_eq!(stops(&andu).len(), 0);

    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/classified");
    let marks = fs::read_to_string(list.join("marks.txt")).expect("the fixture is there");
    let marks: Vec<&str> = marks.lines().collect();
    assert_eq!(marks.len(), 100);
    let (mut papers, mut books) = (Vec::new(), Vec::new());
    for (at, mark) in marks.iter().enumerate() {
        // Where borders of cells belong to the mark, it stands in a book.
        let (ending, names) = match mark.contains("\\t") {
            true => ("csv", &mut books),
            false => ("txt", &mut papers),
        };
        let name = format!("{WORDS}{at}.{ending}");
        let mark = mark.replace("\\n", "\n").replace("\\t", ",");
        andu.write(&name, &format!("{mark}\n{WORDS}的内容{at}\n"));
        names.push(name);
    }
    let mut call = vec!["audit", "--dir", "andu-data"];
    call.extend(papers.iter().map(String::as_str));
    andu.run(&call).unusable();
    for book in &books {
        andu.run(&["import", book]).wrong();
    }
    assert_eq!(stops(&andu).len(), 100);

    // The other ways in.
    let book = format!("姓名,所在单位,到岗日期\n{WORDS},机密★3年,2020-01-02\n");
    andu.write(&format!("{WORDS}.csv"), &book);
    let file = format!("{WORDS}.csv");
    let told = andu.run(&["import", &file]).wrong();
    assert!(!told.stderr.contains("机密★3年"), "{}", told.stderr);
    andu.run(&["import", &file, "--dry-run"]).wrong();
    andu.run(&["handling", "in", &file]).wrong();
    let ways = |way: &str| {
        let filter = format!("stopped_way = '{way}'");
        let listed = andu.json(&["matter", "list", "classified-stop", "--where", &filter]);
        listed["items"].as_array().unwrap().len()
    };
    assert_eq!(ways("import"), books.len() + 2);
    assert_eq!(ways("handling"), 1);
    assert_eq!(found(&andu.data(), WORDS), 0, "0 bytes are stored");
    andu.run(&["verify", "--rebuild"]).done();
}

#[test]
fn what_is_typed_or_attached_by_hand_is_looked_at_before_it_is_stored() {
    let andu = Andu::new();
    andu.office();
    let new = |set: &str, more: &[&str]| {
        let call = ["matter", "new", "official-document", "--set", set];
        andu.run(&[&call[..], more].concat())
    };
    let typed = format!("subject={WORDS}机密★3年");
    let told = new(&typed, &[]).wrong();
    assert!(
        told.stderr.contains("保密员") && !told.stderr.contains(WORDS),
        "{}",
        told.stderr
    );
    andu.write("收文.txt", &format!("机密★3年\n{WORDS}\n"));
    new("subject=普通来文", &["--file", "draft=收文.txt"]).wrong();
    assert_eq!(stops(&andu).len(), 2);
    assert_eq!(found(&andu.data(), WORDS), 0, "0 bytes are stored");
}
