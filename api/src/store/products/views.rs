//! What shoppers see of products. These are the shapes of documents that are rendered and
//! served without being read; the test below holds both together.

mod understood;

use chrono::NaiveDate;
use market::catalog::documents::Place;
use poem_openapi::Object;
use uuid::Uuid;

use self::understood::{RelaxedView, UnderstoodView};
use crate::{
    seller::{certificates::CertificateStatusView, products::ReturnClassView},
    wire::MoneyView,
};

/// A product as lists show it.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Card")]
pub(crate) struct CardView {
    /// The product.
    id: Uuid,
    /// Its address part.
    slug: String,
    /// Its name in the asked language, else in Vietnamese.
    name: String,
    /// Who sells it.
    seller: SellerLinkView,
    /// Stars of a certificate in force, 3 to 5.
    stars: Option<i32>,
    /// Where it comes from.
    place: PlaceView,
    /// OCOP product set, 1 to 26.
    product_set: Option<i32>,
    /// The lowest price of a pack.
    price: MoneyView,
    /// What that pack cost before.
    compare_at: Option<MoneyView>,
    /// Its first picture.
    image: Option<ImageView>,
    /// Whether any pack can be bought now.
    in_stock: bool,
    /// What buyers think.
    rating: RatingView,
    /// What to write on a product that staff raise in lists for some days; null on others.
    promotion: Option<String>,
    /// Whether price or stock of a pack is made up for trying out.
    sample: bool,
}

/// A seller, to be linked to.
#[derive(Clone, Debug, Object)]
#[oai(rename = "SellerLink")]
pub(crate) struct SellerLinkView {
    /// Address part of the storefront.
    slug: String,
    /// The name shoppers read.
    name: String,
}

/// Where something is, as far as it is certain.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Place")]
pub(crate) struct PlaceView {
    /// Two-digit code of the province of today.
    province_code: Option<String>,
    /// Its name.
    province: Option<String>,
    /// Five-digit code of the commune of today.
    commune_code: Option<String>,
    /// Its name as an address prints it.
    commune: Option<String>,
}

impl From<Place> for PlaceView {
    fn from(place: Place) -> Self {
        Self {
            province_code: place.province_code,
            province: place.province,
            commune_code: place.commune_code,
            commune: place.commune,
        }
    }
}

/// A picture.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Image")]
pub(crate) struct ImageView {
    /// Where it is served, from the root of this market.
    url: String,
    /// What it shows, for those who cannot see it.
    alt: String,
}

/// What buyers think of a product.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Rating")]
pub(crate) struct RatingView {
    /// Average in stars; null while nobody has rated.
    average: Option<f64>,
    /// How many have rated.
    count: i64,
}

/// A product with everything the public may know of it.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Product")]
pub(crate) struct ProductView {
    /// What lists show of it.
    #[oai(flatten)]
    card: CardView,
    /// What it is.
    description: Option<String>,
    /// Where it comes from and who makes it.
    story: Option<String>,
    /// OCOP industry, 1 to 6.
    industry: Option<i32>,
    /// The packs it comes in.
    variants: Vec<VariantView>,
    /// What proves its stars, or proved them once: see `status`.
    certificate: Option<ProductCertificateView>,
    /// Its pictures, the first of them on the card.
    images: Vec<PictureView>,
    /// Which return rules fit it.
    return_class: ReturnClassView,
    /// From the root category to its own.
    breadcrumbs: Vec<BreadcrumbView>,
}

/// A pack that can be put in a cart.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ProductVariant")]
pub(crate) struct VariantView {
    /// The variant.
    id: Uuid,
    /// The seller's own number for it.
    sku: Option<String>,
    /// What shoppers call it.
    name: String,
    /// How much is in it.
    pack: PackView,
    /// Net weight in grams.
    net_weight_g: Option<i32>,
    /// The price of one.
    price: MoneyView,
    /// What it cost before.
    compare_at: Option<MoneyView>,
    /// How many can be bought now. Of 500 and more it may be what it was a minute ago.
    available: i64,
    /// The barcode.
    gtin: Option<String>,
    /// Whether price or stock is made up for trying out.
    sample: bool,
}

