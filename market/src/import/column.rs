//! The columns of a product list and the headers they go by.

/// A column we understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Name of the product in Vietnamese; required.
    NameVi,
    /// Name in English.
    NameEn,
    /// Who makes it.
    Producer,
    /// What kind of producer that is.
    ProducerKind,
    /// Ward, commune or town as printed.
    Commune,
    /// District as printed (before July 2025).
    District,
    /// Province of before July 2025 as printed.
    OldProvince,
    /// Province; required.
    Province,
    /// OCOP stars.
    Stars,
    /// Year of recognition.
    Year,
    /// Decision of recognition, now and then with its date.
    Decision,
    /// OCOP industry.
    Group,
    /// OCOP product set, 1 to 26.
    ProductSet,
    /// Pack as printed.
    Pack,
    /// Price as printed.
    PriceVnd,
    /// Units in stock.
    Stock,
    /// Weight in grams.
    WeightG,
    /// The seller's own article number.
    Sku,
    /// Barcode number.
    Gtin,
    /// Shop text in Vietnamese.
    DescriptionVi,
    /// Shop text in English.
    DescriptionEn,
    /// Remarks of whoever made the list; for staff and for search.
    Notes,
    /// Where the row's facts come from.
    Source,
}

impl Column {
    /// All of them, in the order of our own list.
    pub const ALL: [Self; 23] = [
        Self::NameVi,
        Self::NameEn,
        Self::Producer,
        Self::ProducerKind,
        Self::Commune,
        Self::District,
        Self::OldProvince,
        Self::Province,
        Self::Stars,
        Self::Year,
        Self::Decision,
        Self::Group,
        Self::ProductSet,
        Self::Pack,
        Self::PriceVnd,
        Self::Stock,
        Self::WeightG,
        Self::Sku,
        Self::Gtin,
        Self::DescriptionVi,
        Self::DescriptionEn,
        Self::Notes,
        Self::Source,
    ];

    /// The columns without which a list is no product list.
    pub const REQUIRED: [Self; 2] = [Self::NameVi, Self::Province];

