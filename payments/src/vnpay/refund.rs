//! Money sent back through VNPay, which takes its time.

use super::{VERSION, VnPay, call::Seen, pay::hundredths};
use crate::{ProviderError, RefundOrder, RefundOutcome, UnknownCause, json, plain::plain, vietnam};

/// The fields that sign an answer to a refund.
const REFUND_ANSWER: [&str; 13] = [
    "vnp_ResponseId",
    "vnp_Command",
    "vnp_ResponseCode",
    "vnp_Message",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_BankCode",
    "vnp_PayDate",
    "vnp_TransactionNo",
    "vnp_TransactionType",
    "vnp_TransactionStatus",
    "vnp_OrderInfo",
];

/// Who asks for refunds, as VNPay's own pages show it.
const CREATED_BY: &str = "chosao";

impl VnPay {
    /// Sends a refund; none when VNPay has had this request before, or works on another.
    pub(super) async fn send_refund(
        &self,
        order: &RefundOrder,
    ) -> Result<Option<RefundOutcome>, ProviderError> {
        let answer = self
            .post(&self.refund_fields(order), &REFUND_ANSWER)
            .await?;
        let code = json::text(&answer, "vnp_ResponseCode");
        match code.as_str() {
            "00" => Ok(Some(outcome(
                &json::text(&answer, "vnp_TransactionStatus"),
                json::text(&answer, "vnp_TransactionNo"),
            ))),
            "94" => Ok(None),
            "" | "98" | "99" => Err(UnknownCause::InProgress.into()),
            _ => Ok(Some(RefundOutcome::Failed {
                message: json::text(&answer, "vnp_Message"),
                code,
            })),
        }
    }

    fn refund_fields(&self, order: &RefundOrder) -> [(&'static str, String); 13] {
        let attempt = &order.attempt;
        let whole = order.amount == attempt.amount;
        let reference = &attempt.reference;
        let info = plain(&format!("Hoan tien {reference} {}", order.reason), 255);
        [
            ("vnp_RequestId", order.id.simple().to_string()),
            ("vnp_Version", VERSION.to_owned()),
            ("vnp_Command", "refund".to_owned()),
            ("vnp_TmnCode", self.config.terminal.clone()),
            (
                "vnp_TransactionType",
                if whole { "02" } else { "03" }.to_owned(),
            ),
            ("vnp_TxnRef", reference.to_string()),
            ("vnp_Amount", hundredths(order.amount)),
            (
                "vnp_TransactionNo",
                attempt.provider_txn.clone().unwrap_or("0".to_owned()),
            ),
            ("vnp_TransactionDate", vietnam::compact(attempt.created_at)),
            ("vnp_CreateBy", CREATED_BY.to_owned()),
            ("vnp_CreateDate", vietnam::compact(attempt.now)),
            ("vnp_IpAddr", self.config.our_ip.to_string()),
            ("vnp_OrderInfo", info),
        ]
    }

    /// What VNPay has seen of a refund. It tells only of the newest one of a payment, by
    /// its amount; when that is another one, nobody can tell, and a person must look.
    pub(super) async fn refund_seen(
        &self,
        order: &RefundOrder,
    ) -> Result<RefundOutcome, ProviderError> {
        match self.ask(&order.attempt).await? {
            None => Ok(RefundOutcome::NotSeen),
            Some(seen) if !seen.is_refund() => Ok(RefundOutcome::NotSeen),
            Some(seen) if seen.field("vnp_Amount") == hundredths(order.amount) => Ok(said(&seen)),
            Some(_) => Err(UnknownCause::Unreadable.into()),
        }
    }
}

fn said(seen: &Seen) -> RefundOutcome {
    outcome(
        &seen.field("vnp_TransactionStatus"),
        seen.field("vnp_TransactionNo"),
    )
}

/// 05 is at work, 06 is with the bank; what we do not know is at work too.
fn outcome(status: &str, provider_ref: String) -> RefundOutcome {
    match status {
        "00" => RefundOutcome::Succeeded { provider_ref },
        "09" => RefundOutcome::Failed {
            code: status.to_owned(),
            message: "the refund was refused".to_owned(),
        },
        _ => RefundOutcome::Pending { provider_ref },
    }
}
