//! Tells cargo to look again at the built web files: `rust-embed` cannot see files that appear later.

fn main() {
    println!("cargo:rerun-if-changed=web/dist");
    println!("cargo:rerun-if-changed=data");
    println!("cargo:rerun-if-changed=migrations");
}
