//! What was extracted from one file, as JSON with exact numbers.
//!
//! The keys are those of the order schema: header values, `lines`, and beside them `sure`, `places` and `clean`.
//! Sure means: found at a place of the source, without a doubt, and confirmed by the arithmetic where there is any.

use std::fmt;

use ramjet_reader::evidence::{Fault, Field, Place};
use ramjet_reader::extraction::{
    Delivery, Extraction, FoundLine, FoundNotice, FoundOrder, Kind, Recognised, is_confirmed,
};
use ramjet_reader::reading::{Content, Reading, Unreadable};
use ramjet_reader::units::Millionths;
use serde::Serialize;

use super::sure::{is_certain, is_sure_line, is_sure_stated};
use crate::words::{En, fault};

/// A JSON value whose numbers are written digit by digit from exact decimals.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `true` or `false`.
    Flag(bool),
    /// A number, as exact as it was read.
    Number(Millionths),
    /// A text.
    Text(String),
    /// Something that serialises itself; never a number of ours.
    Written(String),
    /// A list.
    List(Vec<Json>),
    /// An object, keys in the order given.
    Object(Vec<(&'static str, Json)>),
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(&written(text)),
            Self::Written(text) => f.write_str(text),
            Self::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at > 0 { "," } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Object(entries) => {
                f.write_str("{")?;
                for (at, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{}\"{key}\":{value}", if at > 0 { "," } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Texts and places serialise without fail: their keys are text and their numbers finite.
fn written(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// The reason why nothing of a file was read: every part is unreadable.
pub fn unread(reading: &Reading) -> Option<Unreadable> {
    let mut reasons = Vec::new();
    for document in &reading.documents {
        match document.content {
            Content::Unreadable { reason } => reasons.push(reason),
            _ => return None,
        }
    }
    let says_more = |reason: &&Unreadable| reason.is_missed();
    reasons.iter().find(says_more).or(reasons.first()).copied()
}

/// The answer for a file of which nothing was read.
pub fn unreadable(file: &str, reason: &str) -> Json {
    Json::Object(vec![
        ("file", Json::Text(file.to_owned())),
        ("error", Json::Text(reason.to_owned())),
        ("lines", Json::List(Vec::new())),
    ])
}

/// The answer for a file that was read: one order beside the kind, several as `documents`; what a message that is no order
/// says; and of a mail the names of the files attached to it and the message it answers.
pub fn answer(file: &str, found: &Extraction, reading: &Reading) -> Json {
    let kind = kind_name(found);
    let mut entries = vec![
        ("file", Json::Text(file.to_owned())),
        ("kind", Json::Text(kind.to_owned())),
        ("kind_reason", Json::Text(found.kind_reason.clone())),
        ("notes", Json::List(notes(found))),
    ];
    let is_read_whole = found.notes.is_empty();
    match (&found.orders[..], &found.recognised[..]) {
        ([], []) => match &found.notice {
            Some(told) => entries.extend(notice(told)),
            None => entries.push(("lines", Json::List(Vec::new()))),
        },
        ([only], _) => {
            entries.extend(order(only, is_read_whole));
            if only.electronic.is_none() {
                let is_sure = only.lines.iter().any(|line| line.quantity.value().is_some());
                add_to(&mut entries, "sure", "kind", Json::Flag(is_sure));
            }
        }
        ([], [only]) => entries.extend(order(&only.order, is_read_whole)),
        ([], several) => {
            let of = |one: &Recognised| {
                let kind = ("kind", Json::Text(known_kind(&one.kind).to_owned()));
                Json::Object(std::iter::once(kind).chain(order(&one.order, is_read_whole)).collect())
            };
            entries.push(("documents", Json::List(several.iter().map(of).collect())));
            entries.push(("clean", Json::Flag(false)));
        }
        (several, _) => {
            let each: Vec<_> = several.iter().map(|one| order(one, is_read_whole)).collect();
            // Where one order ends and the next begins is only stated, and never a guess, in electronic documents.
            let clean = several.iter().all(|one| one.electronic.is_some())
                && each.iter().all(|entries| entries.contains(&("clean", Json::Flag(true))));
            entries.push(("documents", Json::List(each.into_iter().map(Json::Object).collect())));
            entries.push(("clean", Json::Flag(clean)));
        }
    }
    if entries.iter().all(|(key, _)| *key != "sure") {
        entries.extend([("sure", Json::Object(Vec::new())), ("places", Json::Object(Vec::new()))]);
    }
    // Programs mark what they send by themselves: nothing of it is a guess.
    if found.notice.is_none() && matches!(found.kind_reason.as_str(), "auto_reply" | "bounce") {
        add_to(&mut entries, "sure", "kind", Json::Flag(true));
    }
    for (key, value) in of_mail(reading) {
        entries.push((key, value));
        add_to(&mut entries, "sure", key, Json::Flag(true));
        add_to(&mut entries, "places", key, Json::List(vec![Json::Text(Place::HEAD.to_owned())]));
    }
    Json::Object(entries)
}

/// Remarks of the message, and whether an electronic document may go on where it ends.
fn notes(found: &Extraction) -> Vec<Json> {
    let orders = found.orders.iter().chain(found.recognised.iter().map(|one| &one.order));
    let faults = orders.filter_map(|order| order.electronic.as_ref()).flat_map(|electronic| &electronic.faults);
    let incomplete = faults.into_iter().any(|fault| fault.what.is_incomplete()).then(|| "incomplete".to_owned());
    found.notes.iter().cloned().chain(incomplete).map(Json::Text).collect()
}

/// What a mail says beside its texts.
fn of_mail(reading: &Reading) -> Vec<(&'static str, Json)> {
    let is_mail = reading.documents.iter().any(|document| document.is_body) || !reading.header.from_address.is_empty();
    let attached = reading.documents.iter().filter(|document| is_mail && !document.is_body);
    let names: Vec<Json> = attached.filter_map(|document| document.name.clone()).map(Json::Text).collect();
    let mut entries = Vec::new();
    if !names.is_empty() {
        entries.push(("attachments", Json::List(names)));
    }
    entries.extend(reading.header.in_reply_to.iter().map(|id| ("in_reply_to", Json::Text(format!("<{id}>")))));
    entries
}

fn kind_name(found: &Extraction) -> &str {
    match (found.kind, &found.notice) {
        (Kind::Order, _) => "order",
        (Kind::Other, Some(notice)) => &notice.sort,
        (Kind::Other, None) => known_kind(&found.kind_reason),
    }
}

/// The kind of an electronic document that is no order, by the stable short name of what it is.
fn known_kind(reason: &str) -> &str {
    match reason {
        "invoice" | "order_change" | "order_cancellation" | "order_response" | "despatch_advice" => reason,
        _ => "other",
    }
}

/// The entries of a message that is no order. Nothing of it is called clean: nobody ships goods because of it.
fn notice(told: &FoundNotice) -> Vec<(&'static str, Json)> {
    let mut entries = order(&told.values, false);
    // A notice has no lines that could confirm its sum; the only one it states, in a currency it states, is that.
    let total = &told.values.total;
    let is_only = told.values.lines.is_empty() && total.candidates.len() == 1 && is_certain(&told.values.currency);
    if is_only && is_certain(total) && told.document_number.value().is_none() {
        set(&mut entries, "sure", "total", Json::Flag(true));
    }
    let is_sure = |field: &Field<String>| Json::Flag(is_certain(field));
    for (key, field) in [("document_number", &told.document_number), ("carrier", &told.carrier)] {
        let Some(value) = field.value() else { continue };
        entries.push((key, Json::Text(value.clone())));
        add_to(&mut entries, "sure", key, is_sure(field));
        add_to(&mut entries, "places", key, places(field));
    }
    if !told.tracking_numbers.is_empty() {
        let numbers = told.tracking_numbers.iter().map(|found| Json::Text(found.value.clone())).collect();
        let stood = told.tracking_numbers.iter().flat_map(|found| found.origin.places());
        let stood = Json::List(stood.map(|place| Json::Written(written(place))).collect());
        entries.push(("tracking_numbers", Json::List(numbers)));
        add_to(&mut entries, "sure", "tracking_numbers", Json::Flag(true));
        add_to(&mut entries, "places", "tracking_numbers", stood);
    }
    // What a message is, is sure where it also has what such messages carry.
    let has_own = told.document_number.value().is_some() || !told.tracking_numbers.is_empty();
    let is_of_order = told.values.po_number.value().is_some() && told.values.delivery_date.value().is_some();
    add_to(&mut entries, "sure", "kind", Json::Flag(has_own || is_of_order));
    entries
}

/// Adds an entry to the object that stands under a key.
fn add_to(entries: &mut [(&'static str, Json)], object: &str, key: &'static str, value: Json) {
    if let Some((_, Json::Object(inner))) = entries.iter_mut().find(|(name, _)| *name == object) {
        inner.push((key, value));
    }
}

/// Sets an entry of the object that stands under a key, which is there.
fn set(entries: &mut [(&'static str, Json)], object: &str, key: &str, value: Json) {
    if let Some((_, Json::Object(inner))) = entries.iter_mut().find(|(name, _)| *name == object)
        && let Some((_, old)) = inner.iter_mut().find(|(name, _)| *name == key)
    {
        *old = value;
    }
}

/// The entries of one order.
fn order(order: &FoundOrder, is_read_whole: bool) -> Vec<(&'static str, Json)> {
    // What is stated needs nothing to confirm it: it is sure unless something contradicts.
    let is_stated = order.electronic.is_some();
    let faults: &[Fault] = order.electronic.as_ref().map_or(&[], |electronic| &electronic.faults);
    let confirmed = is_stated || is_confirmed(order);
    let mut header = Header::default();
    if let Some(place) = order.electronic.as_ref().and_then(|electronic| electronic.place.as_ref()) {
        header.sure.push(("kind", Json::Flag(true)));
        header.places.push(("kind", Json::List(vec![Json::Written(written(place))])));
    }
    header.add("buyer_name", &order.buyer_name, true, |name| Json::Text(name.clone()));
    header.add("seller_name", &order.seller_name, true, |name| Json::Text(name.clone()));
    header.add("ship_to_name", &order.ship_to_name, true, |name| Json::Text(name.clone()));
    header.add("ship_to_address", &order.ship_to_address, true, |text| Json::Text(text.clone()));
    header.add("document_number", &order.document_number, true, |number| Json::Text(number.clone()));
    header.add("po_number", &order.po_number, true, |number| Json::Text(number.clone()));
    header.add("document_date", &order.document_date, true, |date| Json::Text(date.to_string()));
    header.add("delivery_date", &order.delivery_date, true, |date| Json::Text(date.to_string()));
    header.add("currency", &order.currency, true, |currency| Json::Text(currency.to_string()));
    header.add("subtotal", &order.subtotal, confirmed, |amount| Json::Number(*amount));
    header.add("tax_total", &order.tax_total, confirmed && order.total.doubt.is_none(), |amount| Json::Number(*amount));
    header.add("total", &order.total, confirmed, |amount| Json::Number(*amount));
    header.add("instructions", &order.instructions, true, |text| Json::Text(text.clone()));
    let is_sure = |line: &FoundLine| if is_stated { is_sure_stated(line) } else { is_sure_line(line, confirmed) };
    let sure_lines: Vec<bool> = order.lines.iter().map(is_sure).collect();
    let is_named = order.po_number.value().is_some() && order.buyer_name.value().is_some();
    let clean = is_read_whole
        && faults.is_empty()
        && order.untaken.is_empty()
        && is_named
        && confirmed
        && header.all_sure()
        && !sure_lines.is_empty()
        && (!is_stated || order.lines.iter().all(|line| line.description.doubt.is_none()))
        && sure_lines.iter().all(|&sure| sure);
    let lines = order.lines.iter().zip(sure_lines).map(|(found, sure)| line(found, sure)).collect();
    let Header { mut entries, sure, places, .. } = header;
    entries.extend([
        ("lines", Json::List(lines)),
        ("sure", Json::Object(sure)),
        ("places", Json::Object(places)),
        ("clean", Json::Flag(clean)),
    ]);
    if !order.untaken.is_empty() {
        let rows = order.untaken.iter().map(|place| Json::Written(written(place))).collect();
        entries.push(("untaken", Json::List(rows)));
    }
    if !faults.is_empty() {
        entries.push(("faults", Json::List(faults.iter().map(told).collect())));
    }
    entries
}

/// What is wrong with an electronic document: the short name, the place and the sentence.
fn told(about: &Fault) -> Json {
    let number = |number: Option<u32>| number.map(|number| Json::Number(Millionths::whole(i64::from(number))));
    let entries = [
        ("what", Some(Json::Text(about.what.word().to_owned()))),
        ("segment", Some(Json::Text(about.segment.clone()))),
        (if about.in_xml { "line" } else { "position" }, number(about.position)),
        ("element", number(about.element)),
        ("sentence", Some(Json::Text(fault(&En, about)))),
    ];
    Json::Object(entries.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
}

/// Header values with what is sure of them and where they stand.
#[derive(Default)]
struct Header {
    entries: Vec<(&'static str, Json)>,
    sure: Vec<(&'static str, Json)>,
    places: Vec<(&'static str, Json)>,
    has_open: bool,
}

impl Header {
    /// Adds a value that was chosen. A field with candidates and none chosen is open: nobody can call that sure.
    fn add<T>(&mut self, key: &'static str, field: &Field<T>, is_consistent: bool, json: impl Fn(&T) -> Json) {
        let Some(value) = field.value() else {
            self.has_open |= !field.candidates.is_empty() || field.doubt.is_some();
            return;
        };
        self.entries.push((key, json(value)));
        self.sure.push((key, Json::Flag(is_consistent && is_certain(field))));
        self.places.push((key, places(field)));
    }

    fn all_sure(&self) -> bool {
        !self.has_open && self.sure.iter().all(|(_, sure)| *sure == Json::Flag(true))
    }
}

fn places<T>(field: &Field<T>) -> Json {
    let stood: &[Place] = field.chosen().map_or(&[], |found| found.origin.places());
    Json::List(stood.iter().map(|place| Json::Written(written(place))).collect())
}

fn line(line: &FoundLine, sure: bool) -> Json {
    let text = |field: &Field<String>| field.value().cloned().map(Json::Text);
    let number = |field: &Field<Millionths>| field.value().copied().map(Json::Number);
    let chosen = line.code.value();
    let others = line.code.candidates.iter().map(|found| &found.value).filter(|code| Some(*code) != chosen);
    let entries = [
        ("line_no", text(&line.line_no)),
        ("code", text(&line.code)),
        ("alt_codes", Some(Json::List(others.cloned().map(Json::Text).collect()))),
        ("description", text(&line.description)),
        ("colour", text(&line.colour)),
        ("qty", number(&line.quantity)),
        ("unit", text(&line.unit)),
        ("unit_price", number(&line.unit_price)),
        ("price_per", number(&line.price_per)),
        ("discount_pct", number(&line.discount_percent)),
        ("line_total", number(&line.line_total)),
        ("delivery_date", line.delivery_date.value().map(|date| Json::Text(date.to_string()))),
        ("schedule", schedule(line)),
        ("sure", Some(Json::Flag(sure))),
        ("places", Some(line_places(line))),
    ];
    Json::Object(entries.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
}

/// The deliveries of a line that is wanted in parts.
fn schedule(line: &FoundLine) -> Option<Json> {
    let one = |delivery: &Delivery| {
        let entries = [
            ("date", delivery.date.value().map(|date| Json::Text(date.to_string()))),
            ("qty", delivery.quantity.value().copied().map(Json::Number)),
        ];
        Json::Object(entries.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
    };
    (!line.schedule.is_empty()).then(|| Json::List(line.schedule.iter().map(one).collect()))
}

fn line_places(line: &FoundLine) -> Json {
    let fields = [
        ("code", places(&line.code)),
        ("description", places(&line.description)),
        ("qty", places(&line.quantity)),
        ("unit_price", places(&line.unit_price)),
        ("price_per", places(&line.price_per)),
        ("line_total", places(&line.line_total)),
        ("delivery_date", places(&line.delivery_date)),
    ];
    Json::Object(fields.into_iter().filter(|(_, places)| *places != Json::List(Vec::new())).collect())
}

#[cfg(test)]
mod tests {
    use ramjet_reader::evidence::{Found, Origin, Region};

    use super::*;

    fn read<T>(value: T) -> Field<T> {
        let regions = vec![Region::Span { start: 0, end: 4 }];
        let place = Place { part: "1".to_owned(), regions, quote: "text".to_owned() };
        Field::one(Found { value, origin: Origin::Read { place }, rule: "test".to_owned() })
    }

    fn sound() -> FoundOrder {
        let line = FoundLine {
            code: read("LOCAP2".to_owned()),
            quantity: read(Millionths::whole(1000)),
            unit_price: read(Millionths(1_320_000)),
            line_total: read(Millionths::whole(1320)),
            ..FoundLine::default()
        };
        FoundOrder {
            buyer_name: read("Shape Aluminium".to_owned()),
            po_number: read("12022".to_owned()),
            total: read(Millionths::whole(1320)),
            lines: vec![line],
            ..FoundOrder::default()
        }
    }

    fn told(order: FoundOrder) -> serde_json::Value {
        let found = Extraction {
            kind: Kind::Order,
            kind_reason: "order_in_pdf".to_owned(),
            orders: vec![order],
            ..Extraction::default()
        };
        serde_json::from_str(&answer("a.pdf", &found, &Reading::default()).to_string()).unwrap()
    }

    #[test]
    fn an_order_that_is_grounded_and_adds_up_is_clean() {
        let told = told(sound());
        assert_eq!(told["clean"], true);
        assert_eq!(told["sure"]["po_number"], true);
        assert_eq!(told["lines"][0]["unit_price"].to_string(), "1.32");
        assert_eq!(told["lines"][0]["sure"], true);
    }

    #[test]
    fn one_doubt_makes_an_order_unclean() {
        let mut doubtful = sound();
        doubtful.lines[0].line_total.doubt = Some("line_total_differs".to_owned());
        assert_eq!(
            (told(doubtful.clone())["clean"].clone(), told(doubtful)["lines"][0]["sure"].clone()),
            (false.into(), false.into())
        );
        let mut nameless = sound();
        nameless.buyer_name = Field::default();
        assert_eq!(told(nameless)["clean"], false);
        let mut open = sound();
        open.delivery_date.doubt = Some("ambiguous_date".to_owned());
        assert_eq!(told(open)["clean"], false);
        let mut empty = sound();
        empty.lines.clear();
        assert_eq!(told(empty)["clean"], false);
        let regions = vec![Region::Span { start: 9, end: 20 }];
        let row = Place { part: "1".to_owned(), regions, quote: "QX1 500 2.00".to_owned() };
        let short = told(FoundOrder { untaken: vec![row], ..sound() });
        assert_eq!((&short["clean"], &short["untaken"][0]["quote"]), (&false.into(), &"QX1 500 2.00".into()));
    }

    #[test]
    fn an_absent_value_is_absent_and_not_null_or_zero() {
        let told = told(sound());
        assert!(told.get("tax_total").is_none());
        assert!(told["lines"][0].get("price_per").is_none());
    }

    #[test]
    fn numbers_keep_every_digit() {
        assert_eq!(Json::Number(Millionths(9_007_199_254_740_993)).to_string(), "9007199254.740993");
    }
}
