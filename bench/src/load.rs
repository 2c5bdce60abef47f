//! Asking again and again for a while, and what came of it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use tokio::task::JoinSet;

use crate::{error::BenchError, http::Connection};

/// The request of each turn; turns are counted over all connections.
pub(crate) type Requests = Arc<dyn Fn(usize) -> Bytes + Send + Sync>;

/// How hard and how long to ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    /// Whom to ask.
    pub(crate) address: SocketAddr,
    /// Connections, each with one request at a time.
    pub(crate) connections: u32,
    /// How long.
    pub(crate) duration: Duration,
}

/// What was measured: how long each answer took, and how long all of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    latencies: Vec<Duration>,
    elapsed: Duration,
}

impl Sample {
    pub(crate) fn new(mut latencies: Vec<Duration>, elapsed: Duration) -> Self {
        latencies.sort_unstable();
        Self { latencies, elapsed }
    }

    /// Two samples of the same thing, one taken after the other.
    pub(crate) fn and(self, mut later: Self) -> Self {
        later.latencies.extend(self.latencies);
        Self::new(later.latencies, self.elapsed + later.elapsed)
    }

    /// Answers.
    pub(crate) fn count(&self) -> f64 {
        u32::try_from(self.latencies.len()).map_or(f64::INFINITY, f64::from)
    }

    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        self.count() / self.elapsed.as_secs_f64()
    }

    /// Milliseconds within which this many of a hundred answers came.
    pub(crate) fn percentile_ms(&self, percent: usize) -> f64 {
        let rank = (self.latencies.len() * percent).div_ceil(100);
        let latency = self.latencies.get(rank.saturating_sub(1));
        latency.copied().unwrap_or_default().as_secs_f64() * 1_000.0
    }
}

impl Load {
    /// Asks on every connection until the time is over; every answer must be a 200.
    pub(crate) async fn replay(&self, requests: &Requests) -> Result<Sample, BenchError> {
        let turn = Arc::new(AtomicUsize::new(0));
        let mut connections = Vec::new();
        for _ in 0..self.connections {
            connections.push(Connection::open(self.address).await?);
        }
        let start = Instant::now();
        let deadline = start + self.duration;
        let mut tasks = JoinSet::new();
        for connection in connections {
            let (turn, requests) = (turn.clone(), requests.clone());
            tasks.spawn(reader(connection, turn, requests, deadline));
        }
        let mut latencies = Vec::new();
        while let Some(done) = tasks.join_next().await {
            latencies.extend(done??);
        }
        Ok(Sample::new(latencies, start.elapsed()))
    }
}

async fn reader(
    mut connection: Connection,
    turn: Arc<AtomicUsize>,
    requests: Requests,
    deadline: Instant,
) -> Result<Vec<Duration>, BenchError> {
    let mut latencies = Vec::new();
    loop {
        let request = requests(turn.fetch_add(1, Ordering::Relaxed));
        let before = Instant::now();
        if before >= deadline {
            return Ok(latencies);
        }
        connection.expect(200, &request).await?;
        latencies.push(before.elapsed());
    }
}

/// The same request, or these in turn.
pub(crate) fn in_turn(requests: Vec<Bytes>) -> Requests {
    Arc::new(move |turn| requests[turn % requests.len()].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_answers_that_were_given() {
        let ms = (1..=200).map(Duration::from_millis).rev().collect();
        let sample = Sample::new(ms, Duration::from_secs(2));

        assert!((sample.percentile_ms(50) - 100.0).abs() < 1e-6);
        assert!((sample.percentile_ms(99) - 198.0).abs() < 1e-6);
        assert!((sample.rate() - 100.0).abs() < 1e-6);
    }

    #[test]
    fn samples_add_up() {
        let one = Sample::new(vec![Duration::from_millis(1)], Duration::from_secs(1));
        let other = Sample::new(vec![Duration::from_millis(3); 3], Duration::from_secs(1));

        let both = one.and(other);

        assert!((both.rate() - 2.0).abs() < 1e-6);
        assert!((both.percentile_ms(25) - 1.0).abs() < 1e-6);
        assert!((both.percentile_ms(50) - 3.0).abs() < 1e-6);
    }
}
