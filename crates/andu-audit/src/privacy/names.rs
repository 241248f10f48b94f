//! Full names beside a case: 原告张某某 is masked, a name in full is not.

use crate::{Finding, Kind, Severity, wording::line::Line};

/// Roles in a case or a complaint; a name behind one of them belongs to a private person.
const ROLES: &[&str] = &[
    "当事人",
    "申请人",
    "被申请人",
    "原告",
    "被告",
    "上诉人",
    "被上诉人",
    "第三人",
    "举报人",
    "投诉人",
    "信访人",
    "来信人",
    "来访人",
    "来电人",
    "反映人",
    "诉求人",
    "受害人",
    "被害人",
    "犯罪嫌疑人",
    "嫌疑人",
    "违法行为人",
    "违法人员",
    "被处罚人",
    "被执行人",
    "死者",
    "伤者",
    "患者",
    "罪犯",
    "受援人",
    "求助人",
    "低保户",
    "贫困户",
];

/// Common family names; those that are often the beginning of another word are left out (于, 应, 向, 和, 时, 有).
const FAMILY_NAMES: &str = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔汤温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟";

/// Words that look like names.
const NO_NAMES: &[&str] = &[
    "陈述", "申请", "申辩", "安全", "成功", "包括", "任何", "任意", "全部", "全程", "全权", "全面",
    "全体", "程序", "单位", "单独", "万元", "万余", "高度", "高兴", "安置", "安排", "关于", "关系",
    "关心", "金额", "石材", "江苏", "江西", "江北", "黄河", "白色", "和解", "何时", "何种", "成立",
    "成员", "路过", "管理", "管辖", "连续", "费用", "温馨", "康复", "党员", "解释", "解决", "解除",
    "简易", "简单", "简要", "季度", "项目", "游客", "华为", "易某", "谢绝", "许可", "曾经", "余额",
];

/// What may stand behind a name.
const BEHIND: &str = "，。、；：（）《》“”,.;()诉与因不于系在向对被和及等称认男女提申反来为的是未经将已违从以擅驾酒购私所一就拒非无持到涉要请希询咨建投举曾去现年住说表述写致 　";

/// Names in full beside a role.
pub(super) fn find(line: Line<'_>, found: &mut Vec<Finding>) {
    for role in ROLES {
        for (at, _) in line.text.match_indices(role) {
            // 被申请人 is found as itself, not as 申请人.
            let longer = line
                .before(at)
                .is_some_and(|c| matches!(c, '被' | '上' | '嫌' | '罪'));
            if longer && !role.starts_with(['被', '上', '犯']) {
                continue;
            }
            let start = at + role.len();
            let rest =
                line.text[start..].trim_start_matches(['：', ':', '（', '(', '“', ' ', '　', '为']);
            let start = line.text.len() - rest.len();
            if let Some(name) = name(rest) {
                let message = format!(
                    "“{role}”后面写了全名“{name}”，是个人信息（政府信息公开条例第十五条）。请改为姓加“某”，或者删去。"
                );
                let at = start..start + name.len();
                found.push(line.finding(Kind::Privacy, Severity::Warning, at, message));
            }
        }
    }
}

/// The full name with which a text begins.
fn name(rest: &str) -> Option<&str> {
    let first = rest.chars().next().filter(|c| FAMILY_NAMES.contains(*c))?;
    let given = &rest[first.len_utf8()..];
    let behind = |length: usize| {
        let mut chars = given.chars();
        let name: Vec<char> = chars.by_ref().take(length).collect();
        let whole = name.len() == length && name.iter().all(|c| is_given(*c));
        let ends = chars.next().is_none_or(|c| BEHIND.contains(c));
        (whole && ends).then(|| first.len_utf8() + name.iter().map(|c| c.len_utf8()).sum::<usize>())
    };
    let end = behind(2).or_else(|| behind(1))?;
    let name = &rest[..end];
    let is_word = NO_NAMES.iter().any(|word| name.starts_with(word));
    (!is_word).then_some(name)
}

/// Whether a character may stand in a given name; 某 and signs mask one.
fn is_given(c: char) -> bool {
    const NEVER: &str = "某的了是在与和诉因不于被向对及等或并由为以可应须必需将已未并并且其各该此这那有无权人们方案件法院局厅处部委办号元年月日个名次第一二三四五六七八九十百千万";
    crate::wording::line::is_han(c) && !NEVER.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_names_are_told_from_masked_ones_and_from_words() {
        for (text, expected) in [
            ("原告张建国不服某局处罚决定", Some("张建国")),
            ("申请人：李明，女", Some("李明")),
            ("被申请人王芳于2025年申请复议", Some("王芳")),
            ("当事人张某不服", None),
            ("当事人李某某不服", None),
            ("当事人陈述申辩", None),
            ("当事人陈述、申辩的权利", None),
            ("申请人申请公开", None),
            ("当事人于2025年提出", None),
            ("申请人应当补正", None),
            ("被告行政机关负责人出庭", None),
            ("第三人合法权益", None),
            ("申请人和被申请人", None),
            ("告知当事人权利", None),
            ("依申请人要求", None),
            ("申请人×××", None),
        ] {
            let mut found = Vec::new();
            find(Line { number: 0, text }, &mut found);
            let names: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
            assert_eq!(names.first().copied(), expected, "{text}");
        }
    }
}