    /// Header in our own lists, such as `name_vi`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NameVi => "name_vi",
            Self::NameEn => "name_en",
            Self::Producer => "producer",
            Self::ProducerKind => "producer_kind",
            Self::Commune => "commune",
            Self::District => "district",
            Self::OldProvince => "old_province",
            Self::Province => "province",
            Self::Stars => "stars",
            Self::Year => "year",
            Self::Decision => "decision",
            Self::Group => "group",
            Self::ProductSet => "product_set",
            Self::Pack => "pack",
            Self::PriceVnd => "price_vnd",
            Self::Stock => "stock",
            Self::WeightG => "weight_g",
            Self::Sku => "sku",
            Self::Gtin => "gtin",
            Self::DescriptionVi => "description_vi",
            Self::DescriptionEn => "description_en",
            Self::Notes => "notes",
            Self::Source => "source",
        }
    }

    /// Other headers it goes by, folded; the first is how we name it in Vietnamese advice.
    const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::NameVi => &["ten san pham", "san pham", "ten sp", "name", "product"],
            Self::NameEn => &["ten tieng anh", "ten san pham tieng anh", "english name"],
            Self::Producer => &["chu the", "ten chu the", "co so san xuat", "nha san xuat"],
            Self::ProducerKind => &["loai hinh chu the", "loai hinh", "loai chu the"],
            Self::Commune => &[
                "xa",
                "xa phuong",
                "phuong xa",
                "phuong",
                "xa phuong thi tran",
            ],
            Self::District => &["huyen", "quan huyen", "huyen thi xa thanh pho"],
            Self::OldProvince => &["tinh cu", "tinh truoc sap nhap"],
            Self::Province => &["tinh", "tinh thanh", "tinh thanh pho", "tinh moi"],
            Self::Stars => &["so sao", "sao", "hang sao", "xep hang", "hang sao ocop"],
            Self::Year => &["nam", "nam cong nhan", "nam cong nhan ocop"],
            Self::Decision => &["quyet dinh", "so quyet dinh", "quyet dinh cong nhan"],
            Self::Group => &["nhom", "nhom san pham", "nganh", "nganh hang", "industry"],
            Self::ProductSet => &["bo san pham", "bo so"],
            Self::Pack => &["quy cach", "quy cach dong goi", "dong goi", "package"],
            Self::PriceVnd => &[
                "gia",
                "gia ban",
                "don gia",
                "gia vnd",
                "price",
                "gia ban vnd",
            ],
            Self::Stock => &["ton kho", "so luong", "so luong ton", "quantity"],
            Self::WeightG => &["khoi luong g", "khoi luong gam", "trong luong g", "weight"],
            Self::Sku => &["ma san pham", "ma hang", "ma sp"],
            Self::Gtin => &["ma vach", "barcode", "ean"],
            Self::DescriptionVi => &["mo ta", "mo ta san pham", "gioi thieu", "description"],
            Self::DescriptionEn => &["mo ta tieng anh", "english description"],
            Self::Notes => &["ghi chu", "note"],
            Self::Source => &["nguon", "nguon tin"],
        }
    }

    /// The column a header means, whatever its marks, case and punctuation.
    #[must_use]
    pub fn of_header(header: &str) -> Option<Self> {
        let folded = search::fold(header);
        Self::ALL.into_iter().find(|column| {
            search::fold(column.name()) == folded || column.aliases().contains(&folded.as_str())
        })
    }

    /// Longest text it takes, in letters.
    #[must_use]
    pub const fn letters_max(self) -> usize {
        match self {
            Self::NameVi | Self::NameEn | Self::Producer => 200,
            Self::DescriptionVi | Self::DescriptionEn => 20_000,
            Self::Notes | Self::Source => 4_000,
            Self::Sku => 64,
            _ => 150,
        }
    }

    /// Whether its text may have several lines.
    pub(super) const fn has_lines(self) -> bool {
        matches!(
            self,
            Self::DescriptionVi | Self::DescriptionEn | Self::Notes
        )
    }
}

/// Headers of numbering columns, which nobody misses.
pub(super) fn is_numbering(header: &str) -> bool {
    matches!(
        search::fold(header).as_str(),
        "" | "stt" | "tt" | "so tt" | "so thu tu" | "no"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_means_one_column() {
        let mut headers: Vec<String> = Vec::new();
        for column in Column::ALL {
            headers.push(search::fold(column.name()));
            headers.extend(column.aliases().iter().map(|alias| (*alias).to_owned()));
        }
        let count = headers.len();
        headers.sort();
        headers.dedup();

        assert_eq!(headers.len(), count);
    }

    #[test]
    fn vietnamese_headers_are_understood() {
        for (header, column) in [
            ("Tên sản phẩm", Column::NameVi),
            ("CHỦ THỂ", Column::Producer),
            ("Loại hình chủ thể", Column::ProducerKind),
            ("Xã", Column::Commune),
            ("Xã/Phường", Column::Commune),
            ("Huyện", Column::District),
            ("Tỉnh cũ", Column::OldProvince),
            ("Tỉnh", Column::Province),
            ("Số sao", Column::Stars),
            ("Năm", Column::Year),
            ("Quyết định", Column::Decision),
            ("Nhóm", Column::Group),
            ("Quy cách", Column::Pack),
            ("Giá (VNĐ)", Column::PriceVnd),
            ("Ghi chú", Column::Notes),
            ("Nguồn", Column::Source),
            ("name_vi", Column::NameVi),
            ("Name VI", Column::NameVi),
        ] {
            assert_eq!(Column::of_header(header), Some(column), "{header}");
        }
        assert_eq!(Column::of_header("Điện thoại"), None);
        assert!(is_numbering("STT"));
    }
}
