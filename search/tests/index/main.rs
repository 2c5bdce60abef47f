//! What the embedded index promises.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod filters;
mod given;
mod life;
mod pages;
mod suggestions;
mod texts;
