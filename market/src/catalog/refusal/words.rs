//! The words of refusals about products.

use super::{CatalogError, GtinError, Missing};
use crate::{Failure, Language, Message, language::Bilingual, limits};

/// Title and detail in Vietnamese and English.
type Words = [[&'static str; 2]; 2];

pub(super) fn message(error: &CatalogError, language: Language) -> Message {
    match error {
        CatalogError::ListingIncomplete { missing } => incomplete(missing, language),
        CatalogError::StockOutOfRange { on_hand, .. } => {
            let [vi, en] = STOCK_OUT_OF_RANGE;
            let detail = language.pick(vi[1], en[1]);
            let detail = detail.replace("{n}", &on_hand.to_string());
            Message::with(language, vi[0], en[0], detail)
        }
        CatalogError::StockBatchSize => {
            counted(STOCK_BATCH_SIZE, limits::STOCK_BATCH_MAX, language)
        }
        CatalogError::TooManyVariants => counted(
            TOO_MANY_VARIANTS,
            limits::VARIANTS_PER_PRODUCT_MAX,
            language,
        ),
        CatalogError::Gtin(GtinError::CheckDigit { expected }) => {
            let [vi, en] = GTIN_MISTYPED;
            let detail = language.pick(vi[1], en[1]);
            let detail = detail.replace("{n}", &expected.to_string());
            Message::with(language, vi[0], en[0], detail)
        }
        CatalogError::Text(error) => error.message(language),
        CatalogError::Disk(_) | CatalogError::Database(_) => Message::internal(language),
        fixed => {
            let [vi, en] = step_words(fixed).unwrap_or_else(|| field_words(fixed));
            Message::fixed(language, vi, en)
        }
    }
}

fn incomplete(missing: &[Missing], language: Language) -> Message {
    let sentences: Vec<&str> = missing
        .iter()
        .map(|missing| {
            let [vi, en] = missing.words();
            language.pick(vi, en)
        })
        .collect();
    Message::with(
        language,
        "Sản phẩm chưa đủ để gửi duyệt",
        "The product is not ready to be submitted",
        format!("{}.", sentences.join("; ")),
    )
}

fn counted([vi, en]: Words, most: usize, language: Language) -> Message {
    let detail = language.pick(vi[1], en[1]);
    Message::with(
        language,
        vi[0],
        en[0],
        detail.replace("{n}", &most.to_string()),
    )
}

const STOCK_OUT_OF_RANGE: Words = [
    [
        "Số lượng tồn kho chưa đúng",
        "Hiện có {n}. Tồn kho không thể dưới 0. Hãy đếm lại rồi nhập số đang có.",
    ],
    [
        "The stock is out of range",
        "There are {n} now, and stock cannot go below 0. Count again and enter what there is.",
    ],
];
const STOCK_BATCH_SIZE: Words = [
    [
        "Số dòng tồn kho chưa đúng",
        "Mỗi lần gửi từ 1 đến {n} quy cách. Hãy chia nhỏ.",
    ],
    [
        "The number of rows is out of range",
        "Send 1 to {n} packs at a time.",
    ],
];
const TOO_MANY_VARIANTS: Words = [
    [
        "Sản phẩm có quá nhiều quy cách",
        "Mỗi sản phẩm có nhiều nhất {n} quy cách. Hãy bỏ quy cách không bán nữa.",
    ],
    [
        "Too many packs",
        "A product has at most {n} packs. Remove those that you no longer sell.",
    ],
];
const GTIN_MISTYPED: Words = [
    [
        "Mã vạch gõ chưa đúng",
        "Số cuối phải là {n} nếu các số trước đúng. Hãy xem lại mã in trên bao bì.",
    ],
    [
        "The barcode number is mistyped",
        "Its last digit should be {n} if the others are right. Compare it with the pack.",
    ],
];

/// Words about what is not there or cannot be done now.
#[expect(
    clippy::too_many_lines,
    reason = "a table of words, one entry a refusal"
)]
const fn step_words(error: &CatalogError) -> Option<Words> {
    Some(match error {
        CatalogError::NotFound => [
            [
                "Không tìm thấy sản phẩm",
                "Hãy kiểm tra lại đường dẫn hoặc mã.",
            ],
            ["Product not found", "Check the address or the id."],
        ],
        CatalogError::VariantNotFound => [
            [
                "Không tìm thấy quy cách",
                "Có thể quy cách đã bị bỏ. Hãy tải lại sản phẩm.",
            ],
            [
                "Pack not found",
                "It may have been removed. Read the product again.",
            ],
        ],
        CatalogError::ImageNotFound => [
            [
                "Không tìm thấy ảnh",
                "Có thể ảnh đã bị bỏ. Hãy tải lại sản phẩm.",
            ],
            [
                "Picture not found",
                "It may have been removed. Read the product again.",
            ],
        ],
        CatalogError::Stale => [
            [
                "Sản phẩm vừa được sửa",
                "Người khác đã sửa sản phẩm này. Hãy tải lại rồi sửa tiếp.",
            ],
            [
                "The product was changed meanwhile",
                "Someone else changed it. Read it again, then change it.",
            ],
        ],
        CatalogError::IllegalTransition { .. } => [
            [
                "Chưa làm được việc này",
                "Sản phẩm đang ở bước khác. Hãy tải lại để xem việc có thể làm.",
            ],
            [
                "Not possible now",
                "The product is at another step; `possible` says what can be done.",
            ],
        ],
        CatalogError::ReviewNeeded { .. } => [
            [
                "Thay đổi này cần duyệt lại",
                "Tên, phân loại và nơi sản xuất đã được duyệt. Gửi lại với resubmit: true để đưa \
                 sản phẩm về chờ duyệt; trong lúc đó sản phẩm tạm ẩn. Giá, tồn kho, mô tả và ảnh \
                 thì đổi được ngay.",
            ],
            [
                "This change needs another review",
                "Name, classification and place were approved. Send it again with resubmit: true \
                 to return the product to the desk; it leaves the shop meanwhile. Prices, stock, \
                 descriptions and pictures change at once.",
            ],
        ],
        CatalogError::LastVariant => [
            [
                "Đây là quy cách cuối cùng đang bán",
                "Hãy thêm quy cách khác trước, hoặc ngừng bán cả sản phẩm.",
            ],
            [
                "This is the last pack on sale",
                "Add another one first, or archive the product.",
            ],
        ],
        CatalogError::TooManyImages => [
            [
                "Sản phẩm có quá nhiều ảnh",
                "Hãy bỏ bớt ảnh cũ rồi thêm ảnh mới.",
            ],
            [
                "Too many pictures",
                "Remove an old one, then add the new one.",
            ],
        ],
        _ => return None,
    })
}

