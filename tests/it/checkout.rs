//! Checkout: what is bought, once, and what is refused.

mod changes;
mod cuts;
mod double;
mod races;
mod shapes;
mod statements;
