//! `chosao openapi`.

use std::process::ExitCode;

use clap::Args;
use market::App;

use super::CommandError;

/// Print the published contract.
///
/// Example: chosao openapi > openapi.yaml
#[derive(Args)]
pub(super) struct Openapi {
    /// Print JSON instead of YAML.
    #[arg(long)]
    json: bool,
}

impl Openapi {
    pub(super) fn run(self) -> Result<ExitCode, CommandError> {
        let service = crate::openapi::service(&App::offline());
        print!(
            "{}",
            if self.json {
                service.spec()
            } else {
                service.spec_yaml()
            }
        );
        Ok(ExitCode::SUCCESS)
    }
}
