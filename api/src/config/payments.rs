//! Keys of payment providers. A method without keys is closed.

use market::payments::{
    BaseUrl, Capture, Config, Secret, Secrets,
    bank_notices::{CassoConfig, PayOsConfig, SePayAuth, SePayConfig, Watched},
    momo::MoMoConfig,
    payout::PayOsPayoutConfig,
    vietqr::VietQrConfig,
    vnpay::VnPayConfig,
    zalopay::ZaloPayConfig,
};

use super::{ConfigError, Values, unusable};

/// Every setting of a provider: its name and default. Keys may be two, `new,old`, while they
/// are being exchanged.
pub(super) const SETTINGS: [(&str, &str); 29] = [
    ("CHOSAO_VIETQR_BANK_BIN", ""),
    ("CHOSAO_VIETQR_ACCOUNT", ""),
    ("CHOSAO_VIETQR_ACCOUNT_NAME", ""),
    ("CHOSAO_SEPAY_SECRET", ""),
    ("CHOSAO_SEPAY_API_KEY", ""),
    ("CHOSAO_CASSO_CHECKSUM_KEY", ""),
    ("CHOSAO_CASSO_TOKEN", ""),
    ("CHOSAO_PAYOS_CHECKSUM_KEY", ""),
    ("CHOSAO_PAYOS_PAYOUT_CLIENT_ID", ""),
    ("CHOSAO_PAYOS_PAYOUT_API_KEY", ""),
    ("CHOSAO_PAYOS_PAYOUT_CHECKSUM_KEY", ""),
    ("CHOSAO_PAYOS_PAYOUT_URL", ""),
    ("CHOSAO_VNPAY_TMN_CODE", ""),
    ("CHOSAO_VNPAY_HASH_SECRET", ""),
    ("CHOSAO_VNPAY_URL", ""),
    ("CHOSAO_VNPAY_API_URL", ""),
    ("CHOSAO_VNPAY_OUR_IP", "127.0.0.1"),
    ("CHOSAO_MOMO_PARTNER_CODE", ""),
    ("CHOSAO_MOMO_ACCESS_KEY", ""),
    ("CHOSAO_MOMO_SECRET_KEY", ""),
    ("CHOSAO_MOMO_URL", ""),
    ("CHOSAO_ZALOPAY_APP_ID", ""),
    ("CHOSAO_ZALOPAY_KEY1", ""),
    ("CHOSAO_ZALOPAY_KEY2", ""),
    ("CHOSAO_ZALOPAY_URL", ""),
    ("CHOSAO_STRIPE_SECRET_KEY", ""),
    ("CHOSAO_STRIPE_WEBHOOK_SECRET", ""),
    ("CHOSAO_STRIPE_API_URL", ""),
    ("CHOSAO_STRIPE_CAPTURE", "automatic"),
];

