//! What shoppers do after the sale: give goods back, claim, and see their money come back.

use market::{
    App,
    catalog::CatalogError,
    checkout::Buyer,
    disputes::{self, NewClaim},
    orders::{self, Shipment},
    returns::{self, ReturnError, ReturnRequest, Viewer},
    sellers::BankAccount,
};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path},
    payload::{Binary, Json},
};
use uuid::Uuid;

use crate::{
    openapi::Tag,
    problem::ApiResult,
    sign_in::MaybeSignedIn,
    wire::{
        Page,
        after_sale::{
            DisputeView, PhotoFile, PhotoUpload, PhotoView, RefundView, ReturnReasonView,
            ReturnView, ReturnWishView, StatementBody, UnitsBody,
        },
    },
};

/// The routes. A guest sends the purchase's token as `Purchase-Token`.
pub(crate) struct AfterSaleApi(pub(crate) App);

#[OpenApi(prefix_path = "/store", tag = "Tag::Checkout")]
impl AfterSaleApi {
    /// The refunds of a purchase
    ///
    /// Oldest first.
    #[oai(
        path = "/purchases/:id/refunds",
        method = "get",
        operation_id = "refund_list"
    )]
    async fn refunds(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<Page<RefundView>>> {
        let buyer = buyer(caller, &token)?;
        let refunds = orders::refunds(&self.0, &buyer, id.0).await?;
        Ok(Json(Page::of((refunds, None), RefundView::from)))
    }

    /// Say where a refund shall be transferred
    ///
    /// For money that cannot go back the way it came, such as cash. The account is kept until
    /// the transfer is safe.
    #[oai(
        path = "/purchases/:id/refunds/:refund_id/bank-account",
        method = "put",
        operation_id = "refund_account_set"
    )]
    async fn set_account(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
        refund_id: Path<Uuid>,
        body: Json<AccountBody>,
    ) -> ApiResult<Json<RefundView>> {
        let buyer = buyer(caller, &token)?;
        let account = BankAccount {
            bin: body.0.bin,
            number: body.0.number,
            holder: body.0.holder,
        };
        let ids = (id.0, refund_id.0);
        let refund = orders::set_refund_account(&self.0, &buyer, ids, account).await?;
        Ok(Json(refund.into()))
    }

    /// Add a picture to an order
    ///
    /// As proof for a return or a claim: PNG, JPEG or WebP, at most 8 MB, 30 an order. Only the
    /// shopper, the seller and the desk see it.
    #[oai(
        path = "/orders/:id/photos",
        method = "post",
        operation_id = "order_photo_create"
    )]
    async fn add_photo(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
        body: PhotoUpload,
    ) -> ApiResult<PhotoMade> {
        let buyer = buyer(caller, &token)?;
        let bytes = body.file.into_vec().await.map_err(CatalogError::from)?;
        let viewer = Viewer::Buyer(&buyer);
        let id = returns::add_photo(&self.0, viewer, id.0, &bytes).await?;
        Ok(PhotoMade::Made(Json(PhotoView { id })))
    }

    /// A picture of an order
    #[oai(
        path = "/order-photos/:id",
        method = "get",
        operation_id = "order_photo_get"
    )]
    async fn photo(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<PhotoFile> {
        let buyer = buyer(caller, &token)?;
        let (bytes, kind) = returns::photo(&self.0, Viewer::Buyer(&buyer), id.0).await?;
        Ok(PhotoFile::Found(
            Binary(bytes),
            kind.media_type().to_owned(),
        ))
    }

    /// Ask to give goods back
    ///
    /// How long that is possible and for which reasons depends on the goods' return class. The
    /// seller answers within 48 hours; silence is agreement.
    #[oai(
        path = "/orders/:id/returns",
        method = "post",
        operation_id = "return_create"
    )]
    async fn create_return(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<ReturnBody>,
    ) -> ApiResult<ReturnMade> {
        let buyer = buyer(caller, &token)?;
        let request = ReturnRequest {
            units: body.0.lines.into_iter().map(Into::into).collect(),
            reason: body.0.reason.into(),
            wish: body.0.wish.into(),
            note: body.0.note,
            photo_ids: body.0.photo_ids,
        };
        let made = returns::request(&self.0, &buyer, id.0, &request).await?;
        Ok(ReturnMade::Made(Json(made.into())))
    }

    /// The returns of an order
    #[oai(
        path = "/orders/:id/returns",
        method = "get",
        operation_id = "return_list"
    )]
    async fn list_returns(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<Page<ReturnView>>> {
        let buyer = buyer(caller, &token)?;
        let found = returns::of_order(&self.0, Viewer::Buyer(&buyer), id.0).await?;
        Ok(Json(Page::of((found, None), ReturnView::from)))
    }

    /// One return
    #[oai(path = "/returns/:id", method = "get", operation_id = "return_get")]
    async fn get_return(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<ReturnView>> {
        let buyer = buyer(caller, &token)?;
        let found = returns::view(&self.0, Viewer::Buyer(&buyer), id.0).await?;
        Ok(Json(found.into()))
    }

    /// Take a return back
    ///
    /// Possible until the goods are on their way.
    #[oai(
        path = "/returns/:id/withdraw",
        method = "post",
        operation_id = "return_withdraw"
    )]
    async fn withdraw(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<ReturnView>> {
        let buyer = buyer(caller, &token)?;
        let done = returns::withdraw(&self.0, &buyer, id.0).await?;
        Ok(Json(done.into()))
    }

    /// Say that the goods are on their way back
    #[oai(
        path = "/returns/:id/send",
        method = "post",
        operation_id = "return_send"
    )]
    async fn send(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<SendBody>,
    ) -> ApiResult<Json<ReturnView>> {
        let buyer = buyer(caller, &token)?;
        let shipment = Shipment {
            carrier: body.0.carrier,
            tracking_code: body.0.tracking_code,
        };
        let done = returns::send(&self.0, &buyer, id.0, &shipment).await?;
        Ok(Json(done.into()))
    }

    /// Claim that something is wrong with an order
    ///
    /// Within 30 days after delivery. The seller answers within seven days, then the desk
    /// rules; until then the seller is not paid for the order.
    #[oai(
        path = "/orders/:id/claims",
        method = "post",
        operation_id = "claim_create"
    )]
    async fn claim(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<ClaimBody>,
    ) -> ApiResult<ClaimMade> {
        let buyer = buyer(caller, &token)?;
        let claim = NewClaim {
            reason: body.0.reason.into(),
            return_id: body.0.return_id,
            statement: disputes::Statement {
                note: body.0.note,
                photo_ids: body.0.photo_ids,
            },
        };
        let made = disputes::open(&self.0, &buyer, id.0, &claim).await?;
        Ok(ClaimMade::Made(Json(made.into())))
    }

    /// The disputes about an order
    #[oai(
        path = "/orders/:id/disputes",
        method = "get",
        operation_id = "dispute_list"
    )]
    async fn disputes(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<Page<DisputeView>>> {
        let buyer = buyer(caller, &token)?;
        let found = disputes::of_order(&self.0, Viewer::Buyer(&buyer), id.0).await?;
        Ok(Json(Page::of((found, None), DisputeView::from)))
    }

    /// One dispute
    #[oai(path = "/disputes/:id", method = "get", operation_id = "dispute_get")]
    async fn get_dispute(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<DisputeView>> {
        let buyer = buyer(caller, &token)?;
        let found = disputes::view(&self.0, Viewer::Buyer(&buyer), id.0).await?;
        Ok(Json(found.into()))
    }

    /// Add to a dispute
    #[oai(
        path = "/disputes/:id/evidence",
        method = "post",
        operation_id = "dispute_evidence_create"
    )]
    async fn add_evidence(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<StatementBody>,
    ) -> ApiResult<Json<DisputeView>> {
        let buyer = buyer(caller, &token)?;
        let statement = body.0.into();
        let viewer = Viewer::Buyer(&buyer);
        let done = disputes::submit(&self.0, viewer, id.0, &statement).await?;
        Ok(Json(done.into()))
    }
}

