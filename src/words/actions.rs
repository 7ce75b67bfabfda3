//! What people do to an order beside approving it: edit, add and take out lines, read again, put away, and what the history says of it.

use super::{counted, phrases};

phrases! {
    /// Deeds of the order page and of a message.
    pub trait ActionWords;
    plain {
        not_an_order: "Not an order", "Keine Bestellung";
        not_an_order_hint: "The order leaves “To do”; its mail stays in the Inbox and can become an order again.",
            "Die Bestellung verlässt „Zu tun“; ihre Mail bleibt im Eingang und kann wieder eine Bestellung werden.";
        is_an_order: "It is an order", "Das ist eine Bestellung";
        is_an_order_hint: "Opens an order with what can be found in it; the rest is yours to fill in.",
            "Öffnet eine Bestellung mit dem, was sich darin findet; den Rest tragen Sie ein.";
        read_again: "Read again", "Noch einmal lesen";
        read_again_hint: "Reads the mail with today's rules and catalogue. What people entered stays.",
            "Liest die Mail mit den heutigen Regeln und dem heutigen Katalog. Was Menschen eingetragen haben, bleibt.";
        being_read_again: "Being read again. What is found appears here by itself.",
            "Wird noch einmal gelesen. Was gefunden wird, erscheint hier von selbst.";
        nothing_to_read_again: "This order came from no mail that could be read again.",
            "Hinter dieser Bestellung steht keine Mail, die noch einmal gelesen werden könnte.";
        was_put_away: "A person put it away: not an order", "Von einer Person aussortiert: keine Bestellung";
        add_line: "Add a line", "Zeile hinzufügen";
        another_line: "Another line", "Noch eine Zeile";
        remove_line: "Take the line out", "Zeile herausnehmen";
        remove_line_short: "Take out", "Herausnehmen";
        put_back: "Put back", "Zurücklegen";
        new_line_hint: "A line without any text is not added.", "Eine Zeile ganz ohne Text wird nicht hinzugefügt.";
        duplicate_of: "The same order as", "Dieselbe Bestellung wie";
        duplicate_of_number: "The same order as (order number)", "Dieselbe Bestellung wie (Bestellnummer)";
        other_number: "Another order number", "Andere Bestellnummer";
        repeated_by: "The same order came again:", "Dieselbe Bestellung kam noch einmal:";
        mine: "Yours, not saved", "Ihre Fassung, nicht gespeichert";
        theirs: "Saved meanwhile", "Inzwischen gespeichert";
        choose_each: "Both of you changed these values. Choose which one counts, then save.",
            "Diese Werte haben Sie beide geändert. Wählen Sie, welcher gilt, und speichern Sie dann.";
        taken_over: "Also new, and already in the form below:", "Ebenfalls neu und schon unten im Formular:";
        nothing_in_conflict: "You changed nothing that somebody else has changed. Save again.",
            "Sie haben nichts geändert, was jemand anderes geändert hat. Speichern Sie noch einmal.";
        line_is_gone: "was taken out meanwhile", "wurde inzwischen herausgenommen";
        leave_it_out: "Leave it out", "Herausgenommen lassen";
        was_asked_again: "asked for the mail to be read again", "hat die Mail noch einmal lesen lassen";
        read_again_nothing: "read the mail again and found nothing new", "hat die Mail noch einmal gelesen und nichts Neues gefunden";
        read_again_no_order: "read the mail again and found no order in it; everything stays as it was",
            "hat die Mail noch einmal gelesen und darin keine Bestellung gefunden; alles bleibt, wie es war";
        was_not_an_order: "put it away: not an order", "hat sie aussortiert: keine Bestellung";
        was_opened_by_hand: "made the mail an order", "hat die Mail zu einer Bestellung gemacht";
        earlier_deeds: "Earlier", "Früher";
        more: "More", "Mehr";
        price_base: "Price base", "Preiseinheit";
        keys_title: "Keys", "Tasten";
        keys_hint: "Switch single letters off under “Account”.", "Einzelne Buchstaben lassen sich unter „Konto“ abschalten.";
        key_next_value: "next and previous line", "nächste und vorige Zeile";
        key_remedies: "remedies of the marked point", "Auswege des markierten Punkts";
        key_escape: "leave a field, cancel", "ein Feld verlassen, abbrechen";
    }
    told {
        /// A reason beyond its limit.
        reason_too_long(most: usize):
            format!("This is longer than {most} characters. Shorten it; nothing was changed."),
            format!("Das ist länger als {most} Zeichen. Kürzen Sie es; es wurde nichts geändert.");
        /// No single other order has this number.
        no_such_original(number: &str):
            format!("There is no other order “{number}”, or more than one. Nothing was changed."),
            format!("Es gibt keine andere Bestellung „{number}“, oder mehrere. Es wurde nichts geändert.");
        /// The heading of a new line in a form.
        new_line(n: usize): format!("New line {n}"), format!("Neue Zeile {n}");
        /// The heading of a line in the form of the whole order.
        line_heading(n: i64): format!("Line {n}"), format!("Zeile {n}");
        /// Reading again was given up.
        not_read_again(reason: &str):
            format!("The mail could not be read again: {reason}"), format!("Die Mail ließ sich nicht noch einmal lesen: {reason}");
        /// Reading again has ended.
        was_read_again(n: i64):
            format!("read the mail again: {}", counted(n, "difference", "differences")),
            format!("hat die Mail noch einmal gelesen: {}", counted(n, "Unterschied", "Unterschiede"));
        /// A person added a line.
        line_added(n: i64, what: &str): format!("added line {n}: {what}"), format!("hat Zeile {n} hinzugefügt: {what}");
        /// A person took a line out.
        line_removed(n: i64, what: &str):
            format!("took out line {n}: {what}"), format!("hat Zeile {n} herausgenommen: {what}");
        /// A person put a line back.
        line_restored(n: i64, what: &str): format!("put back line {n}: {what}"), format!("hat Zeile {n} zurückgelegt: {what}");
        /// A line was found when the message was read again.
        line_found(n: i64, what: &str): format!("found line {n}: {what}"), format!("hat Zeile {n} gefunden: {what}");
        /// A line was no longer found.
        line_gone(n: i64, what: &str):
            format!("no longer found line {n}: {what}"), format!("hat Zeile {n} nicht mehr gefunden: {what}");
        /// A value reads otherwise now.
        reread(field: &str): format!("now reads {field}"), format!("liest jetzt {field}");
        /// A value of a line reads otherwise now.
        reread_on_line(field: &str, n: i64): format!("now reads {field} of line {n}"), format!("liest jetzt {field} in Zeile {n}");
        /// What was read contradicts what a person entered, which stays.
        contradicted(field: &str, found: &str, kept: &str):
            format!("reads {field} as “{found}”; “{kept}” was entered by a person and stays"),
            format!("liest für {field} „{found}“; „{kept}“ hat eine Person eingetragen und bleibt");
        /// The order was set aside as the same as another one.
        was_set_aside_of(number: &str):
            format!("set the order aside as the same as #{number}"), format!("hat die Bestellung beiseitegelegt, dieselbe wie #{number}");
        /// Which forms were made by the approval.
        with_forms(numbers: &str): format!("Forms: {numbers}"), format!("Formulare: {numbers}");
        /// A value that a person entered reads otherwise.
        reads_otherwise(name: &str, listed: &str):
            format!("{name}: entered by a person, but the mail now reads otherwise: {listed}."),
            format!("{name}: von einer Person eingetragen, aber die Mail liest sich jetzt anders: {listed}.");
        /// Whose version it is.
        by_name(name: &str): format!("by {name}"), format!("von {name}");
    }
}
