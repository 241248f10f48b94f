//! Refusals as they are said: what, where, which article, what to do.

use std::fmt;

use andu_calendar::{Date, DateTime};
use andu_rules::model::Citation;

use super::{ApprovalFault, LinkFault, Refusal};
use crate::command::LATE_ENTRY_ROLE;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = stage(self)
            .or_else(|| time(self))
            .or_else(|| person(self))
            .or_else(|| brought(self))
            .or_else(|| amendment(self))
            .or_else(|| found(self));
        f.write_str(&said.unwrap_or_default())
    }
}

/// What the matter and its stage do not permit.
fn stage(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::UnknownAction {
            action,
            procedure,
            can,
        } => format!(
            "不能办理：{procedure}没有“{action}”这一动作。{}。",
            choices(can)
        ),
        Refusal::NotByHand { action } => format!(
            "不能人工登记、更正或者作废“{action}”：该结果在期限届满时依法产生。请核对期限；期限有误的，请补录扣除、中止或者更正有关时间。"
        ),
        Refusal::WrongStage {
            action,
            stage,
            can,
            basis,
        } => format!(
            "不能办理“{action}”：本件现处于“{stage}”环节，该环节不办理此动作{}。{}。",
            // Of many articles the first say enough in a sentence; all of them stand beside it.
            articles(basis.get(..3).unwrap_or(basis)),
            choices(can)
        ),
        Refusal::AlreadyOpen { action } => {
            format!("不能办理“{action}”：本件已经立件。请对本件办理后续动作，或另立新件。")
        }
        Refusal::Elsewhere(elsewhere) => elsewhere.to_string(),
        Refusal::NotOpen => "不能办理：没有这一件。请核对件号，或先立件。".to_owned(),
        Refusal::Voided => "不能办理：本件已作废。如作废有误，请另立新件并注明原件号。".to_owned(),
        Refusal::NoTarget { action } => format!(
            "不能办理“{action}”：所填内容不对应任何后续环节。请核对所选结果，规则文件有误的请告知管理员。"
        ),
        Refusal::NotInForce {
            procedure,
            day: on,
            from,
            to,
        } => format!(
            "不能登记：{procedure}的这一版规则施行于{}至{}，不适用于{}。请核对日期，或选用当时施行的版本。",
            day(*from),
            to.map_or_else(|| "现在".to_owned(), day),
            day(*on)
        ),
        _ => return None,
    })
}

/// Times that cannot be.
fn time(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::Future { at, now } => format!(
            "不能登记：办理时间{}晚于登记时间{}。请填写实际发生的时间。",
            moment(*at),
            moment(*now)
        ),
        Refusal::ClockBackwards { now, last } => format!(
            "不能登记：登记时间{}早于本件已有的办理记录时间{}，计算机的时钟可能被调回。请校准时钟；该办理记录的时间有误的，请先更正或作废。",
            moment(*now),
            moment(*last)
        ),
        Refusal::BeforeOpening { at, opened } => format!(
            "不能登记：办理时间{}早于本件立件时间{}。请核对办理时间，立件时间有误的请先更正。",
            moment(*at),
            moment(*opened)
        ),
        Refusal::LateWithoutReason { at, working_days } => format!(
            "不能登记：办理时间{}距今已{working_days}个工作日，属于补录。请填写补录原因。",
            moment(*at)
        ),
        _ => return None,
    })
}

/// What the person may not do.
fn person(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::LateWithoutRole {
            recorder,
            working_days,
        } => format!(
            "不能登记：办理时间距今已{working_days}个工作日，属于补录，录入人{recorder}没有补录权限（{LATE_ENTRY_ROLE}）。请由有补录权限的人员登记。"
        ),
        Refusal::WrongRole {
            action,
            actor,
            roles,
        } => format!(
            "不能办理“{action}”：{actor}不担任{}。请由{}办理，或代录时写明实际办理人。",
            roles.join("、"),
            roles.join("或")
        ),
        Refusal::Approval { label, why, .. } => match why {
            ApprovalFault::NotLocal => format!(
                "不能特批：“{label}”不是可以特批的前置条件，任何人不得以特批越过。请补齐要件。"
            ),
            ApprovalFault::WrongRole { by, role } => {
                format!("不能特批：“{label}”须由{role}批准，{by}不担任。请报{role}。")
            }
            ApprovalFault::NoReason => {
                format!("不能特批：“{label}”没有写明理由。请填写特批理由。")
            }
        },
        _ => return None,
    })
}

