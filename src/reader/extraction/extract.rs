//! A message as read → what it is, and the orders in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::conventions::Conventions;
use super::electronic::{self, Recognised};
use super::found::{EXTRACTOR_VERSION, FoundNotice, FoundOrder, Kind};
use super::kind;
use super::notice::{notice, twin};
use super::order::combine::{complete, fall_back};
use super::order::untaken::note_lines_of_text;
use super::order::{Sighting, sight, sight_all};
use super::sheet::Sheet;
use crate::evidence::{Found, Origin, Place};
use crate::reading::{Content, Document, Header, Reading};
use crate::units::{DateOrder, DecimalSign, normal_key};

/// Whether a word is a code of the catalogue.
pub type IsCode = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// [`Extraction::kind_reason`] of a message that is an order because a person says so.
pub const BY_HAND: &str = "by_hand";
/// [`Extraction::kind_reason`] of a message that a person added and that says nothing about what it is.
pub const ADDED: &str = "added_by_hand";

/// What the organisation knows before it reads; everything may be empty.
#[derive(Clone, Default)]
pub struct Hints {
    /// Our own names: we are the seller and must never be read as the customer.
    pub seller_names: Vec<String>,
    /// How dates of three numbers are read where neither the message nor an address in it tells.
    pub date_order: Option<DateOrder>,
    /// The decimal sign where the message does not tell.
    pub decimal_sign: Option<DecimalSign>,
    /// The codes of our catalogue: evidence for which column or word is ours, never a filter.
    pub catalogue_codes: Option<IsCode>,
    /// A person says that the message is an order: only what is in it is asked, and there is at least one order, perhaps an empty one.
    pub is_order: bool,
    /// Whether a person brought it here: then it is an order to be looked at unless it is clearly something else.
    pub is_added: bool,
}

/// A message whose only possible order is a scan that was not read.
const UNREAD_SCAN: &str = "scan_unread";

/// What extraction found in a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Order or something else.
    pub kind: Kind,
    /// Why, as a stable short name: `order_in_pdf`, `order_in_sheet`, `order_in_document`, `order_in_text`,
    /// `order_announced`, `added_by_hand`, `newsletter`, `auto_reply`, `bounce`, `enquiry`, `notice`, `invoice`, `quotation`,
    /// `order_confirmation`, `no_order_found`, `unreadable`, `scan_unread`, `order_electronic` and what else an electronic
    /// document is: `order_change`, `order_cancellation`, `order_response`, `despatch_advice`, `electronic_unknown` …
    pub kind_reason: String,
    /// The orders; empty unless [`Kind::Order`]. An announced order has one without lines.
    pub orders: Vec<FoundOrder>,
    /// [`EXTRACTOR_VERSION`] at the time.
    pub version: u32,
    /// Further remarks as stable short names: `unread_attachment`, `hidden_text`.
    pub notes: Vec<String>,
    /// Electronic documents that were read and are no orders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recognised: Vec<Recognised>,
    /// What a message that is no order says, where it is one of the papers that go with orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Box<FoundNotice>>,
}

/// Finds out what a message is and reads the orders in it.
///
/// Each attached document that is an order is one. Where there is exactly one, the text of the mail completes it; where
/// there is none, the text itself may be the order. Texts of one line have no line breaks and no marks that nobody sees.
pub fn extract(reading: &Reading, hints: &Hints) -> Extraction {
    let stated = stated(reading, hints);
    // What is stated is not searched for again.
    let is_laid_out = |document: &&Document| !stated.parts.contains(&document.part);
    let mut sheets: Vec<Sheet> = reading.documents.iter().filter(is_laid_out).flat_map(Sheet::all_of).collect();
    let is_forwarded = kind::is_forwarded(&reading.header);
    let is_body = |sheet: &Sheet| reading.documents.iter().any(|one| one.is_body && one.part == sheet.part);
    for sheet in sheets.iter_mut().filter(|sheet| sheet.is_text) {
        sheet.is_forwarded = is_forwarded;
        if is_body(sheet) {
            super::quoted::separate(sheet);
        }
    }
    let mut found = understood(reading, &sheets, hints, stated);
    if let Some(told) = printed(reading, &found, hints) {
        found.notice = Some(Box::new(told));
        found.recognised.clear();
    } else if found.kind == Kind::Other && found.recognised.is_empty() {
        found.notice = notice(reading, &sheets, hints, &found.kind_reason).map(Box::new);
    }
    if let Some(told) = found.notice.as_ref().filter(|_| found.kind_reason == "no_order_found") {
        kind::reason_of(&told.sort).clone_into(&mut found.kind_reason);
    }
    // Whoever drops a paper on the desk means something by it, also where little of it is understood.
    let says_nothing = found.kind_reason == "no_order_found" && found.notice.is_none();
    if hints.is_added && says_nothing && sheets.iter().any(|sheet| !sheet.rows.is_empty()) {
        let all = by_hand(reading, &sheets, hints, found.notes, Vec::new());
        found = Extraction { kind_reason: ADDED.to_owned(), ..all };
    }
    found.orders.iter_mut().for_each(super::tidy::tidy);
    found
}

