//! What stands around the documents of a message.

use super::{counted, phrases};

phrases! {
    /// The documents of a message.
    pub trait SourceWords;
    plain {
        files: "Files", "Dateien";
        not_read: "Not read", "Nicht gelesen";
        save_file: "Save", "Speichern unter";
        whole_message: "The whole message", "Die ganze Nachricht";
        whole_message_why: "As it was received, unchanged.", "So, wie sie empfangen wurde, unverändert.";
        attached_message: "Attached message", "Angehängte Nachricht";
        as_text: "Show as text", "Als Text zeigen";
        as_page: "Show as it was laid out", "So zeigen, wie es gestaltet war";
        shown_as: "How the mail is shown", "Wie die Mail gezeigt wird";
        only_as_text: "This mail is built too strangely to be laid out safely. Show it as text.",
            "Diese Mail ist zu sonderbar gebaut, um sie sicher zu gestalten. Lassen Sie sie als Text zeigen.";
        places_not_shown_here: "Some places of values cannot be shown in this layout. Show the mail as text to see them.",
            "Manche Fundstellen lassen sich in dieser Gestaltung nicht zeigen. Als Text sehen Sie alle.";
        place_not_shown: "The place of this value cannot be shown", "Die Fundstelle dieses Werts lässt sich nicht zeigen";
        read_by_ocr: "Read by OCR.", "Per Texterkennung gelesen.";
        read_by_ocr_why: "This is a picture; compare figures with it before you approve.",
            "Dies ist ein Bild; vergleichen Sie Zahlen damit, bevor Sie freigeben.";
        sheets: "Sheets", "Blätter";
        hidden_sheet: "hidden", "ausgeblendet";
        hidden_sheet_why: "Whoever opens the file does not see this sheet: it is hidden in it.",
            "Wer die Datei öffnet, sieht dieses Blatt nicht: Es ist darin ausgeblendet.";
        sheet_is_empty: "There is nothing on this sheet.", "Auf diesem Blatt steht nichts.";
        rows_of_sheet: "Rows of the sheet", "Zeilen des Blatts";
        rows_before: "Rows before", "Zeilen davor";
        rows_after: "Rows after", "Zeilen danach";
    }
    told {
        /// Texts of a mail that nobody can see.
        hidden_text(n: i64):
            format!("This mail has text that cannot be seen ({}). It was not read.", counted(n, "passage", "passages")),
            format!("Diese Mail enthält Text, den man nicht sieht ({}). Er wurde nicht gelesen.", counted(n, "Stelle", "Stellen"));
        /// Which rows of a sheet are shown.
        rows_shown(first: i64, last: i64, of: i64): format!("Rows {first}–{last} of {of}"), format!("Zeilen {first}–{last} von {of}");
        /// Columns beyond those shown.
        more_columns(n: i64): format!("{} to the right not shown; save the file to see them.", counted(n, "column", "columns")),
            format!("{} rechts davon nicht gezeigt; öffnen Sie dafür die Datei.", counted(n, "Spalte", "Spalten"));
        /// A size.
        bytes(n: i64): size(n, '.'), size(n, ',');
        /// A name of a line in the head of a mail.
        head_name(name: &str): name.to_owned(), match name {
            "From" => "Von".to_owned(), "To" => "An".to_owned(), "Subject" => "Betreff".to_owned(), "Date" => "Datum".to_owned(), other => other.to_owned(),
        };
    }
}

/// `512 B`, `12 KB`, `3.4 MB`.
fn size(bytes: i64, point: char) -> String {
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", (bytes + 500) / 1_000),
        _ => {
            let tenths = (bytes + 50_000) / 100_000;
            format!("{}{point}{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_has_the_unit_a_person_would_use() {
        let shown = [0, 999, 1_000, 12_345, 999_499, 3_449_999, 52_428_800].map(|bytes| size(bytes, '.'));
        assert_eq!(shown, ["0 B", "999 B", "1 KB", "12 KB", "999 KB", "3.4 MB", "52.4 MB"]);
    }
}
