//! Text and Markdown: every line is a paragraph.

use crate::{
    Format, Note, Origin, Paper, ReadError,
    draft::{Draft, tidy},
    encoding,
};

pub(crate) fn plain(bytes: &[u8]) -> Result<Paper, ReadError> {
    let mut draft = Draft::new(Format::Text);
    for line in decoded(&mut draft, bytes).lines() {
        draft.paragraph(line, None, Origin::Body)?;
    }
    Ok(draft.finish())
}

pub(crate) fn markdown(bytes: &[u8]) -> Result<Paper, ReadError> {
    let mut draft = Draft::new(Format::Markdown);
    let mut table: Vec<Vec<String>> = Vec::new();
    for line in decoded(&mut draft, bytes).lines() {
        let line = line.trim();
        if line.starts_with('|') {
            let cells = row(line);
            let rule = |cell: &String| cell.chars().all(|c| matches!(c, '-' | ':' | ' '));
            if !cells.iter().all(rule) {
                table.push(cells);
            }
            continue;
        }
        draft.table(std::mem::take(&mut table))?;
        let level = line.chars().take_while(|c| *c == '#').count();
        match line[level..].strip_prefix(' ') {
            Some(heading) if (1..=6).contains(&level) => {
                let heading = inline(heading.trim_end_matches('#'));
                draft.paragraph(&heading, u8::try_from(level - 1).ok(), Origin::Body)?;
            }
            _ => draft.paragraph(&inline(unmarked(line)), None, Origin::Body)?,
        }
    }
    draft.table(table)?;
    Ok(draft.finish())
}

fn decoded(draft: &mut Draft, bytes: &[u8]) -> String {
    let (text, guessed) = encoding::decode(bytes, None);
    if let Some(name) = guessed {
        draft.note(Note::GuessedEncoding(name));
    }
    text.replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{85}'], "\n")
}

/// Without the marks of lists and quotations; a rule is nothing.
fn unmarked(line: &str) -> &str {
    if line.len() >= 3 && (line.bytes().all(|b| b == b'-') || line.bytes().all(|b| b == b'*')) {
        return "";
    }
    let line = line.trim_start_matches(['>', ' ']);
    let bullet = ["- ", "* ", "+ "];
    let rest = bullet.iter().find_map(|mark| line.strip_prefix(mark));
    rest.unwrap_or(line)
}

/// Without the marks of stress and code.
fn inline(text: &str) -> String {
    text.replace("**", "").replace("__", "").replace('`', "")
}

fn row(line: &str) -> Vec<String> {
    let line = line.trim_start_matches('|');
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(|cell| tidy(&inline(cell))).collect()
}
