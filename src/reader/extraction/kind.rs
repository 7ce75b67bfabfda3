//! Whether a message is an order: only with positive evidence.

use super::order::Sighting;
use super::sheet::Sheet;
use crate::reading::{Content, Document, Header, Reading, Unreadable};
use crate::units::{fold, folded_words};

/// Subjects and senders of machines, and what they mean.
const SUBJECTS: &[(&str, &str)] = &[
    ("automatic reply", "auto_reply"),
    ("auto reply", "auto_reply"),
    ("auto-reply", "auto_reply"),
    ("autoreply", "auto_reply"),
    ("out of office", "auto_reply"),
    ("out of the office", "auto_reply"),
    ("automatische antwort", "auto_reply"),
    ("abwesenheit", "auto_reply"),
    ("undeliverable", "bounce"),
    ("undelivered mail", "bounce"),
    ("delivery status notification", "bounce"),
    ("mail delivery failed", "bounce"),
    ("delivery failure", "bounce"),
    ("returned mail", "bounce"),
    ("failure notice", "bounce"),
    ("unzustellbar", "bounce"),
];

/// Words that only mass mail carries.
const NEWSLETTER: &[&str] = &[
    "unsubscribe",
    "view in browser",
    "view this email in your browser",
    "view this e-mail in your browser",
    "view online",
    "manage preferences",
    "manage your preferences",
    "update your preferences",
    "newsletter abbestellen",
    "newsletter abmelden",
    "vom newsletter abmelden",
    "im browser ansehen",
    "im browser anzeigen",
    "hier abmelden",
    "mailing list",
];

/// Sentences with which somebody orders.
const REQUESTS: &[&str] = &[
    "please supply",
    "please process",
    "please order",
    "we order",
    "we would like to order",
    "i would like to order",
    "like to order",
    "like to place an order",
    "please send",
    "please deliver",
    "please ship",
    "can we order",
    "can i order",
    "can we get",
    "can we please get",
    "could we get",
    "could we please have",
    "can we have",
    "need the following",
    "need these",
    "please accept this",
    "order as follows",
    "following order",
    "new order",
    "purchase order",
    "our po",
    "our order",
    "place the following order",
    "reorder",
    "re-order",
    "wir bestellen",
    "hiermit bestellen",
    "bestellen wir",
    "bitte liefern",
    "bitte senden",
    "unsere bestellung",
    "bestellung",
    "nachbestellung",
    "mochten wir bestellen",
    "please arrange",
    "please proceed with",
    "please go ahead with",
    "put this one through",
    "put this through",
    "put this order through",
    "please book",
    "please enter",
    "order for",
    "mochte bestellen",
    "mochten bestellen",
    "bitte um lieferung",
    "bitten um lieferung",
    "wir benotigen",
    "ich benotige",
    "wir brauchen",
    "supply the following",
    "send us the following",
    "bitte schicken",
];

/// Those of them that only name an order.
const NOUNS: &[&str] = &[
    "following order",
    "new order",
    "purchase order",
    "our po",
    "our order",
    "reorder",
    "re-order",
    "unsere bestellung",
    "bestellung",
    "nachbestellung",
    "order for",
    "please send",
    "bitte senden",
];

/// Sentences with which a letter orders; papers of sellers speak of orders, too.
const ON_PAPER: &[&str] = &[
    "please supply",
    "please order",
    "please deliver",
    "we order",
    "we hereby order",
    "supply the following",
    "please accept this",
    "place the following order",
    "order as follows",
    "wir bestellen",
    "hiermit bestellen",
    "bestellen wir",
    "bitte liefern",
];

/// Sentences with which somebody asks and does not order.
const ENQUIRIES: &[&str] = &[
    "please quote",
    "request for quotation",
    "request for quote",
    "rfq",
    "could you quote",
    "can you quote",
    "your best price",
    "price and availability",
    "pricing and availability",
    "send us a quote",
    "send me a quote",
    "provide a quote",
    "provide a quotation",
    "bitte um angebot",
    "bitten um ein angebot",
    "bitte anbieten",
    "preisanfrage",
    "anfrage",
];

/// Sentences of sellers and carriers about somebody's order.
const NOTICES: &[&str] = &[
    "has shipped",
    "have shipped",
    "has been shipped",
    "has been dispatched",
    "was dispatched",
    "out for delivery",
    "has been delivered",
    "was delivered",
    "thank you for your order",
    "thanks for your order",
    "order confirmation",
    "we have received your order",
    "your order has",
    "delivery confirmation",
    "track your",
    "tracking number",
    "vielen dank fur ihre bestellung",
    "ihre bestellung wurde",
    "auftragsbestatigung",
    "versandbestatigung",
    "sendungsverfolgung",
    "arriving today",
    "your shipment",
    "your package",
    "your parcel",
];

