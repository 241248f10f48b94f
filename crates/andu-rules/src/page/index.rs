//! The page that leads to all others: counts, every kind of work, every clock that has a short name.

use std::fmt::Write as _;

use super::{clock, words};
use crate::{model::Procedure, pack::Pack, summary::Counts};

pub(super) fn page(national: &Pack, places: &[(&str, Pack)]) -> String {
    let mut text = String::from(
        "# 程序一览\n\n本文件夹由规则包生成，请勿手改；改规则后运行 `cargo xtask docs`。",
    );
    text.push_str("同样的内容可在命令行用 `andu rules list`、`andu rules show 程序` 查看。\n\n");
    let _ = writeln!(text, "全国适用：{}", Counts::of(national));
    table(
        &mut text,
        national
            .procedures
            .values()
            .flatten()
            .map(|it| (it.as_ref(), "")),
    );
    for (code, pack) in places {
        let own: Vec<&Procedure> = pack
            .procedures
            .iter()
            .filter(|(id, _)| !national.procedures.contains_key(*id))
            .flat_map(|(_, versions)| versions.iter().map(|it| it.as_ref()))
            .collect();
        let _ = writeln!(
            text,
            "\n## 行政区划代码{code}开头的地方\n\n连同全国适用的：{}",
            Counts::of(pack)
        );
        if !own.is_empty() {
            let folder = format!("{code}/");
            table(&mut text, own.into_iter().map(|it| (it, folder.as_str())));
        }
    }
    clocks(&mut text, national);
    text
}

fn table<'a>(text: &mut String, versions: impl Iterator<Item = (&'a Procedure, &'a str)>) {
    text.push_str("\n| 程序 | 标识 | 施行期间 | 来源方式 | 业务项 | 环节 | 办理动作 | 前置条件 | 期限 | 不变式 | 待核 |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (version, folder) in versions {
        let _ = writeln!(
            text,
            "| [{}]({folder}{}.md) | `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            version.label,
            version.id,
            version.id,
            words::period(version.in_force),
            words::source(version.source),
            version.rows.join("、"),
            version.stages.len(),
            version.actions.len(),
            version.gates.len(),
            version.clocks.len(),
            version.invariants.len(),
            version.doubts.len()
        );
    }
}

/// Clocks by their short names, as `andu deadline` takes them; of several versions the newest.
fn clocks(text: &mut String, pack: &Pack) {
    let latest = pack
        .procedures
        .values()
        .filter_map(|versions| versions.last());
    let mut rows: Vec<(&str, String)> = Vec::new();
    for version in latest {
        for one in &version.clocks {
            for alias in &one.aliases {
                let basis: Vec<String> = one.basis.iter().map(ToString::to_string).collect();
                let row = format!(
                    "| `{alias}` | [{}]({}.md)·{} | {} | {} |",
                    version.label,
                    version.id,
                    one.label,
                    words::cell(&clock::length(version, one)),
                    words::cell(&basis.join("；"))
                );
                rows.push((alias, row));
            }
        }
    }
    rows.sort();
    text.push_str("\n## 期限的简称\n\n用于 `andu deadline 简称 --from 日期`。\n\n| 简称 | 期限 | 长短 | 依据 |\n|---|---|---|---|\n");
    for (_, row) in rows {
        text.push_str(&row);
        text.push('\n');
    }
}
