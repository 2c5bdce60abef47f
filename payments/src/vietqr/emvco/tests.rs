//! Worked payloads: two of ours and the sample of NAPAS.

use super::*;

const DYNAMIC: &str = "00020101021238540010A00000072701240006970436011001234567890208QRIBFTTA530370454062850005802VN62160812OCOP240001A763044FBA";
const STATIC: &str = "00020101021138570010A00000072701270006970405011315002012345670208QRIBFTTA53037045802VN5917HTX CHE TAN CUONG6011THAI NGUYEN6304DEF0";
const NAPAS_SAMPLE: &str = "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E";

fn transfer() -> Transfer {
    Transfer {
        bank_bin: "970436".to_owned(),
        account: "0123456789".to_owned(),
        amount: Money::price(285_000).ok(),
        purpose: Some("OCOP240001A7".to_owned()),
        name: None,
        city: None,
    }
}

fn standing() -> Transfer {
    Transfer {
        bank_bin: "970405".to_owned(),
        account: "1500201234567".to_owned(),
        amount: None,
        purpose: None,
        name: Some("HTX CHE TAN CUONG".to_owned()),
        city: Some("THAI NGUYEN".to_owned()),
    }
}

#[test]
fn the_checksum_has_its_check_value() {
    assert_eq!(crc(b"123456789"), 0x29B1);
}

#[test]
fn payloads_are_those_worked_out_by_hand() {
    assert_eq!(transfer().encode().as_deref(), Ok(DYNAMIC));
    assert_eq!(standing().encode().as_deref(), Ok(STATIC));
}

#[test]
fn payloads_read_back() {
    assert_eq!(Transfer::parse(DYNAMIC), Ok(transfer()));
    assert_eq!(Transfer::parse(STATIC), Ok(standing()));
}

#[test]
fn the_sample_of_napas_is_read() {
    let read = Transfer::parse(NAPAS_SAMPLE).expect("a transfer");

    assert_eq!(read.bank_bin, "970403");
    assert_eq!(read.account, "0011012345678");
    assert_eq!(read.amount.map(Money::dong), Some(180_000));
    assert_eq!(read.purpose.as_deref(), Some("thanh toan don hang"));
}

#[test]
fn a_damaged_payload_is_refused() {
    let other_amount = DYNAMIC.replace("285000", "285001");
    let cut = &DYNAMIC[..DYNAMIC.len() - 1];

    assert_eq!(Transfer::parse(&other_amount), Err(CodeError::Checksum));
    assert!(Transfer::parse(cut).is_err());
    for wrong in ["", "6304", "ệ", "00", "0002016304FFFF"] {
        assert!(Transfer::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn no_byte_of_a_payload_can_be_changed_unnoticed() {
    for at in 0..DYNAMIC.len() {
        let mut bytes = DYNAMIC.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
        let changed = String::from_utf8(bytes).expect("ASCII");
        assert!(Transfer::parse(&changed).is_err(), "{changed}");
    }
}

#[test]
fn what_does_not_fit_is_not_written() {
    let refused = |change: fn(&mut Transfer)| {
        let mut changed = transfer();
        change(&mut changed);
        changed.encode()
    };

    let bank = refused(|transfer| transfer.bank_bin = "97043".to_owned());
    let account = refused(|transfer| transfer.account = "1".repeat(20));
    let amount = refused(|transfer| transfer.amount = Some(Money::ZERO));
    let huge = refused(|transfer| transfer.amount = Money::price(10_000_000_000_000).ok());
    let purpose = refused(|transfer| transfer.purpose = Some("Đơn hàng".to_owned()));
    let name = refused(|transfer| transfer.name = Some("A".repeat(26)));

    assert_eq!(bank, Err(CodeError::Field("bank")));
    assert_eq!(account, Err(CodeError::Field("account")));
    assert_eq!(amount, Err(CodeError::Field("amount")));
    assert_eq!(huge, Err(CodeError::Field("amount")));
    assert_eq!(purpose, Err(CodeError::Field("purpose")));
    assert_eq!(name, Err(CodeError::Field("name")));
}
