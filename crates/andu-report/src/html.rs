//! HTML: the report as a page whose figures open to their records.

use crate::{
    document::{Block, Document, FormRow, Head, Inline, NumberPlace, Slot, Typed, blank},
    line::{halves, of, signature},
    xml::Xml,
};

/// The style sheet of reports and papers.
pub const STYLE: &str = include_str!("report.css");

/// Width of a line in halves of a character.
const WIDTH: usize = 56;
/// Highest row of a form that the style sheet knows.
const MOST_LINES: u8 = 12;

/// A document as a page of its own, with a list of its figures below.
pub fn to_html(document: &Document) -> String {
    let mut xml = Xml::new();
    xml.open("html", &[("lang", "zh-CN")]).open("head", &[]);
    xml.empty("meta", &[("charset", "utf-8")]);
    let fit = "width=device-width, initial-scale=1";
    xml.empty("meta", &[("name", "viewport"), ("content", fit)]);
    xml.leaf("title", &[], &document.title);
    xml.leaf("style", &[], STYLE);
    xml.close("head").open("body", &[]);
    article(&mut xml, document);
    figures(&mut xml, document);
    xml.close("body").close("html");
    // A style sheet is no text to a reader of HTML: what XML escapes would stand in it as written.
    let page = xml.finish().replacen(&escaped(STYLE), STYLE, 1);
    format!("<!DOCTYPE html>\n{page}\n")
}

/// A document as an `article`, to be put into a page; figures have the class `figure` and the ids `f1`, `f2` …
pub fn to_html_article(document: &Document) -> String {
    let mut xml = Xml::new();
    article(&mut xml, document);
    xml.finish()
}

fn escaped(text: &str) -> String {
    let mut xml = Xml::new();
    xml.text(text);
    xml.finish()
}

fn article(xml: &mut Xml, document: &Document) {
    xml.open("article", &[("class", "report")]);
    if let Some(marks) = &document.marks {
        xml.leaf("p", &[("class", "marks")], marks);
    }
    for (number, block) in document.blocks.iter().enumerate() {
        self::block(xml, block, number);
    }
    if !document.foot.is_empty() {
        xml.open("div", &[("class", "foot")]);
        for line in &document.foot {
            xml.leaf("p", &[], line);
        }
        xml.close("div");
    }
    xml.close("article");
}

fn block(xml: &mut Xml, block: &Block, number: usize) {
    let id = format!("b{number}");
    let id = ("id", id.as_str());
    match block {
        Block::Title { inlines } => line(xml, "h1", &[id], inlines),
        Block::Addressee { inlines } => line(xml, "p", &[id, ("class", "addressee")], inlines),
        Block::Heading {
            level,
            number,
            inlines,
        } => {
            let name = ["h2", "h3", "h4", "h5"][usize::from((*level).clamp(1, 4)) - 1];
            xml.open(name, &[id]).text(number);
            inlines.iter().for_each(|it| inline(xml, it));
            xml.close(name);
        }
        Block::Paragraph { inlines } => line(xml, "p", &[id], inlines),
        Block::Head(head) => self::head(xml, id, head),
        Block::Form { rows } => form(xml, id, rows),
        Block::Note { inlines } => line(xml, "p", &[id, ("class", "note")], inlines),
        Block::PageBreak => {
            xml.empty("hr", &[id, ("class", "page-break")]);
        }
        Block::Prose { paragraphs, .. } => {
            let class = if paragraphs.is_empty() {
                "unwritten"
            } else {
                "prose"
            };
            xml.open("div", &[id]);
            for paragraph in of(block, number) {
                line(xml, "p", &[("class", class)], &paragraph.inlines);
            }
            xml.close("div");
        }
        Block::Table {
            caption,
            columns,
            rows,
        } => table(xml, id, caption, columns, rows),
        Block::Signature { organ, date } => {
            let (left, further) = signature(organ, date, WIDTH);
            xml.open("div", &[id, ("class", "signature")]);
            // Never further to the right than a narrow screen can show.
            for (text, halves_left) in [(organ, left), (date, further)] {
                let room = WIDTH.saturating_sub(halves_left + halves(text));
                let style = format!("text-align:right;padding-right:{}em", decimal(room));
                xml.leaf("p", &[("style", &style)], text);
            }
            xml.close("div");
        }
    }
}

fn head(xml: &mut Xml, id: (&str, &str), head: &Head) {
    xml.open("header", &[id]);
    if let Some(organ) = &head.letterhead {
        xml.leaf("p", &[("class", "letterhead")], organ);
    }
    let number = |xml: &mut Xml, class: &str| {
        if !head.number.is_empty() {
            line(xml, "p", &[("class", class)], &head.number);
        }
    };
    match head.place {
        NumberPlace::Above => {
            number(xml, "number right");
            line(xml, "h1", &[], &head.title);
        }
        NumberPlace::Below => {
            line(xml, "h1", &[("class", "numbered")], &head.title);
            number(xml, "number");
        }
        NumberPlace::Right => {
            line(xml, "h1", &[("class", "numbered")], &head.title);
            number(xml, "number right");
        }
    }
    xml.close("header");
}

