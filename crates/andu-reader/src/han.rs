//! Numbers as automatic numbering prints them.

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const FORMAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

/// A number in a format by its name in WordprocessingML; formats that are not known print Arabic digits.
pub(crate) fn number(value: u32, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "ideographDigital"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanDigital2" => counting(value, &DIGITS, ['十', '百', '千']),
        "chineseLegalSimplified" | "ideographLegalTraditional" => {
            counting(value, &FORMAL, ['拾', '佰', '仟'])
        }
        "ideographTraditional" => among(value, &STEMS),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(value, 0x2460, 20),
        "decimalEnclosedParen" => enclosed(value, 0x2474, 20),
        "decimalEnclosedFullstop" => enclosed(value, 0x2488, 20),
        "ideographEnclosedCircle" => enclosed(value, 0x3280, 10),
        "decimalFullWidth" | "decimalFullWidth2" => wide(value),
        "decimalZero" => format!("{value:02}"),
        "lowerLetter" => letters(value, b'a'),
        "upperLetter" => letters(value, b'A'),
        "lowerRoman" => roman(value).to_lowercase(),
        "upperRoman" => roman(value),
        "none" | "bullet" => String::new(),
        _ => value.to_string(),
    }
}

/// Up to 9,999 in words: 十一, 二十, 一百零五.
fn counting(value: u32, digits: &[char; 10], places: [char; 3]) -> String {
    if value == 0 {
        return digits[0].to_string();
    }
    if value > 9_999 {
        return value.to_string();
    }
    let mut printed = String::new();
    let mut gap = false;
    for place in (0..4_u32).rev() {
        let digit = (value / 10_u32.pow(place) % 10) as usize;
        if digit == 0 {
            gap = !printed.is_empty();
            continue;
        }
        if gap {
            printed.push('零');
            gap = false;
        }
        // Ten to nineteen go without their one.
        if !(digit == 1 && place == 1 && printed.is_empty()) {
            printed.push(digits[digit]);
        }
        if place > 0 {
            printed.push(places[place as usize - 1]);
        }
    }
    printed
}

fn among(value: u32, all: &[char]) -> String {
    let index = (value as usize).checked_sub(1);
    let found = index.and_then(|it| all.get(it));
    found.map_or_else(|| value.to_string(), char::to_string)
}

fn enclosed(value: u32, first: u32, count: u32) -> String {
    let found = (1..=count)
        .contains(&value)
        .then(|| char::from_u32(first + value - 1));
    let found = found.flatten();
    found.map_or_else(|| value.to_string(), |c| c.to_string())
}

fn wide(value: u32) -> String {
    let wide = |digit: char| char::from_u32(digit as u32 - '0' as u32 + '０' as u32);
    value.to_string().chars().filter_map(wide).collect()
}

/// a … z, then aa, bb, as word processors count.
fn letters(value: u32, first: u8) -> String {
    let Some(index) = value.checked_sub(1) else {
        return value.to_string();
    };
    let letter = char::from(first + (index % 26) as u8);
    String::from(letter).repeat((index as usize / 26 + 1).min(10))
}

fn roman(value: u32) -> String {
    const PLACES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if value == 0 || value > 3_999 {
        return value.to_string();
    }
    let mut left = value;
    let mut printed = String::new();
    for (worth, letters) in PLACES {
        while left >= worth {
            printed.push_str(letters);
            left -= worth;
        }
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::number;

    #[track_caller]
    fn check(value: u32, format: &str, printed: &str) {
        assert_eq!(number(value, format), printed);
    }

    #[test]
    fn chinese_numbers_are_printed_as_in_headings() {
        check(1, "chineseCountingThousand", "一");
        check(10, "chineseCountingThousand", "十");
        check(12, "chineseCounting", "十二");
        check(20, "japaneseCounting", "二十");
        check(105, "chineseCounting", "一百零五");
        check(110, "chineseCounting", "一百一十");
        check(1_001, "chineseCounting", "一千零一");
        check(3, "chineseLegalSimplified", "叁");
        check(2, "ideographTraditional", "乙");
    }

    #[test]
    fn other_numbers_are_printed_as_word_processors_do() {
        check(3, "decimalEnclosedCircle", "③");
        check(21, "decimalEnclosedCircle", "21");
        check(28, "lowerLetter", "bb");
        check(1994, "upperRoman", "MCMXCIV");
        check(12, "decimalFullWidth", "１２");
        check(7, "hebrew1", "7");
        check(0, "upperLetter", "0");
    }
}
