//! What can be posted by hand, and what is moved by it.

use entity::settlement::ledger_account;
use money::Money;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ManualJournal, NewManual};
use crate::{
    App,
    ledger::{self, Account, ByHand, TaxPaid},
    settlement::{Period, SettlementError},
};

/// An account that people may correct. Those of orders, refunds, payouts and providers are
/// not among them: what moves there has a rule of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectedAccount {
    /// What the seller can be paid.
    SellerAvailable,
    /// What the seller owes, to be collected.
    SellerDebt,
    /// The market's bank account.
    Bank,
    /// Delivery charged against what carriers cost.
    ShippingClearing,
    /// VAT owed on the commission.
    VatOutput,
    /// VAT that others charged the market.
    VatInput,
    /// VAT withheld from sellers.
    WithheldVat,
    /// Income tax withheld from sellers.
    WithheldPit,
    /// The market's commission.
    Commission,
    /// What the bank takes.
    BankFee,
    /// Debts that nobody will pay.
    BadDebt,
}

/// What shall be posted. Amounts are đồng above zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ManualEntry {
    /// Puts a balance right.
    Correction {
        /// The account that is debited.
        debit: CorrectedAccount,
        /// The account that is credited.
        credit: CorrectedAccount,
        /// How much.
        amount: i64,
    },
    /// A seller's debt is given up (rule 18b).
    WriteOff {
        /// How much.
        amount: i64,
    },
    /// A seller paid its debt to the bank (rule 18b).
    Repayment {
        /// How much.
        amount: i64,
    },
    /// Tax of a month goes to the state (rule 19); zero where nothing of a sort is paid.
    TaxPayment {
        /// The month, as in `2026-11`.
        period: String,
        /// VAT withheld from sellers.
        withheld_vat: i64,
        /// Income tax withheld from sellers.
        withheld_pit: i64,
        /// VAT on the market's commission.
        vat_output: i64,
        /// VAT that others charged the market, set off.
        vat_input: i64,
    },
}

impl NewManual {
    pub(super) fn check(&self) -> Result<(), SettlementError> {
        let amounts = match &self.entry {
            ManualEntry::Correction { amount, .. }
            | ManualEntry::WriteOff { amount }
            | ManualEntry::Repayment { amount } => vec![*amount],
            ManualEntry::TaxPayment {
                period,
                withheld_vat,
                withheld_pit,
                vat_output,
                vat_input,
            } => {
                Period::parse(period)?;
                vec![*withheld_vat, *withheld_pit, *vat_output, *vat_input]
            }
        };
        let mut total = Money::ZERO;
        for amount in &amounts {
            let amount = Money::new(*amount).map_err(|_| SettlementError::ManualUnusable)?;
            total = total.plus(amount)?;
        }
        let is_positive = total > Money::ZERO && amounts.iter().all(|amount| *amount >= 0);
        let is_about_seller = self.seller_id.is_some() == self.entry.needs_seller();
        let moves = match &self.entry {
            ManualEntry::Correction { debit, credit, .. } => debit != credit,
            _ => true,
        };
        if is_positive && is_about_seller && moves {
            Ok(())
        } else {
            Err(SettlementError::ManualUnusable)
        }
    }
}

impl ManualEntry {
    fn needs_seller(&self) -> bool {
        use CorrectedAccount as Place;
        let is_sellers =
            |place: &Place| matches!(place, Place::SellerAvailable | Place::SellerDebt);
        match self {
            Self::Correction { debit, credit, .. } => is_sellers(debit) || is_sellers(credit),
            Self::WriteOff { .. } | Self::Repayment { .. } => true,
            Self::TaxPayment { .. } => false,
        }
    }
}

impl ManualJournal {
    pub(super) async fn post(
        &self,
        txn: &DatabaseTransaction,
        app: &App,
        by: ByHand<'_>,
    ) -> Result<(), SettlementError> {
        let seller_id = self.seller_id.unwrap_or_default();
        match &self.entry {
            ManualEntry::Correction {
                debit,
                credit,
                amount,
            } => {
                let accounts = [debit, credit].map(|place| place.account(seller_id));
                let [debit, credit] = accounts;
                ledger::corrected(txn, app, by, (debit, credit, Money::new(*amount)?)).await?;
            }
            ManualEntry::WriteOff { amount } => {
                let debt = (seller_id, Money::new(*amount)?);
                ledger::debt_written_off(txn, app, by, debt).await?;
            }
            ManualEntry::Repayment { amount } => {
                ledger::debt_repaid(txn, app, by, (seller_id, Money::new(*amount)?)).await?;
            }
            ManualEntry::TaxPayment {
                period,
                withheld_vat,
                withheld_pit,
                vat_output,
                vat_input,
            } => {
                let paid = TaxPaid {
                    period: period.clone(),
                    withheld_vat: Money::new(*withheld_vat)?,
                    withheld_pit: Money::new(*withheld_pit)?,
                    vat_output: Money::new(*vat_output)?,
                    vat_input: Money::new(*vat_input)?,
                };
                ledger::tax_paid(txn, app, by, &paid).await?;
                refuse_overpaid_tax(txn).await?;
            }
        }
        Ok(())
    }
}

/// Tax of a month may be given back after it was paid on, so the books bound these accounts to
/// no side; but nobody pays more than is owed. Their rows are locked by the posting.
async fn refuse_overpaid_tax(txn: &DatabaseTransaction) -> Result<(), SettlementError> {
    let owed = [
        Account::VatOutput,
        Account::WithheldVat,
        Account::WithheldPit,
    ];
    let overpaid = ledger_account::Entity::find()
        .filter(ledger_account::Column::Code.is_in(owed.map(|account| account.code())))
        .filter(ledger_account::Column::Balance.gt(0))
        .one(txn)
        .await?;
    match overpaid {
        Some(account) => Err(SettlementError::ManualTooMuch {
            account: account.code,
        }),
        None => Ok(()),
    }
}

impl CorrectedAccount {
    const fn account(self, seller_id: Uuid) -> Account {
        match self {
            Self::SellerAvailable => Account::Available(seller_id),
            Self::SellerDebt => Account::SellerDebt(seller_id),
            Self::Bank => Account::Bank,
            Self::ShippingClearing => Account::ShippingClearing,
            Self::VatOutput => Account::VatOutput,
            Self::VatInput => Account::VatInput,
            Self::WithheldVat => Account::WithheldVat,
            Self::WithheldPit => Account::WithheldPit,
            Self::Commission => Account::IncomeCommission,
            Self::BankFee => Account::ExpenseBankFee,
            Self::BadDebt => Account::ExpenseBadDebt,
        }
    }
}
