//! Order-X (BASIC, COMFORT, EXTENDED) and other orders as Cross Industry messages of UN/CEFACT.

use rust_decimal::Decimal;

use super::{Xml, is_order, require};
use crate::evidence::FaultKind;
use crate::evidence::Field;
use crate::extraction::electronic::source::{Bit, Source, When, digits_day, iso_day};
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
    let trade = ["SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction"];
    let trade = trade.iter().find_map(|name| xml.at(at, name)).unwrap_or(at);
    parties(source, xml, trade, &mut order);
    let mut extras = Extras::default();
    for line in xml.all(trade, "IncludedSupplyChainTradeLineItem") {
        let (line, extra) = self::line(source, xml, line);
        order.lines.push(line);
        extras.lines.push(extra);
    }
    totals(source, xml, trade, &mut order, &mut extras);
    if is_order(kind) {
        let needed = [
            ("ExchangedDocument/ID", order.po_number.value().is_some()),
            ("IncludedSupplyChainTradeLineItem", !order.lines.is_empty()),
        ];
        require(source, &needed);
    }
    check(&mut order, &extras);
    (kind, order)
}

/// The kind by the name of the document (1001) and its purpose (1225).
fn kind_of(xml: &Xml<'_>, at: usize) -> MessageKind {
    let root = xml.node(at).name.as_str();
    let word = |name: &str| {
        let at = ["ExchangedDocument", "HeaderExchangedDocument"].iter().find_map(|head| xml.at(at, head))?;
        xml.at(at, name).map(|at| xml.node(at).text.as_str())
    };
    if root.contains("Invoice") {
        return MessageKind::Invoice;
    }
    if root.contains("Despatch") || root.contains("CIDA") {
        return MessageKind::DespatchAdvice;
    }
    match (word("TypeCode").unwrap_or("220"), word("PurposeCode").unwrap_or("9")) {
        ("231" | "320", _) => MessageKind::OrderResponse,
        (_, "1" | "3") => MessageKind::OrderCancellation,
        ("230", _) | (_, "4") => MessageKind::OrderChange,
        ("351", _) => MessageKind::DespatchAdvice,
        ("380" | "381" | "389", _) => MessageKind::Invoice,
        _ => MessageKind::Order,
    }
}

fn numbers(source: &mut Source<'_>, xml: &Xml<'_>, at: usize, kind: MessageKind, order: &mut FoundOrder) {
    let head = ["ExchangedDocument", "HeaderExchangedDocument"].iter().find_map(|head| xml.at(at, head));
    if let Some(test) = xml.text(at, "ExchangedDocumentContext/TestIndicator/Indicator", source)
        && test.text == "true"
    {
        source.fault(FaultKind::Test, &test);
    }
    let Some(head) = head else { return };
    let own = xml.text(head, "ID", source);
    order.document_number = source.text(own.clone());
    let referred =
        "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/BuyerOrderReferencedDocument/IssuerAssignedID";
    order.po_number = match kind {
        MessageKind::Order => source.text(own),
        _ => source.text(xml.text(at, referred, source)),
    };
    order.document_date = date(source, xml, head, "IssueDateTime");
    order.instructions = source.text(Bit::joined(xml.texts(head, "IncludedNote/Content", source), " "));
    let copy = xml.text(head, "CopyIndicator/Indicator", source).filter(|copy| copy.text == "true");
    let purpose = xml.text(head, "PurposeCode", source).filter(|purpose| !matches!(purpose.text.as_str(), "9" | "46"));
    if let Some(other) = copy.or(purpose)
        && is_order(kind)
    {
        source.fault(FaultKind::NotOriginal, &other);
    }
}

/// A date by its format (2379): `102` and `203` begin with the day; without one as XML writes it.
fn date(source: &mut Source<'_>, xml: &Xml<'_>, at: usize, path: &str) -> Field<chrono::NaiveDate> {
    let Some(at) = ["DateTimeString", "DateTime"].iter().find_map(|name| xml.at(at, &format!("{path}/{name}"))) else {
        return Field::default();
    };
    let format = xml.node(at).attributes.iter().find(|one| one.name == "format").map(|one| one.value.clone());
    source.day(Bit::text_of(xml.tree, at, source), |text| match format.as_deref() {
        Some("102" | "203" | "204") => digits_day(text),
        Some("610" | "616") => When::Longer,
        _ => iso_day(text),
    })
}

fn parties(source: &mut Source<'_>, xml: &Xml<'_>, trade: usize, order: &mut FoundOrder) {
    let name = |path: &str| xml.text(trade, path, source);
    let (agreement, delivery) = ("ApplicableHeaderTradeAgreement", "ApplicableHeaderTradeDelivery");
    order.buyer_name = source.text(name(&format!("{agreement}/BuyerTradeParty/Name")));
    order.seller_name = source.text(name(&format!("{agreement}/SellerTradeParty/Name")));
    let place = format!("{delivery}/ShipToTradeParty");
    order.ship_to_name = source.text(name(&format!("{place}/Name")));
    let address = xml.at(trade, &format!("{place}/PostalTradeAddress")).and_then(|at| {
        let one = |path: &str| xml.text(at, path, source);
        let mut parts: Vec<Bit> =
            ["LineOne", "LineTwo", "LineThree", "StreetName"].into_iter().filter_map(one).collect();
        parts.extend(Bit::joined([one("PostcodeCode"), one("CityName")].into_iter().flatten().collect(), " "));
        parts.extend(["CountrySubDivisionName", "CountryID"].into_iter().filter_map(one));
        Bit::joined(parts, ", ")
    });
    order.ship_to_address = source.text(address);
    if let Some(at) = xml.at(trade, delivery) {
        order.delivery_date = day(source, xml, at);
    }
}

