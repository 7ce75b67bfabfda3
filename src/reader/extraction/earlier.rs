//! Whether a text speaks of an order that was placed before: changes it, or takes it back. Read as an order it would be placed twice.

use super::kind::has_any;
use super::order::Sighting;

/// Sentences that change an order which was placed before. A revised order, which states itself anew, has none of them.
const CHANGES: &[&str] = &[
    "amend our order",
    "amend the order",
    "amend the above order",
    "amend order",
    "amend po",
    "amend our po",
    "amend our purchase order",
    "amend purchase order",
    "amendment to order",
    "amendment to our order",
    "amendment to po",
    "amendment to purchase order",
    "revise our order",
    "revise the order",
    "revise order",
    "revise po",
    "revise our po",
    "revise purchase order",
    "revise our purchase order",
    "change our order",
    "change to our order",
    "change to order",
    "change to po",
    "change to purchase order",
    "change our po",
    "update our order",
    "update our po",
    "change quantity",
    "increase the quantity",
    "reduce the quantity",
    "decrease the quantity",
    "change the quantity",
    "change qty",
    "change the qty",
    "change the delivery date",
    "lines unchanged",
    "lines remain unchanged",
    "items unchanged",
    "items remain unchanged",
    "rest of the order remains",
    "rest of the order is unchanged",
    "remainder of the order",
    "bestellanderung",
    "auftragsanderung",
    "anderung unserer bestellung",
    "anderung der bestellung",
    "anderung zur bestellung",
    "unsere bestellung andern",
    "bestellung wie folgt andern",
    "menge andern",
    "mengenanderung",
    "bestellung andern",
    "bestellung abandern",
    "bestellung wie folgt abandern",
    "menge erhohen",
    "menge reduzieren",
    "menge zu andern",
    "ubrigen positionen bleiben",
    "restlichen positionen bleiben",
    "alle anderen positionen bleiben",
];

/// What is also said beside a change, and elsewhere: two of them, or one beside a sentence above, are a change even of what states lines.
const HINTS: &[&str] = &[
    "please amend",
    "please revise",
    "please change",
    "quantity from",
    "qty from",
    "delivery date now",
    "revised acknowledgement",
    "stays the same",
    "stay the same",
    "other lines remain",
    "everything else as is",
    "everything else stays",
    "rest as ordered",
    "rest bleibt",
    "this change",
    "revision b of",
    "now:",
    "was:",
    "push the delivery",
    "push back",
    "bring forward",
    "reduce line",
    "increase line",
    "neu:",
    "bisher:",
    "bitte erhohen",
    "bitte reduzieren",
    "bleibt gleich",
    "bleiben gleich",
    "bitte andern sie",
    "ubrige positionen unverandert",
];

/// Words of who speaks of an order.
const ORDERS: &[&str] =
    &["po", "order", "purchase order", "bestellung", "auftrag", "bestellanderung", "auftragsanderung"];

/// Sentences that take an order back.
const CANCELLATIONS: &[&str] = &[
    "cancel our order",
    "cancel the order",
    "cancel order",
    "cancel po",
    "cancel our po",
    "cancel purchase order",
    "cancel our purchase order",
    "cancellation of our order",
    "cancellation of order",
    "cancellation of po",
    "cancellation of purchase order",
    "order cancellation",
    "cancel the above order",
    "bestellung stornieren",
    "stornieren wir unsere bestellung",
    "stornieren sie unsere bestellung",
    "stornierung der bestellung",
    "stornierung unserer bestellung",
    "stornierung bestellung",
    "storno bestellung",
    "withdraw po",
    "withdraw our po",
    "withdraw order",
    "withdraw our order",
    "withdraw the order",
    "withdraw purchase order",
    "withdraw our purchase order",
    "bestellung annullieren",
    "bestellung wird nicht mehr benotigt",
    "bestellung zuruckziehen",
    "ziehen unsere bestellung",
    "do not ship anything",
    "bitte liefern sie nicht",
    "bitte nicht liefern",
];

/// Questions about goods that were ordered before.
const QUESTIONS: &[&str] = &[
    "where is our order",
    "where is my order",
    "where are our",
    "status of order",
    "status of po",
    "status of purchase order",
    "order status",
    "any update on",
    "when can we expect",
    "when will we receive",
    "have you shipped",
    "were expecting",
    "was due",
    "overdue",
    "have not received",
    "haven't received",
    "not yet received",
    "still waiting for",
    "wo bleibt",
    "wo bleiben",
    "wann kommt",
    "wann kommen",
    "wann konnen wir mit",
    "wann durfen wir mit",
    "lieferstatus",
    "termin war",
    "noch nicht erhalten",
    "noch nicht eingetroffen",
    "noch nicht geliefert",
    "where are the",
    "what is the status",
    "status of our",
    "status of the order",
    "has not arrived",
    "have not arrived",
    "not arrived yet",
    "nicht angekommen",
    "rejects",
    "complaint",
    "raise a credit",
    "issue a credit",
    "faulty",
    "defective",
    "arrived damaged",
    "reklamation",
    "mangelhaft",
    "beschadigt",
    "plan to order",
    "planning to order",
    "po will follow",
    "bestellung folgt",
];

