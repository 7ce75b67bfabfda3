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
        reason_not_an_order: "No order number, no lines with quantities", "Keine Bestellnummer, keine Zeilen mit Mengen";
        reason_newsletter: "A newsletter", "Ein Newsletter";
        reason_auto_reply: "An automatic reply", "Eine automatische Antwort";
        reason_no_text: "No text could be found in it", "Es wurde kein Text darin gefunden";
        reason_unreadable: "Its documents could not be read", "Die Dokumente ließen sich nicht lesen";
        first_one: "See the first one", "Die erste ansehen";
        inbox_empty_title: "Nothing has come in yet", "Noch ist nichts eingegangen";
        inbox_empty_text: "Everything that arrives is listed here with what became of it, also what is not an order.",
            "Alles, was ankommt, steht hier mit dem, was daraus wurde, auch was keine Bestellung ist.";
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
