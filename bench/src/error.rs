//! Why there are no figures.

use std::{io, path::PathBuf};

/// Why a run ended early. A wrong answer of the market ends it too: figures of refusals would
/// mean nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BenchError {
    /// The market's program is not there.
    #[error(
        "there is no {path}; build it first, with the same profile as this program: \
         cargo build --release -p api -p bench"
    )]
    NotBuilt {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{path} cannot be used; run this from the top of the repository")]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: csv::Error,
    },
    /// The list has fewer rows than a market needs.
    #[error("{path} has no rows")]
    NoRows {
        /// The file.
        path: PathBuf,
    },
    /// Another program failed.
    #[error("{program} failed: {said}")]
    Program {
        /// Which.
        program: String,
        /// What it said last.
        said: String,
    },
    /// Another program did not do its part in time.
    #[error("{program} took longer than {seconds} s to {task}")]
    TooSlow {
        /// Which.
        program: String,
        /// What it had to do.
        task: &'static str,
        /// How long it had.
        seconds: u64,
    },
    /// An answer was not the one that was asked for.
    #[error("{request} was answered with {status}: {body}")]
    Refused {
        /// The first line of the request.
        request: String,
        /// The status.
        status: u16,
        /// The beginning of the body.
        body: String,
    },
    /// An answer lacks what the contract promises.
    #[error("the answer to {request} lacks {missing}")]
    Incomplete {
        /// Which request.
        request: String,
        /// What is not there.
        missing: &'static str,
    },
    /// An answer is not HTTP/1.1 as this client speaks it.
    #[error("an answer is not HTTP with a content length: {head}")]
    NotHttp {
        /// Its beginning.
        head: String,
    },
    /// A connection, file or process failed.
    #[error("the system refused")]
    Io(#[from] io::Error),
    /// A load task died.
    #[error("a load task died")]
    Task(#[from] tokio::task::JoinError),
    /// Somebody stopped the run.
    #[error("stopped")]
    Stopped,
}
