//! How the desk is: what waits, what went wrong, and what can be done about it.

use super::{counted, phrases};

phrases! {
    /// The page of the desk's state.
    pub trait StatusWords;
    plain {
        all_is_well: "All is well. Nothing needs you here.", "Alles in Ordnung. Hier braucht Sie nichts.";
        needs_a_person: "Needs a person", "Braucht jemanden";
        work: "Work", "Arbeit";
        work_waiting: "Waiting", "Wartet";
        work_running: "Running", "Läuft";
        work_failed: "Failed", "Gescheitert";
        work_parked: "Parked after crashes", "Nach Abstürzen angehalten";
        letters: "Letters", "Briefe";
        letters_waiting: "Waiting", "Warten";
        letters_put_off: "Refused, tried again", "Abgelehnt, neuer Versuch folgt";
        to_letters: "See the letters", "Zu den Briefen";
        are_put_off: "letters are refused and tried again", "Briefe werden abgelehnt, neuer Versuch folgt";
        letters_sending: "On their way", "Unterwegs";
        letters_held: "Held", "Zurückgehalten";
        letters_failed: "Not sent", "Nicht gesendet";
        failed_messages: "Could not be read", "Nicht lesbar";
        room_and_version: "Room, journal, version", "Platz, Journal, Version";
        kept_contents: "Mails, documents, forms", "Mails, Dokumente, Formulare";
        database: "Database", "Datenbank";
        version_of_ramjet: "Version", "Version";
        journal: "Journal", "Journal";
        journal_never_checked: "Not checked yet", "Noch nicht geprüft";
        journal_being_checked: "Being checked …", "Wird geprüft …";
        check_now: "Check now", "Jetzt prüfen";
        try_again: "Try again", "Noch einmal versuchen";
        put_away: "Leave it", "Sein lassen";
        mark_as_arrived: "It has arrived", "Er ist angekommen";
        held_hint: "Nobody can know whether this letter left. Ask whether it arrived, then decide.",
            "Niemand kann wissen, ob dieser Brief abging. Fragen Sie nach, ob er ankam, und entscheiden Sie dann.";
        already_waiting: "The same work waits already; there is nothing to repeat.",
            "Dieselbe Arbeit wartet schon; es gibt nichts zu wiederholen.";
        not_stuck_any_more: "Somebody or something was faster; nobody has to decide about this any more.",
            "Jemand oder etwas war schneller; hier muss niemand mehr entscheiden.";
        see_message: "See the message", "Nachricht ansehen";
        to_sources: "See the sources", "Quellen ansehen";
        job_read: "Reading a message", "Nachricht lesen";
        job_extract: "Finding values in a message", "Werte in einer Nachricht finden";
        job_open: "Opening orders", "Bestellungen anlegen";
        job_send: "Sending a letter", "Brief senden";
        job_sent: "Marking an order as sent", "Bestellung als gesendet vermerken";
        job_journal: "Checking the journal", "Journal prüfen";
    }
    told {
        /// On top of the page.
        needing_you(n: i64):
            counted(n, "thing needs a person.", "things need a person."),
            counted(n, "Sache braucht jemanden.", "Sachen brauchen jemanden.");
        /// A job of a kind this version has no word for.
        job_named(name: &str): format!("Job “{name}”"), format!("Auftrag „{name}“");
        /// When and after how many attempts a job was given up.
        given_up(attempts: i64, at: &str):
            format!("given up after {} on {at}", counted(attempts, "attempt", "attempts")),
            format!("aufgegeben nach {} am {at}", counted(attempts, "Versuch", "Versuchen"));
        /// When a letter leaves.
        leaves_at(at: &str): format!("leaves {at}"), format!("geht ab {at}");
        /// On top of the page: letters that the other side does not take.
        letters_are_refused(n: i64):
            counted(n, "letter was refused. It is tried again by itself.", "letters were refused. They are tried again by themselves."),
            counted(n, "Brief wurde abgelehnt. Er wird von selbst noch einmal versucht.", "Briefe wurden abgelehnt. Sie werden von selbst noch einmal versucht.");
        /// How often a letter was tried, and when next.
        tried_and_next(attempts: i64, at: &str):
            format!("{}, next try {at}", counted(attempts, "attempt so far", "attempts so far")),
            format!("{}, nächster Versuch {at}", counted(attempts, "Versuch bisher", "Versuche bisher"));
        /// How many, and how much room.
        pieces_and_size(n: i64, size: &str):
            format!("{} · {size}", counted(n, "file", "files")), format!("{} · {size}", counted(n, "Datei", "Dateien"));
        /// How many entries a journal has.
        entries(n: i64): counted(n, "entry", "entries"), counted(n, "Eintrag", "Einträge");
        /// A good check.
        journal_whole(n: i64, at: &str):
            format!("Whole: {} checked {at}", counted(n, "entry", "entries")),
            format!("Unversehrt: {} geprüft {at}", counted(n, "Eintrag", "Einträge"));
        /// A bad check.
        journal_broken(at: &str, why: &str): format!("Not whole, checked {at}: {why}"), format!("Nicht unversehrt, geprüft {at}: {why}");
        /// The rest of a long list.
        and_more(n: i64): format!("and {n} more"), format!("und {n} weitere");
    }
}
