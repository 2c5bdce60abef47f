//! Lists of products, and what people type to find them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::PathBuf,
};

use search::{Change, Entry, fold, slug};
use uuid::Uuid;

type Row = BTreeMap<String, String>;

/// Products, and what people type to find some of them.
pub(crate) struct List {
    rows: Vec<Row>,
    questions: Vec<Row>,
    /// Codes of provinces by name.
    provinces: HashMap<String, String>,
    /// What each province was merged from, by its code.
    merged_from: HashMap<String, Vec<String>>,
}

/// What someone typed, and what they meant.
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) kind: String,
    expected: HashSet<String>,
}

/// The rows of a file; a name without a folder is one of `data`.
fn rows(name: &str) -> Vec<Row> {
    let folder = match name.contains('/') {
        true => "tests",
        false => "../data",
    };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join(name);
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap())
}

impl List {
    /// The real list of products.
    pub(crate) fn real() -> Self {
        let questions = ["search-queries.csv", "search-queries-more.csv"];
        Self::read(
            rows("ocop-products.csv"),
            questions.into_iter().flat_map(rows).collect(),
        )
    }

    /// The real list and goods of other provinces, made up of what those are known for, with what
    /// people may type to find the latter.
    pub(crate) fn of_other_provinces() -> Self {
        let mut products = rows("ocop-products.csv");
        products.extend(rows("relevance/other-products.csv"));
        Self::read(products, rows("relevance/other-queries.csv"))
    }

    fn read(products: Vec<Row>, questions: Vec<Row>) -> Self {
        let provinces = rows("vn-provinces.csv");
        let code = |row: &Row| (row["name_vi"].clone(), row["code"].clone());
        let merged = |row: &Row| {
            let names = row["merged_from"].split(';').map(str::to_owned).collect();
            (row["code"].clone(), names)
        };
        Self {
            rows: products,
            questions,
            provinces: provinces.iter().map(code).collect(),
            merged_from: provinces.iter().map(merged).collect(),
        }
    }

    /// The products as the market gives them to an index.
    pub(crate) fn changes(&self) -> Vec<Change> {
        self.rows
            .iter()
            .enumerate()
            .map(|(number, row)| self.entry(number, row).into())
            .collect()
    }

    fn entry(&self, number: usize, row: &Row) -> Entry {
        let province = self.provinces.get(&row["province"]).cloned();
        let merged = province
            .as_ref()
            .and_then(|code| self.merged_from.get(code));
        let mut places = vec![row["commune"].clone(), row["province"].clone()];
        places.extend(merged.into_iter().flatten().cloned());
        let printed = ["commune", "district", "old_province"].map(|part| row[part].as_str());
        Entry {
            id: id(number),
            seller: slug(&row["producer"]),
            names: vec![row["name_vi"].clone()],
            seller_name: row["producer"].clone(),
            places,
            printed: vec![printed.join(", ")],
            provenance: vec![row["notes"].clone()],
            stars: row["stars"].parse().ok(),
            province,
            ..Entry::default()
        }
    }

    pub(crate) fn name(&self, id: Uuid) -> &str {
        &self.rows[usize::try_from(id.as_u128()).unwrap()]["name_vi"]
    }

    pub(crate) fn questions(&self) -> Vec<Question> {
        let questions = self.questions.iter().map(|row| Question {
            text: row["query"].clone(),
            kind: row["kind"].clone(),
            expected: row["expected_product_names"].split(';').map(fold).collect(),
        });
        questions.collect()
    }
}

impl Question {
    pub(crate) fn expects(&self, name: &str) -> bool {
        self.expected.contains(&fold(name))
    }

    /// How many products of the list are expected.
    pub(crate) fn expected_count(&self, list: &List) -> usize {
        let count = list
            .rows
            .iter()
            .filter(|row| self.expects(&row["name_vi"]))
            .count();
        assert!(count > 0, "{} expects nothing of the list", self.text);
        count
    }
}
