//! Messages about orders that came before, and answers that are taken back.

use super::phrases;

phrases! {
    /// A customer changes an order or takes it back; a person asks a question again.
    pub trait AskedWords;
    plain {
        fate_change: "Change of an order", "Bestelländerung";
        fate_cancellation: "Cancellation", "Stornierung";
        change_decided_there: "The order it changes asks what to do.", "Die Bestellung, die sie ändert, fragt, was zu tun ist.";
        cancellation_decided_there: "The order it cancels asks what to do.", "Die Bestellung, die sie storniert, fragt, was zu tun ist.";
        what_to_do_change: "Nothing is taken over by itself. Look, do what is right, and put the message away.",
            "Nichts wird von selbst übernommen. Sehen Sie nach, tun Sie das Richtige, und legen Sie die Nachricht ab.";
        leave_as_it_is: "Leave the order as it is", "Bestellung so lassen";
        reject_order: "Reject the order", "Bestellung ablehnen";
        ask_again: "Undo", "Rückgängig";
        stood_approved: "approved", "freigegeben";
        stood_sent: "sent", "gesendet";
        stood_put_away: "put away", "abgelegt";
    }
    told {
        /// An order under review: the customer changes it.
        change_asked(from: &str, at: &str):
            format!("{from} changes this order by a message of {at}. Nothing of it was taken over."),
            format!("{from} ändert diese Bestellung mit einer Nachricht vom {at}. Nichts davon wurde übernommen.");
        /// An order under review: the customer takes it back.
        cancellation_asked(from: &str, at: &str):
            format!("{from} cancels this order by a message of {at}. Nothing was done yet."),
            format!("{from} storniert diese Bestellung mit einer Nachricht vom {at}. Noch wurde nichts getan.");
        /// Nobody knows who sent it.
        somebody(): "Somebody".to_owned(), "Jemand".to_owned();
        /// On the page of an order that was approved or sent when the change came.
        change_after(from: &str, at: &str, state: &str):
            format!("{from} changes this order by a message of {at}, when it was {state} already: what went out is changed."),
            format!("{from} ändert diese Bestellung mit einer Nachricht vom {at}, als sie schon {state} war: Was hinausging, ist geändert.");
        /// The same for a cancellation.
        cancellation_after(from: &str, at: &str, state: &str):
            format!("{from} cancels this order by a message of {at}, when it was {state} already: what went out is cancelled."),
            format!("{from} storniert diese Bestellung mit einer Nachricht vom {at}, als sie schon {state} war: Was hinausging, ist storniert.");
        /// In the inbox: the order is not under review.
        changes_one_that_was(n: &str, state: &str):
            format!("It changes #{n}, which was {state} already."), format!("Sie ändert Nr. {n}, die schon {state} war.");
        /// The same for a cancellation.
        cancels_one_that_was(n: &str, state: &str):
            format!("It cancels #{n}, which was {state} already."), format!("Sie storniert Nr. {n}, die schon {state} war.");
        /// The history: a message came in.
        did_ask_for_change(from: &str): format!("received a change of the order from {from}"), format!("hat eine Änderung der Bestellung von {from} erhalten");
        /// The history: a message came in.
        did_ask_for_cancellation(from: &str):
            format!("received a cancellation of the order from {from}"), format!("hat eine Stornierung der Bestellung von {from} erhalten");
        /// The history: an answer was taken back.
        did_ask_again(sentence: &str): format!("took an answer back: {sentence}"), format!("hat eine Antwort zurückgenommen: {sentence}");
        /// What was answered to the question of the tax.
        tax_is_charged(tax: &str): format!("{tax} is charged."), format!("{tax} wird berechnet.");
    }
}
