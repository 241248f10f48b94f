//! The lexicons of a rule pack, made ready to be looked for.

use andu_rules::{PaperForm, Promise};

use super::words::Words;
use crate::law::{Articles, Lapsed, Titles};

/// The lexicons of a rule pack, made ready once and used for every text.
#[derive(Debug, Clone, Default)]
pub struct Lexicons {
    /// Wrong words.
    pub(crate) words: Words,
    /// Laws and plans by their titles.
    pub(crate) titles: Titles,
    /// Words that lapsed with a reform.
    pub(crate) lapsed: Lapsed,
    /// Articles of the pack's statutes, in all their versions.
    pub(crate) articles: Articles,
    /// What kinds of papers must hold.
    pub(crate) papers: Vec<PaperForm>,
    /// What headings promise.
    pub(crate) promises: Vec<Promise>,
}

impl Lexicons {
    /// Makes the lexicons of a pack ready. Titles of the pack's own statutes count as right too.
    pub fn new(pack: &andu_rules::Pack) -> Self {
        let lexicons = &pack.lexicons;
        let statutes = pack.statutes.iter().map(|statute| statute.title.as_str());
        Self {
            words: Words::new(&lexicons.wordings),
            titles: Titles::new(lexicons, statutes),
            lapsed: Lapsed::new(&lexicons.lapsed),
            articles: Articles::new(&pack.statutes),
            papers: lexicons.papers.clone(),
            promises: lexicons.promises.clone(),
        }
    }
}
