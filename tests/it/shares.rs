//! Properties: shares add up, and the books are right after any history.
//!
//! Every run prints its seed; `PROPTEST_RNG_SEED` repeats one.

mod histories;
mod totals;

use std::time::Duration;

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestRunner},
};
use tests::{Goods, Market, Shop};

/// Cases of each property, on each database.
const CASES: u32 = 50;

/// One market for all cases of a property: three shops, and fees that leave much to round.
struct Fair {
    market: Market,
    shops: Vec<Shop>,
}

impl Fair {
    async fn open() -> Self {
        let years = Duration::from_secs(50 * 365 * 24 * 3600);
        let market = Market::start_with(|settings| settings.session_ttl = years).await;
        market.charge(735, 1_000).await;
        let mut shops = Vec::new();
        for name in ["HTX A", "HTX B", "HTX C"] {
            shops.push(market.shop(name).await);
        }
        Self { market, shops }
    }

    /// Goods for a drawn line: which shop, what price, and how many are there.
    async fn goods(&self, shop: usize, price: i64, units: i64) -> Goods {
        let shop = &self.shops[shop % self.shops.len()];
        self.market.product(shop, price, units).await
    }
}

/// Tries a property with drawn values; a failure shrinks, and names its case and its seed.
fn holds<S: Strategy>(strategy: &S, property: impl AsyncFn(&Fair, S::Value)) {
    let seed = match Config::default().rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => market::token::new_id().as_u64_pair().1,
    };
    println!("PROPTEST_RNG_SEED={seed}");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let fair = runtime.block_on(Fair::open());
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 50,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let tried = TestRunner::new(config).run(strategy, |value| {
        runtime.block_on(property(&fair, value));
        Ok(())
    });
    if let Err(error) = tried {
        panic!("PROPTEST_RNG_SEED={seed}: {error}");
    }
}
