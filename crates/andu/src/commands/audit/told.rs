//! An audit as a person reads it.

use andu_office::audit::{Audited, Holds, Severity, kind_label, severity_label};

use super::Unread;

/// Statements that hold are told up to here.
const MOST_HELD: usize = 40;

/// Tells what was found in a paper, by place.
pub(super) fn tell(audited: &Audited) {
    let year = audited
        .year
        .map_or(String::new(), |year| format!("，{year}年"));
    say!("{}（{}{year}）", audited.file, audited.format);
    for note in &audited.notes {
        say!("  注意：{note}");
    }
    let mut last = None;
    for finding in &audited.review.findings {
        if last != Some(finding.place.paragraph) {
            say!("  {}", audited.place(finding.place.paragraph));
            last = Some(finding.place.paragraph);
        }
        let around = audited.around(finding);
        say!(
            "    [{}] {}　{}【{}】{}",
            severity_label(finding.severity),
            kind_label(finding.kind),
            around.before,
            around.words,
            around.after
        );
        say!("      {}", finding.message);
    }
    let held = audited.review.relations.iter();
    let held: Vec<_> = held
        .filter(|relation| relation.holds == Holds::Held)
        .collect();
    if !held.is_empty() {
        say!("  核对成立：");
        for relation in held.iter().take(MOST_HELD) {
            say!(
                "    {}　{}",
                kind_label(relation.kind.into()),
                relation.arithmetic
            );
        }
        if held.len() > MOST_HELD {
            say!("    ……另有{}项", held.len() - MOST_HELD);
        }
    }
    for matched in &audited.matches {
        let figure = audited.review.figures.get(matched.figure);
        let text = figure.map_or("", |figure| figure.text.as_str());
        let sign = if matched.agrees { "＝" } else { "≠" };
        let how = match matched.kept {
            true => "已指定".to_owned(),
            false => format!("相符度{:.2}", matched.score),
        };
        say!(
            "  数字{}　{text} {sign} {}（{} {}，{how}）",
            matched.figure,
            matched.value,
            matched.label,
            matched.indicator
        );
    }
    let count = |severity| audited.count(severity);
    say!(
        "  读出数字{}个，核对成立{}项；错误{}处，疑似{}处，提示{}处。",
        audited.review.figures.len(),
        held.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    );
}

/// Tells what came of several papers.
pub(super) fn sum(answers: &[Result<Audited, Unread>]) {
    if answers.len() < 2 {
        return;
    }
    let read: Vec<_> = answers.iter().flatten().collect();
    let wrong = read.iter().filter(|audited| audited.is_wrong()).count();
    say!(
        "共{}份：校核{}份，其中{wrong}份有错误或者疑似错误；{}份读不了。",
        answers.len(),
        read.len(),
        answers.len() - read.len()
    );
}
