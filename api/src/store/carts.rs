//! Carts: one over any number of sellers, for guests and accounts.

mod shape;

use market::{
    App,
    cart::{self, AddressRequest, CartError, Choice, Holder},
};
use money::Quantity;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path},
    payload::Json,
};
use uuid::Uuid;

use crate::{openapi::Tag, problem::ApiResult, sign_in::MaybeSignedIn};

pub(crate) use shape::{AddressView, CartView, OffersView, ProblemsView, TotalsView};

/// The routes.
pub(crate) struct CartsApi(pub(crate) App);

#[OpenApi(prefix_path = "/store/carts", tag = "Tag::Cart")]
impl CartsApi {
    /// Open a cart
    ///
    /// A guest's answer has the cart's token, this once; send it as `Cart-Token` from then on.
    #[oai(path = "/", method = "post", operation_id = "cart_create")]
    async fn create(
        &self,
        caller: MaybeSignedIn,
        _body: Json<CreateCartRequest>,
    ) -> ApiResult<CreatedCart> {
        let actor = caller.actor()?;
        let (basket, token) = cart::create(&self.0, actor.as_ref()).await?;
        let mut view = CartView::from(basket);
        view.token = token.map(|token| token.reveal().to_owned());
        Ok(CreatedCart::Created(Json(view)))
    }

    /// One cart
    ///
    /// Prices and stock are those of this moment.
    #[oai(path = "/:id", method = "get", operation_id = "cart_get")]
    async fn get(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Cart-Token")] cart_token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<CartView>> {
        let holder = holder(caller, &cart_token)?;
        Ok(Json(cart::view(&self.0, &holder, id.0).await?.into()))
    }

    /// Put a variant in the cart
    ///
    /// A variant that is there already gets more units.
    #[oai(path = "/:id/lines", method = "post", operation_id = "cart_line_add")]
    async fn add_line(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Cart-Token")] cart_token: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<AddLineRequest>,
    ) -> ApiResult<CreatedCart> {
        let holder = holder(caller, &cart_token)?;
        let quantity = quantity(body.0.quantity)?;
        let line = (body.0.variant_id, quantity);
        let basket = cart::add_line(&self.0, &holder, id.0, line).await?;
        Ok(CreatedCart::Created(Json(basket.into())))
    }

    /// Change how many units a line has
    #[oai(
        path = "/:id/lines/:line_id",
        method = "patch",
        operation_id = "cart_line_update"
    )]
    async fn set_quantity(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Cart-Token")] cart_token: Header<Option<String>>,
        id: Path<Uuid>,
        line_id: Path<Uuid>,
        body: Json<QuantityRequest>,
    ) -> ApiResult<Json<CartView>> {
        let holder = holder(caller, &cart_token)?;
        let line = (line_id.0, quantity(body.0.quantity)?);
        Ok(Json(
            cart::set_quantity(&self.0, &holder, id.0, line)
                .await?
                .into(),
        ))
    }

    /// Take a line out
    #[oai(
        path = "/:id/lines/:line_id",
        method = "delete",
        operation_id = "cart_line_delete"
    )]
    async fn remove_line(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Cart-Token")] cart_token: Header<Option<String>>,
        id: Path<Uuid>,
        line_id: Path<Uuid>,
    ) -> ApiResult<Json<CartView>> {
        let holder = holder(caller, &cart_token)?;
        Ok(Json(
            cart::remove_line(&self.0, &holder, id.0, line_id.0)
                .await?
                .into(),
        ))
    }

    /// Say where the cart shall go
    ///
    /// In Vietnam's two-level units: a province and one of its communes.
    #[oai(
        path = "/:id/address",
        method = "put",
        operation_id = "cart_address_set"
    )]
    async fn set_address(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Cart-Token")] cart_token: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<AddressBody>,
    ) -> ApiResult<Json<CartView>> {
        let holder = holder(caller, &cart_token)?;
        let request = AddressRequest::from(body.0);
        Ok(Json(
            cart::set_address(&self.0, &holder, id.0, &request)
                .await?
                .into(),
        ))
    }

    /// What can be chosen for each seller's parcel, priced
    #[oai(
        path = "/:id/delivery-options",
        method = "get",
        operation_id = "cart_delivery_options"
    )]
    async fn offers(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Cart-Token")] cart_token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<OffersView>> {
        let holder = holder(caller, &cart_token)?;
        Ok(Json(cart::offers(&self.0, &holder, id.0).await?.into()))
    }

    /// Choose the delivery of parcels, one per seller
    #[oai(
        path = "/:id/delivery-choices",
        method = "put",
        operation_id = "cart_delivery_choose"
    )]
    async fn choose_delivery(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Cart-Token")] cart_token: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<ChoicesRequest>,
    ) -> ApiResult<Json<CartView>> {
        let holder = holder(caller, &cart_token)?;
        let choices: Vec<Choice> = body
            .0
            .choices
            .into_iter()
            .map(|choice| Choice {
                seller_id: choice.seller_id,
                option_id: choice.option_id,
            })
            .collect();
        Ok(Json(
            cart::choose_delivery(&self.0, &holder, id.0, &choices)
                .await?
                .into(),
        ))
    }

    /// Everything that blocks checkout
    #[oai(path = "/:id/problems", method = "get", operation_id = "cart_problems")]
    async fn problems(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Cart-Token")] cart_token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<ProblemsView>> {
        let holder = holder(caller, &cart_token)?;
        let basket = cart::view(&self.0, &holder, id.0).await?;
        Ok(Json(basket.problems().as_slice().into()))
    }
}

/// Who holds the cart that a request speaks of.
pub(crate) fn holder(caller: MaybeSignedIn, token: &Header<Option<String>>) -> ApiResult<Holder> {
    Ok(Holder::new(caller.actor()?.as_ref(), token.0.as_deref())?)
}

fn quantity(units: i64) -> Result<Quantity, CartError> {
    Quantity::new(units).map_err(|_| CartError::QuantityUnusable)
}

/// Nothing is asked yet.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CreateCartRequest {}

/// A variant and how many units of it.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct AddLineRequest {
    /// The variant.
    variant_id: Uuid,
    /// Units, 1 to 9,999.
    quantity: i64,
}

/// How many units.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct QuantityRequest {
    /// Units, 1 to 9,999.
    quantity: i64,
}

/// Where to send.
#[derive(Object)]
#[oai(rename = "AddressRequest", deny_unknown_fields)]
struct AddressBody {
    /// Who receives.
    name: String,
    /// Whom the carrier calls.
    phone: String,
    /// Two-digit code of a province of today.
    province_code: String,
    /// Five-digit code of one of its communes, wards or special zones.
    commune_code: String,
    /// House, street, hamlet.
    line: String,
    /// A word to the carrier.
    note: Option<String>,
}

impl From<AddressBody> for AddressRequest {
    fn from(body: AddressBody) -> Self {
        Self {
            name: body.name,
            phone: body.phone,
            province_code: body.province_code,
            commune_code: body.commune_code,
            line: body.line,
            note: body.note,
        }
    }
}

/// A choice per seller.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ChoicesRequest {
    /// Sellers not named keep what they had.
    #[oai(validator(max_items = "100"))]
    choices: Vec<ChoiceRequest>,
}

/// The delivery of one seller's parcel.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ChoiceRequest {
    /// The seller.
    seller_id: Uuid,
    /// One of that seller's delivery options.
    option_id: Uuid,
}

#[derive(ApiResponse)]
enum CreatedCart {
    /// The cart as it is now.
    #[oai(status = 201)]
    Created(Json<CartView>),
}
