//! Questions to VNPay (`querydr`), and how its answers are signed.

use serde_json::{Map, Value};

use super::{
    VERSION, VnPay,
    told::{self, Said},
};
use crate::{
    Fact, FactKind, KnownAttempt, ProviderError, UnknownCause, http, json, signature, vietnam,
};

/// The fields that sign an answer to a question.
const QUERY_ANSWER: [&str; 15] = [
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
    "vnp_PromotionCode",
    "vnp_PromotionAmount",
];

/// An answer that VNPay signed and that is about the attempt.
pub(super) struct Seen(Value);

impl Seen {
    pub(super) fn field(&self, name: &str) -> String {
        json::text(&self.0, name)
    }

    /// Whether it speaks of a refund instead of the payment.
    pub(super) fn is_refund(&self) -> bool {
        matches!(self.field("vnp_TransactionType").as_str(), "02" | "03")
    }

    /// What it says of the payment. An answer about a refund says nothing new.
    pub(super) fn facts(&self, attempt: &KnownAttempt) -> Vec<Fact> {
        let amount = told::dong(&self.field("vnp_Amount"));
        let (Some(amount), false) = (amount, self.is_refund()) else {
            return Vec::new();
        };
        let kind = match self.field("vnp_TransactionStatus").as_str() {
            "00" => Some(FactKind::Paid),
            "02" => Some(FactKind::Failed),
            _ => None,
        };
        let said = Said {
            reference: attempt.reference.as_str(),
            number: &self.field("vnp_TransactionNo"),
            kind,
            amount,
            at: told::paid_at(Some(&self.field("vnp_PayDate"))).unwrap_or(attempt.now),
        };
        said.fact().into_iter().collect()
    }
}

impl VnPay {
    /// Asks about an attempt; none when VNPay has not seen the shopper.
    pub(super) async fn ask(&self, attempt: &KnownAttempt) -> Result<Option<Seen>, ProviderError> {
        let reference = attempt.reference.as_str();
        let fields = [
            (
                "vnp_RequestId",
                // Unique in a day: a question is asked once a millisecond.
                format!("{reference}{}", attempt.now.timestamp_millis()),
            ),
            ("vnp_Version", VERSION.to_owned()),
            ("vnp_Command", "querydr".to_owned()),
            ("vnp_TmnCode", self.config.terminal.clone()),
            ("vnp_TxnRef", reference.to_owned()),
            ("vnp_TransactionDate", vietnam::compact(attempt.created_at)),
            ("vnp_CreateDate", vietnam::compact(attempt.now)),
            ("vnp_IpAddr", self.config.our_ip.to_string()),
            ("vnp_OrderInfo", format!("Truy van {reference}")),
        ];
        let answer = self.post(&fields, &QUERY_ANSWER).await?;
        match json::text(&answer, "vnp_ResponseCode").as_str() {
            "00" if json::text(&answer, "vnp_TxnRef") == reference => Ok(Some(Seen(answer))),
            "00" => Err(UnknownCause::Unreadable.into()),
            "91" => Ok(None),
            // Asked twice in a moment, or VNPay is busy.
            "94" | "98" | "99" => Err(UnknownCause::InProgress.into()),
            code => Err(refused(code, &answer)),
        }
    }

    /// Posts fields, signed in the order in which they stand, and checks who answers. A
    /// refusal that VNPay does not sign is taken from its code alone.
    pub(super) async fn post(
        &self,
        fields: &[(&str, String)],
        answered: &[&str],
    ) -> Result<Value, ProviderError> {
        let values: Vec<_> = fields.iter().map(|(_, value)| value.as_str()).collect();
        let hash = signature::sha512(&self.config.secrets.current, values.join("|").as_bytes());
        let fields = fields.iter().map(|(name, value)| (*name, value.clone()));
        let body: Map<_, _> = fields
            .chain([("vnp_SecureHash", hash)])
            .map(|(name, value)| (name.to_owned(), Value::from(value)))
            .collect();
        let request = self.http.post_json(&self.config.api.at(""), &body.into());
        let answer = http::send(request).await?.body;
        let is_refusal = !matches!(json::text(&answer, "vnp_ResponseCode").as_str(), "00" | "");
        let signed = json::filled(&answer, "vnp_SecureHash");
        if signed.is_none() && is_refusal {
            return Ok(answer);
        }
        let texts: Vec<_> = answered
            .iter()
            .map(|name| json::text(&answer, name))
            .collect();
        let text = texts.join("|");
        let signed = signed.unwrap_or_default();
        if signature::is_sha512(&self.config.secrets, text.as_bytes(), &signed) {
            Ok(answer)
        } else {
            Err(UnknownCause::Signature.into())
        }
    }
}

pub(super) fn refused(code: &str, answer: &Value) -> ProviderError {
    ProviderError::Refused {
        code: code.to_owned(),
        message: json::text(answer, "vnp_Message"),
    }
}
