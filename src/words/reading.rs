//! Why a document could not be read or drawn, what of it is safe, and what to do.

use super::{Words, phrases};
use crate::ops::isolate::IsolateError;
use crate::reader::reading::{RenderError, Unreadable};

phrases! {
    /// Documents that could not be read or drawn.
    pub trait ReadingWords;
    plain {
        unread_unsupported: "This kind of file is not read yet. It is kept as it came; open it and enter the values by hand.",
            "Diese Art von Datei wird noch nicht gelesen. Sie ist unverändert aufgehoben; öffnen Sie sie und geben Sie die Werte von Hand ein.";
        unread_encrypted: "The file is protected by a password. It is kept as it came; ask the sender for a copy without one.",
            "Die Datei ist mit einem Kennwort geschützt. Sie ist unverändert aufgehoben; bitten Sie den Absender um eine Kopie ohne Kennwort.";
        unread_damaged: "The file is damaged and cannot be read. It is kept as it came; ask the sender to send it again.",
            "Die Datei ist beschädigt und nicht lesbar. Sie ist unverändert aufgehoben; bitten Sie den Absender, sie noch einmal zu schicken.";
        unread_no_text: "Nothing could be recognised on the pages. They are kept as they came; look at them and enter the values by hand, or ask for a better copy.",
            "Auf den Seiten ließ sich nichts erkennen. Sie sind unverändert aufgehoben; sehen Sie sie an und geben Sie die Werte von Hand ein, oder bitten Sie um eine bessere Kopie.";
        unread_no_reader: "This scan cannot be read here: install tesseract, then read the message again. The scan is kept as it came; until then enter the values by hand.",
            "Dieser Scan kann hier nicht gelesen werden: Installieren Sie Tesseract und lesen Sie die Nachricht dann noch einmal. Der Scan ist unverändert aufgehoben; bis dahin geben Sie die Werte von Hand ein.";
        unread_decoration: "A small picture, such as a logo or an icon; nothing is read from it.",
            "Ein kleines Bild, etwa ein Logo oder Symbol; daraus wird nichts gelesen.";
        unread_aside: "A signature, a business card or a calendar entry; nothing is read from it.",
            "Eine Signatur, eine Visitenkarte oder ein Kalendereintrag; daraus wird nichts gelesen.";
        unread_sealed: "This mail is encrypted, or signed so that its text is sealed (S/MIME). It is kept as it came; ask the sender to send it again without.",
            "Diese Mail ist verschlüsselt oder so signiert, dass ihr Text versiegelt ist (S/MIME). Sie ist unverändert aufgehoben; bitten Sie den Absender, sie ohne das noch einmal zu schicken.";
        unread_outlook_message: "A mail in Outlook's own format (.msg), which is not read here. It is kept as it came; ask for it as an .eml file, or for its attachments as files.",
            "Eine Mail in Outlooks eigenem Format (.msg), das hier nicht gelesen wird. Sie ist unverändert aufgehoben; bitten Sie um sie als .eml-Datei oder um die Anhänge als Dateien.";
        unread_tnef: "Outlook has wrapped the attachments (winmail.dat), and they could not be taken out. The file is kept as it came; ask the sender for the attachments as files.",
            "Outlook hat die Anhänge verpackt (winmail.dat), und sie ließen sich nicht entnehmen. Die Datei ist unverändert aufgehoben; bitten Sie den Absender um die Anhänge als Dateien.";
        unread_unpacked: "An archive; the files in it are listed one by one.",
            "Ein Archiv; die Dateien darin sind einzeln aufgeführt.";
        unread_too_large: "The file is larger than what is read. It is kept as it came; open it yourself, or ask for a smaller one.",
            "Die Datei ist größer, als gelesen wird. Sie ist unverändert aufgehoben; öffnen Sie sie selbst, oder bitten Sie um eine kleinere.";
        unread_too_slow: "Reading the file took too long and was stopped. It is kept as it came; open it and enter the values by hand.",
            "Das Lesen der Datei dauerte zu lange und wurde abgebrochen. Sie ist unverändert aufgehoben; öffnen Sie sie und geben Sie die Werte von Hand ein.";
        unread_empty: "There is nothing in it.", "Es steht nichts darin.";
        unread_alternative: "The mail has the same text in another form, and that one was read.",
            "Die Mail enthält denselben Text in anderer Form, und diese wurde gelesen.";
        picture_failed: "The picture of the page could not be made. The file itself is kept as it came.",
            "Das Bild der Seite konnte nicht erstellt werden. Die Datei selbst ist unverändert aufgehoben.";
    }
    told {
        /// A page that the file does not have.
        no_such_page(page: u32, pages: u32): format!("There is no page {page}; the file has {pages}. Nothing was changed; ask for a page from 1 to {pages}."),
            format!("Es gibt keine Seite {page}; die Datei hat {pages}. Es wurde nichts geändert; verlangen Sie eine Seite von 1 bis {pages}.");
        /// A resolution nobody can draw or needs.
        no_such_resolution(dpi: u16, least: u16, most: u16): format!("{dpi} dots per inch is not possible. Nothing was changed; choose {least} to {most}."),
            format!("{dpi} Punkte pro Zoll sind nicht möglich. Es wurde nichts geändert; wählen Sie {least} bis {most}.");
        /// A picture that would have no pixel, or too many.
        no_such_size(width: u64, height: u64): format!("The picture would be {width} by {height} pixels, which is not possible. Nothing was changed; choose another resolution."),
            format!("Das Bild hätte {width} mal {height} Pixel, das ist nicht möglich. Es wurde nichts geändert; wählen Sie eine andere Auflösung.");
        /// The child that reads could not be started or answered nonsense.
        reader_not_started(why: &str): format!("The reader could not be started ({why}). Nothing was changed; check that the program is complete and of one version, then try again."),
            format!("Der Leser ließ sich nicht starten ({why}). Es wurde nichts geändert; prüfen Sie, ob das Programm vollständig und von einer Version ist, und versuchen Sie es noch einmal.");
        /// A file named on the command line that cannot be opened.
        file_not_read(file: &str, why: &str): format!("{file} cannot be opened ({why}). Nothing was changed; check the name and the rights."),
            format!("{file} lässt sich nicht öffnen ({why}). Es wurde nichts geändert; prüfen Sie Namen und Rechte.");
        /// A file named on the command line that cannot be written.
        file_not_written(file: &str, why: &str): format!("{file} cannot be written ({why}). The source is unchanged; check folder, space and rights."),
            format!("{file} lässt sich nicht schreiben ({why}). Die Quelle ist unverändert; prüfen Sie Ordner, Platz und Rechte.");
    }
}

