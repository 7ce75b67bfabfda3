//! What is said when something is not possible: what happened, what is safe, what to do.

use super::phrases;

phrases! {
    /// Errors, as people read them.
    pub trait TroubleWords;
    plain {
        missing_title: "This page does not exist", "Diese Seite gibt es nicht";
        missing_text: "The link may be old, or the record belongs to somebody else.",
            "Der Link ist vielleicht alt, oder der Datensatz gehört jemand anderem.";
        refused_title: "This was not done", "Das wurde nicht ausgeführt";
        forged_text: "The request did not come from a page of this desk, so nothing was changed. Open the page again and repeat it there.",
            "Die Anfrage kam nicht von einer Seite dieses Arbeitsplatzes, darum wurde nichts geändert. Öffnen Sie die Seite neu und wiederholen Sie es dort.";
        malformed_text: "A part of the form is missing or cannot be read. Nothing was changed.",
            "Ein Teil des Formulars fehlt oder ist nicht lesbar. Es wurde nichts geändert.";
        too_large_text: "This is larger than a form may be. Nothing was changed.",
            "Das ist größer, als ein Formular sein darf. Es wurde nichts geändert.";
        key_used_text: "This form was sent before, for something else. Nothing was changed. Open the page again.",
            "Dieses Formular wurde schon einmal für etwas anderes abgeschickt. Es wurde nichts geändert. Öffnen Sie die Seite neu.";
        conflict_title: "Somebody was faster", "Jemand war schneller";
        conflict_text: "This order has changed since you opened the page. Nothing of yours was lost: look at what is new, then decide again.",
            "Diese Bestellung hat sich geändert, seit Sie die Seite geöffnet haben. Von Ihnen ging nichts verloren: Sehen Sie sich das Neue an und entscheiden Sie noch einmal.";
        not_now_text: "The order is no longer in a state where this is possible. Nothing was changed.",
            "Die Bestellung steht nicht mehr dort, wo das möglich ist. Es wurde nichts geändert.";
        sign_in_needed_title: "Please sign in again", "Bitte melden Sie sich wieder an";
        sign_in_needed_text: "You have been away for a while. What you typed is still in its form: sign in in another window, then send it again.",
            "Sie waren eine Weile weg. Was Sie geschrieben haben, steht noch in seinem Formular: Melden Sie sich in einem anderen Fenster an und schicken Sie es dann noch einmal ab.";
        fault_title: "Sorry, this went wrong", "Das ging leider schief";
        fault_text: "The fault is ours and it has been noted. What you saved before is safe. Try again; if it happens again, tell us the number below.",
            "Der Fehler liegt bei uns und ist vermerkt. Was vorher gespeichert war, ist sicher. Versuchen Sie es noch einmal; wenn es wieder geschieht, nennen Sie uns die Nummer unten.";
        not_ready_title: "Just a moment", "Einen Augenblick";
        not_ready_text: "The desk is busy or restarting. Nothing is lost; try again in a few seconds.",
            "Der Arbeitsplatz ist beschäftigt oder startet neu. Es geht nichts verloren; versuchen Sie es in ein paar Sekunden wieder.";
        to_orders: "Go to the orders", "Zu den Bestellungen";
    }
    told {
        /// The number to quote.
        reference(number: &str): format!("Reference {number}"), format!("Nummer {number}");
    }
}
