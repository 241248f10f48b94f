//! What is known of a paper beside its text.

use crate::Lexicons;

/// What is known of a paper beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The year that the paper reports on; `None` where it is unknown, and then [`Text::guessed_year`](crate::Text::guessed_year) may tell.
    pub year: Option<i16>,
    /// What kind of paper it is.
    pub kind: PaperKind,
    /// Whether the text is the whole paper: only then can a section be missing from it.
    pub whole: bool,
    /// Wording lists; without them only what needs no list is looked at.
    pub lexicons: Option<&'a Lexicons>,
}

/// Kinds of papers that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PaperKind {
    /// 年度报告, and whatever is not one of the others.
    #[default]
    Report,
    /// 政府信息公开工作年度报告.
    Disclosure,
    /// 通报.
    Bulletin,
    /// 答复.
    Reply,
    /// A page of a website.
    Page,
}

impl PaperKind {
    /// The kind that a title claims.
    pub fn guess(title: &str) -> Self {
        let has = |word: &str| title.contains(word);
        if has("信息公开") && has("报告") {
            Self::Disclosure
        } else if has("通报") {
            Self::Bulletin
        } else if has("答复") || has("复函") {
            Self::Reply
        } else {
            Self::Report
        }
    }
}
