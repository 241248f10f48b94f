//! Brackets and quotation marks: each one closed, in its own shape, one within the other.

use super::line::{Line, is_han};
use crate::{Finding, Kind, Severity};

/// An opened bracket or quotation mark.
struct Open {
    at: usize,
    sign: char,
}

/// What opens, and what closes it; the last is written half-width.
const PAIRS: &[(char, char)] = &[
    ('（', '）'),
    ('《', '》'),
    ('〈', '〉'),
    ('“', '”'),
    ('‘', '’'),
    ('〔', '〕'),
    ('【', '】'),
    ('「', '」'),
    ('『', '』'),
    ('［', '］'),
    ('〖', '〗'),
    ('(', ')'),
    ('[', ']'),
];

/// So many halves are kept in mind at once; more are no prose.
const MOST_OPEN: usize = 64;
/// A half may have its other half so many paragraphs further on: a quotation of several paragraphs, or one torn apart by a web page.
const FURTHER_ON: usize = 4;

/// Halves whose other half was not found in their paragraph.
#[derive(Default)]
pub(super) struct Loose {
    halves: Vec<Half>,
}

struct Half {
    paragraph: usize,
    sign: char,
    finding: Finding,
}

impl Loose {
    /// Findings about the halves that have no other half nearby either.
    pub(super) fn into_findings(self, found: &mut Vec<Finding>) {
        let mut waiting: Vec<Half> = Vec::new();
        for half in self.halves {
            let far = |it: &Half| it.paragraph + FURTHER_ON < half.paragraph;
            let gone = waiting.iter().take_while(|it| far(it)).count();
            found.extend(waiting.drain(..gone).map(|it| it.finding));
            let other = waiting.iter().rposition(|it| {
                it.paragraph < half.paragraph && closing(it.sign) == Some(half.sign)
            });
            match other {
                Some(other) => {
                    waiting.remove(other);
                }
                None => waiting.push(half),
            }
            if waiting.len() > MOST_OPEN {
                found.push(waiting.remove(0).finding);
            }
        }
        found.extend(waiting.into_iter().map(|it| it.finding));
    }

    fn push(&mut self, line: Line<'_>, at: usize, sign: char, message: String) {
        let at = at..at + sign.len_utf8();
        self.halves.push(Half {
            paragraph: line.number,
            sign,
            finding: line.finding(Kind::Punctuation, Severity::Warning, at, message),
        });
    }
}

/// Brackets and quotation marks of a paragraph that have no other half.
pub(super) fn find(line: Line<'_>, loose: &mut Loose, found: &mut Vec<Finding>) {
    let mut open: Vec<Open> = Vec::new();
    for (at, sign) in line.text.char_indices() {
        // Most characters are neither; both kinds of signs lie outside the ideographs.
        if is_han(sign) {
            continue;
        }
        if closing(sign).is_some() {
            open.push(Open { at, sign });
            if open.len() > MOST_OPEN {
                unclosed(line, &open.remove(0), loose);
            }
        } else if let Some((opens, _)) = PAIRS.iter().find(|(_, closes)| *closes == sign) {
            close(line, &mut open, (at, sign, *opens), loose, found);
        }
    }
    for left in open {
        unclosed(line, &left, loose);
    }
    straight(line, found);
}

fn close(
    line: Line<'_>,
    open: &mut Vec<Open>,
    (at, sign, opens): (usize, char, char),
    loose: &mut Loose,
    found: &mut Vec<Finding>,
) {
    if open.last().is_some_and(|last| last.sign == opens) {
        open.pop();
        return;
    }
    // （2025) is a pair whose halves are of two widths.
    if let Some(last) = open.pop_if(|last| family(last.sign) == family(opens)) {
        let message = format!(
            "括号“{}”与“{sign}”不成对，一半全角一半半角。请统一。",
            last.sign
        );
        let at = last.at..at + sign.len_utf8();
        // 〔2025] is told as a number of a document.
        if !is_number(&line.text[at.clone()]) {
            found.push(line.finding(Kind::Punctuation, Severity::Note, at, message));
        }
        return;
    }
    let Some(position) = open.iter().rposition(|it| it.sign == opens) else {
        if !numbers_an_item(line, at, sign) {
            let message = format!("“{sign}”前面没有与它成对的“{opens}”。请补上或者删去。");
            loose.push(line, at, sign, message);
        }
        return;
    };
    for left in open.drain(position..).skip(1) {
        unclosed(line, &left, loose);
    }
}

fn unclosed(line: Line<'_>, left: &Open, loose: &mut Loose) {
    if let Some(closes) = closing(left.sign) {
        let opens = left.sign;
        let message = format!("“{opens}”后面没有与它成对的“{closes}”。请补上或者删去。");
        loose.push(line, left.at, opens, message);
    }
}

/// What closes a sign that opens.
fn closing(sign: char) -> Option<char> {
    let pair = PAIRS.iter().find(|(opens, _)| *opens == sign);
    pair.map(|(_, closes)| *closes)
}

/// Round brackets of both widths are one family, and so are square ones.
fn family(opens: char) -> char {
    match opens {
        '（' => '(',
        '［' | '〔' | '【' => '[',
        other => other,
    }
}

fn is_number(pair: &str) -> bool {
    let length = pair.chars().take(7).count();
    length == 6 && pair.chars().filter(char::is_ascii_digit).count() == 4
}

/// 1）加强…, 一)加强…, a)…: an item's number closes a bracket that nobody opens.
fn numbers_an_item(line: Line<'_>, at: usize, sign: char) -> bool {
    if !matches!(sign, '）' | ')') {
        return false;
    }
    let back = line.back(at, 4);
    let number = back
        .chars()
        .rev()
        .take_while(|c| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(*c))
        .count();
    let before = back.chars().rev().nth(number);
    (1..=2).contains(&number)
        && before.is_none_or(|c| c.is_whitespace() || "。；：，、;:,.".contains(c))
}

/// Straight quotation marks around Chinese words, and an odd number of them.
fn straight(line: Line<'_>, found: &mut Vec<Finding>) {
    let marks: Vec<usize> = line.text.match_indices('"').map(|(at, _)| at).collect();
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
        return;
    };
    let touches =
        |at: &usize| line.before(*at).is_some_and(is_han) || line.after(at + 1).is_some_and(is_han);
    if !marks.iter().any(touches) {
        return;
    }
    if marks.len() % 2 == 1 {
        let message = "引号“\"”不成对，且为半角。请补上另一半，并改为“”。".to_owned();
        let at = *last..last + 1;
        found.push(line.finding(Kind::Punctuation, Severity::Warning, at, message));
    } else {
        let message = "中文里用了半角引号“\"”，应为“”。请改正。".to_owned();
        let at = *first..first + 1;
        found.push(line.finding(Kind::Punctuation, Severity::Note, at, message));
    }
}
