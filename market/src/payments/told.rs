//! What providers tell of attempts: each fact once, and only of the money that is expected.

use ::payments::{Currency, Fact, FactKind};
use entity::payments::{payment, payment_event};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, sea_query::OnConflict,
};

use crate::App;

/// Writes a fact down; false when it was known already.
pub(crate) async fn remember_fact<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    row: &payment::Model,
    fact: &Fact,
) -> Result<bool, DbErr> {
    let inserted = payment_event::Entity::insert(payment_event::ActiveModel {
        provider: Set(row.method.clone()),
        event_key: Set(fact.event_key.clone()),
        payment_id: Set(row.id),
        kind: Set(fact.kind.name().to_owned()),
        amount: Set(fact.amount.dong()),
        created_at: Set(app.clock().now()),
    })
    .on_conflict(
        OnConflict::columns([
            payment_event::Column::Provider,
            payment_event::Column::EventKey,
        ])
        .do_nothing()
        .to_owned(),
    )
    .exec_without_returning(txn)
    .await?;
    Ok(inserted == 1)
}

/// What a fact about money must say, in đồng: what was asked for, or what was decided when a
/// promise is kept. None while no such money is expected.
pub(crate) fn expected(row: &payment::Model, kind: FactKind) -> Option<i64> {
    match kind {
        FactKind::Paid if row.capture_by.is_some() => row.to_capture,
        FactKind::Paid | FactKind::Authorised => Some(row.amount),
        _ => None,
    }
}

/// Whether a provider speaks of the money that is expected.
pub(crate) fn is_expected(row: &payment::Model, fact: &Fact) -> bool {
    fact.currency == Currency::Vnd && expected(row, fact.kind) == Some(fact.amount.dong())
}

/// Whether the provider has told of an attempt that it was called off. It does not come back
/// then, whatever is heard late.
pub(crate) async fn was_called_off<C: ConnectionTrait>(
    connection: &C,
    row: &payment::Model,
) -> Result<bool, DbErr> {
    let told = payment_event::Entity::find()
        .filter(payment_event::Column::PaymentId.eq(row.id))
        .filter(payment_event::Column::Kind.eq(FactKind::Cancelled.name()))
        .count(connection)
        .await?;
    Ok(told > 0)
}
