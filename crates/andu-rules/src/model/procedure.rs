//! A procedure (程序): fields, stages, actions, gates, and what they rest on.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    ActionId, Citation, ClockRule, DocumentId, FieldId, GateId, LinkId, OpinionId, ProcedureId,
    RoleId, Span, StageId, Value,
};
use crate::condition::Condition;

/// One version of one procedure: everything that `decide` needs to know about a kind of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Procedure {
    /// Id, such as `npc-suggestion`.
    pub id: ProcedureId,
    /// Official Chinese term.
    pub label: String,
    /// Rows of the product table that it serves, such as `R06`.
    pub rows: Vec<String>,
    /// When this version governs new matters.
    pub in_force: InForce,
    /// Where the system of record is (来源方式).
    pub source: Source,
    /// Whether its matters are worked here only once the office has switched that on; never for what is its own (自办).
    pub waits_for_switch: bool,
    /// Why this is a plain register without a procedure of its own, where it is one.
    pub plain: Option<String>,
    /// Keeps one row for every state, for snapshots at a date.
    pub versioned: bool,
    /// Date field of the opening action that chooses the version.
    pub governed_by: FieldId,
    /// Date field of the opening action whose day stands in where that one is left blank.
    pub governed_default: Option<FieldId>,
    /// Field shown as the title of a matter.
    pub title: FieldId,
    /// Gapless official number, drawn inside the act.
    pub series: Option<Series>,
    /// Fields whose values together occur once an organ.
    pub key: Vec<FieldId>,
    /// Field that names the responsible unit (承办单位), for due lists.
    pub unit: Option<FieldId>,
    /// Field that names the handler (经办人), for due lists.
    pub handler: Option<FieldId>,
    /// Set where this register is the office's directory (通讯录): who holds which role.
    pub directory: Option<Directory>,
    /// Set where this register takes what was stopped because of a mark of secrecy (涉密拦截).
    pub stops: Option<Stops>,
    /// What the procedure as a whole rests on.
    pub basis: Vec<Citation>,
    /// Fields in the order in which they are shown.
    pub fields: Vec<Field>,
    /// Who may act.
    pub roles: Vec<Role>,
    /// Stages in their usual order.
    pub stages: Vec<Stage>,
    /// Actions in their usual order.
    pub actions: Vec<Action>,
    /// What must hold before an action.
    pub gates: Vec<Gate>,
    /// Legal periods.
    pub clocks: Vec<ClockRule>,
    /// Kinds of documents that serve as evidence.
    pub documents: Vec<DocumentKind>,
    /// Opinions that gates ask for.
    pub opinions: Vec<Opinion>,
    /// Kinds of links to other matters.
    pub links: Vec<LinkKind>,
    /// What must never happen, to be proven over every path.
    pub invariants: Vec<Invariant>,
    /// What is not certain about the law (待核).
    pub doubts: Vec<Doubt>,
    /// SM3 of the file, and of the overlays laid over it, in hex.
    pub digest: String,
    /// Name of the file, relative to the pack.
    pub file: String,
}

impl Procedure {
    /// What chooses the version, among the fields that an opening sets: the field that governs, or the one that stands in for it.
    pub fn governing<'v>(&self, set: &'v BTreeMap<FieldId, Value>) -> Option<&'v Value> {
        let stands_in = || set.get(self.governed_default.as_ref()?);
        set.get(&self.governed_by).or_else(stands_in)
    }

    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id.as_str() == id)
    }

    /// The action with this id.
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id.as_str() == id)
    }

    /// The stage with this id.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id.as_str() == id)
    }

    /// The clock with this id.
    pub fn clock(&self, id: &str) -> Option<&ClockRule> {
        self.clocks.iter().find(|clock| clock.id.as_str() == id)
    }

    /// The gates that stand before an action.
    pub fn gates_of<'a>(&'a self, action: &'a str) -> impl Iterator<Item = &'a Gate> {
        self.gates
            .iter()
            .filter(move |gate| gate.on.iter().any(|id| id.as_str() == action))
    }

    /// The action that opens a matter.
    pub fn opening(&self) -> Option<&Action> {
        self.actions.iter().find(|action| action.opening)
    }
}

