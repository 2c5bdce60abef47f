//! Made-up prices and stock for trying the market out, always the same for a product.

use sha2::{Digest, Sha256};

use crate::{import::ProductRow, product_sets::Industry};

/// The numbers that a product's samples are made of.
pub(super) struct Sample {
    price_seed: u64,
    stock_seed: u64,
    industry: Option<Industry>,
}

impl Sample {
    pub(super) fn of(row: &ProductRow) -> Self {
        Self::new(&row.key(), row.industry)
    }

    fn new(key: &str, industry: Option<Industry>) -> Self {
        let digest: [u8; 32] = Sha256::digest(key).into();
        let number = |bytes: &[u8]| bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
        Self {
            price_seed: number(&digest[..8]),
            stock_seed: number(&digest[8..16]),
            industry,
        }
    }

    /// A price in whole thousands of đồng; later packs, which are larger in most lists, cost more.
    pub(super) fn price(&self, position: i32) -> i64 {
        let (low, high) = thousands(self.industry);
        let first = low + bounded(self.price_seed, high - low);
        first * (i64::from(position.clamp(1, 50)) + 1) / 2 * 1_000
    }

    /// 40 to 200 units.
    pub(super) fn stock(&self) -> i64 {
        40 + bounded(self.stock_seed, 160)
    }
}

/// 0 to `most`.
fn bounded(seed: u64, most: i64) -> i64 {
    let span = u64::try_from(most).unwrap_or(0) + 1;
    i64::try_from(seed % span).unwrap_or(0)
}

/// What goods of an industry usually cost, in thousands of đồng.
const fn thousands(industry: Option<Industry>) -> (i64, i64) {
    match industry {
        Some(Industry::Food) => (35, 250),
        Some(Industry::Beverages) => (40, 300),
        Some(Industry::HerbalMedicinal) => (80, 450),
        Some(Industry::Handicrafts) => (60, 450),
        Some(Industry::Ornamental) => (90, 450),
        Some(Industry::Tourism) => (150, 450),
        None => (35, 300),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_plausible_and_always_the_same() {
        for product in 0..500 {
            for industry in Industry::ALL.map(Some).into_iter().chain([None]) {
                let sample = Sample::new(&format!("mật ong {product}|"), industry);

                let price = sample.price(1);
                assert!((35_000..=450_000).contains(&price), "{price}");
                assert_eq!(price % 1_000, 0);
                assert!(sample.price(2) > price);
                assert!((40..=200).contains(&sample.stock()));
                let again = Sample::new(&format!("mật ong {product}|"), industry);
                assert_eq!((again.price(1), again.stock()), (price, sample.stock()));
            }
        }
    }
}
