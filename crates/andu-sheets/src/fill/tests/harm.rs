//! Forms that were damaged on their way: told, or filled, and never a crash.

use super::*;
use proptest::prelude::*;

/// Forms as they are, each with what its map fills.
fn forms() -> Vec<(&'static str, Vec<u8>, Vec<Entry>)> {
    let form = |name| (name, bytes(name), entries(&expected(name)));
    vec![form("系统生成空表.xlsx"), form("法治政府建设情况表.docx")]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_damaged_form_is_told_or_filled(
        which in 0..2_usize,
        harm in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let (name, mut bytes, entries) = forms().swap_remove(which);
        for (at, byte) in harm {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        if let Ok(form) = Form::open(name, &bytes)
            && let Err(faults) = form.fill(&entries)
        {
            prop_assert!(!faults.is_empty());
        }
    }
}

#[test]
fn a_part_that_ends_too_early_is_told() {
    let name = "法治政府建设统计表.xlsx";
    let mut bytes = bytes(name);
    // The directory of the package says of a part that nobody fills that it goes on beyond the end of the file.
    let directory = bytes.windows(4).position(|four| four == b"PK\x01\x02");
    let directory = directory.unwrap();
    let part = bytes[directory..]
        .windows(16)
        .position(|name| name == b"docProps/app.xml");
    let header = directory + part.unwrap() - 46;
    bytes[header + 20..header + 24].copy_from_slice(&[255, 255, 255, 0]);
    let told = Form::open(name, &bytes).unwrap_err().to_string();
    assert!(told.contains("另存"), "{told}");
}
