//! ASC X12 850 purchase orders (and, recognised, 860, 855, 865, 856), 003010 to 005010.
//!
//! The head is read here, the lines in `lines`.

mod lines;

use rust_decimal::Decimal;

use super::source::{Bit, Source, When, digits_day, number};
use super::sums::{Extras, check};
use super::{Message, MessageKind, Writing, in_turn};
use crate::evidence::Field;
use crate::evidence::{Fault, FaultKind};
use crate::extraction::found::FoundOrder;
use crate::reading::electronic::segments::{Dialect, Interchange, Segment, known_tags};
use crate::units::Millionths;

/// Dates (374) by which goods are to be there, best first: requested, latest, required, prior to and including, promised.
const LAST_DAY: [&str; 8] = ["002", "063", "106", "074", "068", "069", "067", "077"];
/// Dates from which on they may be there, which stand for it where nothing else does: not before, after, estimated.
const FIRST_DAY: [&str; 3] = ["064", "071", "017"];
/// Dates that are near it and not it: requested despatch, despatch no later and not before, pick-up, available.
const OTHER_DAYS: [&str; 5] = ["010", "038", "037", "118", "018"];

/// The messages of an interchange: one for each transaction set.
pub(super) fn messages(source: &mut Source<'_>, interchange: &Interchange) -> Vec<Message> {
    let writing = Writing { test: ("ISA", 15, "T"), type_at: 1, kind_of, order };
    in_turn(source, interchange, &writing)
}

/// What a transaction set is, for an order also by its purpose (353).
fn kind_of(segments: &[Segment]) -> MessageKind {
    let purpose = begin(segments).map_or("", |begin| begin.text(1, 1));
    match (segments[0].text(1, 1), purpose) {
        ("850" | "875", "01" | "03") | ("860", "01" | "03") => MessageKind::OrderCancellation,
        ("850" | "875", "04" | "02") | ("860", _) => MessageKind::OrderChange,
        ("850" | "875", _) => MessageKind::Order,
        ("855" | "865", _) => MessageKind::OrderResponse,
        ("856", _) => MessageKind::DespatchAdvice,
        ("810", _) => MessageKind::Invoice,
        _ => MessageKind::Unknown,
    }
}

fn begin(segments: &[Segment]) -> Option<&Segment> {
    segments
        .iter()
        .find(|segment| matches!(segment.tag.as_str(), "BEG" | "BCH" | "BAK" | "BCA" | "BSN" | "BIG" | "G50"))
}

fn order(source: &mut Source<'_>, segments: &[Segment], kind: MessageKind) -> FoundOrder {
    source.strays(segments, known_tags(Dialect::X12));
    let is_detail = |segment: &Segment| matches!(segment.tag.as_str(), "PO1" | "POC" | "HL" | "IT1");
    let end = segments.iter().position(|segment| segment.tag == "CTT").unwrap_or(segments.len());
    let first = segments[..end].iter().position(is_detail).unwrap_or(end);
    let (head, detail, sums) = (&segments[..first], &segments[first..end], &segments[end..]);
    let mut order = FoundOrder::default();
    numbers(source, segments, kind, &mut order);
    let dates: Vec<&Segment> = head.iter().filter(|segment| segment.tag == "DTM").collect();
    order.delivery_date = delivery(source, &dates);
    parties(source, head, &mut order);
    let currency = head.iter().find(|segment| segment.tag == "CUR");
    order.currency = source.currency(currency.and_then(|segment| Bit::of(segment, 2, 1)));
    order.instructions = notes(source, head);
    let mut extras = Extras { order: allowances(head), ..Extras::default() };
    lines::lines(source, detail, &mut order, &mut extras);
    totals(source, head, sums, &mut order);
    if kind == MessageKind::Order {
        for (segment, is_missing) in [("BEG", order.po_number.value().is_none()), ("PO1", order.lines.is_empty())] {
            if is_missing {
                source.faults.push(Fault::new(FaultKind::ValueMissing, source.part, segment));
            }
        }
    }
    check(&mut order, &extras);
    control_totals(source, sums, &order);
    order
}

