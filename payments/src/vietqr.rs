//! Bank transfer that begins with a QR code (NAPAS 247). Nobody takes orders here: the money
//! arrives or it does not, and whoever watches the account tells us.

mod banks;
mod emvco;
mod picture;

use async_trait::async_trait;
use money::Money;

pub use self::{
    banks::{Bank, bank, banks},
    emvco::{CodeError, Transfer},
    picture::{Picture, PictureError},
};
use crate::{
    Attempt, Capabilities, CaptureOrder, Created, Fact, KnownAttempt, KnownRefund, Listener,
    NextAction, Notification, NotificationError, Provider, ProviderError, RefundOrder,
    RefundOutcome, RefundRoute, Reply, Subject, Verdict, plain::plain,
};

/// The account that shoppers pay to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VietQrConfig {
    /// The six digits of its bank.
    pub bank_bin: String,
    /// Its number.
    pub account: String,
    /// Whose it is; accents are taken off for the code.
    pub account_name: String,
}

/// NAPAS 247 carries less than 500 million đồng at once.
const AMOUNT_MAX: i64 = 499_999_999;

pub(crate) struct VietQr(pub(crate) VietQrConfig);

impl VietQr {
    fn transfer(&self, attempt: &Attempt) -> Transfer {
        let name = plain(&self.0.account_name, 25).to_uppercase();
        Transfer {
            bank_bin: self.0.bank_bin.clone(),
            account: self.0.account.clone(),
            amount: Some(attempt.amount),
            purpose: Some(attempt.reference.to_string()),
            name: Some(name).filter(|name| !name.is_empty()),
            city: None,
        }
    }
}

impl Listener for VietQr {
    /// Whoever watches the account notifies us under a name of their own.
    fn parse_notification(&self, _: &Notification) -> Result<Vec<Fact>, NotificationError> {
        Err(NotificationError::NotExpected)
    }

    fn acknowledge(&self, _: Verdict) -> Reply {
        Reply::empty(404)
    }
}

#[async_trait]
impl Provider for VietQr {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            amount_min: Money::price(1).expect("one đồng is an amount"),
            amount_max: Money::price(AMOUNT_MAX).expect("the limit is an amount"),
            currencies: &["VND"],
            refund: RefundRoute::BankTransfer,
            partial_refund: true,
            manual_capture: false,
            expiry: None,
            other_amount_may_arrive: true,
        }
    }

    async fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError> {
        self.capabilities().check(attempt)?;
        let transfer = self.transfer(attempt);
        let payload = transfer.encode().map_err(|error| ProviderError::Refused {
            code: "account".to_owned(),
            message: error.to_string(),
        })?;
        Ok(Created {
            provider_ref: attempt.reference.to_string(),
            next_action: NextAction::ShowQr {
                payload,
                bank_bin: transfer.bank_bin,
                account: transfer.account,
                account_name: self.0.account_name.clone(),
                amount: attempt.amount.dong(),
                reference: attempt.reference.to_string(),
            },
        })
    }

    /// A transfer cannot be asked about; the account is watched.
    async fn query(&self, _: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        Ok(Vec::new())
    }

    fn parse_return(&self, _: &str) -> Result<Subject, NotificationError> {
        Err(NotificationError::NotExpected)
    }

    async fn capture(&self, _: &CaptureOrder) -> Result<Vec<Fact>, ProviderError> {
        Err(ProviderError::NotSupported)
    }

    async fn cancel(&self, _: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        Err(ProviderError::NotSupported)
    }

    /// Money goes back by another transfer, which a person sends.
    async fn refund(&self, _: &RefundOrder) -> Result<RefundOutcome, ProviderError> {
        Ok(RefundOutcome::NotSupported)
    }

    async fn query_refund(&self, _: &KnownRefund) -> Result<RefundOutcome, ProviderError> {
        Ok(RefundOutcome::NotSupported)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[tokio::test]
    async fn the_code_names_account_amount_and_reference() {
        let vietqr = VietQr(VietQrConfig {
            bank_bin: "970436".to_owned(),
            account: "0123456789".to_owned(),
            account_name: "Công ty Chợ Sao".to_owned(),
        });

        let created = vietqr.create(&samples::attempt(285_000)).await;

        let created = created.expect("created");
        let NextAction::ShowQr {
            payload, reference, ..
        } = created.next_action
        else {
            panic!("no code: {:?}", created.next_action);
        };
        let said = Transfer::parse(&payload).expect("a transfer");
        assert_eq!(said.bank_bin, "970436");
        assert_eq!(said.account, "0123456789");
        assert_eq!(said.amount.map(Money::dong), Some(285_000));
        assert_eq!(said.purpose.as_deref(), Some("OD240001A7"));
        assert_eq!(said.name.as_deref(), Some("CONG TY CHO SAO"));
        assert_eq!(reference, "OD240001A7");
    }
}
