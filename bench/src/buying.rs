//! How fast shoppers fill carts and buy, as guests.

pub(crate) mod goods;
pub(crate) mod journey;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    error::BenchError,
    figures::{Aim, Figure},
    http::Connection,
    load::Sample,
    program::Server,
};
use goods::Goods;
use journey::{Bought, Shopper};

/// How purchases are paid whose speed is measured.
const METHOD: &str = "cod";
/// Lines that are added to one cart before the next is opened.
const LINES_PER_CART: usize = 10;

/// How long shoppers buy before anything is measured.
const WARM_UP: Duration = Duration::from_secs(2);

/// What is needed to measure buying.
pub(crate) struct Buying<'a> {
    /// The market.
    pub(crate) server: &'a Server,
    /// Shoppers who buy at once.
    pub(crate) buyers: u32,
    /// How long each figure is measured.
    pub(crate) duration: Duration,
    /// Checkouts a second that are aimed at.
    pub(crate) aim: f64,
}

impl Buying<'_> {
    /// Leaves carts and purchases behind, as a market has them that is open.
    pub(crate) async fn warm_up(&self) -> Result<(), BenchError> {
        let goods = Arc::new(Goods::of(self.server.address).await?);
        self.buy(&goods, WARM_UP).await?;
        Ok(())
    }

    /// The figures, and how many purchases were made a second.
    pub(crate) async fn measure(&self) -> Result<(Vec<Figure>, f64), BenchError> {
        let goods = Arc::new(Goods::of(self.server.address).await?);
        let added = self.add_to_carts(&goods).await?;
        let before = self.server.processor_seconds()?;
        let bought = self.buy(&goods, self.duration).await?;
        let busy = self.server.processor_seconds()? - before;
        let rate = bought.whole.rate();
        let busy = busy * 1_000.0 / bought.whole.count();
        let ms = |key, name, sample: &Sample, percent| {
            Figure::new(key, name, sample.percentile_ms(percent), "ms")
        };
        let name = "whole checkouts, 2 lines of 2 sellers";
        let figures = vec![
            ms("add_p50", "add to cart: p50", &added, 50).aim(Aim::Under(2.0)),
            ms("add_p99", "  p99", &added, 99),
            Figure::new("checkout_rate", name, rate, "/s").aim(Aim::AtLeast(self.aim)),
            Figure::new("checkout_busy", "  processor time of each", busy, "ms"),
            ms("checkout_p50", "  whole: p50", &bought.whole, 50),
            ms("checkout_p99", "  whole: p99", &bought.whole, 99),
            ms("complete_p50", "  completing call: p50", &bought.last, 50),
            ms("complete_p99", "  completing call: p99", &bought.last, 99),
        ];
        Ok((figures, rate))
    }

    /// One shopper adds line after line; opening carts is not counted.
    async fn add_to_carts(&self, goods: &Goods) -> Result<Sample, BenchError> {
        let mut shopper = Shopper::new(Connection::open(self.server.address).await?, METHOD);
        let (mut latencies, mut turn) = (Vec::new(), 0);
        let start = Instant::now();
        while start.elapsed() < self.duration {
            if turn % LINES_PER_CART == 0 {
                shopper.open_cart().await?;
            }
            let before = Instant::now();
            shopper.add(goods.pack(turn)).await?;
            latencies.push(before.elapsed());
            turn += 1;
        }
        Ok(Sample::new(latencies, start.elapsed()))
    }

    async fn buy(
        &self,
        goods: &Arc<Goods>,
        duration: Duration,
    ) -> Result<BoughtSample, BenchError> {
        let mut shoppers = Vec::new();
        for _ in 0..self.buyers {
            shoppers.push(Shopper::new(
                Connection::open(self.server.address).await?,
                METHOD,
            ));
        }
        let start = Instant::now();
        let deadline = start + duration;
        let mut tasks = JoinSet::new();
        let step = shoppers.len();
        for (first, shopper) in shoppers.into_iter().enumerate() {
            tasks.spawn(keep_buying(shopper, goods.clone(), (first, step), deadline));
        }
        let (mut whole, mut last) = (Vec::new(), Vec::new());
        while let Some(done) = tasks.join_next().await {
            for bought in done?? {
                whole.push(bought.whole);
                last.push(bought.last);
            }
        }
        let elapsed = start.elapsed();
        Ok(BoughtSample {
            whole: Sample::new(whole, elapsed),
            last: Sample::new(last, elapsed),
        })
    }
}

/// Whole purchases, and their completing calls.
struct BoughtSample {
    whole: Sample,
    last: Sample,
}

/// Buys pair after pair, each shopper other pairs than the others at the same time.
async fn keep_buying(
    mut shopper: Shopper,
    goods: Arc<Goods>,
    (first, step): (usize, usize),
    deadline: Instant,
) -> Result<Vec<Bought>, BenchError> {
    let mut bought = Vec::new();
    let mut turn = first;
    while Instant::now() < deadline {
        let key = format!("bench-{turn}");
        bought.push(shopper.buy(goods.pair(turn), &goods, &key).await?);
        turn += step;
    }
    Ok(bought)
}
