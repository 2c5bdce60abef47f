//! What the embedded index promises.

mod filters;
mod given;
mod life;
mod pages;
mod relevance;
mod suggestions;
mod texts;
