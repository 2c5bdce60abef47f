//! What a seller says of itself, and where its money goes.

use entity::sellers::{MemberRole, seller};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, QuerySelect};
use serde_json::json;

use super::{
    SellerError, SellerStaff,
    notices::{self, Notice},
};
use crate::{
    App, Change,
    audit::{self, Deed},
    outbox::{self, Event},
    text::TextRule,
};

const DESCRIPTION_VI: TextRule = TextRule::lines("/description/vi", 5_000);
const DESCRIPTION_EN: TextRule = TextRule::lines("/description/en", 5_000);
const ADDRESS: TextRule = TextRule::line("/address", 500);
const HOLDER: TextRule = TextRule::line("/bank_account/holder", 120);

/// A bank account in Vietnam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    /// The bank's number (BIN, six digits) as VietQR uses it.
    pub bin: String,
    /// The account number.
    pub number: String,
    /// Whose account it is, as the bank writes it.
    pub holder: String,
}

/// What shall be different about a seller. Name and kind come from its papers.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// What it is, in Vietnamese.
    pub description_vi: Change<String>,
    /// What it is, in English.
    pub description_en: Change<String>,
    /// Its address as printed.
    pub address: Change<String>,
    /// Where its money goes. Owners alone change it.
    pub bank_account: Change<BankAccount>,
}

/// Changes the profile of the seller acted for.
///
/// # Errors
///
/// [`SellerError::Stale`] when it is no longer at `version`, [`SellerError::OwnerNeeded`] when
/// somebody else than an owner changes the bank account.
pub async fn change_profile(
    app: &App,
    staff: &SellerStaff,
    change: ProfileChange,
    version: Option<i32>,
) -> Result<seller::Model, SellerError> {
    let txn = app.database().begin().await?;
    let now = app.clock().now();
    let mut row = seller::Entity::find_by_id(staff.seller_id())
        .lock_exclusive()
        .one(&txn)
        .await?
        .ok_or(SellerError::NoMembership)?;
    if version.is_some_and(|seen| seen != row.version) {
        return Err(SellerError::Stale);
    }
    let before = place_of(&row);
    change.apply(&mut row, staff)?;
    // The first account a seller ever names replaces nobody's; every other change may be a
    // thief's, clearing it first included.
    let is_changed = place_of(&row) != before;
    if is_changed && (before != NOWHERE || row.bank_account_changed_at.is_some()) {
        row.bank_account_changed_at = Some(now);
    }
    row.version += 1;
    row.updated_at = now;
    seller::ActiveModel::from(row.clone())
        .reset_all()
        .update(&txn)
        .await?;
    if is_changed {
        record_bank_account(&txn, staff, &row).await?;
    }
    let seller_id = row.id;
    outbox::enqueue(&txn, now, [Event::SellerChanged { seller_id }]).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(row)
}

/// Bank, number and holder.
type Place = [Option<String>; 3];

/// Where a seller's money goes before it has named an account.
const NOWHERE: Place = [None, None, None];

fn place_of(row: &seller::Model) -> Place {
    [&row.bank_bin, &row.bank_account, &row.bank_account_name].map(Clone::clone)
}

/// Money follows this field, so its changes are on record and told to everybody who acts for
/// the seller; the number itself is not.
async fn record_bank_account<C: ConnectionTrait>(
    txn: &C,
    staff: &SellerStaff,
    row: &seller::Model,
) -> Result<(), DbErr> {
    let deed = Deed {
        actor: staff.label(),
        action: "seller.bank_account_changed",
        subject_type: "seller",
        subject_id: row.id.to_string(),
        detail: Some(json!({ "bank_bin": row.bank_bin })),
    };
    audit::record(txn, row.updated_at, deed).await?;
    let notice = Notice {
        seller_id: row.id,
        kind: "bank_account_changed",
        detail: json!({
            "bank_bin": row.bank_bin,
            "changed_by": staff.label(),
            "changed_at": row.bank_account_changed_at,
        }),
    };
    notices::tell(txn, row.updated_at, notice).await
}

impl ProfileChange {
    fn apply(self, row: &mut seller::Model, staff: &SellerStaff) -> Result<(), SellerError> {
        self.description_vi
            .try_map(|text| DESCRIPTION_VI.clean(&text))?
            .apply(&mut row.description_vi);
        self.description_en
            .try_map(|text| DESCRIPTION_EN.clean(&text))?
            .apply(&mut row.description_en);
        self.address
            .try_map(|text| ADDRESS.clean(&text))?
            .apply(&mut row.address_as_printed);
        if self.bank_account != Change::Keep && staff.role() != MemberRole::Owner {
            return Err(SellerError::OwnerNeeded);
        }
        match self.bank_account {
            Change::Keep => {}
            Change::Clear => {
                (row.bank_bin, row.bank_account, row.bank_account_name) = (None, None, None);
            }
            Change::To(account) => {
                let account = account.checked()?;
                row.bank_bin = Some(account.bin);
                row.bank_account = Some(account.number);
                row.bank_account_name = Some(account.holder);
            }
        }
        Ok(())
    }
}

impl BankAccount {
    fn checked(self) -> Result<Self, SellerError> {
        let number: String = self
            .number
            .chars()
            .filter(|letter| *letter != ' ')
            .collect();
        let is_bin = self.bin.len() == 6 && self.bin.bytes().all(|digit| digit.is_ascii_digit());
        let is_number = (4..=24).contains(&number.len())
            && number.bytes().all(|letter| letter.is_ascii_alphanumeric());
        if !is_bin || !is_number {
            return Err(SellerError::BankAccountUnusable);
        }
        Ok(Self {
            bin: self.bin,
            number,
            holder: HOLDER.needed(&self.holder)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(bin: &str, number: &str) -> Result<BankAccount, SellerError> {
        let holder = "HTX TOM KHO".to_owned();
        BankAccount {
            bin: bin.to_owned(),
            number: number.to_owned(),
            holder,
        }
        .checked()
    }

    #[test]
    fn a_bank_account_has_a_bin_and_a_number() {
        let spaced = account("970436", "0071 0012 34567").expect("an account");

        assert_eq!(spaced.number, "0071001234567");
        for (bin, number) in [
            ("97043", "0071001234567"),
            ("970436", "12"),
            ("970436", "1;2345"),
        ] {
            assert!(account(bin, number).is_err(), "{bin} {number}");
        }
    }
}
