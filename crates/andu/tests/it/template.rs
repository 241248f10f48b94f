//! Journeys of an office that is filled only through blank books: what goes in through them is what the figures count.

use std::collections::BTreeMap;
use std::io::Read;

use crate::harness::Andu;

/// The headings of the first sheet of a blank book, in order.
fn headings(path: &std::path::Path) -> Vec<String> {
    let file = std::fs::File::open(path).expect("the book is there");
    let mut archive = zip::ZipArchive::new(file).expect("the book is a package");
    let mut part = |name: &str| {
        let mut text = String::new();
        archive
            .by_name(name)
            .expect("the part is there")
            .read_to_string(&mut text)
            .expect("the part is text");
        text
    };
    let strings = part("xl/sharedStrings.xml");
    let strings: Vec<&str> = strings
        .split("<si>")
        .skip(1)
        .filter_map(|item| {
            item.split("<t")
                .nth(1)?
                .split_once('>')?
                .1
                .split("</t>")
                .next()
        })
        .collect();
    let sheet = part("xl/worksheets/sheet1.xml");
    let row = sheet
        .split("<row r=\"1\"")
        .nth(1)
        .and_then(|rest| rest.split("</row>").next())
        .expect("the heading is there");
    let cells = row
        .split("<v>")
        .skip(1)
        .filter_map(|cell| cell.split("</v>").next()?.parse::<usize>().ok());
    cells.map(|index| strings[index].to_owned()).collect()
}

/// A small generator with a seed: the same numbers on every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[test]
fn figures_of_an_office_filled_through_templates_are_plain_counts() {
    let andu = Andu::new();
    andu.office();
    andu.run(&["template", "hotline-request", "-o", "空白.xlsx"])
        .done();
    let headings = headings(&andu.folder().join("空白.xlsx"));
    assert!(headings.contains(&"工单编号*".to_owned()), "{headings:?}");

    let mut seeded = Seeded(20_251_121);
    let (mut text, mut accepted, mut closed, mut both, mut at_once) =
        (headings.join(","), 0, 0, 0, 0);
    text.push('\n');
    for number in 1..=120 {
        let month = 1 + seeded.below(9);
        let day = |day: u64| format!("2025-{month:02}-{day:02}");
        let is_accepted = seeded.below(10) > 0;
        let is_dispatched = is_accepted && seeded.below(4) > 0;
        let is_at_once = is_accepted && !is_dispatched && seeded.below(2) == 0;
        let is_closed = is_accepted && (is_dispatched || is_at_once) && seeded.below(3) > 0;
        let given: BTreeMap<&str, String> = [
            ("工单编号*", format!("GD{number:04}")),
            ("收到日期*", day(1)),
            ("诉求摘要*", format!("第{number}件诉求")),
            (
                "诉求类型*",
                ["咨询", "求助", "投诉"][seeded.below(3) as usize].to_owned(),
            ),
            ("热线平台*", "12345热线".to_owned()),
            ("受理日期", if is_accepted { day(2) } else { String::new() }),
            (
                "派单日期",
                if is_dispatched { day(3) } else { String::new() },
            ),
            (
                "直接答复日期",
                if is_at_once { day(3) } else { String::new() },
            ),
            ("办结日期", if is_closed { day(9) } else { String::new() }),
        ]
        .into();
        accepted += i64::from(is_accepted);
        closed += i64::from(is_closed);
        both += i64::from(is_dispatched && is_closed);
        at_once += i64::from(is_at_once);
        let cells: Vec<&str> = headings
            .iter()
            .map(|heading| given.get(heading.as_str()).map_or("", String::as_str))
            .collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    andu.write("热线.csv", &text);
    let report = andu.json(&["import", "热线.csv", "--procedure", "hotline-request"]);
    assert_eq!(report[0]["added"], 120, "{report:#}");

    let figures = andu.json(&[
        "figures",
        "--year",
        "2025",
        "hotline-accepted",
        "hotline-closed",
        "hotline-dispatched-closed",
        "hotline-on-spot",
    ]);
    let values: Vec<i64> = figures
        .as_array()
        .unwrap()
        .iter()
        .map(|figure| figure["value"].as_f64().unwrap_or(-1.0) as i64)
        .collect();
    assert_eq!(values, [accepted, closed, both, at_once], "{figures:#}");
}

#[test]
fn a_blank_book_is_the_same_every_time() {
    let andu = Andu::new();
    andu.office();
    andu.run(&["template", "npc-suggestion", "person", "-o", "甲.xlsx"])
        .done();
    andu.run(&["template", "npc-suggestion", "person", "-o", "乙.xlsx"])
        .done();
    let read = |name: &str| std::fs::read(andu.folder().join(name)).expect("the book is there");
    assert_eq!(read("甲.xlsx"), read("乙.xlsx"));
    andu.run(&["template", "no-such-thing", "-o", "丙.xlsx"])
        .unusable();
}
