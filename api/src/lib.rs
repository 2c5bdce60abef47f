//! The face of the market: HTTP routes by audience, the command line, the published contract.
//!
//! Routes shape requests and answers; they never decide.

pub mod cli;
pub mod config;
mod context;
mod contract;
mod desk;
mod edge;
mod files;
mod hooks;
mod metrics;
mod once;
mod openapi;
mod ops;
mod problem;
mod ready;
mod revision;
mod seller;
mod server;
mod sign_in;
mod store;
mod wire;

pub use problem::{ApiError, ApiResult, FieldProblem, Problem, ProblemBody};
pub use ready::Ready;
pub use server::{Patience, build, run};
