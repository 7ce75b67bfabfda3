//! EDIFACT ORDERS (and, recognised, ORDCHG, ORDRSP, DESADV) from D.96A to D.01B, EANCOM included.
//!
//! The head of the message is read here, its lines in `lines`, codes and dates in `codes`.

mod codes;
mod lines;

use rust_decimal::Decimal;

use super::source::{Bit, Source, number};
use super::sums::{Extras, check};
use super::{Message, MessageKind, Writing, in_turn};
use crate::evidence::Field;
use crate::evidence::{Fault, FaultKind};
use crate::extraction::found::FoundOrder;
use crate::reading::electronic::segments::{Dialect, Interchange, Segment, known_tags};
use codes::{FIRST_DAY, LAST_DAY, OTHER_DAYS, Segments, edifact_day};

/// The messages of an interchange.
pub(super) fn messages(source: &mut Source<'_>, interchange: &Interchange) -> Vec<Message> {
    // Interchange header, test indicator (0035).
    let writing = Writing { test: ("UNB", 11, "1"), type_at: 2, kind_of, order };
    in_turn(source, interchange, &writing)
}

/// What a message is: its type, for an order also its name (1001) and its function (1225).
fn kind_of(segments: &[Segment]) -> MessageKind {
    let begin = segments.iter().find(|segment| segment.tag == "BGM");
    let (name, function) = begin.map_or(("", ""), |begin| (begin.text(1, 1), begin.text(3, 1)));
    match segments[0].text(2, 1) {
        "ORDERS" => match (name, function) {
            (_, "1" | "3") => MessageKind::OrderCancellation,
            ("230", _) | (_, "4" | "2" | "36") => MessageKind::OrderChange,
            ("231", _) => MessageKind::OrderResponse,
            _ => MessageKind::Order,
        },
        "ORDCHG" if matches!(function, "1" | "3") => MessageKind::OrderCancellation,
        "ORDCHG" => MessageKind::OrderChange,
        "ORDRSP" => MessageKind::OrderResponse,
        "DESADV" => MessageKind::DespatchAdvice,
        "INVOIC" => MessageKind::Invoice,
        _ => MessageKind::Unknown,
    }
}

fn order(source: &mut Source<'_>, segments: &[Segment], kind: MessageKind) -> FoundOrder {
    source.strays(segments, known_tags(Dialect::Edifact));
    let is_detail = |segment: &Segment| segment.tag == "LIN" || segment.tag == "CPS";
    let is_sum = |segment: &Segment| segment.tag == "UNS" && segment.text(1, 1) != "D";
    let end = segments.iter().position(is_sum).unwrap_or(segments.len());
    let first = segments[..end].iter().position(is_detail).unwrap_or(end);
    let (head, detail, sums) = (&segments[..first], &segments[first..end], &segments[end..]);
    let mut order = FoundOrder::default();
    numbers(source, head, segments, kind, &mut order);
    dates(source, head, &mut order);
    parties(source, head, &mut order);
    order.currency = source.currency(currency(head).or_else(|| sums.iter().find_map(amount_currency)));
    order.instructions = free_text(source, head);
    let mut extras = Extras { order: allowances(head), ..Extras::default() };
    lines::lines(source, detail, kind, &mut order, &mut extras);
    totals(source, head, sums, &mut order);
    if kind == MessageKind::Order {
        require(source, segments, &order);
    }
    check(&mut order, &extras);
    control_totals(source, sums, &order, detail);
    order
}

