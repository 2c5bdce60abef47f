//! Where things are.

use std::path::{Path, PathBuf};

/// The top of the repository.
#[must_use]
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests have a folder of their own")
}

/// The path of `chosao`, which is built along with the tests.
///
/// # Panics
///
/// When it was not: it stands beside the folder of the running test program.
#[must_use]
pub fn binary() -> PathBuf {
    let running = std::env::current_exe().expect("a running program has a file");
    let built = running.ancestors().nth(2).expect("a folder above `deps`");
    let binary = built.join("chosao-under-test");
    assert!(binary.exists(), "{} is built", binary.display());
    binary
}
