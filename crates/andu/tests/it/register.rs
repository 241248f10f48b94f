//! A kind of work that the program has never heard of: one file in the office's own folder, and no Rust.

use crate::harness::Andu;

/// A register of the uses of the seal, with a number series and one local gate.
const SEAL_USE: &str = r#"
id = "seal-use"
label = "用印登记"
rows = ["R04"]
in_force = { from = 2020-01-01 }
source = "own"
governed_by = "used_on"
title = "subject"
plain = "每次用印一次登记"
series = { field = "number", format = "用印〔{year}〕{n}号" }
basis = [{ statute = "政府信息公开条例" }]

[[field]]
id = "number"
label = "登记号"
kind = "text"

[[field]]
id = "used_on"
label = "用印日期"
kind = "date"

[[field]]
id = "subject"
label = "事由"
kind = "text"

[[field]]
id = "approver"
label = "批准人"
kind = "person"

[[role]]
id = "keeper"
label = "印章管理人"

[[stage]]
id = "used"
label = "已用印"
closed = true

[[action]]
id = "use"
label = "用印"
opening = true
to = "used"
fields = ["used_on", "subject", "approver?"]

[[gate]]
id = "approved"
label = "用印审批"
on = ["use"]
strength = "local"
holds = "approver"
pass_by = "keeper"
remedy = "请先填写批准人"
"#;

/// Opens a matter; the approver is left out where it is empty.
pub const USE: [&str; 7] = [
    "matter",
    "new",
    "seal-use",
    "--set",
    "used_on=2025-03-03",
    "--set",
    "approver=李某某",
];

/// An office with that register.
pub fn office_with_seal() -> Andu {
    let andu = Andu::new();
    andu.office();
    andu.write(
        "andu-data/rules/procedures/seal-use/2020-01-01.toml",
        SEAL_USE,
    );
    andu
}

#[test]
fn one_file_makes_a_register_with_its_numbers_and_its_gate() {
    let andu = office_with_seal();
    let unapproved = [
        "matter",
        "new",
        "seal-use",
        "--set",
        "used_on=2025-03-03",
        "--set",
        "subject=合同",
    ];
    andu.run(&unapproved)
        .wrong()
        .says("用印审批")
        .says("请先填写批准人");
    let mut approved = USE.to_vec();
    approved.extend(["--set", "subject=合同"]);
    andu.run(&approved).done().says("用印〔2025〕1号");
    andu.run(&approved).done().says("用印〔2025〕2号");
    let list = andu.json(&["matter", "list", "seal-use"]);
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_fault_in_the_file_is_named_with_line_and_remedy() {
    let andu = Andu::new();
    andu.office();
    let broken = SEAL_USE.replace("holds = \"approver\"", "holds = \"aprover\"");
    andu.write(
        "andu-data/rules/procedures/seal-use/2020-01-01.toml",
        &broken,
    );
    let line = broken
        .lines()
        .position(|line| line.starts_with("holds"))
        .expect("it is there")
        + 1;
    andu.run(&["matter", "list", "study-session"])
        .unusable()
        .says(&format!("第 {line} 行"))
        .says("approver");
    // The office itself is sound; without the broken file it opens again.
    std::fs::remove_dir_all(andu.data().join("rules")).expect("the folder can be removed");
}
