//! Files built for tests.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

/// A ZIP of parts.
pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a part begins");
        zip.write_all(text.as_bytes()).expect("a part is written");
    }
    zip.finish().expect("the directory is written").into_inner()
}

/// A DOCX with a body, and other parts.
pub fn docx_with(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>{body}</w:body></w:document>"
    );
    let mut parts = vec![("word/document.xml", document.as_str())];
    parts.extend(others);
    zipped(&parts)
}

/// A DOCX with a body.
pub fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// A paragraph of one run.
pub fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// An OFD with pages.
pub fn ofd(pages: &[&str]) -> Vec<u8> {
    let list: String = (0..pages.len())
        .map(|at| format!("<ofd:Page ID=\"{at}\" BaseLoc=\"Pages/Page_{at}/Content.xml\"/>"))
        .collect();
    let document = format!(
        "<ofd:Document xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:CommonData><ofd:PageArea>\
         <ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{list}</ofd:Pages></ofd:Document>"
    );
    let entry = "<ofd:OFD xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let contents: Vec<(String, String)> = pages
        .iter()
        .enumerate()
        .map(|(at, content)| {
            let page = format!(
                "<ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Content><ofd:Layer ID=\"1\">{content}</ofd:Layer></ofd:Content></ofd:Page>"
            );
            (format!("Doc_0/Pages/Page_{at}/Content.xml"), page)
        })
        .collect();
    let mut parts = vec![
        ("OFD.xml", entry),
        ("Doc_0/Document.xml", document.as_str()),
    ];
    parts.extend(
        contents
            .iter()
            .map(|(name, page)| (name.as_str(), page.as_str())),
    );
    zipped(&parts)
}

/// A line of an OFD page: its place and size in millimetres.
pub fn line(x: f32, y: f32, size: f32, text: &str) -> String {
    format!(
        "<ofd:TextObject ID=\"1\" Boundary=\"{x} {y} 160 8\" Font=\"1\" Size=\"{size}\">\
         <ofd:TextCode X=\"0\" Y=\"{size}\">{text}</ofd:TextCode></ofd:TextObject>"
    )
}

/// A PDF of one page with a font and a content stream.
pub fn pdf(font: &str, content: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let resources = "<< /Font << /F1 5 0 R >> >>";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources {resources} >>"),
        String::new(),
        font.to_owned(),
    ];
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj\n").bytes());
        if number == 4 {
            file.extend(format!("<< /Length {} >>\nstream\n", content.len()).bytes());
            file.extend(content);
            file.extend(b"\nendstream");
        } else {
            file.extend(object.bytes());
        }
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = places.len() + 1;
    file.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    file
}
