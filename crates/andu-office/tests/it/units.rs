//! 单位序列: lists of units stand in the order that the directory gives, whatever is most urgent.

use crate::desk::{self, Desk, act, open};

fn person(desk: &Desk, name: &str, unit: &str, position: Option<&str>, at: &str) {
    let person = open("person")
        .set("name", name)
        .set("unit", unit)
        .set("registered_on", "2025-01-02")
        .set("posts", r#"[{"procedure":"*","role":"*"}]"#);
    let person = position
        .into_iter()
        .fold(person, |person, place| person.set("position", place));
    desk.does(person.by("张三").at(&format!("2025-03-03T{at}")));
}

fn request(desk: &Desk, unit: Option<&str>, day: &str) {
    let id = desk.opened(day);
    if let Some(unit) = unit {
        desk.does(
            act(&id, "allot")
                .set("unit", unit)
                .at(&format!("{day}T10:00")),
        );
    }
}

#[test]
fn what_is_due_stands_by_unit_in_their_order_and_then_by_urgency() {
    let desk = desk::real_with(desk::own_pack);
    // Neither by the alphabet nor by who was registered first: 县水利局 has the foremost place.
    person(&desk, "张三", "县安监局", None, "08:00");
    person(&desk, "李四", "县城管局", Some("20"), "08:10");
    person(&desk, "王五", "县水利局", Some("30"), "08:20");
    person(&desk, "赵六", "县水利局", Some("10"), "08:30");
    person(&desk, "钱七", "县财政局", None, "08:40");
    request(&desk, None, "2025-03-03");
    request(&desk, Some("县民政局"), "2025-03-03");
    request(&desk, Some("县财政局"), "2025-03-04");
    request(&desk, Some("县安监局"), "2025-03-05");
    request(&desk, Some("县城管局"), "2025-03-06");
    request(&desk, Some("县水利局"), "2025-03-10");
    request(&desk, Some("县水利局"), "2025-03-07");
    let due = desk.due("2025-03-10".parse().unwrap(), None).unwrap();
    let told: Vec<String> = due
        .iter()
        .map(|item| {
            let unit = item.unit.as_deref().unwrap_or("（未定）");
            format!("{unit} {}", item.due.unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            "县水利局 2025-03-14",
            "县水利局 2025-03-17",
            "县城管局 2025-03-13",
            "县安监局 2025-03-12",
            "县财政局 2025-03-11",
            "县民政局 2025-03-10",
            "（未定） 2025-03-10",
        ]
    );
    let named = ["县财政局", "县民政局", "县水利局", "县城管局"].map(str::to_owned);
    let ordered = desk.in_unit_order(named.to_vec()).unwrap();
    assert_eq!(ordered, ["县水利局", "县城管局", "县财政局", "县民政局"]);
}
