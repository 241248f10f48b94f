//! What a chore needs beside cargo, and how a Debian machine gets it. Whatever is installed is said first.

use std::process::Command;

use anyhow::{Result, bail};

/// A program that a chore calls.
pub struct Need {
    /// A call that succeeds quickly when it is there and works.
    probe: &'static [&'static str],
    /// What brings it.
    from: From,
    /// What it is for, as shown when it is installed.
    purpose: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// Packages of Debian 12.
    Debian(&'static str),
    /// A component of the Rust toolchain.
    Rustup(&'static str),
}

/// For `test`. SQLite is compiled from the sources that its crate carries.
pub const FOR_TESTS: &[Need] = &[
    Need {
        probe: &["cc", "--version"],
        from: From::Debian("gcc libc6-dev"),
        purpose: "compiling SQLite",
    },
    Need {
        probe: &["cargo", "fmt", "--version"],
        from: From::Rustup("rustfmt"),
        purpose: "checking the formatting",
    },
    Need {
        probe: &["cargo", "clippy", "--version"],
        from: From::Rustup("clippy"),
        purpose: "the lints",
    },
    Need {
        probe: &["soffice", "--version"],
        from: From::Debian("libreoffice-writer-nogui"),
        purpose: "saving a report through an office program, as its readers will",
    },
    Need {
        // The program is there as soon as any of its parts is; only the part's own library tells.
        probe: &["sh", "-c", "ls /usr/lib/libreoffice/program/libsclo.so"],
        from: From::Debian("libreoffice-calc-nogui"),
        purpose: "opening a filled workbook in an office program, as its readers will",
    },
];

/// For `bench`: the peers are Python packages.
pub const FOR_BENCHES: &[Need] = &[Need {
    probe: &["python3", "-c", "import venv, ensurepip"],
    from: From::Debian("python3-venv"),
    purpose: "running the peers written in Python",
}];

/// Makes sure that everything is there; installs what is missing where that is possible.
pub fn ensure(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !works(need.probe)).collect();
    let mut packages = Vec::new();
    let mut components = Vec::new();
    for need in &missing {
        let (what, names) = match need.from {
            From::Debian(names) => ("Debian package", names),
            From::Rustup(names) => ("Rust component", names),
        };
        println!("xtask: needs the {what} {names} for {}", need.purpose);
        match need.from {
            From::Debian(names) => packages.extend(names.split_whitespace()),
            From::Rustup(names) => components.push(names),
        }
    }
    if !packages.is_empty() {
        debian(&packages)?;
    }
    if !components.is_empty() {
        rustup(&components)?;
    }
    Ok(())
}

fn debian(packages: &[&str]) -> Result<()> {
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
    crate::succeed(apt(&["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
}

fn rustup(components: &[&str]) -> Result<()> {
    let by_hand = format!("rustup component add {}", components.join(" "));
    if !works(&["rustup", "--version"]) {
        bail!(
            "there is no rustup here; please add to the Rust installation what `{by_hand}` would"
        );
    }
    println!("xtask: installing: {by_hand}");
    crate::succeed(
        Command::new("rustup")
            .args(["component", "add"])
            .args(components),
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_tells_what_is_there_from_what_is_not() {
        assert!(works(&["cargo", "--version"]));
        assert!(!works(&["cargo", "no-such-command-of-cargo"]));
        assert!(!works(&["no-such-program-of-this-house"]));
    }

    #[test]
    fn what_is_there_is_not_installed_again() {
        let there = Need {
            probe: &["cargo", "--version"],
            from: From::Debian("no-such-package-of-this-house"),
            purpose: "a test",
        };
        assert!(ensure(&[there]).is_ok());
    }
}
