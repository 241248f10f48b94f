//! Lays a template over the one below.

use super::ReportMarks;
use crate::{
    diagnostic::Faults,
    model::TemplateBlock,
    nearest::perhaps,
    source::{Place, Placed, digest},
};

impl ReportMarks {
    /// The template with this one laid over it: a block with an id known below takes its place, any other stands after the block that
    /// it names; required contents, identities and names are added.
    pub(crate) fn laid_over(mut self, mut below: ReportMarks, faults: &Faults<'_>) -> ReportMarks {
        let file = self.extends.map_or(0, |extends| extends.place.file);
        // Several new blocks after the same one stay in their order.
        let mut last: Option<(String, usize)> = None;
        let blocks = std::mem::take(&mut self.template.blocks);
        for (block, after) in blocks.into_iter().zip(self.after) {
            let blocks = &mut below.template.blocks;
            let position = |id: &str| blocks.iter().position(|it| it.id.as_deref() == Some(id));
            let same = block.id.as_deref().and_then(position);
            let anchor = after.as_ref().and_then(|after| position(&after.value));
            match (same, &after, anchor) {
                (Some(same), None, _) => blocks[same] = block,
                (None, Some(after), Some(anchor)) => {
                    let at = match &last {
                        Some((id, last)) if *id == after.value => *last,
                        _ => anchor,
                    };
                    blocks.insert(at + 1, block);
                    last = Some((after.value.clone(), at + 1));
                }
                _ => misplaced(&block, after.as_ref(), file, blocks, faults),
            }
        }
        let over = self.template;
        let template = &mut below.template;
        if !over.label.is_empty() {
            template.label = over.label;
        }
        template.procedure = over.procedure.or(template.procedure.take());
        template.rows.extend(over.rows);
        template.basis.extend(over.basis);
        template.required.extend(over.required);
        template.identities.extend(over.identities);
        template.names.extend(over.names);
        template.digest = digest(format!("{}\n{}", template.digest, over.digest).as_bytes());
        below.notes.citations.extend(self.notes.citations);
        below.notes.spots.extend(self.notes.spots);
        below.figures.extend(self.figures);
        below.serves.extend(self.serves);
        below.procedure = self.procedure.or(below.procedure);
        below.unread |= self.unread;
        below
    }
}

/// Reports a block that has no place below, or two.
fn misplaced(
    block: &TemplateBlock,
    after: Option<&Placed<String>>,
    file: usize,
    blocks: &[TemplateBlock],
    faults: &Faults<'_>,
) {
    let known = blocks.iter().filter_map(|block| block.id.as_deref());
    let own = Place::new(file, block.span.start..block.span.end);
    match after {
        None => {
            let message = "这一段不知放在下层模板的哪里";
            let remedy =
                "要替换下层的一段，请写它的 id；要另加一段，请写 after = \"下层某段的 id\"";
            faults.error(own, "block-without-place", message, remedy);
        }
        Some(after) if known.clone().any(|id| id == after.value) => {
            let message = "这一段的 id 下层已有，又写了 after";
            let remedy = "要替换下层的一段，请删去 after；要另加一段，请改用别的 id";
            faults.error(after.place, "block-without-place", message, remedy);
        }
        Some(after) => {
            let message = format!("after 写的“{}”在下层模板里没有", after.value);
            let remedy = "请写下层某一段的 id";
            let remedy = perhaps(&after.value, known, remedy);
            faults.error(after.place, "unknown-block", message, remedy);
        }
    }
}
