//! How sellers and the desk see a product.

use chrono::{DateTime, Utc};
use market::{
    Language,
    catalog::{Listing, Missing, StockedVariant, product_image, product_text},
    files,
    language::Bilingual,
};
use poem_openapi::Object;
use uuid::Uuid;

use crate::{
    context,
    wire::{MoneyView, mirror},
};

mirror! {
    /// How far a product is on its way to the public.
    ProductStateView as "ProductState" of market::catalog::ProductState {
        /// Its seller works on it.
        Draft,
        /// It waits for the desk.
        Submitted,
        /// The desk said what to change.
        ChangesRequested,
        /// It is in the shop.
        Published,
        /// It is out of the shop.
        Archived,
    }
}

mirror! {
    /// Which return rules fit the goods.
    ReturnClassView as "ReturnClass" of market::catalog::ReturnClass {
        /// Fresh goods.
        Perishable,
        /// Goods that cannot go back once opened.
        Sealed,
        /// Made by hand, no two alike.
        Craft,
        /// Everything else.
        Standard,
    }
}

/// A product as its seller and the desk see it.
#[derive(Object)]
#[oai(rename = "SellerProduct")]
pub(crate) struct SellerProductView {
    /// The product.
    id: Uuid,
    /// Whose it is.
    seller_id: Uuid,
    /// Its address part.
    slug: String,
    /// How far it is on its way to the public.
    state: ProductStateView,
    /// What it says.
    texts: TextsView,
    /// The OCOP product set, 1 to 26.
    product_set: Option<i32>,
    /// The OCOP industry, 1 to 6.
    industry: Option<i32>,
    /// The slug of its shopping category.
    category: Option<String>,
    /// The province of origin.
    province_code: Option<String>,
    /// The commune of origin.
    commune_code: Option<String>,
    /// The address of origin as printed.
    address: Option<String>,
    /// Which return rules fit the goods.
    return_class: ReturnClassView,
    /// What the desk last said about it.
    review_note: Option<String>,
    /// What it lacks before the desk can look at it.
    missing: Vec<MissingView>,
    /// Its packs.
    variants: Vec<SellerVariantView>,
    /// Its pictures.
    images: Vec<SellerImageView>,
    /// When it was started.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// When it was first in the shop.
    published_at: Option<DateTime<Utc>>,
    /// Rises with every change.
    version: i32,
}

impl From<Listing> for SellerProductView {
    fn from(listing: Listing) -> Self {
        let missing = listing.missing();
        let text = |language| listing.text(language).cloned().map(TextView::from);
        let texts = TextsView {
            vi: text(Language::Vi),
            en: text(Language::En),
        };
        let product = listing.product;
        Self {
            id: product.id,
            seller_id: product.seller_id,
            slug: product.slug,
            state: product.state.into(),
            texts,
            product_set: product.product_set,
            industry: product.industry,
            category: product.category_slug,
            province_code: product.province_code,
            commune_code: product.commune_code,
            address: product.address_as_printed,
            return_class: product.return_class.into(),
            review_note: product.review_note,
            missing: missing.into_iter().map(MissingView::from).collect(),
            variants: listing
                .variants
                .into_iter()
                .map(SellerVariantView::from)
                .collect(),
            images: listing
                .images
                .into_iter()
                .map(SellerImageView::from)
                .collect(),
            created_at: product.created_at,
            updated_at: product.updated_at,
            published_at: product.published_at,
            version: product.version,
        }
    }
}

/// What a product says.
#[derive(Object)]
#[oai(rename = "SellerProductTexts")]
struct TextsView {
    /// Vietnamese.
    vi: Option<TextView>,
    /// English.
    en: Option<TextView>,
}

/// What a product says in one language.
#[derive(Object)]
#[oai(rename = "SellerProductText")]
struct TextView {
    /// What it is called.
    name: String,
    /// What it is.
    description: Option<String>,
    /// Where it comes from and who makes it.
    story: Option<String>,
}

impl From<product_text::Model> for TextView {
    fn from(text: product_text::Model) -> Self {
        Self {
            name: text.name,
            description: text.description,
            story: text.story,
        }
    }
}

/// Something that a product lacks.
#[derive(Object)]
#[oai(rename = "MissingPart")]
struct MissingView {
    /// The stable name of it.
    code: String,
    /// What to do about it.
    detail: String,
}

impl From<Missing> for MissingView {
    fn from(missing: Missing) -> Self {
        let [vi, en] = missing.words();
        Self {
            code: missing.code().to_owned(),
            detail: context::language().pick(vi, en).to_owned(),
        }
    }
}

/// A pack as its seller sees it.
#[derive(Object)]
#[oai(rename = "SellerVariant")]
struct SellerVariantView {
    /// The pack.
    id: Uuid,
    /// What it is called.
    name: String,
    /// How much is in it.
    pack: Option<PackView>,
    /// Grams of goods in it.
    net_weight_g: Option<i32>,
    /// Its price.
    price: Option<MoneyView>,
    /// A former, higher price.
    compare_at: Option<MoneyView>,
    /// The price as a list printed it, where it was not clear.
    price_as_printed: Option<String>,
    /// Whether price and stock are made up for trying out.
    sample: bool,
    /// The seller's own article number.
    sku: Option<String>,
    /// The barcode number, 14 digits.
    gtin: Option<String>,
    /// Units the seller has.
    on_hand: i64,
    /// Units of these that are promised to purchases not paid yet.
    held: i64,
}

/// How much is in a pack.
#[derive(Object)]
#[oai(rename = "SellerPack")]
struct PackView {
    /// A decimal number; none when only a printed text is known.
    quantity: Option<String>,
    /// What is counted.
    unit: Option<String>,
    /// The pack in words.
    text: Option<String>,
}

impl From<StockedVariant> for SellerVariantView {
    fn from(stocked: StockedVariant) -> Self {
        let variant = stocked.variant;
        let has_pack = variant.pack_text.is_some() || variant.pack_quantity.is_some();
        let pack = PackView {
            quantity: variant.pack_quantity,
            unit: variant.pack_unit,
            text: variant.pack_text,
        };
        Self {
            id: variant.id,
            name: variant.name,
            pack: has_pack.then_some(pack),
            net_weight_g: variant.net_weight_g,
            price: variant.price.map(MoneyView::dong),
            compare_at: variant.compare_at.map(MoneyView::dong),
            price_as_printed: variant.price_as_printed,
            sample: variant.sample,
            sku: variant.sku,
            gtin: variant.gtin,
            on_hand: stocked.on_hand,
            held: stocked.held,
        }
    }
}

/// A picture as its seller sees it.
#[derive(Object)]
#[oai(rename = "SellerImage")]
struct SellerImageView {
    /// The picture.
    id: Uuid,
    /// Where it is.
    url: String,
    /// What it shows.
    alt: String,
    /// Pixels across.
    width: i32,
    /// Pixels down.
    height: i32,
}

impl From<product_image::Model> for SellerImageView {
    fn from(image: product_image::Model) -> Self {
        Self {
            id: image.id,
            url: files::url(&image.file_key),
            alt: image.alt,
            width: image.width,
            height: image.height,
        }
    }
}
