//! TRADACOMS orders: `ORDHDR`, one `ORDERS` for each order, `ORDTLR`.

use super::source::{Bit, Source, digits_day, number};
use super::{Message, MessageKind, envelope};
use crate::evidence::Field;
use crate::evidence::{Fault, FaultKind};
use crate::extraction::found::{FoundLine, FoundOrder};
use crate::reading::electronic::segments::{Dialect, Interchange, Segment, known_tags};
use crate::units::Millionths;

/// The messages of a transmission: one for each order.
pub(super) fn messages(source: &mut Source<'_>, interchange: &Interchange) -> Vec<Message> {
    let opened = envelope::open(source, interchange);
    let start = interchange.segments.first().filter(|segment| segment.tag == "STX");
    // Parties and transaction type stand in a message of their own before the orders.
    let head: Vec<Segment> = opened
        .messages
        .iter()
        .filter(|message| message.segments[0].text(2, 1).ends_with("HDR"))
        .flat_map(|message| message.segments.iter().cloned())
        .collect();
    let mut around = opened.faults;
    let mut found: Vec<Message> = Vec::new();
    for message in opened.messages {
        let name = message.segments[0].text(2, 1).to_owned();
        if name != "ORDERS" && (name.ends_with("HDR") || name.ends_with("TLR")) {
            around.extend(message.faults);
            if name == "ORDTLR" {
                count_orders(source, message.segments, found.len());
                around.append(&mut source.faults);
            }
            continue;
        }
        let kind = if name == "ORDERS" { kind_of(&head) } else { kind_by_name(&name) };
        // A message may hold several orders, each from its location on.
        for segments in each_order(message.segments) {
            let mut one = Message { kind, name: name.clone(), ..Message::default() };
            one.position = segments.first().map_or(0, |segment| segment.number);
            one.place = Bit::of(&message.segments[0], 2, 1).map(|bit| source.place(&bit));
            if kind != MessageKind::Unknown {
                one.order = order(source, start, &head, segments);
            }
            one.faults.clone_from(&message.faults);
            one.faults.append(&mut source.faults);
            found.push(one);
        }
    }
    if found.is_empty() {
        found.push(Message::default());
    }
    for one in &mut found {
        one.faults.splice(0..0, around.iter().cloned());
    }
    found
}

/// What the orders of a file are, by the transaction type in its head.
fn kind_of(head: &[Segment]) -> MessageKind {
    let kind = head.iter().find(|segment| segment.tag == "TYP");
    let name = kind.map(|segment| segment.text(2, 1).to_ascii_uppercase()).unwrap_or_default();
    if name.contains("CANCEL") || name.contains("DELET") {
        MessageKind::OrderCancellation
    } else if name.contains("AMEND") || name.contains("CHANGE") {
        MessageKind::OrderChange
    } else {
        MessageKind::Order
    }
}

fn kind_by_name(name: &str) -> MessageKind {
    match name {
        "INVOIC" => MessageKind::Invoice,
        "DELIVR" => MessageKind::DespatchAdvice,
        "ACKMNT" => MessageKind::OrderResponse,
        _ => MessageKind::Unknown,
    }
}

/// The segments of each order of a message.
fn each_order(segments: &[Segment]) -> Vec<&[Segment]> {
    let starts: Vec<usize> = (0..segments.len()).filter(|&at| segments[at].tag == "ORD").collect();
    if starts.len() < 2 {
        return vec![segments];
    }
    // The location of an order stands before its number.
    let start = |at: usize| if at > 0 && segments[at - 1].tag == "CLO" { at - 1 } else { at };
    let end = |index: usize| starts.get(index + 1).map_or(segments.len(), |&next| start(next));
    starts.iter().enumerate().map(|(index, &at)| &segments[start(at)..end(index)]).collect()
}

