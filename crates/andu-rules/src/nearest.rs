//! The nearest known name to a misspelt one, for remedies.

/// The known names that lie near a misspelt one, nearest first, at most three.
pub(crate) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let limit = (wrong.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .filter(|(far, name)| *far <= limit || (name.starts_with(wrong) && !wrong.is_empty()))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// 是否应为“a”？ and then `otherwise`, which stands alone where nothing is near.
pub(crate) fn perhaps<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    let near = nearest(wrong, known);
    match near.as_slice() {
        [] => otherwise.to_owned(),
        [one] => format!("是否应为“{one}”？{otherwise}"),
        _ => format!("是否应为{}之一？{otherwise}", quoted(near)),
    }
}

/// “a”、“b”.
pub(crate) fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names
        .into_iter()
        .map(|name| format!("“{name}”"))
        .collect::<Vec<_>>()
        .join("、")
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("reply", "replay"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("答复", "答覆"), 1);
    }

    #[test]
    fn nearest_first_and_nothing_far() {
        assert_eq!(
            nearest("labell", ["id", "label", "labels"]),
            ["label", "labels"]
        );
        assert!(nearest("zzz", ["accept", "reply"]).is_empty());
    }
}
