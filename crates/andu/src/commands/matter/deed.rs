//! Deeds on matters: open, act, enter as found, correct, void.

use std::collections::BTreeMap;

use andu_office::model::{Act, Change, Correction, Document, Found, LinkTo, Source, Step};
use andu_office::model::{FieldId, Procedure, Value};
use andu_office::{Given, Office, Outcome as Done, Request, Target, Upload, Warning, parse_value};

use super::super::{at_shanghai, is_json, json, moment, now, office, pair, shanghai, system_user};
use super::files::{document, files, stored};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome};

/// What every deed may bring.
#[derive(Debug, clap::Args)]
pub struct Deed {
    /// 填写项目
    #[arg(long, value_name = "项目=值")]
    set: Vec<String>,
    /// 附材料；只有一种材料时可只写文件名
    #[arg(long, value_name = "材料=文件")]
    file: Vec<String>,
    /// 纸质材料存放处
    #[arg(long, value_name = "材料=存放处")]
    paper: Vec<String>,
    /// 关联另一件
    #[arg(long, value_name = "关联=件号")]
    link: Vec<String>,
    /// 领导特批：前置条件、批准人、理由，以冒号分隔
    #[arg(long, value_name = "条件:批准人:理由")]
    approve: Vec<String>,
    /// 备注
    #[arg(long, value_name = "文字")]
    note: Option<String>,
    #[command(flatten)]
    when: When,
}

/// Who and when.
#[derive(Debug, clap::Args)]
pub struct When {
    /// 办理时间；不写为现在
    #[arg(long, value_name = "时间")]
    at: Option<String>,
    /// 实际办理人；不写为本机用户
    #[arg(long = "as", value_name = "姓名")]
    actor: Option<String>,
    /// 补录原因
    #[arg(long, value_name = "原因")]
    late: Option<String>,
    /// 指令编号：同一编号重复提交只办一次
    #[arg(long, value_name = "编号")]
    command: Option<String>,
    /// 提交时所见的办理记录条数，用于防止覆盖他人的办理
    #[arg(long, value_name = "条数")]
    seen: Option<u32>,
    /// 登记时间，仅演示单位可用
    #[arg(long, value_name = "时间", hide = true)]
    now: Option<String>,
}

/// 据台账登记
#[derive(Debug, clap::Args)]
pub struct FoundArgs {
    /// 程序标识
    #[arg(value_name = "程序")]
    procedure: String,
    /// 步骤及其日期，按先后写
    #[arg(long, value_name = "动作=日期", required = true)]
    step: Vec<String>,
    /// 填写项目
    #[arg(long, value_name = "项目=值")]
    set: Vec<String>,
    /// 台账名称
    #[arg(long, value_name = "名称")]
    source: String,
    /// 工作表
    #[arg(long, value_name = "名称")]
    sheet: Option<String>,
    /// 行号
    #[arg(long, value_name = "行")]
    row: Option<u32>,
    #[command(flatten)]
    when: When,
}

/// 更正
#[derive(Debug, clap::Args)]
pub struct CorrectArgs {
    /// 件号或编号
    #[arg(value_name = "件")]
    id: String,
    /// 办理记录号
    #[arg(long, value_name = "记录号")]
    event: u64,
    /// 更正后的项目
    #[arg(long, value_name = "项目=值", required_unless_present = "time")]
    set: Option<String>,
    /// 更正后的办理时间
    #[arg(long, value_name = "时间", conflicts_with = "set")]
    time: Option<String>,
    /// 理由
    #[arg(long, value_name = "理由")]
    why: String,
    #[command(flatten)]
    when: When,
}

/// 作废
#[derive(Debug, clap::Args)]
pub struct VoidArgs {
    /// 件号或编号
    #[arg(value_name = "件")]
    id: String,
    /// 办理记录号；不写为整件作废
    #[arg(long, value_name = "记录号")]
    event: Option<u64>,
    /// 理由
    #[arg(long, value_name = "理由")]
    why: String,
    #[command(flatten)]
    when: When,
}

/// Opens a matter.
pub fn open(common: &Common, procedure: &str, deed: &Deed) -> Ended {
    let office = office(common)?;
    let rules = office.rules();
    let latest = rules
        .pack
        .versions(procedure)
        .map_err(andu_office::OfficeError::from)?;
    let Some(version) = latest.last() else {
        return Err(Failure::usage(format!(
            "没有程序“{procedure}”。请用 andu rules list 查看。"
        )));
    };
    let opening = version
        .opening()
        .map(|action| action.id.to_string())
        .unwrap_or_default();
    let act = read_act(version, &opening, deed)?;
    let files = files(version, &opening, &deed.file)?;
    let target = Target::New {
        procedure: procedure.to_owned(),
        id: None,
    };
    let given = given(act, deed)?;
    perform(
        common,
        &office,
        request(&office, target, given, files, &deed.when)?,
    )
}

