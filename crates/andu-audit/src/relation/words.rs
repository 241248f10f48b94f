//! Words that relations hang on: small tables, each with what it decides.

use crate::AuditFigure;

/// What a matter runs through one after another: figures of these overlap, so they do not add up.
pub(super) const STAGES: &[&str] = &[
    "受理", "收到", "办结", "办复", "答复", "回复", "回访", "评价", "满意", "采纳", "整改", "落实",
    "结案", "执行", "反馈", "销号", "验收", "公示", "参加", "参与", "合格", "按期", "按时", "及时",
    "报备", "审查", "审核", "提出", "出庭", "完成", "录用", "转化",
];

/// Traits that one person or thing can have together.
pub(super) const TRAITS: &[&str] = &[
    "党员",
    "女性",
    "女干部",
    "少数民族",
    "本科",
    "学历",
    "职称",
    "以上",
    "高级",
    "中级",
    "周岁",
    "重点",
    "首次",
    "新增",
    "其中",
    "骨干",
    "专职",
    "年轻",
];

/// Ends of a matter: exactly one of them holds.
pub(super) const OUTCOMES: &[&str] = &[
    "维持",
    "撤销",
    "变更",
    "确认违法",
    "驳回",
    "终止",
    "不予受理",
    "责令",
    "撤回",
    "和解",
    "调解",
    "同意",
    "公开",
    "不予",
    "无法",
    "其他",
    "其它",
    "其余",
    "立案",
    "移送",
];

/// A matter that came in.
pub(super) const RECEIVED: &[&str] = &[
    "受理", "收到", "接收", "接到", "接报", "承办", "交办", "办理", "登记", "应诉", "征集", "排查",
    "收集", "提交", "申请", "应", "转办", "立案", "梳理", "发现", "送审", "参加", "报名", "共有",
    "总数", "评查", "抽查", "检查", "开展", "回访", "来信", "来访", "审理", "新收", "开庭",
];

/// A matter that is over.
pub(super) const CLOSED: &[&str] = &[
    "办结",
    "办复",
    "审结",
    "结案",
    "答复",
    "回复",
    "完成整改",
    "整改",
    "销号",
    "化解",
];

/// A matter that is not over.
pub(super) const UNFINISHED: &[&str] = &[
    "正在办理",
    "在办",
    "办理中",
    "未办结",
    "尚未办结",
    "未审结",
    "尚未审结",
    "结转",
    "正在审理",
    "未完成",
    "尚未完成",
    "未整改",
    "正在整改",
    "未办复",
    "尚在办理",
    "尚未",
    "整改中",
    "未回复",
    "未答复",
    "审理中",
    "未结",
];

/// Whether words speak of what is not over: 正在, 尚有, 其余.
pub(super) fn is_open(words: &str) -> bool {
    holds_any(words, UNFINISHED)
        || holds_any(
            words,
            &[
                "正在",
                "尚有",
                "仍有",
                "其余",
                "剩余",
                "还有",
                "未启动",
                "未开工",
                "未配备",
            ],
        )
}

/// What one thing counted is part of another: 被采用 of 报送.
pub(super) const SUBSETS: &[(&[&str], &[&str])] = &[
    (
        &["采用", "采纳", "录用"],
        &["报送", "上报", "提出", "征集", "收到", "收集"],
    ),
    (&["满意"], &["回访", "测评", "评价", "参评"]),
    (
        &["整改", "完成整改", "销号"],
        &["发现", "排查", "查出", "交办", "检查出"],
    ),
    (&["通过", "合格"], &["参加", "参考", "抽检", "检测"]),
    (&["办结", "办复", "审结", "结案", "答复", "回复"], RECEIVED),
];

/// What comes after these is a change and no level.
pub(super) const CHANGES: &[&str] = &[
    "增长", "增加", "提高", "提升", "上升", "多", "扩大", "增幅", "增", "升", "下降", "减少",
    "降低", "压缩", "缩短", "缩减", "压减", "削减", "回落", "下滑", "降幅", "减", "降", "少",
    "提前", "延长", "净增", "翻",
];

/// Whether the words end with one of a table.
pub(super) fn ends_with_any(words: &str, table: &[&str]) -> bool {
    table.iter().any(|word| words.ends_with(word))
}

/// Whether the words hold one of a table.
pub(super) fn holds_any(words: &str, table: &[&str]) -> bool {
    table.iter().any(|word| words.contains(word))
}

/// Whether the words before a figure make it a change (增加12件) and no level (增加到12件).
pub(super) fn tells_change(before: &str, figure: &AuditFigure) -> bool {
    const SIZES: &[&str] = &[
        "增幅为",
        "增幅达",
        "增速为",
        "增速达",
        "增幅",
        "增速",
        "增长率为",
    ];
    let before = before.trim_end_matches(['了', '约', '近']);
    figure.value.units() < 0
        || ends_with_any(before, SIZES)
        || ends_with_any(before, CHANGES) && !before.ends_with("新增") && !before.ends_with("最多")
}

/// Whether the words before a figure make it an average.
pub(super) fn tells_average(before: &str) -> bool {
    const AVERAGES: &[&str] = &[
        "平均",
        "人均",
        "户均",
        "件均",
        "场均",
        "次均",
        "均时长",
        "案均",
        "日均",
        "月均",
    ];
    holds_any(before, AVERAGES) || before.ends_with('每') || before.ends_with('各')
}
