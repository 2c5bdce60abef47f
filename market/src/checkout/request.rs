//! What a shopper says at checkout, checked.

use ::payments::{Method, SandboxOutcome};
use money::Money;
use serde::{Deserialize, Serialize};

use super::CheckoutError;
use crate::{cart, text};

/// What a shopper says at checkout.
#[derive(Clone, Debug)]
pub struct CheckoutRequest {
    /// How to pay.
    pub method: Method,
    /// How the sandbox shall behave.
    pub sandbox_outcome: Option<SandboxOutcome>,
    /// Whom to reach.
    pub contact: ContactRequest,
    /// For a buyer who needs an invoice (Decree 254/2026, Art. 17).
    pub invoice: Option<Invoice>,
    /// The total the shopper was shown; another one is refused.
    pub expected_total: Option<Money>,
}

/// Whom to reach, as typed.
#[derive(Clone, Debug)]
pub struct ContactRequest {
    /// A name.
    pub name: String,
    /// A phone number.
    pub phone: String,
    /// An e-mail address.
    pub email: Option<String>,
}

/// Whom to reach about a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// A name.
    pub name: String,
    /// A phone number.
    pub phone: String,
    /// An e-mail address.
    pub email: Option<String>,
}

/// Who the invoice is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// The buyer's name.
    pub name: String,
    /// Tax code: 10, 12 or 13 digits.
    pub tax_code: String,
    /// The buyer's address.
    pub address: String,
    /// Where the invoice is sent.
    pub email: Option<String>,
}

impl ContactRequest {
    pub(super) fn checked(&self) -> Result<Contact, CheckoutError> {
        let unusable = |field| CheckoutError::FieldUnusable { field };
        Ok(Contact {
            name: text::line(&self.name, 200).ok_or(unusable("/contact/name"))?,
            phone: cart::phone(&self.phone).ok_or(unusable("/contact/phone"))?,
            email: checked_email(self.email.as_deref(), "/contact/email")?,
        })
    }
}

impl Invoice {
    pub(super) fn checked(&self) -> Result<Self, CheckoutError> {
        let unusable = |field| CheckoutError::FieldUnusable { field };
        let tax_code: String = self
            .tax_code
            .chars()
            .filter(|digit| !" -".contains(*digit))
            .collect();
        let is_code = matches!(tax_code.len(), 10 | 12 | 13)
            && tax_code.chars().all(|digit| digit.is_ascii_digit());
        Ok(Self {
            name: text::line(&self.name, 300).ok_or(unusable("/invoice/name"))?,
            tax_code: is_code
                .then_some(tax_code)
                .ok_or(unusable("/invoice/tax_code"))?,
            address: text::line(&self.address, 500).ok_or(unusable("/invoice/address"))?,
            email: checked_email(self.email.as_deref(), "/invoice/email")?,
        })
    }
}

fn checked_email(
    email: Option<&str>,
    field: &'static str,
) -> Result<Option<String>, CheckoutError> {
    let unusable = CheckoutError::FieldUnusable { field };
    match email.map(str::trim) {
        None | Some("") => Ok(None),
        Some(email) => {
            let is_shaped = email.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
            });
            text::line(email, 254)
                .filter(|_| is_shaped)
                .map(Some)
                .ok_or(unusable)
        }
    }
}
