//! The receipt of a sealed report (定稿回执): everything that has to be the same when it is worked out again.

use andu_figures::Period;
use andu_report::ReadBack;
use andu_rules::digest;
use serde::{Deserialize, Serialize};

/// Form of receipts written today; those of form 1 say nothing of the wording.
pub(crate) const FORMAT: u32 = 2;
/// Letters of the code that is printed at the foot: 128 bits.
const CODE_LETTERS: usize = 32;

/// What was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Form of the receipt.
    pub format: u32,
    /// The organ whose chain it speaks of.
    pub organ: String,
    /// The report's template.
    pub template: String,
    /// Year reported on.
    pub year: i16,
    /// Stretch of days.
    pub period: Period,
    /// Head of the chain when it was sealed.
    pub head: SealedHead,
    /// Every rule file in use.
    pub rules: Vec<SealedRule>,
    /// Every figure.
    pub values: Vec<SealedValue>,
    /// SM3 of the wording, paragraph by paragraph as a DOCX gives it back, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
    /// 核验码: SM3 over all of the above, in hex.
    pub code: String,
}

/// Head of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedHead {
    /// Position.
    pub seq: u64,
    /// Hash, in hex.
    pub hash: String,
}

/// A rule file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedRule {
    /// Its layer.
    pub layer: String,
    /// Its path in the layer.
    pub path: String,
    /// SM3, in hex.
    pub digest: String,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedValue {
    /// The indicator.
    pub indicator: String,
    /// Its term.
    pub label: String,
    /// As printed.
    pub printed: String,
    /// The value; absent where undefined.
    pub value: Option<String>,
    /// SM3 of the trace, in hex.
    pub trace: String,
}

impl Receipt {
    /// The receipt with its code worked out.
    pub(crate) fn coded(mut self) -> Receipt {
        self.code = self.work_out_code();
        self
    }

    /// The code that belongs to what the receipt says.
    pub fn work_out_code(&self) -> String {
        let blank = Receipt {
            code: String::new(),
            ..self.clone()
        };
        let text = serde_json::to_string(&blank).unwrap_or_default();
        digest(text.as_bytes())
    }

    /// The code as printed: the first 32 letters in groups of four.
    pub fn printed_code(&self) -> String {
        printed(&self.code)
    }
}

/// Beginnings of the lines at the foot, which a seal adds to the wording.
pub(crate) const FOOT: [&str; 2] = ["核验码：", "链首第"];

/// SM3 of the paragraphs of a document, its foot left out.
pub(crate) fn wording(back: &ReadBack) -> String {
    let own = |text: &&str| !FOOT.iter().any(|foot| text.starts_with(foot));
    let paragraphs = back.paragraphs.iter().map(|it| it.text.trim());
    let text: Vec<&str> = paragraphs.filter(own).collect();
    digest(text.join("\n").as_bytes())
}

/// A code in groups of four.
pub(crate) fn printed(code: &str) -> String {
    let letters: Vec<char> = code.to_uppercase().chars().take(CODE_LETTERS).collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}