fn form(xml: &mut Xml, id: (&str, &str), rows: &[FormRow]) {
    let columns = rows.iter().map(|row| row.cells.len()).max();
    let columns = columns.unwrap_or_default();
    xml.open("table", &[id, ("class", "form")]);
    xml.open("tbody", &[]);
    for row in rows {
        // A class, not a style: pages forbid styles within the text.
        let lines = format!("lines-{}", row.lines.min(MOST_LINES));
        xml.open("tr", &[("class", &lines)]);
        for (at, cell) in row.cells.iter().enumerate() {
            let last = at + 1 == row.cells.len();
            let span = if last { columns - at } else { 1 }.to_string();
            let name = if cell.head { "th" } else { "td" };
            line(xml, name, &[("colspan", &span)], &cell.inlines);
        }
        xml.close("tr");
    }
    xml.close("tbody").close("table");
}

/// Halves of a character in characters: 3.5.
fn decimal(halves: usize) -> String {
    let half = if halves % 2 == 1 { ".5" } else { "" };
    format!("{}{half}", halves / 2)
}

fn table(
    xml: &mut Xml,
    id: (&str, &str),
    caption: &[Inline],
    columns: &[String],
    rows: &[Vec<Vec<Inline>>],
) {
    xml.open("table", &[id]);
    if !caption.is_empty() {
        line(xml, "caption", &[], caption);
    }
    xml.open("thead", &[]).open("tr", &[]);
    for column in columns {
        xml.leaf("th", &[("scope", "col")], column);
    }
    xml.close("tr").close("thead").open("tbody", &[]);
    for row in rows {
        xml.open("tr", &[]);
        for cell in row {
            line(xml, "td", &[], cell);
        }
        xml.close("tr");
    }
    xml.close("tbody").close("table");
}

fn line(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], inlines: &[Inline]) {
    xml.open(name, attributes);
    inlines.iter().for_each(|it| inline(xml, it));
    xml.close(name);
}

fn inline(xml: &mut Xml, inline: &Inline) {
    match inline {
        Inline::Text { text } => {
            xml.text(text);
        }
        Inline::Break => {
            xml.empty("br", &[]);
        }
        Inline::Blank { label } => {
            let text = blank(label);
            xml.leaf("mark", &[("class", "blank")], &text);
        }
        Inline::Slot(slot) => figure(xml, slot),
        Inline::Typed(Typed {
            text,
            source: Some(source),
        }) => {
            xml.leaf("span", &[("class", "sourced"), ("title", source)], text);
        }
        Inline::Typed(Typed { text, source: None }) => {
            xml.leaf("mark", &[("class", "unsourced"), ("title", "无出处")], text);
        }
    }
}

fn figure(xml: &mut Xml, slot: &Slot) {
    let about = about(slot);
    let common = [
        ("class", "figure"),
        ("id", slot.id.as_str()),
        ("data-indicator", slot.indicator.as_str()),
        ("title", about.as_str()),
    ];
    match &slot.href {
        Some(href) => {
            let mut attributes = common.to_vec();
            attributes.push(("href", href));
            xml.leaf("a", &attributes, &slot.printed);
        }
        None => {
            xml.leaf("span", &common, &slot.printed);
        }
    }
}

/// 办复人大代表建议件数；上年 120；比上年 ＋10；其中据台账登记3件.
fn about(slot: &Slot) -> String {
    let mut parts = vec![slot.label.clone()];
    parts.extend(slot.before.iter().map(|before| format!("上年 {before}")));
    parts.extend(slot.change.iter().map(|change| format!("比上年 {change}")));
    parts.extend(slot.notes.iter().cloned());
    parts.join("；")
}

/// Every figure with the year before beside it; what the text has room for only in a title is in sight here.
fn figures(xml: &mut Xml, document: &Document) {
    let slots = document.slots();
    if slots.is_empty() {
        return;
    }
    xml.open("section", &[("class", "figures")])
        .open("table", &[]);
    xml.leaf("caption", &[], "数字一览");
    xml.open("thead", &[]).open("tr", &[]);
    for head in ["指标", "数字", "单位", "上年", "比上年", "说明"] {
        xml.leaf("th", &[("scope", "col")], head);
    }
    xml.close("tr").close("thead").open("tbody", &[]);
    for slot in slots {
        let to = format!("#{}", slot.id);
        xml.open("tr", &[])
            .open("td", &[])
            .leaf("a", &[("href", &to)], &slot.label)
            .close("td");
        let empty = String::new();
        let cells = [
            &slot.printed,
            &slot.unit,
            slot.before.as_ref().unwrap_or(&empty),
            slot.change.as_ref().unwrap_or(&empty),
            &slot.notes.join("；"),
        ];
        for cell in cells {
            xml.leaf("td", &[], cell);
        }
        xml.close("tr");
    }
    xml.close("tbody").close("table").close("section");
}