/// The only electronic document of a message that is no order, read from the pages that carry it.
fn printed(reading: &Reading, found: &Extraction, hints: &Hints) -> Option<FoundNotice> {
    let [only] = &found.recognised[..] else { return None };
    let carrier = only.carrier.as_ref().filter(|_| found.kind == Kind::Other)?;
    let document = reading.documents.iter().find(|document| document.part == *carrier)?;
    twin(document, hints, only)
}

/// What is stated, and what the rules find beside it.
fn understood(reading: &Reading, sheets: &[Sheet], hints: &Hints, stated: Stated) -> Extraction {
    let notes = notes(reading);
    let found = by_rules(reading, hints, sheets, notes, stated.orders);
    // Whoever attaches a change or a notice writes about an order, and does not place one.
    let is_only_text = matches!(found.kind_reason.as_str(), "order_in_text" | "order_announced");
    match stated.others.first() {
        Some(first) if found.orders.is_empty() || is_only_text => {
            let (kind, kind_reason) = (Kind::Other, first.kind.clone());
            Extraction { kind, kind_reason, orders: Vec::new(), recognised: stated.others, ..found }
        }
        _ => Extraction { recognised: stated.others, ..found },
    }
}

/// What the electronic documents of a message state.
#[derive(Default)]
struct Stated {
    orders: Vec<FoundOrder>,
    others: Vec<Recognised>,
    /// The documents themselves, and the pages that carry one.
    parts: Vec<String>,
}

/// Reads every electronic document; one inside of a PDF is held against its pages.
fn stated(reading: &Reading, hints: &Hints) -> Stated {
    let mut all = Stated::default();
    for document in &reading.documents {
        let Some(mut found) = electronic::read(document) else { continue };
        if hints.is_order {
            found.orders.extend(found.others.drain(..).map(|other| other.order));
        }
        let carrier = document.part.rsplit_once('.').map(|(carrier, _)| carrier);
        let carrier = reading
            .documents
            .iter()
            .find(|one| Some(one.part.as_str()) == carrier && matches!(one.content, Content::Pages { .. }));
        if let Some(carrier) = carrier {
            found.orders.iter_mut().for_each(|order| electronic::compare(order, carrier));
            found.others.iter_mut().for_each(|other| other.carrier = Some(carrier.part.clone()));
            all.parts.push(carrier.part.clone());
        }
        all.parts.push(document.part.clone());
        all.orders.extend(found.orders);
        all.others.extend(found.others);
    }
    all
}

