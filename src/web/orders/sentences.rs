//! Doubts, fields and refusals as sentences.

use super::asked;
use crate::reader::units::{Currency, Millionths, Money};
use crate::review::evidence::FieldName;
use crate::review::objection::{Difference, Doubt};
use crate::words::{Voice, country_name};

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
        F::Product => voice.product(),
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
        Doubt::Transmission { fault } => crate::words::fault(&*voice, fault),
        Doubt::Noted { .. } | Doubt::RowNotTaken { .. } => noted(voice, doubt),
        Doubt::Missing { field } => voice.missing(name(field)),
        Doubt::Unclear { field, reason, values } => unclear(voice, *field, reason, values),
        Doubt::UnknownCustomer { name } => voice.unknown_customer(name),
        Doubt::CustomerContradicts { by_name, by_domain, domain } => {
            voice.customer_contradicts(by_name, by_domain, domain)
        }
        Doubt::UnknownProduct { wanted } => voice.unknown_product(wanted),
        Doubt::ChooseProduct { wanted, proposals } => {
            voice.choose_product(wanted, i64::try_from(*proposals).unwrap_or(i64::MAX))
        }
        Doubt::UnknownColour { colour, product } => voice.unknown_colour_of(colour, product),
        Doubt::ColourNotStated { product } => voice.colour_not_stated_of(product),
        Doubt::PriceDiffers { .. } | Doubt::PriceMissing { .. } | Doubt::OtherCurrency { .. } => {
            price_doubt(voice, doubt)
        }
        Doubt::TaxAbroad { country, name, percent } => {
            let tax = voice.tax_of(name, &voice.number(*percent));
            country.as_deref().map_or_else(
                || voice.tax_in_other_currency(&tax),
                |country| voice.tax_abroad(country_name(voice.locale(), country), &tax),
            )
        }
        Doubt::BelowMinimum { product, quantity, minimum } => {
            voice.below_minimum(&voice.number(*quantity), product, &voice.number(*minimum))
        }
        Doubt::NotPackMultiple { product, quantity, multiple, .. } => {
            voice.not_pack_multiple(&voice.number(*quantity), product, &voice.number(*multiple))
        }
        Doubt::Fractional { product, quantity, .. } => voice.fractional(&voice.number(*quantity), product),
        Doubt::Discontinued { product, on, successor } => {
            let ended = on.map_or_else(
                || voice.discontinued(product),
                |on| voice.discontinued_on(product, &voice.date_named(on)),
            );
            successor.as_ref().map_or(ended.clone(), |(_, code)| format!("{ended} {}", voice.successor_is(code)))
        }
        Doubt::DatePast { date } => voice.date_past(&voice.date_named(*date)),
        Doubt::TooSoon { date, earliest, days } => {
            voice.too_soon(&voice.date_named(*date), &voice.date_named(*earliest), *days)
        }
        Doubt::OrderDateAhead { date } => voice.order_date_ahead(&voice.date_named(*date)),
        Doubt::Revises { po_number, is_released, differences, .. } => {
            let what: Vec<String> = differences.iter().map(|one| difference(voice, one)).collect();
            let what = if what.is_empty() {
                voice.nothing_different().trim_end_matches('.').to_owned()
            } else {
                what.join("; ")
            };
            let revises = voice.revises(&voice.po(po_number), &what);
            if *is_released { format!("{revises} {}", voice.was_released_already()) } else { revises }
        }
        Doubt::Asked { asked } => asked::sentence(voice, asked),
        Doubt::Overtaken { order, po_number, received_at } => {
            voice.overtaken(&order.to_string(), &voice.po(po_number), &voice.date_time(*received_at))
        }
        Doubt::LineTotalDiffers { stated, computed } => {
            voice.line_total_differs(&voice.price(*stated), &voice.amount(*computed))
        }
        Doubt::TotalDiffers { field, stated, computed } => {
            voice.total_differs(name(field), &voice.price(*stated), &voice.amount(*computed))
        }
        Doubt::Repeats { po_number, is_same, .. } => repeats(voice, po_number, *is_same),
    }
}

fn repeats(voice: Voice, po_number: &str, is_same: bool) -> String {
    let number = voice.po(po_number);
    if is_same { voice.repeats_same(&number) } else { voice.repeats_other(&number) }
}

fn price_doubt(voice: Voice, doubt: &Doubt) -> String {
    match doubt {
        Doubt::PriceDiffers { stated, stated_per, list, list_per, currency, difference, is_own } => {
            let stated = price(voice, *stated, *stated_per, *currency);
            let list = price(voice, *list, *list_per, *currency);
            let amount = voice.money(Money { minor: difference.minor.saturating_abs(), ..*difference });
            match (difference.minor < 0, is_own) {
                (true, false) => voice.price_below(&stated, &list, &amount),
                (false, false) => voice.price_above(&stated, &list, &amount),
                (true, true) => voice.price_below_own(&stated, &list, &amount),
                (false, true) => voice.price_above_own(&stated, &list, &amount),
            }
        }
        Doubt::PriceMissing { list: Some((list, per)), is_own, currency } => {
            let list = price(voice, *list, *per, *currency);
            if *is_own { voice.own_price_missing(&list) } else { voice.price_missing(&list) }
        }
        Doubt::OtherCurrency { order, list } => voice.other_currency(order.code(), list.code()),
        _ => voice.no_price_at_all().to_owned(),
    }
}

