//! What filters, facets and orders need of each document, decoded once per segment.
//!
//! A segment never changes, so its rows are read from the columns when it first appears and kept
//! until it is merged away: about 80 bytes a product, and no column is opened during a search.

use std::{collections::HashMap, sync::Arc};

use tantivy::{DocId, SegmentReader};
use uuid::Uuid;

use super::schema::column;
use crate::{entry::Entry, ranking::Merits};

/// One product as filters, facets and orders see it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) price: Option<i64>,
    pub(super) published_at: i64,
    pub(super) rating: u16,
    pub(super) rating_count: u16,
    pub(super) seller: ValueId,
    pub(super) province: ValueId,
    pub(super) commune: ValueId,
    pub(super) region: ValueId,
    pub(super) category: ValueId,
    /// 0 for none, as the two below.
    pub(super) stars: u8,
    pub(super) industry: u8,
    pub(super) product_set: u8,
    pub(super) promotion: u8,
    pub(super) in_stock: bool,
}

/// Number of a text in [`Values`].
pub(super) type ValueId = u32;
/// The number of the empty text, which stands for "none".
pub(super) const NO_VALUE: ValueId = 0;

/// The rows of one segment, by document.
#[derive(Debug)]
pub(super) struct Rows(Vec<Row>);

/// Every text a filter may name, numbered across segments. Few changes bring a new one, so one
/// state of the index shares them with the next.
#[derive(Clone, Debug)]
pub(super) struct Values {
    texts: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, ValueId>,
    /// The place of each text in the order of their letters, once [`Values::rank`] has looked.
    ranks: Vec<u32>,
}

impl Row {
    /// The row of an entry that is in no segment.
    pub(super) fn of(entry: &Entry, values: &mut Values) -> Self {
        let mut number = |text: Option<&str>| values.number(text.unwrap_or_default());
        let merits = Merits::of(entry);
        Self {
            id: entry.id,
            price: entry.price,
            published_at: entry.published_at,
            rating: merits.rating,
            rating_count: merits.rating_count,
            region: number(entry.region.as_deref()),
            province: number(entry.province.as_deref()),
            category: number(entry.category.as_deref()),
            commune: number(entry.commune.as_deref()),
            seller: number(Some(&entry.seller)),
            stars: merits.stars,
            industry: entry.industry.unwrap_or_default(),
            product_set: entry.product_set.unwrap_or_default(),
            promotion: entry.promotion,
            in_stock: entry.in_stock,
        }
    }

    /// What the ranking looks at.
    pub(super) fn merits(&self) -> Merits {
        Merits {
            in_stock: self.in_stock,
            stars: self.stars,
            promotion: self.promotion,
            rating: self.rating,
            rating_count: self.rating_count,
            published_at: self.published_at,
        }
    }
}

impl Rows {
    /// Rows of documents that are numbered from 0.
    pub(super) fn new(rows: Vec<Row>) -> Self {
        Self(rows)
    }

    /// The row of a product, if it is here: a scan, for explanations only.
    pub(super) fn find(&self, id: Uuid) -> Option<&Row> {
        self.0.iter().find(|row| row.id == id)
    }

    pub(super) fn get(&self, doc: DocId) -> &Row {
        &self.0[usize::try_from(doc).expect("addresses have 32 bits or more")]
    }

    /// Reads the rows of a segment and numbers texts not seen before.
    pub(super) fn read(segment: &SegmentReader, values: &mut Arc<Values>) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let ids = (columns.u64(column::ID_HIGH)?, columns.u64(column::ID_LOW)?);
        let price = columns.column_opt::<i64>(column::PRICE)?;
        let published_at = columns.i64(column::PUBLISHED_AT)?;
        let in_stock = columns.bool(column::IN_STOCK)?;
        let stars = small_numbers(segment, column::STARS)?;
        let industries = small_numbers(segment, column::INDUSTRY)?;
        let product_sets = small_numbers(segment, column::PRODUCT_SET)?;
        let ratings = small_numbers(segment, column::RATING)?;
        let rating_counts = small_numbers(segment, column::RATING_COUNT)?;
        let promotions = small_numbers(segment, column::PROMOTION)?;
        // Those with few texts first, so that they get low numbers.
        let regions = texts(segment, column::REGION, values)?;
        let provinces = texts(segment, column::PROVINCE, values)?;
        let categories = texts(segment, column::CATEGORY, values)?;
        let communes = texts(segment, column::COMMUNE, values)?;
        let sellers = texts(segment, column::SELLER, values)?;
        let rows = (0..segment.max_doc())
            .zip(0..)
            .map(|(doc, index): (DocId, usize)| Row {
                id: Uuid::from_u64_pair(
                    ids.0.first(doc).unwrap_or_default(),
                    ids.1.first(doc).unwrap_or_default(),
                ),
                price: price.as_ref().and_then(|price| price.first(doc)),
                published_at: published_at.first(doc).unwrap_or_default(),
                rating: ratings[index],
                rating_count: rating_counts[index],
                seller: sellers[index],
                province: provinces[index],
                commune: communes[index],
                region: regions[index],
                category: categories[index],
                stars: byte(stars[index]),
                industry: byte(industries[index]),
                product_set: byte(product_sets[index]),
                promotion: byte(promotions[index]),
                in_stock: in_stock.first(doc).unwrap_or_default(),
            });
        Ok(Self(rows.collect()))
    }
}

