//! Why something is refused: what, where, which article, what to do.

use std::fmt;

use andu_calendar::{Date, DateTime};
use andu_rules::model::{Citation, GateId};

use crate::command::LATE_ENTRY_ROLE;
use crate::fields::FieldFault;
use crate::gates::ClosedGate;

/// A refusal. Nothing has been written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The procedure has no such action.
    UnknownAction {
        /// What was asked for.
        action: String,
        /// The procedure's label.
        procedure: String,
        /// What may be done now: id and label.
        can: Vec<(String, String)>,
    },
    /// The action happens by law only.
    NotByHand {
        /// Its label.
        action: String,
    },
    /// The stage does not permit the action.
    WrongStage {
        /// Its label.
        action: String,
        /// The stage's label.
        stage: String,
        /// What may be done now: id and label.
        can: Vec<(String, String)>,
    },
    /// The opening action on a matter that is open already.
    AlreadyOpen {
        /// Its label.
        action: String,
    },
    /// There is no matter yet.
    NotOpen,
    /// The matter is void.
    Voided,
    /// The time lies in the future.
    Future {
        /// The time.
        at: DateTime,
        /// The time of entry.
        now: DateTime,
    },
    /// The time lies before the matter's opening.
    BeforeOpening {
        /// The time.
        at: DateTime,
        /// When it was opened.
        opened: DateTime,
    },
    /// More than one working day late, and no reason given.
    LateWithoutReason {
        /// When it happened.
        at: DateTime,
        /// Working days between the deed and its entry.
        working_days: i64,
    },
    /// More than one working day late, and no role for late entries.
    LateWithoutRole {
        /// Who acts.
        actor: String,
        /// Working days between the deed and its entry.
        working_days: i64,
    },
    /// The role is missing.
    WrongRole {
        /// The action's label.
        action: String,
        /// Who acts.
        actor: String,
        /// Labels of the roles that may.
        roles: Vec<String>,
    },
    /// Fields are missing, unknown or wrong.
    Fields {
        /// The action's label.
        action: String,
        /// All faults.
        faults: Vec<FieldFault>,
    },
    /// Documents are missing.
    Documents {
        /// The action's label.
        action: String,
        /// Labels of the documents.
        missing: Vec<String>,
        /// The action's articles.
        basis: Vec<Citation>,
    },
    /// A link that the action may not make, or to a matter that does not fit.
    Link {
        /// The action's label.
        action: String,
        /// The link's id.
        link: String,
        /// What is wrong with it.
        why: LinkFault,
    },
    /// Gates are closed.
    Gates {
        /// The action's label.
        action: String,
        /// All closed gates.
        gates: Vec<ClosedGate>,
    },
    /// A special approval that cannot be given.
    Approval {
        /// The gate.
        gate: GateId,
        /// Why not.
        why: ApprovalFault,
    },
    /// No condition of the action leads anywhere.
    NoTarget {
        /// The action's label.
        action: String,
    },
    /// A correction or void of an event that is not there.
    NoSuchEvent {
        /// Its sequence number.
        event: u64,
    },
    /// A correction of a field that the event did not set.
    NotSetThere {
        /// The event.
        event: u64,
        /// The field's label.
        field: String,
    },
    /// A correction or void without a reason.
    WithoutReason,
    /// The opening cannot be voided alone.
    VoidOpening,
    /// The version is not in force on the governing day.
    NotInForce {
        /// The procedure's label.
        procedure: String,
        /// The governing day.
        day: Date,
        /// First day of the version.
        from: Date,
        /// Last day of the version.
        to: Option<Date>,
    },
    /// As-found steps out of order.
    StepsOutOfOrder {
        /// The step's label.
        action: String,
    },
    /// An as-found entry without steps.
    NoSteps,
}

/// What is wrong with a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkFault {
    /// The procedure or the action knows no such link.
    Unknown,
    /// There is no such matter.
    NoMatter(String),
    /// The matter is of another procedure.
    WrongProcedure {
        /// Label of the procedure expected.
        expected: String,
    },
}

/// Why a special approval cannot be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalFault {
    /// The gate is statutory, or does not exist here.
    NotLocal,
    /// The person does not hold the role.
    WrongRole {
        /// Label of the role.
        role: String,
    },
    /// No reason.
    NoReason,
}

