//! Money sent back through MoMo.

use serde_json::{Value, json};

use super::{MoMo, call, told};
use crate::{
    FactKind, KnownAttempt, ProviderError, RefundOrder, RefundOutcome, UnknownCause, json,
    plain::plain,
};

/// The order number of a refund, which must be another one than the payment's.
fn number(order: &RefundOrder) -> String {
    format!("RF{}", order.id.simple())
}

impl MoMo {
    /// MoMo pays one `requestId` once, so this may be repeated.
    pub(super) async fn send_refund(
        &self,
        order: &RefundOrder,
    ) -> Result<RefundOutcome, ProviderError> {
        let txn = self.txn(&order.attempt).await?;
        let request_id = order.id.simple().to_string();
        let mut body = self.sign(&[
            ("amount", &order.amount.to_string()),
            ("description", &plain(&order.reason, 100)),
            ("orderId", &number(order)),
            ("partnerCode", &self.config.partner_code),
            ("requestId", &request_id),
            ("transId", &txn.to_string()),
        ]);
        body["amount"] = json!(order.amount.dong());
        body["transId"] = json!(txn);
        body["lang"] = json!("vi");
        let answer = self
            .repeat("/v2/gateway/api/refund", &request_id, &body)
            .await?;
        outcome(&answer)
    }

    /// MoMo's number of the payment, asked for if the notification was lost.
    async fn txn(&self, attempt: &KnownAttempt) -> Result<i64, ProviderError> {
        let known = match &attempt.provider_txn {
            Some(txn) => Some(txn.clone()),
            None => told::answered(&self.ask(attempt).await?, attempt)
                .filter(|fact| fact.kind == FactKind::Paid)
                .and_then(|fact| fact.provider_txn),
        };
        let unknown = || ProviderError::UnknownAttempt(attempt.reference.to_string());
        known.and_then(|txn| txn.parse().ok()).ok_or_else(unknown)
    }

    /// The payment's answer lists its refunds by their order numbers.
    pub(super) async fn refund_seen(
        &self,
        order: &RefundOrder,
    ) -> Result<RefundOutcome, ProviderError> {
        let answer = self.ask(&order.attempt).await?;
        let number = number(order);
        let refunds = answer["refundTrans"].as_array();
        let seen = refunds
            .into_iter()
            .flatten()
            .find(|refund| json::text(refund, "orderId") == number);
        seen.map_or(Ok(RefundOutcome::NotSeen), outcome)
    }
}

/// Codes that we do not know are neither yes nor no: ask.
fn outcome(answer: &Value) -> Result<RefundOutcome, ProviderError> {
    let provider_ref = json::text(answer, "transId");
    match call::code(answer) {
        Some(0) => Ok(RefundOutcome::Succeeded { provider_ref }),
        Some(1000 | 7000 | 7002) => Ok(RefundOutcome::Pending { provider_ref }),
        Some(11..=13 | 20..=22 | 42 | 1001..=1006 | 1080 | 1081 | 1088) => {
            Ok(RefundOutcome::Failed {
                code: json::text(answer, "resultCode"),
                message: json::text(answer, "message"),
            })
        }
        _ => Err(UnknownCause::InProgress.into()),
    }
}
