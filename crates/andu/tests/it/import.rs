//! Journeys of spreadsheets coming in: as they are, again, changed, bad, classified.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::Andu;

fn fixtures(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(kind)
}

fn bring(andu: &Andu, kind: &str, name: &str) {
    fs::copy(fixtures(kind).join(name), andu.folder().join(name)).expect("the fixture is there");
}

/// Runs an import and reads its report, whatever its exit status.
#[track_caller]
fn import(andu: &Andu, words: &[&str], status: i32) -> Value {
    let mut call = vec!["import"];
    call.extend(words);
    call.extend(["--format", "json"]);
    let answer = andu.run(&call);
    match status {
        0 => answer.done().json(),
        _ => answer.wrong().json(),
    }
}

#[track_caller]
fn counts(report: &Value, expected: [i64; 4]) {
    let found =
        ["added", "same", "changed", "rejected"].map(|key| report[0][key].as_i64().unwrap_or(-1));
    assert_eq!(found, expected, "{report:#}");
}

/// What an office answers about last year's register: a unit that is not listed, and a sheet that has no day of receipt.
const ANSWERS: &[&str] = &["--map", "收到日期=交办时间"];

fn with_answers<'a>(words: &[&'a str]) -> Vec<&'a str> {
    words.iter().chain(ANSWERS).copied().collect()
}

