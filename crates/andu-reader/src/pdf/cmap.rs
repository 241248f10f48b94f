//! Maps from codes to characters that fonts bring along.

use std::collections::BTreeMap;

/// One code prints no more than this.
const MOST_UNITS: usize = 16;

/// What codes stand for. Codes of one and of two bytes are told apart.
#[derive(Debug, Default)]
pub(super) struct CMap {
    single: BTreeMap<(usize, u32), String>,
    /// By length and last code: first code and what it stands for; the last unit counts up.
    ranges: BTreeMap<(usize, u32), (u32, Vec<u16>)>,
}

enum Token {
    Hex(Vec<u8>),
    Open,
    Close,
    Begin,
    BeginRange,
    End,
}

impl CMap {
    /// Reads a map; what cannot be understood in it is passed over.
    pub(super) fn read(bytes: &[u8]) -> CMap {
        let mut map = CMap::default();
        let mut tokens = Tokens { rest: bytes };
        while let Some(token) = tokens.next() {
            match token {
                Token::Begin => {
                    while let Some(Token::Hex(code)) = tokens.next() {
                        let Some(Token::Hex(text)) = tokens.next() else {
                            break;
                        };
                        map.single.insert(key(&code), string(&units(&text)));
                    }
                }
                Token::BeginRange => map.read_ranges(&mut tokens),
                _ => {}
            }
        }
        map
    }

    fn read_ranges(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(first)) = tokens.next() {
            let Some(Token::Hex(last)) = tokens.next() else {
                return;
            };
            let ((length, first), (_, last)) = (key(&first), key(&last));
            match tokens.next() {
                Some(Token::Hex(text)) if first <= last => {
                    self.ranges.insert((length, last), (first, units(&text)));
                }
                Some(Token::Open) => {
                    let mut code = first;
                    while let Some(Token::Hex(text)) = tokens.next() {
                        self.single.insert((length, code), string(&units(&text)));
                        code = code.saturating_add(1);
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.single.is_empty() && self.ranges.is_empty()
    }

    /// What a code of so many bytes stands for.
    pub(super) fn get(&self, length: usize, code: u32) -> Option<String> {
        if let Some(text) = self.single.get(&(length, code)) {
            return (!text.is_empty()).then(|| text.clone());
        }
        let (_, (first, text)) = self
            .ranges
            .range((length, code)..=(length, u32::MAX))
            .next()?;
        let further = code.checked_sub(*first)?;
        let mut text = text.clone();
        let last = text.last_mut()?;
        *last = last.wrapping_add(u16::try_from(further).ok()?);
        let text = string(&text);
        (!text.is_empty()).then_some(text)
    }
}

fn key(code: &[u8]) -> (usize, u32) {
    let number = code
        .iter()
        .take(4)
        .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
    (code.len(), number)
}

fn units(bytes: &[u8]) -> Vec<u16> {
    if let [byte] = bytes {
        return vec![u16::from(*byte)];
    }
    let pairs = bytes.chunks_exact(2).take(MOST_UNITS);
    pairs
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect()
}

fn string(units: &[u16]) -> String {
    char::decode_utf16(units.iter().copied())
        .filter_map(Result::ok)
        .filter(|c| *c != '\0')
        .collect()
}

struct Tokens<'a> {
    rest: &'a [u8],
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let (first, rest) = self.rest.split_first()?;
            self.rest = rest;
            match first {
                b'<' if rest.first() == Some(&b'<') => self.rest = &rest[1..],
                b'<' => {
                    let end = rest.iter().position(|it| *it == b'>')?;
                    self.rest = &rest[end + 1..];
                    return Some(Token::Hex(hex(&rest[..end])));
                }
                b'[' => return Some(Token::Open),
                b']' => return Some(Token::Close),
                b'%' => {
                    let end = rest.iter().position(|it| matches!(it, b'\n' | b'\r'));
                    self.rest = &rest[end.unwrap_or(rest.len())..];
                }
                first if first.is_ascii_alphabetic() => {
                    let end = rest.iter().position(|it| !it.is_ascii_alphanumeric());
                    let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                    self.rest = after;
                    match (first, word) {
                        (b'b', b"eginbfchar") => return Some(Token::Begin),
                        (b'b', b"eginbfrange") => return Some(Token::BeginRange),
                        (b'e', b"ndbfchar" | b"ndbfrange") => return Some(Token::End),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let digits = digits.iter().filter_map(|it| char::from(*it).to_digit(16));
    let digits: Vec<u8> = digits.take(4 * MOST_UNITS).map(|it| it as u8).collect();
    let pairs = digits.chunks(2);
    pairs
        .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::CMap;

    #[test]
    fn characters_ranges_and_lists_are_read() {
        let map = CMap::read(
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange
            2 beginbfchar <0001> <4E00> <0002> <D840DC00> endbfchar
            2 beginbfrange <0010> <0012> <4E8C> <0020> <0021> [<4E09> <56DB>] endbfrange
            1 beginbfchar <41> <0042> endbfchar",
        );
        let get = |code| map.get(2, code).unwrap_or_default();
        assert_eq!(get(1), "一");
        assert_eq!(get(2), "\u{20000}");
        assert_eq!(get(0x12), "\u{4e8e}");
        assert_eq!(get(0x21), "四");
        assert_eq!(get(0x13), "");
        assert_eq!(map.get(1, 0x41).as_deref(), Some("B"));
    }
}
