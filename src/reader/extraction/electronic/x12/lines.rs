//! The lines of an X12 transaction set.

use super::{allowances, day, delivery};
use crate::evidence::{Field, Found};
use crate::extraction::electronic::codes::{is_other_unit, price_base, price_unit, ranked};
use crate::extraction::electronic::scheduled;
use crate::extraction::electronic::source::{Bit, Source, digits_day};
use crate::extraction::electronic::sums::Extras;
use crate::extraction::found::{Delivery, FoundLine, FoundOrder};
use crate::reading::electronic::segments::Segment;
use crate::units::Millionths;

/// Where a line segment states its values. Elements count from 1; 0 is nowhere.
struct Shape {
    tag: &'static str,
    quantity: usize,
    unit: usize,
    price: usize,
    basis: usize,
    /// The first of the pairs of kind and code.
    codes: usize,
}

const SHAPES: [Shape; 4] = [
    Shape { tag: "PO1", quantity: 2, unit: 3, price: 4, basis: 5, codes: 6 },
    Shape { tag: "IT1", quantity: 2, unit: 3, price: 4, basis: 5, codes: 6 },
    Shape { tag: "POC", quantity: 3, unit: 5, price: 6, basis: 7, codes: 8 },
    // Item identification of a despatch advice; its quantity stands in a segment of its own.
    Shape { tag: "LIN", quantity: 0, unit: 0, price: 0, basis: 0, codes: 2 },
];

/// Kinds of codes that are no product: texts, colours, sizes, numbers of papers.
const NO_CODES: [&str; 17] =
    ["PD", "BO", "VE", "CL", "CO", "BL", "SZ", "IZ", "SM", "PO", "PL", "CR", "EC", "DR", "LT", "HC", "CH"];
/// Kinds that name a colour.
const COLOURS: [&str; 4] = ["BO", "VE", "CL", "CO"];

/// All lines, with charges and allowances of each.
pub(super) fn lines(source: &mut Source<'_>, detail: &[Segment], order: &mut FoundOrder, extras: &mut Extras) {
    let is_despatch = detail.iter().any(|segment| segment.tag == "HL");
    let starts = |segment: &Segment| match segment.tag.as_str() {
        "LIN" => is_despatch,
        tag => SHAPES.iter().any(|shape| shape.tag == tag),
    };
    let places: Vec<usize> = (0..detail.len()).filter(|&at| starts(&detail[at])).collect();
    for (index, &start) in places.iter().enumerate() {
        let end = places.get(index + 1).copied().unwrap_or(detail.len());
        let line = line(source, &detail[start..end]);
        order.lines.push(line);
        extras.lines.push(allowances(&detail[start..end]));
    }
}

fn line(source: &mut Source<'_>, segments: &[Segment]) -> FoundLine {
    let head = &segments[0];
    let Some(shape) = SHAPES.iter().find(|shape| shape.tag == head.tag) else { return FoundLine::default() };
    let mut line = FoundLine {
        line_no: source.text(Bit::of(head, 1, 1)),
        code: code(source, head, shape),
        description: description(source, segments, shape),
        quantity: source.number(Bit::of(head, shape.quantity, 1)),
        unit: source.text(Bit::of(head, shape.unit, 1)),
        ..FoundLine::default()
    };
    if let Some(sent) = segments.iter().find(|segment| segment.tag == "SN1") {
        line.quantity = source.number(Bit::of(sent, 2, 1));
        line.unit = source.text(Bit::of(sent, 3, 1));
    }
    let colour = pairs(head, shape).into_iter().find(|(kind, _)| COLOURS.contains(kind)).map(|(_, bit)| bit);
    line.colour = source.text(colour.or_else(|| characteristic(segments, "73")));
    price(source, segments, shape, &mut line);
    let total = segments.iter().find(|segment| segment.tag == "AMT" && segment.text(1, 1) == "1");
    line.line_total = source.number(total.and_then(|segment| Bit::of(segment, 2, 1)));
    let own = segments.iter().position(|segment| matches!(segment.tag.as_str(), "SCH" | "N1" | "SLN"));
    let own = &segments[..own.unwrap_or(segments.len())];
    let dates: Vec<&Segment> = own.iter().filter(|segment| segment.tag == "DTM").collect();
    line.delivery_date = delivery(source, &dates);
    let deliveries = schedule(source, segments);
    scheduled(&mut line, deliveries);
    line
}