/// What sellers call their papers; a mail about one places no order.
const PAPERS: &[(&str, &str)] = &[
    ("statement of account", "statement"),
    ("account statement", "statement"),
    ("balance due", "statement"),
    ("remittance advice", "remittance"),
    ("payment advice", "remittance"),
    ("payment reminder", "reminder"),
    ("zahlungserinnerung", "reminder"),
    ("mahnung", "reminder"),
    ("kontoauszug", "statement"),
    ("saldenbestatigung", "statement"),
];

/// Words of an order that takes the place of a cancelled one.
const INSTEAD: &[&str] =
    &["replace", "replaces", "replaced", "replacement", "instead", "ersetzt", "stattdessen", "ersatzweise"];

/// Whether a text changes or cancels an order that was placed before: whoever does so places none.
///
/// `asks` says that the text asks for goods in so many words: then a question beside it is only a question.
pub(crate) fn of_earlier(text: &str, asks: bool, sighting: &Sighting) -> Option<&'static str> {
    let states_lines = sighting.has_title && !sighting.order.lines.is_empty();
    let is_replaced = has_any(text, INSTEAD) && !sighting.order.lines.is_empty();
    match () {
        () if has_any(text, CANCELLATIONS) && !is_replaced && !states_lines => Some("order_cancellation"),
        () if is_change(text, states_lines) => Some("order_change"),
        () if has_any(text, QUESTIONS) && !asks && !states_lines => Some("enquiry"),
        () if !asks && !states_lines => {
            PAPERS.iter().find(|(name, _)| has_any(text, &[name])).map(|(_, reason)| *reason)
        }
        () => None,
    }
}

/// Whether a text changes an order; of one that states lines under a title of its own, more must be said.
fn is_change(text: &str, states_lines: bool) -> bool {
    let says = |phrases: &[&str]| phrases.iter().filter(|phrase| has_any(text, &[phrase])).count();
    let (changes, hints) = (says(CHANGES) + usize::from(goes_from_to(text)), says(HINTS));
    let is_said = changes + hints >= 2 || changes >= 1 && !states_lines;
    is_said && has_any(text, ORDERS)
}

/// Whether a number is said to become another one: `from 6000 to 9000`, `von 60 auf 120`, `from 8,000 pcs to 12,000 pcs`.
fn goes_from_to(text: &str) -> bool {
    const WAYS: [(&str, &str); 2] = [("from", "to"), ("von", "auf")];
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_count = |at: usize| {
        let bare = words.get(at).map_or("", |word| word.trim_end_matches([',', '.', ';', ':', ')']));
        bare.starts_with(|c: char| c.is_ascii_digit())
            && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    };
    let is_way = |at: usize, (from, to): (&str, &str)| {
        words[at] == from
            && is_count(at + 1)
            && (at + 2..at + 4).any(|next| words.get(next) == Some(&to) && is_count(next + 1))
    };
    (0..words.len()).any(|at| WAYS.into_iter().any(|way| is_way(at, way)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::found::{FoundLine, FoundOrder};

    fn told(text: &str, has_title: bool) -> Option<&'static str> {
        let order = FoundOrder { lines: vec![FoundLine::default()], ..FoundOrder::default() };
        of_earlier(text, text.contains("please supply"), &Sighting { order, has_title, ..Sighting::default() })
    }

    #[test]
    fn a_question_about_goods_on_order_places_no_order() {
        let question = "wo bleiben die 750 stk locap2 aus best.-nr. z-330? termin war 10.4.";
        assert_eq!(told(question, false), Some("enquiry"));
        assert_eq!(
            told("please supply 500 locap2. any update on the last order?", false),
            None,
            "it also asks for goods"
        );
    }

    #[test]
    fn papers_of_sellers_and_complaints_place_no_order() {
        assert_eq!(told("statement of account january: rp-8801 1,240.50", false), Some("statement"));
        assert_eq!(told("we received 3,000 of po 7719 and 140 are faulty", false), Some("enquiry"));
        assert_eq!(told("please supply 500 locap2. your statement of account is fine", false), None);
    }

    #[test]
    fn changes_and_cancellations_place_no_order() {
        let change = "please amend our order hp/61733 as follows: line 1 change quantity from 8,000 to 12,000";
        assert_eq!(told(change, false), Some("order_change"));
        assert_eq!(
            told("bestellung 4711: bitte menge andern, die ubrigen positionen bleiben", true),
            Some("order_change")
        );
        let number = "please increase locap2 on order 4711 from 6000 pcs to 9000 pcs";
        assert_eq!(told(number, false), Some("order_change"), "a number becomes another one");
        assert_eq!(told("order 90011: push back the delivery, everything else as is", false), Some("order_change"));
        assert_eq!(told("please cancel our order 4711, all 500 pieces", false), Some("order_cancellation"));
        assert_eq!(told("we have to withdraw po 7781", false), Some("order_cancellation"));
    }

    #[test]
    fn an_order_that_stands_there_whole_is_placed() {
        assert_eq!(told("revised order 4711: 500 x locap2", false), None, "it states itself anew");
        assert_eq!(told("our order 4711: please change the label on the cartons. 500 x locap2", false), None);
        assert_eq!(told("please cancel order 4711 and replace it with 4712 below", false), None);
        assert_eq!(told("purchase order 4712 change to order 4711", true), None);
        assert_eq!(told("please supply 500 locap2, we may change our mind", false), None);
        assert_eq!(told("our order 4711: open from 7:30 to 15:00, 500 x locap2", false), None, "hours are no numbers");
    }
}
