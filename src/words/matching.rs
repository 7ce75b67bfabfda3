//! How our records were found, and what is remembered of corrections.

use super::phrases;

phrases! {
    /// Matching, and what it learns.
    pub trait MatchWords;
    plain {
        why_exact_code: "your code, letter by letter", "Ihre Nummer, Zeichen für Zeichen";
        why_customer_alias: "what this customer calls it", "so nennt es dieser Kunde";
        why_common_alias: "what customers call it", "so nennen es Kunden";
        why_look_alike: "the same code when O and 0, I and 1 are confused", "dieselbe Nummer, wenn O und 0, I und 1 verwechselt sind";
        why_one_sign: "one character differs", "ein Zeichen ist anders";
        why_similar_code: "a similar code", "eine ähnliche Nummer";
        why_longer_code: "your code with something around it", "Ihre Nummer mit etwas davor oder dahinter";
        why_some_words: "some of the same words", "einige gleiche Wörter";
        why_price: "the same price", "derselbe Preis";
        why_customer: "made for this customer", "für diesen Kunden gemacht";
        why_colour: "comes in this colour", "gibt es in dieser Farbe";
        why_discontinued: "no longer sold", "nicht mehr im Verkauf";
        why_name: "the same name", "derselbe Name";
        why_domain: "the sender’s mail domain", "die Mail-Domain des Absenders";
        why_similar_name: "a similar name", "ein ähnlicher Name";
        why_address: "the same address", "dieselbe Adresse";
        undo_learned: "Undo", "Rückgängig";
        learned_by_import: "from the imported list", "aus der importierten Liste";
        name_has_ended: "taken back since", "inzwischen zurückgenommen";
    }
    told {
        /// A correction is remembered for this customer.
        remembers(text: &str, product: &str, customer: &str):
            format!("Remembered: “{text}” means {product} for {customer}."),
            format!("Gemerkt: „{text}“ heißt bei {customer} {product}.");
        /// The customer that is meant.
        it_is(customer: &str): format!("It is {customer}"), format!("Das ist {customer}");
        /// A name is remembered for a customer.
        remembers_customer(text: &str, customer: &str):
            format!("Remembered: “{text}” is {customer}."), format!("Gemerkt: „{text}“ ist {customer}.");
        /// Name and domain mean different customers.
        customer_contradicts(by_name: &str, by_domain: &str, domain: &str):
            format!("The order names {by_name}, but it was sent from {domain}, which is {by_domain}."),
            format!("Die Bestellung nennt {by_name}, kam aber von {domain}, das ist {by_domain}.");
        /// Where a name was learned.
        learned_from(order: &str, name: &str, day: &str):
            format!("learned from {order} by {name} on {day}"), format!("gelernt aus {order} von {name} am {day}");
        /// Where a name was learned, the order having no number.
        learned_by(name: &str, day: &str): format!("learned from {name} on {day}"), format!("gelernt von {name} am {day}");
        /// The history: a name was learned.
        was_learned(text: &str, product: &str):
            format!("taught that “{text}” means {product}"), format!("hat gelehrt, dass „{text}“ {product} heißt");
        /// The history: a name was learned and put an end to another one.
        was_learned_instead(text: &str, product: &str, before: &str):
            format!("taught that “{text}” means {product} and no longer {before}"),
            format!("hat gelehrt, dass „{text}“ {product} heißt und nicht mehr {before}");
        /// The history: a name was taken back.
        was_forgotten(text: &str, product: &str):
            format!("took back that “{text}” means {product}"), format!("hat zurückgenommen, dass „{text}“ {product} heißt");
    }
}