/// Words about a field that is not usable.
#[expect(
    clippy::too_many_lines,
    reason = "a table of words, one entry a refusal"
)]
const fn field_words(error: &CatalogError) -> Words {
    match error {
        CatalogError::ProductSetUnknown => [
            [
                "Không có bộ sản phẩm này",
                "Hãy chọn bộ sản phẩm OCOP từ 1 đến 26.",
            ],
            [
                "No such product set",
                "Choose an OCOP product set from 1 to 26.",
            ],
        ],
        CatalogError::CategoryUnknown => [
            ["Không có danh mục này", "Hãy chọn một danh mục của chợ."],
            ["No such category", "Choose one of the market's categories."],
        ],
        CatalogError::PlaceUnknown => [
            [
                "Nơi sản xuất chưa đúng",
                "Hãy chọn tỉnh, thành phố hiện nay và xã, phường thuộc tỉnh đó.",
            ],
            [
                "No such place",
                "Choose a province of today, and a commune that belongs to it.",
            ],
        ],
        CatalogError::PriceOutOfRange { .. } => [
            [
                "Giá chưa đúng",
                "Giá từ 1 đến 1.000.000.000 đồng, không có số lẻ.",
            ],
            [
                "The price is out of range",
                "A price is 1 to 1,000,000,000 whole đồng.",
            ],
        ],
        CatalogError::CompareAtNotHigher => [
            [
                "Giá cũ chưa đúng",
                "Giá cũ phải cao hơn giá bán. Nếu không giảm giá, hãy bỏ giá cũ.",
            ],
            [
                "The former price is not higher",
                "It must be above the price. Without a discount, leave it empty (null).",
            ],
        ],
        CatalogError::PackUnusable => [
            [
                "Quy cách chưa đúng",
                "Hãy nhập số lượng là số lớn hơn 0, ví dụ 500 hoặc 0.5.",
            ],
            [
                "The pack is not usable",
                "Give the quantity as a number above 0: 500 or 0.5.",
            ],
        ],
        CatalogError::WeightOutOfRange => [
            [
                "Khối lượng chưa đúng",
                "Khối lượng tính bằng gam, từ 1 đến 1.000.000.",
            ],
            [
                "The weight is out of range",
                "Give grams, from 1 to 1,000,000.",
            ],
        ],
        CatalogError::SkuTaken => [
            [
                "Mã hàng đã dùng",
                "Quy cách khác của sản phẩm này đã có mã hàng đó.",
            ],
            [
                "The article number is taken",
                "Another pack of this product has it.",
            ],
        ],
        CatalogError::Gtin(_) => [
            [
                "Mã vạch chưa đúng",
                "Mã vạch có 8, 12, 13 hoặc 14 chữ số. Nếu chưa có thì để trống.",
            ],
            [
                "No barcode number",
                "It has 8, 12, 13 or 14 digits. Leave it empty without one.",
            ],
        ],
        CatalogError::ImageTooLarge => [
            [
                "Ảnh quá lớn",
                "Ảnh có nhiều nhất 8 MB và 50 triệu điểm ảnh. Hãy thu nhỏ ảnh.",
            ],
            [
                "The picture is too large",
                "At most 8 MB and 50 million pixels. Make it smaller.",
            ],
        ],
        CatalogError::VariantTwice => [
            [
                "Một quy cách có hai lần",
                "Hãy gộp thành một dòng cho mỗi quy cách.",
            ],
            ["A pack came twice", "Send one row for each pack."],
        ],
        CatalogError::StockAmountUnclear { .. } => [
            [
                "Số lượng chưa rõ",
                "Mỗi dòng có on_hand (số đang có) hoặc delta (thêm, bớt), một trong hai.",
            ],
            [
                "The amount is unclear",
                "Each row has on_hand or delta, one of the two.",
            ],
        ],
        _ => [
            ["Không đọc được ảnh", "Hãy gửi ảnh PNG, JPEG hoặc WebP."],
            ["No readable picture", "Send a PNG, JPEG or WebP picture."],
        ],
    }
}
