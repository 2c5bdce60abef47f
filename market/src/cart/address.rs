//! Where a purchase shall go, in Vietnam's two-level units (since 1 July 2025).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Basket, CartError, Holder, holder};
use crate::{App, places::Gazetteer, text};

/// An address as a shopper gives it.
#[derive(Clone, Debug)]
pub struct AddressRequest {
    /// Who receives.
    pub name: String,
    /// Whom the carrier calls.
    pub phone: String,
    /// Two-digit code.
    pub province_code: String,
    /// Five-digit code of a commune, ward or special zone in that province.
    pub commune_code: String,
    /// House, street, hamlet.
    pub line: String,
    /// A word to the carrier.
    pub note: Option<String>,
}

/// A checked address. Names of places are kept as they were when it was given: they change
/// several times a year, and a past address must not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Who receives.
    pub name: String,
    /// Whom the carrier calls.
    pub phone: String,
    /// Two-digit code.
    pub province_code: String,
    /// The province's name.
    pub province: String,
    /// Five-digit code.
    pub commune_code: String,
    /// The commune's name with its kind.
    pub commune: String,
    /// House, street, hamlet.
    pub line: String,
    /// A word to the carrier.
    pub note: Option<String>,
}

impl Address {
    fn check(request: &AddressRequest) -> Result<Self, CartError> {
        let unusable = |field| CartError::AddressUnusable { field };
        let places = Gazetteer::shared();
        let province = places
            .province(&request.province_code)
            .ok_or(unusable("province_code"))?;
        let commune = places
            .commune(&request.commune_code)
            .filter(|commune| places.is_commune_of(&commune.code, &province.code))
            .ok_or(unusable("commune_code"))?;
        let note = request
            .note
            .as_deref()
            .filter(|note| !note.trim().is_empty());
        Ok(Self {
            name: text::line(&request.name, 200).ok_or(unusable("name"))?,
            phone: phone(&request.phone).ok_or(unusable("phone"))?,
            province_code: province.code.clone(),
            province: province.name_vi.clone(),
            commune_code: commune.code.clone(),
            commune: commune.title(),
            line: text::line(&request.line, 300).ok_or(unusable("line"))?,
            note: note
                .map(|note| text::line(note, 500).ok_or(unusable("note")))
                .transpose()?,
        })
    }
}

/// A phone number that a carrier can dial: 8 to 15 digits, a plus sign before them at most.
pub(crate) fn phone(typed: &str) -> Option<String> {
    let kept: String = typed
        .chars()
        .filter(|letter| !" .-()".contains(*letter))
        .collect();
    let digits = kept.strip_prefix('+').unwrap_or(&kept);
    let is_number =
        (8..=15).contains(&digits.len()) && digits.chars().all(|digit| digit.is_ascii_digit());
    is_number.then_some(kept)
}

/// Says where the cart shall go.
///
/// # Errors
///
/// [`CartError::AddressUnusable`] that names the field.
pub async fn set_address(
    app: &App,
    holder: &Holder,
    cart_id: Uuid,
    request: &AddressRequest,
) -> Result<Basket, CartError> {
    let address = Address::check(request)?;
    let address = serde_json::to_string(&address).expect("an address is plain JSON");
    holder::send_to(app, (holder, cart_id), address).await?;
    super::view(app, holder, cart_id).await
}
