//! Random histories: whatever happens, in whatever order, every promise about money is kept.
//!
//! A history is the life of one purchase, by any way to pay, with both kinds of voucher: what
//! is paid, shipped, refused, lost, cancelled, returned, claimed, disputed and refunded, while
//! sellers are paid and their banks refuse or send back. Several histories share a market, so
//! that what one leaves behind is netted in the next. Notifications come late, shuffled and
//! more than once.
//!
//! `CHOSAO_HISTORIES` says how many; `CHOSAO_HISTORIES_SEED` repeats those of a seed, which a
//! failure prints.

mod after;
mod dice;
mod fair;
mod life;
mod parcels;
mod proof;

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicU64, Ordering},
};

use market::payments::Capture;
use tests::{Kind, kind};

use self::{dice::Dice, fair::Fair, life::Life};

/// Histories in one market, one after the other.
const TOGETHER: u64 = 20;
/// Markets at the same time.
const THREADS: usize = 2;

#[test]
fn no_history_breaks_a_promise() {
    let usual = match kind() {
        Kind::Sqlite => 2_000,
        Kind::Postgres => 200,
    };
    let count = setting("CHOSAO_HISTORIES").unwrap_or(usual);
    let first = setting("CHOSAO_HISTORIES_SEED");
    let first = first.unwrap_or_else(|| u64::from(uuid::Uuid::now_v7().as_fields().1) << 16);
    println!("CHOSAO_HISTORIES_SEED={first} CHOSAO_HISTORIES={count}");

    let next = AtomicU64::new(first);
    let last = first + count.div_ceil(TOGETHER);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(seed) = take(&next, last) {
                    named(seed, || happen(seed, count.min(TOGETHER)));
                }
            });
        }
    });
}

fn take(next: &AtomicU64, last: u64) -> Option<u64> {
    let seed = next.fetch_add(1, Ordering::Relaxed);
    (seed < last).then_some(seed)
}

/// Names the seed when what is done with it fails.
fn named(seed: u64, done: impl FnOnce()) {
    if let Err(failure) = catch_unwind(AssertUnwindSafe(done)) {
        println!("this failed: CHOSAO_HISTORIES_SEED={seed} CHOSAO_HISTORIES={TOGETHER}");
        resume_unwind(failure);
    }
}

/// So many histories of a seed, in a market of their own.
fn happen(seed: u64, count: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut dice = Dice::of(seed);
        let capture = dice.one_of(&[Capture::Automatic, Capture::Manual]);
        println!("seed {seed}: {capture:?} capture");
        let mut fair = Fair::open(capture).await;
        for number in 0..count {
            let mut life = Life::begins(&mut fair, &mut dice).await;
            for _ in 0..dice.between(2, 14) {
                life.goes_on(&mut fair, &mut dice).await;
            }
            println!("seed {seed}, history {number}: {}", life.story());
            fair.keeps_every_promise().await;
        }
        fair.statements_close_with_balances().await;
    });
}

/// A number that whoever runs the tests chose.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says how many histories by the environment"
)]
fn setting(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().expect("a number"))
}
