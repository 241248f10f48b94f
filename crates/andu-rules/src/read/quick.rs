//! Reads the TOML in which rules are written, several times as fast as a reader of all TOML can.
//!
//! It knows bare keys, headers of lists, texts between plain quotes, numbers, days, lists and inline tables. Whatever else it meets, faults
//! included, it leaves to the reader of all TOML: it says nothing of a file that it does not understand to the last byte.

use std::{borrow::Cow, collections::HashSet, ops::Range};

use toml::value::Datetime;

use super::tree::{Branch, Key, Node, Written};

/// Deeper nesting is left to the other reader, which says so.
const DEPTH: usize = 16;
/// Keys of a table are compared with each other, so there must be few of them.
const MOST_KEYS: usize = 256;

/// The tables of a file; `None` where it holds something that this reader does not know.
pub(super) fn read(text: &str) -> Option<Branch<'_>> {
    let mut cursor = Cursor {
        text,
        bytes: text.as_bytes(),
        at: 0,
        entries: Vec::new(),
        nodes: Vec::new(),
    };
    let mut file = Under::default();
    loop {
        cursor.skip_lines()?;
        match cursor.peek() {
            None => {
                file.close()?;
                return Some(file.root);
            }
            Some(b'[') => {
                file.close()?;
                file.header = Some(cursor.header()?);
            }
            Some(_) => {
                let entry = cursor.entry(0)?;
                add(&mut file.current, 0, entry)?;
            }
        }
        cursor.end_of_line()?;
    }
}

type Pair<'a> = (Key<'a>, Node<'a>);

/// Adds a key to a table whose keys begin at a place of the list.
fn add<'a>(keys: &mut Vec<Pair<'a>>, from: usize, pair: Pair<'a>) -> Option<()> {
    let known = keys.get(from..)?;
    if known.len() == MOST_KEYS || known.iter().any(|(key, _)| key.name == pair.0.name) {
        return None;
    }
    keys.push(pair);
    Some(())
}

/// `[[name]]` or `[[name.inner]]`, and where it stands.
struct Header<'a> {
    name: Key<'a>,
    inner: Option<Key<'a>>,
    span: Range<usize>,
}

/// A file as far as it has been read.
#[derive(Default)]
struct Under<'a> {
    root: Branch<'a>,
    /// Where the lists begin that headers opened; nothing may be added to any other.
    opened: HashSet<usize>,
    /// The header under which stands what is being read, and what stands there so far.
    header: Option<Header<'a>>,
    current: Vec<Pair<'a>>,
}

impl<'a> Under<'a> {
    /// Puts what stands under the header where it belongs.
    fn close(&mut self) -> Option<()> {
        let current = Branch(self.current.drain(..).collect());
        let Some(Header { name, inner, span }) = self.header.take() else {
            self.root = current;
            return Some(());
        };
        let table = Node::new(span.clone(), Written::Table(current));
        let Some(inner) = inner else {
            return push(&mut self.root, name, span, table, &mut self.opened);
        };
        let (_, outer) = self
            .root
            .0
            .iter_mut()
            .find(|(key, _)| *key.name == *name.name)?;
        let opened = self.opened.contains(&outer.span().start);
        let Written::List(list) = &mut outer.value else {
            return None;
        };
        let Written::Table(last) = &mut list.last_mut().filter(|_| opened)?.value else {
            return None;
        };
        push(last, inner, span, table, &mut self.opened)
    }
}

/// Adds a table to the list of that name, which a header must have opened.
fn push<'a>(
    under: &mut Branch<'a>,
    name: Key<'a>,
    span: Range<usize>,
    table: Node<'a>,
    opened: &mut HashSet<usize>,
) -> Option<()> {
    let known = under.0.iter_mut().find(|(key, _)| *key.name == *name.name);
    let Some((_, list)) = known else {
        opened.insert(span.start);
        let list = Node::new(span, Written::List(vec![table]));
        return add(&mut under.0, 0, (name, list));
    };
    let is_opened = opened.contains(&list.span().start);
    match &mut list.value {
        Written::List(list) if is_opened => list.push(table),
        _ => return None,
    }
    Some(())
}

struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Keys of the inline tables, and items of the lists, that have not been closed yet: when one is, it is known how much room it needs.
    entries: Vec<Pair<'a>>,
    nodes: Vec<Node<'a>>,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Blanks, line ends and comments.
    fn skip_lines(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n') => self.at += 1,
                Some(b'#') => self.skip_comment()?,
                _ => return Some(()),
            }
        }
    }

    fn skip_comment(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                None | Some(b'\n') => return Some(()),
                Some(byte) if is_control(byte) => return None,
                Some(_) => self.at += 1,
            }
        }
    }

    /// Nothing more may stand on a line but a comment.
    fn end_of_line(&mut self) -> Option<()> {
        self.skip_blanks();
        match self.peek() {
            None | Some(b'\n') => Some(()),
            Some(b'#') => self.skip_comment(),
            Some(_) => None,
        }
    }

    fn header(&mut self) -> Option<Header<'a>> {
        let start = self.at;
        self.eat(b'[')?;
        self.eat(b'[')?;
        self.skip_blanks();
        let name = self.key()?;
        self.skip_blanks();
        let inner = match self.eat(b'.') {
            Some(()) => {
                self.skip_blanks();
                let inner = self.key()?;
                self.skip_blanks();
                Some(inner)
            }
            None => None,
        };
        self.eat(b']')?;
        self.eat(b']')?;
        let span = start..self.at;
        Some(Header { name, inner, span })
    }

    fn key(&mut self) -> Option<Key<'a>> {
        let start = self.at;
        while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-') = self.peek() {
            self.at += 1;
        }
        let name = self.text.get(start..self.at)?;
        (!name.is_empty()).then(|| Key::new(Cow::Borrowed(name), start..self.at))
    }

    fn entry(&mut self, depth: usize) -> Option<Pair<'a>> {
        let key = self.key()?;
        self.skip_blanks();
        self.eat(b'=')?;
        self.skip_blanks();
        Some((key, self.value(depth)?))
    }

    fn value(&mut self, depth: usize) -> Option<Node<'a>> {
        let start = self.at;
        let value = match self.peek()? {
            b'"' => Written::Text(self.quoted()?),
            b'\'' => Written::Text(Cow::Borrowed(self.verbatim()?)),
            b'[' if depth < DEPTH => Written::List(self.list(depth + 1)?),
            b'{' if depth < DEPTH => Written::Table(self.table(depth + 1)?),
            _ => self.bare()?,
        };
        Some(Node::new(start..self.at, value))
    }

    /// A text in double quotes.
    fn quoted(&mut self) -> Option<Cow<'a, str>> {
        self.at += 1;
        let start = self.at;
        let end = loop {
            match self.peek()? {
                b'"' => break self.at,
                b'\\' => return self.escaped(start).map(Cow::Owned),
                byte if is_control(byte) => return None,
                _ => self.at += 1,
            }
        };
        self.at += 1;
        // Three quotes begin a text of many lines.
        let is_plain = start < end || self.peek() != Some(b'"');
        is_plain
            .then(|| self.text.get(start..end))?
            .map(Cow::Borrowed)
    }

    /// A text of which something is escaped, from its beginning.
    fn escaped(&mut self, start: usize) -> Option<String> {
        let mut text = self.text.get(start..self.at)?.to_owned();
        loop {
            let plain = self.at;
            loop {
                match self.peek()? {
                    b'"' | b'\\' => break,
                    byte if is_control(byte) => return None,
                    _ => self.at += 1,
                }
            }
            text.push_str(self.text.get(plain..self.at)?);
            self.at += 1;
            if self.bytes[self.at - 1] == b'"' {
                return Some(text);
            }
            text.push(match self.peek()? {
                b'"' => '"',
                b'\\' => '\\',
                b'n' => '\n',
                b't' => '\t',
                _ => return None,
            });
            self.at += 1;
        }
    }

    /// A text in single quotes.
    fn verbatim(&mut self) -> Option<&'a str> {
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek()? {
                b'\'' => break,
                byte if is_control(byte) => return None,
                _ => self.at += 1,
            }
        }
        let text = self.text.get(start..self.at)?;
        self.at += 1;
        (!text.is_empty() || self.peek() != Some(b'\'')).then_some(text)
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Node<'a>>> {
        self.at += 1;
        let from = self.nodes.len();
        loop {
            self.skip_lines()?;
            if self.eat(b']').is_some() {
                break;
            }
            let item = self.value(depth)?;
            self.nodes.push(item);
            self.skip_lines()?;
            if self.eat(b',').is_none() {
                self.eat(b']')?;
                break;
            }
        }
        Some(self.nodes.drain(from..).collect())
    }

    fn table(&mut self, depth: usize) -> Option<Branch<'a>> {
        self.at += 1;
        let from = self.entries.len();
        loop {
            self.skip_lines()?;
            if self.eat(b'}').is_some() {
                break;
            }
            let pair = self.entry(depth)?;
            add(&mut self.entries, from, pair)?;
            self.skip_lines()?;
            if self.eat(b',').is_none() {
                self.eat(b'}')?;
                break;
            }
        }
        Some(Branch(self.entries.drain(from..).collect()))
    }

    /// A value without quotes and brackets.
    fn bare(&mut self) -> Option<Written<'a>> {
        let start = self.at;
        while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b':' | b'+' | b'_') =
            self.peek()
        {
            self.at += 1;
        }
        let word = self.text.get(start..self.at)?;
        match word {
            "true" => return Some(Written::Flag(true)),
            "false" => return Some(Written::Flag(false)),
            _ => {}
        }
        let (whole, rest) = word.split_at(word.bytes().take_while(u8::is_ascii_digit).count());
        // A zero in front is a fault in a number, and the rule in a day.
        let is_number =
            |digits: &str| digits == "0" || !digits.is_empty() && !digits.starts_with('0');
        match rest.as_bytes().first() {
            None if is_number(whole) => whole.parse().ok().map(Written::Integer),
            Some(b'.') if is_number(whole) => {
                let digits = rest.get(1..)?;
                let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                all.then_some(Written::Fraction(Cow::Borrowed(word)))
            }
            Some(b'-') if !self.goes_on() => word.parse::<Datetime>().ok().map(Written::Moment),
            _ => None,
        }
    }

    /// A day may be followed by a blank and a time.
    fn goes_on(&self) -> bool {
        let next = self.bytes.get(self.at + 1);
        self.peek() == Some(b' ') && next.is_some_and(u8::is_ascii_digit)
    }
}

/// Whether a byte may stand in no text and no comment.
fn is_control(byte: u8) -> bool {
    byte < b' ' && byte != b'\t' || byte == 0x7f
}

#[cfg(test)]
mod tests;
