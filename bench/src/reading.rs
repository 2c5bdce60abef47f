//! How fast the catalogue is read.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use serde_json::Value;

use crate::{
    baseline::Baseline,
    error::BenchError,
    figures::{Aim, Figure},
    http::{self, Connection, percent_encoded},
    load::{Load, Requests, Sample, in_turn},
    program::LIST,
};

/// The three compared figures are measured in turns of this many, so that a slow minute of the
/// machine meets all of them.
const ROUNDS: u32 = 3;
/// How long everything is warmed up.
const WARM_UP: Duration = Duration::from_secs(1);
/// A price above every product's, in đồng: each ask goes down from it, so that it is a new one.
const PRICE_ABOVE_ALL: usize = 1_000_000_000;
/// Asks that start this far apart never meet.
const APART: usize = 100_000_000;

/// What is needed to measure reading.
pub(crate) struct Reading<'a> {
    /// The market.
    pub(crate) market: SocketAddr,
    /// The bare handler.
    pub(crate) baseline: &'a Baseline,
    /// Texts to search for.
    pub(crate) queries: &'a [String],
    /// Connections of the readers whose requests are counted.
    pub(crate) connections: u32,
    /// How long each figure is measured.
    pub(crate) duration: Duration,
}

impl Reading<'_> {
    pub(crate) async fn measure(&self) -> Result<Vec<Figure>, BenchError> {
        let cards = self.cards().await?;
        let mut figures = self.compared(&cards).await?;
        let rate = |sample: &Sample| sample.rate();
        let lists = self.many(&in_turn(lists(&cards))).await?;
        let unit = "requests/s";
        figures.push(Figure::new(
            "list_rotating",
            "lists, many different",
            rate(&lists),
            unit,
        ));
        figures.extend(self.searching().await?);
        Ok(figures)
    }

    /// The first hundred cards.
    async fn cards(&self) -> Result<Vec<Value>, BenchError> {
        let path = "/v1/store/products?limit=100";
        let mut connection = Connection::open(self.market).await?;
        let list = connection.json(200, &http::get(path)).await?;
        match list["items"].as_array() {
            Some(items) if !items.is_empty() => Ok(items.clone()),
            _ => Err(BenchError::Incomplete {
                request: path.to_owned(),
                missing: "items",
            }),
        }
    }

    /// The bare handler, and what is compared with it.
    async fn compared(&self, cards: &[Value]) -> Result<Vec<Figure>, BenchError> {
        let list = in_turn(vec![http::get(LIST)]);
        let pages = in_turn(pages(cards));
        let subjects = [
            (self.baseline.address, &list),
            (self.market, &list),
            (self.market, &pages),
        ];
        let mut samples: [Sample; 3] = Default::default();
        for (address, requests) in subjects {
            self.load(address, WARM_UP).replay(requests).await?;
        }
        for _ in 0..ROUNDS {
            for (sample, (address, requests)) in samples.iter_mut().zip(subjects) {
                let load = self.load(address, self.duration / ROUNDS);
                *sample = std::mem::take(sample).and(load.replay(requests).await?);
            }
        }
        let [bare, list, page] = samples.map(|sample| sample.rate());
        let unit = "requests/s";
        Ok(vec![
            Figure::new("bare", "bare handler, the same 24 products", bare, unit),
            Figure::new("list", "list of 24", list, unit)
                .against(bare)
                .aim(Aim::OfBaseline(0.4)),
            Figure::new("page", "product pages", page, unit)
                .against(bare)
                .aim(Aim::OfBaseline(0.6)),
        ])
    }

    async fn searching(&self) -> Result<Vec<Figure>, BenchError> {
        let alone = self.alone(&self.searches(PRICE_ABOVE_ALL)).await?;
        let crowd = self.many(&self.searches(PRICE_ABOVE_ALL - APART)).await?;
        let typed = in_turn(keystrokes(self.queries));
        let typing = self.alone(&typed).await?;
        let (p50, p99) = (alone.percentile_ms(50), alone.percentile_ms(99));
        let suggest = typing.percentile_ms(50);
        Ok(vec![
            Figure::new(
                "search_p50",
                "search, all facets, never asked before: p50",
                p50,
                "ms",
            )
            .aim(Aim::Under(2.0)),
            Figure::new("search_p99", "  p99", p99, "ms"),
            Figure::new(
                "search_rate",
                "  by all connections",
                crowd.rate(),
                "requests/s",
            ),
            Figure::new(
                "suggest_p50",
                "suggestions per keystroke: p50",
                suggest,
                "ms",
            ),
            Figure::new("suggest_p99", "  p99", typing.percentile_ms(99), "ms"),
        ])
    }

    /// Searches with all facets, none of which was asked before.
    fn searches(&self, price: usize) -> Requests {
        let queries: Vec<String> = self.queries.iter().map(|q| percent_encoded(q)).collect();
        Arc::new(move |turn| {
            let query = &queries[turn % queries.len()];
            let price = price - turn % APART;
            http::get(&format!(
                "/v1/store/products?q={query}&facets=true&price_max={price}"
            ))
        })
    }

    /// One caller at a time: how long an answer takes.
    async fn alone(&self, requests: &Requests) -> Result<Sample, BenchError> {
        let load = Load {
            connections: 1,
            ..self.load(self.market, self.duration)
        };
        load.replay(requests).await
    }

    /// All connections: how many answers there are.
    async fn many(&self, requests: &Requests) -> Result<Sample, BenchError> {
        self.load(self.market, self.duration).replay(requests).await
    }

    const fn load(&self, address: SocketAddr, duration: Duration) -> Load {
        Load {
            address,
            connections: self.connections,
            duration,
        }
    }
}

fn pages(cards: &[Value]) -> Vec<Bytes> {
    let slugs = cards.iter().filter_map(|card| card["slug"].as_str());
    slugs
        .map(|slug| http::get(&format!("/v1/store/products/{slug}")))
        .collect()
}

/// Lists as shoppers ask for them: by province, star, industry and seller, in every order.
fn lists(cards: &[Value]) -> Vec<Bytes> {
    let filters = [
        "province=96",
        "region=mekong-river-delta",
        "stars=4,5",
        "in_stock=true",
    ];
    let industries = (1..=6).map(|industry| format!("industry={industry}"));
    let sellers = cards
        .iter()
        .filter_map(|card| card["seller"]["slug"].as_str())
        .map(|seller| format!("seller={seller}"));
    let filters: Vec<String> = filters
        .into_iter()
        .map(ToOwned::to_owned)
        .chain(industries)
        .chain(sellers)
        .collect();
    let orders = ["price", "-price", "newest", "-stars"];
    filters
        .iter()
        .flat_map(|filter| {
            orders.map(|order| http::get(&format!("/v1/store/products?{filter}&sort={order}")))
        })
        .collect()
}

/// Every text letter by letter, from the second letter on.
fn keystrokes(queries: &[String]) -> Vec<Bytes> {
    let typed = |query: &String| -> Vec<Bytes> {
        let letters: Vec<char> = query.chars().collect();
        (2..=letters.len())
            .map(|count| letters[..count].iter().collect::<String>())
            .map(|text| {
                http::get(&format!(
                    "/v1/store/search/suggest?q={}",
                    percent_encoded(&text)
                ))
            })
            .collect()
    };
    queries.iter().flat_map(typed).collect()
}
