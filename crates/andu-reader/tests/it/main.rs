//! Reading papers, whole ones and broken ones.

mod bad;
mod build;
mod docx;
mod html;
mod made;
mod ofd;
mod pdf;
mod text;
mod wild;

use andu_reader::{Block, Paper};

/// A paper as lines, as a person would check it.
fn shown(paper: &Paper) -> String {
    let mut lines: Vec<String> = paper.notes.iter().map(|note| format!("! {note}")).collect();
    for block in &paper.blocks {
        match block {
            Block::Paragraph {
                text,
                heading,
                origin,
            } => {
                let heading = heading.map_or(String::new(), |level| format!(" h{level}"));
                lines.push(format!("{origin:?}{heading}: {text}"));
            }
            Block::Table { rows } => {
                lines.extend(
                    rows.iter()
                        .map(|row| format!("| {} |", row.join(" | ")).replace('\n', "/")),
                );
            }
        }
    }
    lines.join("\n")
}

/// What is read of a file.
#[track_caller]
fn read(name: &str, bytes: &[u8]) -> String {
    match andu_reader::read(name, bytes) {
        Ok(paper) => shown(&paper),
        Err(error) => format!("{}: {error}", error.code()),
    }
}
