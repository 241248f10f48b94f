//! Numbers of headings: 一、 （一） 1. （1）.

/// Counts headings of four levels.
#[derive(Default)]
pub(crate) struct Numbers {
    counts: [usize; 4],
}

impl Numbers {
    /// The number of the next heading of a level; deeper levels begin anew.
    pub(crate) fn next(&mut self, level: u8) -> String {
        let at = usize::from(level.clamp(1, 4)) - 1;
        self.counts[at] += 1;
        self.counts[at + 1..].fill(0);
        let count = self.counts[at];
        match at {
            0 => format!("{}、", chinese(count)),
            1 => format!("（{}）", chinese(count)),
            2 => format!("{count}."),
            _ => format!("（{count}）"),
        }
    }
}

/// 一, 十, 二十一 … up to 九十九; Arabic beyond, where no heading goes.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        1..=9 => DIGITS[number].to_owned(),
        10..=19 => format!("十{}", DIGITS[number - 10]),
        20..=99 => format!("{}十{}", DIGITS[number / 10], DIGITS[number % 10]),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeper_levels_begin_anew() {
        let mut numbers = Numbers::default();
        let told: Vec<String> = [1, 2, 2, 3, 4, 4, 3, 2, 3, 1, 2]
            .into_iter()
            .map(|level| numbers.next(level))
            .collect();
        assert_eq!(
            told.join(" "),
            "一、 （一） （二） 1. （1） （2） 2. （三） 1. 二、 （一）"
        );
    }

    #[test]
    fn tens_are_written_as_people_write_them() {
        let told: Vec<String> = [1, 9, 10, 11, 19, 20, 21, 99, 100].map(chinese).to_vec();
        assert_eq!(told.join(" "), "一 九 十 十一 十九 二十 二十一 九十九 100");
    }
}
