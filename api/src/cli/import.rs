//! `chosao import products` and `chosao import remittance`.

mod remittance;
mod report;
mod told;

use std::{io::IsTerminal as _, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use market::{
    App, Language,
    import::{ImportError, ImportOptions, Importer, Outcome, ProductImport, Progress, Table},
};

use super::{CommandError, open_current};
use crate::config::{self, Config};

/// The file cannot be read, or nobody may import in that name: a wrong call.
const UNUSABLE: u8 = 2;

/// Take lists into the market.
///
/// Example: chosao import products san-pham.xlsx --dry-run
#[derive(Args)]
pub(super) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Products(Products),
    Remittance(remittance::RemittanceFile),
}

/// Take a product list (CSV or XLSX) into the market.
///
/// Rows with errors are listed by line and column, with what to do; the others are taken.
/// Running the same list again changes nothing, and an import that was cut off goes on.
///
/// Exit code 0 when every row is usable, 1 when some have errors, 2 when the file is not
/// readable.
///
/// Example: chosao import products san-pham.xlsx --dry-run
#[derive(Args)]
struct Products {
    /// The list; the first row names the columns, such as "Tên sản phẩm" and "Tỉnh".
    file: PathBuf,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Take nothing when a row has an error.
    #[arg(long)]
    all_or_nothing: bool,
    /// Give packs without price or stock a made-up one, marked as a sample. For trying out.
    #[arg(long)]
    sample_prices: bool,
    /// The verifier or administrator who answers for the certificates in the list; without
    /// it, the user of this machine.
    #[arg(long = "as", value_name = "EMAIL")]
    importer: Option<String>,
    /// The language of what is said; that of the terminal if not given.
    #[arg(long)]
    lang: Option<Lang>,
    /// Write every issue to this CSV file.
    #[arg(long, value_name = "FILE.csv")]
    report: Option<PathBuf>,
    /// Answer in one line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    Vi,
    En,
}

impl Lang {
    /// The language asked for, or that of the terminal.
    fn chosen(asked: Option<Self>) -> Language {
        match asked {
            Some(Self::Vi) => Language::Vi,
            Some(Self::En) => Language::En,
            None => config::terminal_language(),
        }
    }
}

impl Import {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        match self.what {
            What::Products(products) => products.run(config).await,
            What::Remittance(remittance) => remittance.run(config).await,
        }
    }
}

impl Products {
    async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        let outcome = match self.import(&config).await {
            Ok(outcome) => outcome,
            Err(Stop::Unusable(error)) => {
                eprintln!("chosao: {}: {error}", self.file.display());
                return Ok(ExitCode::from(UNUSABLE));
            }
            Err(Stop::Failed(error)) => return Err(error),
        };
        if let Some(file) = &self.report {
            report::write(file, &outcome)?;
        }
        let language = self.language();
        if self.json {
            println!("{}", report::json(&outcome, language));
        } else {
            print!("{}", told::outcome(&outcome, language, self.dry_run));
        }
        Ok(match outcome.failed {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        })
    }

    async fn import(&self, config: &Config) -> Result<Outcome, Stop> {
        let table = Table::open(&self.file).map_err(ImportError::from)?;
        let app = open_current(config).await.map_err(Stop::Failed)?;
        let import = ProductImport {
            table,
            importer: self.importer(&app).await?,
            options: ImportOptions {
                is_dry_run: self.dry_run,
                is_all_or_nothing: self.all_or_nothing,
                with_samples: self.sample_prices,
            },
        };
        let bar = self.bar();
        let outcome = import
            .run(&app, |Progress { done, total }| {
                bar.set_length(total);
                bar.set_position(done);
            })
            .await;
        bar.finish_and_clear();
        Ok(outcome?)
    }

    async fn importer(&self, app: &App) -> Result<Importer, ImportError> {
        match &self.importer {
            Some(email) => Importer::named(app, email).await,
            None => Ok(Importer::operator(&config::operator())),
        }
    }

    /// On standard error, and only where somebody watches it.
    fn bar(&self) -> ProgressBar {
        if self.json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {per_sec}  {eta}")
            .expect("the template is well formed");
        ProgressBar::new(0).with_style(style)
    }

    fn language(&self) -> Language {
        Lang::chosen(self.lang)
    }
}

/// Why there is no outcome.
enum Stop {
    Unusable(ImportError),
    Failed(CommandError),
}

impl From<ImportError> for Stop {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Table(_) | ImportError::NoVerifier { .. } => Self::Unusable(error),
            error => Self::Failed(error.into()),
        }
    }
}
