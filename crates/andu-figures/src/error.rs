//! What can go wrong on the way to a figure.

use thiserror::Error;

/// Why there is no figure.
#[derive(Debug, Error)]
pub enum FigureError {
    /// The text is not a period.
    #[error(
        "“{text}”不是统计期间。请写年、季度、月或起止日期，如：2025、2025-Q1、2025-03、2025-01-01..2025-06-30。"
    )]
    Period {
        /// As it was given.
        text: String,
    },
    /// No indicator of this id is in the rule pack.
    #[error("规则包中没有指标“{id}”。请核对标识，或列出全部指标后再选。")]
    UnknownIndicator {
        /// As it was asked for, or as another indicator names it.
        id: String,
    },
    /// No procedure of this id is in the rule pack.
    #[error("规则包中没有程序“{id}”。请核对标识，或列出全部程序后再选。")]
    UnknownProcedure {
        /// As it was asked for.
        id: String,
    },
    /// An indicator refers to itself, directly or through others.
    #[error("指标“{label}”（{file}）引用了自身，算不出来。请改正它所引用的指标。")]
    Circular {
        /// Id of the indicator.
        id: String,
        /// Its label.
        label: String,
        /// File in which it stands.
        file: String,
    },
    /// An indicator asks for something that records cannot be counted by.
    #[error("指标“{label}”（{file}）无法统计：{fault}。")]
    Indicator {
        /// Id of the indicator.
        id: String,
        /// Its label.
        label: String,
        /// File in which it stands.
        file: String,
        /// What is wrong.
        fault: Box<Fault>,
    },
    /// A condition asks for something that records cannot be filtered by.
    #[error("筛选条件“{condition}”无法使用：{fault}。")]
    Condition {
        /// The condition as printed.
        condition: String,
        /// What is wrong.
        fault: Box<Fault>,
    },
    /// A number is too large to be exact.
    #[error("指标“{label}”的数值过大，无法精确计算。请检查台账中的数量是否录错。")]
    Overflow {
        /// Label of the indicator.
        label: String,
    },
    /// The place from which a list was to go on is not one of its places.
    #[error("翻页位置“{cursor}”不是本列表给出的位置。请从第一页重新打开。")]
    Cursor {
        /// As it was given.
        cursor: String,
    },
    /// A register holds something that its columns do not promise.
    #[error("台账“{table}”中的数据与规则不符。请运行核验并重建台账。")]
    Corrupt {
        /// The table.
        table: String,
    },
    /// The ledger could not be read.
    #[error("读取台账失败。请核对数据文件夹，再运行核验。")]
    Ledger(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What records cannot be counted or filtered by, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// The procedure is not in the pack.
    #[error("规则包中没有程序“{0}”，请核对标识")]
    Procedure(String),
    /// No version of the procedure has a field of this name.
    #[error("程序“{procedure}”没有字段“{name}”，请核对字段名")]
    Field {
        /// Id of the procedure.
        procedure: String,
        /// The name.
        name: String,
    },
    /// The list has no column of this name.
    #[error("明细“{list}”没有列“{name}”，请核对列名")]
    Column {
        /// Id of the list.
        list: String,
        /// The name.
        name: String,
    },
    /// The field is not a list.
    #[error("字段“{0}”不是明细，请改用明细字段")]
    NotAList(String),
    /// Something else of the procedure is unknown.
    #[error("程序“{procedure}”没有{kind}“{name}”，请核对标识")]
    Name {
        /// Id of the procedure.
        procedure: String,
        /// Chinese word for what it should be.
        kind: &'static str,
        /// The id.
        name: String,
    },
    /// A number was expected.
    #[error("字段“{0}”不是数字，不能合计、平均或取规定值，请改用整数或小数字段")]
    NotANumber(String),
    /// A date was expected.
    #[error("字段“{0}”不是日期，不能据以归入统计期间，请改用日期字段")]
    NotADate(String),
    /// A value about a person cannot be told apart once it is masked.
    #[error("字段“{0}”是个人信息，不能据以计数，请改用其他字段")]
    Personal(String),
    /// A list cannot be one value.
    #[error("字段“{0}”是明细，不能当作一个值来计数，请改为统计明细的行")]
    List(String),
    /// Whether a clock still runs depends on the moment of an act, which a figure has not.
    #[error("“{0}”问的是办理当时期限是否届满，统计时没有这个时刻，请改用kept(…)")]
    Moment(String),
    /// Registers do not keep the order of links.
    #[error("“{0}”问的是最后关联的一件，台账不记关联的先后，请改用any(linked(…), …)")]
    Order(String),
    /// Registers do not keep who acted.
    #[error("“{0}”问的是办理人，台账不据办理人计数，请改用记录办理人的字段")]
    Actor(String),
}

impl FigureError {
    /// Stable English name, for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            FigureError::Period { .. } => "period-unreadable",
            FigureError::UnknownIndicator { .. } => "indicator-unknown",
            FigureError::UnknownProcedure { .. } => "procedure-unknown",
            FigureError::Circular { .. } => "indicator-circular",
            FigureError::Indicator { .. } => "not-countable",
            FigureError::Condition { .. } => "condition-unusable",
            FigureError::Overflow { .. } => "figure-overflow",
            FigureError::Cursor { .. } => "cursor-unknown",
            FigureError::Corrupt { .. } => "register-corrupt",
            FigureError::Ledger(_) => "ledger-unreadable",
        }
    }
}
