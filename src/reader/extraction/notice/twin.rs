//! A paper that comes twice: printed pages, and inside of them XML that says the same.
//!
//! What a person sees on the pages is the truth, because programs write XML that nobody looks at. What both say is sure;
//! what they say differently never is; what only the XML says counts where the pages show it.

use super::paper::paper;
use crate::evidence::{Field, Found};
use crate::extraction::Hints;
use crate::extraction::electronic::{Recognised, Seen, seen};
use crate::extraction::found::{FoundLine, FoundNotice, FoundOrder};
use crate::extraction::order::is_same_company;
use crate::extraction::sheet::Sheet;
use crate::extraction::tidy::{tidy, tidy_field};
use crate::reading::Document;
use crate::units::{Currency, Millionths, normal_key};
use rust_decimal::Decimal;

/// Doubt on a value that page and XML state differently.
const PAGE_DIFFERS: &str = "page_differs";
/// Doubt on a value that only the XML states.
const NOT_ON_PAGE: &str = "not_on_page";

/// What a paper says whose pages carry XML of it; `None` where nobody can read the pages, so that the XML is all there is.
pub(in crate::extraction) fn twin(document: &Document, hints: &Hints, stated: &Recognised) -> Option<FoundNotice> {
    let page = seen(document)?;
    let sheets = Sheet::all_of(document);
    let mut found = paper(&sheets, hints, &stated.kind);
    found.sort.clone_from(&stated.kind);
    let told = &stated.order;
    let number = |a: &String, b: &String| normal_key(a) == normal_key(b);
    let number_of = |own: Field<String>, told: &Field<String>| {
        agreed(own, told, number, told.value().is_some_and(|number| page.shows(number)))
    };
    found.document_number = number_of(found.document_number, &told.document_number);
    let own = std::mem::take(&mut found.values);
    let name = |own: Field<String>, told: &Field<String>| {
        let is_shown = told.value().is_some_and(|name| page.shows(name));
        agreed(own, told, |a, b| is_same_company(a, b), is_shown)
    };
    let amount = |own: Field<Millionths>, told: &Field<Millionths>| {
        let is_shown = told.value().is_some_and(|amount| page.numbers.contains(amount));
        agreed(own, told, PartialEq::eq, is_shown)
    };
    let is_same_currency = told.currency.value().is_some_and(|currency| shows_currency(&page, *currency));
    found.values = FoundOrder {
        buyer_name: name(own.buyer_name, &told.buyer_name),
        seller_name: name(own.seller_name, &told.seller_name),
        po_number: number_of(own.po_number, &told.po_number),
        document_date: agreed(own.document_date, &told.document_date, PartialEq::eq, false),
        currency: agreed(own.currency, &told.currency, PartialEq::eq, is_same_currency),
        subtotal: amount(own.subtotal, &told.subtotal),
        tax_total: amount(own.tax_total, &told.tax_total),
        total: amount(own.total, &told.total),
        lines: lines(own.lines, &told.lines, &page),
        ..own
    };
    tidy(&mut found.values);
    tidy_field(&mut found.document_number);
    Some(found)
}

/// A value of the page beside that of the XML.
fn agreed<T: Clone>(own: Field<T>, told: &Field<T>, is_same: impl Fn(&T, &T) -> bool, is_shown: bool) -> Field<T> {
    let Some(stated) = told.chosen() else { return own };
    if let Some(at) = own.candidates.iter().position(|found| is_same(&found.value, &stated.value)) {
        let is_other = own.chosen.is_some_and(|chosen| chosen != at);
        return Field { chosen: Some(at), doubt: is_other.then(|| PAGE_DIFFERS.to_owned()), ..own };
    }
    if own.candidates.is_empty() {
        let (chosen, doubt) = if is_shown { (Some(0), None) } else { (None, Some(NOT_ON_PAGE.to_owned())) };
        return Field { candidates: vec![stated.clone()], chosen, doubt };
    }
    let mut own = own;
    own.candidates.push(stated.clone());
    Field { doubt: Some(PAGE_DIFFERS.to_owned()), ..own }
}

