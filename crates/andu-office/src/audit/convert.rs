//! Files of makes that only an office program reads are read by way of one, where it is installed.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use andu_reader::{Foreign, Paper, ReadError, read};

/// Programs that turn a file into another without a window.
const PROGRAMS: [&str; 2] = ["soffice", "libreoffice"];

/// Reads a file that this program itself cannot read by way of an installed office program.
///
/// The program makes a copy in a folder of its own, which is removed again at once, whatever comes of it.
///
/// # Errors
///
/// The reason that was known before, where no program could help.
pub fn read_by_office_program(path: &Path, known: ReadError) -> Result<Paper, ReadError> {
    let helped = matches!(
        known,
        ReadError::Foreign(
            Foreign::Rtf | Foreign::OpenDocument | Foreign::OldWriter | Foreign::WebArchive
        )
    );
    if !helped {
        return Err(known);
    }
    match converted(path) {
        Ok(Some(bytes)) => read("copy.docx", &bytes),
        Ok(None) | Err(_) => Err(known),
    }
}

fn converted(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let folder = Folder::new()?;
    for program in PROGRAMS {
        // A profile of its own, so that a window that is open does not take the call.
        let profile = format!(
            "-env:UserInstallation=file://{}",
            folder.0.join("profile").display()
        );
        let made = Command::new(program)
            .arg(profile)
            .args(["--headless", "--convert-to", "docx", "--outdir"])
            .arg(&folder.0)
            .arg(path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if made.is_err() {
            continue;
        }
        let copy = path
            .file_stem()
            .map(|stem| folder.0.join(stem).with_extension("docx"));
        return copy
            .filter(|copy| copy.is_file())
            .map(std::fs::read)
            .transpose();
    }
    Ok(None)
}

/// A folder that nobody else reads and that does not outlive its use.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> io::Result<Folder> {
        let mut name = [0_u8; 12];
        getrandom::fill(&mut name).map_err(|_| io::ErrorKind::Other)?;
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let folder = std::env::temp_dir().join(format!("andu-{name}"));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(&folder)?;
        Ok(Folder(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now is cleared away with the system's temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
