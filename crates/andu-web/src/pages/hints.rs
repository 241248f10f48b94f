//! Sentences of the office that name options of the command line, as a page says them.

/// What a sentence says on the command line, and what it says on a page.
const SAID: &[(&str, &str)] = &[
    ("不导入的请加 --ignore 列名", "不导入的请在该列选“不导入”"),
    (
        "请加 --key 或者在导入方案的 key 中写明",
        "请在“以哪些项目认出同一件”中选择",
    ),
    (
        "列名确实不同的，用 --procedure 指明程序，或者在导入方案中写明各列对应的项目",
        "列名确实不同的，请在下面选定台账，再逐列对应",
    ),
    (
        "，或者不带 --scheme 重新识别",
        "，或者在下面选定台账重新识别",
    ),
    (
        "请用“andu rules show 程序”查看项目名称",
        "请从下拉列表中选择",
    ),
    (
        "只想先导入其余各行的，请加 --keep-good",
        "只想先导入其余各行的，请选“只登记无误的行”",
    ),
    ("请先用 --dry-run 查看原因", "请重新试算，查看原因"),
    ("；可用“andu matter list”查找", "；可以从台账中查找"),
    (
        "办理表由“andu handling out”导出",
        "办理表由“承办单位办理表”页导出",
    ),
    ("请用 andu export 导出台账", "请从台账页导出"),
    ("加 --accept 登记", "再登记"),
    ("用 --map 指明方案再填", "再试填"),
    (
        "改好方案后用 --map 指明；要重新匹配的，先把该方案移出forms目录",
        "另存为别的文件名后重新上传，逐格核对",
    ),
    ("，或者不写 --for 只填表", "，或者不写要数单位只填表"),
    (
        "请核对指标代码，可用 andu figures 查看全部指标",
        "请从下拉列表中选择指标",
    ),
    (
        "请核对程序代码，可用 andu rules list 查看",
        "请从下拉列表中选择台账",
    ),
    (
        "请核对项目代码，可用 andu rules show 查看",
        "请从下拉列表中选择项目",
    ),
    (
        "请在本单位规则的 papers/names.toml 中写一次",
        "请管理员在本单位规则的单位名称文件中写一次",
    ),
    ("请照 andu fill --help 的例子改正", "请重新逐格选择"),
];

/// A sentence as a page says it.
pub(crate) fn on_page(sentence: &str) -> String {
    let mut said = sentence.to_owned();
    for (there, here) in SAID {
        said = said.replace(there, here);
    }
    // The name of the item stands in the middle of this one.
    while let Some(at) = said.find("可用 --map ") {
        let Some(end) = said.get(at..).and_then(|rest| rest.find("统一填写")) else {
            break;
        };
        let until = at + end + "统一填写".len();
        said.replace_range(
            at..until,
            "可在“没有列的项目”中选另一列代替，或者填一个日期统一使用",
        );
    }
    if let Some(at) = said.find("加 --map ")
        && let Some(end) = said.get(at..).and_then(|rest| rest.find("重新导入"))
    {
        let until = at + end + "重新导入".len();
        said.replace_range(at..until, "请在“没有列的项目”中选那一列");
    }
    // The command that would register somebody is a line of its own.
    if let Some(at) = said.find("：andu matter new ")
        && let Some(end) = said.get(at..).and_then(|rest| rest.find('；'))
    {
        said.replace_range(at..at + end, "");
    }
    said.replace("更正 --as 的姓名", "更正姓名")
}

#[cfg(test)]
mod tests {
    use super::on_page;

    #[test]
    fn pages_name_no_options_of_the_command_line() {
        let said = on_page(
            "工作表“一”第3行缺少“收到日期”，不知适用哪一版规定。请补填；整列没有的，可用 --map 收到日期=列名 以另一列代替，或者用 --value 收到日期=日期 统一填写。",
        );
        assert!(!said.contains("--"), "{said}");
        assert!(said.ends_with("填一个日期统一使用。"), "{said}");
        let said = on_page(
            "3行没有“收到日期”：列入要件未见。有别的列写明的，加 --map 收到日期=列名 重新导入。",
        );
        assert!(
            said.ends_with("写明的，请在“没有列的项目”中选那一列。"),
            "{said}"
        );
        let said = on_page(
            "不能办理：通讯录中没有在岗的“甲”。请先登记：andu matter new person --set name=甲 …；或更正 --as 的姓名。",
        );
        assert_eq!(
            said,
            "不能办理：通讯录中没有在岗的“甲”。请先登记；或更正姓名。"
        );
    }
}