fn buyer(caller: MaybeSignedIn, token: &Header<Option<String>>) -> ApiResult<Buyer> {
    // Whoever shows neither a sign-in nor a token owns nothing here.
    let actor = caller.actor()?;
    let buyer = Buyer::new(actor.as_ref(), token.0.as_deref());
    Ok(buyer.map_err(|_| ReturnError::NotFound)?)
}

/// A bank account in Vietnam.
#[derive(Object)]
#[oai(rename = "RefundAccountRequest", deny_unknown_fields)]
struct AccountBody {
    /// The bank's number (BIN, six digits) as VietQR uses it.
    bin: String,
    /// The account number.
    number: String,
    /// Whose account it is, as the bank writes it.
    holder: String,
}

/// What a shopper wants to give back.
#[derive(Object)]
#[oai(rename = "ReturnRequest", deny_unknown_fields)]
struct ReturnBody {
    /// Units of lines, each line once.
    lines: Vec<UnitsBody>,
    /// Why.
    reason: ReturnReasonView,
    /// What the shopper wants for them.
    wish: ReturnWishView,
    /// What happened, at most 2,000 characters.
    note: String,
    /// Pictures added to the order before; needed where something can be seen to be wrong.
    #[oai(default)]
    photo_ids: Vec<Uuid>,
}

/// Who carries the goods back.
#[derive(Object)]
#[oai(rename = "ReturnSendRequest", deny_unknown_fields)]
struct SendBody {
    /// The carrier's name.
    carrier: String,
    /// The carrier's code for the parcel.
    tracking_code: String,
}

/// What a shopper claims.
#[derive(Object)]
#[oai(rename = "OrderClaimRequest", deny_unknown_fields)]
struct ClaimBody {
    /// What is wrong.
    reason: ReturnReasonView,
    /// The return that the seller refused.
    return_id: Option<Uuid>,
    /// What happened, at most 2,000 characters.
    note: String,
    /// Pictures added to the order before.
    #[oai(default)]
    photo_ids: Vec<Uuid>,
}

#[derive(ApiResponse)]
enum PhotoMade {
    /// The picture is kept.
    #[oai(status = 201)]
    Made(Json<PhotoView>),
}

#[derive(ApiResponse)]
enum ReturnMade {
    /// The seller has to answer.
    #[oai(status = 201)]
    Made(Json<ReturnView>),
}

#[derive(ApiResponse)]
enum ClaimMade {
    /// The seller has to answer.
    #[oai(status = 201)]
    Made(Json<DisputeView>),
}
