//! Parameters in an address: sorted by name, form-encoded, signed as one text.

use std::collections::BTreeMap;

use crate::{NotificationError, Secret, Secrets, signature};

/// Parameters by name.
pub(super) type Fields = BTreeMap<String, String>;

/// The text that is signed, and that is the query at the same time.
pub(super) fn text(fields: &Fields) -> String {
    let filled = fields.iter().filter(|(_, value)| !value.is_empty());
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(filled)
        .finish()
}

/// The query with its signature at the end.
pub(super) fn query(secret: &Secret, fields: &Fields) -> String {
    let text = text(fields);
    let hash = signature::sha512(secret, text.as_bytes());
    format!("{text}&vnp_SecureHash={hash}")
}

/// The parameters of a query whose signature is right. What VNPay did not put there is left
/// out.
pub(super) fn verified(secrets: &Secrets, query: &str) -> Result<Fields, NotificationError> {
    let mut fields: Fields = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name.starts_with("vnp_"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    fields.remove("vnp_SecureHashType");
    let hash = fields.remove("vnp_SecureHash").unwrap_or_default();
    if signature::is_sha512(secrets, text(&fields).as_bytes(), &hash) {
        Ok(fields)
    } else {
        Err(NotificationError::BadSignature)
    }
}
