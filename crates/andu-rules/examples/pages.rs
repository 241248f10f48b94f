//! Writes the pages about procedures: `cargo xtask docs`.

use std::{error::Error, fs, path::Path};

#[path = "../tests/it/shipped.rs"]
mod shipped;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/procedures");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let pages = shipped::pages();
    for page in &pages {
        let path = folder.join(&page.path);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, &page.text)?;
    }
    println!("docs: {} pages in docs/procedures", pages.len());
    Ok(())
}
