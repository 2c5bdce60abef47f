//! The real program, built once.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use serde_json::Value;

/// The top of the repository.
#[must_use]
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests have a folder of their own")
}

/// The path of `chosao`, built with the same flags as the tests.
///
/// # Panics
///
/// When it cannot be built.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(build)
}

/// Building it together with the tests' library asks for the same features of every
/// dependency, so nothing but the last step is built again.
fn build() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .current_dir(repository())
        .args(["build", "--package", "api", "--package", "tests"])
        .args(["--bin", "chosao", "--message-format=json"])
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "chosao builds");
    let lines = String::from_utf8_lossy(&built.stdout);
    lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "chosao")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("cargo tells where it put chosao")
}
