//! Plain text: one line a paragraph, as people paste it elsewhere.

use crate::{
    document::{Block, Document, FormRow, plain},
    line::{Look, halves, lines, of, signature},
};

/// Width of a line in halves of a character.
const WIDTH: usize = 56;
/// Between papers that are printed one after the other.
const PAGE_BREAK: &str = "\u{c}";

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
        if let Block::Form { rows } = block {
            rows.iter().for_each(|row| push(&form_row(row)));
            continue;
        }
        if matches!(block, Block::PageBreak) {
            push(PAGE_BREAK);
            continue;
        }
        let (organ, date) = match block {
            Block::Signature { organ, date } => signature(organ, date, WIDTH),
            _ => (0, 0),
        };
        for line in of(block, number) {
            let own = line.text();
            match line.look {
                Look::Title | Look::Letterhead | Look::NumberBelow => {
                    own.split('\n').for_each(|part| push(&centred(part)))
                }
                Look::NumberRight => push(&indented(WIDTH.saturating_sub(halves(&own)), &own)),
                Look::Organ => push(&indented(organ, &own)),
                Look::Date => push(&indented(date, &own)),
                Look::Addressee | Look::Empty | Look::Note => push(&own),
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

/// 申请人：张三　联系电话：….; heads beside each other stand as in a table.
fn form_row(row: &FormRow) -> String {
    let mut text = String::new();
    for (number, cell) in row.cells.iter().enumerate() {
        let named = number > 0 && row.cells[number - 1].head && !cell.head;
        if number > 0 && !named {
            text.push('\t');
        }
        text.push_str(plain(&cell.inlines).trim_end_matches('\n'));
        let names = cell.head && row.cells.get(number + 1).is_some_and(|next| !next.head);
        if names {
            text.push('：');
        }
    }
    text.trim_end_matches('：').to_owned()
}

fn centred(text: &str) -> String {
    indented(WIDTH.saturating_sub(halves(text)) / 2, text)
}

fn indented(halves: usize, text: &str) -> String {
    let half = if halves % 2 == 1 { " " } else { "" };
    format!("{}{half}{text}", "　".repeat(halves / 2))
}
