//! Whom a person serves, and what a seller says of itself.

use market::{
    App,
    sellers::{self, BankAccount, MemberRole, Membership, ProfileChange, SellerStaff, seller},
};
use poem_openapi::{Object, OpenApi, param::Header, payload::Json, types::MaybeUndefined};
use uuid::Uuid;

use super::access::Selling;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    revision::{Revised, etag, seen},
    sign_in::SignedIn,
    wire::{
        SellerKindView, change, mirror,
        tax::{ResidencyView, TaxKindView},
    },
};

/// The routes.
pub(crate) struct ProfileApi(pub(crate) App);

#[OpenApi(
    prefix_path = "/seller",
    tag = "Tag::Seller",
    request_header(
        name = "Seller-Id",
        ty = "Option<Uuid>",
        description = "The seller acted for; needed by those who serve several."
    )
)]
impl ProfileApi {
    /// The sellers one serves
    #[oai(path = "/me", method = "get", operation_id = "seller_memberships")]
    async fn me(&self, actor: SignedIn) -> ApiResult<Json<MembershipsView>> {
        let memberships = sellers::memberships(&self.0, &actor.0).await?;
        Ok(Json(MembershipsView {
            memberships: memberships.into_iter().map(MembershipView::from).collect(),
        }))
    }

    /// The seller's profile
    #[oai(path = "/profile", method = "get", operation_id = "seller_profile_get")]
    async fn profile(&self, staff: Selling) -> ApiResult<Revised<SellerProfileView>> {
        let row = sellers::own(&self.0, &staff.0).await?;
        Ok(revised(row, &staff.0))
    }

    /// Change the seller's profile
    ///
    /// Only owners change the bank account. Name and legal form come from papers.
    #[oai(
        path = "/profile",
        method = "patch",
        operation_id = "seller_profile_change"
    )]
    async fn change(
        &self,
        staff: Selling,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<ProfileChangeRequest>,
    ) -> ApiResult<Revised<SellerProfileView>> {
        let version = seen(if_match.0.as_deref());
        let row = sellers::change_profile(&self.0, &staff.0, body.0.into(), version).await?;
        Ok(revised(row, &staff.0))
    }
}

fn revised(row: seller::Model, staff: &SellerStaff) -> Revised<SellerProfileView> {
    let tag = etag(row.version);
    Revised::Now(Json(SellerProfileView::of(row, staff)), tag)
}

mirror! {
    /// What a member may do for a seller.
    MemberRoleView as "MemberRole" of market::sellers::MemberRole {
        /// Everything, the bank account included.
        Owner,
        /// Everything but the bank account.
        Staff,
    }
}

mirror! {
    /// Whether a seller trades.
    SellerStateView as "SellerState" of market::sellers::SellerState {
        /// Its products are in the shop.
        Open,
        /// Its products are out of the shop.
        Suspended,
    }
}

/// The sellers that a person serves.
#[derive(Object)]
#[oai(rename = "Memberships")]
struct MembershipsView {
    /// One for each seller; none for shoppers.
    memberships: Vec<MembershipView>,
}

/// A seller that a person serves.
#[derive(Object)]
#[oai(rename = "Membership")]
struct MembershipView {
    /// The seller; send it as `Seller-Id`.
    seller_id: Uuid,
    /// Its address part.
    slug: String,
    /// Its name.
    name: String,
    /// Whether it trades.
    state: SellerStateView,
    /// What the person may do for it.
    role: MemberRoleView,
}

impl From<Membership> for MembershipView {
    fn from(membership: Membership) -> Self {
        Self {
            seller_id: membership.seller_id,
            slug: membership.slug,
            name: membership.name,
            state: membership.state.into(),
            role: membership.role.into(),
        }
    }
}

