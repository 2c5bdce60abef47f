//! The address that the shopper's browser is sent to.

use chrono::TimeDelta;

use super::{
    VERSION, VnPayConfig,
    signed::{self, Fields},
};
use crate::{Attempt, Language, plain::plain, vietnam};

/// How long a page waits when the goods are not held.
const LIFE: TimeDelta = TimeDelta::minutes(15);
/// The longest `vnp_OrderInfo`.
const INFO_BYTES_MAX: usize = 255;

/// The signed query. The same attempt always has the same one.
pub(super) fn query(config: &VnPayConfig, attempt: &Attempt) -> String {
    signed::query(&config.secrets.current, &fields(config, attempt))
}

fn fields(config: &VnPayConfig, attempt: &Attempt) -> Fields {
    let expires_at = attempt.expires_at.unwrap_or(attempt.created_at + LIFE);
    let locale = match attempt.language {
        Language::Vietnamese => "vn",
        Language::English => "en",
    };
    let info = plain(&attempt.description, INFO_BYTES_MAX);
    let info = if info.is_empty() {
        attempt.reference.to_string()
    } else {
        info
    };
    [
        ("vnp_Version", VERSION.to_owned()),
        ("vnp_Command", "pay".to_owned()),
        ("vnp_TmnCode", config.terminal.clone()),
        ("vnp_Amount", hundredths(attempt.amount)),
        ("vnp_CurrCode", "VND".to_owned()),
        ("vnp_TxnRef", attempt.reference.to_string()),
        ("vnp_OrderInfo", info),
        ("vnp_OrderType", "other".to_owned()),
        ("vnp_Locale", locale.to_owned()),
        ("vnp_ReturnUrl", attempt.return_url.clone()),
        (
            "vnp_IpAddr",
            attempt.shopper_ip.unwrap_or(config.our_ip).to_string(),
        ),
        ("vnp_CreateDate", vietnam::compact(attempt.created_at)),
        ("vnp_ExpireDate", vietnam::compact(expires_at)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// VNPay counts in hundredths of a đồng, which do not exist.
pub(super) fn hundredths(amount: money::Money) -> String {
    format!("{}00", amount.dong())
}
