//! In which code a text is written: what it says, else what its bytes allow.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// A guess needs no more than this much of a text.
const SAMPLE: usize = 64 * 1024;

/// The text of some bytes, and the code where it was guessed.
pub(crate) fn decode<'a>(
    bytes: &'a [u8],
    said: Option<&'static Encoding>,
) -> (Cow<'a, str>, Option<&'static str>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (text, None);
    }
    // Pages that say GB2312 use characters of GB18030; pages of UTF-8 sometimes say GB2312 of old.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), None);
    }
    if let Some(said) = said {
        let (text, damaged) = said.decode_without_bom_handling(bytes);
        if !damaged || said == GB18030 {
            return (text, None);
        }
    }
    let encoding = guess(bytes);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text, Some(name(encoding)))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(wide) = wide(bytes) {
        return wide;
    }
    // A damaged byte or two in a text of UTF-8 must not turn it into nonsense.
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let wrong = UTF_8
        .decode_without_bom_handling(sample)
        .0
        .matches('\u{fffd}')
        .count();
    if wrong * 100 < sample.len() / 3 {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    match detector.guess(Some(b"cn"), Utf8Detection::Allow) {
        found if found == BIG5 => BIG5,
        // Whatever else it may look like, in a Chinese office it is this.
        _ => GB18030,
    }
}

/// UTF-16 without a mark: where every other byte of ASCII and punctuation is nought.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let zeros = |odd: usize| {
        sample
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|it| **it == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    match even.max(odd) > 0 && even.max(odd) >= 8 * even.min(odd) {
        true if odd > even => Some(UTF_16LE),
        true => Some(UTF_16BE),
        false => None,
    }
}

fn name(encoding: &'static Encoding) -> &'static str {
    encoding.name()
}