/// Number of the document and of the order it is or speaks of.
fn numbers(source: &mut Source<'_>, head: &[Segment], all: &[Segment], kind: MessageKind, order: &mut FoundOrder) {
    let begin = head.iter().find(|segment| segment.tag == "BGM");
    let own = begin.and_then(|begin| Bit::of(begin, 2, 1));
    // Order number (buyer) and order document identifier, purchase order.
    let is_number = |segment: &&Segment| segment.tag == "RFF" && matches!(segment.text(1, 1), "ON" | "ABO");
    let in_lines = || all.iter().find(is_number).filter(|_| kind != MessageKind::Order);
    let referred = head.iter().find(is_number).or_else(in_lines);
    let referred = referred.and_then(|segment| Bit::of(segment, 1, 2));
    order.document_number = source.text(own.clone());
    order.po_number = match kind {
        MessageKind::Order => source.text(own.or(referred)),
        MessageKind::OrderChange | MessageKind::OrderCancellation => source.text(referred.or(own)),
        _ => source.text(referred),
    };
    if let Some(function) = begin.and_then(|begin| Bit::of(begin, 3, 1))
        && kind == MessageKind::Order
        && !matches!(function.text.as_str(), "9" | "46" | "47" | "53")
    {
        source.fault(FaultKind::NotOriginal, &function);
    }
}

fn dates(source: &mut Source<'_>, head: &[Segment], order: &mut FoundOrder) {
    // A date behind a reference is the date of that reference.
    let stated: Vec<&Segment> = head.stated("DTM", &["RFF", "CUX", "PAT"]);
    let any =
        |code: &str, among: &[&Segment]| among.iter().copied().find(|segment| segment.text(1, 1) == code).cloned();
    if let Some(day) = any("137", &stated).or_else(|| any("4", &stated)) {
        order.document_date = edifact_day(source, &day);
    }
    let all: Vec<&Segment> = head.iter().filter(|segment| segment.tag == "DTM").collect();
    order.delivery_date = delivery(source, &all);
}

/// The day of delivery of several dates: as asked for, otherwise the last that is allowed; the first one stands for it
/// with a doubt, and another day, such as that of despatch, is only proposed.
pub(super) fn delivery(source: &mut Source<'_>, dates: &[&Segment]) -> Field<chrono::NaiveDate> {
    let find = |code: &&str| dates.iter().copied().find(|segment| segment.text(1, 1) == *code);
    if let Some(day) = LAST_DAY.iter().find_map(&find) {
        return edifact_day(source, day);
    }
    if let Some(day) = FIRST_DAY.iter().find_map(&find) {
        return super::instead(edifact_day(source, day));
    }
    match OTHER_DAYS.iter().find_map(find) {
        Some(day) => super::proposed(edifact_day(source, day)),
        None => Field::default(),
    }
}

fn parties(source: &mut Source<'_>, head: &[Segment], order: &mut FoundOrder) {
    let party = |roles: &[&str]| {
        let of = |role: &&str| head.iter().find(|segment| segment.tag == "NAD" && segment.text(1, 1) == *role);
        roles.iter().find_map(of)
    };
    order.buyer_name = source.text(party(&["BY", "OB"]).and_then(name));
    order.seller_name = source.text(party(&["SU", "SE"]).and_then(name));
    if let Some(place) = party(&["DP", "ST", "CN", "UC"]) {
        order.ship_to_name = source.text(name(place));
        order.ship_to_address = source.text(address(place));
    }
}

/// The name of a party (C080), in older messages the first line of its unstructured address (C058). A name of 35
/// characters goes on in the next component.
fn name(party: &Segment) -> Option<Bit> {
    let parts = match Bit::all(party, 4, 1..=5) {
        parts if parts.is_empty() => Bit::all(party, 3, 1..=5),
        parts => parts,
    };
    let goes_on = parts.iter().take_while(|part| part.text.chars().count() >= 35).count();
    Bit::joined(parts.into_iter().take(goes_on + 1).collect(), " ")
}

fn address(party: &Segment) -> Option<Bit> {
    let mut parts = Vec::new();
    if party.piece(4, 1).is_none() {
        parts.extend(Bit::all(party, 3, 2..=5));
    }
    parts.extend(Bit::all(party, 5, 1..=4));
    parts.extend(Bit::joined([Bit::of(party, 8, 1), Bit::of(party, 6, 1)].into_iter().flatten().collect(), " "));
    parts.extend(Bit::of(party, 7, 1));
    parts.extend(Bit::of(party, 9, 1));
    Bit::joined(parts, ", ")
}