impl Refusal {
    /// Stable English code.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::UnknownAction { .. } => "unknown-action",
            Refusal::NotByHand { .. } => "not-by-hand",
            Refusal::WrongStage { .. } => "wrong-stage",
            Refusal::AlreadyOpen { .. } => "already-open",
            Refusal::NotOpen => "not-open",
            Refusal::Voided => "voided",
            Refusal::Future { .. } => "future",
            Refusal::BeforeOpening { .. } => "before-opening",
            Refusal::LateWithoutReason { .. } => "late-without-reason",
            Refusal::LateWithoutRole { .. } => "late-without-role",
            Refusal::WrongRole { .. } => "wrong-role",
            Refusal::Fields { .. } => "fields",
            Refusal::Documents { .. } => "documents",
            Refusal::Link { .. } => "link",
            Refusal::Gates { .. } => "gate-closed",
            Refusal::Approval { .. } => "approval",
            Refusal::NoTarget { .. } => "no-target",
            Refusal::NoSuchEvent { .. } => "no-such-event",
            Refusal::NotSetThere { .. } => "not-set-there",
            Refusal::WithoutReason => "without-reason",
            Refusal::VoidOpening => "void-opening",
            Refusal::NotInForce { .. } => "not-in-force",
            Refusal::StepsOutOfOrder { .. } => "steps-out-of-order",
            Refusal::NoSteps => "no-steps",
        }
    }

    /// The articles on which the refusal rests.
    pub fn articles(&self) -> Vec<String> {
        match self {
            Refusal::Gates { gates, .. } => gates
                .iter()
                .flat_map(|gate| &gate.basis)
                .map(Citation::to_string)
                .collect(),
            Refusal::Documents { basis, .. } => basis.iter().map(Citation::to_string).collect(),
            _ => Vec::new(),
        }
    }
}

/// 2025年3月1日 9:30.
pub(crate) fn moment(at: DateTime) -> String {
    format!("{} {:02}:{:02}", day(at.date()), at.hour(), at.minute())
}

