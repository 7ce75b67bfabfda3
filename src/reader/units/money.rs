//! Money with its currency, in the smallest unit of that currency.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::Millionths;

/// The currencies of everyday trade: the codes that are recognised in running text.
pub const CODES: [&str; 27] = [
    "AUD", "EUR", "USD", "GBP", "NZD", "CAD", "CHF", "JPY", "CNY", "SGD", "HKD", "INR", "SEK", "NOK", "DKK", "PLN",
    "CZK", "HUF", "RON", "ZAR", "AED", "MYR", "THB", "IDR", "KRW", "MXN", "BRL",
];

/// An ISO 4217 code, three upper-case letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Australian dollar.
    pub const AUD: Self = Self(*b"AUD");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the decimal point, as ISO 4217 lists them for the currencies in everyday trade.
    pub fn decimals(&self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"KWD" | b"OMR" | b"JOD" | b"TND" | b"IQD" | b"LYD" => 3,
            _ => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.trim().as_bytes();
        match <[u8; 3]>::try_from(bytes) {
            Ok(code) if code.iter().all(u8::is_ascii_alphabetic) => Ok(Self(code.map(|b| b.to_ascii_uppercase()))),
            _ => Err(format!("“{text}” is not a currency code of three letters")),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An exact amount of money: `minor` counts cents (or the smallest unit of [`Currency::decimals`]).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Money {
    /// Amount in the smallest unit.
    pub minor: i64,
    /// What it is counted in.
    pub currency: Currency,
}

impl Money {
    /// Rounds `amount` half away from zero to the smallest unit; `None` when it does not fit into 64 bits.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Option<Self> {
        let scaled = amount.checked_mul(Decimal::from(10_i64.pow(currency.decimals())))?;
        let minor = scaled.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).try_into().ok()?;
        Some(Self { minor, currency })
    }

    /// The amount as an exact decimal number.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.decimals())
    }

    /// `quantity × unit_price ÷ price_per`, rounded once at the end to the smallest unit (domain rule A5).
    /// `None` when the price base is not positive or the product does not fit.
    pub fn line_total(
        quantity: Millionths, unit_price: Millionths, price_per: Millionths, currency: Currency,
    ) -> Option<Self> {
        if price_per.0 <= 0 {
            return None;
        }
        let exact = quantity.to_decimal().checked_mul(unit_price.to_decimal())?.checked_div(price_per.to_decimal())?;
        Self::from_decimal(exact, currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_total_is_rounded_once_half_away_from_zero() {
        let total = |quantity, price, per| Money::line_total(quantity, price, per, Currency::AUD).unwrap().minor;
        assert_eq!(total(Millionths::whole(1000), Millionths(1_320_000), Millionths::whole(1)), 132_000);
        assert_eq!(total(Millionths::whole(12), Millionths(94_680_000), Millionths::whole(1000)), 114);
        assert_eq!(total(Millionths::whole(1), Millionths(5_000), Millionths::whole(1)), 1, "half a cent rounds up");
    }

    #[test]
    fn a_price_base_of_zero_or_less_gives_no_total() {
        for per in [0, -1] {
            assert_eq!(
                Money::line_total(Millionths::whole(1), Millionths::whole(1), Millionths::whole(per), Currency::EUR),
                None
            );
        }
    }

    #[test]
    fn a_currency_is_three_letters_and_nothing_else() {
        assert_eq!("aud".parse(), Ok(Currency::AUD));
        for text in ["", "A$", "EURO", "12A", "€"] {
            assert!(text.parse::<Currency>().is_err(), "{text}");
        }
    }

    #[test]
    fn money_is_counted_in_the_smallest_unit_of_its_currency() {
        let yen: Currency = "JPY".parse().unwrap();
        assert_eq!(Money::from_decimal(Decimal::new(12345, 1), yen).unwrap().minor, 1235);
        assert_eq!(Money::from_decimal(Decimal::new(1234, 2), Currency::EUR).unwrap().minor, 1234);
        assert_eq!(Money::from_decimal(Decimal::MAX, Currency::EUR), None);
    }
}
