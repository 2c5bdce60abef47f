//! End to end, through HTTP and the command line: one module a noun.

mod accounts;
mod settlement;
