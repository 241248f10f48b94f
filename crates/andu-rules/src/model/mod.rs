//! What a rule pack says once it has been read: plain data, no behaviour.
//!
//! Ids are kebab-case for procedures, actions, gates, clocks, indicators; fields are snake_case.

mod case;
mod clock;
mod indicator;
mod paper;
mod procedure;
mod report;
mod statute;
mod value;

pub use case::WorkedCase;
pub use clock::{
    Aspect, ClockRule, Expiry, ExtensionRule, ExtensionSize, LengthCase, LengthRule, PauseKind,
    PauseRule, Trigger,
};
pub use indicator::{
    Counted, DateSource, Elapsed, ElapsedUnit, Indicator, IndicatorKind, Measure, Operation,
    PeriodKind, Qualifier, Trend,
};
pub(crate) use paper::SLOTS;
pub use paper::{
    Lookup, LookupStep, OfficeName, Paper, PaperBlock, PaperBlockKind, PaperCell, PaperLook,
    PaperPiece, PaperRow, PaperSlot, PaperText, SlotFault, SlotKind, SlotLook,
};
pub use procedure::{
    Action, Choice, Directory, DocumentKind, Doubt, Exception, Field, FieldKind, FieldUse, Gate,
    InForce, Invariant, LinkKind, Opinion, Procedure, Role, Series, Source, Stage, Stops, Strength,
    Target, Versions,
};
pub use report::{
    BlockKind, FigureComparison, FigureCondition, Identity, IdentityKind, Joins, LooseBrace, Piece,
    ReportTemplate, RequiredContent, TemplateBlock, Variable, Wording,
};
pub use statute::{Article, Statute};
pub use value::{Decimal, Row, Value};

use std::fmt;

/// Makes a newtype for an id, so that a stage can never be handed over as an action.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub std::sync::Arc<str>);

        impl $name {
            /// The id as it stands in the rule file.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// Id of a procedure (程序), such as `foi-application`.
    ProcedureId
);
id!(
    /// Id of a stage (环节) within a procedure.
    StageId
);
id!(
    /// Id of an action (办理动作) within a procedure.
    ActionId
);
id!(
    /// Id of a field (字段) within a procedure; snake_case.
    FieldId
);
id!(
    /// Id of a role (角色) within a procedure.
    RoleId
);
id!(
    /// Id of a gate (前置条件) within a procedure.
    GateId
);
id!(
    /// Id of a clock (期限) within a procedure; `procedure.clock` on the outside.
    ClockId
);
id!(
    /// Id of a kind of document (材料) within a procedure.
    DocumentId
);
id!(
    /// Id of an opinion (意见) within a procedure.
    OpinionId
);
id!(
    /// Id of a kind of link (关联) from one matter to another.
    LinkId
);
id!(
    /// Id of an indicator (指标).
    IndicatorId
);
id!(
    /// Id of a paper (办理文书) within a procedure, such as `extension-notice`.
    PaperId
);
id!(
    /// Id of a report template (报告模板), such as `law-based-government`.
    ReportId
);

/// Where in a rule file something stands: byte offsets, for diagnostics. `0..0` where it came from code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The article that a rule rests on (依据).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Citation {
    /// Title of the instrument, without 《》, such as 政府信息公开条例.
    pub statute: String,
    /// Number of the article in Chinese numerals, such as 三十三. `None` where the rule has no articles.
    pub article: Option<String>,
    /// Item of the article, or of a notice without articles, as it is printed: （七）, 第七项.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What the article says, in our own words.
    pub says: Option<String>,
}

impl Citation {
    /// Where in the instrument: 第三十三条, 第三十三条第七项, （七）; `None` where the whole of it is meant.
    pub fn passage(&self) -> Option<String> {
        let item = self.item.as_deref().unwrap_or_default();
        match &self.article {
            Some(article) => Some(format!("第{article}条{item}")),
            None => self.item.clone(),
        }
    }
}

impl fmt::Display for Citation {
    /// 政府信息公开条例 第三十三条.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.passage() {
            Some(passage) if self.article.is_some() => write!(f, "{} {passage}", self.statute),
            Some(item) => write!(f, "{}{item}", self.statute),
            None => f.write_str(&self.statute),
        }
    }
}
