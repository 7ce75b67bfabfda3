//! The desk: lists, orders, messages.

use super::{counted, phrases};

phrases! {
    /// The order desk.
    pub trait DeskWords;
    plain {
        view_to_do: "To do", "Zu tun";
        view_approved: "Approved", "Freigegeben";
        view_sent: "Sent", "Gesendet";
        view_rejected: "Rejected", "Abgelehnt";
        view_set_aside: "Set aside", "Beiseitegelegt";
        view_all: "All orders", "Alle Bestellungen";
        to_check_word: "to check", "zu prüfen";
        mark_by_rule: "Found by a rule", "Durch eine Regel gefunden";
        mark_check: "Please check", "Bitte prüfen";
        mark_missing: "Missing", "Fehlt";
        mark_person: "Entered by a person", "Von einer Person eingetragen";
        state_reading: "Being read", "Wird gelesen";
        state_in_review: "In review", "In Prüfung";
        state_approved: "Approved", "Freigegeben";
        state_sent: "Sent", "Gesendet";
        state_rejected: "Rejected", "Abgelehnt";
        state_set_aside: "Set aside", "Beiseitegelegt";
    }
    told {
        /// How many objections are open.
        to_check(n: i64): format!("{n} to check"), format!("{n} zu prüfen");
        /// How many lines an order has.
        lines(n: i64): counted(n, "line", "lines"), counted(n, "Zeile", "Zeilen");
    }
}
