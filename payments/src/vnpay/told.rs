//! What VNPay says of a transaction, in a notification or in an answer.

use chrono::{DateTime, Utc};
use money::Money;

use super::signed::Fields;
use crate::{Fact, FactKind, NotificationError, Subject, vietnam};

/// What a notification says: a fact, or nothing that is certain yet.
pub(super) fn told(
    fields: &Fields,
    received_at: DateTime<Utc>,
) -> Result<Option<Fact>, NotificationError> {
    let field = |name: &'static str| {
        let value = fields.get(name).map(String::as_str);
        value.ok_or(NotificationError::Malformed(name))
    };
    let amount = dong(field("vnp_Amount")?).ok_or(NotificationError::Malformed("vnp_Amount"))?;
    let response = field("vnp_ResponseCode")?;
    let status = fields.get("vnp_TransactionStatus").map(String::as_str);
    let said = Said {
        reference: field("vnp_TxnRef")?,
        number: fields.get("vnp_TransactionNo").map_or("0", String::as_str),
        kind: kind(response, status.unwrap_or(response)),
        amount,
        at: paid_at(fields.get("vnp_PayDate")).unwrap_or(received_at),
    };
    Ok(said.fact())
}

/// The attempt of this reference.
pub(super) fn subject(reference: &str) -> Subject {
    match reference.parse() {
        Ok(reference) => Subject::Ours(reference),
        Err(_) => Subject::Theirs(reference.to_owned()),
    }
}

/// One transaction, as far as it matters here.
pub(super) struct Said<'a> {
    pub(super) reference: &'a str,
    pub(super) number: &'a str,
    pub(super) kind: Option<FactKind>,
    pub(super) amount: Money,
    pub(super) at: DateTime<Utc>,
}

impl Said<'_> {
    /// The same transaction yields the same key, whoever tells of it.
    pub(super) fn fact(&self) -> Option<Fact> {
        let kind = self.kind?;
        let end = if kind == FactKind::Paid {
            "paid"
        } else {
            "unpaid"
        };
        let key = format!("{}:{end}:{}", self.reference, self.number);
        let about = subject(self.reference);
        let mut fact = Fact::dong(key, about, kind, (self.amount, self.at));
        fact.provider_txn = Some(self.number.to_owned()).filter(|number| number != "0");
        Some(fact)
    }
}

/// Paid only if both say so. What VNPay took but suspects (07), and what is on its way, is
/// nothing yet.
fn kind(response: &str, status: &str) -> Option<FactKind> {
    match (response, status) {
        ("00", "00") => Some(FactKind::Paid),
        ("00" | "07", _) | (_, "00" | "01" | "04" | "05" | "06" | "07" | "09") => None,
        ("24", _) => Some(FactKind::Cancelled),
        ("11", _) => Some(FactKind::Expired),
        _ => Some(FactKind::Failed),
    }
}

/// An amount in hundredths as whole đồng.
pub(super) fn dong(hundredths: &str) -> Option<Money> {
    let hundredths: i64 = hundredths.parse().ok()?;
    let is_whole = hundredths % 100 == 0;
    is_whole.then(|| Money::price(hundredths / 100).ok())?
}

pub(super) fn paid_at(text: Option<&String>) -> Option<DateTime<Utc>> {
    vietnam::read_compact(text?)
}
