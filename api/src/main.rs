//! The one binary of the market.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    Box::pin(api::cli::run()).await
}
