//! Writes what an import comes to: one transaction a file, all or nothing.

use std::collections::BTreeSet;

use crate::act::{Given, Request, Target};
use crate::error::OfficeError;
use crate::ids::new_id;
use crate::office::Office;

use super::compare::{Fate, Planned};
use super::{ImportError, ImportProgress, ImportReport, ImportRequest, RowError};

/// Refusals that the rehearsal did not see are taken out one by one; more than so many, and something else is wrong.
const MOST_RETRIES: usize = 200;

/// Writes, or only counts.
pub fn write(
    office: &Office,
    mut fates: Vec<Fate>,
    request: &ImportRequest<'_>,
    report: &mut ImportReport,
    progress: &mut dyn FnMut(ImportProgress),
) -> Result<(), ImportError> {
    // What is told of a sheet as a whole belongs to no row.
    let whole = std::mem::take(&mut report.errors);
    for _ in 0..=MOST_RETRIES {
        count(&fates, &whole, request, report);
        let refused = report.rejected > 0 && !request.keep_good;
        if request.dry_run || refused {
            tell_unstored(request, report, refused);
            return Ok(());
        }
        let (requests, rows) = requests(&fates, request)?;
        if requests.is_empty() {
            return Ok(());
        }
        progress(ImportProgress::Writing(report.added + report.changed));
        match office.perform_all(requests) {
            Ok(_) => {
                report.stored = true;
                return Ok(());
            }
            Err((_, OfficeError::Ledger(error))) => return Err(error.into()),
            Err((at, error)) => {
                let Some(fate) = rows.get(at).and_then(|row| fates.get_mut(*row)) else {
                    return Err(error.into());
                };
                let message = format!("工作表“{}”第{}行：{error}", fate.row.sheet, fate.row.row);
                let told = fate.row.error(None, message);
                fate.row.errors.push(told);
            }
        }
    }
    Err(OfficeError::Usage(
        "导入未能完成：入库时被拒绝的行过多。请先用 --dry-run 查看原因。".to_owned(),
    )
    .into())
}

fn count(
    fates: &[Fate],
    whole: &[RowError],
    request: &ImportRequest<'_>,
    report: &mut ImportReport,
) {
    let good = || fates.iter().filter(|fate| fate.row.errors.is_empty());
    report.added = good().filter(|fate| fate.matter.is_none()).count();
    report.same = good()
        .filter(|fate| fate.matter.is_some() && !fate.changed)
        .count();
    report.changed = good().filter(|fate| fate.changed).count();
    let bad: Vec<_> = fates
        .iter()
        .filter(|fate| !fate.row.errors.is_empty())
        .collect();
    report.rejected = bad.len() + whole.len();
    let mut errors: BTreeSet<RowError> = whole.iter().cloned().collect();
    errors.extend(bad.iter().flat_map(|fate| fate.row.errors.iter().cloned()));
    report.errors = errors.into_iter().collect();
    report.accepted = report.added
        + report.same
        + if request.accept_changes {
            report.changed
        } else {
            0
        };
}

fn tell_unstored(request: &ImportRequest<'_>, report: &mut ImportReport, refused: bool) {
    if refused && !request.dry_run {
        report.accepted = 0;
        report.added = 0;
        report.notices.push(format!(
            "有{}行不能入库，整个文件都没有导入。请按所列改正后再导入；只想先导入其余各行的，请加 --keep-good。",
            report.rejected
        ));
    }
}

/// The requests of all good rows, and to which row each belongs.
fn requests(
    fates: &[Fate],
    request: &ImportRequest<'_>,
) -> Result<(Vec<Request>, Vec<usize>), ImportError> {
    let (mut requests, mut rows) = (Vec::new(), Vec::new());
    for (index, fate) in fates.iter().enumerate() {
        if !fate.row.errors.is_empty() || (fate.changed && !request.accept_changes) {
            continue;
        }
        let id = match &fate.matter {
            Some(id) => id.clone(),
            None => new_id(request.now)?,
        };
        for (position, (at, planned)) in fate.deeds.iter().enumerate() {
            let opens = fate.matter.is_none() && position == 0;
            let target = match opens {
                true => Target::New {
                    procedure: fate.row.procedure.id.to_string(),
                    id: Some(id.clone()),
                },
                false => Target::Matter(id.clone()),
            };
            let given = match planned {
                Planned::Found(found) => Given::Found(found.clone()),
                Planned::Correct(correction) => Given::Correct(correction.clone()),
            };
            requests.push(Request {
                target,
                given,
                files: Vec::new(),
                happened_at: *at,
                now: request.now,
                actor: request.recorder.clone(),
                recorder: request.recorder.clone(),
                channel: request.channel.clone(),
                command: new_id(request.now)?,
                seen: None,
                late_reason: None,
            });
            rows.push(index);
        }
    }
    Ok((requests, rows))
}
