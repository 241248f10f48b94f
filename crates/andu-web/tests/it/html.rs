//! What must hold of every page: tags close, headings descend, controls have labels, nothing is in English.

/// Elements that have no end.
const VOID: [&str; 5] = ["meta", "link", "input", "br", "hr"];

/// Checks the form of a page.
#[track_caller]
pub fn check(path: &str, page: &str) {
    assert!(page.starts_with("<!doctype html>"), "{path}");
    assert!(page.contains("<html lang=\"zh-CN\""), "{path}");
    balanced(path, page);
    headings(path, page);
    for landmark in [
        "<header",
        "<nav",
        "<main id=\"main\"",
        "<footer",
        "class=\"skip\"",
    ] {
        assert!(page.contains(landmark), "{path}: {landmark}");
    }
    labelled(path, page);
    unique_ids(path, page);
    let english = latin(page);
    assert!(english.is_empty(), "{path}: {english:?}");
    assert!(
        !page.contains("<script") && !page.contains("style="),
        "{path}"
    );
}

/// Tags in order: name, attributes, whether it closes.
fn tags(page: &str) -> Vec<(&str, &str, bool)> {
    let parts = page.split('<').skip(1);
    let tags = parts.filter_map(|part| {
        let (inside, _) = part.split_once('>')?;
        let (closes, inside) = match inside.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, inside),
        };
        let (name, attributes) = inside
            .split_once(char::is_whitespace)
            .unwrap_or((inside, ""));
        Some((name, attributes, closes))
    });
    tags.filter(|(name, ..)| !name.starts_with('!')).collect()
}

#[track_caller]
fn balanced(path: &str, page: &str) {
    let mut open = Vec::new();
    for (name, _, closes) in tags(page) {
        if VOID.contains(&name) {
            assert!(!closes, "{path}: </{name}>");
        } else if closes {
            assert_eq!(open.pop(), Some(name), "{path}: </{name}>");
        } else {
            // A paragraph holds no blocks; a browser would close it before them.
            let within = open.last() == Some(&"p");
            let block = [
                "div", "p", "ul", "table", "form", "section", "dl", "h2", "h3",
            ];
            assert!(
                !(within && block.contains(&name)),
                "{path}: <{name}> in <p>"
            );
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{path}: {open:?}");
}

#[track_caller]
fn headings(path: &str, page: &str) {
    let mut level = 0;
    let mut firsts = 0;
    for (name, _, closes) in tags(page) {
        let number = name
            .strip_prefix('h')
            .and_then(|rest| rest.parse::<u32>().ok());
        if let (Some(number), false) = (number, closes) {
            assert!(number <= level + 1, "{path}: h{number} after h{level}");
            level = number;
            firsts += u32::from(number == 1);
        }
    }
    assert_eq!(firsts, 1, "{path}: one main heading");
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let padded = format!("{name}=\"");
    let at = attributes.find(&padded)?;
    attributes[at + padded.len()..].split('"').next()
}

#[track_caller]
fn labelled(path: &str, page: &str) {
    for (name, attributes, closes) in tags(page) {
        let control = ["input", "select"].contains(&name) && !closes;
        if control && attribute(attributes, "type") != Some("hidden") {
            let id = attribute(attributes, "id")
                .unwrap_or_else(|| panic!("{path}: <{name} {attributes}>"));
            assert!(
                page.contains(&format!("<label for=\"{id}\">")),
                "{path}: {id}"
            );
        }
    }
}

#[track_caller]
fn unique_ids(path: &str, page: &str) {
    let mut seen = std::collections::BTreeSet::new();
    for (_, attributes, _) in tags(page) {
        // `data-…-id` and the like do not occur.
        let padded = format!(" {attributes}");
        if let Some(id) = attribute(&padded, " id") {
            assert!(seen.insert(id.to_owned()), "{path}: id {id} twice");
        }
    }
}

/// Latin words that people read: text, and attributes that are read aloud; ids in `<code>` are what they are.
fn latin(page: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut within_code = false;
    for part in page.split('<').skip(1) {
        let Some((inside, text)) = part.split_once('>') else {
            continue;
        };
        within_code = inside == "code" || (within_code && inside != "/code");
        if within_code || inside == "head" {
            continue;
        }
        words.extend(words_of(text));
        for read in ["title", "aria-label", "data-label", "placeholder", "label"] {
            words.extend(
                attribute(inside, &format!(" {read}")[..])
                    .map(words_of)
                    .unwrap_or_default(),
            );
        }
    }
    words
}

/// Words of two letters and more; `A类` is Chinese usage.
fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    let words = words.filter(|word| word.len() > 1 && !ALLOWED.contains(word));
    words.map(str::to_owned).collect()
}

/// What an entity or an official name spells in Latin letters.
const ALLOWED: [&str; 6] = ["amp", "lt", "gt", "quot", "nbsp", "DOCX"];

#[test]
fn faults_of_form_are_seen() {
    let english = latin("<p title=\"Due\">期限 overdue <code>reply</code>&amp;A类</p>");
    assert_eq!(english, ["overdue", "Due"]);
    let unclosed = std::panic::catch_unwind(|| balanced("x", "<div><p>a</div>"));
    assert!(unclosed.is_err());
    let skipped = std::panic::catch_unwind(|| headings("x", "<h1>a</h1><h3>b</h3>"));
    assert!(skipped.is_err());
}
