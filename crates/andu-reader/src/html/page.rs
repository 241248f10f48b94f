//! A page as a list of what opens, what stands in it and what closes: walks over it need no stack.

use scraper::{ElementRef, Html, Node, node::Element};

/// A piece of a page.
pub(super) enum Piece<'a> {
    /// An element begins; its end is at the given place in the list.
    Open(&'a Element, usize),
    /// Text.
    Text(&'a str),
    /// An element ends, which began at the given place.
    Close(usize),
}

/// A page without what is never printed.
pub(super) struct Page<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// Elements of the head.
    pub(super) metas: Vec<&'a Element>,
    /// What stands in the title bar.
    pub(super) window: String,
}

/// Elements that print nothing, or nothing of the text.
const UNPRINTED: [&str; 20] = [
    "script", "style", "noscript", "template", "iframe", "object", "svg", "canvas", "button",
    "select", "textarea", "input", "nav", "audio", "video", "map", "datalist", "head", "rt", "rp",
];

impl<'a> Page<'a> {
    pub(super) fn new(html: &'a Html) -> Page<'a> {
        let mut page = Page {
            pieces: Vec::new(),
            metas: Vec::new(),
            window: String::new(),
        };
        let root = html.root_element();
        let mut open: Vec<usize> = Vec::new();
        let mut node = *root;
        loop {
            let mut enters = false;
            match node.value() {
                Node::Element(element) => {
                    if element.name() == "meta" {
                        page.metas.push(element);
                    }
                    if element.name() == "title" && page.window.is_empty() {
                        page.window =
                            ElementRef::wrap(node).map_or(String::new(), |it| it.text().collect());
                    }
                    // The head is walked for its metas; nothing of it is printed.
                    let head = element.name() == "head";
                    if head || !is_unprinted(element) {
                        page.pieces.push(Piece::Open(element, 0));
                        open.push(page.pieces.len() - 1);
                        enters = true;
                    }
                }
                Node::Text(text) => page.pieces.push(Piece::Text(text)),
                _ => {}
            }
            if enters {
                if let Some(child) = node.first_child() {
                    node = child;
                    continue;
                }
                page.close(&mut open);
            }
            // Up to where something follows.
            loop {
                if open.is_empty() {
                    return page;
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                page.close(&mut open);
                match node.parent() {
                    Some(parent) => node = parent,
                    None => return page,
                }
            }
        }
    }

    fn close(&mut self, open: &mut Vec<usize>) {
        let Some(start) = open.pop() else { return };
        let end = self.pieces.len();
        if let Piece::Open(element, close) = &mut self.pieces[start] {
            *close = end;
            if element.name() == "head" {
                self.pieces.truncate(start);
                return;
            }
        }
        self.pieces.push(Piece::Close(start));
    }

    /// The text between two places, white space taken out.
    pub(super) fn dense(&self, from: usize, to: usize, most: usize) -> String {
        let mut dense = String::new();
        for piece in &self.pieces[from..to.min(self.pieces.len())] {
            if let Piece::Text(text) = piece {
                dense.extend(text.chars().filter(|c| !c.is_whitespace()));
                if dense.len() > most {
                    break;
                }
            }
        }
        dense
    }
}

fn is_unprinted(element: &Element) -> bool {
    if UNPRINTED.contains(&element.name()) || element.attr("hidden").is_some() {
        return true;
    }
    let style = element.attr("style").unwrap_or_default();
    if style.is_empty() {
        return false;
    }
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    style.to_ascii_lowercase().contains("display:none")
}
