//! Turns the faults of the TOML reader into Chinese, place kept.

use crate::{diagnostic::Faults, source::Place};

/// What the TOML reader says, and what it means here.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "duplicate key",
        "同一个键写了两次",
        "请删去一处；两个同类的项目要写作 [[…]]",
    ),
    (
        "string values must be quoted",
        "文本没有加引号",
        "请给文本加上英文双引号",
    ),
    (
        "invalid basic string",
        "文本的引号没有配对，或者有不能用的字符",
        "请检查前后的英文双引号",
    ),
    (
        "invalid literal string",
        "文本的引号没有配对",
        "请检查前后的英文单引号",
    ),
    (
        "invalid multi-line",
        "多行文本的引号没有配对",
        "请检查前后的三个引号",
    ),
    ("unclosed array", "方括号没有配对", "请补写 ]"),
    ("unclosed inline table", "花括号没有配对", "请补写 }"),
    ("unclosed table", "表头的方括号没有配对", "请补写 ]"),
    ("missing comma", "两项之间缺少英文逗号", "请补写英文逗号"),
    ("extra comma", "多了一个逗号", "请删去多余的逗号"),
    (
        "missing assignment",
        "键与键之间缺少等号或换行",
        "一行只写一个键，请检查这一行",
    ),
    ("missing value", "等号后面没有写值", "请补写值"),
    ("missing key", "等号前面没有写键", "请补写键"),
    (
        "key with no value",
        "键后面没有等号和值",
        "请补写，如：label = \"答复\"",
    ),
    ("extra `=`", "多了一个等号", "请删去多余的等号"),
    (
        "extra assignment",
        "一行写了两个键",
        "一行只写一个键，请换行",
    ),
    (
        "unexpected `=` in array",
        "列表里写了等号",
        "列表里的项目请用花括号，如：[{ id = \"a\" }]",
    ),
    (
        "invalid unquoted key",
        "键里有不能用的字符",
        "键只能用英文字母、数字、下划线和连字符",
    ),
    ("unquoted keys cannot be empty", "键是空的", "请补写键"),
    (
        "invalid datetime",
        "不是日历上有的日期或时间",
        "请核对年月日，如：2025-03-01",
    ),
    (
        "invalid date",
        "不是日历上有的日期或时间",
        "请核对年月日，如：2025-03-01",
    ),
    (
        "invalid time",
        "不是有的时间",
        "请核对时分，如：2025-03-01T09:30",
    ),
    (
        "invalid offset",
        "时区写得不对",
        "时间一律为北京时间，请不要写时区",
    ),
    (
        "unexpected leading zero",
        "数字前面多了零",
        "请删去数字前面的零；日期请写全，如：2025-03-01",
    ),
    ("carriage return", "换行不完整", "请用普通文本编辑器另存"),
    ("cannot recurse further", "括号套得太深", "请减少层次"),
    (
        "cannot extend value",
        "同一个名字既当值又当表",
        "请改用别的名字，或者改写为 [[…]]",
    ),
    (
        "invalid comment character",
        "注释里有不能用的控制字符",
        "请删去控制字符",
    ),
    (
        "invalid value",
        "值写得不对",
        "文本请加英文双引号，日期和数字不加",
    ),
    (
        "invalid inline table",
        "花括号里的内容写得不对",
        "请写作 { 键 = 值, 键 = 值 }",
    ),
    (
        "unexpected key or value",
        "一行写了两个键，或者值后面还有内容",
        "一行只写一个键，请换行",
    ),
    (
        "unexpected content",
        "此处有多余的内容",
        "请删去多余的内容，或者换行",
    ),
    ("missing array opening", "方括号没有配对", "请补写 ["),
    ("missing inline table opening", "花括号没有配对", "请补写 {"),
    (
        "too few unicode",
        "转义的字符码位数不够",
        "请补足位数，如：\\u4E2D",
    ),
    (
        "escaped",
        "反斜杠后面的字符不能这样写",
        "请改用单引号，或者把反斜杠写两次",
    ),
    (
        "invalid key-value pair",
        "这一行不是“键 = 值”",
        "请写作 键 = 值",
    ),
];

/// Of a file that is no text at all, nearly every byte is a fault.
const MOST: usize = 50;

/// Reports the faults of one file, one a line: what follows the first on a line is mostly its echo.
pub(crate) fn report(file: usize, errors: &[toml::de::Error], faults: &Faults<'_>) {
    let text = faults.sources.text(file);
    let mut lines = Vec::new();
    for error in errors.iter().take(MOST) {
        let span = error.span().unwrap_or(0..0);
        let start = text.floor_char_boundary(span.start);
        let line = text[..start].matches('\n').count();
        if lines.contains(&line) {
            continue;
        }
        lines.push(line);
        let word = &text[start..text.floor_char_boundary(span.end).max(start)];
        let known = WORDS
            .iter()
            .find(|(english, _, _)| error.message().contains(english));
        let (what, remedy) = match known {
            Some((_, what, remedy)) => (*what, *remedy),
            None => (
                "此处不合写法",
                "请对照规则包说明检查这一行的引号、括号和逗号",
            ),
        };
        let word = match word.lines().next().unwrap_or_default().trim() {
            "" => String::new(),
            word => format!("（“{}”）", word.chars().take(40).collect::<String>()),
        };
        let (what, remedy) = match impossible_date(text, start) {
            Some(date) => (
                format!("{date}不是日历上有的日期"),
                "请核对年月日，如：2025-03-01",
            ),
            None => (format!("{what}{word}"), remedy),
        };
        let message = format!("文件不是有效的 TOML：{what}");
        faults.error(
            Place::new(file, start..span.end.max(start)),
            "syntax",
            message,
            remedy,
        );
    }
}

/// The text at a place where it has the shape of a date: 2025-02-31 is one that no calendar has.
fn impossible_date(text: &str, start: usize) -> Option<&str> {
    let before = text[..start]
        .bytes()
        .rev()
        .take_while(|byte| byte.is_ascii_digit() || *byte == b'-')
        .count();
    let rest = text.get(start - before..)?;
    let end = rest
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || *byte == b'-')
        .count();
    let word = &rest[..end];
    let shaped = word.len() == 10 && word.as_bytes()[4] == b'-' && word.as_bytes()[7] == b'-';
    (shaped && super::calendar::date(word).is_none()).then_some(word)
}
