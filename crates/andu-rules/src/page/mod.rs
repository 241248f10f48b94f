//! Pages about procedures (程序说明), written from the pack alone: what an office asks of a kind of work before it takes it up.
//!
//! [`pages`] makes Markdown: an index with counts ([`index`]), a page a kind of work ([`procedure`]) with every version of it, and for places
//! with rules of their own what differs there ([`place`]). A graph ([`flow`]) is drawn by whatever shows the page.

mod clock;
mod flow;
mod gate;
mod index;
mod place;
mod procedure;
mod words;

use crate::pack::Pack;

/// A page: a path below the folder of pages, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Such as `foi-application.md`.
    pub path: String,
    /// Markdown.
    pub text: String,
}

/// The pages of a pack. `places` are the packs of places with rules of their own, by the beginning of their division code.
pub fn pages(national: &Pack, places: &[(&str, Pack)]) -> Vec<Page> {
    let mut pages = vec![Page {
        path: "README.md".to_owned(),
        text: index::page(national, places),
    }];
    for (id, versions) in &national.procedures {
        let text = procedure::page(national, versions, places);
        pages.push(Page {
            path: format!("{id}.md"),
            text,
        });
    }
    for (code, pack) in places {
        let own = pack
            .procedures
            .iter()
            .filter(|(id, _)| !national.procedures.contains_key(*id));
        pages.extend(own.map(|(id, versions)| Page {
            path: format!("{code}/{id}.md"),
            text: procedure::page(pack, versions, &[]),
        }));
    }
    pages
}
