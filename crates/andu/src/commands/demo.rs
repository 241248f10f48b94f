//! `andu demo`.

use std::path::{Path, PathBuf};

use andu_office::report::{ComposedReport, to_docx};
use andu_office::{DemoFigure, DemoReport, Example, Office, OfficeError, Progress, examples};
use askama::Template;
use indicatif::{ProgressBar, ProgressStyle};

use super::{due, is_json, json, serve};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome};
use crate::table;

/// 建立演示单位，办件、算期限、出报告
#[derive(Debug, clap::Args)]
#[command(after_help = "例：andu demo --dir ./演示 --no-serve")]
pub struct DemoArgs {
    /// 演示；名称只说明重现的是哪个单位公布过的数字
    #[arg(value_name = "演示", default_value = "chengkou-office-2025")]
    example: String,
    /// 只建立单位、出报告，不打开网页
    #[arg(long)]
    no_serve: bool,
}

/// The one-page report.
#[derive(Template)]
#[template(path = "demo-report.html")]
struct Page<'a> {
    report: &'a DemoReport,
}

/// Runs the command.
pub fn run(common: &Common, args: &DemoArgs) -> Ended {
    let example = Example::built_in(&args.example)?;
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message("按时间先后办理演示件");
    let made = Office::demonstrate(&common.dir, &example, |progress: Progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
    });
    bar.finish_and_clear();
    let (office, report) = made.map_err(|error| refused(error, &common.dir))?;
    let file = common.dir.join("演示报告.html");
    let page = Page { report: &report }
        .render()
        .map_err(|_| Failure::usage("演示报告写不成网页。请报告这一问题。"))?;
    std::fs::write(&file, page).map_err(|source| OfficeError::Write {
        path: file.clone(),
        source,
    })?;
    let annual = annual(&office, &report, &common.dir)?;
    if is_json(common) {
        let mut told = serde_json::to_value(&report)
            .map_err(|_| Failure::usage("演示结果写不成文字。请重试。"))?;
        told["annual_report"] = serde_json::json!({
            "file": annual.file,
            "figures": annual.report.document.slots().len(),
            "findings": annual.findings(),
        });
        json(&told)?;
    } else {
        tell(&report, &common.dir, &file);
        annual.tell();
    }
    let agrees = report.figures.iter().all(|figure| figure.agrees);
    if !agrees {
        return Ok(Outcome::Wrong);
    }
    match args.no_serve {
        true => Ok(Outcome::Fine),
        false => serve::serve(
            office,
            serve::DEFAULT_ADDRESS,
            &format!("?on={}", report.looked_at),
        ),
    }
}

/// The annual report of the demonstration, composed and checked.
struct Annual {
    report: ComposedReport,
    file: PathBuf,
}

fn annual(office: &Office, demo: &DemoReport, dir: &Path) -> Result<Annual, Failure> {
    let rules = office.rules();
    let template = rules.pack.reports.keys().next();
    let template = template
        .ok_or_else(|| Failure::usage("规则包里没有报告样式。请在规则目录 reports 中补写。"))?;
    let report = office.compose_report(template.as_str(), demo.year, demo.looked_at, None)?;
    let file = dir.join(format!("{}年{}.docx", demo.year, report.template.label));
    std::fs::write(&file, to_docx(&report.document)).map_err(|source| OfficeError::Write {
        path: file.clone(),
        source,
    })?;
    Ok(Annual { report, file })
}

impl Annual {
    fn findings(&self) -> Vec<String> {
        let findings = self.report.findings.iter();
        findings.map(ToString::to_string).collect()
    }

    fn tell(&self) {
        let (label, slots) = (&self.report.template.label, self.report.document.slots());
        say!(
            "\n{}：由办理记录得出的数字{}处，核对发现问题{}处",
            label,
            slots.len(),
            self.report.findings.len()
        );
        self.findings().iter().for_each(|told| say!("  {told}"));
        say!("  文件：{}", self.file.display());
    }
}

fn refused(error: OfficeError, dir: &Path) -> Failure {
    match error {
        OfficeError::OfficeExists { .. } => Failure::usage(format!(
            "{error}演示要在空目录里建立，也可先删除{}。可用的演示：{}。",
            dir.display(),
            examples().join("、")
        )),
        other => other.into(),
    }
}

fn tell(report: &DemoReport, dir: &Path, file: &Path) {
    say!("{}　演示数据 非公文", report.office);
    say!(
        "办理{}件，办理记录{}条，链首第{}号 {}",
        report.matters,
        report.events,
        report.head.0,
        report.head.1
    );
    say!("\n今日应催（{}）", report.looked_at);
    due::tell(&report.due);
    say!("\n{}年度数字", report.year);
    let row = |one: &DemoFigure| {
        vec![
            one.catalogue.clone(),
            one.figure.label.clone(),
            format!("{}{}", one.printed, one.figure.unit),
            if one.agrees {
                "一致".to_owned()
            } else {
                format!("不一致，公布为{}", one.published)
            },
            one.figure.id.to_string(),
            one.figure.notes().join("；"),
        ]
    };
    let rows: Vec<_> = report.figures.iter().map(row).collect();
    table::print(&["目录", "指标", "数值", "与公布数", "标识", "说明"], &rows);
    say!("\n每个数字背后的记录：");
    say!(
        "  andu figures --dir {} --year {} 标识 --trace",
        dir.display(),
        report.year
    );
    say!("  网页：{}", file.display());
}
