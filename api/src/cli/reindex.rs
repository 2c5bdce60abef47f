//! `chosao reindex`.

use std::{process::ExitCode, time::Duration};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use market::catalog::documents::rebuild::{self, BuiltBy, Progress, RebuildState};

use super::{CommandError, open_current};
use crate::config::Config;

/// Render every product again and build the search index anew. Servers may run meanwhile; one
/// rebuild runs at a time, also of those that the desk begins.
///
/// Example: chosao reindex
#[derive(Args)]
pub(super) struct Reindex {
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl Reindex {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        let app = open_current(&config).await?;
        let bar = progress_bar(self.json);
        let rebuilt = rebuild::rebuild(&app, |progress: Progress| {
            if progress.state == RebuildState::Building {
                bar.set_message("building the index");
            }
            bar.set_length(progress.total);
            bar.set_position(progress.done);
        })
        .await?;
        bar.finish_and_clear();
        let (indexed, by) = match rebuilt.index {
            BuiltBy::This { products } => (Some(products), "this command"),
            BuiltBy::Server => (None, "the running server"),
        };
        if self.json {
            println!(
                "{}",
                serde_json::json!({"rendered": rebuilt.rendered, "indexed": indexed, "index_by": by})
            );
        } else {
            println!("Rendered {} products.", rebuilt.rendered);
            match indexed {
                Some(indexed) => println!("Built the index: {indexed} public products."),
                None => println!("The running server takes them into its index now."),
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Shows itself on a terminal only, and never beside JSON.
fn progress_bar(json: bool) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} products, {eta} left {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_draw_target(if json {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    });
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
