//! Doubts, fields and refusals as sentences.

use crate::reader::units::{Currency, Millionths, Money};
use crate::review::evidence::FieldName;
use crate::review::objection::Doubt;
use crate::words::Voice;

/// What a value is called.
pub fn field_name(voice: Voice, field: FieldName) -> &'static str {
    use FieldName as F;
    match field {
        F::Customer => voice.customer(),
        F::PoNumber => voice.po_number(),
        F::OrderDate => voice.order_date(),
        F::DeliveryDate => voice.delivery_date(),
        F::ShipToName => voice.ship_to_name(),
        F::ShipToAddress => voice.ship_to_address(),
        F::Instructions => voice.instructions(),
        F::Currency => voice.currency(),
        F::StatedSubtotal => voice.subtotal(),
        F::StatedTax => voice.tax(),
        F::StatedTotal => voice.grand_total(),
        F::Code => voice.code(),
        F::Description => voice.description(),
        F::Colour => voice.colour(),
        F::Quantity => voice.quantity(),
        F::Unit => voice.unit(),
        F::UnitPrice => voice.order_price(),
        F::PricePer => voice.price_per(),
        F::LineTotal => voice.line_total(),
    }
}

/// The sentence of a doubt.
pub fn doubt(voice: Voice, doubt: &Doubt) -> String {
    let name = |field: &FieldName| field_name(voice, *field);
    match doubt {
        Doubt::NoLines => voice.no_lines().to_owned(),
        Doubt::Missing { field } => voice.missing(name(field)),
        Doubt::Unclear { field, reason, values } => unclear(voice, *field, reason, values),
        Doubt::UnknownCustomer { name } => voice.unknown_customer(name),
        Doubt::UnknownProduct { wanted } => voice.unknown_product(wanted),
        Doubt::ChooseProduct { wanted, proposals } => {
            voice.choose_product(wanted, i64::try_from(*proposals).unwrap_or(i64::MAX))
        }
        Doubt::UnknownColour { colour, product } => voice.unknown_colour_of(colour, product),
        Doubt::ColourNotStated { product } => voice.colour_not_stated_of(product),
        Doubt::PriceDiffers { stated, stated_per, list, list_per, currency, difference } => {
            let stated = price(voice, *stated, *stated_per, *currency);
            let list = price(voice, *list, *list_per, *currency);
            let amount = voice.money(Money { minor: difference.minor.saturating_abs(), ..*difference });
            if difference.minor < 0 {
                voice.price_below(&stated, &list, &amount)
            } else {
                voice.price_above(&stated, &list, &amount)
            }
        }
        Doubt::LineTotalDiffers { stated, computed } => {
            voice.line_total_differs(&voice.price(*stated), &voice.amount(*computed))
        }
        Doubt::TotalDiffers { field, stated, computed } => {
            voice.total_differs(name(field), &voice.price(*stated), &voice.amount(*computed))
        }
        Doubt::Repeats { po_number, is_same: true, .. } => voice.repeats_same(&voice.po(po_number)),
        Doubt::Repeats { po_number, is_same: false, .. } => voice.repeats_other(&voice.po(po_number)),
    }
}

/// The sentence with the line it is about.
pub fn placed(voice: Voice, line: Option<i64>, about: &Doubt) -> String {
    match line {
        Some(line) => voice.on_line(line, &doubt(voice, about)),
        None => doubt(voice, about),
    }
}

fn unclear(voice: Voice, field: FieldName, reason: &str, values: &[String]) -> String {
    let name = field_name(voice, field);
    let quoted: Vec<String> = values.iter().map(|value| voice.quoted(&plain(voice, field, value))).collect();
    let listed =
        quoted.iter().skip(1).fold(quoted.first().cloned().unwrap_or_default(), |all, one| voice.or(&all, one));
    match reason {
        "ambiguous_date" => voice.two_dates(name, &listed),
        "ambiguous_number" => voice.two_numbers(name, &listed),
        "price_base_computed" => voice.price_base_computed(&listed),
        "delivered_in_parts" => voice.delivered_in_parts(name),
        "from_mail_date" => voice.date_of_mail(name, &listed),
        "code_in_description" => voice.code_in_description(&listed),
        _ if values.len() > 1 => voice.several_values(name, &listed),
        _ => voice.weak(name, &values.first().map(|value| plain(voice, field, value)).unwrap_or_default()),
    }
}

/// A stored plain value as people read it: dates with the name of the month, numbers with their separators.
pub fn plain(voice: Voice, field: FieldName, value: &str) -> String {
    use FieldName as F;
    match field {
        F::OrderDate | F::DeliveryDate => {
            value.parse().map_or_else(|_| value.to_owned(), |date| voice.date_named(date))
        }
        F::Quantity | F::PricePer => number(value).map_or_else(|| value.to_owned(), |number| voice.number(number)),
        F::UnitPrice | F::LineTotal | F::StatedSubtotal | F::StatedTax | F::StatedTotal => {
            number(value).map_or_else(|| value.to_owned(), |number| voice.price(number))
        }
        _ => value.to_owned(),
    }
}

