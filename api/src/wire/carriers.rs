//! Carriers as sellers and the desk see them.

use market::carriers::Carrier;
use poem_openapi::Object;

use super::{BilingualView, MoneyView};

/// Who carries parcels, and on which terms.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Carrier")]
pub(crate) struct CarrierView {
    /// Its stable name.
    code: String,
    /// What it is called.
    name: BilingualView,
    /// The most cash it collects for one parcel; null when it states no limit.
    cod_limit: Option<MoneyView>,
    /// Days for which it may keep the cash.
    remit_days: i32,
    /// When and how it hands cash over, in the operator's words.
    terms: String,
    /// Whether parcels may be handed to it.
    active: bool,
}

impl From<Carrier> for CarrierView {
    fn from(carrier: Carrier) -> Self {
        Self {
            code: carrier.code,
            name: BilingualView {
                vi: carrier.name_vi,
                en: Some(carrier.name_en),
            },
            cod_limit: carrier.cod_limit.map(MoneyView::from),
            remit_days: carrier.remit_days,
            terms: carrier.terms,
            active: carrier.active,
        }
    }
}
