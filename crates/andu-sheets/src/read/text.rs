//! Which characters some bytes mean: byte order mark, then UTF-8, then what the text says of itself, then GB18030.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::book::BookError;

/// Turns bytes into text. Nothing is guessed beyond the encodings that offices use.
pub fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, BookError> {
    let unknown = || BookError::Encoding {
        name: name.to_owned(),
    };
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, failed) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return match failed {
            true => Err(unknown()),
            false => Ok(text),
        };
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        let (text, failed) = encoding.decode_without_bom_handling(bytes);
        return match failed {
            true => Err(unknown()),
            false => Ok(text),
        };
    }
    let told = said(bytes).filter(|told| *told != UTF_8);
    for encoding in [Some(UTF_8), told, Some(GB18030)].into_iter().flatten() {
        let (text, failed) = encoding.decode_without_bom_handling(bytes);
        if !failed && !text.contains('\0') {
            return Ok(text);
        }
    }
    Err(unknown())
}

/// UTF-16 without a mark: every other byte of its separators is nought.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 4 {
        return None;
    }
    let noughts = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (noughts(0), noughts(1));
    let some = |count: usize| count * 20 > head.len() / 2;
    match (some(even), some(odd)) {
        (false, true) if even == 0 => Some(UTF_16LE),
        (true, false) if odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that a page or an XML file names near its beginning. `gb2312` and `gbk` mean GB18030, which holds both.
fn said(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let at = ["charset=", "encoding="]
        .iter()
        .find_map(|key| head.find(key).map(|at| at + key.len()))?;
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(match encoding.name() {
        "GBK" => GB18030,
        _ => encoding,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8]) {
        assert_eq!(
            decode("表", bytes).unwrap().trim_start_matches('\u{feff}'),
            "编号,单位\n1,县司法局"
        );
    }

    #[test]
    fn the_encodings_of_offices_are_read() {
        let text = "编号,单位\n1,县司法局";
        check(text.as_bytes());
        check(&[b"\xEF\xBB\xBF", text.as_bytes()].concat());
        check(&GB18030.encode(text).0);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&[b"\xFF\xFE".as_slice(), &little].concat());
        check(&[b"\xFE\xFF".as_slice(), &big].concat());
        check(&little);
        check(&big);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let error = decode("乱码.csv", b"\xFC\xFF\xFFabc\xFF").unwrap_err();
        insta::assert_snapshot!(error, @"“乱码.csv”不是 UTF-8、GB18030 或者 UTF-16 编码的文字，无法读取。请用办公软件打开，另存为 .xlsx 后再导入。");
    }
}