/// Takes an action.
pub fn act(common: &Common, id: &str, action: &str, deed: &Deed) -> Ended {
    let office = office(common)?;
    let id = office.find(id)?;
    let procedure = office.governing(&id)?;
    let act = read_act(&procedure, action, deed)?;
    let files = files(&procedure, action, &deed.file)?;
    let given = given(act, deed)?;
    perform(
        common,
        &office,
        request(&office, Target::Matter(id), given, files, &deed.when)?,
    )
}

/// Enters what a paper or a spreadsheet says.
pub fn found(common: &Common, args: &FoundArgs) -> Ended {
    let office = office(common)?;
    let rules = office.rules();
    let versions = rules
        .pack
        .versions(&args.procedure)
        .map_err(andu_office::OfficeError::from)?;
    let Some(version) = versions.last() else {
        return Err(Failure::usage(format!("没有程序“{}”。", args.procedure)));
    };
    let step = |text: &String| {
        let (action, at) = pair(text)?;
        Ok(Step {
            action: action.into(),
            at: moment(&at)?,
        })
    };
    let found = Found {
        steps: args.step.iter().map(step).collect::<Result<_, Failure>>()?,
        set: fields(version, &args.set)?,
        documents: Vec::new(),
        source: Source {
            title: args.source.clone(),
            digest: None,
            sheet: args.sheet.clone(),
            row: args.row,
        },
    };
    let target = Target::New {
        procedure: args.procedure.clone(),
        id: None,
    };
    let request = request(&office, target, Given::Found(found), Vec::new(), &args.when)?;
    perform(common, &office, request)
}

/// Corrects an event.
pub fn correct(common: &Common, args: &CorrectArgs) -> Ended {
    let office = office(common)?;
    let id = office.find(&args.id)?;
    let change = match (&args.set, &args.time) {
        (Some(set), _) => {
            let procedure = office.governing(&id)?;
            let mut set = fields(&procedure, std::slice::from_ref(set))?;
            let (field, value) = set
                .pop_first()
                .ok_or_else(|| Failure::usage("缺少更正的项目。请用 --set 写明。"))?;
            Change::Field(field, value)
        }
        (None, Some(time)) => Change::Time(moment(time)?),
        (None, None) => {
            return Err(Failure::usage(
                "缺少更正的内容。请用 --set 或 --time 写明。",
            ));
        }
    };
    let correction = Correction {
        event: args.event,
        change,
        reason: args.why.clone(),
    };
    let given = Given::Correct(correction);
    perform(
        common,
        &office,
        request(&office, Target::Matter(id), given, Vec::new(), &args.when)?,
    )
}

/// Voids an event or a matter.
pub fn void(common: &Common, args: &VoidArgs) -> Ended {
    let office = office(common)?;
    let id = office.find(&args.id)?;
    let given = Given::Void {
        event: args.event,
        reason: args.why.clone(),
    };
    perform(
        common,
        &office,
        request(&office, Target::Matter(id), given, Vec::new(), &args.when)?,
    )
}

fn perform(common: &Common, office: &Office, request: Request) -> Ended {
    let done = office.perform(request)?;
    if is_json(common) {
        json(&serde_json::json!({
            "id": done.matter,
            "number": done.number,
            "procedure": done.procedure,
            "stage": done.stage,
            "seq": done.seq,
            "hash": done.hash,
            "repeated": done.repeated,
            "warnings": done.warnings.iter().map(warned).collect::<Vec<_>>(),
        }))?;
    } else {
        tell(office, &done)?;
    }
    Ok(Outcome::Fine)
}