/// 2025年3月1日.
pub(crate) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn choices(can: &[(String, String)]) -> String {
    match can {
        [] => "本件现无可办动作".to_owned(),
        _ => {
            let listed: Vec<_> = can
                .iter()
                .map(|(id, label)| format!("{label}（{id}）"))
                .collect();
            format!("现在可办：{}", listed.join("、"))
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::UnknownAction {
                action,
                procedure,
                can,
            } => {
                write!(
                    f,
                    "不能办理：{procedure}没有“{action}”这一动作。{}。",
                    choices(can)
                )
            }
            Refusal::NotByHand { action } => write!(
                f,
                "不能{action}：该结果在期限届满时依法产生，不由人工登记。请核对期限；期限有误的，请补录扣除、中止或更正有关时间。"
            ),
            Refusal::WrongStage { action, stage, can } => {
                write!(
                    f,
                    "不能{action}：本件现处于“{stage}”环节，该环节不办理此动作。{}。",
                    choices(can)
                )
            }
            Refusal::AlreadyOpen { action } => {
                write!(
                    f,
                    "不能{action}：本件已经立件。请对本件办理后续动作，或另立新件。"
                )
            }
            Refusal::NotOpen => f.write_str("不能办理：没有这一件。请核对件号，或先立件。"),
            Refusal::Voided => {
                f.write_str("不能办理：本件已作废。如作废有误，请另立新件并注明原件号。")
            }
            Refusal::Future { at, now } => write!(
                f,
                "不能登记：办理时间{}晚于登记时间{}。请填写实际发生的时间。",
                moment(*at),
                moment(*now)
            ),
            Refusal::BeforeOpening { at, opened } => write!(
                f,
                "不能登记：办理时间{}早于本件立件时间{}。请核对办理时间，立件时间有误的请先更正。",
                moment(*at),
                moment(*opened)
            ),
            Refusal::LateWithoutReason { at, working_days } => write!(
                f,
                "不能登记：办理时间{}距今已{working_days}个工作日，属于补录。请填写补录原因。",
                moment(*at)
            ),
            Refusal::LateWithoutRole {
                actor,
                working_days,
            } => write!(
                f,
                "不能登记：办理时间距今已{working_days}个工作日，属于补录，{actor}没有补录权限（{LATE_ENTRY_ROLE}）。请由有补录权限的人员登记。"
            ),
            Refusal::WrongRole {
                action,
                actor,
                roles,
            } => write!(
                f,
                "不能{action}：{actor}不担任{}。请由{}办理，或代录时写明实际办理人。",
                roles.join("、"),
                roles.join("或")
            ),
            Refusal::Fields { action, faults } => {
                write!(f, "不能{action}：")?;
                let listed: Vec<_> = faults.iter().map(FieldFault::to_string).collect();
                write!(f, "{}。请补正后重新提交。", listed.join("；"))
            }
            Refusal::Documents {
                action,
                missing,
                basis,
            } => {
                write!(f, "不能{action}：缺少{}", missing.join("、"))?;
                articles(f, basis)?;
                f.write_str("。请附上材料，或注明纸质原件存放处。")
            }
            Refusal::Link { action, link, why } => {
                write!(f, "不能{action}：关联“{link}”")?;
                match why {
                    LinkFault::Unknown => f.write_str("在此不能使用。请核对该动作允许的关联。"),
                    LinkFault::NoMatter(matter) => {
                        write!(f, "所指的件{matter}不存在。请核对件号。")
                    }
                    LinkFault::WrongProcedure { expected } => {
                        write!(f, "所指的件不属于{expected}。请改选{expected}的件。")
                    }
                }
            }
            Refusal::Gates { action, gates } => {
                let listed: Vec<_> = gates.iter().map(|gate| gate.sentence(action)).collect();
                f.write_str(&listed.join("\n"))
            }
            Refusal::Approval { gate, why } => match why {
                ApprovalFault::NotLocal => write!(
                    f,
                    "不能特批：“{gate}”不是本地规则的前置条件，任何人不得以特批越过。请补齐要件。"
                ),
                ApprovalFault::WrongRole { role } => {
                    write!(f, "不能特批：“{gate}”须由{role}批准。请报{role}。")
                }
                ApprovalFault::NoReason => {
                    write!(f, "不能特批：“{gate}”没有写明理由。请填写特批理由。")
                }
            },
            Refusal::NoTarget { action } => write!(
                f,
                "不能{action}：所填内容不对应任何后续环节。请核对所选结果，规则文件有误的请告知管理员。"
            ),
            Refusal::NoSuchEvent { event } => {
                write!(
                    f,
                    "不能更正：本件没有第{event}号办理记录，或该记录已作废。请在办理过程中核对记录号。"
                )
            }
            Refusal::NotSetThere { event, field } => write!(
                f,
                "不能更正：第{event}号办理记录没有填写“{field}”。请指明填写该项的那一条记录。"
            ),
            Refusal::WithoutReason => f.write_str("不能更正或作废：没有写明理由。请填写理由。"),
            Refusal::VoidOpening => f.write_str(
                "不能作废：立件记录不能单独作废。请作废整件，或更正立件记录中的有误之处。",
            ),
            Refusal::NotInForce {
                procedure,
                day: on,
                from,
                to,
            } => {
                let to = to.map_or_else(|| "现在".to_owned(), day);
                write!(
                    f,
                    "不能立件：{procedure}的这一版规则施行于{}至{to}，不适用于{}。请核对日期，或选用当时施行的版本。",
                    day(*from),
                    day(*on)
                )
            }
            Refusal::StepsOutOfOrder { action } => {
                write!(
                    f,
                    "不能登记：“{action}”的日期早于前一步骤。请核对台账中的日期。"
                )
            }
            Refusal::NoSteps => f.write_str("不能登记：没有任何步骤。请至少写明立件的日期。"),
        }
    }
}

/// （甲法 第一条；乙法 第二条）.
pub(crate) fn articles(f: &mut impl fmt::Write, basis: &[Citation]) -> fmt::Result {
    if basis.is_empty() {
        return Ok(());
    }
    let listed: Vec<_> = basis.iter().map(Citation::to_string).collect();
    write!(f, "（{}）", listed.join("；"))
}