fn numbers(source: &mut Source<'_>, segments: &[Segment], kind: MessageKind, order: &mut FoundOrder) {
    let Some(begin) = begin(segments) else { return };
    // Where number and date stand, by segment.
    let (number, date) = match begin.tag.as_str() {
        "BSN" => (2, 3),
        "BIG" => (2, 1),
        "BCH" => (3, 6),
        "BAK" | "BCA" => (3, 4),
        "G50" => (3, 2),
        _ => (3, 5),
    };
    let own = Bit::of(begin, number, 1);
    order.document_date = source.day(Bit::of(begin, date, 1), digits_day);
    // A despatch advice names the order it is for in its second level.
    let purchase = segments.iter().find(|segment| segment.tag == "PRF").and_then(|segment| Bit::of(segment, 1, 1));
    order.po_number = match kind {
        MessageKind::DespatchAdvice => source.text(purchase),
        MessageKind::Invoice => source.text(Bit::of(begin, 4, 1)),
        _ => source.text(own.clone()),
    };
    order.document_number = source.text(own);
    if let Some(purpose) = Bit::of(begin, 1, 1)
        && kind == MessageKind::Order
        && purpose.text != "00"
        && begin.tag == "BEG"
    {
        source.fault(FaultKind::NotOriginal, &purpose);
    }
}

/// The day of delivery of several dates; the first one stands for it with a doubt, and another day, such as that of
/// despatch, is only proposed.
fn delivery(source: &mut Source<'_>, dates: &[&Segment]) -> Field<chrono::NaiveDate> {
    let find = |code: &&str| dates.iter().copied().find(|segment| segment.text(1, 1) == *code);
    if let Some(found) = LAST_DAY.iter().find_map(&find) {
        return day(source, found);
    }
    if let Some(found) = FIRST_DAY.iter().find_map(&find) {
        return super::instead(day(source, found));
    }
    match OTHER_DAYS.iter().find_map(find) {
        Some(found) => super::proposed(day(source, found)),
        None => Field::default(),
    }
}

/// The day of a `DTM`: a date of its own, or the end of a period by its format (1250).
fn day(source: &mut Source<'_>, segment: &Segment) -> Field<chrono::NaiveDate> {
    if segment.piece(2, 1).is_some() {
        return source.day(Bit::of(segment, 2, 1), digits_day);
    }
    let format = segment.text(5, 1).to_owned();
    source.day(Bit::of(segment, 6, 1), |text| match format.as_str() {
        "RD8" => digits_day(text.rsplit('-').next().unwrap_or_default()),
        "" | "D8" | "DT" | "D6" => digits_day(text),
        _ => When::Longer,
    })
}

/// A party with the segments that follow it: name, second name, address lines, place.
struct Party<'a> {
    segments: &'a [Segment],
}

impl Party<'_> {
    fn name(&self) -> Option<Bit> {
        Bit::of(&self.segments[0], 2, 1)
    }

    fn address(&self) -> Option<Bit> {
        let mut parts = Vec::new();
        for segment in self.segments {
            match segment.tag.as_str() {
                "N2" | "N3" => parts.extend((1..=2).filter_map(|element| Bit::of(segment, element, 1))),
                "N4" => {
                    let place = [1, 2, 3].into_iter().filter_map(|element| Bit::of(segment, element, 1)).collect();
                    parts.extend(Bit::joined(place, " "));
                    parts.extend(Bit::of(segment, 4, 1));
                }
                _ => {}
            }
        }
        Bit::joined(parts, ", ")
    }
}

/// The first party of one of several roles (98), the first role first.
fn party<'a>(segments: &'a [Segment], roles: &[&str]) -> Option<Party<'a>> {
    let of = |role: &&str| segments.iter().position(|segment| segment.tag == "N1" && segment.text(1, 1) == *role);
    let start = roles.iter().find_map(of)?;
    let follows =
        |segment: &&Segment| matches!(segment.tag.as_str(), "N2" | "N3" | "N4" | "NX2" | "REF" | "PER" | "IN2");
    let behind = segments[start + 1..].iter().take_while(follows).count();
    Some(Party { segments: &segments[start..=start + behind] })
}

