//! Points: half-width ones in Chinese text, and two where one belongs.

use std::ops::Range;

use super::line::{Line, is_han};
use crate::{Finding, Kind, Severity};

/// So many of one paragraph are named; the rest is summed up in one more finding.
const MOST_OF_A_PARAGRAPH: usize = 3;

/// Half-width points among Chinese characters, and points that follow each other.
pub(super) fn find(line: Line<'_>, found: &mut Vec<Finding>) {
    half_width(line, found);
    doubled(line, found);
}

fn half_width(line: Line<'_>, found: &mut Vec<Finding>) {
    let mut more = 0_usize;
    let mut named = 0_usize;
    let mut last = 0;
    for (at, byte) in line.text.bytes().enumerate() {
        let Some(wide) = wide(byte) else { continue };
        if !among_han(line, at, byte) {
            continue;
        }
        last = at;
        if named == MOST_OF_A_PARAGRAPH {
            more += 1;
            continue;
        }
        named += 1;
        let point = char::from(byte);
        let message = format!("中文里用了半角标点“{point}”，应为全角“{wide}”。请改正。");
        found.push(line.finding(Kind::Punctuation, Severity::Note, at..at + 1, message));
    }
    if more > 0 {
        let message = format!("本段另有{more}处半角标点。请整段改为全角。");
        let at = last..last + 1;
        found.push(line.finding(Kind::Punctuation, Severity::Note, at, message));
    }
}

fn wide(byte: u8) -> Option<char> {
    Some(match byte {
        b',' => '，',
        b';' => '；',
        b':' => '：',
        b'!' => '！',
        b'?' => '？',
        b'.' => '。',
        _ => return None,
    })
}

/// Whether a half-width point is one of a Chinese sentence: 1,234 and 12:30 and v1.2 are not.
fn among_han(line: Line<'_>, at: usize, byte: u8) -> bool {
    let is_text =
        |c: char| is_han(c) || matches!(c, '》' | '”' | '’' | '）' | '】' | '〕' | '％' | '、');
    let before = line.before(at);
    let after = line.text[at + 1..].trim_start_matches(' ').chars().next();
    let left = before.is_some_and(is_text);
    let right = after.is_some_and(|c| is_han(c) || matches!(c, '《' | '“' | '（'));
    let number = before.is_some_and(|c| c.is_ascii_digit() || c == '%' || c == ')');
    match byte {
        // A name of a file (附件.docx) or the number of an item (1.) has a half-width point.
        b'.' => left && (right || after.is_none()),
        b',' | b';' | b'!' | b'?' => {
            let ends = after.is_none() && line.text.chars().any(is_han);
            left || number && (right || ends)
        }
        _ => left && (right || after.is_none_or(|c| c.is_ascii_digit() || c == ' ')),
    }
}

/// Two points of which one is too many.
fn doubled(line: Line<'_>, found: &mut Vec<Finding>) {
    const POINTS: &str = "，。、；：！？";
    let mut chars = line.text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !POINTS.contains(first) {
            continue;
        }
        let mut end = start + first.len_utf8();
        let mut count = 1;
        let mut same = true;
        while let Some((at, next)) = chars.next_if(|(_, c)| POINTS.contains(*c)) {
            end = at + next.len_utf8();
            count += 1;
            same &= next == first;
        }
        // ！！ and ？！ are emphasis, not slips.
        let emphasis = matches!(first, '！' | '？')
            && line.text[start..end]
                .chars()
                .all(|c| matches!(c, '！' | '？'));
        if count > 1 && !emphasis {
            found.push(too_many(line, start..end, same));
        }
    }
}

fn too_many(line: Line<'_>, at: Range<usize>, same: bool) -> Finding {
    let points = &line.text[at.clone()];
    let message = if same && points.starts_with('。') && points.chars().count() > 2 {
        format!("省略号写成了“{points}”，应为“……”。请改正。")
    } else {
        format!("标点“{points}”连用，多了一个。请删去多余的标点。")
    };
    line.finding(Kind::Punctuation, Severity::Error, at, message)
}