/// What the rules find in everything that is laid out for people, `carried` by what is stated.
fn by_rules(
    reading: &Reading, hints: &Hints, sheets: &[Sheet], notes: Vec<String>, carried: Vec<FoundOrder>,
) -> Extraction {
    let stated: Carried = carried.into_iter().map(|order| (order, "order_electronic")).collect();
    if hints.is_order {
        return by_hand(reading, sheets, hints, notes, stated);
    }
    let other = |reason: &str, notes: Vec<String>| Extraction {
        kind: Kind::Other,
        kind_reason: reason.to_owned(),
        version: EXTRACTOR_VERSION,
        notes,
        ..Extraction::default()
    };
    if sheets.is_empty() && stated.is_empty() && !kind::is_announced(reading, "") {
        let reason = match notes.is_empty() {
            true => "empty",
            false if kind::has_unread_scan(reading) => UNREAD_SCAN,
            false => "unreadable",
        };
        return other(reason, notes);
    }
    let general = kind::of_message(reading);
    if let Some(reason @ ("auto_reply" | "bounce")) = general {
        return other(reason, notes);
    }
    let (mut carried, title) = document_orders(reading, sheets, hints, stated);
    if general == Some("newsletter") {
        // Mass mail also carries price lists and blank forms: only an order with number, buyer and lines gets through.
        carried.retain(|(order, _)| {
            order.po_number.value().is_some() && order.buyer_name.value().is_some() && !order.lines.is_empty()
        });
    }
    let body = body(reading, sheets, hints);
    let text = kind::body_text(reading);
    let verdict = match carried.first() {
        Some((_, reason)) => Ok(*reason),
        None => general.map_or_else(|| of_body(reading, &text, body.as_ref(), title), Err),
    };
    // What nobody could read may be the order: it is neither announced without its text nor put away as something else.
    let verdict = match verdict {
        Err(_) | Ok("order_announced") if kind::has_unread_scan(reading) => Err(UNREAD_SCAN),
        verdict => verdict,
    };
    let mut orders: Vec<FoundOrder> = carried.into_iter().map(|(order, _)| order).collect();
    match verdict {
        Ok(reason) => {
            if let Some(body) = body {
                join_body(&mut orders, body);
            }
            for order in &mut orders {
                fall_back(&mut order.document_date, mail_date(&reading.header), "from_mail_date");
                super::scanned::doubt_unsure(reading, order, hints.catalogue_codes.as_ref());
            }
            Extraction {
                kind: Kind::Order,
                kind_reason: reason.to_owned(),
                orders,
                version: EXTRACTOR_VERSION,
                notes,
                ..Extraction::default()
            }
        }
        Err(reason) => other(reason, notes),
    }
}

/// Whatever can be found in a message that is an order by a person's word.
fn by_hand(reading: &Reading, sheets: &[Sheet], hints: &Hints, notes: Vec<String>, stated: Carried) -> Extraction {
    let (carried, _) = document_orders(reading, sheets, hints, stated);
    let mut orders: Vec<FoundOrder> = carried.into_iter().map(|(order, _)| order).collect();
    if let Some(body) = body(reading, sheets, hints) {
        join_body(&mut orders, body);
    }
    if orders.is_empty() {
        orders.push(FoundOrder::default());
    }
    for order in &mut orders {
        fall_back(&mut order.document_date, mail_date(&reading.header), "from_mail_date");
    }
    Extraction {
        kind: Kind::Order,
        kind_reason: BY_HAND.to_owned(),
        orders,
        version: EXTRACTOR_VERSION,
        notes,
        ..Extraction::default()
    }
}

/// Orders of attachments (or of the file itself), each with a stable name for what carried them.
type Carried = Vec<(FoundOrder, &'static str)>;

/// Attachments (or the file itself) that are orders, one an order number; and the title of one that is something else.
///
/// What is `stated` goes first: the printed copy of an electronic order is not another order.
fn document_orders(
    reading: &Reading, sheets: &[Sheet], hints: &Hints, stated: Carried,
) -> (Carried, Option<&'static str>) {
    let mut orders: Carried = stated;
    let mut title = None;
    let asks = kind::mail_asks(reading);
    for document in reading.documents.iter().filter(|document| !kind::is_body(reading, document)) {
        let own: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.part == document.part).collect();
        let mut found: Vec<FoundOrder> = Vec::new();
        let (mut beside, mut halves): (Vec<FoundOrder>, Vec<Sighting>) = Default::default();
        for &sheet in &own {
            // An attachment of running text is read like a mail body, but only if nothing better is there.
            if sheet.is_text && reading.documents.len() > 1 {
                continue;
            }
            let conventions = Conventions::of(std::slice::from_ref(sheet), hints);
            let other_title =
                super::title::other_title(sheet).or_else(|| kind::other_name(sheet, document.name.as_deref()));
            let is_named = sheet.is_cells && kind::is_named_order(sheet, document.name.as_deref());
            for sighting in sight_pages(sheet, &conventions, hints) {
                if (hints.is_order && !sighting.order.lines.is_empty())
                    || kind::is_order_document(&sighting, other_title)
                    || kind::asks_on_paper(sheet, &sighting, other_title)
                    || is_order_sheet(&sighting, other_title, is_named || asks, sheet)
                {
                    found.push(sighting.order);
                } else {
                    title = title.or(other_title);
                    if sheet.is_cells && other_title.is_none() && !sighting.is_report && !sighting.has_invoice_label {
                        halves.push(sighting.clone());
                    }
                    beside.push(sighting.order);
                }
            }
        }
        if found.is_empty()
            && let Some(order) = on_two_sheets(&halves)
        {
            found.push(order);
        }
        if let [only] = &mut found[..]
            && only.po_number.candidates.is_empty()
            && let [head] = &mut beside[..]
            && head.lines.is_empty()
        {
            // A workbook may have its head on one sheet and its lines on another.
            complete(only, std::mem::take(head));
        }
        let reason = match document.content {
            Content::Sheets { .. } => "order_in_sheet",
            Content::Text { .. } => "order_in_document",
            _ => "order_in_pdf",
        };
        found.iter().for_each(|copy| witness(&mut orders, copy, document));
        found.into_iter().for_each(|order| add(&mut orders, order, reason));
    }
    (orders, title)
}

