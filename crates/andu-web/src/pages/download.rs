//! Files that a page gives: blank books, lists, handling sheets, filled forms.

use std::io::{Cursor, Write};

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::asked::segment;
use crate::fault::Fault;

/// A workbook.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A text document.
pub(crate) const DOCX: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Several files in one.
pub(crate) const ZIP: &str = "application/zip";

/// A file to be saved under a Chinese name.
pub(crate) fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The name is percent-encoded (RFC 8187), so nothing in it can end the header.
    let disposition = format!("attachment; filename*=UTF-8''{}", segment(&plain(name)));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// A name that every file system takes.
pub(crate) fn plain(name: &str) -> String {
    let kept = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '、',
        c if c.is_control() => '、',
        c => c,
    };
    name.chars().map(kept).collect()
}

/// Several files as one, in their order.
pub(crate) fn zipped(files: &[(String, &[u8])]) -> Result<Vec<u8>, Fault> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // Workbooks are compressed already. Names are marked as UTF-8 by the writer.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let broken = || Fault::usage("压缩包没有做成。请逐个下载。");
    for (name, bytes) in files {
        writer
            .start_file(plain(name), options)
            .map_err(|_| broken())?;
        writer.write_all(bytes).map_err(|_| broken())?;
    }
    let done = writer.finish().map_err(|_| broken())?;
    Ok(done.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_end_the_header() {
        let response = download("甲\"\r\nx: 1.xlsx", XLSX, Vec::new());
        let told = response.headers()[header::CONTENT_DISPOSITION].to_str();
        let told = told.unwrap();
        assert!(told.starts_with("attachment; filename*=UTF-8''%E7%94%B2"));
        assert!(!told.contains('"') && !told.contains('\n'), "{told}");
    }
}
