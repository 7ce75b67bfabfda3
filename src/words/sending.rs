//! Why a letter did not leave: what happened, and what to do about it.

use super::{Words, phrases};
use crate::outbox::{NotSent, Trouble};

phrases! {
    /// Letters that the other side does not take.
    pub trait SendingWords;
    plain {
        not_sent_unreachable: "The mail server does not take connections. Look whether it runs and whether its name and port are right (RAMJET_SMTP_HOST, RAMJET_SMTP_PORT).",
            "Der Mailserver nimmt keine Verbindungen an. Prüfen Sie, ob er läuft und ob Name und Port stimmen (RAMJET_SMTP_HOST, RAMJET_SMTP_PORT).";
        not_sent_unknown_host: "The name of the mail server is not known. Check its spelling (RAMJET_SMTP_HOST) and the network.",
            "Der Name des Mailservers ist nicht bekannt. Prüfen Sie die Schreibweise (RAMJET_SMTP_HOST) und das Netz.";
        not_sent_unprotected: "No protected connection to the mail server came about. Check its certificate and the kind of protection (RAMJET_SMTP_TLS).",
            "Es kam keine gesicherte Verbindung zum Mailserver zustande. Prüfen Sie sein Zertifikat und die Art der Sicherung (RAMJET_SMTP_TLS).";
        not_sent_sign_in: "The mail server refuses the sign-in. Check name and password (RAMJET_SMTP_USER, RAMJET_SMTP_PASSWORD).",
            "Der Mailserver lehnt die Anmeldung ab. Prüfen Sie Name und Passwort (RAMJET_SMTP_USER, RAMJET_SMTP_PASSWORD).";
        not_sent_sender: "The mail server refuses our sender address. Check it (RAMJET_MAIL_FROM), or ask whoever runs the server to allow it.",
            "Der Mailserver lehnt unsere Absenderadresse ab. Prüfen Sie sie (RAMJET_MAIL_FROM) oder bitten Sie den Betreiber des Servers, sie zuzulassen.";
        not_sent_too_large: "The letter is larger than the mail server takes. Ask whoever runs it for a higher limit.",
            "Der Brief ist größer, als der Mailserver annimmt. Bitten Sie den Betreiber um eine höhere Grenze.";
        not_sent_too_slow: "The mail server did not answer in time. If this goes on, look whether it is overloaded or a firewall is in the way.",
            "Der Mailserver hat nicht rechtzeitig geantwortet. Bleibt es dabei, prüfen Sie, ob er überlastet ist oder eine Firewall im Weg steht.";
        not_sent_cut: "The connection to the mail server was cut. If this goes on, look at the network and at the server.",
            "Die Verbindung zum Mailserver ist abgerissen. Bleibt es dabei, sehen Sie nach dem Netz und dem Server.";
        not_sent_busy: "The mail server does not take the letter at the moment. There is nothing to do unless this goes on.",
            "Der Mailserver nimmt den Brief gerade nicht an. Es ist nichts zu tun, solange das nicht anhält.";
        not_sent_greylisted: "The server takes letters of strangers only at a second try. There is nothing to do: it usually works within minutes.",
            "Der Server nimmt Briefe von Unbekannten erst beim zweiten Versuch an. Es ist nichts zu tun: Meist gelingt es nach Minuten.";
        not_sent_refused: "The mail server refuses the letter itself. Ask whoever runs the server why.",
            "Der Mailserver lehnt den Brief selbst ab. Fragen Sie den Betreiber des Servers nach dem Grund.";
        not_sent_folder: "The folder for letters cannot be written. Check the room on the disk and the rights of the data directory.",
            "Der Ordner für Briefe ist nicht beschreibbar. Prüfen Sie den freien Platz und die Rechte des Datenverzeichnisses.";
        not_sent_interrupted: "The program was interrupted while the letter was being sent.",
            "Das Programm wurde unterbrochen, während der Brief gesendet wurde.";
        not_sent_other: "The letter could not be sent.", "Der Brief ließ sich nicht senden.";
        some_recipient: "of a recipient", "eines Empfängers";
    }
    told {
        /// A recipient's address that the server does not know.
        not_sent_recipient(address: &str):
            format!("The mail server refuses the address {address}. Correct it in the distribution list, then approve again."),
            format!("Der Mailserver lehnt die Adresse {address} ab. Berichtigen Sie sie im Verteiler und geben Sie dann noch einmal frei.");
        /// A server that does not pass letters on.
        not_sent_relay(address: &str):
            format!("The mail server does not pass letters on to {address}. It usually wants a sign-in for that (RAMJET_SMTP_USER)."),
            format!("Der Mailserver leitet keine Briefe an {address} weiter. Meist verlangt er dafür eine Anmeldung (RAMJET_SMTP_USER).");
        /// A mailbox without room.
        not_sent_mailbox_full(address: &str):
            format!("The mailbox {address} is full. Tell the person who reads it, or take them off the distribution list."),
            format!("Das Postfach {address} ist voll. Sagen Sie es der Person, die es liest, oder nehmen Sie sie aus dem Verteiler.");
        /// The other side's own words.
        reported(said: &str): format!("Reported: “{said}”"), format!("Gemeldet wurde: „{said}“");
    }
}

