//! A lost card dispute at the sellers' expense: what had been delivered goes back (rule 17d).

use entity::{
    after_sale::dispute,
    orders::{OrderState, order_line, seller_order},
    payments::RefundCause,
};
use money::{Money, share};
use sea_orm::DatabaseTransaction;

use super::DisputeError;
use crate::{
    App,
    ledger::{self, Claimant, LineReversed},
    orders::{self, Take, Why},
};

/// Takes back what the shopper had paid for delivered lines, in proportion where the scheme
/// took less, and answers how much of what is at stake that covers.
pub(super) async fn take_from_sellers(
    txn: &DatabaseTransaction,
    app: &App,
    (row, at_stake): (&dispute::Model, Money),
) -> Result<Money, DisputeError> {
    let mut lines: Vec<(seller_order::Model, order_line::Model)> = Vec::new();
    for order in orders::lock_all(txn, row.purchase_id).await? {
        if matches!(order.state, OrderState::Delivered | OrderState::Completed) {
            let own = orders::lines_of(txn, order.id).await?;
            lines.extend(own.into_iter().map(|line| (order.clone(), line)));
        }
    }
    let paid = lines.iter().map(|(_, line)| orders::paid_rest(line));
    let paid: Vec<Money> = paid.collect::<Result<_, _>>()?;
    let all = Money::total(paid.iter().copied())?;
    let parts = share(at_stake.min(all), &paid)?;
    let mut covered = Money::ZERO;
    for ((order, line), part) in lines.iter().zip(parts) {
        if part > Money::ZERO {
            covered = covered.plus(take(txn, app, row, (order, line, part)).await?)?;
        }
    }
    Ok(covered)
}

async fn take(
    txn: &DatabaseTransaction,
    app: &App,
    row: &dispute::Model,
    (order, line, part): (&seller_order::Model, &order_line::Model, Money),
) -> Result<Money, DisputeError> {
    let why = Why {
        cause: RefundCause::Dispute,
        refund_id: None,
        dispute_id: Some(row.id),
        delivered: true,
        restocked: false,
        actor: &row.opened_by,
    };
    let mut covered = Money::ZERO;
    for taken in orders::reverse(txn, app, &[Take::money(line, part)?], why).await? {
        let fact = LineReversed {
            claimant: Claimant::Dispute(row.id),
            money: orders::seller_money(order),
            line_id: line.id,
            reversal: &taken.reversal,
            budget_id: order.budget_id,
            actor: &row.opened_by,
        };
        ledger::line_reversed(txn, app, fact).await?;
        covered = covered.plus(taken.reversal.refunded()?)?;
    }
    Ok(covered)
}
