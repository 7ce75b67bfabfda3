//! What happened to an order, and what became of a message.

use super::{counted, phrases};

phrases! {
    /// History and inbox.
    pub trait HistoryWords;
    plain {
        the_desk: "Ramjet", "Ramjet";
        empty_value: "nothing", "nichts";
        was_reopened: "reopened the order", "hat die Bestellung wieder geöffnet";
        was_approved: "approved the order", "hat die Bestellung freigegeben";
        was_sent_again: "had the forms sent again", "hat die Formulare erneut senden lassen";
        was_recalled: "took the approval back before it was sent", "hat die Freigabe vor dem Senden zurückgenommen";
        was_sent: "sent the forms", "hat die Formulare gesendet";
        was_set_aside: "set the order aside as a duplicate", "hat die Bestellung als doppelt beiseitegelegt";
        changed_from: "from", "von";
        changed_to: "to", "auf";

        inbox_title: "Inbox", "Eingang";
        from: "From", "Von";
        subject: "Subject", "Betreff";
        became: "What became of it", "Was daraus wurde";
        no_subject: "without a subject", "ohne Betreff";
        fate_waiting: "Being read", "Wird gelesen";
        fate_in_record: "Order", "Bestellung";
        fate_copy: "Copy", "Kopie";
        fate_repeat: "Same again", "Noch einmal dasselbe";
        fate_ignored: "Not an order", "Keine Bestellung";
        fate_failed: "Could not be read", "Nicht lesbar";
        of_copy: "The same mail arrived in another mailbox", "Dieselbe Mail kam in einem anderen Postfach an";
        of_repeat: "The same file was delivered before", "Dieselbe Datei wurde schon einmal geliefert";
        is_newsletter: "A newsletter", "Ein Newsletter";
        is_auto_reply: "An automatic reply", "Eine automatische Antwort";
        is_bounce: "A mail that could not be delivered", "Eine unzustellbare Mail";
        is_invoice: "An invoice", "Eine Rechnung";
        is_credit_note: "A credit note", "Eine Gutschrift";
        is_quotation: "A quotation", "Ein Angebot";
        is_price_list: "A price list", "Eine Preisliste";
        is_order_confirmation: "An order confirmation", "Eine Auftragsbestätigung";
        is_order_change: "A change of an order that is not here: no order of this customer has the number it names",
            "Eine Änderung einer Bestellung, die es hier nicht gibt: Keine Bestellung dieses Kunden hat die genannte Nummer";
        is_order_cancellation: "A cancellation of an order that is not here: no order of this customer has the number it names",
            "Eine Stornierung einer Bestellung, die es hier nicht gibt: Keine Bestellung dieses Kunden hat die genannte Nummer";
        is_order_response: "An answer to an order", "Eine Bestellantwort";
        is_despatch_advice: "A despatch advice", "Ein Lieferavis";
        is_electronic_unknown: "An electronic message of a kind that is not read, or without a whole order in it; please look",
            "Eine elektronische Nachricht, deren Art nicht gelesen wird oder die keine ganze Bestellung enthält; bitte nachsehen";
        is_delivery_note: "A delivery note", "Ein Lieferschein";
        is_statement: "A statement of account", "Ein Kontoauszug";
        is_reminder: "A payment reminder", "Eine Mahnung";
        is_remittance: "A remittance advice", "Ein Zahlungsavis";
        is_receipt: "A receipt", "Eine Quittung";
        is_creditor_letter: "A letter about a creditor’s claim", "Ein Schreiben zu einer Forderung";
        is_enquiry: "An enquiry", "Eine Anfrage";
        is_notice: "A notice about a delivery or an account", "Eine Mitteilung zu Lieferung oder Konto";
        has_no_order: "No order number and no lines with quantities were found",
            "Es fanden sich keine Bestellnummer und keine Zeilen mit Mengen";
        was_not_readable: "The message could not be taken apart; it is kept as it came",
            "Die Nachricht ließ sich nicht zerlegen; sie bleibt, wie sie kam";
        has_unread_file: "What came in cannot be read here; please look whether it is an order",
            "Was einging, ist hier nicht lesbar; bitte nachsehen, ob es eine Bestellung ist";
        has_unread_scan: "This scan cannot be read here: install tesseract and read the message again, or look whether it is an order",
            "Dieser Scan kann hier nicht gelesen werden: Tesseract installieren und die Nachricht noch einmal lesen, oder nachsehen, ob es eine Bestellung ist";
        is_empty_mail: "There is nothing in it", "Es steht nichts darin";
        was_not_opened: "An order was found but could not be opened because of a fault; the message is kept as it came",
            "Eine Bestellung wurde gefunden, ließ sich aber wegen eines Fehlers nicht anlegen; die Nachricht ist unverändert da";
        was_not_understood: "The values could not be found because of a fault; the message is kept as it came",
            "Die Werte wurden wegen eines Fehlers nicht gefunden; die Nachricht bleibt, wie sie kam";
        first_one: "See the first one", "Die erste ansehen";
        inbox_empty_title: "Nothing has come in yet", "Noch ist nichts eingegangen";
        inbox_empty_text: "Everything that arrives is listed here with what became of it, also what is not an order.",
            "Alles, was ankommt, steht hier mit dem, was daraus wurde, auch was keine Bestellung ist.";
        newest_messages: "Newest messages", "Neueste Nachrichten";
        older_messages: "Older messages", "Ältere Nachrichten";
        open_order: "Open the order", "Bestellung öffnen";
        open_message: "The message", "Die Nachricht";
        message_title: "Message", "Nachricht";
        source_gone: "This order has no message behind it.", "Hinter dieser Bestellung steht keine Nachricht.";
        download: "Download", "Herunterladen";
    }
    told {
        /// The order was opened from a message.
        was_opened(lines: i64):
            format!("read the message and found {}", counted(lines, "line", "lines")),
            format!("hat die Nachricht gelesen und {} gefunden", counted(lines, "Zeile", "Zeilen"));
        /// A value was changed.
        corrected(field: &str): format!("changed {field}"), format!("hat {field} geändert");
        /// A value of a line was changed.
        corrected_on_line(field: &str, n: i64):
            format!("changed {field} of line {n}"), format!("hat {field} in Zeile {n} geändert");
        /// A value was empty before.
        value_set(field: &str, value: &str): format!("set {field} to {value}"), format!("hat {field} auf {value} gesetzt");
        /// A value of a line was empty before.
        value_set_on_line(field: &str, n: i64, value: &str):
            format!("set {field} of line {n} to {value}"), format!("hat {field} in Zeile {n} auf {value} gesetzt");
        /// A value is empty now.
        value_cleared(field: &str, value: &str): format!("cleared {field}, which was {value}"), format!("hat {field} geleert, vorher {value}");
        /// A value of a line is empty now.
        value_cleared_on_line(field: &str, n: i64, value: &str):
            format!("cleared {field} of line {n}, which was {value}"), format!("hat {field} in Zeile {n} geleert, vorher {value}");
        /// An objection was accepted.
        accepted(sentence: &str): format!("accepted: {sentence}"), format!("hat akzeptiert: {sentence}");
        /// The order was rejected.
        was_rejected(reason: &str): format!("rejected the order: {reason}"), format!("hat die Bestellung abgelehnt: {reason}");
        /// Something this version has no sentence for.
        did(action: &str): format!("did something: {action}"), format!("hat etwas getan: {action}");
        /// Where a mail comes from.
        mail_from(name: &str, address: &str): format!("{name} <{address}>"), format!("{name} <{address}>");
        /// A reason without a sentence of its own.
        because(reason: &str): format!("Reason: {reason}"), format!("Grund: {reason}");
    }
}
