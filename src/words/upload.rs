//! Adding an order by hand.

use super::phrases;

phrases! {
    /// Files that people add.
    pub trait UploadWords;
    plain {
        add_order: "Add an order", "Bestellung hinzufügen";
        add_files: "Files", "Dateien";
        add_files_hint: "Mails (.eml), PDF, spreadsheets, pictures. Up to 20 files at once, 50 MB each, 60 MB together. Every file is one message.",
            "Mails (.eml), PDF, Tabellen, Bilder. Bis zu 20 Dateien auf einmal, je 50 MB, zusammen 60 MB. Jede Datei ist eine Nachricht.";
        paste_files_hint: "Or drop files on this page, or paste a copied file or a screenshot.",
            "Oder legen Sie Dateien auf dieser Seite ab, oder fügen Sie eine kopierte Datei oder ein Bildschirmfoto ein.";
        add_text: "Or paste the text of an order", "Oder den Text einer Bestellung einfügen";
        add_now: "Add", "Hinzufügen";
        pasted_name: "pasted order.txt", "eingefügte Bestellung.txt";
        nothing_to_add: "Choose a file, or paste a text.", "Wählen Sie eine Datei aus oder fügen Sie einen Text ein.";
        too_many_files: "These are more than 20 files, or together more than 60 MB. Nothing was added; add them in smaller portions.",
            "Das sind mehr als 20 Dateien oder zusammen mehr als 60 MB. Es wurde nichts hinzugefügt; teilen Sie sie auf.";
        text_too_long: "This text is longer than an order can be. Nothing was added; save it as a file and add that.",
            "Dieser Text ist länger, als eine Bestellung sein kann. Es wurde nichts hinzugefügt; speichern Sie ihn als Datei.";
        drop_here: "Drop the files here to add them", "Dateien hier ablegen, um sie hinzuzufügen";
        sending_files: "The files are being sent", "Die Dateien werden gesendet";
        sending_failed: "The files could not be sent. Nothing was added; try again.",
            "Die Dateien ließen sich nicht senden. Es wurde nichts hinzugefügt; versuchen Sie es noch einmal.";
        all_messages: "All messages", "Alle Nachrichten";
        messages_by_fate: "Messages by what became of them", "Nachrichten nach dem, was daraus wurde";
        find_messages: "Sender, subject or file", "Absender, Betreff oder Datei";
        find: "Find", "Suchen";
        no_message_found_title: "No such message", "Keine solche Nachricht";
        no_message_found_text: "No message fits. Look among all messages, or search for less.",
            "Keine Nachricht passt. Sehen Sie unter allen Nachrichten nach oder suchen Sie nach weniger.";
    }
    told {
        /// A file without bytes.
        file_is_empty(name: &str): format!("{name} is empty. Nothing was added; choose the right file."),
            format!("{name} ist leer. Es wurde nichts hinzugefügt; wählen Sie die richtige Datei.");
        /// A file over the limit.
        file_too_large(name: &str): format!("{name} is larger than 50 MB. Nothing was added; send a smaller file, or put it into the watched folder."),
            format!("{name} ist größer als 50 MB. Es wurde nichts hinzugefügt; nehmen Sie eine kleinere Datei oder den überwachten Ordner.");
        /// Who added a message by hand.
        added_by(name: &str): format!("Added by {name}"), format!("Hinzugefügt von {name}");
    }
}
