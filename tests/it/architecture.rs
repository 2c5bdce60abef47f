//! The rules of the house that Cargo does not enforce by itself.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tests::repository;

/// The nouns of `market`: each may use those before it, never those after it.
const NOUNS: &[&str] = &[
    "places",
    "product_sets",
    "accounts",
    "audit",
    "sellers",
    "certification",
    "catalog",
    "promotion",
    "vouchers",
    "ledger",
    "payments",
    "carriers",
    "cart",
    "checkout",
    "receipts",
    "orders",
    "reviews",
    "returns",
    "disputes",
    "notices",
    "settlement",
    "withholding",
    "import",
    "remittances",
    "bank",
    "jobs",
    "demo",
];

/// Put the market together or look at all of it, so they know nouns although nouns know them.
const COMPOSITION: [&str; 2] = ["app", "health"];

#[test]
fn calls_in_the_market_go_down_the_list_of_nouns() {
    let mut upward = Vec::new();

    for file in rust_files(&repository().join("market/src")) {
        let user = module_of(&file);
        let text = fs::read_to_string(&file).expect("a source file");
        let used = used_modules(&text);
        upward.extend(
            used.iter()
                .filter(|used| is_upward(&user, used))
                .map(|used| format!("{} uses {used}", file.display())),
        );
    }

    assert!(upward.is_empty(), "upward arrows: {upward:#?}");
}

#[test]
fn the_face_cannot_reach_the_database() {
    let api = dependencies("api");

    for forbidden in ["sea-orm", "sqlx", "entity", "migration"] {
        assert!(!api.contains(forbidden), "api depends on {forbidden}");
    }
}

#[test]
fn migrations_do_not_know_entities() {
    let migration = dependencies("migration");

    assert!(!migration.contains("entity"));
    assert!(!migration.contains("market"));
}

#[test]
fn adapters_know_nothing_of_ours_but_money() {
    for adapter in ["search", "payments"] {
        let used = dependencies(adapter);
        for forbidden in ["api", "entity", "market", "migration", "sea-orm"] {
            assert!(
                !used.contains(forbidden),
                "{adapter} depends on {forbidden}"
            );
        }
    }
}

#[test]
fn arrows_are_found_wherever_they_are_written() {
    let text = "use crate::{\n    App, accounts::{self, Actor},\n    catalog,\n};\n\
                use crate::jobs;\n// crate::checkout in a comment\nfn f() { crate::cart::add(); }";

    let used = used_modules(text);

    let expected = ["App", "accounts", "cart", "catalog", "jobs"].map(str::to_owned);
    assert_eq!(used, BTreeSet::from(expected));
    assert!(is_upward("cart", "checkout"));
    assert!(is_upward("database", "cart"));
    assert!(!is_upward("checkout", "cart"));
    assert!(!is_upward("cart", "database"));
}

/// Whether `user` must not use `used`: a noun after it, or any noun from below all nouns.
fn is_upward(user: &str, used: &str) -> bool {
    let place = |module: &str| NOUNS.iter().position(|noun| *noun == module);
    match (place(user), place(used)) {
        _ if COMPOSITION.contains(&user) => false,
        (Some(user), Some(used)) => used > user,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

/// The top module that a file belongs to.
fn module_of(file: &Path) -> String {
    let inside = file
        .strip_prefix(repository().join("market/src"))
        .expect("a file of market");
    let first = inside.iter().next().expect("a file").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// What follows `crate::` anywhere in a text, comments aside: names, and the first names of
/// the branches of a tree in braces.
fn used_modules(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    let mut used = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(tree) => used.extend(branches(tree)),
            None => used.extend([first_name(after)]),
        }
    }
    used
}

/// The first names of a use tree's branches; `tree` begins inside its braces.
fn branches(tree: &str) -> Vec<String> {
    let mut depth = 1;
    let mut names = Vec::new();
    let mut branch = String::new();
    for letter in tree.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(std::mem::take(&mut branch)),
            _ => {}
        }
        if depth == 0 {
            break;
        }
        branch.push(letter);
    }
    names.push(branch);
    let named = names
        .iter()
        .map(|name| first_name(name.trim_start_matches([',', ' ', '\n'])));
    named.filter(|name| !name.is_empty()).collect()
}

fn first_name(text: &str) -> String {
    let is_in_name = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
    text.chars().take_while(is_in_name).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The names of what a package depends on, tests aside.
fn dependencies(package: &str) -> BTreeSet<String> {
    let metadata = Command::new(env!("CARGO"))
        .current_dir(repository())
        .args(["metadata", "--no-deps", "--format-version=1"])
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    let found = packages
        .iter()
        .find(|found| found["name"] == package)
        .expect("the package");
    let dependencies = found["dependencies"].as_array().expect("dependencies");
    dependencies
        .iter()
        .filter(|dependency| dependency["kind"].is_null())
        .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
        .collect()
}
