//! Plain text: one line a paragraph, as people paste it elsewhere.

use crate::{
    document::{Block, Document, plain},
    line::{Look, halves, lines, of, signature},
};

/// Width of a line in halves of a character.
const WIDTH: usize = 56;

/// A document as plain text.
pub fn to_text(document: &Document) -> String {
    let mut text = String::new();
    let mut push = |line: &str| {
        text.push_str(line.trim_end_matches([' ', '　']));
        text.push('\n');
    };
    if let Some(marks) = &document.marks {
        push(&format!("【{marks}】"));
    }
    for (number, block) in document.blocks.iter().enumerate() {
        if let Block::Table {
            caption,
            columns,
            rows,
        } = block
        {
            push(&plain(caption));
            push(&columns.join("\t"));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
                push(&cells.join("\t"));
            }
            continue;
        }
        let (organ, date) = match block {
            Block::Signature { organ, date } => signature(organ, date, WIDTH),
            _ => (0, 0),
        };
        for line in of(block, number) {
            let own = line.text();
            match line.look {
                Look::Title => own.split('\n').for_each(|part| push(&centred(part))),
                Look::Organ => push(&indented(organ, &own)),
                Look::Date => push(&indented(date, &own)),
                Look::Addressee | Look::Empty => push(&own),
                _ => push(&format!("　　{own}")),
            }
        }
    }
    let foot = lines(document)
        .into_iter()
        .filter(|line| line.look == Look::Foot);
    foot.for_each(|line| push(&line.text()));
    text
}

fn centred(text: &str) -> String {
    indented(WIDTH.saturating_sub(halves(text)) / 2, text)
}

fn indented(halves: usize, text: &str) -> String {
    let half = if halves % 2 == 1 { " " } else { "" };
    format!("{}{half}{text}", "　".repeat(halves / 2))
}
