//! What stands before a number: 约, 不少于, 减少.

use super::scan::Scan;
use crate::Qualifier;

/// A word before a number, the claim that it makes, and characters that make another word of it: 节约 is no 约.
type Word = (&'static str, Qualifier, &'static str);

/// Longer ones first.
const WORDS: &[Word] = &[
    ("不少于", Qualifier::AtLeast, ""),
    ("不低于", Qualifier::AtLeast, ""),
    ("不超过", Qualifier::AtMost, ""),
    ("不高于", Qualifier::AtMost, ""),
    ("不多于", Qualifier::AtMost, ""),
    ("不大于", Qualifier::AtMost, ""),
    ("最少", Qualifier::AtLeast, ""),
    ("至少", Qualifier::AtLeast, ""),
    ("至多", Qualifier::AtMost, ""),
    ("最多", Qualifier::AtMost, ""),
    ("不足", Qualifier::AtMost, ""),
    ("不到", Qualifier::AtMost, ""),
    ("超过", Qualifier::AtLeast, ""),
    ("突破", Qualifier::AtLeast, ""),
    ("多于", Qualifier::AtLeast, ""),
    ("超出", Qualifier::AtLeast, ""),
    ("大约", Qualifier::Approx, ""),
    ("将近", Qualifier::Approx, ""),
    ("接近", Qualifier::Approx, ""),
    ("几乎", Qualifier::Approx, ""),
    ("大概", Qualifier::Approx, ""),
    ("逾", Qualifier::AtLeast, ""),
    ("超", Qualifier::AtLeast, "高反赶"),
    ("约", Qualifier::Approx, "节签预制合条契公特履毁违邀解集"),
    ("近", Qualifier::Approx, "最附临邻亲靠就贴远相"),
];

/// Falls of which the amount follows.
const FALLS: &[&str] = &[
    "负增长",
    "降幅为",
    "降幅达",
    "降幅",
    "减幅为",
    "减幅达",
    "减幅",
    "下降",
    "减少",
    "降低",
    "压缩",
    "缩短",
    "缩减",
    "压减",
    "削减",
    "回落",
    "下滑",
    "下浮",
    "锐减",
    "精简",
    "同比降",
    "同比减",
    "上年降",
    "上年减",
    "上年少",
    "去年降",
    "去年减",
    "去年少",
    "同期降",
    "同期减",
    "同期少",
];

/// The qualifier before a number, and where it begins.
pub(super) fn qualifier(scan: &Scan, number: usize) -> (Option<Qualifier>, usize) {
    for (word, qualifier, not_after) in WORDS {
        let length = word.chars().count();
        if scan.ends_with(number, word) {
            let start = number - length;
            let other = start > 0 && not_after.contains(scan.before(start));
            // 今年近3个月 is time, and 缩短近3天 is not.
            return if other {
                (None, number)
            } else {
                (Some(*qualifier), start)
            };
        }
    }
    (None, number)
}

/// Whether a fall of this amount is told.
pub(super) fn falls(scan: &Scan, start: usize) -> bool {
    let mut end = start;
    for word in ["了", "幅度达", "幅度为"] {
        if scan.ends_with(end, word) {
            end -= word.chars().count();
        }
    }
    FALLS.iter().any(|word| scan.ends_with(end, word))
}
