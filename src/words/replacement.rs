//! One order in the place of another: what the page says of both, and what the history tells.

use super::phrases;

phrases! {
    /// Replacing an order by a newer one.
    pub trait ReplacementWords;
    plain {
        replaced_word: "Replaced", "Ersetzt";
        view_replaced: "Replaced", "Ersetzt";
        bring_back: "Bring back", "Zurückholen";
        separate: "Does not replace it", "Ersetzt sie nicht";
        replaces_nothing: "This order replaces none any more. Nothing was changed.",
            "Diese Bestellung ersetzt keine mehr. Es wurde nichts geändert.";
    }
    told {
        /// Under which order this one was set aside.
        replaced_by_order(n: &str): format!("replaced by #{n}"), format!("ersetzt durch Nr. {n}");
        /// What became of an order that was sent, and of which a revision holds.
        was_sent_and(what: &str): format!("was sent, {what}"), format!("wurde gesendet, {what}");
        /// A later order changes this one; nobody has decided yet.
        overtaken(n: &str, number: &str, at: &str):
            format!("A newer version of this order, #{n} ({number}), arrived on {at}. Decide which one holds before you approve this one."),
            format!("Eine neuere Fassung dieser Bestellung, Nr. {n} ({number}), kam am {at}. Entscheiden Sie, welche gilt, bevor Sie diese freigeben.");
        /// The button that has this order replaced.
        replace_by(n: &str): format!("#{n} replaces this one"), format!("Nr. {n} ersetzt diese");
        /// A link to another order.
        see_order(n: &str): format!("See #{n}"), format!("Nr. {n} ansehen");
        /// The older order was not approved.
        older_in_review(n: &str):
            format!("#{n} is still to do: if this one replaces it, it is set aside."),
            format!("Nr. {n} ist noch zu tun: Ersetzt diese sie, wird sie beiseitegelegt.");
        /// The older order was approved, its letter waits.
        older_approved(n: &str):
            format!("#{n} is approved and has not left: if this one replaces it, its letter is recalled."),
            format!("Nr. {n} ist freigegeben und noch nicht gesendet: Ersetzt diese sie, wird ihr Brief zurückgerufen.");
        /// The older order was sent at a known time.
        older_sent_at(n: &str, at: &str):
            format!("#{n} was sent on {at}; sending this one replaces it."),
            format!("Nr. {n} wurde am {at} gesendet; das Senden dieser Bestellung ersetzt sie.");
        /// The older order was sent.
        older_sent(n: &str):
            format!("#{n} was sent; sending this one replaces it."),
            format!("Nr. {n} wurde gesendet; das Senden dieser Bestellung ersetzt sie.");
        /// The older order was set aside for this one.
        replaces_set_aside(n: &str):
            format!("This order replaces #{n}, which was set aside."),
            format!("Diese Bestellung ersetzt Nr. {n}, die beiseitegelegt wurde.");
        /// On an order that was sent, of which a revision is under review.
        will_be_replaced_by(n: &str):
            format!("#{n} replaces this order as soon as it is approved."),
            format!("Nr. {n} ersetzt diese Bestellung, sobald sie freigegeben ist.");
        /// On an order that was sent, of which a revision is in force.
        was_replaced_by(n: &str): format!("This order was replaced by #{n}."), format!("Diese Bestellung wurde durch Nr. {n} ersetzt.");
        /// The letter of the older order is on its way.
        other_is_leaving(n: &str):
            format!("The letter of #{n} is on its way, or nobody knows whether it has left. Look at #{n}, then decide again. Nothing was changed."),
            format!("Der Brief von Nr. {n} ist unterwegs, oder niemand weiß, ob er gegangen ist. Sehen Sie sich Nr. {n} an und entscheiden Sie dann noch einmal. Es wurde nichts geändert.");
        /// Somebody has decided about the other order meanwhile.
        other_has_moved(n: &str, state: &str):
            format!("#{n} has changed meanwhile: {state}. Look at it, then decide again. Nothing was changed."),
            format!("Nr. {n} hat sich inzwischen geändert: {state}. Sehen Sie sie an und entscheiden Sie dann noch einmal. Es wurde nichts geändert.");
        /// The newer order cannot give its place back.
        newer_is_in_force(n: &str):
            format!("#{n} replaces this order and is approved. Take that approval back first. Nothing was changed."),
            format!("Nr. {n} ersetzt diese Bestellung und ist freigegeben. Nehmen Sie erst diese Freigabe zurück. Es wurde nichts geändert.");
        /// The history of the older order.
        did_superseded(n: &str): format!("had the order replaced by #{n}"), format!("hat die Bestellung durch Nr. {n} ersetzen lassen");
        /// The history of the newer order.
        did_replace(n: &str): format!("took the order as the replacement of #{n}"), format!("hat die Bestellung als Ersatz für Nr. {n} genommen");
        /// The history of the older order: it counts again.
        did_bring_back(n: &str):
            format!("brought the order back, which #{n} had replaced"), format!("hat die Bestellung zurückgeholt, die Nr. {n} ersetzt hatte");
        /// The history of the newer order: it replaces none any more.
        did_separate(n: &str): format!("decided that the order does not replace #{n}"), format!("hat entschieden, dass die Bestellung Nr. {n} nicht ersetzt");
        /// The history of an order that was sent: it is not replaced.
        did_separate_from(n: &str): format!("decided that #{n} does not replace the order"), format!("hat entschieden, dass Nr. {n} die Bestellung nicht ersetzt");
    }
}
