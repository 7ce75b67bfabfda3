//! Numbers in millionths.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// An exact number in millionths: quantities, unit prices, rates, and amounts as printed.
///
/// `Millionths(1_320_000)` is 1.32. Stored as an integer in both databases and in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millionths(pub i64);

impl Millionths {
    /// The whole number `n`; saturates far outside anything a purchase order holds.
    pub const fn whole(n: i64) -> Self {
        Self(n.saturating_mul(1_000_000))
    }

    /// The exact decimal number.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 6).normalize()
    }

    /// Rounds half away from zero at the sixth place; `None` when it does not fit into 64 bits.
    pub fn from_decimal(value: Decimal) -> Option<Self> {
        let scaled = value.checked_mul(Decimal::from(1_000_000))?;
        scaled.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).try_into().ok().map(Self)
    }
}

impl fmt::Display for Millionths {
    /// Plain decimal with a point and without grouping, as machines read it: `1.32`, `1000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_decimal().fmt(f)
    }
}

impl FromStr for Millionths {
    type Err = String;

    /// Reads the plain form of [`fmt::Display`] only; text of people goes through the locale-aware reader.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Decimal::from_str_exact(text.trim())
            .ok()
            .and_then(Self::from_decimal)
            .ok_or_else(|| format!("“{text}” is not a plain number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millionths_print_and_parse_without_loss() {
        for text in ["1.32", "1000", "-0.000001", "0"] {
            assert_eq!(text.parse::<Millionths>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn grouped_or_empty_text_is_not_a_plain_number() {
        for text in ["1,234", "", "1.32 AUD", "1e9"] {
            assert!(text.parse::<Millionths>().is_err(), "{text}");
        }
    }
}
