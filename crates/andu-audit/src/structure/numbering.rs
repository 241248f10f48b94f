//! Numbering that skips or repeats: 一、二、四; （一）（三）; 一是、二是、四是.

use super::outline::{Outline, value};
use crate::{
    Finding, Kind, Severity, Text,
    wording::line::{Line, is_cell, lines},
};

/// Headings whose number is not the next one.
pub(super) fn find(text: &Text, outline: &Outline<'_>, whole: bool, found: &mut Vec<Finding>) {
    headings(outline, whole, found);
    let mut sequences = [
        Sequence::new("", "是"),
        Sequence::new("第", "，"),
        Sequence::new("其", "，"),
    ];
    let mut heads = outline.items.iter().peekable();
    for (line, paragraph) in lines(text) {
        if is_cell(paragraph) {
            continue;
        }
        let begins = heads.next_if(|item| item.line.number == line.number);
        for sequence in &mut sequences {
            if begins.is_some() {
                sequence.last = None;
            }
            sequence.read(line, found);
        }
    }
}

fn headings(outline: &Outline<'_>, whole: bool, found: &mut Vec<Finding>) {
    // The last number of each level, forgotten when a heading above it begins.
    let mut last: [Option<u32>; 5] = [None; 5];
    // Whether a heading above the level has begun, so that the level must begin at one.
    let mut begun = [false; 5];
    begun[1] = whole;
    for item in &outline.items {
        let level = usize::from(item.level.min(4));
        for below in level + 1..5 {
            last[below] = None;
            begun[below] = true;
        }
        let Some(number) = item.number else { continue };
        let expected = match last[level] {
            Some(last) => Some(last + 1),
            None => begun[level].then_some(1),
        };
        // A list that begins anew, such as that of an annex.
        let anew = number == 1 && last[level].is_some_and(|last| last > 1);
        if let Some(expected) = expected
            && number != expected
            && !anew
        {
            found.push(jump(item.line, item.level, last[level], number, expected));
        }
        last[level] = Some(number);
    }
}

fn jump(line: Line<'_>, level: u8, last: Option<u32>, number: u32, expected: u32) -> Finding {
    let blank = line.text.len()
        - line
            .text
            .trim_start_matches(|c: char| c.is_whitespace())
            .len();
    let end = line.text[blank..]
        .find(['、', '）', ')', '.', '．'])
        .unwrap_or(0);
    let sign = line.text[blank + end..]
        .chars()
        .next()
        .map_or(0, char::len_utf8);
    let at = blank..blank + end + sign;
    let written = |number: u32| match level {
        1 => format!("{}、", han(number)),
        2 => format!("（{}）", han(number)),
        3 => format!("{number}."),
        _ => format!("（{number}）"),
    };
    let what = match last {
        Some(last) if last == number => "与上一个序号重复",
        Some(last) if number < last => "比上一个序号小",
        Some(_) => "跳过了序号",
        None => "没有从一开始",
    };
    let message = format!(
        "层次序号“{}”{what}，这里应为“{}”。请核对有没有漏写，并改正序号。",
        &line.text[at.clone()],
        written(expected)
    );
    line.finding(Kind::Numbering, Severity::Error, at, message)
}

/// 21 → 二十一.
pub(crate) fn han(number: u32) -> String {
    let digit = |n: u32| "一二三四五六七八九".chars().nth(n as usize - 1);
    let mut written = String::new();
    if number >= 10 {
        written.extend((number >= 20).then(|| digit(number / 10 % 10)).flatten());
        written.push('十');
    }
    if !number.is_multiple_of(10) {
        written.extend(digit(number % 10));
    }
    written
}

/// 一是 … 二是 …, or 第一，… 第二，…, within a section.
struct Sequence {
    before: &'static str,
    behind: &'static str,
    last: Option<u32>,
}

impl Sequence {
    fn new(before: &'static str, behind: &'static str) -> Self {
        Self {
            before,
            behind,
            last: None,
        }
    }

    fn read(&mut self, line: Line<'_>, found: &mut Vec<Finding>) {
        for (at, word) in line.text.match_indices(self.behind) {
            let Some((start, number)) = self.number(line, at) else {
                continue;
            };
            let expected = self.last.map(|last| last + 1);
            if let Some(expected) = expected.filter(|expected| number != 1 && number != *expected) {
                let at = start..at + word.len();
                let message = format!(
                    "“{}”与前面的序号接不上，这里应为“{}{}{}”。请核对有没有漏写，并改正序号。",
                    &line.text[at.clone()],
                    self.before,
                    han(expected),
                    self.behind
                );
                found.push(line.finding(Kind::Numbering, Severity::Error, at, message));
            }
            self.last = Some(number);
        }
    }

    /// The number before a byte, and where its words begin, if they open a clause.
    fn number(&self, line: Line<'_>, end: usize) -> Option<(usize, u32)> {
        let length: usize = line
            .back(end, 3)
            .chars()
            .rev()
            .take_while(|c| "一二三四五六七八九十".contains(*c))
            .map(char::len_utf8)
            .sum();
        let number = value(&line.text[end - length..end]).filter(|_| length > 0)?;
        let before = line.text[..end - length].strip_suffix(self.before)?;
        let opens = before
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || "。；：，、！？;:,".contains(c));
        opens.then_some((before.len(), number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, whole: bool, expected: &[&str]) {
        let text = Text::from_plain(text);
        let mut found = Vec::new();
        find(&text, &Outline::of(&text), whole, &mut found);
        found.sort_by_key(|it| it.place);
        let found: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn headings_skip_and_repeat() {
        check("一、甲\n二、乙\n四、丙", true, &["四、"]);
        check(
            "一、甲\n（一）子。正文。\n（三）丑。正文。\n二、乙\n（一）寅",
            true,
            &["（三）"],
        );
        check("一、甲\n二、乙\n二、丙\n三、丁", true, &["二、"]);
        check("1.甲\n2.乙\n4.丙", false, &["4."]);
        check("三、甲\n四、乙", false, &[]);
        check("三、甲\n四、乙", true, &["三、"]);
        check("一、甲\n（二）乙", false, &["（二）"]);
    }

    #[test]
    fn a_new_list_begins_at_one_and_rows_of_tables_are_no_headings() {
        check("一、甲\n二、乙\n附件\n一、丙\n二、丁", true, &[]);
        check("一、甲\n二、新收\t12\n四、结转\t3\n二、乙", true, &[]);
    }

    #[test]
    fn words_that_count() {
        check("一是学。二是做。四是查。", false, &["四是"]);
        check("一是学。二是做。\n一是查。二是改。", false, &[]);
        check("第一，学。第三，做。", false, &["第三，"]);
        check("名列第一，位居第三，成绩突出。", false, &[]);
        check("三是做。", false, &[]);
    }
}
