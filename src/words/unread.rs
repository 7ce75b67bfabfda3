//! Messages that could not be read: that there are some, and what to do about each.

use super::{counted, phrases};

phrases! {
    /// What could not be read, and whether scans can be.
    pub trait UnreadWords;
    plain {
        could_not_be_read: "could not be read", "nicht lesbar";
        unread_lead: "Each of these needs somebody: it may be an order, or it changes one. Open it and look; then make it an order, have it read again, or put it away.",
            "Jede davon braucht jemanden: Sie kann eine Bestellung sein oder eine ändern. Öffnen Sie sie und sehen Sie nach; dann machen Sie eine Bestellung daraus, lassen sie noch einmal lesen oder erledigen sie.";
        unread_none_title: "Everything could be read", "Alles war lesbar";
        unread_none_text: "No message waits here for somebody to look at it.", "Keine Nachricht wartet hier darauf, dass jemand nachsieht.";
        put_message_away: "Put away", "Erledigt";
        put_message_away_hint: "Somebody has looked, and it needs nobody. It stays in the inbox and can still become an order.",
            "Jemand hat nachgesehen, und es braucht niemanden. Sie bleibt im Eingang und kann noch eine Bestellung werden.";
        was_dealt_with: "Could not be read; a person has looked and put it away", "Nicht lesbar; eine Person hat nachgesehen und sie erledigt";
        what_to_do_read_again: "A fault of this desk: have it read again. If that fails too, look yourself whether it is an order.",
            "Ein Fehler dieses Programms: Lassen Sie sie noch einmal lesen. Scheitert auch das, sehen Sie selbst nach, ob es eine Bestellung ist.";
        what_to_do_look: "Open the file and look. If it is an order, make it one and enter the values, or ask the sender for a PDF.",
            "Öffnen Sie die Datei und sehen Sie nach. Ist es eine Bestellung, machen Sie eine daraus und tragen die Werte ein, oder bitten den Absender um ein PDF.";
        what_to_do_scan: "Install tesseract and have it read again, or look at the picture and enter the values.",
            "Installieren Sie Tesseract und lassen Sie sie noch einmal lesen, oder sehen Sie das Bild an und tragen die Werte ein.";
        see_unread: "See them", "Ansehen";
        scans_and_photos: "Scans and photos", "Scans und Fotos";
        scans_no_program: "Scans and photos cannot be read here: install tesseract (apt install tesseract-ocr tesseract-ocr-deu).",
            "Scans und Fotos können hier nicht gelesen werden: Installieren Sie Tesseract (apt install tesseract-ocr tesseract-ocr-deu).";
        scans_no_language: "Scans and photos cannot be read here: tesseract has no language (apt install tesseract-ocr-eng tesseract-ocr-deu).",
            "Scans und Fotos können hier nicht gelesen werden: Tesseract hat keine Sprache (apt install tesseract-ocr-eng tesseract-ocr-deu).";
        scans_off: "Scans and photos are not read here: reading them is switched off (RAMJET_TESSERACT=none).",
            "Scans und Fotos werden hier nicht gelesen: Das ist abgeschaltet (RAMJET_TESSERACT=none).";
        tongue_english: "English", "Englisch";
        tongue_german: "German", "Deutsch";
    }
    told {
        /// How many messages could not be read.
        unread_messages(n: i64):
            counted(n, "message could not be read.", "messages could not be read."),
            counted(n, "Nachricht war nicht lesbar.", "Nachrichten waren nicht lesbar.");
        /// The program for scans is there and does not answer.
        scans_broken(program: &str):
            format!("Scans and photos cannot be read here: {program} does not answer. Install it again (apt install --reinstall tesseract-ocr)."),
            format!("Scans und Fotos können hier nicht gelesen werden: {program} antwortet nicht. Installieren Sie es neu (apt install --reinstall tesseract-ocr).");
        /// The program for scans with its languages.
        scans_read_by(version: &str, languages: &str): format!("Read by tesseract {version}: {languages}"), format!("Gelesen von Tesseract {version}: {languages}");
        /// The button for those who cannot see what it stands beside.
        read_again_of(what: &str): format!("Read again: {what}"), format!("Noch einmal lesen: {what}");
    }
}
