//! Creating products and changing what they say.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{
    accounts::Language,
    catalog::{ProductState, ReturnClass, product, product_text},
};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, TryInsertResult};
use uuid::Uuid;

use super::{
    CatalogError, Listing, ProductAt, VariantDraft,
    classification::{check_category, check_place, classify},
    edit::Edit,
    listing,
    texts::{NewText, TextChange, Texts, texts_of},
    variants::{self, NewVariant},
};
use crate::{
    App,
    change::Change,
    limits,
    outbox::{self, Event},
    sellers::SellerStaff,
    slug,
    text::TextRule,
    token::new_id,
};

const ADDRESS: TextRule = TextRule::line("/address", 500);
/// Tries for a free slug; eight random letters are free at once.
const SLUG_TRIES: usize = 4;

/// A new product. It starts as a draft that only its seller and the desk see.
#[derive(Clone, Debug)]
pub struct ProductDraft {
    /// The Vietnamese texts.
    pub vi: NewText,
    /// Everything else that the seller can say already.
    pub rest: ProductChange,
    /// The packs to begin with.
    pub variants: Vec<VariantDraft>,
}

/// What shall be different about a product. There is no field for stars: they come from
/// certificates alone.
#[derive(Clone, Debug, Default)]
pub struct ProductChange {
    /// The Vietnamese texts.
    pub vi: TextChange,
    /// The English texts; clearing removes them.
    pub en: Change<TextChange>,
    /// The OCOP product set, 1 to 26; it decides the industry.
    pub product_set: Change<i32>,
    /// The slug of a shopping category.
    pub category: Change<String>,
    /// The province of origin, by its code of today.
    pub province_code: Change<String>,
    /// The commune of origin, by its code of today.
    pub commune_code: Change<String>,
    /// The address of origin as printed on the label.
    pub address: Change<String>,
    /// Which return rules fit the goods.
    pub return_class: Option<ReturnClass>,
    /// Whether a published product may go back to the desk because of this change.
    pub resubmit: bool,
}

/// Starts a product.
///
/// # Errors
///
/// [`CatalogError`] when a text, place, classification or pack is not usable.
pub async fn create(
    app: &App,
    staff: &SellerStaff,
    draft: ProductDraft,
) -> Result<Listing, CatalogError> {
    let now = app.clock().now();
    let mut product = blank(staff.seller_id(), now);
    let change = ProductChange {
        vi: draft.vi.into(),
        ..draft.rest
    };
    let texts = change.apply(&mut product, &[])?;
    let name = texts.vi.as_ref().map_or("", |text| text.name.as_str());
    product.slug = slug::of(name, "san-pham");
    if draft.variants.len() > limits::VARIANTS_PER_PRODUCT_MAX {
        return Err(CatalogError::TooManyVariants);
    }
    let txn = app.database().begin().await?;
    check_category(&txn, product.category_slug.as_ref()).await?;
    insert(&txn, &mut product).await?;
    texts.write(&txn, product.id).await?;
    for (position, draft) in (1..).zip(draft.variants) {
        let new = NewVariant {
            product_id: product.id,
            position,
            now,
            draft,
        };
        variants::insert(&txn, staff, new).await?;
    }
    let product_ids = vec![product.id];
    outbox::enqueue(&txn, now, [Event::ProductsChanged { product_ids }]).await?;
    let listing = listing::load_one(&txn, product, now).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(listing)
}

fn blank(seller_id: Uuid, now: DateTime<Utc>) -> product::Model {
    product::Model {
        id: new_id(),
        seller_id,
        slug: String::new(),
        state: ProductState::Draft,
        industry: None,
        product_set: None,
        category_slug: None,
        province_code: None,
        commune_code: None,
        address_as_printed: None,
        return_class: ReturnClass::Standard,
        review_note: None,
        provenance_notes: None,
        provenance_source: None,
        import_key: None,
        import_hash: None,
        created_at: now,
        updated_at: now,
        published_at: None,
        version: 1,
    }
}

/// Inserts the product under its slug, or one that is set apart from the product that has it.
async fn insert(
    txn: &DatabaseTransaction,
    product: &mut product::Model,
) -> Result<(), CatalogError> {
    let wanted = product.slug.clone();
    for _ in 0..SLUG_TRIES {
        let row = product::ActiveModel::from(product.clone());
        let inserted = product::Entity::insert(row)
            .on_conflict_do_nothing_on([product::Column::Slug])
            .exec_without_returning(txn)
            .await?;
        if let TryInsertResult::Inserted(1) = inserted {
            return Ok(());
        }
        product.slug = slug::apart(&wanted);
    }
    Err(DbErr::RecordNotInserted.into())
}

/// Changes what a product says.
///
/// # Errors
///
/// [`CatalogError::ReviewNeeded`] when the product is published, the change touches what the
/// desk approved, and `resubmit` is not set.
pub async fn change(
    app: &App,
    staff: &SellerStaff,
    at: ProductAt,
    change: ProductChange,
) -> Result<Listing, CatalogError> {
    let mut edit = Edit::begin(app, staff, at).await?;
    let before = edit.product.clone();
    let texts_before = texts_of(&edit.txn, at.id).await?;
    let resubmit = change.resubmit;
    let texts = change.apply(&mut edit.product, &texts_before)?;
    check_category(&edit.txn, edit.product.category_slug.as_ref()).await?;
    let mut protected = changed_fields(&before, &edit.product);
    protected.extend(texts.changed_names(&texts_before));
    if before.state == ProductState::Published && !protected.is_empty() {
        if !resubmit {
            return Err(CatalogError::ReviewNeeded {
                fields: protected.into_iter().collect(),
            });
        }
        edit.product.state = ProductState::Submitted;
    }
    texts.write(&edit.txn, at.id).await?;
    edit.finish(app).await
}

/// The fields that the desk approved and that are different now.
fn changed_fields(before: &product::Model, after: &product::Model) -> BTreeSet<&'static str> {
    let fields = [
        ("product_set", before.product_set != after.product_set),
        ("category", before.category_slug != after.category_slug),
        ("province_code", before.province_code != after.province_code),
        ("commune_code", before.commune_code != after.commune_code),
        (
            "address",
            before.address_as_printed != after.address_as_printed,
        ),
    ];
    fields
        .into_iter()
        .filter_map(|(field, is_changed)| is_changed.then_some(field))
        .collect()
}

impl ProductChange {
    /// Changes the row, and tells the texts that follow.
    fn apply(
        self,
        product: &mut product::Model,
        texts: &[product_text::Model],
    ) -> Result<Texts, CatalogError> {
        classify(product, self.product_set)?;
        self.category.apply(&mut product.category_slug);
        self.province_code.apply(&mut product.province_code);
        self.commune_code.apply(&mut product.commune_code);
        check_place(product)?;
        self.address
            .try_map(|text| ADDRESS.clean(&text))?
            .apply(&mut product.address_as_printed);
        if let Some(return_class) = self.return_class {
            product.return_class = return_class;
        }
        let before = |language| texts.iter().find(|text| text.language == language).cloned();
        let en = match self.en {
            Change::Keep => before(Language::En),
            Change::Clear => None,
            Change::To(change) => change.apply(before(Language::En), Language::En)?,
        };
        Ok(Texts {
            vi: self.vi.apply(before(Language::Vi), Language::Vi)?,
            en,
        })
    }
}