/// Period in force, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InForce {
    /// First day.
    pub from: Date,
    /// Last day; `None` while in force.
    pub to: Option<Date>,
}

impl InForce {
    /// Whether a day lies within the period.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Where the system of record is (来源方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 自办: the office works the matter here.
    Own,
    /// 导入: a superior system's own export.
    Import,
    /// 汇总: units' signed totals.
    Sum,
}

/// A gapless number series, counted within the year of the governing date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Field that receives the number.
    pub field: FieldId,
    /// Wording with `{year}` and `{n}`, such as `依申请〔{year}〕{n}号`.
    pub format: String,
}

/// Which fields of a register say who holds which role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    /// Field that holds the person's name.
    pub name: FieldId,
    /// List field whose rows hold `procedure` (`*` for every one) and `role`.
    pub grants: FieldId,
    /// Whole-number field that holds the person's place in the order of units (单位序列); without it the order of entry decides.
    pub position: Option<FieldId>,
}

/// Which fields of a register take a stop (涉密拦截): the day, the time, the way and the kind of mark, and nothing else of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stops {
    /// Date field.
    pub day: FieldId,
    /// Date-time field.
    pub time: FieldId,
    /// Choice field with the [ways](Stops::WAYS).
    pub way: FieldId,
    /// Text field that takes the kind of mark as the lexicon calls it.
    pub mark: FieldId,
}

impl Stops {
    /// By what ways something comes that is stopped: a ledger to be imported, a sheet of a unit, a superior's form, a draft to be audited,
    /// a record with its files.
    pub const WAYS: [&'static str; 5] = ["import", "handling", "fill", "audit", "matter"];
}

/// A field (字段) of a matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Id, snake_case; also the name of the column.
    pub id: FieldId,
    /// Official Chinese term.
    pub label: String,
    /// Type of its values.
    pub kind: FieldKind,
    /// Kept beside the events, not in them; masked in lists.
    pub personal: bool,
    /// Lists may be sorted and filtered by it.
    pub index: bool,
    /// Unit of measure of a number, such as 元.
    pub unit: Option<String>,
    /// Permitted values of a choice.
    pub values: Vec<Choice>,
    /// Columns of a list, one level deep.
    pub columns: Vec<Field>,
    /// Where it stands.
    pub span: Span,
}

/// Type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Many lines.
    LongText,
    /// Whole number.
    Integer,
    /// Decimal with at most four places.
    Decimal,
    /// Civil day.
    Date,
    /// Civil day and time, Asia/Shanghai.
    DateTime,
    /// Yes or no.
    Boolean,
    /// One of `values`.
    Choice,
    /// Name of a person of the office (a post holder, not personal data of a citizen).
    Person,
    /// Name of a unit.
    Unit,
    /// Flat rows.
    List,
}

/// A permitted value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The value as stored.
    pub id: String,
    /// The value as shown.
    pub label: String,
    /// Article, where the law names the value.
    pub basis: Option<Citation>,
}

/// Who may act (角色).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Id.
    pub id: RoleId,
    /// Chinese term.
    pub label: String,
    /// Whether responsible units (承办单位) act in it, who may do so on a sheet of paper or a spreadsheet.
    pub unit: bool,
}

/// A stage (环节).
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Id.
    pub id: StageId,
    /// Chinese term.
    pub label: String,
    /// Nothing more need happen: 办结, 终止 …
    pub closed: bool,
    /// Why no clock runs while the matter rests here; required for an open stage without a clock.
    pub waits: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// An action (办理动作): what somebody does to a matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Id.
    pub id: ActionId,
    /// Chinese term.
    pub label: String,
    /// Opens the matter.
    pub opening: bool,
    /// Stages in which it may be taken; empty only for the opening action. `"*"` in the file means every open stage and is
    /// spelled out here.
    pub from: Vec<StageId>,
    /// Stage afterwards, the first whose condition holds; empty leaves the stage as it is.
    pub to: Vec<Target>,
    /// Roles that may take it; empty means any role of the procedure.
    pub by: Vec<RoleId>,
    /// Fields that it sets.
    pub fields: Vec<FieldUse>,
    /// Documents without which it is refused.
    pub documents: Vec<DocumentId>,
    /// Links that it may make.
    pub links: Vec<LinkId>,
    /// Happens by law when a clock runs out; nobody takes it by hand.
    pub deemed: bool,
    /// Figures count by its day, so that the records behind one are found without reading the whole register.
    pub index: bool,
    /// What it rests on.
    pub basis: Vec<Citation>,
    /// Where it stands.
    pub span: Span,
}

