//! UBL 2.0 to 2.4, Peppol BIS Ordering 3 included: Order, OrderChange, OrderCancellation, OrderResponse, DespatchAdvice.

use rust_decimal::Decimal;

use super::{Xml, is_order, require};
use crate::evidence::FaultKind;
use crate::evidence::Field;
use crate::extraction::electronic::source::{Bit, Source, iso_day};
use crate::extraction::electronic::sums::{Extras, check};
use crate::extraction::electronic::{MessageKind, scheduled};
use crate::extraction::found::{Delivery, FoundLine, FoundOrder};

/// What a document is and what it says.
pub(super) fn read(source: &mut Source<'_>, xml: &Xml<'_>, at: usize) -> (MessageKind, FoundOrder) {
    let kind = kind_of(xml, at);
    if kind == MessageKind::Unknown {
        return (kind, FoundOrder::default());
    }
    let mut order = FoundOrder::default();
    numbers(source, xml, at, kind, &mut order);
    parties(source, xml, at, &mut order);
    order.currency = source.currency(currency(source, xml, at));
    order.instructions = source.text(Bit::joined(xml.texts(at, "Note", source), " "));
    let mut extras = Extras { order: charges(xml, at), ..Extras::default() };
    for line in lines(xml, at) {
        let (line, extra) = self::line(source, xml, line);
        order.lines.push(line);
        extras.lines.push(extra);
    }
    totals(source, xml, at, &mut order, &mut extras);
    if is_order(kind) {
        let needed = [("ID", order.po_number.value().is_some()), ("OrderLine", !order.lines.is_empty())];
        require(source, &needed);
    }
    check(&mut order, &extras);
    (kind, order)
}

fn kind_of(xml: &Xml<'_>, at: usize) -> MessageKind {
    match xml.node(at).name.as_str() {
        "Order" => MessageKind::Order,
        "OrderChange" => MessageKind::OrderChange,
        "OrderCancellation" => MessageKind::OrderCancellation,
        "OrderResponse" | "OrderResponseSimple" => MessageKind::OrderResponse,
        "DespatchAdvice" => MessageKind::DespatchAdvice,
        "Invoice" | "SelfBilledInvoice" => MessageKind::Invoice,
        _ => MessageKind::Unknown,
    }
}

fn numbers(source: &mut Source<'_>, xml: &Xml<'_>, at: usize, kind: MessageKind, order: &mut FoundOrder) {
    let own = xml.text(at, "ID", source);
    order.document_number = source.text(own.clone());
    order.po_number = match kind {
        MessageKind::Order => source.text(own),
        _ => source.text(xml.text(at, "OrderReference/ID", source)),
    };
    order.document_date = source.day(xml.text(at, "IssueDate", source), iso_day);
    if xml.is_true(at, "CopyIndicator")
        && let Some(copy) = xml.text(at, "CopyIndicator", source)
    {
        source.fault(FaultKind::NotOriginal, &copy);
    }
    order.delivery_date = day(source, xml, at, "Delivery");
}

/// The day of delivery: the end of the period that is asked for, otherwise its only day, otherwise the latest day.
fn day(source: &mut Source<'_>, xml: &Xml<'_>, at: usize, delivery: &str) -> Field<chrono::NaiveDate> {
    const DAYS: [&str; 8] = [
        "RequestedDeliveryPeriod/EndDate",
        "RequestedDeliveryPeriod/StartDate",
        "RequestedDeliveryDate",
        "LatestDeliveryDate",
        "PromisedDeliveryPeriod/EndDate",
        "PromisedDeliveryPeriod/StartDate",
        "EstimatedDeliveryPeriod/EndDate",
        "ActualDeliveryDate",
    ];
    let stated = DAYS.iter().find_map(|day| {
        let path = if delivery.is_empty() { (*day).to_owned() } else { format!("{delivery}/{day}") };
        xml.text(at, &path, source)
    });
    source.day(stated, iso_day)
}

fn parties(source: &mut Source<'_>, xml: &Xml<'_>, at: usize, order: &mut FoundOrder) {
    let name = |party: &str| {
        let paths = ["PartyName/Name", "PartyLegalEntity/RegistrationName", "PartyTaxScheme/RegistrationName"];
        paths.iter().find_map(|path| xml.text(at, &format!("{party}/{path}"), source))
    };
    let buyer = ["BuyerCustomerParty/Party", "DeliveryCustomerParty/Party", "AccountingCustomerParty/Party"];
    let seller = ["SellerSupplierParty/Party", "DespatchSupplierParty/Party", "AccountingSupplierParty/Party"];
    order.buyer_name = source.text(buyer.into_iter().find_map(name));
    order.seller_name = source.text(seller.into_iter().find_map(name));
    let place = name("Delivery/DeliveryParty").or_else(|| {
        xml.first(at, &["Delivery/DeliveryLocation/Name", "Delivery/DeliveryAddress/MarkAttention"], source)
    });
    order.ship_to_name = source.text(place);
    const PLACES: [&str; 4] = [
        "Delivery/DeliveryLocation/Address",
        "Delivery/DeliveryAddress",
        "Delivery/DeliveryParty/PostalAddress",
        "DeliveryCustomerParty/Party/PostalAddress",
    ];
    let address = PLACES.iter().find_map(|place| address(source, xml, xml.at(at, place)?));
    order.ship_to_address = source.text(address);
}