/// One difference between two orders, without a full stop.
fn difference(voice: Voice, difference: &Difference) -> String {
    let many =
        |quantity: &Option<Millionths>| quantity.map_or_else(|| "–".to_owned(), |quantity| voice.number(quantity));
    match difference {
        Difference::Added { what, quantity } => voice.added(what, &many(quantity)),
        Difference::Removed { what, quantity } => voice.removed(what, &many(quantity)),
        Difference::Changed { what, field, from, to } => {
            let shown = |value: &Option<String>| {
                value.as_deref().map_or_else(|| voice.empty_value().to_owned(), |value| plain(voice, *field, value))
            };
            let name = field_name(voice, *field);
            match what {
                Some(what) => voice.changed_of(what, name, &shown(from), &shown(to)),
                None => voice.changed_in_order(name, &shown(from), &shown(to)),
            }
        }
    }
}

/// What is to be said of the message, or of a row of it.
fn noted(voice: Voice, doubt: &Doubt) -> String {
    match doubt {
        Doubt::RowNotTaken { place } => voice.row_not_taken(&place.quote),
        Doubt::Noted { note } if note == "hidden_text" => voice.noted_hidden_text().to_owned(),
        _ => voice.noted_unread_attachment().to_owned(),
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
        "multiplies_otherwise" => voice.multiplies_otherwise(name, &listed),
        "uncertain_scan" => voice.uncertain_scan(name, &listed),
        "read_differently" => voice.reads_otherwise(name, &listed),
        "lost_characters" => voice.lost_characters(name, &listed),
        "other_date" => voice.other_date(name, &listed),
        "gross_price" => voice.gross_price(&listed),
        "price_unit_differs" => voice.price_unit_differs(&listed),
        "implied_decimals" => voice.implied_decimals(name, &listed),
        "code_in_description" => voice.code_in_description(&listed),
        "stated_unread" => voice.stated_unread(name),
        "agreed_currency" => voice.agreed_currency(&listed),
        "agreed_currencies" => voice.agreed_currencies(&listed),
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
            is_own: false,
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
            Doubt::CustomerContradicts {
                by_name: "Acme".into(),
                by_domain: "Other".into(),
                domain: "other.example".into(),
            },
            Doubt::UnknownProduct { wanted: "X1".into() },
            Doubt::ChooseProduct { wanted: "LOCAP".into(), proposals: 2 },
            Doubt::UnknownColour { colour: "Teal".into(), product: "LOCAP2".into() },
            Doubt::ColourNotStated { product: "LOCAP2".into() },
            Doubt::Repeats { order: crate::entity::ids::OrderId(1), po_number: "12022".into(), is_same: true },
            Doubt::Revises {
                order: crate::entity::ids::OrderId(1),
                po_number: "12022".into(),
                is_released: false,
                differences: vec![
                    Difference::Added { what: "SPC10".into(), quantity: Some(Millionths::whole(5)) },
                    Difference::Removed { what: "LOCAP2".into(), quantity: None },
                    Difference::Changed {
                        what: Some("GLCAPRB".into()),
                        field: FieldName::Quantity,
                        from: Some("1000".into()),
                        to: Some("500".into()),
                    },
                ],
            },
            Doubt::Overtaken {
                order: crate::entity::ids::OrderId(2),
                po_number: "12022".into(),
                received_at: chrono::DateTime::UNIX_EPOCH,
            },
            Doubt::PriceMissing { list: None, is_own: false, currency: Currency::AUD },
            Doubt::PriceMissing {
                list: Some((Millionths::whole(2), Millionths::whole(1))),
                is_own: true,
                currency: Currency::AUD,
            },
            Doubt::OtherCurrency { order: Currency::EUR, list: Currency::AUD },
            Doubt::TaxAbroad { country: Some("NZ".into()), name: "GST".into(), percent: Millionths::whole(10) },
            Doubt::TaxAbroad { country: None, name: "GST".into(), percent: Millionths::whole(10) },
            Doubt::BelowMinimum {
                product: "SPC10".into(),
                quantity: Millionths::whole(5),
                minimum: Millionths::whole(50),
            },
            Doubt::NotPackMultiple {
                product: "SPC10".into(),
                quantity: Millionths::whole(55),
                multiple: Millionths::whole(50),
                below: None,
                above: Millionths::whole(100),
            },
            Doubt::Fractional {
                product: "SPC10".into(),
                quantity: Millionths(500_000),
                below: None,
                above: Millionths::whole(1),
            },
            Doubt::Discontinued {
                product: "LOCAP2".into(),
                on: None,
                successor: Some((crate::entity::ids::ProductId(2), "LOCAP3".into())),
            },
            Doubt::DatePast { date: chrono::NaiveDate::MIN },
            Doubt::TooSoon { date: chrono::NaiveDate::MIN, earliest: chrono::NaiveDate::MAX, days: 1 },
            Doubt::OrderDateAhead { date: chrono::NaiveDate::MAX },
        ];
        for about in &all {
            let (en, de) = say(about);
            assert!(en.ends_with(['.', '?']) && de.ends_with(['.', '?']), "{en} {de}");
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
