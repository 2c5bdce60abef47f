//! Settings: from a TOML file and the environment, the environment wins.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the place where the environment is read"
)]

mod payments;

use std::{
    collections::BTreeMap,
    env, fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use market::{
    Language, MeilisearchSettings, Settings, settings::PayoutPolicy, settlement::PayoutSchedule,
};
use money::Money;

/// Everything an operator can set.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Which log lines to write, such as `info` or `market=debug,info`.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
    /// What the market itself needs.
    pub market: Settings,
    /// Every setting with where it came from, for `--print-config`.
    origins: Vec<Origin>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line, for machines.
    Json,
}

#[derive(Clone, Debug)]
struct Origin {
    name: &'static str,
    shown: String,
    from: &'static str,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the settings file {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// The file is not TOML.
    #[error("the settings file {path} is not usable TOML: {source}")]
    Toml {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        source: toml::de::Error,
    },
    /// The file has a setting that does not exist.
    #[error("there is no setting {0}; `chosao serve --print-config` lists them all")]
    Unknown(String),
    /// A value does not fit its setting.
    #[error("{name}={value} is not usable: {wanted}")]
    Value {
        /// The setting.
        name: &'static str,
        /// What was given.
        value: String,
        /// What would be.
        wanted: &'static str,
    },
}

/// Every setting: its name and default. Secrets are hidden when printed.
const SETTINGS: [(&str, &str); 26] = [
    ("CHOSAO_LISTEN", "127.0.0.1:8000"),
    ("CHOSAO_DATA_DIR", "./chosao-data"),
    ("CHOSAO_DATABASE_URL", ""),
    ("CHOSAO_PUBLIC_URL", ""),
    ("CHOSAO_PAYMENT_RETURN_URL", ""),
    ("CHOSAO_STOCK_HOLD_S", "900"),
    ("CHOSAO_SESSION_TTL_S", "2592000"),
    ("CHOSAO_IDEMPOTENCY_TTL_S", "86400"),
    ("CHOSAO_RETURN_WINDOW_S", "604800"),
    ("CHOSAO_FEE_NOTICE_DAYS", "15"),
    ("CHOSAO_SANDBOX_PAYMENTS", "false"),
    ("CHOSAO_PAYOUT_SCHEDULE", "daily"),
    ("CHOSAO_PAYOUT_MINIMUM", "0"),
    ("CHOSAO_PAYOUT_ALONE_UP_TO", "50000000"),
    ("CHOSAO_PAYOUT_COOLING_S", "172800"),
    ("CHOSAO_DEBT_AFTER_S", "7776000"),
    ("CHOSAO_RELEASE_AWAITS_CASH", "true"),
    ("CHOSAO_COD_AMOUNT_MAX", ""),
    ("CHOSAO_COD_ROUNDING", "false"),
    ("CHOSAO_COD_REFUSALS_MAX", "3"),
    ("CHOSAO_SELLERS_BEAR_DISPUTES", "true"),
    ("CHOSAO_MEILISEARCH_URL", ""),
    ("CHOSAO_MEILISEARCH_KEY", ""),
    ("CHOSAO_MEILISEARCH_SEARCH_KEY", ""),
    ("CHOSAO_LOG", "info,sea_orm_migration=warn"),
    ("CHOSAO_LOG_FORMAT", "pretty"),
];

/// What every setting is set to, by its name.
type Values = BTreeMap<&'static str, String>;

fn every_setting() -> impl Iterator<Item = (&'static str, &'static str)> {
    SETTINGS.into_iter().chain(payments::SETTINGS)
}

/// Answers are kept at least this long (api.md, "Conventions").
const IDEMPOTENCY_TTL_S_MIN: u64 = 24 * 3600;

impl Config {
    /// Reads the settings file, if one is given, and the environment. `defaults` replace the
    /// usual ones of the settings they name.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] that names the setting and what would fit.
    pub fn load(file: Option<&Path>, defaults: &[(&str, &str)]) -> Result<Self, ConfigError> {
        let from_file = file.map(read_file).transpose()?.unwrap_or_default();
        Self::from_values(&from_file, defaults, |name| env::var(name).ok())
    }

    fn from_values(
        file: &BTreeMap<String, String>,
        defaults: &[(&str, &str)],
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let known = |name: &String| every_setting().any(|(setting, _)| setting == name);
        if let Some(stranger) = file.keys().find(|name| !known(name)) {
            return Err(ConfigError::Unknown(stranger.clone()));
        }
        let mut values = BTreeMap::new();
        let mut origins = Vec::new();
        for (name, usual) in every_setting() {
            let special = defaults.iter().find(|(special, _)| *special == name);
            let default = special.map_or(usual, |(_, value)| value);
            let (value, from) = match (environment(name), file.get(name)) {
                (Some(value), _) => (value, "environment"),
                (None, Some(value)) => (value.clone(), "file"),
                (None, None) => (default.to_owned(), "default"),
            };
            origins.push(Origin {
                name,
                shown: shown(name, &value),
                from,
            });
            values.insert(name, value);
        }
        Self::parse(&values, origins)
    }

