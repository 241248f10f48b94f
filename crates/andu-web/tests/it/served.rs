//! A real office in a folder of its own, served over real HTTP on loopback.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use andu_office::{NewOrgan, Office};
use axum::http::StatusCode;

use crate::office::{DIVISION, now};

/// An office in a folder, and the pages of it.
pub struct Served {
    folder: tempfile::TempDir,
    address: SocketAddr,
    pub office: Office,
}

/// What came back.
pub struct Got {
    pub status: StatusCode,
    pub head: String,
    pub bytes: Vec<u8>,
}

/// A part of a form.
pub enum Part<'a> {
    Field(&'a str, &'a str),
    File(&'a str, &'a str, &'a [u8]),
}

impl Got {
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// Where a browser is sent on to.
    #[track_caller]
    pub fn to(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        let lines = self.head.lines();
        let mut to = lines.filter_map(|line| line.strip_prefix("location: "));
        to.next().unwrap().to_owned()
    }
}

impl Served {
    /// An empty office, entered by 录入员.
    pub fn new() -> Served {
        let folder = tempfile::tempdir().unwrap();
        let new = NewOrgan {
            name: "示例县人民政府办公室".to_owned(),
            division: DIVISION.to_owned(),
            demonstration: None,
            recorder: "管理员".to_owned(),
        };
        let office = Office::create(folder.path(), new, now()).unwrap();
        let (told, address) = mpsc::channel();
        let pages = office.clone();
        std::thread::spawn(move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = runtime.enable_all().build().unwrap();
            let ready = move |address| told.send(address).unwrap();
            let listen = "127.0.0.1:0".parse().unwrap();
            runtime.block_on(andu_web::serve(pages, listen, now, "录入员", ready))
        });
        Served {
            folder,
            address: address.recv().unwrap(),
            office,
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Every file below the data folder but the database, with its size.
    pub fn stored(&self) -> Vec<(PathBuf, u64)> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path
                    .file_name()
                    .unwrap()
                    .to_string_lossy()
                    .starts_with("andu.")
                {
                    found.push((path.clone(), path.metadata().unwrap().len()));
                }
            }
        }
        found.sort();
        found
    }

    fn ask(&self, method: &str, path: &str, kind: &str, headers: &str, body: &[u8]) -> Got {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{headers}content-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut bytes = answer.split_off(end + 4);
        if head.contains("transfer-encoding: chunked") {
            bytes = unchunked(&bytes);
        }
        let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
        Got {
            status: StatusCode::from_u16(status).unwrap(),
            head,
            bytes,
        }
    }

    pub fn get(&self, path: &str) -> Got {
        self.ask("GET", path, "text/plain", "", b"")
    }

    #[track_caller]
    pub fn page(&self, path: &str) -> String {
        let got = self.get(path);
        assert_eq!(got.status, StatusCode::OK, "{path}\n{}", got.text());
        got.text().to_owned()
    }

    /// The token of the forms.
    pub fn token(&self) -> String {
        let page = self.page("/import");
        crate::browser::between(&page, "name=\"token\" value=\"", "\"").to_owned()
    }

    /// Sends a form without files.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        let token = self.token();
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("token", &token).extend_pairs(fields);
        let kind = "application/x-www-form-urlencoded";
        let from = "sec-fetch-site: same-origin\r\n";
        self.ask("POST", path, kind, from, body.finish().as_bytes())
    }

    /// Sends a form with files that says that it is not classified.
    pub fn upload(&self, path: &str, parts: &[Part<'_>]) -> Got {
        let token = self.token();
        let mut all = vec![
            Part::Field("token", &token),
            Part::Field("classified", "no"),
        ];
        all.extend(parts.iter().map(|part| match part {
            Part::Field(name, value) => Part::Field(name, value),
            Part::File(field, name, bytes) => Part::File(field, name, bytes),
        }));
        self.parts(path, "sec-fetch-site: same-origin\r\n", &all)
    }

    /// Sends a form with files as it stands.
    pub fn parts(&self, path: &str, headers: &str, parts: &[Part<'_>]) -> Got {
        let mut body = Vec::new();
        for part in parts {
            let head = match part {
                Part::Field(name, _) => {
                    format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n")
                }
                Part::File(field, name, _) => format!(
                    "--x\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n"
                ),
            };
            body.extend(head.bytes());
            match part {
                Part::Field(_, value) => body.extend(value.bytes()),
                Part::File(_, _, bytes) => body.extend(*bytes),
            }
            body.extend(b"\r\n");
        }
        body.extend(b"--x--\r\n");
        self.ask(
            "POST",
            path,
            "multipart/form-data; boundary=x",
            headers,
            &body,
        )
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = bytes.windows(2).position(|two| two == b"\r\n").unwrap();
        let size = std::str::from_utf8(&bytes[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[end + 4 + size..];
    }
}

/// A file of the shared fixtures.
#[track_caller]
pub fn fixture(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    std::fs::read(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a form would send as it stands: names and values of its controls.
pub fn controls(form: &str) -> Vec<(String, String)> {
    let mut controls = Vec::new();
    for part in form.split('<').skip(1) {
        let Some((inside, _)) = part.split_once('>') else {
            continue;
        };
        let attribute = |name: &str| {
            let (_, rest) = inside.split_once(&format!(" {name}=\""))?;
            Some(rest.split('"').next().unwrap_or_default().to_owned())
        };
        let on = !inside.contains("type=\"checkbox\"") || inside.contains(" checked");
        match inside.split(' ').next() {
            Some("input") if on => {
                controls.extend(attribute("name").zip(attribute("value")));
            }
            Some("select") => {
                controls.extend(attribute("name").map(|name| (name, String::new())));
            }
            Some("option") if inside.contains(" selected") => {
                if let (Some(last), Some(value)) = (controls.last_mut(), attribute("value")) {
                    last.1 = value;
                }
            }
            _ => {}
        }
    }
    controls.retain(|(name, _)| name != "token");
    let plain = |text: String| {
        text.replace("&#38;", "&")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
    };
    controls
        .into_iter()
        .map(|(name, value)| (name, plain(value)))
        .collect()
}