/// What the command brings or lacks: fields, documents, links, and what the gates ask for.
fn brought(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::Fields { action, faults } => {
            let listed: Vec<_> = faults.iter().map(ToString::to_string).collect();
            format!(
                "不能办理“{action}”：{}。请补正后重新提交。",
                listed.join("；")
            )
        }
        Refusal::Documents {
            action,
            missing,
            basis,
        } => format!(
            "不能办理“{action}”：缺少{}{}。请附上材料，或注明纸质原件存放处。",
            missing.join("、"),
            articles(basis)
        ),
        Refusal::UnknownDocument {
            action,
            document,
            procedure,
            known,
        } => {
            let known = match &known[..] {
                [] => "该程序不附材料。请去掉这份材料".to_owned(),
                known => format!("可附的材料：{}。请改选其中一种", named(known)),
            };
            format!("不能办理“{action}”：{procedure}没有“{document}”这一种材料。{known}。")
        }
        Refusal::Link { action, link, why } => {
            let why = match why {
                LinkFault::Unknown => "在此不能使用。请核对该动作允许的关联。".to_owned(),
                LinkFault::NoMatter(matter) => format!("所指的件{matter}不存在。请核对件号。"),
                LinkFault::WrongProcedure { expected } => {
                    format!("所指的件不是{expected}。请改选作为{expected}的件。")
                }
            };
            format!("不能办理“{action}”：关联“{link}”{why}")
        }
        Refusal::Gates { action, gates } => {
            let listed: Vec<_> = gates.iter().map(|gate| gate.sentence(action)).collect();
            listed.join("\n")
        }
        _ => return None,
    })
}

/// What cannot be corrected or voided.
fn amendment(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::NoSuchEvent { event } => format!(
            "不能更正：本件没有第{event}号办理记录，或该记录已作废。请在办理过程中核对记录号。"
        ),
        Refusal::NotSetThere { event, field } => {
            format!("不能更正：第{event}号办理记录没有填写“{field}”。请指明填写该项的那一条记录。")
        }
        Refusal::OpeningAfter { at, next } => format!(
            "不能更正：立件时间{}晚于本件{}的办理记录。请核对立件时间；后面的办理时间有误的，请先更正。",
            moment(*at),
            moment(*next)
        ),
        Refusal::SeveralSteps { event } => format!(
            "不能更正：第{event}号办理记录登记了多个步骤，不能只改一个时间。请作废后据台账重新登记。"
        ),
        Refusal::WithoutReason => "不能更正或作废：没有写明理由。请填写理由。".to_owned(),
        Refusal::VoidOpening => {
            "不能作废：立件记录不能单独作废。请作废整件，或更正立件记录中的有误之处。".to_owned()
        }
        _ => return None,
    })
}

/// What an as-found entry lacks.
fn found(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::StepsOutOfOrder { action } => {
            format!("不能登记：“{action}”的日期早于前一步骤。请核对台账中的日期。")
        }
        Refusal::NoSteps => "不能登记：没有任何步骤。请至少写明立件的日期。".to_owned(),
        Refusal::NoSource => {
            "不能登记：没有写明依据哪一本台账或者哪一份材料。请填写来源名称。".to_owned()
        }
        _ => return None,
    })
}

/// （甲法 第一条；乙法 第二条）; nothing where there is no article.
pub(crate) fn articles(basis: &[Citation]) -> String {
    if basis.is_empty() {
        return String::new();
    }
    let listed: Vec<_> = basis.iter().map(Citation::to_string).collect();
    format!("（{}）", listed.join("；"))
}

fn choices(can: &[(String, String)]) -> String {
    match can {
        [] => "本件现无可办动作".to_owned(),
        _ => format!("现在可办：{}", named(can)),
    }
}

fn named(listed: &[(String, String)]) -> String {
    let named: Vec<_> = listed
        .iter()
        .map(|(id, label)| format!("{label}（{id}）"))
        .collect();
    named.join("、")
}

/// 2025年3月1日 09:30.
fn moment(at: DateTime) -> String {
    format!("{} {:02}:{:02}", day(at.date()), at.hour(), at.minute())
}

/// 2025年3月1日.
fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One refusal of each group: each has its sentence, and none is silent.
    #[test]
    fn every_group_speaks() {
        let at = DateTime::constant(2025, 3, 1, 9, 5, 0, 0);
        let refusals = [
            Refusal::NotOpen,
            Refusal::Future { at, now: at },
            Refusal::WrongRole {
                action: "答复".to_owned(),
                actor: "甲".to_owned(),
                roles: vec!["经办人".to_owned(), "负责人".to_owned()],
            },
            Refusal::Documents {
                action: "答复".to_owned(),
                missing: vec!["答复书".to_owned()],
                basis: Vec::new(),
            },
            Refusal::VoidOpening,
            Refusal::NoSteps,
        ];
        for refusal in refusals {
            assert!(refusal.to_string().starts_with("不能"), "{refusal:?}");
        }
    }
}
