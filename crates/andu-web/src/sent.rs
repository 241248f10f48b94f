//! Forms that were sent: token first, then whether it is classified, then the rest; nothing of a classified upload is even read.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::http::StatusCode;

use crate::app::Entry;
use crate::fault::Fault;

/// What a form with files may weigh.
pub(crate) const MOST_FORM: usize = 192 << 20;
/// Files in one form.
const MOST_FILES: usize = 20;
/// Fields of one form: a wide book has some hundreds of columns.
const MOST_FIELDS: usize = 20_000;
/// The longest name of a file that is shown.
const LONGEST_NAME: usize = 120;

/// A form as it was sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub fields: Vec<(String, String)>,
    pub files: Vec<Upload>,
}

/// A file of a form.
#[derive(Debug)]
pub(crate) struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Sent {
    /// What was given under a name; a field left empty was not given.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut named = self.fields.iter().filter(|(key, _)| key == name);
        let text = named.next().map(|(_, value)| value.trim());
        text.filter(|text| !text.is_empty())
    }

    /// As [`Sent::get`], for putting back into a form.
    pub(crate) fn typed(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// A form without files.
    pub(crate) fn of_fields(entry: &Entry, body: &[u8]) -> Result<Sent, Fault> {
        let fields: Vec<(String, String)> = form_urlencoded::parse(body)
            .take(MOST_FIELDS)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let sent = Sent {
            fields,
            files: Vec::new(),
        };
        check(entry, sent.get("token"))?;
        Ok(sent)
    }

    /// A form with files. The question whether they are classified stands before them and has to be answered.
    pub(crate) async fn of_files(entry: &Entry, mut multipart: Multipart) -> Result<Sent, Fault> {
        let mut sent = Sent::default();
        let mut refused = None;
        while let Some(field) = multipart.next_field().await.map_err(broken)? {
            if refused.is_some() {
                // Read to the end, so that the browser shows the answer; nothing of it is kept.
                drain(field).await?;
                continue;
            }
            let name = field.name().unwrap_or_default().to_owned();
            if field.file_name().is_some() {
                refused = stop(entry, &sent);
                if refused.is_some() {
                    drain(field).await?;
                } else {
                    file(&mut sent, field).await?;
                }
            } else if sent.fields.len() < MOST_FIELDS {
                let value = field.text().await.map_err(broken)?;
                sent.fields.push((name, value));
            }
        }
        // A form without any file has to bear the token, too.
        match refused.or_else(|| check(entry, sent.get("token")).err()) {
            Some(refused) => Err(refused),
            None => Ok(sent),
        }
    }
}

/// Why no file is read: no token, classified, or the question is not answered.
fn stop(entry: &Entry, sent: &Sent) -> Option<Fault> {
    if let Err(fault) = check(entry, sent.get("token")) {
        return Some(fault);
    }
    match sent.get("classified") {
        Some("no") => None,
        Some("yes") => Some(Fault::Secret),
        _ => Some(Fault::usage(
            "没有回答“文件是否涉密”，文件没有读，也没有保存。请返回先回答，再选择文件。",
        )),
    }
}

fn check(entry: &Entry, token: Option<&str>) -> Result<(), Fault> {
    match !entry.token.is_empty() && token == Some(entry.token.as_str()) {
        true => Ok(()),
        false => Err(Fault::Stale),
    }
}

async fn file(sent: &mut Sent, field: Field<'_>) -> Result<(), Fault> {
    let name = plain(field.file_name().unwrap_or_default());
    let bytes = field.bytes().await.map_err(broken)?;
    if name.is_empty() && bytes.is_empty() {
        return Ok(());
    }
    if sent.files.len() == MOST_FILES {
        return Err(Fault::usage(format!(
            "一次最多放入{MOST_FILES}个文件，没有读。请分几次放入。"
        )));
    }
    sent.files.push(Upload {
        name,
        bytes: bytes.into(),
    });
    Ok(())
}

async fn drain(mut field: Field<'_>) -> Result<(), Fault> {
    while field.chunk().await.map_err(broken)?.is_some() {}
    Ok(())
}

/// The name of a file without the folders that some browsers send, and without what cannot be shown. It names nothing on our disks.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = last.chars().filter(|c| !c.is_control());
    shown.take(LONGEST_NAME).collect()
}

fn broken(error: MultipartError) -> Fault {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::usage(format!(
            "文件合计超过{}兆，没有读。请分几次放入，或者删去表中的图片后再放入。",
            MOST_FORM >> 20
        )),
        _ => Fault::usage("文件没有传完整，没有读。请返回重新放入文件。"),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_of_files_hold_no_folders() {
        assert_eq!(plain("C:\\台账\\甲.xls"), "甲.xls");
        assert_eq!(plain("../../etc/甲\u{0}.xls"), "甲.xls");
    }
}