/// The reference currency.
fn currency(head: &[Segment]) -> Option<Bit> {
    let stated = head.iter().filter(|segment| segment.tag == "CUX");
    let of = |segment: &Segment| {
        let reference = (1..=2).find(|&element| segment.text(element, 1) == "2").unwrap_or(1);
        Bit::of(segment, reference, 2)
    };
    stated.into_iter().find_map(of)
}

fn amount_currency(segment: &Segment) -> Option<Bit> {
    Bit::of(segment, 1, 3).filter(|_| segment.tag == "MOA")
}

/// Free text of the head; what is only a code says nothing to a person.
fn free_text(source: &Source<'_>, head: &[Segment]) -> Field<String> {
    let texts = head.iter().filter(|segment| segment.tag == "FTX").flat_map(|segment| Bit::all(segment, 4, 1..=5));
    source.text(Bit::joined(texts.collect(), " "))
}

/// Charges less allowances of a group of segments, by their amounts.
fn allowances(segments: &[Segment]) -> Decimal {
    let mut sum = Decimal::ZERO;
    let mut is_charge = None;
    for segment in segments {
        match segment.tag.as_str() {
            "ALC" => is_charge = Some(segment.text(1, 1) == "C"),
            "MOA" if matches!(segment.text(1, 1), "8" | "23" | "204" | "131") => {
                let amount = number(segment.text(1, 2)).map(|amount| amount.to_decimal()).unwrap_or_default();
                match is_charge {
                    Some(true) => sum += amount,
                    Some(false) => sum -= amount,
                    None => {}
                }
            }
            "PCD" | "QTY" | "RNG" | "RTE" | "TAX" | "MOA" => {}
            _ => is_charge = None,
        }
    }
    sum
}

/// Sums of the message: of its lines, tax, grand total.
fn totals(source: &mut Source<'_>, head: &[Segment], sums: &[Segment], order: &mut FoundOrder) {
    let find = |codes: &[&str]| {
        let of = |code: &&str| {
            let is_it = |segment: &&Segment| segment.tag == "MOA" && segment.text(1, 1) == *code;
            sums.iter().find(is_it).or_else(|| head.iter().find(is_it)).and_then(|segment| Bit::of(segment, 1, 2))
        };
        codes.iter().find_map(of)
    };
    order.subtotal = source.number(find(&["79", "125", "289"]));
    order.tax_total = source.number(find(&["176", "124", "150"]));
    order.total = source.number(find(&["86", "77", "128", "39", "9"]));
}

/// What an order cannot be without.
fn require(source: &mut Source<'_>, segments: &[Segment], order: &FoundOrder) {
    let missing = [
        ("BGM", order.po_number.value().is_none()),
        ("NAD+BY", !segments.iter().any(|segment| segment.tag == "NAD" && segment.text(1, 1) == "BY")),
        ("LIN", order.lines.is_empty()),
    ];
    for (segment, is_missing) in missing {
        if is_missing {
            source.faults.push(Fault::new(FaultKind::ValueMissing, source.part, segment));
        }
    }
}

/// Number of lines (6069: 2) and sum of quantities (1) against what is there.
fn control_totals(source: &mut Source<'_>, sums: &[Segment], order: &FoundOrder, detail: &[Segment]) {
    for segment in sums.iter().filter(|segment| segment.tag == "CNT") {
        let (Some(bit), Some(stated)) = (Bit::of(segment, 1, 2), number(segment.text(1, 2))) else { continue };
        let quantities = || -> Option<Decimal> {
            order.lines.iter().map(|line| line.quantity.value().map(|quantity| quantity.to_decimal())).sum()
        };
        let (what, is) = match segment.text(1, 1) {
            "2" => {
                let lines = detail.iter().filter(|segment| segment.tag == "LIN").count();
                (FaultKind::CountDiffers, Some(Decimal::from(lines)))
            }
            "1" => (FaultKind::TotalDiffers, quantities()),
            _ => continue,
        };
        if let Some(is) = is.filter(|is| *is != stated.to_decimal()) {
            source.fault(what, &bit);
            if let Some(fault) = source.faults.last_mut() {
                fault.expected = Some(is.normalize().to_string());
            }
        }
    }
}
