//! Electronic documents → what they state. A format a file; nothing is searched for and nothing guessed.
//!
//! * `edifact`, `x12`, `tradacoms` — segments, with their envelopes in `envelope`;
//! * `xml` — UBL, Order-X and cXML;
//! * `source` — characters with their places, as values;
//! * `sums` — whether the numbers agree; `visible` — whether the printed page agrees;
//! * `codes` — code lists of several formats.

mod codes;
mod edifact;
mod envelope;
mod source;
mod sums;
mod tradacoms;
mod visible;
mod x12;
mod xml;

use serde::{Deserialize, Serialize};

use super::found::{Delivery, Electronic, FoundLine, FoundOrder};
use super::order::colour::colour_at;
use crate::evidence::{Fault, FaultKind, Field, Place, Region};
use crate::reading::electronic::segments::{Dialect, Interchange, Segment, interchanges};
use crate::reading::{Content, Document};
use source::{Bit, Source};

/// What an electronic document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum MessageKind {
    Order,
    OrderChange,
    OrderCancellation,
    OrderResponse,
    DespatchAdvice,
    Invoice,
    #[default]
    Unknown,
}

impl MessageKind {
    /// The stable short name, as in [`Recognised::kind`].
    pub fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::OrderChange => "order_change",
            Self::OrderCancellation => "order_cancellation",
            Self::OrderResponse => "order_response",
            Self::DespatchAdvice => "despatch_advice",
            Self::Invoice => "invoice",
            Self::Unknown => "electronic_unknown",
        }
    }
}

/// A document that was recognised and read, and is no order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recognised {
    /// `order_change`, `order_cancellation`, `order_response`, `despatch_advice`, `invoice`, `electronic_unknown`.
    pub kind: String,
    /// What it says, in the fields of an order: the order it speaks of is its number.
    pub order: FoundOrder,
    /// The part with the pages that carried it; empty where it came alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
}

/// One message of an electronic document.
#[derive(Clone, Debug, Default)]
struct Message {
    kind: MessageKind,
    order: FoundOrder,
    faults: Vec<Fault>,
    /// What the document calls it: `ORDCHG`, `860`, `OrderChange`.
    name: String,
    /// Its segment or line.
    position: u32,
    /// Where it says what it is.
    place: Option<Place>,
}

/// Everything a document of electronic messages holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transmission {
    /// Its orders, in order.
    pub orders: Vec<FoundOrder>,
    /// Its other messages, in order.
    pub others: Vec<Recognised>,
}