/// The day that is asked for: itself, otherwise the end of its period, otherwise its start.
fn day(source: &mut Source<'_>, xml: &Xml<'_>, at: usize) -> Field<chrono::NaiveDate> {
    const DAYS: [&str; 3] =
        ["OccurrenceDateTime", "OccurrenceSpecifiedPeriod/EndDateTime", "OccurrenceSpecifiedPeriod/StartDateTime"];
    // Of the order itself first, then of the date of despatch that stands for it nowhere.
    for path in DAYS {
        let found = date(source, xml, at, &format!("RequestedDeliverySupplyChainEvent/{path}"));
        if found.value().is_some() {
            return found;
        }
    }
    Field::default()
}

/// Charges less allowances directly in an element.
fn charges(xml: &Xml<'_>, at: usize) -> Decimal {
    xml.charges(at, "SpecifiedTradeAllowanceCharge", ("ActualAmount", "ChargeIndicator/Indicator"))
}

fn line(source: &mut Source<'_>, xml: &Xml<'_>, at: usize) -> (FoundLine, Decimal) {
    const CODES: [&str; 5] =
        ["SellerAssignedID", "GlobalID", "BuyerAssignedID", "ManufacturerAssignedID", "IndustryAssignedID"];
    let product = xml.at(at, "SpecifiedTradeProduct").unwrap_or(at);
    let delivery = xml.at(at, "SpecifiedLineTradeDelivery").unwrap_or(at);
    let settlement = xml.at(at, "SpecifiedLineTradeSettlement").unwrap_or(at);
    let quantity = ["RequestedQuantity", "BilledQuantity", "DespatchedQuantity", "AgreedQuantity"]
        .iter()
        .find_map(|name| xml.at(delivery, name));
    let unit = quantity.and_then(|quantity| xml.attribute(quantity, "", "unitCode", source));
    let codes = CODES.iter().filter_map(|path| xml.text(product, path, source)).collect();
    let total = "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount";
    let mut line = FoundLine {
        line_no: source.text(xml.text(at, "AssociatedDocumentLineDocument/LineID", source)),
        code: source.texts(codes),
        description: source.text(xml.first(product, &["Name", "Description"], source)),
        colour: source.text(xml.colour(xml.all(product, "ApplicableProductCharacteristic"), "Description", source)),
        quantity: source.number(quantity.and_then(|at| Bit::text_of(xml.tree, at, source))),
        unit: source.text(unit.clone()),
        line_total: source.number(xml.text(settlement, total, source)),
        delivery_date: day(source, xml, delivery),
        ..FoundLine::default()
    };
    let prices = ["NetPriceProductTradePrice", "GrossPriceProductTradePrice"];
    let agreement = xml.at(at, "SpecifiedLineTradeAgreement").unwrap_or(at);
    if let Some(price) = prices.iter().find_map(|name| xml.at(agreement, name)) {
        line.unit_price = source.number(xml.text(price, "ChargeAmount", source));
        if xml.node(price).name.starts_with("Gross") && xml.at(price, "AppliedTradeAllowanceCharge").is_some() {
            line.unit_price.doubt = Some("gross_price".to_owned());
        }
        xml.price_base(source, (price, "BasisQuantity"), unit.as_ref(), &mut line);
    }
    let events = xml.all(delivery, "RequestedDeliverySupplyChainEvent");
    let deliveries = if events.len() > 1 { schedule(source, xml, &events) } else { Vec::new() };
    scheduled(&mut line, deliveries);
    (line, charges(xml, settlement))
}

/// Several deliveries, each with its quantity in units.
fn schedule(source: &mut Source<'_>, xml: &Xml<'_>, events: &[usize]) -> Vec<Delivery> {
    let mut found = Vec::new();
    for &event in events {
        let mut date = self::date(source, xml, event, "OccurrenceDateTime");
        if date.value().is_none() {
            date = self::date(source, xml, event, "OccurrenceSpecifiedPeriod/EndDateTime");
        }
        found.push(Delivery { quantity: source.number(xml.text(event, "UnitQuantity", source)), date });
    }
    found.retain(|one| one.quantity.value().is_some());
    found
}

fn totals(source: &mut Source<'_>, xml: &Xml<'_>, trade: usize, order: &mut FoundOrder, extras: &mut Extras) {
    let Some(settlement) = xml.at(trade, "ApplicableHeaderTradeSettlement") else { return };
    let currencies = ["OrderCurrencyCode", "InvoiceCurrencyCode"];
    order.currency = source.currency(xml.first(settlement, &currencies, source));
    extras.order = charges(xml, settlement);
    let sums = ["SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"];
    let Some(sums) = sums.iter().find_map(|name| xml.at(settlement, name)) else { return };
    order.subtotal = source.number(xml.first(sums, &["TaxBasisTotalAmount", "LineTotalAmount"], source));
    order.tax_total = source.number(xml.text(sums, "TaxTotalAmount", source));
    order.total = source.number(xml.first(sums, &["GrandTotalAmount", "DuePayableAmount"], source));
    // Stated sums of charges say what the single ones may leave out.
    let stated = xml.amount(sums, "ChargeTotalAmount") - xml.amount(sums, "AllowanceTotalAmount");
    if extras.order.is_zero() {
        extras.order = stated;
    }
    if xml.at(sums, "TaxBasisTotalAmount").is_none() {
        extras.behind_tax += extras.order;
    }
}