/// A stored plain value as somebody would type it, so that it reads back unchanged.
pub fn typed(voice: Voice, value: &str, field: FieldName) -> String {
    match field {
        FieldName::Quantity | FieldName::PricePer | FieldName::UnitPrice => {
            number(value).map_or_else(|| value.to_owned(), |number| voice.plain(number))
        }
        _ => value.to_owned(),
    }
}

fn number(plain: &str) -> Option<Millionths> {
    plain.parse().ok()
}

/// A price with its base where it is not one piece: `65.00 per 1,000`.
pub fn price(voice: Voice, price: Millionths, per: Millionths, currency: Currency) -> String {
    let figure = if currency.decimals() == 0 { voice.number(price) } else { voice.price(price) };
    if per == Millionths::whole(1) { figure } else { format!("{figure} {}", voice.per(&voice.number(per))) }
}

/// What is wrong with a typed value.
pub fn problem(voice: Voice, problem: &str) -> &'static str {
    match problem {
        "not_a_number" => voice.not_a_number(),
        "ambiguous_number" => voice.ambiguous_number(),
        "not_a_date" => voice.not_a_date(),
        "ambiguous_date" => voice.ambiguous_date(),
        "not_positive" => voice.not_positive(),
        "too_long" => voice.too_long(),
        "not_a_currency" => voice.not_a_currency(),
        _ => voice.not_editable(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(about: &Doubt) -> (String, String) {
        (doubt(Voice::new("en-AU", "UTC"), about), doubt(Voice::new("de-DE", "UTC"), about))
    }

    #[test]
    fn a_price_below_the_list_is_said_with_both_prices_and_the_difference() {
        let about = Doubt::PriceDiffers {
            stated: Millionths(1_300_000),
            stated_per: Millionths::whole(1),
            list: Millionths(1_320_000),
            list_per: Millionths::whole(1),
            currency: Currency::AUD,
            difference: Money { minor: -2000, currency: Currency::AUD },
        };
        let (en, de) = say(&about);
        assert_eq!(en, "The order says 1.30, your list says 1.32: $20.00 less.");
        assert_eq!(de, "Die Bestellung sagt 1,30, Ihre Liste 1,32: 20,00\u{a0}AUD weniger.");
    }

    #[test]
    fn a_price_for_a_thousand_names_its_base() {
        let voice = Voice::new("en-AU", "UTC");
        assert_eq!(price(voice, Millionths::whole(65), Millionths::whole(1000), Currency::AUD), "65.00 per 1,000");
    }

    #[test]
    fn values_that_compete_are_all_named_and_dates_have_months() {
        let about = Doubt::Unclear {
            field: FieldName::DeliveryDate,
            reason: "ambiguous_date".into(),
            values: vec!["2026-12-04".into(), "2026-04-12".into()],
        };
        assert_eq!(say(&about).0, "Delivery date: can be read as “Fri 4 Dec 2026” or “Sun 12 Apr 2026”.");
    }

    #[test]
    fn no_doubt_is_speechless_in_either_language() {
        let all = [
            Doubt::NoLines,
            Doubt::Missing { field: FieldName::PoNumber },
            Doubt::Unclear { field: FieldName::Colour, reason: "weak_evidence".into(), values: vec!["Black".into()] },
            Doubt::UnknownCustomer { name: "Acme".into() },
            Doubt::UnknownProduct { wanted: "X1".into() },
            Doubt::ChooseProduct { wanted: "LOCAP".into(), proposals: 2 },
            Doubt::UnknownColour { colour: "Teal".into(), product: "LOCAP2".into() },
            Doubt::ColourNotStated { product: "LOCAP2".into() },
            Doubt::Repeats { order: crate::entity::ids::OrderId(1), po_number: "12022".into(), is_same: true },
        ];
        for about in &all {
            let (en, de) = say(about);
            assert!(en.ends_with('.') && de.ends_with('.'), "{en} {de}");
            assert_ne!(en, de);
        }
    }

    #[test]
    fn what_a_button_sends_reads_back_as_the_same_number() {
        for locale in ["en-AU", "de-DE"] {
            let voice = Voice::new(locale, "UTC");
            for plain in ["1.234", "1234", "0.5", "1.32"] {
                let sent = typed(voice, plain, FieldName::UnitPrice);
                let read = crate::words::typed_number(voice.locale(), &sent).unwrap().unwrap();
                assert_eq!(read, plain.parse().unwrap(), "{locale} {sent}");
            }
        }
    }
}