/// Whether a currency stands on the page, by its code or its sign.
fn shows_currency(page: &Seen, currency: Currency) -> bool {
    let sign = match currency.code() {
        "EUR" => "€",
        "GBP" => "£",
        code if code.ends_with('D') => "$",
        code => code,
    };
    page.words.iter().any(|word| word.contains(sign) || word.contains(currency.code()))
}

/// The lines of the page, each held against its like. Where all of them have one, a line that only the XML states is added
/// if the page shows its numbers and its name.
fn lines(own: Vec<FoundLine>, told: &[FoundLine], page: &Seen) -> Vec<FoundLine> {
    let mut left: Vec<&FoundLine> = told.iter().collect();
    let mut own = own;
    let mut are_all_told = true;
    for line in &mut own {
        match left.iter().position(|other| is_same_line(line, other)) {
            Some(at) => confirm(line, left.remove(at)),
            None => {
                are_all_told = false;
                line.quantity.doubt.get_or_insert_with(|| PAGE_DIFFERS.to_owned());
            }
        }
    }
    if are_all_told {
        own.extend(left.into_iter().filter(|line| is_shown(line, page)).cloned());
    }
    own
}

/// Whether the page shows a stated line: its numbers, and its code or its name.
fn is_shown(line: &FoundLine, page: &Seen) -> bool {
    let number = |field: &Field<Millionths>| field.value().is_none_or(|value| page.numbers.contains(value));
    let text = |field: &Field<String>| field.candidates.iter().any(|found| page.shows(&found.value));
    line.quantity.value().is_some()
        && [&line.quantity, &line.unit_price, &line.line_total].into_iter().all(number)
        && (text(&line.code) || text(&line.description))
}

/// Price of one unit.
fn price(line: &FoundLine) -> Option<Decimal> {
    let per = line.price_per.value().copied().unwrap_or(Millionths::whole(1));
    line.unit_price.value()?.to_decimal().checked_div(per.to_decimal())
}

/// Whether two lines speak of the same goods: the same quantity, the same price or sum, and the same code or words.
fn is_same_line(line: &FoundLine, told: &FoundLine) -> bool {
    let is_as_much = line.quantity.value().is_some() && line.quantity.value() == told.quantity.value();
    let is_sum = line.line_total.value().is_some() && line.line_total.value() == told.line_total.value();
    let is_price = price(line).is_some() && price(line) == price(told);
    is_as_much && (is_sum || is_price) && names_same(line, told)
}

fn names_same(line: &FoundLine, told: &FoundLine) -> bool {
    let keys = |field: &Field<String>| -> Vec<String> {
        field.candidates.iter().map(|found| normal_key(&found.value)).filter(|key| !key.is_empty()).collect()
    };
    let (own, codes) = (keys(&line.description).concat(), keys(&told.code));
    let is_code = keys(&line.code).iter().any(|code| codes.contains(code));
    let is_inside = codes.iter().chain(&keys(&told.description)).any(|key| own.contains(key.as_str()));
    is_code || is_inside || !own.is_empty() && keys(&told.description).concat().contains(&own)
}

