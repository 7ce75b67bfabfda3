//! cXML 1.2 OrderRequest: new, update, delete; confirmations and notices of despatch are recognised.

use super::{PRICE_UNIT_DIFFERS, Xml, is_colour_name, is_order, require};
use crate::evidence::FaultKind;
use crate::extraction::electronic::codes::is_other_unit;
use crate::extraction::electronic::source::{Bit, Source, iso_day, number};
use crate::extraction::electronic::sums::{Extras, check};
use crate::extraction::electronic::{MessageKind, scheduled};
use crate::extraction::found::{Delivery, FoundLine, FoundOrder};

/// The requests in an envelope.
pub(super) fn documents(xml: &Xml<'_>) -> Vec<usize> {
    let known = |&at: &usize| kind_by_name(&xml.node(at).name) != MessageKind::Unknown;
    let inside = ["Request", "Message"].iter().flat_map(|name| xml.all(0, name));
    let found: Vec<usize> = inside.flat_map(|at| xml.node(at).children.clone()).filter(known).collect();
    // A request of another kind, or an answer, is still cXML.
    if found.is_empty() { vec![0] } else { found }
}

fn kind_by_name(name: &str) -> MessageKind {
    match name {
        "OrderRequest" => MessageKind::Order,
        "ConfirmationRequest" => MessageKind::OrderResponse,
        "ShipNoticeRequest" => MessageKind::DespatchAdvice,
        "InvoiceDetailRequest" => MessageKind::Invoice,
        _ => MessageKind::Unknown,
    }
}

/// What a request is and what it says.
pub(super) fn read(source: &mut Source<'_>, xml: &Xml<'_>, at: usize) -> (MessageKind, FoundOrder) {
    let mut order = FoundOrder::default();
    let mut kind = kind_by_name(&xml.node(at).name);
    let Some(head) = xml.at(at, "OrderRequestHeader") else {
        if let Some(referred) = xml.attribute(at, "OrderReference", "orderID", source) {
            order.po_number = source.text(Some(referred));
        }
        return (kind, order);
    };
    let way = xml.attribute(head, "", "type", source);
    kind = match way.as_ref().map(|way| way.text.as_str()) {
        Some("update") => MessageKind::OrderChange,
        Some("delete") => MessageKind::OrderCancellation,
        _ => kind,
    };
    if let Some(test) = test(source, xml) {
        source.fault(FaultKind::Test, &test);
    }
    let number = xml.attribute(head, "", "orderID", source);
    order.po_number = source.text(number.clone());
    order.document_number = source.text(number);
    order.document_date = source.day(xml.attribute(head, "", "orderDate", source), iso_day);
    order.delivery_date = source.day(xml.attribute(head, "", "requestedDeliveryDate", source), iso_day);
    parties(source, xml, head, &mut order);
    order.currency = source.currency(currency(source, xml, at, head));
    order.instructions = source.text(xml.text(head, "Comments", source));
    for item in xml.all(at, "ItemOut") {
        let line = line(source, xml, item);
        order.lines.push(line);
    }
    order.total = source.number(xml.text(head, "Total/Money", source));
    order.tax_total = source.number(xml.text(head, "Tax/Money", source));
    let extras = Extras { order: xml.amount(head, "Shipping/Money"), is_net_total: true, ..Extras::default() };
    if is_order(kind) {
        let needed =
            [("OrderRequestHeader@orderID", order.po_number.value().is_some()), ("ItemOut", !order.lines.is_empty())];
        require(source, &needed);
    }
    check(&mut order, &extras);
    (kind, order)
}

/// The mark of a test.
fn test(source: &Source<'_>, xml: &Xml<'_>) -> Option<Bit> {
    let mode = ["Request", "Message"].iter().find_map(|name| xml.attribute(0, name, "deploymentMode", source));
    mode.filter(|mode| mode.text == "test")
}