/// A number of the columns that was written from a byte.
fn byte(number: u16) -> u8 {
    u8::try_from(number).unwrap_or_default()
}

/// A column of small numbers, 0 where there is none.
fn small_numbers(segment: &SegmentReader, name: &str) -> tantivy::Result<Vec<u16>> {
    let column = segment.fast_fields().column_opt::<u64>(name)?;
    let number = |doc| {
        column
            .as_ref()
            .and_then(|column| column.first(doc))
            .unwrap_or_default()
    };
    let docs = 0..segment.max_doc();
    Ok(docs
        .map(|doc| u16::try_from(number(doc)).unwrap_or(u16::MAX))
        .collect())
}

/// A column of texts as their numbers, [`NO_VALUE`] where there is none.
fn texts(
    segment: &SegmentReader,
    name: &str,
    values: &mut Arc<Values>,
) -> tantivy::Result<Vec<ValueId>> {
    let Some(column) = segment.fast_fields().str(name)? else {
        return Ok((0..segment.max_doc()).map(|_| NO_VALUE).collect());
    };
    let mut ids = HashMap::new();
    let mut text = String::new();
    let mut found = Vec::new();
    for doc in 0..segment.max_doc() {
        let Some(ordinal) = column.ords().first(doc) else {
            found.push(NO_VALUE);
            continue;
        };
        if let Some(id) = ids.get(&ordinal) {
            found.push(*id);
            continue;
        }
        text.clear();
        column.ord_to_str(ordinal, &mut text)?;
        let id = match values.find(&text) {
            Some(id) => id,
            None => Arc::make_mut(values).add(&text),
        };
        ids.insert(ordinal, id);
        found.push(id);
    }
    Ok(found)
}

impl Values {
    pub(super) fn new() -> Self {
        let mut values = Self {
            texts: Vec::new(),
            ids: HashMap::new(),
            ranks: Vec::new(),
        };
        let empty = values.add("");
        debug_assert_eq!(empty, NO_VALUE);
        values
    }

    /// How many texts there are; their numbers are below it.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The number of a text, if any product has it.
    pub(super) fn find(&self, text: &str) -> Option<ValueId> {
        self.ids.get(text).copied()
    }

    /// The number of a text, which gets one if it has none.
    pub(super) fn number(&mut self, text: &str) -> ValueId {
        self.find(text).unwrap_or_else(|| self.add(text))
    }

    /// The text of a number.
    pub(super) fn text(&self, id: ValueId) -> &str {
        &self.texts[index(id)]
    }

    /// The place of a text in the order of their letters.
    pub(super) fn rank_of(&self, id: ValueId) -> u32 {
        self.ranks[index(id)]
    }

    /// Whether every text has its place in the order of their letters.
    pub(super) fn is_ranked(&self) -> bool {
        self.ranks.len() == self.texts.len()
    }

    /// Gives every text its place in the order of their letters, so that searches need not compare
    /// letters.
    pub(super) fn rank(&mut self) {
        let mut by_text: Vec<ValueId> = self.ids.values().copied().collect();
        by_text.sort_unstable_by(|a, b| self.text(*a).cmp(self.text(*b)));
        self.ranks = vec![0; by_text.len()];
        for (rank, id) in (0..).zip(by_text) {
            self.ranks[index(id)] = rank;
        }
    }

    fn add(&mut self, text: &str) -> ValueId {
        let id = ValueId::try_from(self.texts.len()).expect("fewer texts than products");
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.ids.insert(text, id);
        id
    }
}

/// A number as an index into a list.
pub(super) fn index(id: ValueId) -> usize {
    usize::try_from(id).expect("addresses have 32 bits or more")
}
