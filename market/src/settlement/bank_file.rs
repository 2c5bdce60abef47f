//! What the bank is given: one row a payout, for its bulk transfer form.
//!
//! Account numbers are text, or a spreadsheet would drop their zeros; names are capital
//! letters without marks, as banks print them.

use entity::settlement::payout;
use money::Money;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{SettlementError, batch::batch};
use crate::{
    App, Language,
    accounts::Staff,
    language::Bilingual,
    sheet::{Cell, Sheet},
};

/// Reads the rows of a bank file. They are those that were submitted with it, whatever became
/// of them since, so that the same file can be made again.
///
/// # Errors
///
/// [`SettlementError::BatchNotFound`], or the database's.
pub async fn bank_file(
    app: &App,
    _staff: &Staff,
    batch_id: Uuid,
    language: Language,
) -> Result<Sheet, SettlementError> {
    let batch = batch(app, batch_id).await?;
    let rows = payout::Entity::find()
        .filter(payout::Column::BatchId.eq(batch.id))
        .order_by_asc(payout::Column::Id)
        .all(app.database().read())
        .await?;
    let mut sheet = Sheet::new(
        language.pick("Chi trả", "Payouts"),
        [
            language.pick("STT", "No."),
            language.pick("Số tài khoản", "Account number"),
            language.pick("Tên người thụ hưởng", "Beneficiary"),
            language.pick("Mã ngân hàng (BIN)", "Bank BIN"),
            language.pick("Số tiền (đồng)", "Amount (VND)"),
            language.pick("Nội dung", "Content"),
        ],
    );
    for (number, row) in (1i64..).zip(rows) {
        let text = |field: &Option<String>| Cell::Text(field.clone().unwrap_or_default());
        sheet.push([
            Cell::Whole(number),
            text(&row.bank_account),
            Cell::Text(bank_name(
                row.bank_account_name.as_deref().unwrap_or_default(),
            )),
            text(&row.bank_bin),
            Cell::Whole(Money::new(row.amount)?.dong()),
            Cell::Text(memo(row.id)),
        ]);
    }
    Ok(sheet)
}

/// A name as banks print it: capital letters, digits and spaces, without marks.
pub(super) fn bank_name(name: &str) -> String {
    let plain = search::fold(name).to_uppercase();
    let kept = |letter: char| letter.is_ascii_alphanumeric();
    let words = plain
        .split(|letter| !kept(letter))
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// What the payee reads on its statement, and the market on the bank's: the end of the
/// payout's id, which is its random part.
pub(crate) fn memo(payout_id: Uuid) -> String {
    let id = payout_id.simple().to_string();
    format!("CHOSAO {}", id[20..].to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_read_capitals_without_marks() {
        let name = bank_name("Hợp tác xã Chè Đèo “Gió”, xã Đồng-Văn");

        assert_eq!(name, "HOP TAC XA CHE DEO GIO XA DONG VAN");
        assert_eq!(bank_name("=cmd|x"), "CMD X");
    }

    #[test]
    fn a_memo_fits_where_banks_leave_room() {
        let memo = memo(Uuid::max());

        assert_eq!(memo, "CHOSAO FFFFFFFFFFFF");
        assert!(memo.len() <= 25);
    }
}
