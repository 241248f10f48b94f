//! Gaps in a text that are there to be filled.

use std::ops::Range;

/// The longest indent at the beginning of a paragraph that is not taken for a gap.
const INDENT: &str = "　　";
/// A gap at the beginning is one where so little follows: 件, 人次.
const UNIT: usize = 4;

/// The gaps of a paragraph, given its texts and whether they are underlined: placeholders, stretches of blanks or underscores,
/// and brackets with nothing in them.
pub fn gaps(pieces: &[(&str, bool)]) -> Vec<Range<usize>> {
    let text: String = pieces.iter().map(|(text, _)| *text).collect();
    let lines = underlined(pieces);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with("{{")
            && let Some(end) = rest.find("}}")
        {
            found.push(at..at + end + 2);
            at += end + 2;
            continue;
        }
        let length = rest.find(|c| !blank(c)).unwrap_or(rest.len());
        let end = at + length;
        let in_brackets = || {
            let before = text[..at].chars().next_back();
            let after = text[end..].chars().next();
            matches!(
                (before, after),
                (Some('（'), Some('）')) | (Some('('), Some(')')) | (Some('〔'), Some('〕'))
            )
        };
        let indents = || at == 0 && rest[..length] == *INDENT && text[end..].chars().count() > UNIT;
        let gap = match rest[..length].chars().count() {
            0 => in_brackets(),
            1 => in_brackets() || lines.iter().any(|line| line.contains(&at)),
            _ => !indents(),
        };
        if gap {
            found.push(at..end);
        }
        at = end.max(at + if length == 0 { c.len_utf8() } else { 0 });
    }
    found
}

fn blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{a0}' | '\t' | '_' | '＿')
}

/// Underlined stretches.
fn underlined(pieces: &[(&str, bool)]) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut found = Vec::new();
    for (text, underlined) in pieces {
        if *underlined {
            found.push(at..at + text.len());
        }
        at += text.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = gaps(&[(text, false)]);
        let marked: Vec<String> = found
            .iter()
            .map(|gap| format!("{}[{}]", &text[..gap.start], &text[gap.clone()]))
            .collect();
        assert_eq!(marked, expected);
    }

    #[test]
    fn gaps_are_found() {
        check("    次", &["[    ]"]);
        check("____次", &["[____]"]);
        check("（  ）场次", &["（[  ]"]);
        check("（）场次", &["（[]"]);
        check("（ ）", &["（[ ]"]);
        check("共{{a}}件", &["共[{{a}}]"]);
        check(
            "收到　　件，办结  件",
            &["收到[　　]", "收到　　件，办结[  ]"],
        );
        check("　　全年共收到申请   件", &["　　全年共收到申请[   ]"]);
        check("　　人次", &["[　　]"]);
        check("一般 说明", &[]);
        check("（含基本满意）", &[]);
    }

    #[test]
    fn one_underlined_blank_is_a_gap() {
        let found = gaps(&[("共", false), (" ", true), ("件", false)]);
        assert_eq!(found.first(), Some(&(3..4)));
        assert_eq!(gaps(&[("共", false), (" ", false), ("件", false)]).len(), 0);
    }
}
