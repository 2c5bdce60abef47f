//! What goes into the index.

use uuid::Uuid;

/// The index document of one product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The product.
    pub id: Uuid,
    /// Slug of the seller: a filter, a facet and what suggestions name.
    pub seller: String,
    /// The product's name in each language. Searched with the highest weight.
    pub names: Vec<String>,
    /// The seller's name as shoppers read it. Searched.
    pub seller_name: String,
    /// Everything the place is called: commune, old district, old and new province, English
    /// names. Searched.
    pub places: Vec<String>,
    /// The address as the maker prints it. Searched, and tells places of one province apart.
    pub printed: Vec<String>,
    /// Descriptions. Searched with low weight.
    pub story: Vec<String>,
    /// Notes and collective marks. Searched with low weight.
    pub provenance: Vec<String>,
    /// Stars in force, 3 to 5; none when no certificate is in force.
    pub stars: Option<u8>,
    /// Two-digit code of the province.
    pub province: Option<String>,
    /// Five-digit code of the commune.
    pub commune: Option<String>,
    /// Slug of the socio-economic region.
    pub region: Option<String>,
    /// OCOP industry, 1 to 6.
    pub industry: Option<u8>,
    /// OCOP product set, 1 to 26.
    pub product_set: Option<u8>,
    /// Slug of the shop category.
    pub category: Option<String>,
    /// Lowest effective price, VND.
    pub price: Option<i64>,
    /// Whether any variant can be bought now.
    pub in_stock: bool,
    /// Average rating in hundredths of a star, 0 to 500; none when nobody has rated.
    pub rating: Option<u16>,
    /// How many have rated it.
    pub rating_count: u32,
    /// Promotion weight that staff gave, 0 to [`crate::Ranking::PROMOTION_MAX`].
    pub promotion: u8,
    /// When the product was published: milliseconds since 1970, UTC.
    pub published_at: i64,
}

/// One step that brings the index up to date. Applying a step twice changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The product is shown, with this content.
    Put(Box<Entry>),
    /// The product is no longer shown.
    Remove(Uuid),
}

impl Change {
    /// The product it is about.
    #[must_use]
    pub fn id(&self) -> Uuid {
        match self {
            Self::Put(entry) => entry.id,
            Self::Remove(id) => *id,
        }
    }
}

impl From<Entry> for Change {
    fn from(entry: Entry) -> Self {
        Self::Put(Box::new(entry))
    }
}