/// The orders of a document: where its pages carry orders of different numbers, each with its title and its lines, those are as
/// many orders. A page without a title of its own goes on with the order before it.
fn sight_pages(sheet: &Sheet, conventions: &Conventions, hints: &Hints) -> Vec<Sighting> {
    let all = || sight_all(sheet, conventions, hints, None);
    let pages: BTreeSet<u32> = sheet.rows.iter().map(|row| row.page).collect();
    if pages.len() < 2 || sheet.is_text || sheet.is_cells {
        return all();
    }
    let of_pages = |from: u32, to: u32| sight(&sheet.of_pages(from..to), conventions, hints, None);
    let starts: Vec<(u32, String)> = pages
        .iter()
        .filter_map(|&page| {
            let alone = of_pages(page, page + 1);
            let number = number_key(&alone.order).filter(|_| alone.has_title && !alone.order.lines.is_empty())?;
            Some((page, number))
        })
        .collect();
    let mut numbers: Vec<&String> = starts.iter().map(|(_, number)| number).collect();
    numbers.sort();
    numbers.dedup();
    if numbers.len() < 2 || numbers.len() != starts.len() || pages.first() != starts.first().map(|(page, _)| page) {
        return all();
    }
    let ends = starts.iter().skip(1).map(|(page, _)| *page).chain([u32::MAX]);
    starts.iter().zip(ends).map(|((from, _), to)| of_pages(*from, to)).collect()
}

/// The order of a workbook that has its head on one sheet, with the number, and its lines on another: exactly one of
/// each.
fn on_two_sheets(sheets: &[Sighting]) -> Option<FoundOrder> {
    let (lined, plain): (Vec<_>, Vec<_>) = sheets.iter().partition(|sheet| !sheet.order.lines.is_empty());
    let is_head = |sheet: &&Sighting| sheet.order.po_number.value().is_some();
    let heads: Vec<&Sighting> = plain.into_iter().filter(is_head).collect();
    let ([lined], [head]) = (&lined[..], &heads[..]) else { return None };
    let (mut order, head) = (lined.order.clone(), head.order.clone());
    let is_open = |date: &crate::evidence::Field<chrono::NaiveDate>| date.candidates.is_empty();
    if is_open(&order.document_date) {
        order.document_date = head.document_date.clone();
    }
    if order.seller_name.candidates.is_empty() {
        order.seller_name = head.seller_name.clone();
    }
    complete(&mut order, head);
    Some(order)
}

/// Whether a sheet of cells without a title or a number of its own is an order because of what it is called, or because
/// the mail it came with asks for what is in it.
fn is_order_sheet(sighting: &Sighting, other_title: Option<&str>, is_meant: bool, sheet: &Sheet) -> bool {
    let has_lines = !sighting.order.lines.is_empty();
    sheet.is_cells
        && is_meant
        && has_lines
        && other_title.is_none()
        && !sighting.is_report
        && !sighting.has_invoice_label
}

/// The number of an order in the form in which two writings of it are the same.
fn number_key(order: &FoundOrder) -> Option<String> {
    order.po_number.value().map(|number| normal_key(number))
}

/// Holds an electronic order against its printed copy, where a document is one: it has the same number.
fn witness(orders: &mut Carried, copy: &FoundOrder, document: &Document) {
    let own = number_key(copy);
    let stated =
        orders.iter_mut().map(|(order, _)| order).find(|order| order.electronic.is_some() && number_key(order) == own);
    if let Some(stated) = stated.filter(|_| own.is_some()) {
        electronic::compare(stated, document);
    }
}

