//! What the market invoices its sellers for: commission and the VAT on it, by month.

use std::collections::BTreeMap;

use money::Money;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Payee, Period, SettlementError};
use crate::{App, accounts::Staff, database::sql};

/// Commission and VAT of one seller in one month, in đồng, from the ledger alone.
#[derive(Clone, Debug)]
pub struct CommissionInvoice {
    /// Who is invoiced.
    pub seller: Payee,
    /// Commission on orders that were charged in this month, less what was given back.
    pub commission: Money,
    /// VAT on it.
    pub vat: Money,
    /// What this month changed about the commission of earlier ones: an adjusting invoice.
    pub earlier_commission: Money,
    /// VAT on that.
    pub earlier_vat: Money,
    /// Orders charged in this month.
    pub orders: u64,
}

#[derive(FromQueryResult)]
struct InvoiceRow {
    id: Uuid,
    slug: String,
    name: String,
    is_earlier: i32,
    commission: i64,
    vat: i64,
    orders: i64,
}

/// The commission invoices of a month, by seller.
///
/// # Errors
///
/// When the database fails.
///
/// Source: payments.md, part 4.7.
pub async fn commission_invoices(
    app: &App,
    _staff: &Staff,
    period: Period,
) -> Result<Vec<CommissionInvoice>, SettlementError> {
    let text = "SELECT s.id, s.slug, s.name,
                CASE WHEN charged.occurred_at < $1 THEN 1 ELSE 0 END AS is_earlier,
                CAST(SUM(CASE WHEN a.code = 'income:commission' THEN -e.amount ELSE 0 END)
                     AS bigint) AS commission,
                CAST(SUM(CASE WHEN a.code = 'vat_output' THEN -e.amount ELSE 0 END) AS bigint)
                     AS vat,
                COUNT(DISTINCT CASE WHEN j.kind = 'fees_charged' THEN e.order_id END) AS orders
         FROM ledger_journal j
         JOIN ledger_entry e ON e.journal_id = j.id
         JOIN ledger_account a ON a.id = e.account_id
             AND a.code IN ('income:commission', 'vat_output')
         JOIN seller_order o ON o.id = e.order_id
         JOIN seller s ON s.id = o.seller_id
         LEFT JOIN (SELECT source_id, MIN(occurred_at) AS occurred_at FROM ledger_journal
                    WHERE kind = 'fees_charged' GROUP BY source_id) charged
             ON charged.source_id = o.id
         WHERE j.occurred_at >= $1 AND j.occurred_at < $2
         GROUP BY s.id, s.slug, s.name,
                  CASE WHEN charged.occurred_at < $1 THEN 1 ELSE 0 END
         ORDER BY s.slug";
    let db = app.database().read();
    let values = [period.begins().into(), period.ends().into()];
    let rows = InvoiceRow::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    let mut invoices: BTreeMap<String, CommissionInvoice> = BTreeMap::new();
    for row in rows {
        let slug = row.slug.clone();
        let invoice = invoices.entry(slug).or_insert_with(|| blank(&row));
        let amounts = (Money::new(row.commission)?, Money::new(row.vat)?);
        if row.is_earlier == 1 {
            (invoice.earlier_commission, invoice.earlier_vat) = amounts;
        } else {
            (invoice.commission, invoice.vat) = amounts;
            invoice.orders = u64::try_from(row.orders).unwrap_or(0);
        }
    }
    Ok(invoices.into_values().collect())
}

fn blank(row: &InvoiceRow) -> CommissionInvoice {
    CommissionInvoice {
        seller: Payee {
            id: row.id,
            slug: row.slug.clone(),
            name: row.name.clone(),
        },
        commission: Money::ZERO,
        vat: Money::ZERO,
        earlier_commission: Money::ZERO,
        earlier_vat: Money::ZERO,
        orders: 0,
    }
}
