//! What people tell of themselves lies beside the chain, and nowhere else.

use std::fs;

use crate::desk::{self, Desk, act, now, open};

/// Bytes of every event and of every projection, as the database file holds them.
fn rows(desk: &Desk) -> Vec<String> {
    let connection = rusqlite::Connection::open(desk.dir().join("andu.db")).unwrap();
    let tables = "select name from sqlite_schema where type = 'table' and name != 'personal'";
    let mut names = connection.prepare(tables).unwrap();
    let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let names: Vec<_> = names.map(Result::unwrap).collect();
    let mut found = Vec::new();
    for name in names {
        let mut all = connection
            .prepare(&format!("select * from \"{name}\""))
            .unwrap();
        let width = all.column_count();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cell = |at| match row.get_ref(at).unwrap() {
                rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                rusqlite::types::ValueRef::Blob(blob) => String::from_utf8_lossy(blob).into_owned(),
                _ => String::new(),
            };
            found.push(format!(
                "{name}: {}",
                (0..width).map(cell).collect::<Vec<_>>().join("|")
            ));
        }
    }
    found
}

fn with_people() -> (Desk, String) {
    let desk = desk::small_in_folder();
    let opening = open("request")
        .set("subject", "照明")
        .set("received_on", "2025-03-03")
        .set("sender", "欧阳某某")
        .set("helpers", r#"[{"unit":"城管局","phone":"13000000000"}]"#);
    let id = desk.does(opening).matter;
    (desk, id)
}

#[test]
fn the_chain_and_every_register_hold_references_only() {
    let (desk, _) = with_people();
    let rows = rows(&desk);
    assert!(
        rows.iter()
            .any(|row| row.starts_with("event") && row.contains("照明"))
    );
    for secret in ["欧阳某某", "13000000000"] {
        let told: Vec<_> = rows.iter().filter(|row| row.contains(secret)).collect();
        assert!(told.is_empty(), "{told:?}");
    }
    let bytes = fs::read(desk.dir().join("andu.db-wal")).unwrap();
    let times = bytes
        .windows(12)
        .filter(|window| *window == "欧阳某某".as_bytes())
        .count();
    assert_eq!(times, 1, "once, in the side table");
}

#[test]
fn what_is_shown_and_listed_is_masked() {
    let (desk, id) = with_people();
    let at = now("2025-03-03T18:00");
    let shown = desk.show(&id, at).unwrap();
    assert_eq!(shown.fields["sender"], "＊＊＊");
    assert_eq!(shown.fields["helpers"][0]["phone"], "＊＊＊");
    assert_eq!(shown.fields["helpers"][0]["unit"], "城管局");
    assert_eq!(shown.shown["sender"], "＊＊＊");
    assert_eq!(shown.shown["helpers"], "单位：城管局，电话：＊＊＊");
    assert!(!serde_json::to_string(&shown).unwrap().contains("欧阳"));
    let list = desk.list("request", None, None, 10).unwrap();
    assert!(!serde_json::to_string(&list).unwrap().contains("欧阳"));
}

#[test]
fn a_personal_title_is_masked_wherever_matters_are_named() {
    let desk = desk::real_with(|dir| {
        desk::own_pack(dir);
        let text =
            include_str!("pack/request.toml").replace("title = \"subject\"", "title = \"sender\"");
        desk::put(dir, "procedures/request/2020-01-01.toml", &text);
    });
    let opening = open("request")
        .set("subject", "照明")
        .set("received_on", "2025-03-03");
    let id = desk.does(opening.set("sender", "欧阳某某")).matter;
    let at = now("2025-03-03T18:00");
    assert_eq!(desk.show(&id, at).unwrap().title.as_deref(), Some("＊＊＊"));
    assert_eq!(
        desk.list("request", None, None, 10).unwrap().items[0]
            .title
            .as_deref(),
        Some("＊＊＊")
    );
    let due = desk.due("2025-03-03".parse().unwrap(), None).unwrap();
    assert_eq!(due[0].title.as_deref(), Some("＊＊＊"));
}

#[test]
fn a_correction_moves_the_new_value_aside_too() {
    let (desk, id) = with_people();
    let seq = desk.show(&id, now("2025-03-03T18:00")).unwrap().events[0].seq;
    desk.does(desk::correct(&desk, &id, seq, "sender", "司马某某"));
    assert!(rows(&desk).iter().all(|row| !row.contains("司马某某")));
    assert_eq!(
        desk.show(&id, now("2025-03-03T18:00")).unwrap().fields["sender"],
        "＊＊＊"
    );
}

#[test]
fn a_value_altered_beside_the_chain_no_longer_fits_its_commitment() {
    let (mut desk, id) = with_people();
    desk.does(act(&id, "propose"));
    desk.raw("update personal set value = '诸葛某某' where value = '欧阳某某'");
    desk.is_broken_on_purpose();
    let report = &desk.verify().unwrap()[0];
    assert!(!report.ok);
    assert!(
        !report.other.is_empty() || report.first_bad.is_some(),
        "{report:?}"
    );
}
