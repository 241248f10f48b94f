//! Statutes (法规文件) as far as rules cite them.

use jiff::civil::Date;

use super::{InForce, Span};

/// One version of an instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct Statute {
    /// Id, such as `foi-regulation`; also the folder.
    pub id: String,
    /// Title without 《》.
    pub title: String,
    /// Number of the document, such as 国务院令第711号, where it is certain.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// When it was adopted, where it is certain.
    pub adopted: Option<Date>,
    /// When it is in force.
    pub in_force: InForce,
    /// The articles that rules cite.
    pub articles: Vec<Article>,
    /// Name of the file, relative to the pack.
    pub file: String,
}

/// An article (条), in our own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Number in Chinese numerals, such as 三十三.
    pub number: String,
    /// What it says.
    pub says: String,
    /// Where it stands.
    pub span: Span,
}

impl Statute {
    /// The article with this number, written 三十三 or 第三十三条.
    pub fn article(&self, number: &str) -> Option<&Article> {
        let bare = number
            .strip_prefix('第')
            .and_then(|rest| rest.strip_suffix('条'));
        self.articles
            .iter()
            .find(|article| article.number == bare.unwrap_or(number))
    }
}
