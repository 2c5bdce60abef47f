//! The chosao binary.
fn main() {}
