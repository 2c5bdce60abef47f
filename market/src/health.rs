//! Whether this process can serve, and what stands in the way.

use sea_orm::ConnectionTrait;

use crate::{App, catalog::documents, database::sql, outbox, settlement};

/// How well something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it should be.
    Green,
    /// Works, but somebody should look.
    Amber,
    /// Cannot serve.
    Red,
}

impl State {
    /// The name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

/// One thing looked at.
#[derive(Clone, Debug)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How well it is.
    pub state: State,
    /// What was found, for an operator.
    pub detail: String,
}

/// Everything looked at.
#[derive(Clone, Debug)]
pub struct Health {
    /// The findings.
    pub checks: Vec<Check>,
}

impl Health {
    /// The worst of the findings.
    #[must_use]
    pub fn state(&self) -> State {
        self.checks
            .iter()
            .map(|check| check.state)
            .max()
            .unwrap_or(State::Green)
    }

    /// Whether requests should be sent here.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.state() < State::Red
    }
}

/// Work older than this means that nobody does it, or not fast enough.
const BACKLOG_AMBER_S: i64 = 60;

/// Looks at everything this process needs.
pub async fn check(app: &App) -> Health {
    let mut checks = vec![
        database(app).await,
        schema(app).await,
        jobs(app).await,
        books(app).await,
    ];
    checks.extend(catalogue(app));
    Health { checks }
}

/// The index may be away: pages and plain lists are served without it.
fn catalogue(app: &App) -> Option<Check> {
    let standing = documents::standing(app)?;
    let server = match &standing.remote {
        None => String::new(),
        Some(remote) if remote.is_ready => "; the search server answers".to_owned(),
        Some(remote) => {
            let reason = remote
                .last_error
                .as_deref()
                .unwrap_or("it has not answered yet");
            format!(
                "; the search server is away, searches are answered from the index here: {reason}"
            )
        }
    };
    let is_well = standing
        .remote
        .as_ref()
        .is_none_or(|remote| remote.is_ready);
    Some(Check {
        name: "catalogue",
        state: match standing.is_searchable && is_well {
            true => State::Green,
            false => State::Amber,
        },
        detail: format!(
            "{} public products, {} in the index{server}",
            standing.products, standing.indexed
        ),
    })
}

async fn database(app: &App) -> Check {
    let db = app.database().read();
    let answered = db.query_one_raw(sql(db, "SELECT 1", [])).await;
    finding(
        "database",
        answered.map(|_| (State::Green, "answers".to_owned())),
    )
}

async fn schema(app: &App) -> Check {
    let pending = app.pending_migrations().await;
    finding(
        "schema",
        pending.map(|pending| match pending {
            0 => (State::Green, "current".to_owned()),
            count => (
                State::Red,
                format!("{count} migrations to apply: run `chosao migrate up`"),
            ),
        }),
    )
}

async fn jobs(app: &App) -> Check {
    let now = app.clock().now();
    finding(
        "jobs",
        outbox::backlog(app).await.map(|backlog| {
            let lag_s = backlog
                .oldest
                .map_or(0, |oldest| (now - oldest).num_seconds());
            let state = if backlog.stuck > 0 || lag_s > BACKLOG_AMBER_S {
                State::Amber
            } else {
                State::Green
            };
            let detail = format!(
                "{} waiting, {} stuck, lag {lag_s} s",
                backlog.waiting, backlog.stuck
            );
            (state, detail)
        }),
    )
}

/// What the newest audit found broken. Shops go on selling meanwhile.
async fn books(app: &App) -> Check {
    let found = settlement::last_found(app).await.map(|last| {
        let Some(last) = last else {
            return (State::Green, "not audited yet".to_owned());
        };
        let broken: Vec<&str> = last
            .report
            .all()
            .filter(|finding| !finding.ok)
            .map(|finding| finding.name.as_ref())
            .collect();
        let at = last.finished_at.to_rfc3339();
        if broken.is_empty() && last.report.clean && last.report.reconciled {
            (State::Green, format!("audited at {at}"))
        } else {
            (
                State::Amber,
                format!("audited at {at}: {}", broken.join(", ")),
            )
        }
    });
    finding("books", found)
}

fn finding(name: &'static str, found: Result<(State, String), sea_orm::DbErr>) -> Check {
    match found {
        Ok((state, detail)) => Check {
            name,
            state,
            detail,
        },
        Err(error) => {
            tracing::error!("health check {name} failed: {error}");
            Check {
                name,
                state: State::Red,
                detail: "does not answer".to_owned(),
            }
        }
    }
}