/// Where an action leads, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Evaluated after the action's fields are set; `None` always holds.
    pub when: Option<Condition>,
    /// Stage afterwards.
    pub stage: StageId,
}

/// A field set by an action; written `name` or, where it may be left out, `name?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldUse {
    /// The field.
    pub field: FieldId,
    /// Refused when missing.
    pub required: bool,
}

/// A gate (前置条件): what must hold before an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Id.
    pub id: GateId,
    /// Chinese term, such as 合法性审核意见.
    pub label: String,
    /// Actions before which it stands.
    pub on: Vec<ActionId>,
    /// How binding it is.
    pub strength: Strength,
    /// Applies only when this holds; `None` always applies.
    pub when: Option<Condition>,
    /// Opens when this holds. The fields that the action itself sets are seen already.
    pub holds: Condition,
    /// Statutory exceptions, each with its article.
    pub exceptions: Vec<Exception>,
    /// Role of the leader who may pass a `local` gate with a reason (特批).
    pub pass_by: Option<RoleId>,
    /// What it rests on; never empty for `statutory`.
    pub basis: Vec<Citation>,
    /// What to do, in Chinese, such as 请先登记审查意见.
    pub remedy: String,
    /// Where it stands.
    pub span: Span,
}

/// How binding a gate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// 法定: opens by evidence or by a statutory exception.
    Statutory,
    /// 本地规则: a named leader may pass it with a reason.
    Local,
    /// 提示: warns.
    Advice,
}

/// A statutory exception to a gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// Chinese term.
    pub label: String,
    /// When it applies.
    pub when: Condition,
    /// The article that grants it.
    pub basis: Citation,
}

/// A kind of document (材料).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentKind {
    /// Id.
    pub id: DocumentId,
    /// Chinese term.
    pub label: String,
}

/// An opinion (意见): a choice field whose values say whether it passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Id, used as `opinion(id)`.
    pub id: OpinionId,
    /// Chinese term.
    pub label: String,
    /// Field that holds the conclusion.
    pub field: FieldId,
    /// Conclusions that let the matter pass.
    pub passes: Vec<String>,
}

/// A kind of link (关联) from a matter of this procedure to one of another.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkKind {
    /// Id.
    pub id: LinkId,
    /// Chinese term seen from here.
    pub label: String,
    /// Chinese term seen from the other side.
    pub inverse: String,
    /// Procedure on the other side.
    pub procedure: ProcedureId,
    /// Fields of the other side that conditions here read; nothing else of a linked matter is looked at.
    pub reads: Vec<Field>,
    /// Stages of the other side.
    pub stages: Vec<Stage>,
}

/// What must never happen: `never` taken without `without` holding.
#[derive(Debug, Clone, PartialEq)]
pub struct Invariant {
    /// The action that must not be taken …
    pub never: ActionId,
    /// … unless this holds.
    pub without: Condition,
    /// Which gates the proof may count on: with `Statutory` it holds whatever a leader passes; with `Local` but for a special approval
    /// (特批); with `Advice` but for a warning that was not heeded.
    pub strength: Strength,
    /// What it rests on.
    pub basis: Vec<Citation>,
    /// Where it stands.
    pub span: Span,
}

/// A doubt about the law (待核).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// Id of the clock, gate, field … in doubt; the procedure itself where empty.
    pub about: String,
    /// One of the kinds of `rules/` vocabulary: source-unseen, local-practice, conflict, wording.
    pub kind: String,
    /// What is not certain, and what would settle it.
    pub note: String,
}

/// Indexes of a pack: procedures by id, versions in order.
pub type Versions = BTreeMap<ProcedureId, Vec<std::sync::Arc<Procedure>>>;