fn order(source: &mut Source<'_>, start: Option<&Segment>, head: &[Segment], segments: &[Segment]) -> FoundOrder {
    source.strays(segments, known_tags(Dialect::Tradacoms));
    let find = |tag: &str| segments.iter().find(|segment| segment.tag == tag);
    let of_head = |tag: &str| head.iter().find(|segment| segment.tag == tag);
    let number = find("ORD").and_then(|segment| Bit::of(segment, 1, 1).or_else(|| Bit::of(segment, 1, 2)));
    let placed = find("ORD").and_then(|segment| Bit::of(segment, 1, 3).or_else(|| Bit::of(segment, 1, 4)));
    let mut order = FoundOrder {
        // Named in the head of the file, otherwise in that of the transmission.
        buyer_name: source
            .text(of_head("CDT").and_then(|party| Bit::of(party, 2, 1)).or_else(|| Bit::of(start?, 2, 2))),
        seller_name: source
            .text(of_head("SDT").and_then(|party| Bit::of(party, 2, 1)).or_else(|| Bit::of(start?, 3, 2))),
        po_number: source.text(number.clone()),
        document_number: source.text(number),
        document_date: source.day(placed, digits_day),
        ..FoundOrder::default()
    };
    if let Some(place) = find("CLO") {
        order.ship_to_name = source.text(Bit::of(place, 2, 1));
        order.ship_to_address = source.text(Bit::joined(Bit::all(place, 3, 1..=5), ", "));
    }
    if let Some(delivery) = find("DIN") {
        // Latest day, otherwise the only one that is named.
        let day = Bit::of(delivery, 2, 1).filter(|day| day.text.len() == 6).or_else(|| Bit::of(delivery, 1, 1));
        order.delivery_date = source.day(day, digits_day);
    }
    let first = segments.iter().position(|segment| segment.tag == "OLD").unwrap_or(segments.len());
    let notes = segments[..first].iter().filter(|segment| segment.tag == "DNA");
    order.instructions = source.text(Bit::joined(notes.flat_map(narrative).collect(), " "));
    for line in segments.iter().filter(|segment| segment.tag == "OLD") {
        let line = self::line(source, line);
        order.lines.push(line);
    }
    for (tag, is_missing) in [("ORD", order.po_number.value().is_none()), ("OLD", order.lines.is_empty())] {
        if is_missing {
            source.faults.push(Fault::new(FaultKind::ValueMissing, source.part, tag));
        }
    }
    if let Some(stated) = find("OTR") {
        differs(source, stated, order.lines.len());
    }
    order
}

/// The free texts of a narrative segment.
fn narrative(segment: &Segment) -> Vec<Bit> {
    let texts = Bit::all(segment, 4, 1..=4);
    if texts.is_empty() { Bit::all(segment, 3, 1..=4) } else { texts }
}

fn line(source: &mut Source<'_>, segment: &Segment) -> FoundLine {
    // The seller's own code, the numbers of traded and of consumer unit, what the customer calls it.
    let codes = [(2, 2), (2, 1), (3, 1), (3, 2), (4, 1), (4, 2)];
    let codes = codes.into_iter().filter_map(|(element, component)| Bit::of(segment, element, component)).collect();
    // Ordered units, otherwise the measure that is ordered; that has three implied decimals.
    let by_measure = Bit::of(segment, 6, 2).filter(|_| segment.piece(6, 1).is_none());
    let quantity = match by_measure {
        Some(measure) => implied(source, measure, 1000),
        None => source.number(Bit::of(segment, 6, 1)),
    };
    FoundLine {
        line_no: source.text(Bit::of(segment, 1, 1)),
        code: source.texts(codes),
        description: source.text(Bit::joined(Bit::all(segment, 10, 1..=2), " ")),
        quantity,
        unit: source.text(Bit::of(segment, 6, 3)),
        unit_price: Bit::of(segment, 7, 1).map(|price| implied(source, price, 10_000)).unwrap_or_default(),
        ..FoundLine::default()
    }
}

/// A number whose decimals are implied: exact where it has a decimal sign, otherwise to be looked at.
fn implied(source: &mut Source<'_>, bit: Bit, parts: i64) -> Field<Millionths> {
    if bit.text.contains('.') {
        return source.number(Some(bit));
    }
    match number(&bit.text) {
        Some(written) => {
            let found = source.found(Millionths(written.0 / parts), &bit);
            Field { doubt: Some("implied_decimals".to_owned()), ..Field::one(found) }
        }
        None => source.number(Some(bit)),
    }
}

/// The number of orders that the trailer of the file states.
fn count_orders(source: &mut Source<'_>, segments: &[Segment], orders: usize) {
    if let Some(stated) = segments.iter().find(|segment| segment.tag == "OFT") {
        differs(source, stated, orders);
    }
}

fn differs(source: &mut Source<'_>, segment: &Segment, count: usize) {
    if let Some(stated) = Bit::of(segment, 1, 1)
        && number(&stated.text) != Some(Millionths::whole(i64::try_from(count).unwrap_or(i64::MAX)))
    {
        source.fault(FaultKind::CountDiffers, &stated);
        if let Some(fault) = source.faults.last_mut() {
            fault.expected = Some(count.to_string());
        }
    }
}
