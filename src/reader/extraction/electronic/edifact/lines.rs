//! The lines of an EDIFACT message.

use rust_decimal::Decimal;

use super::codes::{FIRST_DAY, LAST_DAY, OTHER_DAYS, edifact_day};
use super::{allowances, delivery};
use crate::evidence::FaultKind;
use crate::evidence::Field;
use crate::extraction::electronic::codes::{is_other_unit, ranked};
use crate::extraction::electronic::source::{Bit, Source, number};
use crate::extraction::electronic::sums::Extras;
use crate::extraction::electronic::{MessageKind, scheduled};
use crate::extraction::found::{Delivery, FoundLine, FoundOrder};
use crate::reading::electronic::segments::Segment;

/// Quantities (6063) that a line is about: ordered; in a despatch advice what was sent.
const ORDERED: [&str; 3] = ["21", "1", "61"];
const SENT: [&str; 3] = ["12", "46", "21"];
/// Quantities of one of several deliveries.
const SPLIT: [&str; 5] = ["21", "11", "113", "1", "78"];

/// All lines, with charges and allowances of each.
pub(super) fn lines(
    source: &mut Source<'_>, detail: &[Segment], kind: MessageKind, order: &mut FoundOrder, extras: &mut Extras,
) {
    let starts: Vec<usize> =
        detail.iter().enumerate().filter(|(_, segment)| segment.tag == "LIN").map(|(at, _)| at).collect();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(detail.len());
        let (line, extra) = line(source, &detail[start..end], kind);
        order.lines.push(line);
        extras.lines.push(extra);
    }
}

fn line(source: &mut Source<'_>, segments: &[Segment], kind: MessageKind) -> (FoundLine, Decimal) {
    let head = &segments[0];
    // A line that is a part of another one (C829).
    if let Some(parent) = Bit::of(head, 4, 2).filter(|_| head.text(4, 1) == "1") {
        source.fault(FaultKind::SubLine, &parent);
    }
    let mut line = FoundLine {
        line_no: source.text(Bit::of(head, 1, 1)),
        code: code(source, segments),
        description: source.text(description(segments, &["35"], false)),
        colour: source.text(description(segments, &["35"], true)),
        ..FoundLine::default()
    };
    let own = own_part(segments);
    let codes = if kind == MessageKind::DespatchAdvice { SENT } else { ORDERED };
    let of = |code: &&str| own.iter().find(|segment| segment.tag == "QTY" && segment.text(1, 1) == *code);
    if let Some(quantity) = codes.iter().find_map(of) {
        line.quantity = source.number(Bit::of(quantity, 1, 2));
        line.unit = source.text(Bit::of(quantity, 1, 3));
    }
    price(source, segments, &mut line);
    let total = ["203", "66", "128"]
        .iter()
        .find_map(|code| segments.iter().find(|segment| segment.tag == "MOA" && segment.text(1, 1) == *code));
    line.line_total = source.number(total.and_then(|segment| Bit::of(segment, 1, 2)));
    let dates: Vec<&Segment> = own.iter().filter(|segment| segment.tag == "DTM").collect();
    line.delivery_date = delivery(source, &dates);
    let deliveries = schedule(source, segments);
    scheduled(&mut line, deliveries);
    (line, allowances(segments))
}

/// What belongs to the line itself, before its places and schedules of delivery.
fn own_part(segments: &[Segment]) -> &[Segment] {
    let is_split = |segment: &Segment| matches!(segment.tag.as_str(), "SCC" | "LOC" | "PAC" | "NAD" | "TDT" | "EQD");
    let end = segments.iter().position(is_split).unwrap_or(segments.len());
    let own = &segments[..end];
    // A message that states its quantity behind its place of delivery has no other.
    if own.iter().any(|segment| segment.tag == "QTY") { own } else { segments }
}

