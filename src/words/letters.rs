//! What leaves the house: the letter with the forms, and the phrases the forms print.

use super::phrases;

phrases! {
    /// Letters and forms.
    pub trait LetterWords;
    plain {
        letter_greeting: "Hello,", "Guten Tag,";
        letter_end: "Sent by the order desk after approval.", "Nach Freigabe vom Bestelltisch gesendet.";
        form_unavailable: "unavailable", "nicht verfügbar";
        form_unmatched: "not matched to a product", "keinem Artikel zugeordnet";
        form_unknown: "unknown", "unbekannt";
        form_not_stated: "not stated", "nicht angegeben";
        form_none: "none", "keins";
        form_unknown_colour: "unknown colour", "unbekannte Farbe";
        form_colour_not_stated: "colour not stated", "Farbe nicht angegeben";
        form_only_colour: "only colour of this product", "einzige Farbe dieses Artikels";
        form_impossible_rates: "rates exceed 100 %", "Anteile über 100 %";
        form_out_of_range: "too large", "zu groß";
        letter_customer_unknown: "an unknown customer", "einem unbekannten Kunden";
        form_not_released: "Not approved.", "Nicht freigegeben.";
        form_draft: "DRAFT – not approved", "ENTWURF – nicht freigegeben";
        form_tax_at: "{name} ({percent} %)", "{name} ({percent} %)";
        form_no_tax: "No {name}", "Ohne {name}";
        form_total_with: "Total {currency} incl. {name}", "Summe {currency} inkl. {name}";
        form_total_without: "Total {currency}, no {name}", "Summe {currency}, ohne {name}";
        form_see_notes: "See the notes at the end", "Siehe Hinweise am Ende";
    }
    told {
        /// Subject of the letter to the distribution list.
        letter_subject(customer: &str, number: &str):
            format!("Order {number} of {customer} approved"), format!("Bestellung {number} von {customer} freigegeben");
        /// Who approved what.
        letter_approved(number: &str, customer: &str, person: &str):
            format!("{person} approved order {number} of {customer}. The forms are attached."),
            format!("{person} hat die Bestellung {number} von {customer} freigegeben. Die Formulare liegen bei.");
        /// That the forms replace earlier ones.
        letter_replaces(revision: i64):
            format!("This is revision {revision}. It replaces the one that was recalled."),
            format!("Dies ist Revision {revision}. Sie ersetzt die zurückgerufene.");
        /// That the forms replace those of an order that was sent.
        letter_replaces_sent(revision: i64, day: &str):
            format!("This is revision {revision}. It replaces the Office Order of {day} and its Works Orders, which are no longer valid."),
            format!("Dies ist Revision {revision}. Sie ersetzt die Office Order vom {day} und ihre Works Orders, die nicht mehr gelten.");
        /// Which works orders nobody may work by any more.
        letter_void(numbers: &str):
            format!("Void from now on: {numbers}. Please take these Works Orders off the floor."),
            format!("Ab sofort ungültig: {numbers}. Bitte diese Works Orders aus der Fertigung nehmen.");
        /// The subject of a letter whose forms replace those of an order that was sent.
        letter_subject_replacing(subject: &str, day: &str):
            format!("{subject}, replaces the Office Order of {day}"), format!("{subject}, ersetzt die Office Order vom {day}");
        /// Among the notes of a form.
        form_replaces(number: &str, day: &str):
            format!("REPLACES the Office Order of {day} for order {number} and its Works Orders: they are no longer valid."),
            format!("ERSETZT die Office Order vom {day} zur Bestellung {number} und ihre Works Orders: Sie gelten nicht mehr.");
        /// At the foot of a form.
        form_released(person: &str, date: &str, revision: i64):
            format!("Approved by {person} on {date}, revision {revision}."),
            format!("Freigegeben von {person} am {date}, Revision {revision}.");
    }
}
