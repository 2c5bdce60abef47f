//! How long something took, again and again.

use std::time::{Duration, Instant};

/// How long some calls took.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The time within which so many of a thousand calls were done.
    pub(crate) fn within(&self, permille: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1);
        sorted
            .get(last * permille / 1_000)
            .copied()
            .unwrap_or_default()
    }

    /// Prints the middle and the slow end, each beside what it should be under.
    pub(crate) fn print(&self, name: &str, aims: [Option<Duration>; 2]) {
        let [p50, p99] = [500, 990].map(|permille| self.within(permille));
        println!(
            "{name:<30} p50 {p50:>10.3?}{:<18} p99 {p99:>10.3?}{:<18} n {}",
            verdict(p50, aims[0]),
            verdict(p99, aims[1]),
            self.0.len()
        );
    }
}

/// Whether an aim is met, in words.
pub(crate) fn verdict(time: Duration, aim: Option<Duration>) -> String {
    aim.map_or_else(String::new, |aim| match time < aim {
        true => format!(" (< {aim:?}: yes)"),
        false => format!(" (< {aim:?}: NO)"),
    })
}

/// How long a call took, and what it answered.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let done = work();
    (begun.elapsed(), done)
}
