//! Papers of matters: listed, written, bound together.

use std::path::{Path, PathBuf};

use andu_office::papers::{
    Bound, Document, Faces, PaperListed, PaperMade, PapersListed, Wanted, to_docx, to_html, to_text,
};

use super::super::{instant, is_json, json, office};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome, reason};
use crate::table;

/// 办理文书
#[derive(Debug, clap::Args)]
pub struct PaperArgs {
    /// 件号或编号
    #[arg(value_name = "件")]
    id: String,
    /// 文书标识或名称；不写则列出本件的文书
    #[arg(value_name = "文书")]
    paper: Option<String>,
    #[command(flatten)]
    out: Out,
}

/// 批量打印
#[derive(Debug, clap::Args)]
pub struct PapersArgs {
    /// 程序标识
    #[arg(value_name = "程序")]
    procedure: String,
    /// 文书标识或名称
    #[arg(value_name = "文书")]
    paper: String,
    /// 筛选条件
    #[arg(long = "where", value_name = "条件")]
    filter: Option<String>,
    #[command(flatten)]
    out: Out,
}

/// Where it goes, and in what state it is wanted.
#[derive(Debug, clap::Args)]
struct Out {
    /// 写到哪个文件：.docx、.html或.txt；不写则把文字打印出来
    #[arg(short = 'o', long = "out", value_name = "文件")]
    file: Option<PathBuf>,
    /// 遮盖个人信息，供当事人以外的人看
    #[arg(long)]
    masked: bool,
    /// 已出具的按更正后的内容打印，不按出具时的
    #[arg(long)]
    corrected: bool,
}

impl Out {
    fn wanted(&self) -> Wanted {
        Wanted {
            faces: match self.masked {
                true => Faces::Masked,
                false => Faces::Full,
            },
            corrected: self.corrected,
        }
    }
}

/// Lists the papers of a matter, or writes one of them.
pub fn one(common: &Common, args: &PaperArgs) -> Ended {
    // A file that cannot be written is told before the work is done.
    let print = args.out.file.as_deref().map(printer).transpose()?;
    let office = office(common)?;
    let id = office.find(&args.id)?;
    let at = instant(common)?;
    let Some(paper) = &args.paper else {
        let listed = office.papers(&id, at)?;
        match is_json(common) {
            true => json(&listed)?,
            false => tell_list(&listed),
        }
        return Ok(Outcome::Fine);
    };
    let made = office.paper(&id, paper, args.out.wanted(), at)?;
    if let (Some(print), Some(file)) = (print, &args.out.file) {
        write(file, &print(&made.document))?;
    }
    match (is_json(common), &args.out.file) {
        (true, _) => json(&made)?,
        (false, None) => {
            print_text(&made.document);
            notes(&made).iter().for_each(|note| eprintln!("{note}"));
        }
        (false, Some(file)) => {
            let state = match (&made.number, made.draft) {
                (Some(number), _) => format!("（{number}）"),
                (None, true) => "（草稿，尚未出具）".to_owned(),
                (None, false) => String::new(),
            };
            say!("已写出{}{state}：{}", made.label, file.display());
            notes(&made).iter().for_each(|note| say!("{note}"));
        }
    }
    Ok(Outcome::Fine)
}

/// Writes one paper of many matters into one file.
pub fn many(common: &Common, args: &PapersArgs) -> Ended {
    let print = args.out.file.as_deref().map(printer).transpose()?;
    let office = office(common)?;
    let at = instant(common)?;
    let filter = args.filter.as_deref();
    let bound = office.papers_bound(&args.procedure, &args.paper, filter, args.out.wanted(), at)?;
    if let (Some(print), Some(file)) = (print, &args.out.file) {
        write(file, &print(&bound.document))?;
    }
    match (is_json(common), &args.out.file) {
        (true, _) => json(&bound)?,
        (false, None) => print_text(&bound.document),
        (false, Some(file)) => tell_bound(&bound, file),
    }
    Ok(Outcome::Fine)
}

fn notes(made: &PaperMade) -> Vec<String> {
    let mut notes = Vec::new();
    if !made.missing.is_empty() {
        notes.push(format!("待填：{}", made.missing.join("、")));
    }
    notes.extend(made.notes.iter().map(|note| format!("请注意：{note}。")));
    notes
}

fn print_text(document: &Document) {
    let text = to_text(document);
    say!("{}", text.trim_end());
}

fn tell_list(listed: &PapersListed) {
    let number = listed.number.as_deref().unwrap_or("（无编号）");
    say!("{number}　件号{}　查询码{}\n", listed.id, listed.code);
    let row = |paper: &PaperListed| {
        let mut remarks = Vec::new();
        if !paper.why.is_empty() {
            remarks.push(paper.why.clone());
        }
        if !paper.missing.is_empty() {
            remarks.push(format!("待填：{}", paper.missing.join("、")));
        }
        remarks.extend(paper.doubt.iter().map(|doubt| format!("待核：{doubt}")));
        vec![
            paper.label.clone(),
            paper.paper.clone(),
            paper.state.label().to_owned(),
            paper.number.clone().unwrap_or_default(),
            remarks.join("；"),
        ]
    };
    let rows: Vec<_> = listed.papers.iter().map(row).collect();
    match rows.is_empty() {
        true => say!("本程序没有文书模板。请在规则目录 papers 中补写。"),
        false => table::print(&["文书", "标识", "状态", "文号", "说明"], &rows),
    }
}

fn tell_bound(bound: &Bound, file: &Path) {
    let drafts = bound.papers.iter().filter(|paper| paper.draft).count();
    let drafts = match drafts {
        0 => String::new(),
        count => format!("，其中草稿{count}份"),
    };
    say!("已写出{}份{drafts}：{}", bound.papers.len(), file.display());
    for paper in bound.papers.iter().filter(|it| !it.missing.is_empty()) {
        let number = paper.matter_number.as_deref().unwrap_or(&paper.matter);
        say!("{number}待填：{}", paper.missing.join("、"));
    }
    if bound.more {
        say!("一个文件最多2000份，还有未写出的。请用 --where 分批打印。");
    }
}

/// What turns a document into the bytes of a file with this name.
fn printer(file: &Path) -> Result<fn(&Document) -> Vec<u8>, Failure> {
    let extension = file.extension().and_then(|it| it.to_str());
    match extension.map(str::to_lowercase).as_deref() {
        Some("docx") => Ok(to_docx),
        Some("html" | "htm") => Ok(|document| to_html(document).into_bytes()),
        Some("txt") => Ok(|document| to_text(document).into_bytes()),
        _ => Err(Failure::usage(format!(
            "不知道把文书写成哪种文件：{}。请用 .docx、.html 或 .txt 作扩展名。",
            file.display()
        ))),
    }
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(file, bytes).map_err(|error| {
        Failure::usage(format!(
            "写不了文件{}（{}）。请核对文件夹是否存在、有无写入权限、文件是否正被打开。",
            file.display(),
            reason(&error)
        ))
    })
}
