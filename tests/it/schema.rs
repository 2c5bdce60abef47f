//! The entities against the schema that the migrations make.

mod entities;

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, FromQueryResult, Statement};
use tests::Market;

/// Columns by `table.column`, each as `type, null` or `type, not null`.
type Columns = BTreeMap<String, String>;

#[tokio::test]
async fn entities_and_schema_have_the_same_columns() {
    let market = Market::start().await;

    let of_entities: Columns = entities::tables(backend(&market))
        .into_iter()
        .flat_map(|table| {
            let columns = table.columns.into_iter();
            columns.map(move |(column, text)| (format!("{}.{column}", table.name), text))
        })
        .collect();
    let of_schema = columns_of_schema(&market).await;

    let only_in_entities: Vec<_> = difference(&of_entities, &of_schema);
    let only_in_schema: Vec<_> = difference(&of_schema, &of_entities);
    assert!(
        only_in_entities.is_empty() && only_in_schema.is_empty(),
        "only in entities: {only_in_entities:#?}, only in the schema: {only_in_schema:#?}"
    );
}

#[tokio::test]
async fn every_entity_can_be_read() {
    let market = Market::start().await;

    for table in entities::tables(backend(&market)) {
        let read = market.database().read().query_all_raw(table.read_one).await;
        read.unwrap_or_else(|error| panic!("{}: {error}", table.name));
    }
}

#[tokio::test]
async fn migrating_again_changes_nothing() {
    let market = Market::start().await;
    let before = columns_of_schema(&market).await;

    market.app().migrate().await.expect("nothing to do");

    assert_eq!(columns_of_schema(&market).await, before);
    assert_eq!(market.app().pending_migrations().await.expect("counted"), 0);
}

#[tokio::test]
async fn the_embedded_database_keeps_what_it_committed() {
    let market = Market::start_with(|settings| settings.database_url = None).await;
    let database = market.database();

    for connection in [database.write(), database.read()] {
        assert_eq!(pragma(connection, "journal_mode").await, "wal");
        assert_eq!(pragma(connection, "synchronous").await, "2", "2 is FULL");
        assert_eq!(pragma(connection, "foreign_keys").await, "1");
    }
}

#[tokio::test]
async fn the_embedded_database_has_no_wal_reset_bug() {
    let market = Market::start_with(|settings| settings.database_url = None).await;

    let version = text(market.database().read(), "SELECT sqlite_version() AS text").await;

    let parts: Vec<u32> = version
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    assert!(
        parts >= vec![3, 51, 3],
        "SQLite {version} may lose committed writes"
    );
}

const SQLITE_COLUMNS: &str = r#"
    SELECT tables.name || '.' || columns.name AS name, lower(columns.type) || ', ' ||
           CASE WHEN columns."notnull" = 1 OR columns.pk > 0 THEN 'not null' ELSE 'null' END AS text
    FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'
      AND tables.name <> 'seaql_migrations'"#;
const POSTGRES_COLUMNS: &str = "
    SELECT table_name || '.' || column_name AS name, data_type || ', ' ||
           CASE is_nullable WHEN 'NO' THEN 'not null' ELSE 'null' END AS text
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'";

async fn columns_of_schema(market: &Market) -> Columns {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        text: String,
    }
    let database = market.database().read();
    let query = match database.get_database_backend() {
        DbBackend::Postgres => POSTGRES_COLUMNS,
        _ => SQLITE_COLUMNS,
    };
    let statement = Statement::from_string(database.get_database_backend(), query);
    let rows = Row::find_by_statement(statement).all(database).await;
    rows.expect("the schema describes itself")
        .into_iter()
        .map(|row| (row.name, row.text))
        .collect()
}

fn backend(market: &Market) -> DbBackend {
    market.database().read().get_database_backend()
}

fn difference(left: &Columns, right: &Columns) -> Vec<String> {
    let missing = left
        .iter()
        .filter(|(name, text)| right.get(*name) != Some(*text));
    missing
        .map(|(name, text)| format!("{name}: {text}"))
        .collect()
}

async fn pragma(connection: &DatabaseConnection, name: &str) -> String {
    let query = format!("SELECT CAST({name} AS text) AS text FROM pragma_{name}");
    text(connection, &query).await
}

async fn text(connection: &DatabaseConnection, query: &str) -> String {
    let statement = Statement::from_string(connection.get_database_backend(), query);
    let row = connection
        .query_one_raw(statement)
        .await
        .expect("an answer");
    row.expect("one row").try_get("", "text").expect("text")
}