fn address(source: &Source<'_>, xml: &Xml<'_>, at: usize) -> Option<Bit> {
    let one = |path: &str| xml.text(at, path, source);
    let mut parts: Vec<Bit> = xml.texts(at, "AddressLine/Line", source);
    let street = [one("StreetName"), one("BuildingNumber")].into_iter().flatten().collect();
    parts.extend(Bit::joined(street, " "));
    parts.extend(["AdditionalStreetName", "BuildingName", "Postbox"].into_iter().filter_map(one));
    parts.extend(Bit::joined([one("PostalZone"), one("CityName")].into_iter().flatten().collect(), " "));
    parts.extend(["CountrySubentity", "Country/IdentificationCode"].into_iter().filter_map(one));
    Bit::joined(parts, ", ")
}

/// The currency of the document, otherwise that of its amounts where all have the same.
fn currency(source: &Source<'_>, xml: &Xml<'_>, at: usize) -> Option<Bit> {
    if let Some(stated) = xml.first(at, &["DocumentCurrencyCode", "PricingCurrencyCode"], source) {
        return Some(stated);
    }
    let with_currency = |node: &usize| xml.node(*node).attributes.iter().any(|one| one.name == "currencyID");
    let mut all = (at..xml.tree.nodes.len()).filter(with_currency);
    let first = Bit::attribute(xml.tree, all.next()?, "currencyID", source)?;
    all.all(|node| Bit::attribute(xml.tree, node, "currencyID", source).is_some_and(|one| one.text == first.text))
        .then_some(first)
}

/// Charges less allowances directly in an element.
fn charges(xml: &Xml<'_>, at: usize) -> Decimal {
    xml.charges(at, "AllowanceCharge", ("Amount", "ChargeIndicator"))
}

/// The items, whichever element they stand in.
fn lines(xml: &Xml<'_>, at: usize) -> Vec<usize> {
    match xml.node(at).name.as_str() {
        "DespatchAdvice" => xml.all(at, "DespatchLine"),
        "Invoice" => xml.all(at, "InvoiceLine"),
        _ => xml.every(at, "OrderLine/LineItem"),
    }
}

fn line(source: &mut Source<'_>, xml: &Xml<'_>, at: usize) -> (FoundLine, Decimal) {
    let quantity = ["Quantity", "DeliveredQuantity", "InvoicedQuantity"].iter().find_map(|name| xml.at(at, name));
    let unit = quantity.and_then(|quantity| xml.attribute(quantity, "", "unitCode", source));
    const CODES: [&str; 5] = [
        "Item/SellersItemIdentification/ID",
        "Item/StandardItemIdentification/ID",
        "Item/CatalogueItemIdentification/ID",
        "Item/BuyersItemIdentification/ID",
        "Item/ManufacturersItemIdentification/ID",
    ];
    let codes = CODES.iter().filter_map(|path| xml.text(at, path, source)).collect();
    let mut line = FoundLine {
        line_no: source.text(xml.text(at, "ID", source)),
        code: source.texts(codes),
        description: source.text(xml.first(at, &["Item/Name", "Item/Description", "Note"], source)),
        colour: source.text(xml.colour(xml.every(at, "Item/AdditionalItemProperty"), "Name", source)),
        quantity: source.number(quantity.and_then(|at| Bit::text_of(xml.tree, at, source))),
        unit: source.text(unit.clone()),
        unit_price: source.number(xml.text(at, "Price/PriceAmount", source)),
        line_total: source.number(xml.text(at, "LineExtensionAmount", source)),
        delivery_date: day(source, xml, at, "Delivery"),
        ..FoundLine::default()
    };
    xml.price_base(source, (at, "Price/BaseQuantity"), unit.as_ref(), &mut line);
    let deliveries: Vec<Delivery> = xml
        .all(at, "Delivery")
        .into_iter()
        .map(|one| Delivery {
            quantity: source.number(xml.first(one, &["Quantity", "MaximumQuantity"], source)),
            date: day(source, xml, one, ""),
        })
        .filter(|one| one.quantity.value().is_some())
        .collect();
    scheduled(&mut line, deliveries);
    (line, charges(xml, at))
}

/// Sums: net, tax, what is to be paid; rounding and what was paid before stand behind the tax.
fn totals(source: &mut Source<'_>, xml: &Xml<'_>, at: usize, order: &mut FoundOrder, extras: &mut Extras) {
    const TOTALS: [&str; 3] = ["AnticipatedMonetaryTotal", "LegalMonetaryTotal", "RequestedMonetaryTotal"];
    let tax = xml.text(at, "TaxTotal/TaxAmount", source);
    order.tax_total = source.number(tax);
    let Some(sums) = TOTALS.iter().find_map(|name| xml.at(at, name)) else { return };
    order.subtotal = source.number(xml.first(sums, &["TaxExclusiveAmount", "LineExtensionAmount"], source));
    order.total = source.number(xml.first(sums, &["PayableAmount", "TaxInclusiveAmount"], source));
    extras.behind_tax = xml.amount(sums, "PayableRoundingAmount") - xml.amount(sums, "PrepaidAmount");
    if xml.at(sums, "TaxExclusiveAmount").is_none() {
        // The sum of the lines is stated alone: charges come behind it.
        extras.behind_tax += extras.order;
    }
}