fn tell(office: &Office, done: &Done) -> Result<(), Failure> {
    let shown = office.show(&done.matter, now())?;
    let number = done
        .number
        .as_deref()
        .map(|number| format!("{number}　"))
        .unwrap_or_default();
    let again = if done.repeated {
        "（此前已办，未重复登记）"
    } else {
        ""
    };
    say!(
        "{number}件号{}　现处于“{}”{again}",
        done.matter,
        shown.stage_label
    );
    say!("办理记录第{}号　校验值{}", done.seq, done.hash);
    for clock in shown.clocks.iter().filter(|clock| clock.state == "running") {
        let due = clock.due.as_deref().unwrap_or("—");
        let provisional = super::super::workday::provisional(clock.provisional);
        say!("期限“{}”：{due}{provisional}", clock.label);
    }
    for one_hand in &done.one_hand {
        say!("请注意：{one_hand}");
    }
    for warning in &done.warnings {
        say!("请注意：{}", warned(warning));
    }
    Ok(())
}

fn warned(warning: &Warning) -> String {
    match warning {
        Warning::Advice(gate) => format!("{}未满足。{}。", gate.label, gate.remedy),
        Warning::Missing(piece) => format!("要件未见：{}", piece.label),
        Warning::NowClosed(gate) => format!("更正后，已办动作的前置条件“{gate}”不再满足，请核查"),
    }
}

fn given(act: Act, deed: &Deed) -> Result<Given, Failure> {
    if deed.approve.is_empty() {
        return Ok(Given::Act(act));
    }
    let approval = |text: &String| {
        let parts: Vec<_> = text.splitn(3, [':', '：']).collect();
        let [gate, by, reason] = parts[..] else {
            return Err(Failure::usage(format!(
                "“{text}”不对：特批应写成 条件:批准人:理由。"
            )));
        };
        Ok((gate.to_owned(), by.to_owned(), reason.to_owned()))
    };
    let approvals = deed
        .approve
        .iter()
        .map(approval)
        .collect::<Result<_, Failure>>()?;
    Ok(Given::ActWithApprovals(act, approvals))
}

fn read_act(procedure: &Procedure, action: &str, deed: &Deed) -> Result<Act, Failure> {
    let paper = |text: &String| {
        let (kind, place) = pair(text)?;
        let kind = document(procedure, &kind)?;
        Ok(Document {
            kind: kind.into(),
            file: None,
            digest: None,
            paper: Some(place),
        })
    };
    let link = |text: &String| {
        let (kind, matter) = pair(text)?;
        Ok(LinkTo {
            kind: kind.into(),
            matter,
        })
    };
    Ok(Act {
        action: Some(action.into()),
        set: fields(procedure, &deed.set)?,
        documents: deed
            .paper
            .iter()
            .map(paper)
            .collect::<Result<_, Failure>>()?,
        links: deed.link.iter().map(link).collect::<Result<_, Failure>>()?,
        approvals: Vec::new(),
        note: deed.note.clone(),
    })
}

/// Reads fields by id or by label; all faults in one go.
fn fields(procedure: &Procedure, set: &[String]) -> Result<BTreeMap<FieldId, Value>, Failure> {
    let mut read = BTreeMap::new();
    let mut faults = Vec::new();
    for text in set {
        let (name, value) = pair(text)?;
        let known = procedure
            .fields
            .iter()
            .find(|f| f.id.as_str() == name || f.label == name);
        match known.map(|field| (field, parse_value(field, &value))) {
            Some((field, Ok(value))) => {
                read.insert(field.id.clone(), value);
            }
            Some((_, Err(fault))) => faults.push(fault.to_string()),
            None => faults.push(format!("{}没有“{name}”这一项", procedure.label)),
        }
    }
    match faults.is_empty() {
        true => Ok(read),
        false => Err(Failure::usage(format!(
            "填写有误：{}。请改正后重新提交。",
            faults.join("；")
        ))),
    }
}

fn request(
    office: &Office,
    target: Target,
    given: Given,
    files: Vec<Upload>,
    when: &When,
) -> Result<Request, Failure> {
    let files = stored(office, &given, files)?;
    let entered = match &when.now {
        None => now(),
        Some(text) if office.demonstration().is_some() => at_shanghai(moment(text)?)?,
        Some(_) => {
            return Err(Failure::usage("登记时间只能由演示单位指定。请去掉 --now。"));
        }
    };
    let recorder = system_user();
    Ok(Request {
        target,
        given,
        files,
        happened_at: match &when.at {
            Some(at) => moment(at)?,
            None => shanghai(entered),
        },
        now: entered,
        actor: when.actor.clone().unwrap_or_else(|| recorder.clone()),
        recorder,
        channel: "cli".to_owned(),
        command: match &when.command {
            Some(command) => command.clone(),
            None => andu_office::new_command(entered)?,
        },
        seen: when.seen,
        late_reason: when.late.clone(),
    })
}
