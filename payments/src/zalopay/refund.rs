//! Money sent back through ZaloPay, which takes its time.

use serde_json::Value;

use super::{FactKind, KnownAttempt, ZaloPay, call};
use crate::{
    ProviderError, Reference, RefundOrder, RefundOutcome, UnknownCause, json, plain::plain, vietnam,
};

/// ZaloPay has no refund of this number.
const NOT_FOUND: i64 = -101;

impl ZaloPay {
    /// The number of a refund, the same at every try: day, application, and what is left of
    /// our id in the length that ZaloPay takes.
    fn number(&self, order: &RefundOrder) -> String {
        let day = vietnam::day(order.created_at);
        format!("{day}_{}_{}", self.config.app_id, Reference::of(order.id))
    }

    /// ZaloPay pays one number once, so this may be repeated. A "no" may be about the
    /// repetition, so it is looked into.
    pub(super) async fn send_refund(
        &self,
        order: &RefundOrder,
    ) -> Result<RefundOutcome, ProviderError> {
        let number = self.number(order);
        let zp_trans_id = self.txn(&order.attempt).await?;
        let app_id = self.config.app_id.to_string();
        let (amount, reason) = (order.amount.to_string(), plain(&order.reason, 100));
        let timestamp = order.attempt.now.timestamp_millis().to_string();
        let mac = self.sign(&[&app_id, &zp_trans_id, &amount, &reason, &timestamp]);
        let fields = [
            ("app_id", app_id),
            ("m_refund_id", number.clone()),
            ("zp_trans_id", zp_trans_id),
            ("amount", amount),
            ("timestamp", timestamp),
            ("description", reason),
            ("mac", mac),
        ];
        let answer = self.repeat("/v2/refund", &number, &fields).await?;
        match call::code(&answer) {
            Some(2) => match self.refund_seen(order).await? {
                RefundOutcome::NotSeen if call::says_ask(&answer) => {
                    Err(UnknownCause::InProgress.into())
                }
                RefundOutcome::NotSeen => Ok(failed(&answer)),
                seen => Ok(seen),
            },
            _ => outcome(&answer, number),
        }
    }

    /// ZaloPay's number of the payment, asked for if the callback was lost.
    async fn txn(&self, attempt: &KnownAttempt) -> Result<String, ProviderError> {
        if let Some(txn) = &attempt.provider_txn {
            return Ok(txn.clone());
        }
        let facts = self.ask(attempt).await?;
        let paid = facts.into_iter().find(|fact| fact.kind == FactKind::Paid);
        paid.and_then(|fact| fact.provider_txn)
            .ok_or_else(|| ProviderError::UnknownAttempt(attempt.reference.to_string()))
    }

    pub(super) async fn refund_seen(
        &self,
        order: &RefundOrder,
    ) -> Result<RefundOutcome, ProviderError> {
        let number = self.number(order);
        let app_id = self.config.app_id.to_string();
        let timestamp = order.attempt.now.timestamp_millis().to_string();
        let mac = self.sign(&[&app_id, &number, &timestamp]);
        let fields = [
            ("app_id", app_id),
            ("m_refund_id", number.clone()),
            ("timestamp", timestamp),
            ("mac", mac),
        ];
        let answer = self.repeat("/v2/query_refund", &number, &fields).await?;
        match call::code(&answer) {
            Some(2) if json::whole(&answer, "sub_return_code") == Some(NOT_FOUND) => {
                Ok(RefundOutcome::NotSeen)
            }
            Some(2) if call::says_ask(&answer) => Err(UnknownCause::InProgress.into()),
            _ => outcome(&answer, number),
        }
    }
}

fn outcome(answer: &Value, provider_ref: String) -> Result<RefundOutcome, ProviderError> {
    match call::code(answer) {
        Some(1) => Ok(RefundOutcome::Succeeded { provider_ref }),
        Some(2) => Ok(failed(answer)),
        Some(3) => Ok(RefundOutcome::Pending { provider_ref }),
        _ => Err(UnknownCause::InProgress.into()),
    }
}

fn failed(answer: &Value) -> RefundOutcome {
    RefundOutcome::Failed {
        code: json::text(answer, "sub_return_code"),
        message: json::text(answer, "return_message"),
    }
}
