//! 报告校核: papers in, what is wrong in them out.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::Stdio,
};

use crate::harness::Andu;

const WRONG: &str =
    "示例县2025年办件情况报告\n共收到建议20件，其中：交通类12件，教育类9件。\n推进法制政府建设。\n";
const FINE: &str = "示例县2025年办件情况\n全年办理建议21件，其中重点建议12件、一般建议9件。\n";

#[test]
fn a_wrong_paper_ends_with_one_and_shows_the_arithmetic() {
    let andu = Andu::new();
    andu.write("报告.txt", WRONG);
    let answer = andu.run(&["audit", "报告.txt"]).wrong();
    answer
        .says("12+9=21")
        .says("第2段")
        .says("[错误] 用词　推进【法制政府】建设。")
        .says("读出数字3个");
    assert!(!andu.data().exists());
}

#[test]
fn one_paper_is_an_object_and_several_are_an_array() {
    let andu = Andu::new();
    andu.write("好.txt", FINE);
    andu.write("坏.txt", WRONG);
    let fine = andu.json(&["audit", "好.txt"]);
    assert_eq!(fine["file"], "好.txt");
    assert_eq!(fine["findings"], serde_json::json!([]));
    assert_eq!(fine["figures"][0]["text"], "21件");
    assert_eq!(fine["figures"][0]["value"], 21);
    assert_eq!(fine["relations"][0]["holds"], "held");
    assert_eq!(fine["year"], 2025);

    let call = ["audit", "好.txt", "坏.txt", "没有.txt", "--format", "json"];
    let all = andu.run(&call).unusable().json();
    assert_eq!(all.as_array().map(Vec::len), Some(3), "{all}");
    let kinds: Vec<_> = all[1]["findings"]
        .as_array()
        .unwrap_or(&Vec::new())
        .iter()
        .map(|it| it["kind"].clone())
        .collect();
    assert_eq!(kinds, ["sum", "wording"]);
    assert_eq!(all[2]["error"]["code"], "unreadable");
}

#[test]
fn a_hundred_papers_are_answered_in_their_order() {
    let andu = Andu::new();
    let names: Vec<String> = (0..100).map(|at| format!("{at}.txt")).collect();
    for (at, name) in names.iter().enumerate() {
        andu.write(name, &FINE.replace("21", &(at + 30).to_string()));
    }
    let mut words = vec!["audit", "--format", "json"];
    words.extend(names.iter().map(String::as_str));
    let all = andu.run(&words);
    let all = all.json();
    for (at, name) in names.iter().enumerate() {
        assert_eq!(all[at]["file"], name.as_str());
        assert_eq!(all[at]["figures"][0]["value"], at + 30);
    }
}

#[test]
fn a_classified_paper_is_refused_without_a_word_of_it() {
    let andu = Andu::new();
    andu.write("报告.txt", "机密★10年\n关于某工程选址的报告\n选址在甲地。");
    let answer = andu.run(&["audit", "报告.txt"]).unusable();
    assert!(!answer.stderr.contains("甲地") && answer.stdout.is_empty());
    answer.says("未保存").says("联系保密员");
    let told = andu
        .run(&["audit", "报告.txt", "--format", "json"])
        .unusable()
        .json();
    assert_eq!(told["error"]["code"], "classified");
}

#[test]
fn with_records_each_figure_is_compared_and_a_match_is_kept() {
    let andu = Andu::new();
    andu.office();
    andu.write(
        "报告.txt",
        "示例县2025年情况\n全年收到人大代表建议3件。食堂采购大米40袋。\n",
    );
    let call = [
        "audit",
        "报告.txt",
        "--dir",
        "andu-data",
        "--format",
        "json",
    ];
    let first = andu.run(&call).wrong().json();
    let kinds = |told: &serde_json::Value| -> Vec<String> {
        let findings = told["findings"].as_array().cloned().unwrap_or_default();
        findings
            .iter()
            .filter_map(|it| it["kind"].as_str().map(str::to_owned))
            .collect()
    };
    assert_eq!(kinds(&first), ["ledger", "unsourced"], "{first}");
    assert_eq!(first["matches"][0]["kept"], false, "{first}");
    // The words of a figure are told to be none of the office's.
    let said = [
        "audit",
        "报告.txt",
        "--dir",
        "andu-data",
        "--match",
        "0=-",
        "--format",
        "json",
    ];
    let second = andu.run(&said).done().json();
    assert_eq!(kinds(&second), ["unsourced", "unsourced"], "{second}");
    assert!(andu.data().join("audit-matches.toml").is_file());
    let third = andu.run(&call).done().json();
    assert_eq!(kinds(&third), ["unsourced", "unsourced"], "{third}");
    let unknown = [
        "audit",
        "报告.txt",
        "--dir",
        "andu-data",
        "--match",
        "0=nothing",
    ];
    andu.run(&unknown)
        .unusable()
        .says("没有标识为“nothing”的指标");
}

#[test]
fn without_a_file_the_page_opens_on_this_machine() {
    let andu = Andu::new();
    let mut command = andu.command();
    command
        .args(["audit", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut line = String::new();
    let stderr = child.stderr.take().expect("messages are piped");
    BufReader::new(stderr)
        .read_line(&mut line)
        .expect("an address is told");
    let address = line
        .split("http://")
        .nth(1)
        .and_then(|it| it.split('/').next())
        .unwrap_or_default();
    let page = get(address);
    child.kill().expect("it can be stopped");
    child.wait().expect("it ends");
    assert!(
        page.contains("报告校核") && page.contains("不留存"),
        "{page}"
    );
    let left: Vec<_> = fs::read_dir(andu.folder())
        .expect("the folder is there")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

fn get(address: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the page is served");
    let request = format!("GET /audit HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .expect("a request is sent");
    let mut page = String::new();
    stream.read_to_string(&mut page).expect("a page comes back");
    page
}