/// Whether a setting is a key that is never shown.
pub(super) fn is_secret(name: &str) -> bool {
    ["_SECRET", "_KEY", "_KEY1", "_KEY2", "_TOKEN"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Opens the methods whose keys are given.
///
/// # Errors
///
/// [`ConfigError::Value`] that names what is missing or unusable.
pub(super) fn read(values: &Values, public_url: &str) -> Result<Config, ConfigError> {
    let keys = Keys(values);
    let hook = |name: &str| format!("{public_url}/v1/hooks/payments/{name}");
    let vietqr = keys.vietqr()?;
    let watched = Watched {
        accounts: vietqr.iter().map(|qr| qr.account.clone()).collect(),
        ..Watched::default()
    };
    Ok(Config {
        sepay: keys.sepay(&watched),
        casso: keys.casso(&watched),
        payos: keys
            .secrets("CHOSAO_PAYOS_CHECKSUM_KEY")
            .map(|checksum_keys| PayOsConfig {
                checksum_keys,
                watched: watched.clone(),
            }),
        vietqr,
        payouts: keys.payouts()?,
        vnpay: keys.vnpay()?,
        momo: keys.momo(hook("momo"))?,
        zalopay: keys.zalopay(hook("zalopay"))?,
        #[cfg(feature = "stripe")]
        stripe: keys.stripe()?,
        ..Config::default()
    })
}

/// Whether cards are charged at once.
///
/// # Errors
///
/// [`ConfigError::Value`] for anything but the two words.
pub(super) fn stripe_capture(values: &Values) -> Result<Capture, ConfigError> {
    let name = "CHOSAO_STRIPE_CAPTURE";
    match values[name].trim() {
        "automatic" => Ok(Capture::Automatic),
        "manual" => Ok(Capture::Manual),
        other => Err(unusable(name, other, "automatic or manual")),
    }
}

struct Keys<'a>(&'a Values);

impl Keys<'_> {
    /// What is set; an empty text is nothing.
    fn text(&self, name: &'static str) -> Option<&str> {
        let text = self.0[name].trim();
        (!text.is_empty()).then_some(text)
    }

    /// What must be set beside something else.
    fn needed(&self, name: &'static str) -> Result<&str, ConfigError> {
        self.text(name)
            .ok_or_else(|| unusable(name, "", "needed with the other keys of this provider"))
    }

    /// A key, and the one before it while they are exchanged.
    fn secrets(&self, name: &'static str) -> Option<Secrets> {
        let text = self.text(name)?;
        Some(match text.split_once(',') {
            Some((current, previous)) => Secrets {
                current: Secret::new(current.trim()),
                previous: Some(Secret::new(previous.trim())),
            },
            None => Secrets::one(text),
        })
    }

    fn needed_secrets(&self, name: &'static str) -> Result<Secrets, ConfigError> {
        self.needed(name)?;
        Ok(self.secrets(name).expect("just looked"))
    }

    fn url(&self, name: &'static str, usual: BaseUrl) -> Result<BaseUrl, ConfigError> {
        match self.text(name) {
            Some(text) => text
                .parse()
                .map_err(|_| unusable(name, text, "an address such as https://example.vn")),
            None => Ok(usual),
        }
    }

    fn vietqr(&self) -> Result<Option<VietQrConfig>, ConfigError> {
        let name = "CHOSAO_VIETQR_BANK_BIN";
        let Some(bank_bin) = self.text(name) else {
            return Ok(None);
        };
        if bank_bin.len() != 6 || !bank_bin.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(unusable(name, bank_bin, "the six digits of a bank"));
        }
        Ok(Some(VietQrConfig {
            bank_bin: bank_bin.to_owned(),
            account: self.needed("CHOSAO_VIETQR_ACCOUNT")?.to_owned(),
            account_name: self.needed("CHOSAO_VIETQR_ACCOUNT_NAME")?.to_owned(),
        }))
    }

    fn sepay(&self, watched: &Watched) -> Option<SePayConfig> {
        let by_signature = self.secrets("CHOSAO_SEPAY_SECRET").map(SePayAuth::Hmac);
        let auth = by_signature.or_else(|| {
            let keys = self.secrets("CHOSAO_SEPAY_API_KEY");
            keys.map(SePayAuth::ApiKey)
        });
        auth.map(|auth| SePayConfig {
            auth,
            watched: watched.clone(),
        })
    }

    fn casso(&self, watched: &Watched) -> Option<CassoConfig> {
        let checksum_keys = self.secrets("CHOSAO_CASSO_CHECKSUM_KEY");
        let tokens = self.secrets("CHOSAO_CASSO_TOKEN");
        (checksum_keys.is_some() || tokens.is_some()).then(|| CassoConfig {
            checksum_keys,
            tokens,
            watched: watched.clone(),
        })
    }

    fn payouts(&self) -> Result<Option<PayOsPayoutConfig>, ConfigError> {
        let Some(client_id) = self.text("CHOSAO_PAYOS_PAYOUT_CLIENT_ID") else {
            return Ok(None);
        };
        Ok(Some(PayOsPayoutConfig {
            client_id: client_id.to_owned(),
            api_key: Secret::new(self.needed("CHOSAO_PAYOS_PAYOUT_API_KEY")?),
            checksum_keys: self.needed_secrets("CHOSAO_PAYOS_PAYOUT_CHECKSUM_KEY")?,
            api: self.url("CHOSAO_PAYOS_PAYOUT_URL", PayOsPayoutConfig::live_api())?,
        }))
    }

    fn vnpay(&self) -> Result<Option<VnPayConfig>, ConfigError> {
        let Some(terminal) = self.text("CHOSAO_VNPAY_TMN_CODE") else {
            return Ok(None);
        };
        let secrets = self.needed_secrets("CHOSAO_VNPAY_HASH_SECRET")?;
        let sandbox = VnPayConfig::sandbox(terminal, secrets);
        let our_ip = self.needed("CHOSAO_VNPAY_OUR_IP")?;
        Ok(Some(VnPayConfig {
            page: self.url("CHOSAO_VNPAY_URL", sandbox.page.clone())?,
            api: self.url("CHOSAO_VNPAY_API_URL", sandbox.api.clone())?,
            our_ip: our_ip
                .parse()
                .map_err(|_| unusable("CHOSAO_VNPAY_OUR_IP", our_ip, "an IP address"))?,
            ..sandbox
        }))
    }

    fn momo(&self, notify_url: String) -> Result<Option<MoMoConfig>, ConfigError> {
        let Some(partner_code) = self.text("CHOSAO_MOMO_PARTNER_CODE") else {
            return Ok(None);
        };
        Ok(Some(MoMoConfig {
            partner_code: partner_code.to_owned(),
            access_key: Secret::new(self.needed("CHOSAO_MOMO_ACCESS_KEY")?),
            secrets: self.needed_secrets("CHOSAO_MOMO_SECRET_KEY")?,
            api: self.url("CHOSAO_MOMO_URL", MoMoConfig::test_api())?,
            notify_url,
        }))
    }

    fn zalopay(&self, notify_url: String) -> Result<Option<ZaloPayConfig>, ConfigError> {
        let name = "CHOSAO_ZALOPAY_APP_ID";
        let Some(app_id) = self.text(name) else {
            return Ok(None);
        };
        Ok(Some(ZaloPayConfig {
            app_id: app_id
                .parse()
                .map_err(|_| unusable(name, app_id, "the application's number"))?,
            key1: Secret::new(self.needed("CHOSAO_ZALOPAY_KEY1")?),
            key2: self.needed_secrets("CHOSAO_ZALOPAY_KEY2")?,
            api: self.url("CHOSAO_ZALOPAY_URL", ZaloPayConfig::sandbox_api())?,
            notify_url,
        }))
    }

    #[cfg(feature = "stripe")]
    fn stripe(&self) -> Result<Option<market::payments::stripe::StripeConfig>, ConfigError> {
        use market::payments::stripe::StripeConfig;

        let name = "CHOSAO_STRIPE_SECRET_KEY";
        let Some(key) = self.text(name) else {
            return Ok(None);
        };
        let webhook = self.needed_secrets("CHOSAO_STRIPE_WEBHOOK_SECRET")?;
        let config = StripeConfig::new(Secret::new(key), webhook)
            .map_err(|_| unusable(name, "…", "a key such as sk_live_…"))?;
        let Some(text) = self.text("CHOSAO_STRIPE_API_URL") else {
            return Ok(Some(config));
        };
        let wrong = || unusable("CHOSAO_STRIPE_API_URL", text, "an address");
        let base = text.parse().map_err(|_| wrong())?;
        config.reached_at(base).map(Some).map_err(|_| wrong())
    }
}
