//! Whether people find what they mean, measured on the real list.

use std::{collections::BTreeMap, path::PathBuf};

use search::{Entry, Index, fold, slug};

use crate::given::{id, index_of, text};

/// Share of queries with one of the expected products among the first three.
const HIT_AT_3_MIN: f64 = 0.95;

fn records(name: &str) -> Vec<BTreeMap<String, String>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../data")
        .join(name);
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn catalogue() -> (Index, Vec<String>) {
    let rows = records("ocop-products.csv");
    let entries = (0..).zip(&rows).map(|(number, row)| {
        let places =
            ["commune", "district", "old_province", "province"].map(|part| row[part].clone());
        Entry {
            id: id(number),
            seller: slug(&row["producer"]),
            names: vec![row["name_vi"].clone()],
            seller_name: row["producer"].clone(),
            places: places.to_vec(),
            provenance: vec![row["notes"].clone()],
            stars: row["stars"].parse().ok(),
            ..Entry::default()
        }
    });
    let index = index_of(entries);
    let names = rows.iter().map(|row| row["name_vi"].clone()).collect();
    (index, names)
}

#[test]
fn people_find_what_they_mean() {
    let (index, names) = catalogue();
    let (mut asked, mut hit) = (0_u32, 0_u32);

    for row in records("search-queries.csv") {
        let answer = index.search(&text(&row["query"])).unwrap();
        let found = answer
            .hits
            .iter()
            .take(3)
            .map(|id| &names[usize::try_from(id.as_u128()).unwrap()]);
        let found: Vec<&String> = found.collect();
        let expected: Vec<String> = row["expected_product_names"].split(';').map(fold).collect();
        let is_hit = found.iter().any(|name| expected.contains(&fold(name)));
        if !is_hit {
            println!(
                "missed {:?} ({}): {found:?} of {}",
                row["query"], row["kind"], answer.total
            );
        }
        // English names need a glossary, which the words of the list are not.
        if row["kind"] != "english" {
            asked += 1;
            hit += u32::from(is_hit);
        }
    }

    println!("hit@3 {hit}/{asked} without English");
    assert!(f64::from(hit) >= HIT_AT_3_MIN * f64::from(asked));
}