fn parties(source: &mut Source<'_>, xml: &Xml<'_>, head: usize, order: &mut FoundOrder) {
    let contact = |roles: &[&str]| {
        let is_it = |&one: &usize| {
            xml.node(one)
                .attributes
                .iter()
                .any(|attribute| attribute.name == "role" && roles.contains(&attribute.value.as_str()))
        };
        let found = xml.all(head, "Contact").into_iter().find(is_it);
        found.and_then(|at| xml.text(at, "Name", source))
    };
    let buyer = xml.text(head, "BillTo/Address/Name", source);
    order.buyer_name = source.text(buyer.or_else(|| contact(&["soldTo", "buyerCorporate", "buyerMasterAccount"])));
    order.seller_name = source.text(contact(&["supplierCorporate", "supplierMasterAccount", "supplierAccount"]));
    order.ship_to_name = source.text(xml.text(head, "ShipTo/Address/Name", source));
    let address = xml.at(head, "ShipTo/Address/PostalAddress").and_then(|at| {
        let one = |name: &str| xml.text(at, name, source);
        let mut parts = xml.texts(at, "DeliverTo", source);
        parts.extend(xml.texts(at, "Street", source));
        let place = [one("City"), one("State"), one("PostalCode")].into_iter().flatten().collect();
        parts.extend(Bit::joined(place, " "));
        parts.extend(one("Country"));
        Bit::joined(parts, ", ")
    });
    order.ship_to_address = source.text(address);
}

/// The currency of the total, otherwise of the first price.
fn currency(source: &Source<'_>, xml: &Xml<'_>, at: usize, head: usize) -> Option<Bit> {
    let total = xml.attribute(head, "Total/Money", "currency", source);
    total.or_else(|| xml.attribute(at, "ItemOut/ItemDetail/UnitPrice/Money", "currency", source))
}

fn line(source: &mut Source<'_>, xml: &Xml<'_>, at: usize) -> FoundLine {
    const CODES: [&str; 5] = [
        "ItemID/SupplierPartID",
        "ItemID/SupplierPartAuxiliaryID",
        "ItemID/IdReference",
        "ItemID/BuyerPartID",
        "ItemDetail/ManufacturerPartID",
    ];
    // A blanket line has its details under another name.
    let detail = ["ItemDetail", "BlanketItemDetail"].iter().find_map(|name| xml.at(at, name)).unwrap_or(at);
    let codes = CODES.iter().filter_map(|path| xml.text(at, path, source)).filter(is_code).collect();
    let unit = xml.text(detail, "UnitOfMeasure", source);
    let mut line = FoundLine {
        line_no: source.text(xml.attribute(at, "", "lineNumber", source)),
        code: source.texts(codes),
        description: source.text(xml.first(detail, &["Description", "Description/ShortName"], source)),
        colour: source.text(colour(source, xml, detail)),
        quantity: source.number(xml.attribute(at, "", "quantity", source)),
        unit: source.text(unit.clone()),
        unit_price: source.number(xml.text(detail, "UnitPrice/Money", source)),
        delivery_date: source.day(xml.attribute(at, "", "requestedDeliveryDate", source), iso_day),
        ..FoundLine::default()
    };
    price_base(source, xml, detail, unit, &mut line);
    let deliveries = xml
        .all(at, "ScheduleLine")
        .into_iter()
        .map(|one| Delivery {
            quantity: source.number(xml.attribute(one, "", "quantity", source)),
            date: source.day(xml.attribute(one, "", "requestedDeliveryDate", source), iso_day),
        })
        .filter(|one| one.quantity.value().is_some())
        .collect();
    scheduled(&mut line, deliveries);
    line
}

/// Catalogues without codes send a sign for "none".
fn is_code(bit: &Bit) -> bool {
    !matches!(bit.text.to_ascii_lowercase().as_str(), "n/a" | "na" | "none" | "-" | "not available" | "unknown")
}

/// How many units the price is for. With a conversion the price is for other units than those ordered.
fn price_base(source: &mut Source<'_>, xml: &Xml<'_>, detail: usize, unit: Option<Bit>, line: &mut FoundLine) {
    let Some(base) = xml.at(detail, "PriceBasisQuantity") else { return };
    line.price_per = source.number(xml.attribute(base, "", "quantity", source));
    let factor = xml.attribute(base, "", "conversionFactor", source).and_then(|factor| number(&factor.text));
    let is_converted = factor.is_some_and(|factor| factor.0 != 1_000_000);
    let base_unit = xml.text(base, "UnitOfMeasure", source);
    let is_other = matches!((&unit, &base_unit), (Some(own), Some(base)) if is_other_unit(&own.text, &base.text));
    if is_converted || is_other {
        line.unit_price.doubt = Some(PRICE_UNIT_DIFFERS.to_owned());
    }
}

/// The extrinsic that is called a colour.
fn colour(source: &Source<'_>, xml: &Xml<'_>, detail: usize) -> Option<Bit> {
    let is_colour = |&one: &usize| {
        let name = xml.node(one).attributes.iter().find(|attribute| attribute.name == "name");
        name.is_some_and(|name| is_colour_name(&name.value))
    };
    let found = xml.all(detail, "Extrinsic").into_iter().find(is_colour)?;
    Bit::text_of(xml.tree, found, source)
}