/// What a seller says of itself.
#[derive(Object)]
#[oai(rename = "SellerProfile")]
pub(crate) struct SellerProfileView {
    /// The seller.
    id: Uuid,
    /// Its address part.
    slug: String,
    /// Its name.
    name: String,
    /// Its legal form, where a source states it.
    kind: Option<SellerKindView>,
    /// Whether it trades.
    state: SellerStateView,
    /// How tax law sees it; finance staff say so.
    tax_kind: TaxKindView,
    /// Where it is taxed on its income.
    residency: ResidencyView,
    /// Its tax code or the person's number.
    tax_code: Option<String>,
    /// The code of its province.
    province_code: Option<String>,
    /// The code of its commune.
    commune_code: Option<String>,
    /// Its address as printed.
    address: Option<String>,
    /// What it is.
    description: DescriptionView,
    /// Where its money goes.
    bank_account: Option<BankAccountView>,
    /// Rises with every change.
    version: i32,
}

/// What a seller is, in both languages.
#[derive(Object)]
#[oai(rename = "SellerDescription")]
struct DescriptionView {
    /// Vietnamese.
    vi: Option<String>,
    /// English.
    en: Option<String>,
}

impl SellerProfileView {
    /// As a member sees it: only owners read the whole account number.
    fn of(row: seller::Model, staff: &SellerStaff) -> Self {
        let is_owner = staff.role() == MemberRole::Owner;
        let mut view = Self::masked(row.clone());
        if let (true, Some(account)) = (is_owner, &mut view.bank_account) {
            account.number = row.bank_account.unwrap_or_default();
        }
        view
    }

    /// With no more than the end of the account number.
    pub(crate) fn masked(row: seller::Model) -> Self {
        let bank_account = match (row.bank_bin, row.bank_account) {
            (Some(bin), Some(number)) => Some(BankAccountView {
                bin,
                number: masked(&number),
                holder: row.bank_account_name.unwrap_or_default(),
            }),
            _ => None,
        };
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            kind: row.kind.map(SellerKindView::from),
            state: row.state.into(),
            tax_kind: row.tax_kind.into(),
            residency: row.residency.into(),
            tax_code: row.tax_code,
            province_code: row.province_code,
            commune_code: row.commune_code,
            address: row.address_as_printed,
            description: DescriptionView {
                vi: row.description_vi,
                en: row.description_en,
            },
            bank_account,
            version: row.version,
        }
    }
}

fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    let shown: String = number.chars().skip(hidden).collect();
    format!("••••{shown}")
}

/// A bank account in Vietnam.
#[derive(Object)]
#[oai(rename = "BankAccount", deny_unknown_fields)]
struct BankAccountView {
    /// The bank's number (BIN, six digits) as VietQR uses it.
    bin: String,
    /// The account number; all but its end is hidden from those who are not owners.
    number: String,
    /// Whose account it is, as the bank writes it.
    holder: String,
}

impl From<BankAccountView> for BankAccount {
    fn from(view: BankAccountView) -> Self {
        Self {
            bin: view.bin,
            number: view.number,
            holder: view.holder,
        }
    }
}

/// What shall be different; what is left out stays.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ProfileChangeRequest {
    /// What the seller is.
    #[oai(default)]
    description: DescriptionChange,
    /// Its address as printed; null removes it.
    address: MaybeUndefined<String>,
    /// Where its money goes; null removes it.
    bank_account: MaybeUndefined<BankAccountView>,
}

/// What shall be different about the description.
#[derive(Default, Object)]
#[oai(deny_unknown_fields)]
struct DescriptionChange {
    /// Vietnamese; null removes it.
    vi: MaybeUndefined<String>,
    /// English; null removes it.
    en: MaybeUndefined<String>,
}

impl From<ProfileChangeRequest> for ProfileChange {
    fn from(request: ProfileChangeRequest) -> Self {
        Self {
            description_vi: change(request.description.vi),
            description_en: change(request.description.en),
            address: change(request.address),
            bank_account: change(request.bank_account),
        }
    }
}
