//! What was just done, said once on top of the page that follows.

use super::phrases;

phrases! {
    /// What a form has done.
    pub trait SaidWords;
    plain {
        said_settings: "The company's settings are saved.", "Die Einstellungen der Firma sind gespeichert.";
        said_look: "Colours, rows and keys are saved for this browser.", "Farben, Zeilen und Tasten sind für diesen Browser gespeichert.";
        said_language: "Your language is saved.", "Ihre Sprache ist gespeichert.";
        said_person_added: "The person is added and can sign in.", "Die Person ist hinzugefügt und kann sich anmelden.";
        said_access_ended: "The access has ended.", "Der Zugang ist beendet.";
        said_source_paused: "The source is paused. What lies there waits.", "Die Quelle ist angehalten. Was dort liegt, wartet.";
        said_source_resumed: "The source is looked at again.", "Bei der Quelle wird wieder nachgesehen.";
        said_template_replaced: "The template is replaced. The next forms are made with it.",
            "Die Vorlage ist ersetzt. Die nächsten Formulare entstehen damit.";
        said_template_restored: "The built-in template is in use again.", "Die eingebaute Vorlage gilt wieder.";
        said_product: "The product is saved.", "Der Artikel ist gespeichert.";
        said_colour: "The colour is saved.", "Die Farbe ist gespeichert.";
        said_colour_removed: "The colour is taken out.", "Die Farbe ist herausgenommen.";
        said_price: "The price is saved.", "Der Preis ist gespeichert.";
        said_price_ended: "The price has an end.", "Der Preis hat ein Ende.";
        said_part_number: "The customer's part number is saved.", "Die Artikelnummer des Kunden ist gespeichert.";
        said_part_number_ended: "The customer's part number is forgotten.", "Die Artikelnummer des Kunden ist vergessen.";
        said_customer: "The customer is saved.", "Der Kunde ist gespeichert.";
        said_import: "What was accepted is in the catalogue.", "Das Angenommene steht im Katalog.";
        said_import_discarded: "The file is put away; nothing was changed.", "Die Datei ist verworfen; es wurde nichts geändert.";
        said_reading_again: "The message is being read again.", "Die Nachricht wird noch einmal gelesen.";
        said_put_away: "The message is put away. It stays in the inbox.", "Die Nachricht ist erledigt. Sie bleibt im Eingang.";
    }
    told {}
}
