//! Which providers are open, and with which keys. A method without keys is closed.

use std::{fmt, str::FromStr};

use crate::{
    Calls,
    bank_notices::{CassoConfig, PayOsConfig, SePayConfig},
    momo::MoMoConfig,
    vietqr::VietQrConfig,
    vnpay::VnPayConfig,
    zalopay::ZaloPayConfig,
};

/// Which providers are open. Cash on delivery always is.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Whether play money is taken.
    pub sandbox: bool,
    /// Bank transfers by QR code.
    pub vietqr: Option<VietQrConfig>,
    /// VNPay.
    pub vnpay: Option<VnPayConfig>,
    /// MoMo.
    pub momo: Option<MoMoConfig>,
    /// ZaloPay.
    pub zalopay: Option<ZaloPayConfig>,
    /// Stripe.
    #[cfg(feature = "stripe")]
    pub stripe: Option<crate::stripe::StripeConfig>,
    /// SePay watches the bank account.
    pub sepay: Option<SePayConfig>,
    /// Casso watches the bank account.
    pub casso: Option<CassoConfig>,
    /// payOS watches the bank account.
    pub payos: Option<PayOsConfig>,
    /// How long we wait for answers and how often we ask.
    pub calls: Calls,
}

/// Where a provider's service begins: `http` or `https`, no slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

/// Not the beginning of a service's addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a service's address begins with http:// or https:// and has no blanks")]
pub struct InvalidUrl;

impl BaseUrl {
    /// The address of a path of this service; the path begins with a slash.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

impl FromStr for BaseUrl {
    type Err = InvalidUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let is_plain = |byte: u8| byte.is_ascii_graphic();
        match host {
            Some(host) if !host.is_empty() && host.bytes().all(is_plain) => {
                Ok(Self(text.trim_end_matches('/').to_owned()))
            }
            _ => Err(InvalidUrl),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_begins_with_its_scheme() {
        let parsed = "http://127.0.0.1:8080/".parse::<BaseUrl>();

        assert_eq!(
            parsed.map(|url| url.at("/v2/create")),
            Ok("http://127.0.0.1:8080/v2/create".to_owned())
        );
        for wrong in [
            "",
            "example.vn",
            "https://",
            "ftp://example.vn",
            "http://a b",
        ] {
            assert_eq!(wrong.parse::<BaseUrl>(), Err(InvalidUrl), "{wrong}");
        }
    }
}