#[test]
fn last_years_register_comes_in_as_it_is_and_again() {
    let andu = Andu::new();
    andu.office();
    bring(&andu, "books", "建议提案台账.xls");
    bring(&andu, "books", "建议提案台账（改一格）.xls");

    let looked = import(&andu, &with_answers(&["建议提案台账.xls", "--dry-run"]), 0);
    counts(&looked, [32, 0, 0, 0]);
    assert_eq!(looked[0]["stored"], false);
    let lists: Vec<(&str, &str)> = looked[0]["lists"]
        .as_array()
        .unwrap()
        .iter()
        .map(|list| {
            (
                list["sheet"].as_str().unwrap(),
                list["procedure"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        lists,
        [
            ("人大代表建议", "npc-suggestion"),
            ("政协提案", "cppcc-proposal")
        ]
    );

    let first = import(&andu, &with_answers(&["建议提案台账.xls"]), 0);
    counts(&first, [32, 0, 0, 0]);
    assert_eq!(first[0]["accepted"], 32);
    assert!(
        !first[0]["missing"].as_object().unwrap().is_empty(),
        "要件未见 are listed"
    );

    // The scheme was kept, so that nothing has to be answered again.
    assert!(andu.data().join("schemes/建议提案台账.toml").is_file());
    counts(&import(&andu, &["建议提案台账.xls"], 0), [0, 32, 0, 0]);

    let changed = import(&andu, &["建议提案台账（改一格）.xls"], 0);
    counts(&changed, [0, 31, 1, 0]);
    let change = &changed[0]["changes"][0];
    assert_eq!(change["row"], 7);
    assert_eq!(change["was"], "C类（因条件限制等原因暂不能解决）");
    assert_eq!(change["now"], "B类（正在解决或者列入计划逐步解决）");
    counts(&import(&andu, &["建议提案台账.xls"], 0), [0, 32, 0, 0]);

    counts(
        &import(
            &andu,
            &["建议提案台账（改一格）.xls", "--accept-changes"],
            0,
        ),
        [0, 31, 1, 0],
    );
    counts(
        &import(&andu, &["建议提案台账（改一格）.xls"], 0),
        [0, 32, 0, 0],
    );
    let shown = andu.json(&["matter", "show", "2024004"]);
    let events = shown["events"].as_array().unwrap();
    assert!(events.len() > 2, "{shown:#}");
    andu.run(&["verify", "--rebuild"]).done();
}

#[test]
fn units_go_by_the_directory_and_unknown_ones_are_asked_about() {
    let andu = Andu::new();
    andu.office();
    let people = "姓名,所在单位,职务,到岗日期\n张某,示例县司法局,局长,2020-01-02\n李某,示例县公安局,局长,2020-01-02\n";
    andu.write("通讯录.csv", people);
    counts(&import(&andu, &["通讯录.csv"], 0), [2, 0, 0, 0]);
    andu.write(
        "建议.csv",
        "建议编号,建议题目,主办单位,收到日期,交办日期\n2024001,关于甲的建议,司法局,2024.1.20,2024.3.15\n2024002,关于乙的建议,供销社,2024.1.21,2024.3.15\n",
    );
    let asked = import(&andu, &["建议.csv", "--procedure", "npc-suggestion"], 1);
    counts(&asked, [0, 0, 0, 1]);
    assert_eq!(asked[0]["questions"][0]["text"], "供销社");
    assert_eq!(asked[0]["errors"][0]["row"], 3);
    assert_eq!(asked[0]["errors"][0]["column"], "C");
    assert_eq!(
        andu.json(&["matter", "list", "npc-suggestion"])["items"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    let answered = [
        "建议.csv",
        "--procedure",
        "npc-suggestion",
        "--unit",
        "供销社=示例县供销合作社",
    ];
    counts(&import(&andu, &answered, 0), [2, 0, 0, 0]);
    let shown = andu.json(&["matter", "show", "2024001"]);
    assert_eq!(shown["fields"]["lead_unit"], "示例县司法局", "{shown:#}");
}

#[test]
fn open_rows_go_on_with_their_clocks() {
    let andu = Andu::new();
    andu.office();
    andu.write("建议.csv", "建议编号,建议题目,主办单位,收到日期,交办日期\n001,关于甲的建议,司法局,2025-03-01,2025-03-12\n");
    counts(
        &import(&andu, &["建议.csv", "--procedure", "npc-suggestion"], 0),
        [1, 0, 0, 0],
    );
    let due = andu.run(&["due", "--format", "json"]).json();
    let numbers: Vec<&str> = due
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|item| item["number"].as_str())
        .collect();
    assert!(numbers.contains(&"001"), "{due:#}");
    // The next month's sheet brings the answer: a difference, then a further step.
    andu.write(
        "建议.csv",
        "建议编号,建议题目,主办单位,收到日期,交办日期,答复日期\n001,关于甲的建议,司法局,2025-03-01,2025-03-12,2025-05-20\n",
    );
    let report = import(
        &andu,
        &[
            "建议.csv",
            "--procedure",
            "npc-suggestion",
            "--accept-changes",
        ],
        0,
    );
    counts(&report, [0, 0, 1, 0]);
    counts(
        &import(&andu, &["建议.csv", "--procedure", "npc-suggestion"], 0),
        [0, 1, 0, 0],
    );
}

#[test]
fn bad_rows_stop_the_file_unless_the_good_ones_are_kept() {
    let andu = Andu::new();
    andu.office();
    bring(&andu, "bad", "坏行.xlsx");
    let refused = import(&andu, &["坏行.xlsx", "--procedure", "hotline-request"], 1);
    assert_eq!(refused[0]["stored"], false);
    let rows: Vec<i64> = refused[0]["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|error| error["row"].as_i64())
        .collect();
    assert_eq!(
        rows,
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16],
        "{refused:#}"
    );
    assert_eq!(
        andu.json(&["matter", "list", "hotline-request"])["items"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    let kept = import(
        &andu,
        &["坏行.xlsx", "--procedure", "hotline-request", "--keep-good"],
        1,
    );
    counts(&kept, [3, 0, 0, 13]);
    assert_eq!(
        andu.json(&["matter", "list", "hotline-request"])["items"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn a_classified_mark_anywhere_stops_the_file_and_leaves_nothing() {
    let folder = fixtures("classified/books");
    for entry in fs::read_dir(&folder).expect("the fixtures are there") {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(file) = name
            .strip_suffix(".expected.toml")
            .filter(|file| !file.ends_with(".docx"))
        else {
            continue;
        };
        let andu = Andu::new();
        andu.office();
        bring(&andu, "classified/books", file);
        let stops = fs::read_to_string(folder.join(&name))
            .unwrap()
            .contains("stops = true");
        let listed = |procedure: &str| {
            let listed = andu.json(&["matter", "list", procedure]);
            listed["items"].as_array().unwrap().len()
        };
        let answer = andu.run(&["import", file, "--procedure", "hotline-request"]);
        let stopped = answer.stdout.contains("涉密标志") || answer.stderr.contains("涉密标志");
        assert_eq!(
            stopped, stops,
            "{file}: {} {}",
            answer.stdout, answer.stderr
        );
        if stops {
            // That it was stopped is all that is entered.
            assert_eq!(listed("hotline-request"), 0, "{file}");
            assert_eq!(listed("classified-stop"), 1, "{file}");
            assert!(!andu.data().join("schemes").exists(), "{file}");
        }
    }
}

#[test]
fn files_that_are_no_books_are_refused_in_words() {
    let andu = Andu::new();
    andu.office();
    for (file, words) in [
        ("加密.xlsx", "把密码清空"),
        ("截断.xlsx", "不完整"),
        ("压缩炸弹.xlsx", "超过"),
        ("繁体编码.csv", "认不出"),
        ("引号没关.csv", "引号"),
        ("其实是PDF.xlsx", "不是电子表格"),
    ] {
        bring(&andu, "bad", file);
        andu.run(&["import", file]).unusable().says(words);
    }
}

#[test]
fn the_heading_that_a_person_names_is_the_heading() {
    let andu = Andu::new();
    andu.office();
    // Two rows that could both be a heading: what the columns were called once, and what they are called.
    let book =
        "旧编号,旧标题,旧日期\n建议编号,建议标题,收到日期\n第1号,关于修缮村道的建议,2025-03-03\n";
    fs::write(andu.folder().join("建议.csv"), book).unwrap();
    let read = |heading: &str, status: i32| {
        let call = ["建议.csv", "--procedure", "npc-suggestion", "--dry-run"];
        let call = [&call[..], &["--heading", heading]].concat();
        import(&andu, &call, status)
    };
    let columns = |report: &Value| report[0]["lists"][0]["columns"].to_string();
    assert!(columns(&read("建议=2", 0)).contains("收到日期"));
    assert!(!columns(&read("建议=1", 1)).contains("收到日期"));
    let other = read("没有=2", 1);
    assert!(
        other[0]["notices"]
            .to_string()
            .contains("文件里没有工作表“没有”"),
        "{other:#}"
    );
    andu.run(&["import", "建议.csv", "--heading", "建议=0"])
        .unusable()
        .says("应写成 工作表=行");
}