/// Takes the doubts away from what a second source says, too; a code that the page prints among other words is a code.
fn confirm(line: &mut FoundLine, told: &FoundLine) {
    let same = |own: &mut Field<Millionths>, told: &Field<Millionths>| {
        if own.value().is_some() && own.value() == told.value() {
            own.doubt = None;
        }
    };
    let is_price = price(line).is_some() && price(line) == price(told);
    same(&mut line.quantity, &told.quantity);
    same(&mut line.line_total, &told.line_total);
    if is_price {
        (line.unit_price.doubt, line.price_per.doubt) = (None, None);
    }
    let codes = || told.code.candidates.iter();
    let is_code = |found: &Found<String>, code: &str| normal_key(&found.value) == normal_key(code);
    match line.code.value().cloned() {
        Some(own) if codes().any(|found| is_code(found, &own)) => line.code.doubt = None,
        Some(_) => {}
        None => {
            let text = line.description.value().map(|text| normal_key(text)).unwrap_or_default();
            let printed = codes().find(|found| found.value.len() >= 3 && text.contains(&normal_key(&found.value)));
            line.code = printed.cloned().map(Field::one).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Origin;
    use crate::extraction::sheet::tests::page_document;

    fn stated<T>(value: T) -> Field<T> {
        Field::one(Found { value, origin: Origin::Computed { from: Vec::new() }, rule: "ubl".to_owned() })
    }

    fn text(value: &str) -> Field<String> {
        stated(value.to_owned())
    }

    fn number(value: &str) -> Field<Millionths> {
        stated(value.parse().unwrap())
    }

    fn invoice(buyer: &str, total: &str, quantity: &str) -> Recognised {
        let line = FoundLine {
            code: text("HX-4471"),
            description: text("Hose clamp"),
            quantity: number(quantity),
            unit_price: number("0.84"),
            line_total: number("8.40"),
            ..FoundLine::default()
        };
        let order = FoundOrder {
            buyer_name: text(buyer),
            document_number: text("BF-20418"),
            total: number(total),
            lines: vec![line],
            ..FoundOrder::default()
        };
        Recognised { kind: "invoice".to_owned(), order, carrier: None }
    }

    const PAGE: &str = "Brightwater Fittings Ltd\n\
        14 Quay Road, Leeds LS11 5QX\n\
        \n\
        Invoice no: BF-20418          Invoice date: 14 May 2026\n\
        \n\
        Bill to:\n\
        Harbour Joinery Ltd\n\
        3 Dock Street\n\
        \n\
        Description              Qty    Unit price    Amount\n\
        [HX-4471] Hose clamp      10          0.84      8.40\n\
        \n\
        Subtotal                                        8.40\n\
        VAT                                             1.68\n\
        Total                                          10.08";

    fn told(page: &str, xml: &Recognised) -> FoundNotice {
        twin(&page_document(page), &Hints::default(), xml).unwrap()
    }

    #[test]
    fn what_page_and_xml_both_say_is_sure() {
        let found = told(PAGE, &invoice("HARBOUR JOINERY LIMITED", "10.08", "10"));
        let line = &found.values.lines[0];
        assert_eq!(found.values.lines.len(), 1);
        assert_eq!((line.code.value().map(String::as_str), line.code.doubt.as_deref()), (Some("HX-4471"), None));
        assert_eq!(found.values.total.doubt, None);
        assert_eq!(found.values.buyer_name.doubt, None);
        assert_eq!(found.document_number.doubt, None);
    }

    #[test]
    fn what_they_say_differently_is_as_printed_and_never_sure() {
        let found = told(PAGE, &invoice("Mitchell", "99.00", "0"));
        assert_eq!(found.values.buyer_name.value().map(String::as_str), Some("Harbour Joinery Ltd"));
        assert_eq!(found.values.buyer_name.doubt.as_deref(), Some(PAGE_DIFFERS));
        assert_eq!(found.values.total.value().map(ToString::to_string).as_deref(), Some("10.08"));
        assert_eq!(found.values.total.doubt.as_deref(), Some(PAGE_DIFFERS));
        assert_eq!(found.values.lines.len(), 1, "a line of the XML that the page does not show is none");
        assert_eq!(found.values.lines[0].quantity.doubt.as_deref(), Some(PAGE_DIFFERS));
    }

    #[test]
    fn what_only_the_xml_says_counts_where_the_page_shows_it() {
        let mut xml = invoice("Harbour Joinery Ltd", "10.08", "10");
        xml.order.po_number = text("PO-771");
        let hidden = told(PAGE, &xml).values.po_number;
        assert_eq!((hidden.value(), hidden.doubt.as_deref()), (None, Some(NOT_ON_PAGE)));
        let shown = told(&format!("{PAGE}\n\nWe thank you for PO-771."), &xml).values.po_number;
        assert_eq!((shown.value().map(String::as_str), shown.doubt.as_deref()), (Some("PO-771"), None));
    }

    #[test]
    fn pages_that_nobody_can_read_leave_the_xml_alone() {
        assert_eq!(twin(&page_document(""), &Hints::default(), &invoice("A", "1", "1")), None);
    }
}
