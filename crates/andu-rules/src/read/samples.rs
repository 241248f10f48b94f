//! How each key is written: the examples that remedies quote.

/// An example of a key, as it stands in a file.
pub(crate) fn sample(key: &str) -> String {
    let value = match key {
        "id" => r#""reply""#,
        "label" => r#""答复""#,
        "rows" => r#"["R13"]"#,
        "in_force" => "{ from = 2019-05-15 }",
        "from" => return "from = 2019-05-15（期间）或 from = [\"received\"]（环节）".to_owned(),
        "to" => return "to = 2019-05-14（期间）或 to = \"received\"（环节）".to_owned(),
        "source" => r#""own""#,
        "governed_by" => r#""received_on""#,
        "title" => r#""subject""#,
        "series" => r#"{ field = "number", format = "依申请〔{year}〕{n}号" }"#,
        "format" => r#""依申请〔{year}〕{n}号""#,
        "field" => r#""received_on""#,
        "fields" => r#"["subject", "phone?"]"#,
        "kind" => return "kind = \"text\"".to_owned(),
        "values" => r#"[{ id = "passed", label = "通过" }]"#,
        "columns" => r#"[{ id = "unit", label = "会办单位", kind = "unit" }]"#,
        "on" => r#"["reply"]"#,
        "holds" => r#""done(review)""#,
        "when" => r#""channel = 'fax'""#,
        "without" => r#""done(review)""#,
        "never" => r#""reply""#,
        "strength" => r#""statutory""#,
        "remedy" => r#""请先登记审查意见""#,
        "start" => r#"["register"]"#,
        "stop" => r#"["reply"]"#,
        "length" => "{ working_days = 20 }",
        "add" => "{ working_days = 20 }",
        "total" => "{ months = 6 }",
        "limit" => "{ working_days = 15 }",
        "pause" => {
            r#"[{ from = "consult", to = ["consult-result"], kind = "exclusion", label = "征求意见" }]"#
        }
        "extension" => r#"{ on = "extend", add = { working_days = 20 }, times = 1 }"#,
        "expiry" => r#"{ deemed = "abandon" }"#,
        "basis" => {
            r#"[{ statute = "政府信息公开条例", article = "三十三", says = "二十个工作日内答复" }]"#
        }
        "statute" => r#""政府信息公开条例""#,
        "article" => r#""三十三""#,
        "says" => r#""二十个工作日内答复""#,
        "passes" => r#"["passed"]"#,
        "inverse" => r#""所属会议""#,
        "procedure" => r#""agenda-item""#,
        "stage" => r#""received""#,
        "note" => r#""各地做法不一，待查原文""#,
        "number" => r#""国务院令第711号""#,
        "issuer" => r#""国务院""#,
        "adopted" | "issued" => "2019-04-03",
        "year" => "2025",
        "festival" => r#""春节""#,
        "off" => r#"["2025-01-28..2025-02-04"]"#,
        "work" => r#"["2025-01-26"]"#,
        "name" => r#""国庆前后登记的申请""#,
        "clock" => r#""reply""#,
        "due" => "2025-10-31",
        "why" => r#""收到日不计，国庆放假八日不计""#,
        "set" => r#"{ kind = "consult" }"#,
        "unit" => r#""件""#,
        "of" => r#"{ procedure = "npc-suggestion", on = "reply" }"#,
        "numerator" | "denominator" => r#"[{ procedure = "npc-suggestion", on = "reply" }]"#,
        "part" => r#""kept(reply)""#,
        "measure" => r#"{ field = "amount" }"#,
        "trend" => r#""fall""#,
        "left" | "right" => r#""npc-suggestion-replied""#,
        "operation" => r#""plus""#,
        _ => "…",
    };
    format!("{key} = {value}")
}