/// The code of the line (C212) and those beside it (`PIA`), the seller's own first.
fn code(source: &Source<'_>, segments: &[Segment]) -> Field<String> {
    let mut found: Vec<(u8, Bit)> = Vec::new();
    let head = &segments[0];
    if let Some(bit) = Bit::of(head, 3, 1) {
        found.push((ranked(head.text(3, 2), true), bit));
    }
    for beside in segments.iter().filter(|segment| segment.tag == "PIA") {
        // What replaces or is replaced by it (2, 3, 4) is not what is ordered.
        if !matches!(beside.text(1, 1), "1" | "5" | "") {
            continue;
        }
        for element in 2..=6 {
            if let Some(bit) = Bit::of(beside, element, 1) {
                found.push((ranked(beside.text(element, 2), false), bit));
            }
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    source.texts(found.into_iter().map(|(_, bit)| bit).collect())
}

/// The texts of `IMD`; `of` the characteristics that are told apart, or all others.
fn description(segments: &[Segment], of: &[&str], is_of: bool) -> Option<Bit> {
    let told = segments.iter().filter(|segment| segment.tag == "IMD" && of.contains(&segment.text(2, 1)) == is_of);
    let text = |segment: &Segment| {
        let texts = Bit::all(segment, 3, 4..=5);
        // Some write the text where a code would stand.
        let is_free = texts.is_empty() && matches!(segment.text(1, 1), "F" | "A" | "E");
        if is_free { Bit::all(segment, 3, 1..=1) } else { texts }
    };
    Bit::joined(told.flat_map(text).collect(), " ")
}

/// The net price, otherwise the gross price; price base and unit beside it.
fn price(source: &mut Source<'_>, segments: &[Segment], line: &mut FoundLine) {
    let prices = || segments.iter().filter(|segment| segment.tag == "PRI");
    let by = |code: &str| prices().find(|segment| segment.text(1, 1) == code && segment.piece(1, 2).is_some());
    let net = ["AAA", "INV", "NTP", "CAL", "CON"].iter().find_map(|code| by(code));
    let Some(price) = net.or_else(|| by("AAB")).or_else(|| by("")) else { return };
    line.unit_price = source.number(Bit::of(price, 1, 2));
    if net.is_none() && segments.iter().any(|segment| segment.tag == "ALC") {
        line.unit_price.doubt = Some("gross_price".to_owned());
    }
    let base = Bit::of(price, 1, 5).filter(|base| number(&base.text).is_none_or(|base| base.0 != 0));
    line.price_per = source.number(base);
    let unit = price.text(1, 6);
    if let Some(own) = line.unit.value()
        && is_other_unit(own, unit)
    {
        line.unit_price.doubt = Some("price_unit_differs".to_owned());
    }
}

/// Several deliveries of one line: schedules (`SCC`) and places (`LOC`) with a quantity and a date each.
fn schedule(source: &mut Source<'_>, segments: &[Segment]) -> Vec<Delivery> {
    let is_start = |segment: &Segment| matches!(segment.tag.as_str(), "SCC" | "LOC");
    let mut found = Vec::new();
    let mut at = segments.iter().position(is_start).unwrap_or(segments.len());
    while at < segments.len() {
        let next = segments[at + 1..].iter().position(is_start).map_or(segments.len(), |more| at + 1 + more);
        let group = &segments[at + 1..next];
        let mut open: Option<Delivery> = None;
        for segment in group {
            match segment.tag.as_str() {
                "QTY" if SPLIT.contains(&segment.text(1, 1)) => {
                    found.extend(open.take());
                    let quantity = source.number(Bit::of(segment, 1, 2));
                    open = Some(Delivery { quantity, ..Delivery::default() });
                }
                "DTM" if is_delivery(segment.text(1, 1)) => {
                    let day = edifact_day(source, segment);
                    match &mut open {
                        Some(open) if open.date.value().is_none() => open.date = day,
                        Some(_) => {}
                        None => open = Some(Delivery { date: day, ..Delivery::default() }),
                    }
                }
                _ => {}
            }
        }
        found.extend(open);
        at = next;
    }
    found.retain(|one| one.quantity.value().is_some());
    found
}

fn is_delivery(code: &str) -> bool {
    [&LAST_DAY[..], &FIRST_DAY, &OTHER_DAYS].iter().any(|days| days.contains(&code))
}