/// What the whole message is about, before its documents are weighed: a machine's answer or mass mail.
pub(crate) fn of_message(reading: &Reading) -> Option<&'static str> {
    let subject = fold(&reading.header.subject);
    if is_mailer(&reading.header) {
        return Some("bounce");
    }
    if let Some((_, reason)) =
        SUBJECTS.iter().find(|(start, _)| subject.starts_with(start) || subject.contains(&format!(": {start}")))
    {
        return Some(reason);
    }
    has_any(&body_text(reading), NEWSLETTER).then_some("newsletter")
}

fn is_mailer(header: &Header) -> bool {
    let local = header.from_address.split('@').next().unwrap_or("");
    matches!(local, "mailer-daemon" | "postmaster")
}

/// Whether a document is the text of a message: the body of a mail, or a text that was pasted or dropped without any.
pub(crate) fn is_body(reading: &Reading, document: &Document) -> bool {
    let is_lone_text = || {
        let is_text = matches!(document.content, Content::Text { .. }) && document.media_type == "text/plain";
        is_text && reading.documents.len() == 1 && reading.header == Header::default()
    };
    document.is_body || is_lone_text()
}

/// The folded text of all bodies of the mail, one line.
pub(crate) fn body_text(reading: &Reading) -> String {
    let bodies = reading.documents.iter().filter(|document| is_body(reading, document));
    let texts = bodies.filter_map(|document| match &document.content {
        Content::Text { text } => Some(text.as_str()),
        _ => None,
    });
    let mut joined = String::new();
    for word in texts.flat_map(str::split_whitespace) {
        joined.push_str(&fold(word));
        joined.push(' ');
    }
    joined
}

pub(crate) fn has_any(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.match_indices(phrase).any(|(at, _)| is_word_edge(text, at, phrase.len())))
}

fn is_word_edge(text: &str, at: usize, len: usize) -> bool {
    let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    let after = text[at + len..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    before && after
}

/// Whether the subject says that a mail passes another one on.
pub(crate) fn is_forwarded(header: &Header) -> bool {
    let subject = fold(&header.subject);
    ["fw:", "fwd:", "wg:", "tr:", "weitergeleitet:"].iter().any(|start| subject.starts_with(start))
}

/// Why a message of a sort is no order, as a stable short name.
pub(crate) fn reason_of(sort: &str) -> &str {
    match sort {
        "shipment_notice" | "delivery_notice" | "delay_notice" => "notice",
        "despatch_advice" => "delivery_note",
        sort => sort,
    }
}

/// Words with which a file or the tab of a sheet is called an order.
const ORDER_NAMES: &[&str] = &[
    "order",
    "po",
    "purchase order",
    "reorder",
    "bestellung",
    "nachbestellung",
    "lieferabruf",
    "abruf",
    "auftrag",
    "purchaseorder",
    "bestellformular",
    "order form",
];

/// Words beside them that make it something else: a report about orders, the confirmation of one.
const NO_ORDER_NAMES: &[&str] = &[
    "report",
    "history",
    "export",
    "status",
    "confirmation",
    "confirmed",
    "acknowledgement",
    "template",
    "list",
    "overview",
    "summary",
    "statistics",
    "backlog",
    "open",
    "bericht",
    "ubersicht",
    "liste",
    "vorlage",
    "statistik",
    "bestatigung",
    "auftragsbestatigung",
    "rueckstand",
    "ruckstand",
    "invoice",
    "rechnung",
    "quote",
    "quotation",
    "angebot",
    "price",
    "prices",
    "preisliste",
    "stock",
    "inventory",
    "forecast",
    "bestand",
    "sales",
];

/// The words of a file name, or of a tab, without its extension.
fn name_words(name: &str) -> Vec<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let spaced: String = stem.chars().map(|c| if c.is_alphabetic() { c } else { ' ' }).collect();
    folded_words(&spaced)
}

/// Whether a sheet is called an order by its file or by its tab, and nothing else by either.
pub(crate) fn is_named_order(sheet: &Sheet, file_name: Option<&str>) -> bool {
    let words: Vec<Vec<String>> = [file_name.unwrap_or_default(), &sheet.name].map(name_words).into();
    let any = |names: &[&str]| words.iter().flatten().any(|word| names.contains(&word.as_str()));
    any(ORDER_NAMES) && !any(NO_ORDER_NAMES)
}

