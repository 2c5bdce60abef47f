//! What operators measure: requests by operation and status, in Prometheus' text form.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use market::catalog::documents::Behind;
use poem::Response;
use poem_openapi::OperationId;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

/// Upper ends of the latency buckets, in seconds.
const BUCKETS_S: [f64; 10] = [
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0, 10.0,
];

/// The measurements of one process.
pub(crate) struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    in_flight: Arc<AtomicI64>,
    in_flight_gauge: IntGauge,
    outbox_waiting: IntGauge,
    outbox_stuck: IntGauge,
    outbox_lag_s: IntGauge,
    search: [IntGauge; 7],
}

/// How far the search is behind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search {
    /// How far the index of this process is behind.
    pub(crate) index: Behind,
    /// How often it could not be brought up to date.
    pub(crate) index_errors: u64,
    /// How far the search server is behind.
    pub(crate) server: Behind,
    /// How often the search server has failed.
    pub(crate) server_errors: u64,
    /// Whether this process answers in place of the search server.
    pub(crate) is_degraded: bool,
}

fn search_gauges() -> Result<[IntGauge; 7], prometheus::Error> {
    Ok([
        IntGauge::new("chosao_search_index_lag", "Changes the index here lacks")?,
        IntGauge::new(
            "chosao_search_index_lag_seconds",
            "Age of the oldest change the index here lacks",
        )?,
        IntGauge::new("chosao_search_index_errors", "Failures of the index here")?,
        IntGauge::new(
            "chosao_search_server_lag",
            "Changes the search server lacks",
        )?,
        IntGauge::new(
            "chosao_search_server_lag_seconds",
            "Age of the oldest change the search server lacks",
        )?,
        IntGauge::new(
            "chosao_search_server_errors",
            "Failures of the search server",
        )?,
        IntGauge::new(
            "chosao_search_degraded",
            "1 while searches are answered without it",
        )?,
    ])
}

/// A request that is being answered.
pub(crate) struct InFlight(Arc<AtomicI64>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Fresh counters.
    ///
    /// # Errors
    ///
    /// When two of our own metrics had the same name.
    pub(crate) fn new() -> Result<Self, prometheus::Error> {
        let metrics = Self {
            registry: Registry::new(),
            requests: IntCounterVec::new(
                Opts::new("chosao_requests_total", "Requests answered"),
                &["operation", "status"],
            )?,
            seconds: HistogramVec::new(
                HistogramOpts::new("chosao_request_seconds", "Time to answer")
                    .buckets(BUCKETS_S.to_vec()),
                &["operation"],
            )?,
            in_flight: Arc::default(),
            in_flight_gauge: IntGauge::new("chosao_requests_in_flight", "Requests being answered")?,
            outbox_waiting: IntGauge::new("chosao_outbox_waiting", "Events not handled yet")?,
            outbox_stuck: IntGauge::new("chosao_outbox_stuck", "Events that failed too often")?,
            outbox_lag_s: IntGauge::new("chosao_outbox_lag_seconds", "Age of the oldest event")?,
            search: search_gauges()?,
        };
        for gauge in &metrics.search {
            metrics.registry.register(Box::new(gauge.clone()))?;
        }
        metrics
            .registry
            .register(Box::new(metrics.requests.clone()))?;
        metrics
            .registry
            .register(Box::new(metrics.seconds.clone()))?;
        for gauge in [
            &metrics.in_flight_gauge,
            &metrics.outbox_waiting,
            &metrics.outbox_stuck,
            &metrics.outbox_lag_s,
        ] {
            metrics.registry.register(Box::new(gauge.clone()))?;
        }
        Ok(metrics)
    }

    /// Counts a request as being answered until the mark is dropped.
    pub(crate) fn in_flight(&self) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(self.in_flight.clone())
    }

    pub(crate) fn record(&self, started: Instant, response: &Response) {
        let operation = response.data::<OperationId>().map_or("other", |id| id.0);
        self.requests
            .with_label_values(&[operation, response.status().as_str()])
            .inc();
        self.seconds
            .with_label_values(&[operation])
            .observe(started.elapsed().as_secs_f64());
    }

    /// Writes down how much work waits; asked for just before reading.
    pub(crate) fn record_backlog(&self, waiting: i64, stuck: i64, lag_s: i64) {
        self.outbox_waiting.set(waiting);
        self.outbox_stuck.set(stuck);
        self.outbox_lag_s.set(lag_s);
    }

    /// Writes down how far the search is behind; asked for just before reading.
    pub(crate) fn record_search(&self, search: Search) {
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let numbers = [
            count(search.index.changes),
            search.index.seconds,
            count(search.index_errors),
            count(search.server.changes),
            search.server.seconds,
            count(search.server_errors),
            i64::from(search.is_degraded),
        ];
        for (gauge, number) in self.search.iter().zip(numbers) {
            gauge.set(number);
        }
    }

    /// Everything, as Prometheus reads it.
    ///
    /// # Errors
    ///
    /// When a metric cannot be written as text.
    pub(crate) fn text(&self) -> Result<String, prometheus::Error> {
        self.in_flight_gauge
            .set(self.in_flight.load(Ordering::Relaxed));
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}