/// Adds an order unless one of the same number is there.
fn add(orders: &mut Carried, order: FoundOrder, reason: &'static str) {
    let own = number_key(&order);
    if own.is_none() || !orders.iter().any(|(known, _)| number_key(known) == own) {
        orders.push((order, reason));
    }
}

/// The text of the mail read as an order.
fn body(reading: &Reading, sheets: &[Sheet], hints: &Hints) -> Option<Sighting> {
    let bodies = reading.documents.iter().filter(|document| kind::is_body(reading, document));
    let mut sighted =
        bodies.filter_map(|document| sheets.iter().find(|sheet| sheet.part == document.part)).map(|sheet| {
            let conventions = Conventions::of(std::slice::from_ref(sheet), hints);
            sight(sheet, &conventions, hints, Some(&reading.header))
        });
    let first = sighted.next();
    match first {
        // The body with lines counts; a second body is usually a footer.
        Some(first) if first.order.lines.is_empty() => {
            Some(sighted.find(|next| !next.order.lines.is_empty()).unwrap_or(first))
        }
        first => first,
    }
}

fn of_body(
    reading: &Reading, text: &str, body: Option<&Sighting>, title: Option<&'static str>,
) -> Result<&'static str, &'static str> {
    let found = match body {
        Some(body) => kind::of_body(text, &reading.header.subject, body),
        None => Err("no_order_found"),
    };
    match found {
        Err("no_order_found") if kind::is_announced(reading, text) => Ok("order_announced"),
        Err("no_order_found") => Err(title.unwrap_or("no_order_found")),
        found => found,
    }
}

/// Joins the text of the mail to its orders, or makes it the order.
fn join_body(orders: &mut Vec<FoundOrder>, body: Sighting) {
    match &mut orders[..] {
        [] => orders.push(body.order),
        [only] => {
            note_lines_of_text(only, &body.order);
            complete(only, body.order);
        }
        // With several orders nobody can tell which one a sentence of the mail speaks of.
        _ => {}
    }
}

fn mail_date(header: &Header) -> Option<Found<chrono::NaiveDate>> {
    let sent = header.sent_at?;
    let place = Place { part: Place::HEAD.to_owned(), regions: Vec::new(), quote: sent.to_rfc3339() };
    Some(Found { value: sent.date_naive(), origin: Origin::Read { place }, rule: "mail_date".to_owned() })
}

fn notes(reading: &Reading) -> Vec<String> {
    use crate::reading::Content;
    let unread = reading.documents.iter().any(|document| match &document.content {
        Content::Unreadable { reason } => reason.is_missed(),
        Content::Pages { pages } => pages.iter().any(|page| page.unread.is_some()),
        _ => false,
    });
    let noted = [(unread, "unread_attachment"), (has_hidden_text(reading), "hidden_text")];
    noted.into_iter().filter(|(is_so, _)| *is_so).map(|(_, note)| note.to_owned()).collect()
}

/// Whether a page carries words that nobody sees beside words that everybody sees: not evidence, and no accident.
fn has_hidden_text(reading: &Reading) -> bool {
    const WORDS_MIN: usize = 3;
    reading.documents.iter().any(|document| match &document.content {
        Content::Pages { pages } => pages.iter().filter(|page| !page.is_scan).any(|page| {
            let hidden = page.words.iter().filter(|word| word.hidden).count();
            hidden >= WORDS_MIN && hidden < page.words.len()
        }),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::read_all;

    fn kind_of(text: &str, is_added: bool) -> (Kind, String) {
        let found = extract(&read_all(text.as_bytes(), Some("note.txt")), &Hints { is_added, ..Hints::default() });
        (found.kind, found.kind_reason)
    }

    #[test]
    fn what_a_person_added_is_an_order_unless_it_is_clearly_something_else() {
        let note = "The usual for next week, same as last time. Jo";
        assert_eq!(kind_of(note, true), (Kind::Order, ADDED.to_owned()));
        assert_eq!(kind_of(note, false), (Kind::Other, "no_order_found".to_owned()));
        for other in ["Our news. To unsubscribe, click here.", "Could you quote 500 x LOCAP2 in black?"] {
            assert_eq!(kind_of(other, true).0, Kind::Other, "{other}");
        }
    }
}