/// The pairs of kind (235) and code of a line.
fn pairs<'a>(head: &'a Segment, shape: &Shape) -> Vec<(&'a str, Bit)> {
    let last = head.elements.len();
    let kinds = (shape.codes..last).step_by(2);
    kinds.filter_map(|kind| Some((head.text(kind, 1), Bit::of(head, kind + 1, 1)?))).collect()
}

/// The codes of a line, the seller's own first; what has blanks and no digit is a text, however it is called.
fn code(source: &Source<'_>, head: &Segment, shape: &Shape) -> Field<String> {
    let mut found: Vec<(u8, Bit)> = pairs(head, shape)
        .into_iter()
        .filter(|(kind, _)| !NO_CODES.contains(kind))
        .map(|(kind, bit)| {
            let is_text = bit.text.contains(' ') && !bit.text.chars().any(|c| c.is_ascii_digit());
            (if is_text { 9 } else { ranked(kind, false) }, bit)
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    source.texts(found.into_iter().map(|(_, bit)| bit).collect())
}

/// The texts of `PID`, otherwise the description among the codes.
fn description(source: &Source<'_>, segments: &[Segment], shape: &Shape) -> Field<String> {
    let told = segments
        .iter()
        .filter(|segment| segment.tag == "PID" && !matches!(segment.text(2, 1), "73" | "91"))
        .filter_map(|segment| Bit::of(segment, 5, 1));
    let among_codes = || pairs(&segments[0], shape).into_iter().find(|(kind, _)| *kind == "PD").map(|(_, bit)| bit);
    source.text(Bit::joined(told.collect(), " ").or_else(among_codes))
}

/// What a `PID` says of one characteristic (750).
fn characteristic(segments: &[Segment], code: &str) -> Option<Bit> {
    segments
        .iter()
        .find(|segment| segment.tag == "PID" && segment.text(2, 1) == code)
        .and_then(|segment| Bit::of(segment, 5, 1))
}

/// Price and price base: of the line itself, otherwise of its pricing segment.
fn price(source: &mut Source<'_>, segments: &[Segment], shape: &Shape, line: &mut FoundLine) {
    let head = &segments[0];
    let pricing = segments.iter().find(|segment| segment.tag == "CTP" && segment.piece(3, 1).is_some());
    line.unit_price = source.number(Bit::of(head, shape.price, 1));
    if line.unit_price.value().is_none() {
        let Some(pricing) = pricing else { return };
        line.unit_price = source.number(Bit::of(pricing, 3, 1));
        line.price_per = source.number(Bit::of(pricing, 4, 1).filter(|base| !base.text.trim_matches('0').is_empty()));
        return;
    }
    let Some(basis) = Bit::of(head, shape.basis, 1) else { return };
    if let Some(base) = price_base(&basis.text).filter(|base| *base != 1) {
        let found: Found<Millionths> = source.found(Millionths::whole(base), &basis);
        line.price_per = Field::one(found);
    }
    if let Some(own) = line.unit.value()
        && is_other_unit(own, price_unit(&basis.text))
    {
        line.unit_price.doubt = Some("price_unit_differs".to_owned());
    }
}

/// Several deliveries: schedules (`SCH`) with quantity and date, or the dates beside their quantities.
fn schedule(source: &mut Source<'_>, segments: &[Segment]) -> Vec<Delivery> {
    let mut found = Vec::new();
    for segment in segments {
        match segment.tag.as_str() {
            "SCH" => {
                let quantity = source.number(Bit::of(segment, 1, 1));
                let date = source.day(Bit::of(segment, 6, 1), digits_day);
                found.push(Delivery { date, quantity });
            }
            "DTM" => {
                // A date behind a schedule is that schedule's, where it states none itself.
                if let Some(last) = found.last_mut().filter(|last: &&mut Delivery| last.date.value().is_none()) {
                    last.date = day(source, segment);
                }
            }
            _ => {}
        }
    }
    found.retain(|one| one.quantity.value().is_some());
    found
}