/// What else than an order a sheet is called by its tab or its file: `Price list`, `Rechnung 4711`.
pub(crate) fn other_name(sheet: &Sheet, file_name: Option<&str>) -> Option<&'static str> {
    if !sheet.is_cells {
        return None;
    }
    [file_name.unwrap_or_default(), &sheet.name].into_iter().find_map(|name| {
        let words = name_words(name).join(" ");
        let is_called = |title: &str| words == title || words.starts_with(&format!("{title} "));
        super::title::TITLES.iter().find(|(title, _)| is_called(title)).map(|(_, reason)| *reason)
    })
}

/// Whether the text or the subject of a mail asks for goods, and does not only speak of them.
pub(crate) fn mail_asks(reading: &Reading) -> bool {
    let all = format!("{} {}", fold(&reading.header.subject), body_text(reading));
    let is_mail = reading.documents.iter().any(|document| document.is_body) || !reading.header.subject.is_empty();
    let subject = name_words(&reading.header.subject);
    let names_order = subject.iter().any(|word| ORDER_NAMES.contains(&word.as_str()));
    is_mail && (has_any(&all, REQUESTS) || names_order) && !has_any(&all, NOTICES) && !has_any(&all, ENQUIRIES)
}

/// Whether a document other than the mail's text is an order, and by which name.
pub(crate) fn is_order_document(sighting: &Sighting, other_title: Option<&'static str>) -> bool {
    let has_number = sighting.order.po_number.value().is_some();
    let has_lines = !sighting.order.lines.is_empty();
    match other_title {
        Some("order_change" | "order_cancellation") => false,
        Some(_) if !sighting.has_title => false,
        _ if sighting.has_title => has_lines || has_number,
        _ => has_lines && has_number && !sighting.has_invoice_label && !sighting.is_report,
    }
}

/// Whether a letter orders in so many words, and names what: without a title it is an order all the same.
pub(crate) fn asks_on_paper(sheet: &Sheet, sighting: &Sighting, other_title: Option<&'static str>) -> bool {
    let has_lines = sighting.order.lines.iter().any(|line| line.code.value().is_some());
    if sheet.is_cells || !has_lines || other_title.is_some() || sighting.has_invoice_label {
        return false;
    }
    let words = (0..sheet.rows.len()).map(|row| fold(&sheet.text(sheet.whole(row)))).collect::<Vec<_>>().join(" ");
    has_any(&words, ON_PAPER) && !has_any(&words, ENQUIRIES) && !has_any(&words, NOTICES)
}

/// Whether the text of a mail is an order: `Ok` with the reason, or `Err` with what it is instead.
pub(crate) fn of_body(text: &str, subject: &str, sighting: &Sighting) -> Result<&'static str, &'static str> {
    let all = format!("{} {text}", fold(subject));
    let has_lines = !sighting.order.lines.is_empty();
    if has_any(&all, NOTICES) {
        return Err("notice");
    }
    if has_any(&all, ENQUIRIES) {
        return Err("enquiry");
    }
    let asks_for_goods = REQUESTS.iter().any(|request| !NOUNS.contains(request) && has_any(&all, &[request]));
    if let Some(reason) = super::earlier::of_earlier(&all, asks_for_goods, sighting) {
        return Err(reason);
    }
    let asks = has_any(&all, REQUESTS) || sighting.has_title;
    let has_number = sighting.order.po_number.value().is_some();
    let has_codes = sighting.order.lines.iter().any(|line| line.code.value().is_some());
    if has_lines && (asks || (has_number && has_codes)) { Ok("order_in_text") } else { Err("no_order_found") }
}

/// Whether an attached scan, or a page of one, was not read although something may stand on it.
pub(crate) fn has_unread_scan(reading: &Reading) -> bool {
    let attached = reading.documents.iter().filter(|document| !document.is_body);
    attached.map(|document| &document.content).any(|content| match content {
        Content::Unreadable { reason } => *reason == Unreadable::NoReader,
        Content::Pages { pages } => {
            pages.iter().any(|page| page.unread.is_some_and(|reason| reason != Unreadable::NoText))
        }
        _ => false,
    })
}

/// Whether a mail announces an order in an attachment that could not be read.
pub(crate) fn is_announced(reading: &Reading, text: &str) -> bool {
    const ATTACHED: [&str; 8] =
        ["attached", "attachment", "enclosed", "anbei", "im anhang", "angehangt", "beigefugt", "anhang"];
    const ORDERS: [&str; 6] = ["purchase order", "po", "our order", "bestellung", "order", "auftrag"];
    let has_unread = reading.documents.iter().any(|document| {
        !document.is_body && matches!(document.content, Content::Unreadable { reason } if reason.is_missed())
    });
    let all = format!("{} {text}", fold(&reading.header.subject));
    has_unread
        && has_any(&all, &ATTACHED)
        && has_any(&all, &ORDERS)
        && !has_any(&all, NOTICES)
        && !has_any(&all, ENQUIRIES)
}