/// The sentence for a part that was not read.
pub fn why_unread(words: &dyn Words, reason: Unreadable) -> &'static str {
    match reason {
        Unreadable::Unsupported => words.unread_unsupported(),
        Unreadable::Encrypted => words.unread_encrypted(),
        Unreadable::Damaged => words.unread_damaged(),
        Unreadable::NoText => words.unread_no_text(),
        Unreadable::NoReader => words.unread_no_reader(),
        Unreadable::Decoration => words.unread_decoration(),
        Unreadable::Aside => words.unread_aside(),
        Unreadable::Sealed => words.unread_sealed(),
        Unreadable::OutlookMessage => words.unread_outlook_message(),
        Unreadable::Tnef => words.unread_tnef(),
        Unreadable::Unpacked => words.unread_unpacked(),
        Unreadable::TooLarge => words.unread_too_large(),
        Unreadable::TooSlow => words.unread_too_slow(),
        Unreadable::Empty => words.unread_empty(),
        Unreadable::Alternative => words.unread_alternative(),
    }
}

/// The sentence for a page that was not drawn.
pub fn why_not_drawn(words: &dyn Words, error: RenderError) -> String {
    use crate::reader::reading::{DPI_MAX, DPI_MIN};
    match error {
        RenderError::Unreadable(reason) => why_unread(words, reason).to_owned(),
        RenderError::NoSuchPage { page, pages } => words.no_such_page(page, pages),
        RenderError::Resolution { dpi } => words.no_such_resolution(dpi, DPI_MIN, DPI_MAX),
        RenderError::Size { width, height } => words.no_such_size(width, height),
        RenderError::Packing => words.picture_failed().to_owned(),
    }
}

/// The sentence for a message that was not taken apart, or a page that was not drawn.
pub fn why_not_read(words: &dyn Words, error: &IsolateError) -> String {
    match error {
        IsolateError::TooSlow(_) => words.unread_too_slow().to_owned(),
        IsolateError::Crashed(_) => words.unread_damaged().to_owned(),
        IsolateError::Render(error) => why_not_drawn(words, *error),
        IsolateError::Start { source, .. } | IsolateError::Talk(source) => {
            words.reader_not_started(&source.to_string())
        }
        IsolateError::Answer(_) => words.reader_not_started(&error.to_string()),
    }
}
