//! A changed rule or example makes the crate that carries them anew.

fn main() {
    println!("cargo::rerun-if-changed=../../rules");
    println!("cargo::rerun-if-changed=../../examples");
    println!("cargo::rerun-if-changed=build.rs");
}
