//! The payload of a NAPAS 247 code: EMVCo fields of two digits of id, two of length, and the
//! value; lengths count bytes, and a checksum ends it.
//!
//! Source: NAPAS "QR Format T&C" 1.5.2.

use money::Money;

/// What a transfer code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The six digits of the bank.
    pub bank_bin: String,
    /// The account that receives: at most 19 letters and digits.
    pub account: String,
    /// How much; none leaves it to the payer, and the code can be used again.
    pub amount: Option<Money>,
    /// The text of the transfer: at most 25 bytes, ASCII.
    pub purpose: Option<String>,
    /// Whose account it is: at most 25 bytes, ASCII.
    pub name: Option<String>,
    /// Where they are: at most 15 bytes, ASCII.
    pub city: Option<String>,
}

/// Why something is no transfer code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Fields do not follow each other as they should.
    #[error("the fields are broken")]
    Broken,
    /// The checksum is wrong.
    #[error("the checksum is wrong")]
    Checksum,
    /// A field has a value that no transfer has.
    #[error("field {0} is missing or wrong")]
    Field(&'static str),
}

/// The application of NAPAS.
const NAPAS: &str = "A000000727";
/// A transfer to an account.
const TO_ACCOUNT: &str = "QRIBFTTA";
/// ISO 4217 number of the đồng.
const DONG: &str = "704";
/// The most digits of an amount.
const AMOUNT_DIGITS_MAX: usize = 13;

impl Transfer {
    /// The payload.
    ///
    /// # Errors
    ///
    /// [`CodeError::Field`] for a value that does not fit its field.
    pub fn encode(&self) -> Result<String, CodeError> {
        self.check()?;
        let bank = field("00", &self.bank_bin) + &field("01", &self.account);
        let receiver = field("00", NAPAS) + &field("01", &bank) + &field("02", TO_ACCOUNT);
        let once = if self.amount.is_some() { "12" } else { "11" };
        let mut payload = field("00", "01") + &field("01", once) + &field("38", &receiver);
        payload += &field("53", DONG);
        if let Some(amount) = self.amount {
            payload += &field("54", &amount.to_string());
        }
        payload += &field("58", "VN");
        for (id, value) in [("59", &self.name), ("60", &self.city)] {
            if let Some(value) = value {
                payload += &field(id, value);
            }
        }
        if let Some(purpose) = &self.purpose {
            payload += &field("62", &field("08", purpose));
        }
        payload += "6304";
        let checksum = crc(payload.as_bytes());
        Ok(format!("{payload}{checksum:04X}"))
    }

    fn check(&self) -> Result<(), CodeError> {
        let fits = |value: &str, most: usize| {
            let is_plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
            (1..=most).contains(&value.len()) && value.bytes().all(is_plain)
        };
        let rest_fits =
            |value: &Option<String>, most| value.as_deref().is_none_or(|value| fits(value, most));
        let digits = |value: &str| value.bytes().all(|byte| byte.is_ascii_digit());
        if self.bank_bin.len() != 6 || !digits(&self.bank_bin) {
            return Err(CodeError::Field("bank"));
        }
        if !fits(&self.account, 19) || !self.account.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(CodeError::Field("account"));
        }
        if let Some(amount) = self.amount
            && (amount <= Money::ZERO || amount.to_string().len() > AMOUNT_DIGITS_MAX)
        {
            return Err(CodeError::Field("amount"));
        }
        let named = [
            ("name", rest_fits(&self.name, 25)),
            ("city", rest_fits(&self.city, 15)),
            ("purpose", rest_fits(&self.purpose, 25)),
        ];
        match named.into_iter().find(|(_, is_fit)| !is_fit) {
            Some((name, _)) => Err(CodeError::Field(name)),
            None => Ok(()),
        }
    }

    /// Reads a payload back.
    ///
    /// # Errors
    ///
    /// [`CodeError`] when it is none, was damaged, or is no transfer to an account in đồng.
    pub fn parse(payload: &str) -> Result<Self, CodeError> {
        let bytes = payload.as_bytes();
        let (said, checksum) = bytes.split_last_chunk::<4>().ok_or(CodeError::Broken)?;
        if !said.ends_with(b"6304") {
            return Err(CodeError::Broken);
        }
        if format!("{:04X}", crc(said)).as_bytes() != checksum {
            return Err(CodeError::Checksum);
        }
        let fields = Fields::read(payload)?;
        let receiver = Fields::read(fields.required("38", "receiver")?)?;
        let bank = Fields::read(receiver.required("01", "bank")?)?;
        for (fields, id, value, name) in [
            (&fields, "53", DONG, "currency"),
            (&fields, "58", "VN", "country"),
            (&receiver, "00", NAPAS, "application"),
            (&receiver, "02", TO_ACCOUNT, "service"),
        ] {
            if fields.get(id) != Some(value) {
                return Err(CodeError::Field(name));
            }
        }
        let extra = Fields::read(fields.get("62").unwrap_or_default())?;
        let owned = |value: Option<&str>| value.map(str::to_owned);
        let transfer = Self {
            bank_bin: bank.required("00", "bank")?.to_owned(),
            account: bank.required("01", "account")?.to_owned(),
            amount: fields.get("54").map(amount).transpose()?,
            purpose: owned(extra.get("08")),
            name: owned(fields.get("59")),
            city: owned(fields.get("60")),
        };
        transfer.check()?;
        Ok(transfer)
    }
}

fn amount(digits: &str) -> Result<Money, CodeError> {
    let dong = digits.parse().map_err(|_| CodeError::Field("amount"))?;
    Money::price(dong).map_err(|_| CodeError::Field("amount"))
}

fn field(id: &str, value: &str) -> String {
    format!("{id}{:02}{value}", value.len())
}

/// The fields of one level.
struct Fields<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Fields<'a> {
    fn read(mut rest: &'a str) -> Result<Self, CodeError> {
        let mut fields = Vec::new();
        while !rest.is_empty() {
            let id = rest.get(..2).ok_or(CodeError::Broken)?;
            let digits = rest.get(2..4).ok_or(CodeError::Broken)?;
            let length: u8 = digits.parse().map_err(|_| CodeError::Broken)?;
            let end = 4 + usize::from(length);
            fields.push((id, rest.get(4..end).ok_or(CodeError::Broken)?));
            rest = &rest[end..];
        }
        Ok(Self(fields))
    }

    fn get(&self, id: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(field, _)| *field == id);
        found.map(|(_, value)| *value)
    }

    fn required(&self, id: &str, name: &'static str) -> Result<&'a str, CodeError> {
        self.get(id).ok_or(CodeError::Field(name))
    }
}

/// CRC-16/CCITT-FALSE: polynomial 0x1021, begins with 0xFFFF, nothing reflected.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |sum, byte| {
        let mixed = sum ^ (u16::from(*byte) << 8);
        (0..8).fold(mixed, |bits, _| match bits & 0x8000 {
            0 => bits << 1,
            _ => (bits << 1) ^ 0x1021,
        })
    })
}

#[cfg(test)]
mod tests;