/// Reads a document as what it states; `None` when it is no electronic document.
///
/// The text of a mail counts, too, where one stands in it.
pub(crate) fn read(document: &Document) -> Option<Transmission> {
    let Content::Text { text } = &document.content else { return None };
    let mut source = Source::new(&document.part, text, "xml");
    let mut messages = Vec::new();
    let found = interchanges(text);
    if found.is_empty() {
        messages = xml::messages(&mut source, xml_start(document, text)?);
    }
    for interchange in &found {
        let (format, read): (_, fn(&mut Source<'_>, &_) -> _) = match interchange.syntax.dialect {
            Dialect::Edifact => ("edifact", edifact::messages),
            Dialect::X12 => ("x12", x12::messages),
            Dialect::Tradacoms => ("tradacoms", tradacoms::messages),
        };
        source.format = format;
        let read = read(&mut source, interchange);
        messages.extend(read.into_iter().map(|message| (format, message)).map(with_format));
    }
    if messages.is_empty() {
        return None;
    }
    let lines = messages.iter_mut().flat_map(|message| &mut message.order.lines);
    lines.for_each(|line| tint(&source, line));
    Some(sorted(messages, &document.part))
}

/// A way of writing whose messages stand in an interchange one after the other, each with a head of its own.
struct Writing {
    /// Segment, element and value that mark an interchange as a test.
    test: (&'static str, usize, &'static str),
    /// The element of a message's head that names its type.
    type_at: usize,
    /// What a message is.
    kind_of: fn(&[Segment]) -> MessageKind,
    /// What a message of a known kind says.
    order: fn(&mut Source<'_>, &[Segment], MessageKind) -> FoundOrder,
}

/// The messages of an interchange; what is wrong with the interchange is told of each, and of an empty one where there is none.
fn in_turn(source: &mut Source<'_>, interchange: &Interchange, writing: &Writing) -> Vec<Message> {
    let opened = envelope::open(source, interchange);
    let mut around = opened.faults;
    let (tag, element, value) = writing.test;
    let head = interchange.segments.first().filter(|head| head.tag == tag);
    if let Some(test) = head.and_then(|head| Bit::of(head, element, 1)).filter(|test| test.text == value) {
        source.fault(FaultKind::Test, &test);
        around.append(&mut source.faults);
    }
    let mut found = Vec::new();
    for message in opened.messages {
        let kind = (writing.kind_of)(message.segments);
        let mut one = Message { kind, ..Message::default() };
        if kind != MessageKind::Unknown {
            one.order = (writing.order)(source, message.segments, kind);
        }
        let head = &message.segments[0];
        one.name = head.text(writing.type_at, 1).to_owned();
        one.position = head.number;
        one.place = Bit::of(head, writing.type_at, 1).map(|bit| source.place(&bit));
        one.faults = around.clone();
        one.faults.extend(message.faults);
        one.faults.append(&mut source.faults);
        found.push(one);
    }
    if found.is_empty() {
        found.push(Message { faults: around, ..Message::default() });
    }
    found
}

fn with_format((format, mut message): (&str, Message)) -> Message {
    message.order.electronic = Some(Electronic { format: format.to_owned(), ..Electronic::default() });
    message
}

/// Takes the colour of a line from its description where no value of its own states it.
fn tint(source: &Source<'_>, line: &mut FoundLine) {
    let Some(found) = line.description.chosen().filter(|_| line.colour.candidates.is_empty()) else { return };
    let regions = found.origin.places().iter().flat_map(|place| &place.regions);
    let mut named = regions.filter_map(|region| {
        let Region::Span { start, end } = *region else { return None };
        let place = colour_at(source.text.get(start as usize..end as usize)?)?;
        Some(start as usize + place.start..start as usize + place.end)
    });
    // A second part of the description may name another one.
    let (Some(span), None) = (named.next(), named.next()) else { return };
    line.colour = source.text(Some(Bit::of_words(source, span, found)));
}

/// Where XML begins: a file of it begins with it, in a mail it may stand behind a greeting.
fn xml_start(document: &Document, text: &str) -> Option<usize> {
    let is_xml = matches!(document.media_type.as_str(), "application/xml" | "text/xml");
    if is_xml {
        return text.find('<');
    }
    const STARTS: [&str; 4] = ["<?xml", "<cXML", "<Order", "<!DOCTYPE cXML"];
    let found = STARTS.iter().filter_map(|start| text.find(start)).min()?;
    // A page of the web, or a mail that speaks of XML, does not begin a line with one of a known family.
    let is_at_line = text[..found].trim_end_matches([' ', '\t', '\u{feff}']).is_empty()
        || text[..found].trim_end_matches([' ', '\t']).ends_with('\n');
    is_at_line.then_some(found)
}

/// Orders and others, each with what is wrong with it. Whoever has an order is told what stands beside it.
fn sorted(messages: Vec<Message>, part: &str) -> Transmission {
    let mut transmission = Transmission::default();
    let mut beside = Vec::new();
    for message in messages {
        let Message { kind, mut order, faults, name, position, place } = message;
        let own = order.electronic.get_or_insert_with(Electronic::default);
        let in_xml = matches!(own.format.as_str(), "ubl" | "cii" | "cxml");
        own.place = place;
        own.faults = faults.into_iter().map(|fault| Fault { in_xml, ..fault }).collect();
        if kind == MessageKind::Order {
            transmission.orders.push(order);
        } else {
            let fault = Fault::new(FaultKind::Beside, part, &name).at(position, None, 0..0).says(kind.word(), None);
            beside.push(Fault { span: None, in_xml, ..fault });
            order.lines.retain(|line| kind != MessageKind::Invoice || is_of_goods(line));
            transmission.others.push(Recognised { kind: kind.word().to_owned(), order, carrier: None });
        }
    }
    if let Some(own) = transmission.orders.first_mut().and_then(|first| first.electronic.as_mut()) {
        own.faults.extend(beside);
    }
    transmission
}

/// Whether a line of an invoice is about goods: programs also make lines of headings and remarks, of nothing for nothing.
fn is_of_goods(line: &FoundLine) -> bool {
    let is_nothing = |field: &Field<crate::units::Millionths>| field.value().is_none_or(|value| value.0 == 0);
    !is_nothing(&line.quantity) || !is_nothing(&line.line_total)
}

/// Notes against an order what the printed page it came with says otherwise.
pub(crate) use visible::{Seen, compare, seen};

/// Whether a value was stated by an electronic document, by the rule that found it.
pub fn is_electronic_rule(rule: &str) -> bool {
    const FORMATS: [&str; 6] = ["edifact", "x12", "tradacoms", "ubl", "cii", "cxml"];
    rule.split(' ').next().is_some_and(|format| FORMATS.contains(&format))
}

/// Takes the deliveries of a line over: a single one is its date, several are its schedule, which somebody has to see.
fn scheduled(line: &mut FoundLine, deliveries: Vec<Delivery>) {
    match &deliveries[..] {
        [] => {}
        [only] => {
            if only.date.value().is_some() {
                line.delivery_date = only.date.clone();
            }
        }
        [first, ..] => {
            let is_one_day = deliveries.iter().all(|one| one.date.value() == first.date.value());
            if is_one_day {
                if first.date.value().is_some() {
                    line.delivery_date = first.date.clone();
                }
                return;
            }
            let mut dates = Field { doubt: Some("delivered_in_parts".to_owned()), ..Field::default() };
            for found in deliveries.iter().filter_map(|one| one.date.chosen()) {
                dates.candidates.push(found.clone());
            }
            line.delivery_date = dates;
            line.schedule = deliveries;
        }
    }
}

/// A value that stands for what is not stated, with a doubt.
fn instead<T>(field: Field<T>) -> Field<T> {
    let doubt = field.chosen.map(|_| "other_date".to_owned());
    Field { doubt, ..field }
}

/// A value that is near what is asked for, as a proposal that nobody has chosen.
fn proposed<T>(field: Field<T>) -> Field<T> {
    if field.candidates.is_empty() {
        return field;
    }
    Field { chosen: None, doubt: Some("other_date".to_owned()), ..field }
}
