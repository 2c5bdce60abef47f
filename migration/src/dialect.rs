//! The few words in which SQLite and PostgreSQL differ.

use sea_orm_migration::sea_orm::DbBackend;

/// Replaces `{uuid}`, `{instant}` and `{day}` by the type that this database stores them in,
/// `{by_key}` by what keeps rows in the tree of their primary key, and `{id:…}` by a literal id.
///
/// SQLite keeps instants and days as ISO 8601 text in UTC, which sorts as time does. Its rows
/// have numbers of their own and lie in a tree by these, with the primary key in a second tree.
/// Short rows that are written often need only the one.
pub(crate) fn portable(sql: &str, backend: DbBackend) -> String {
    let [uuid, instant, day, by_key] = match backend {
        DbBackend::Postgres => ["uuid", "timestamptz", "date", ""],
        _ => ["blob", "text", "text", "WITHOUT ROWID"],
    };
    let sql = sql
        .replace("{uuid}", uuid)
        .replace("{instant}", instant)
        .replace("{day}", day)
        .replace("{by_key}", by_key);
    with_ids(&sql, backend)
}

/// Replaces `{id:…}` by a literal of that id: a string for PostgreSQL, bytes for SQLite.
fn with_ids(sql: &str, backend: DbBackend) -> String {
    let mut parts = sql.split("{id:");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (id, rest) = part.split_once('}').unwrap_or((part, ""));
        written.push_str(&match backend {
            DbBackend::Postgres => format!("'{id}'"),
            _ => format!("x'{}'", id.replace('-', "")),
        });
        written.push_str(rest);
    }
    written
}
