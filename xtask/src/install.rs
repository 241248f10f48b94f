//! What a chore needs beside Rust, and how a Debian machine gets it. Whatever is installed is said first.

use std::process::Command;

use anyhow::{Result, bail};

/// A program that a chore calls.
pub struct Need {
    /// Arguments after the program's name that succeed quickly when it is there and works.
    probe: &'static [&'static str],
    /// Debian 12 package that brings it.
    package: &'static str,
    /// What it is for, as shown when it is installed.
    purpose: &'static str,
}

/// For `test`. SQLite is compiled from the sources that its crate carries.
pub const FOR_TESTS: &[Need] = &[Need {
    probe: &["cc", "--version"],
    package: "gcc libc6-dev",
    purpose: "compiling SQLite",
}];

/// For `bench`: the peers are Python packages.
pub const FOR_BENCHES: &[Need] = &[Need {
    probe: &["python3", "-c", "import venv, ensurepip"],
    package: "python3-venv",
    purpose: "running the peers written in Python",
}];

/// Makes sure that everything is there; installs what is missing where that is possible.
pub fn ensure(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !works(need.probe)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for need in &missing {
        println!(
            "xtask: needs the Debian package {} for {}",
            need.package, need.purpose
        );
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.package.split_whitespace())
        .collect();
    let by_hand = format!(
        "apt-get install --no-install-recommends {}",
        packages.join(" ")
    );
    if !works(&["apt-get", "--version"]) || !is_root() {
        bail!("cannot install it from here; please run as root: {by_hand}");
    }
    println!("xtask: installing: {by_hand}");
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(arguments);
        command
    };
    crate::succeed(&mut apt(&["update", "-qq"]))?;
    crate::succeed(apt(&["install", "-y", "-qq", "--no-install-recommends"]).args(&packages))
}

fn works(probe: &[&str]) -> bool {
    let (program, arguments) = probe.split_first().expect("a probe names its program");
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success())
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
