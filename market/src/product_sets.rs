//! The OCOP classification: 6 industries, 17 groups, 26 product sets.
//!
//! Source: Decision 26/2026/QĐ-TTg of 22 May 2026, Annex I. There are no official short
//! codes, so the number of the score sheet, 1 to 26, is the key within this edition.

use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, de::Error};

/// The instrument that defines these sets.
pub const EDITION: &str = "26/2026/QĐ-TTg";

const FILE: &str = include_str!("../../data/ocop-product-sets.csv");

static SETS: LazyLock<Vec<ProductSet>> =
    LazyLock::new(|| load().expect("the shipped file of product sets is readable"));

/// One of the six industries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Industry {
    /// I: thực phẩm.
    Food,
    /// II: đồ uống.
    Beverages,
    /// III: dược liệu và sản phẩm từ dược liệu.
    HerbalMedicinal,
    /// IV: thủ công mỹ nghệ.
    Handicrafts,
    /// V: sinh vật cảnh.
    Ornamental,
    /// VI: dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch.
    Tourism,
}

impl Industry {
    /// All of them, in the order of the decree.
    pub const ALL: [Self; 6] = [
        Self::Food,
        Self::Beverages,
        Self::HerbalMedicinal,
        Self::Handicrafts,
        Self::Ornamental,
        Self::Tourism,
    ];

    /// Stable name, such as `herbal_medicinal`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Food => "food",
            Self::Beverages => "beverages",
            Self::HerbalMedicinal => "herbal_medicinal",
            Self::Handicrafts => "handicrafts",
            Self::Ornamental => "ornamental",
            Self::Tourism => "tourism",
        }
    }

    /// Roman numeral of the decree.
    #[must_use]
    pub const fn numeral(self) -> &'static str {
        match self {
            Self::Food => "I",
            Self::Beverages => "II",
            Self::HerbalMedicinal => "III",
            Self::Handicrafts => "IV",
            Self::Ornamental => "V",
            Self::Tourism => "VI",
        }
    }

    /// Short name in Vietnamese.
    #[must_use]
    pub const fn name_vi(self) -> &'static str {
        match self {
            Self::Food => "Thực phẩm",
            Self::Beverages => "Đồ uống",
            Self::HerbalMedicinal => "Dược liệu và sản phẩm từ dược liệu",
            Self::Handicrafts => "Thủ công mỹ nghệ",
            Self::Ornamental => "Sinh vật cảnh",
            Self::Tourism => "Dịch vụ du lịch",
        }
    }

    /// Short name in English.
    #[must_use]
    pub const fn name_en(self) -> &'static str {
        match self {
            Self::Food => "Food",
            Self::Beverages => "Beverages",
            Self::HerbalMedicinal => "Medicinal materials and products from them",
            Self::Handicrafts => "Handicrafts",
            Self::Ornamental => "Ornamental plants and animals",
            Self::Tourism => "Tourism services",
        }
    }

    /// The industry with this stable name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|industry| industry.code() == code)
    }

    /// The industry a list means by a code, a numeral or a name in Vietnamese or English.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let folded = search::fold(text);
        let called = |industry: &Self| {
            let names = [
                industry.code(),
                industry.numeral(),
                industry.name_vi(),
                industry.name_en(),
            ];
            names.into_iter().any(|name| search::fold(name) == folded)
        };
        Self::ALL
            .into_iter()
            .find(called)
            .or(match folded.as_str() {
                "thu cong mi nghe" => Some(Self::Handicrafts),
                "duoc lieu" | "thao duoc" | "san pham tu duoc lieu" => Some(Self::HerbalMedicinal),
                "du lich"
                | "dich vu du lich cong dong"
                | "du lich cong dong"
                | "dich vu du lich cong dong du lich sinh thai va diem du lich" => {
                    Some(Self::Tourism)
                }
                _ => None,
            })
    }
}

/// A product set, which has its own score sheet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ProductSet {
    /// 1 to 26.
    #[serde(rename = "set")]
    pub number: u8,
    /// The industry it belongs to.
    #[serde(deserialize_with = "numeral")]
    pub industry: Industry,
    /// Number of the group within the industry.
    pub group: u8,
    /// Name of the group in Vietnamese.
    pub group_vi: String,
    /// Name of the group in English.
    pub group_en: String,
    /// Name in Vietnamese.
    #[serde(rename = "set_vi")]
    pub name_vi: String,
    /// Name in English.
    #[serde(rename = "set_en")]
    pub name_en: String,
    /// The ministry in charge, or several joined by `;` (MAE, MOIT, MOH, MOCST).
    pub lead_ministry: String,
    /// How many sample products go with a dossier.
    pub samples_required: u8,
}

fn numeral<'de, D: Deserializer<'de>>(input: D) -> Result<Industry, D::Error> {
    let numeral = String::deserialize(input)?;
    let industry = Industry::ALL
        .into_iter()
        .find(|industry| industry.numeral() == numeral);
    industry.ok_or_else(|| D::Error::custom("an industry I to VI"))
}

fn load() -> Result<Vec<ProductSet>, csv::Error> {
    csv::Reader::from_reader(FILE.as_bytes())
        .deserialize()
        .collect()
}

/// The 26 product sets, by number.
#[must_use]
pub fn all() -> &'static [ProductSet] {
    &SETS
}

/// The product set with this number.
#[must_use]
pub fn find(number: u8) -> Option<&'static ProductSet> {
    SETS.iter().find(|set| set.number == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_holds_26_sets_in_17_groups_of_6_industries() {
        let numbers: Vec<u8> = all().iter().map(|set| set.number).collect();
        let mut groups: Vec<(Industry, u8)> =
            all().iter().map(|set| (set.industry, set.group)).collect();
        groups.dedup();

        assert_eq!(numbers, (1..=26).collect::<Vec<u8>>());
        assert_eq!(groups.len(), 17);
        assert!(
            Industry::ALL
                .into_iter()
                .all(|one| all().iter().any(|set| set.industry == one))
        );
        assert_eq!(
            find(26).map(|set| (set.industry, set.samples_required)),
            Some((Industry::Tourism, 0))
        );
        assert_eq!(find(27), None);
    }

    #[test]
    fn an_industry_is_read_in_both_languages() {
        for (text, industry) in [
            ("food", Industry::Food),
            ("Thực phẩm", Industry::Food),
            ("IV", Industry::Handicrafts),
            ("đồ uống", Industry::Beverages),
            ("Thủ công mĩ nghệ", Industry::Handicrafts),
            ("Dược liệu", Industry::HerbalMedicinal),
            ("herbal_medicinal", Industry::HerbalMedicinal),
            ("sinh vật cảnh", Industry::Ornamental),
            ("Du lịch", Industry::Tourism),
        ] {
            assert_eq!(Industry::read(text), Some(industry), "{text}");
        }
        assert_eq!(Industry::read("quần áo"), None);
        assert_eq!(Industry::read(""), None);
    }
}
