//! `chosao reindex`.

use std::{process::ExitCode, time::Duration};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use market::catalog::documents::{self, Progress, Rebuilt};

use super::{CommandError, open_current};
use crate::config::Config;

/// Render every product again and build the search index anew. Servers may run meanwhile.
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
        let rendered = documents::reindex(&app, |progress: Progress| {
            bar.set_length(progress.total);
            bar.set_position(progress.done);
        })
        .await?;
        bar.set_message("building the index");
        let rebuilt = documents::rebuild_index(&app).await?;
        bar.finish_and_clear();
        let (indexed, by) = match rebuilt {
            Rebuilt::Here { products } => (Some(products), "this command"),
            Rebuilt::ByServer => (None, "the running server"),
        };
        if self.json {
            println!(
                "{}",
                serde_json::json!({"rendered": rendered.done, "indexed": indexed, "index_by": by})
            );
        } else {
            println!("Rendered {} products.", rendered.done);
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
