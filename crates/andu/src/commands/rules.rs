//! `andu rules`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use andu_office::{
    Counts, Diagnostic, Layer, OfficeError, Pack, Procedure, Severity, Tally, graph, layers_at,
    prove_layers, summary,
};
use clap::Subcommand;

use super::{day, is_json, json};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};
use crate::table;

/// 查看和检查规则包
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../help/rules.txt"))]
pub struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
    /// 行政区划代码：适用哪一地的规则
    #[arg(long, global = true, value_name = "代码")]
    division: Option<String>,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// 检查规则包：内置的，或某一目录的
    #[command(after_help = "例：andu rules check
    andu rules check ./rules")]
    Check {
        /// 规则目录：整个规则包，或叠加在内置规则之上的一层
        #[arg(value_name = "目录")]
        path: Option<PathBuf>,
    },
    /// 列出程序
    #[command(after_help = "例：andu rules list --format json")]
    List,
    /// 一种程序的全部规则
    #[command(after_help = include_str!("../../help/rules-show.txt"))]
    Show {
        /// 程序标识
        #[arg(value_name = "程序")]
        id: String,
    },
    /// 程序图（DOT 格式）
    #[command(after_help = include_str!("../../help/rules-graph.txt"))]
    Graph {
        /// 程序标识
        #[arg(value_name = "程序")]
        id: String,
    },
}

/// Runs the command.
pub fn run(common: &Common, args: &RulesArgs) -> Ended {
    let division = args.division.as_deref();
    match &args.command {
        RulesCommand::Check { path } => check(common, path.as_deref(), division),
        RulesCommand::List => list(common, division),
        RulesCommand::Show { id } => show(common, id, division),
        RulesCommand::Graph { id } => {
            let pack = pack(division);
            let version = pack.version(id, day(common)?).map_err(OfficeError::from)?;
            say_on!("{}", graph(version));
            Ok(Outcome::Fine)
        }
    }
}

fn pack(division: Option<&str>) -> Pack {
    andu_office::built_in_pack(division).0
}

fn check(common: &Common, path: Option<&Path>, division: Option<&str>) -> Ended {
    let stacks: Vec<Vec<Layer>> = match path {
        Some(path) => layers_at(path, division)?,
        None => andu_office::built_in_stacks(),
    };
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let (mut procedures, mut indicators) = (0, 0);
    let (mut tally, mut proven) = (Tally::default(), BTreeSet::new());
    let start = Instant::now();
    for stack in stacks {
        let (pack, found, shown) = prove_layers(&stack, &mut proven);
        tally += shown;
        procedures = procedures.max(pack.procedures.len());
        indicators = indicators.max(pack.indicators.len());
        // A national file is read again under every province; its faults are told once.
        for diagnostic in found {
            if !diagnostics.contains(&diagnostic) {
                diagnostics.push(diagnostic);
            }
        }
    }
    let errors = diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .count();
    if is_json(common) {
        json(&diagnostics)?;
    } else {
        for diagnostic in &diagnostics {
            say!("{}：{diagnostic}", diagnostic.severity);
        }
        say!(
            "程序{procedures}种，指标{indicators}个：错误{errors}处，提示{}处。",
            diagnostics.len() - errors
        );
        say!(
            "逐路证明：{}个版本，{}条不变式已证明，{}处前置条件有路可通，{}个环节可达，状态{}个，用时{:.1}秒。",
            tally.procedures,
            tally.invariants,
            tally.gates,
            tally.stages,
            tally.states,
            start.elapsed().as_secs_f64()
        );
    }
    Ok(if errors == 0 {
        Outcome::Fine
    } else {
        Outcome::Wrong
    })
}

fn list(common: &Common, division: Option<&str>) -> Ended {
    let pack = pack(division);
    let procedures = summary(&pack);
    if is_json(common) {
        json(&procedures)?;
        return Ok(Outcome::Fine);
    }
    let row = |one: &andu_office::ProcedureSummary| {
        let to = one
            .in_force
            .to
            .map_or_else(String::new, |to| to.to_string());
        vec![
            one.label.clone(),
            one.id.clone(),
            format!("{}至{to}", one.in_force.from),
            one.stages.len().to_string(),
            one.actions.len().to_string(),
            one.gates.len().to_string(),
            one.clocks.len().to_string(),
            one.doubts.len().to_string(),
        ]
    };
    let rows: Vec<_> = procedures.iter().map(row).collect();
    table::print(
        &[
            "程序",
            "标识",
            "施行期间",
            "环节",
            "动作",
            "前置条件",
            "期限",
            "待核",
        ],
        &rows,
    );
    say!("{}", Counts::of(&pack));
    Ok(Outcome::Fine)
}

fn show(common: &Common, id: &str, division: Option<&str>) -> Ended {
    let pack = pack(division);
    let version = pack.version(id, day(common)?).map_err(OfficeError::from)?;
    if is_json(common) {
        let one = summary(&pack)
            .into_iter()
            .find(|one| one.id == id && one.in_force == version.in_force);
        json(&one)?;
        return Ok(Outcome::Fine);
    }
    tell(version);
    Ok(Outcome::Fine)
}

fn tell(procedure: &Procedure) {
    let to = procedure
        .in_force
        .to
        .map_or_else(|| "现行".to_owned(), |to| to.to_string());
    say!(
        "{}（{}）　{}至{to}",
        procedure.label,
        procedure.id,
        procedure.in_force.from
    );
    let cited: Vec<_> = procedure.basis.iter().map(ToString::to_string).collect();
    say!("依据：{}", cited.join("；"));
    say!("\n环节");
    for stage in &procedure.stages {
        let note = match (&stage.waits, stage.closed) {
            (_, true) => "（办结）".to_owned(),
            (Some(waits), false) => format!("（{waits}）"),
            (None, false) => String::new(),
        };
        say!("  {}　{}{note}", stage.label, stage.id);
    }
    say!("\n动作");
    for action in &procedure.actions {
        let fields: Vec<_> = action
            .fields
            .iter()
            .map(|used| {
                let label = procedure
                    .field(used.field.as_str())
                    .map_or("", |field| &field.label);
                format!("{label}{}", if used.required { "" } else { "（可不填）" })
            })
            .collect();
        say!(
            "  {}　{}　填写：{}",
            action.label,
            action.id,
            fields.join("、")
        );
    }
    say!("\n前置条件");
    for gate in &procedure.gates {
        let basis: Vec<_> = gate.basis.iter().map(ToString::to_string).collect();
        say!(
            "  {}　{}　{}。{}",
            gate.label,
            gate.id,
            basis.join("；"),
            gate.remedy
        );
    }
    say!("\n期限");
    for clock in &procedure.clocks {
        let basis: Vec<_> = clock.basis.iter().map(ToString::to_string).collect();
        let aliases = clock.aliases.join("、");
        say!(
            "  {}　{}.{}　{aliases}　{}",
            clock.label,
            procedure.id,
            clock.id,
            basis.join("；")
        );
    }
    if !procedure.doubts.is_empty() {
        say!("\n待核");
        for doubt in &procedure.doubts {
            say!("  {}　{}", doubt.about, doubt.note);
        }
    }
}
