//! The fields of the index, and an entry as a document of them.

use tantivy::{
    TantivyDocument, Term,
    schema::{
        BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, Schema, SchemaBuilder,
        TextFieldIndexing, TextOptions,
    },
};
use uuid::Uuid;

use crate::{
    entry::Entry,
    knowledge::Knowledge,
    words::{TEXT_WORDS_MAX, neighbours, words},
};

/// Names of the columns, in which filters, facets and sort keys are kept.
pub(super) mod column {
    pub(crate) const ID_HIGH: &str = "id_high";
    pub(crate) const ID_LOW: &str = "id_low";
    pub(crate) const SELLER: &str = "seller";
    pub(crate) const PROVINCE: &str = "province";
    pub(crate) const COMMUNE: &str = "commune";
    pub(crate) const REGION: &str = "region";
    pub(crate) const CATEGORY: &str = "category";
    pub(crate) const STARS: &str = "stars";
    pub(crate) const INDUSTRY: &str = "industry";
    pub(crate) const PRODUCT_SET: &str = "product_set";
    pub(crate) const PRICE: &str = "price";
    pub(crate) const IN_STOCK: &str = "in_stock";
    pub(crate) const RATING: &str = "rating";
    pub(crate) const RATING_COUNT: &str = "rating_count";
    pub(crate) const PROMOTION: &str = "promotion";
    pub(crate) const PUBLISHED_AT: &str = "published_at";
}

/// All fields.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    pub(super) names: Zone,
    /// What the goods are called elsewhere and in English.
    pub(super) aliases: Zone,
    pub(super) seller: Zone,
    pub(super) places: Zone,
    pub(super) printed: Zone,
    pub(super) story: Zone,
    id: Field,
    columns: Columns,
}

/// Texts that weigh the same, indexed in three forms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zone {
    /// Folded words.
    pub(super) folded: Field,
    /// Words with their marks.
    pub(super) marked: Field,
    /// Neighbours run together, see [`neighbours`].
    pub(super) neighbours: Field,
}

#[derive(Clone, Debug)]
struct Columns {
    id_high: Field,
    id_low: Field,
    seller: Field,
    province: Field,
    commune: Field,
    region: Field,
    category: Field,
    stars: Field,
    industry: Field,
    product_set: Field,
    price: Field,
    in_stock: Field,
    rating: Field,
    rating_count: Field,
    promotion: Field,
    published_at: Field,
}

impl Fields {
    pub(super) fn new() -> Self {
        let mut builder = Schema::builder();
        let names = Zone::add(&mut builder, "names");
        let aliases = Zone::add(&mut builder, "aliases");
        let seller = Zone::add(&mut builder, "seller_name");
        let places = Zone::add(&mut builder, "places");
        let printed = Zone::add(&mut builder, "printed");
        let story = Zone::add(&mut builder, "story");
        let id = builder.add_bytes_field("id", BytesOptions::default().set_indexed());
        let columns = Columns::add(&mut builder);
        Self {
            schema: builder.build(),
            names,
            aliases,
            seller,
            places,
            printed,
            story,
            id,
            columns,
        }
    }

    /// The term that only this product's document has.
    pub(super) fn id_term(&self, id: Uuid) -> Term {
        Term::from_field_bytes(self.id, id.as_bytes())
    }

    /// The entry as a document.
    pub(super) fn document(&self, entry: &Entry) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_bytes(self.id, entry.id.as_bytes());
        self.names.fill(&mut document, &entry.names);
        let aliases = Knowledge::shared().other_names(&entry.names);
        self.aliases.fill(&mut document, &aliases);
        self.seller
            .fill(&mut document, std::slice::from_ref(&entry.seller_name));
        self.places.fill(&mut document, &entry.places);
        self.printed.fill(&mut document, &entry.printed);
        self.story.fill(&mut document, &entry.story);
        self.story.fill(&mut document, &entry.provenance);
        self.columns.fill(&mut document, entry);
        document
    }
}

impl Zone {
    fn add(builder: &mut SchemaBuilder, name: &str) -> Self {
        // Words come ready, parted by spaces. Scores are constants of ours, so neither
        // frequencies nor lengths are kept.
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let options = TextOptions::default().set_indexing_options(indexing);
        Self {
            folded: builder.add_text_field(&format!("{name}_folded"), options.clone()),
            marked: builder.add_text_field(&format!("{name}_marked"), options.clone()),
            neighbours: builder.add_text_field(&format!("{name}_neighbours"), options),
        }
    }

    fn fill(&self, document: &mut TantivyDocument, texts: &[String]) {
        for text in texts {
            let words = words(text, TEXT_WORDS_MAX);
            let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
            let marked: Vec<&str> = words.iter().map(|word| word.marked.as_str()).collect();
            document.add_text(self.folded, folded.join(" "));
            document.add_text(self.marked, marked.join(" "));
            document.add_text(self.neighbours, neighbours(&words).join(" "));
        }
    }
}

impl Columns {
    fn add(builder: &mut SchemaBuilder) -> Self {
        let number = || NumericOptions::default() | FAST;
        let text = || TextOptions::default().set_fast("raw");
        Self {
            id_high: builder.add_u64_field(column::ID_HIGH, number()),
            id_low: builder.add_u64_field(column::ID_LOW, number()),
            seller: builder.add_text_field(column::SELLER, text()),
            province: builder.add_text_field(column::PROVINCE, text()),
            commune: builder.add_text_field(column::COMMUNE, text()),
            region: builder.add_text_field(column::REGION, text()),
            category: builder.add_text_field(column::CATEGORY, text()),
            stars: builder.add_u64_field(column::STARS, number()),
            industry: builder.add_u64_field(column::INDUSTRY, number()),
            product_set: builder.add_u64_field(column::PRODUCT_SET, number()),
            price: builder.add_i64_field(column::PRICE, number()),
            in_stock: builder.add_bool_field(column::IN_STOCK, number()),
            rating: builder.add_u64_field(column::RATING, number()),
            rating_count: builder.add_u64_field(column::RATING_COUNT, number()),
            promotion: builder.add_u64_field(column::PROMOTION, number()),
            published_at: builder.add_i64_field(column::PUBLISHED_AT, number()),
        }
    }

    fn fill(&self, document: &mut TantivyDocument, entry: &Entry) {
        let (high, low) = entry.id.as_u64_pair();
        document.add_u64(self.id_high, high);
        document.add_u64(self.id_low, low);
        let texts = [
            (self.seller, Some(&entry.seller)),
            (self.province, entry.province.as_ref()),
            (self.commune, entry.commune.as_ref()),
            (self.region, entry.region.as_ref()),
            (self.category, entry.category.as_ref()),
        ];
        for (field, text) in texts {
            if let Some(text) = text {
                document.add_text(field, text);
            }
        }
        let numbers = [
            (self.stars, entry.stars.map(u64::from)),
            (self.industry, entry.industry.map(u64::from)),
            (self.product_set, entry.product_set.map(u64::from)),
            (self.rating, entry.rating.map(u64::from)),
            (self.rating_count, Some(u64::from(entry.rating_count))),
            (self.promotion, Some(u64::from(entry.promotion))),
        ];
        for (field, number) in numbers {
            if let Some(number) = number {
                document.add_u64(field, number);
            }
        }
        if let Some(price) = entry.price {
            document.add_i64(self.price, price);
        }
        document.add_bool(self.in_stock, entry.in_stock);
        document.add_i64(self.published_at, entry.published_at);
    }
}
