//! What the server does later: waiting for it, and hearing of failures.

use std::time::Duration;

use meilisearch_sdk::{errors::Error, task_info::TaskInfo, tasks::Task};
use tokio::time::{Instant, sleep};

use super::wire::{Client, failed};
use crate::error::SearchError;

/// How soon to look first; each later look waits twice as long. A look costs the server little,
/// and whoever changed a price waits for the last one.
const FIRST_LOOK: Duration = Duration::from_millis(5);
const LONGEST_WAIT: Duration = Duration::from_millis(20);

/// Waits until a task is done.
///
/// # Errors
///
/// [`SearchError::Refused`] with the server's reason when it failed, [`SearchError::Away`] when it
/// is not done in time.
pub(super) async fn done(
    client: &Client,
    told: Result<TaskInfo, Error>,
    timeout: Duration,
) -> Result<(), SearchError> {
    let task = told.map_err(failed)?;
    let deadline = Instant::now() + timeout;
    let mut wait = FIRST_LOOK;
    loop {
        match client.get_task(&task).await.map_err(failed)? {
            Task::Succeeded { .. } => return Ok(()),
            Task::Failed { content } => {
                return Err(failed(Error::Meilisearch(content.error)));
            }
            Task::Enqueued { .. } | Task::Processing { .. } => {}
        }
        if Instant::now() >= deadline {
            let told = format!("task {} is not done yet", task.task_uid);
            return Err(SearchError::Away(told));
        }
        sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// [`done`], for what may have been done before.
pub(super) async fn done_or_there(
    client: &Client,
    told: Result<TaskInfo, Error>,
    timeout: Duration,
) -> Result<(), SearchError> {
    match done(client, told, timeout).await {
        Err(SearchError::Refused(reason)) if reason.starts_with("IndexAlreadyExists") => Ok(()),
        outcome => outcome,
    }
}