    fn parse(values: &Values, origins: Vec<Origin>) -> Result<Self, ConfigError> {
        let listen: SocketAddr = parsed(
            values,
            "CHOSAO_LISTEN",
            "an address and port such as 127.0.0.1:8000",
        )?;
        let public_url = match values["CHOSAO_PUBLIC_URL"].trim_end_matches('/') {
            "" => format!("http://{listen}"),
            url => url.to_owned(),
        };
        let market = Settings {
            data_dir: PathBuf::from(&values["CHOSAO_DATA_DIR"]),
            database_url: database_url(values)?,
            stock_hold: seconds(values, "CHOSAO_STOCK_HOLD_S", 1)?,
            session_ttl: seconds(values, "CHOSAO_SESSION_TTL_S", 1)?,
            idempotency_ttl: seconds(values, "CHOSAO_IDEMPOTENCY_TTL_S", IDEMPOTENCY_TTL_S_MIN)?,
            return_window: seconds(values, "CHOSAO_RETURN_WINDOW_S", 0)?,
            fee_notice_days: fee_notice_days(values)?,
            sandbox_payments: parsed(values, "CHOSAO_SANDBOX_PAYMENTS", "true or false")?,
            meilisearch: meilisearch(values)?,
            payouts: payouts(values)?,
            release_awaits_cash: parsed(values, "CHOSAO_RELEASE_AWAITS_CASH", "true or false")?,
            cod_amount_max: optional_dong(values, "CHOSAO_COD_AMOUNT_MAX")?,
            cod_rounding: parsed(values, "CHOSAO_COD_ROUNDING", "true or false")?,
            cod_refusals_max: parsed(values, "CHOSAO_COD_REFUSALS_MAX", "a number of parcels")?,
            sellers_bear_disputes: parsed(values, "CHOSAO_SELLERS_BEAR_DISPUTES", "true or false")?,
            stripe_capture: payments::stripe_capture(values)?,
            payments: payments::read(values, &public_url)?,
            payment_return_url: payment_return_url(values)?,
            public_url,
        };
        let log_format = match values["CHOSAO_LOG_FORMAT"].as_str() {
            "json" => LogFormat::Json,
            "pretty" => LogFormat::Pretty,
            other => return Err(unusable("CHOSAO_LOG_FORMAT", other, "pretty or json")),
        };
        Ok(Self {
            listen,
            log: values["CHOSAO_LOG"].clone(),
            log_format,
            market,
            origins,
        })
    }

    /// Every setting, its value (secrets hidden) and where it came from.
    #[must_use]
    pub fn printed(&self) -> String {
        self.origins
            .iter()
            .map(|origin| format!("{}={}  # {}\n", origin.name, origin.shown, origin.from))
            .collect()
    }
}

/// Days of a year at most: nobody plans fees further ahead.
fn fee_notice_days(values: &Values) -> Result<u32, ConfigError> {
    let name = "CHOSAO_FEE_NOTICE_DAYS";
    let days: u32 = parsed(values, name, "days, 0 to 365")?;
    if days > 365 {
        return Err(unusable(name, &values[name], "days, 0 to 365"));
    }
    Ok(days)
}

/// The name of whoever runs the program on this machine.
#[must_use]
pub fn operator() -> String {
    let named = |name: &str| env::var(name).ok().filter(|user| !user.is_empty());
    named("USER")
        .or_else(|| named("LOGNAME"))
        .unwrap_or_else(|| "operator".to_owned())
}

/// The language of the terminal: Vietnamese where the locale says so, else English.
#[must_use]
pub fn terminal_language() -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|locale| !locale.is_empty()));
    match locale {
        Some(locale) if locale.starts_with("vi") => Language::Vi,
        _ => Language::En,
    }
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let table: toml::Table = toml::from_str(&text).map_err(|source| ConfigError::Toml {
        path: path.to_owned(),
        source,
    })?;
    let text_of = |value: toml::Value| match value {
        toml::Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(table
        .into_iter()
        .map(|(name, value)| (name, text_of(value)))
        .collect())
}