fn parties(source: &mut Source<'_>, head: &[Segment], order: &mut FoundOrder) {
    let name = |roles: &[&str]| {
        let named = roles.iter().filter_map(|role| party(head, &[role])).find_map(|party| party.name());
        source.text(named)
    };
    order.buyer_name = name(&["BY", "OB", "BT", "IV"]);
    order.seller_name = name(&["SE", "VN", "SU", "SF"]);
    let place = party(head, &["ST", "DP", "CN"]);
    order.ship_to_name = source.text(place.as_ref().and_then(Party::name));
    order.ship_to_address = source.text(place.as_ref().and_then(Party::address));
}

/// Texts of the head for people.
fn notes(source: &Source<'_>, head: &[Segment]) -> Field<String> {
    let text = |segment: &Segment| match segment.tag.as_str() {
        "MSG" => Bit::of(segment, 1, 1),
        "NTE" | "MTX" => Bit::of(segment, 2, 1),
        _ => None,
    };
    source.text(Bit::joined(head.iter().filter_map(text).collect(), " "))
}

/// Charges less allowances: their amounts (`SAC05`) have two implied decimals.
fn allowances(segments: &[Segment]) -> Decimal {
    let amount = |segment: &Segment| {
        let written = segment.text(5, 1);
        let amount = number(written)?.to_decimal();
        let amount = if written.contains('.') { amount } else { amount / Decimal::ONE_HUNDRED };
        match segment.text(1, 1) {
            "C" => Some(amount),
            "A" => Some(-amount),
            _ => None,
        }
    };
    segments.iter().filter(|segment| segment.tag == "SAC").filter_map(amount).sum()
}

fn totals(source: &mut Source<'_>, head: &[Segment], sums: &[Segment], order: &mut FoundOrder) {
    let amount = |code: &str| {
        let is_it = |segment: &&Segment| segment.tag == "AMT" && segment.text(1, 1) == code;
        sums.iter().chain(head).find(is_it).and_then(|segment| Bit::of(segment, 2, 1))
    };
    order.total = source.number(amount("TT"));
    let taxes: Vec<&Segment> =
        head.iter().chain(sums).filter(|segment| segment.tag == "TXI" && segment.piece(2, 1).is_some()).collect();
    order.tax_total = match &taxes[..] {
        [only] => source.number(Bit::of(only, 2, 1)),
        _ => source.number(amount("T")),
    };
}

/// Number of lines and sum of quantities against what is there.
fn control_totals(source: &mut Source<'_>, sums: &[Segment], order: &FoundOrder) {
    let Some(stated) = sums.iter().find(|segment| segment.tag == "CTT") else { return };
    let count = Decimal::from(order.lines.len());
    let quantities: Option<Decimal> =
        order.lines.iter().map(|line| line.quantity.value().map(|quantity| quantity.to_decimal())).sum();
    for (element, what, is) in [(1, FaultKind::CountDiffers, Some(count)), (2, FaultKind::TotalDiffers, quantities)] {
        let Some((bit, total)) =
            Bit::of(stated, element, 1).and_then(|bit| Some((number(&bit.text)?, bit)).map(|(n, b)| (b, n)))
        else {
            continue;
        };
        if let Some(is) = is.filter(|is| !is_control_total(*is, total)) {
            source.fault(what, &bit);
            if let Some(fault) = source.faults.last_mut() {
                fault.expected = Some(is.normalize().to_string());
            }
        }
    }
}

/// Whether a sum is the stated control total: a hash total leaves out decimal signs and may be cut to its last digits.
fn is_control_total(is: Decimal, stated: Millionths) -> bool {
    let stated = stated.to_decimal();
    let digits = |number: Decimal| number.normalize().to_string().replace('.', "");
    is == stated || (is.scale() > 0 && !is.fract().is_zero()) || {
        let (is, stated) = (digits(is), digits(stated));
        stated.len() >= 3 && is.len() > stated.len() && is.ends_with(&stated)
    }
}
