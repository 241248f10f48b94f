//! Damaged packs: whatever the bytes, reading ends with diagnostics that point into the file.

use andu_rules::{Layer, load};
use proptest::prelude::*;

use crate::support::{layers, packs};

/// One slip of a hand or a disk.
#[derive(Debug, Clone)]
enum Slip {
    Put(usize, u8),
    Insert(usize, &'static str),
    Remove(usize, usize),
    Repeat(usize, usize),
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = 0..20_000_usize;
    let pieces = [
        "\"",
        "'",
        "[",
        "]]",
        "{",
        "}",
        "=",
        ",",
        "\n",
        ".",
        "..",
        "-",
        "9",
        "0",
        "二",
        "é",
        "\\",
        "#",
        "[[clock]]\n",
        "when = \"a\"\n",
        "id = 1\n",
        "1999-02-30",
        "99999999999999999999",
        "-1",
        "true",
        "\"\"\"",
        "extends = \"application/2019-05-15\"\n",
    ];
    prop_oneof![
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Slip::Put(at, byte)),
        (at.clone(), proptest::sample::select(pieces.to_vec()))
            .prop_map(|(at, text)| Slip::Insert(at, text)),
        (at.clone(), 1..40_usize).prop_map(|(at, len)| Slip::Remove(at, len)),
        (at, 1..200_usize).prop_map(|(at, len)| Slip::Repeat(at, len)),
    ]
}

fn damage(text: &str, slips: &[Slip]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for slip in slips {
        let size = bytes.len().max(1);
        let range = |at: usize, len: usize| at % size..(at % size + len).min(size);
        match slip {
            _ if bytes.is_empty() => bytes.push(b'a'),
            Slip::Put(at, byte) => bytes[at % size] = *byte,
            Slip::Insert(at, text) => drop(bytes.splice(at % size..at % size, text.bytes())),
            Slip::Remove(at, len) => drop(bytes.drain(range(*at, *len))),
            Slip::Repeat(at, len) => {
                let copy = bytes[range(*at, *len)].to_vec();
                bytes.splice(at % size..at % size, copy);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn overlaid() -> Vec<Layer> {
    layers(&packs("good/small"))
        .into_iter()
        .chain(layers(&packs("good/overlaid")))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn a_damaged_pack_is_read_to_the_end(
        file in 0..16_usize,
        slips in proptest::collection::vec(slip(), 1..6),
    ) {
        let mut layers = overlaid();
        let count: usize = layers.iter().map(|layer| layer.files.len()).sum();
        let chosen = layers.iter_mut().flat_map(|layer| &mut layer.files).nth(file % count).unwrap();
        chosen.text = damage(&chosen.text, &slips);
        let (_, diagnostics) = load(&layers);
        for found in &diagnostics {
            let source = layers.iter().flat_map(|layer| &layer.files).filter(|it| found.file.ends_with(&it.path));
            let fits = source.clone().any(|it| found.span.end <= it.text.len() && found.line <= it.text.matches('\n').count() + 1);
            prop_assert!(fits && found.span.start <= found.span.end, "{found:?}");
            prop_assert!(!found.message.is_empty() && !found.remedy.is_empty(), "{found:?}");
        }
        prop_assert_eq!(load(&layers).1, diagnostics);
    }

    #[test]
    fn any_text_is_read_to_the_end(text in "\\PC{0,80}", path in "(procedures|statutes)/x/2020-01-01(\\.cases)?\\.toml|indicators/x\\.toml|calendars/1\\.toml|reports/x\\.toml") {
        let mut layers = overlaid();
        layers[0].files.push(andu_rules::SourceFile { path, text });
        load(&layers);
    }
}