/// A database address carries a password; only its scheme is shown. Of keys, whether there
/// is one.
fn shown(name: &str, value: &str) -> String {
    if payments::is_secret(name) && !value.is_empty() {
        return "…".to_owned();
    }
    match value.split_once("://") {
        Some((scheme, _)) if name == "CHOSAO_DATABASE_URL" => format!("{scheme}://…"),
        _ => value.to_owned(),
    }
}

/// The search server: an address without a path, and its keys.
fn meilisearch(values: &Values) -> Result<Option<MeilisearchSettings>, ConfigError> {
    let text = |name: &str| Some(values[name].trim().to_owned()).filter(|text| !text.is_empty());
    let Some(url) = text("CHOSAO_MEILISEARCH_URL") else {
        return Ok(None);
    };
    let host = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"));
    if !host.is_some_and(|host| !host.is_empty() && !host.contains(['@', '?', '#', ' '])) {
        let wanted = "http://… or https://…, with the key apart, or empty for the embedded index";
        return Err(unusable("CHOSAO_MEILISEARCH_URL", "…", wanted));
    }
    let key = text("CHOSAO_MEILISEARCH_KEY");
    Ok(Some(MeilisearchSettings {
        search_key: text("CHOSAO_MEILISEARCH_SEARCH_KEY"),
        ..MeilisearchSettings::new(&url, key.as_deref())
    }))
}

fn database_url(values: &Values) -> Result<Option<String>, ConfigError> {
    let url = values["CHOSAO_DATABASE_URL"].trim();
    match url {
        "" => Ok(None),
        url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            Ok(Some(url.to_owned()))
        }
        _ => Err(unusable(
            "CHOSAO_DATABASE_URL",
            "…",
            "postgres://…, or empty for SQLite",
        )),
    }
}

fn payouts(values: &Values) -> Result<PayoutPolicy, ConfigError> {
    let schedule = match values["CHOSAO_PAYOUT_SCHEDULE"].as_str() {
        "daily" => PayoutSchedule::Daily,
        "weekly" => PayoutSchedule::Weekly,
        "monthly" => PayoutSchedule::Monthly,
        "manual" => PayoutSchedule::Manual,
        other => {
            let wanted = "daily, weekly, monthly or manual";
            return Err(unusable("CHOSAO_PAYOUT_SCHEDULE", other, wanted));
        }
    };
    Ok(PayoutPolicy {
        schedule,
        minimum: dong(values, "CHOSAO_PAYOUT_MINIMUM")?,
        alone_up_to: dong(values, "CHOSAO_PAYOUT_ALONE_UP_TO")?,
        account_cooling: seconds(values, "CHOSAO_PAYOUT_COOLING_S", 0)?,
        debt_after: seconds(values, "CHOSAO_DEBT_AFTER_S", 0)?,
    })
}

fn dong(values: &Values, name: &'static str) -> Result<Money, ConfigError> {
    let wanted = "a number of đồng, 0 or more";
    let number: i64 = parsed(values, name, wanted)?;
    let money = Money::new(number)
        .ok()
        .filter(|money| *money >= Money::ZERO);
    money.ok_or_else(|| unusable(name, &values[name], wanted))
}

fn seconds(values: &Values, name: &'static str, least: u64) -> Result<Duration, ConfigError> {
    let number: u64 = parsed(values, name, "a number of seconds")?;
    if (least..=10 * 365 * 24 * 3600).contains(&number) {
        Ok(Duration::from_secs(number))
    } else {
        Err(unusable(name, &values[name], "too few or too many seconds"))
    }
}

/// The page that shoppers come back to; none is the public address.
fn payment_return_url(values: &Values) -> Result<Option<String>, ConfigError> {
    const NAME: &str = "CHOSAO_PAYMENT_RETURN_URL";
    match values[NAME].trim() {
        "" => Ok(None),
        page if page.starts_with("https://") || page.starts_with("http://") => {
            Ok(Some(page.to_owned()))
        }
        other => Err(unusable(
            NAME,
            other,
            "an address such as https://shop.example/paid/{purchase}",
        )),
    }
}

/// An amount, or none where nothing is set.
fn optional_dong(values: &Values, name: &'static str) -> Result<Option<Money>, ConfigError> {
    if values[name].trim().is_empty() {
        return Ok(None);
    }
    dong(values, name).map(Some)
}

fn parsed<T: std::str::FromStr>(
    values: &Values,
    name: &'static str,
    wanted: &'static str,
) -> Result<T, ConfigError> {
    values[name]
        .trim()
        .parse()
        .map_err(|_| unusable(name, &values[name], wanted))
}

fn unusable(name: &'static str, value: &str, wanted: &'static str) -> ConfigError {
    ConfigError::Value {
        name,
        value: value.to_owned(),
        wanted,
    }
}