/// How much is in a pack.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ProductPack")]
pub(crate) struct PackView {
    /// A number as text, such as `500`.
    quantity: Option<String>,
    /// Of what, such as `g`.
    unit: Option<String>,
    /// The pack as the seller prints it.
    text: Option<String>,
}

/// The certificate of a product.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ProductCertificate")]
pub(crate) struct ProductCertificateView {
    /// Its code, which anyone may look up.
    code: String,
    /// The stars it gives, or gave before it lapsed.
    stars: i32,
    /// The decision that gave them.
    decision: Option<String>,
    /// The day of the decision.
    issued_on: Option<NaiveDate>,
    /// The year of the decision, where only that is known.
    year: Option<i32>,
    /// Its last day.
    expires_on: Option<NaiveDate>,
    /// Whether it counts.
    status: CertificateStatusView,
}

/// A picture with its size.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Picture")]
pub(crate) struct PictureView {
    /// Where it is served, from the root of this market.
    url: String,
    /// What it shows, for those who cannot see it.
    alt: String,
    /// Pixels across.
    width: i32,
    /// Pixels down.
    height: i32,
}

/// One category on the way to the product.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Breadcrumb")]
pub(crate) struct BreadcrumbView {
    /// Its address part.
    slug: String,
    /// Its name.
    name: String,
}

/// One page of products.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ProductList")]
pub(crate) struct ListView {
    /// The products.
    items: Vec<CardView>,
    /// How many products match, on all pages together.
    total: u64,
    /// Send this as `cursor` for the next page; null on the last one.
    next_cursor: Option<String>,
    /// Counts for the filters on offer, when asked for.
    #[oai(skip_serializing_if_is_none)]
    facets: Option<FacetsView>,
    /// How the text was understood, when more than words were read in it.
    #[oai(skip_serializing_if_is_none)]
    understood: Option<UnderstoodView>,
    /// What was given up, when nothing was exactly as asked.
    #[oai(skip_serializing_if_is_none)]
    relaxed: Option<RelaxedView>,
    /// The text with its mistyped words corrected.
    #[oai(skip_serializing_if_is_none)]
    did_you_mean: Option<String>,
    /// Send this with the place of a hit to `/v1/store/search/clicks` when a shopper opens it. Not
    /// there for texts that are not counted.
    #[oai(skip_serializing_if_is_none)]
    search_id: Option<String>,
    /// `true` while the search server is away: the answer comes from this process and may lack
    /// finer points of ranking.
    #[oai(skip_serializing_if_is_none)]
    degraded: Option<bool>,
}

/// Counts for the filters on offer, most frequent first, at most 100 of each.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Facets")]
pub(crate) struct FacetsView {
    /// By stars in force.
    stars: Vec<FacetValueView>,
    /// By province code.
    province: Vec<FacetValueView>,
    /// By region.
    region: Vec<FacetValueView>,
    /// By OCOP industry.
    industry: Vec<FacetValueView>,
    /// By OCOP product set.
    product_set: Vec<FacetValueView>,
    /// By category.
    category: Vec<FacetValueView>,
    /// By seller.
    seller: Vec<FacetValueView>,
    /// From the lowest to the highest price; null when nothing has a price.
    price: Option<PriceRangeView>,
}

/// How many products have one value.
#[derive(Clone, Debug, Object)]
#[oai(rename = "FacetValue")]
pub(crate) struct FacetValueView {
    /// What to send as the filter's value.
    value: String,
    /// What shoppers read.
    label: String,
    /// How many products have it.
    count: u64,
}

/// From the lowest to the highest price.
#[derive(Clone, Debug, Object)]
#[oai(rename = "PriceRange")]
pub(crate) struct PriceRangeView {
    /// The lowest.
    min: MoneyView,
    /// The highest.
    max: MoneyView,
}