/// Why a letter did not leave and what to do about it, as a sentence or two.
pub fn why_not_sent(words: &dyn Words, why: &NotSent<'_>) -> String {
    let address = why.address.unwrap_or(words.some_recipient());
    match why.trouble {
        Trouble::Recipient => return words.not_sent_recipient(address),
        Trouble::Relay => return words.not_sent_relay(address),
        Trouble::MailboxFull => return words.not_sent_mailbox_full(address),
        Trouble::Unreachable => words.not_sent_unreachable(),
        Trouble::UnknownHost => words.not_sent_unknown_host(),
        Trouble::Unprotected => words.not_sent_unprotected(),
        Trouble::SignIn => words.not_sent_sign_in(),
        Trouble::Sender => words.not_sent_sender(),
        Trouble::TooLarge => words.not_sent_too_large(),
        Trouble::TooSlow => words.not_sent_too_slow(),
        Trouble::Cut => words.not_sent_cut(),
        Trouble::Busy => words.not_sent_busy(),
        Trouble::Greylisted => words.not_sent_greylisted(),
        Trouble::Refused => words.not_sent_refused(),
        Trouble::Folder => words.not_sent_folder(),
        Trouble::Interrupted => words.not_sent_interrupted(),
        Trouble::Other => words.not_sent_other(),
    }
    .to_owned()
}

/// [`why_not_sent`] and the other side's own words behind it.
pub fn why_not_sent_in_full(words: &dyn Words, why: &NotSent<'_>) -> String {
    let sentence = why_not_sent(words, why);
    if why.said.is_empty() { sentence } else { format!("{sentence} {}", words.reported(why.said)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::not_sent;
    use crate::words::{De, En};

    #[test]
    fn a_refused_address_is_named_with_the_servers_own_words_behind_it() {
        let why = not_sent("smtp: rcpt to second@example.com: permanent error (550): 5.1.1 no such user");
        let en = why_not_sent_in_full(&En, &why);
        assert!(en.starts_with("The mail server refuses the address second@example.com."), "{en}");
        assert!(en.ends_with("Reported: “5.1.1 no such user”"), "{en}");
        let de = why_not_sent_in_full(&De, &why);
        assert!(
            de.starts_with("Der Mailserver lehnt die Adresse second@example.com ab.")
                && de.ends_with("„5.1.1 no such user“"),
            "{de}"
        );
    }

    #[test]
    fn what_nobody_said_is_not_quoted() {
        let why = not_sent("interrupted while it was being sent");
        assert_eq!(why_not_sent_in_full(&En, &why), En.not_sent_interrupted());
    }
}
