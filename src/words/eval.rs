//! What `ramjet eval` says about how well documents are read.

use super::phrases;

phrases! {
    /// Figures of reading.
    pub trait EvalWords;
    plain {
        eval_title: "How well documents are read", "Wie gut Dokumente gelesen werden";
        eval_figures: "Figures", "Kennzahlen";
        eval_fields: "Values of the whole document", "Werte des ganzen Dokuments";
        eval_beside: "Values of the lines that are right", "Werte der richtigen Zeilen";
        eval_reliability: "Is what is called sure right?", "Stimmt, was als sicher gilt?";
        eval_groups: "By format and folder", "Nach Format und Ordner";
        eval_documents: "Documents", "Dokumente";
        eval_value: "Value", "Wert";
        eval_right: "right", "richtig";
        eval_asked: "of", "von";
        eval_precision: "precision", "Genauigkeit";
        eval_recall: "recall", "Vollständigkeit";
        eval_sure: "sure", "sicher";
        eval_unsure: "not sure", "nicht sicher";
        eval_low: "95 % above", "zu 95 % über";
        eval_whole: "right in everything", "in allem richtig";
        eval_clean: "needs nobody", "braucht niemanden";
        eval_milliseconds: "ms", "ms";
        eval_megabytes: "MB", "MB";
        eval_wrong: "What is wrong", "Was falsch ist";
        eval_figure_header: "values of the whole document, exact", "Werte des ganzen Dokuments, genau";
        eval_figure_precision: "lines found that are right", "gefundene Zeilen, die stimmen";
        eval_figure_recall: "stated lines that were found", "angegebene Zeilen, die gefunden wurden";
        eval_figure_lines: "lines, both together (F1)", "Zeilen, beides zusammen (F1)";
        eval_figure_full: "documents right in everything", "Dokumente, in allem richtig";
        eval_figure_sure_right: "called sure and right", "als sicher bezeichnet und richtig";
        eval_figure_sure_cover: "sure and right, of everything stated", "sicher und richtig, von allem Angegebenen";
        eval_figure_clean_right: "documents called clean that are right", "sauber genannte Dokumente, die stimmen";
        eval_figure_clean_cover: "clean and right, of all documents", "sauber und richtig, von allen Dokumenten";
        eval_figure_placed: "values and lines with their place", "Werte und Zeilen mit ihrer Stelle";
        eval_lines: "lines", "Zeilen";
    }
    told {
        /// A folder without truth files.
        eval_nothing(folder: &str): format!("{folder} holds no truth files (NAME.expected.json beside NAME, or expected.json beside message.*). Nothing was measured."),
            format!("{folder} enthält keine Wahrheitsdateien (NAME.expected.json neben NAME oder expected.json neben message.*). Es wurde nichts gemessen.");
        /// A truth file or a baseline that is no JSON of ours.
        eval_not_json(file: &str, why: &str): format!("{file} cannot be used ({why}). Nothing was measured; mend or remove it."),
            format!("{file} ist nicht verwendbar ({why}). Es wurde nichts gemessen; berichtigen oder entfernen Sie die Datei.");
        /// A figure that nobody knows.
        eval_no_such_figure(name: &str, known: &str): format!("There is no figure “{name}”. Known are: {known}."),
            format!("Es gibt keine Kennzahl „{name}“. Bekannt sind: {known}.");
        /// A group that nobody knows.
        eval_no_such_group(text: &str, known: &str): format!("“{text}” names no group of documents. Known are: {known}, as in format=csv,eml."),
            format!("„{text}“ nennt keine Gruppe von Dokumenten. Bekannt sind: {known}, etwa format=csv,eml.");
        /// A figure below what was asked for.
        eval_falls_short(name: &str, value: &str, wanted: &str): format!("{name} is {value} and falls short of {wanted}."),
            format!("{name} ist {value} und bleibt unter {wanted}.");
        /// A figure below the baseline.
        eval_dropped(name: &str, before: &str, now: &str): format!("{name} dropped from {before} to {now} on the documents of the baseline."),
            format!("{name} fiel von {before} auf {now} bei den Dokumenten des Vergleichsstands.");
        /// A document that was right before.
        eval_worse(file: &str): format!("{file} was right in everything and is not any more."),
            format!("{file} war in allem richtig und ist es nicht mehr.");
        /// An order that is not there.
        golden_no_order(number: i64): format!("There is no order {number}. Nothing was written."),
            format!("Es gibt keine Bestellung {number}. Es wurde nichts geschrieben.");
        /// An order without a message.
        golden_no_message(number: i64): format!("Order {number} did not come from a message, so there is nothing to read again. Nothing was written."),
            format!("Bestellung {number} kam aus keiner Nachricht, es gibt also nichts neu zu lesen. Es wurde nichts geschrieben.");
        /// A folder that holds something.
        golden_folder_in_use(folder: &str): format!("{folder} is not empty. Nothing was written; name a new folder."),
            format!("{folder} ist nicht leer. Es wurde nichts geschrieben; nennen Sie einen neuen Ordner.");
        /// The case is there.
        golden_written(folder: &str, corrected: usize): format!("{folder} holds the message, what it states ({corrected} values corrected by people) and why. Names, addresses and prices are real: replace them before anybody else sees the folder."),
            format!("{folder} enthält die Nachricht, ihre Angaben ({corrected} von Menschen berichtigt) und den Grund. Namen, Anschriften und Preise sind echt: Ersetzen Sie sie, bevor jemand anderes den Ordner sieht.");
        /// Why a case is there.
        golden_why(number: i64, corrected: &[String]): format!("Order {number} of a desk. Corrected by people: {}. Remove from expected.json what the message does not say.", if corrected.is_empty() { "nothing".to_owned() } else { corrected.join(", ") }),
            format!("Bestellung {number} eines Tisches. Von Menschen berichtigt: {}. Entfernen Sie aus expected.json, was die Nachricht nicht sagt.", if corrected.is_empty() { "nichts".to_owned() } else { corrected.join(", ") });
        /// Documents for which there was no answer.
        eval_unanswered(n: u64): format!("{n} without an answer"), format!("{n} ohne Antwort");
    }
}
