use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A way to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Cash to the carrier at the door.
    Cod,
    /// A bank transfer that begins with a QR code.
    VietQr,
    /// The pages of VNPay: domestic cards, bank apps.
    VnPay,
    /// The MoMo wallet.
    MoMo,
    /// The ZaloPay wallet.
    ZaloPay,
    /// International cards.
    Stripe,
    /// Play money, for trying the market out.
    Sandbox,
}

impl Method {
    /// Every method, in the order in which shoppers see them.
    pub const ALL: [Self; 7] = [
        Self::Cod,
        Self::VietQr,
        Self::VnPay,
        Self::MoMo,
        Self::ZaloPay,
        Self::Stripe,
        Self::Sandbox,
    ];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cod => "cod",
            Self::VietQr => "vietqr",
            Self::VnPay => "vnpay",
            Self::MoMo => "momo",
            Self::ZaloPay => "zalopay",
            Self::Stripe => "stripe",
            Self::Sandbox => "sandbox",
        }
    }

    /// Whether money must arrive before sellers start to work.
    #[must_use]
    pub const fn is_prepaid(self) -> bool {
        !matches!(self, Self::Cod)
    }

    /// Whether its provider tells us by itself what happened. Bank transfers are told by
    /// whoever watches the account.
    #[must_use]
    pub const fn notifies(self) -> bool {
        matches!(
            self,
            Self::VnPay | Self::MoMo | Self::ZaloPay | Self::Stripe
        )
    }
}

impl fmt::Display for Method {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|method| method.name() == name)
            .ok_or(UnknownMethod)
    }
}

/// No method has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such payment method")]
pub struct UnknownMethod;
