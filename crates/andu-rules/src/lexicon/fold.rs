//! Text as marks are looked for in it: without blanks, half-width, one spelling a sign.
//!
//! A mark is typed in many ways (秘 密 ★ 1 年, 秘密☆１年, 機密★長期); rules are written for one of them.

/// Folded text, and where each of its characters came from.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) text: String,
    /// For each byte of `text`, the byte of the original from which its character was made.
    from: Vec<usize>,
}

impl Folded {
    /// Folds a piece of text that begins at byte `start` of the original, reusing the memory.
    pub(super) fn fill(&mut self, piece: &str, start: usize) {
        self.text.clear();
        self.from.clear();
        for (at, c) in piece.char_indices() {
            let Some(folded) = fold(c) else { continue };
            self.text.push(folded);
            self.from.resize(self.text.len(), start + at);
        }
    }

    /// The byte of the original at which a byte of the folded text stood.
    pub(super) fn origin(&self, byte: usize) -> usize {
        self.from.get(byte).copied().unwrap_or_default()
    }
}

/// One character as marks are spelt; `None` where it is only a blank.
fn fold(c: char) -> Option<char> {
    let folded = match c {
        // Cells of tables end like lines.
        '\t' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '|' | '｜' => '\n',
        ' ' | '\u{a0}' | '\u{ad}' | '\u{3000}' | '\u{feff}' | '\u{fe0f}' => return None,
        '\u{2000}'..='\u{200f}' | '\u{202a}'..='\u{202f}' | '\u{205f}'..='\u{2064}' => {
            return None;
        }
        '☆' | '✩' | '✭' | '✮' | '✯' | '✰' | '✪' | '✫' | '✬' | '⭐' | '⋆' | '✦' | '✧' | '✶'
        | '✱' | '🌟' | '٭' => '★',
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '﹡' | '∗' => '*',
        '︰' | '﹕' | '∶' => ':',
        '祕' => '秘',
        '機' => '机',
        '絕' | '絶' => '绝',
        '級' => '级',
        '內' => '内',
        '號' => '号',
        '電' => '电',
        '報' => '报',
        '傳' => '传',
        '資' => '资',
        '閱' | '閲' => '阅',
        '長' => '长',
        '㊙' => '密',
        c => c,
    };
    Some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_one_and_places_are_kept() {
        let mut folded = Folded::default();
        folded.fill("秘 密　☆ １年\t機密＊10 年", 100);
        assert_eq!(folded.text, "秘密★1年\n机密*10年");
        let year = folded.text.rfind('年').unwrap();
        assert_eq!(folded.origin(year), 100 + "秘 密　☆ １年\t機密＊10 ".len());
        assert_eq!(folded.origin(0), 100);
    }
}
