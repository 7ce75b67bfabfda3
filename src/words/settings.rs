//! Settings: the company, its people, its sources; and the person's own language.

use super::{counted, phrases};

phrases! {
    /// What an organisation decides once.
    pub trait SettingsWords;
    plain {
        settings: "Settings", "Einstellungen";
        status: "Status", "Zustand";
        need_you: "need a person", "brauchen jemanden";
        company: "Company", "Firma";
        people: "People", "Personen";
        sources: "Sources", "Quellen";
        formats: "Language and formats", "Sprache und Formate";
        tax_and_prices: "Tax and prices", "Steuer und Preise";
        after_approval: "After an approval", "Nach einer Freigabe";

        company_hint: "Stands on the forms and letters.", "Steht auf Formularen und Briefen.";
        postal_address: "Postal address", "Postanschrift";
        seller_names: "Our names on orders", "Unsere Namen auf Bestellungen";
        seller_names_hint: "One name on each line, as customers write it. Never read as the customer.",
            "Jeder Name in einer eigenen Zeile, so wie Kunden ihn schreiben. Wird nie als Kunde gelesen.";
        language_and_formats: "Language and formats", "Sprache und Formate";
        list_currency: "Currency of the price list", "Währung der Preisliste";
        currency_hint: "Three letters, for example AUD.", "Drei Buchstaben, zum Beispiel EUR.";
        time_zone: "Time zone", "Zeitzone";
        time_zone_hint: "Region and city, for example Australia/Melbourne.", "Region und Stadt, zum Beispiel Europe/Berlin.";
        tax_name: "Name of the tax", "Name der Steuer";
        tax_name_hint: "GST, VAT …", "USt, MwSt …";
        tax_percent: "Tax in percent", "Steuer in Prozent";
        prices_on_orders: "Prices on orders", "Preise auf Bestellungen";
        prices_are_net: "Tax is added to them", "Steuer kommt dazu";
        prices_include_tax: "Tax is included in them", "Steuer ist enthalten";
        price_tolerance: "Price tolerance in percent", "Preistoleranz in Prozent";
        price_tolerance_hint: "A price this close to the list raises no objection. A customer may have their own.",
            "So nah am Listenpreis gibt es keinen Einwand. Ein Kunde kann eine eigene haben.";
        distribution: "Who receives the forms", "Wer die Formulare bekommt";
        distribution_hint: "One e-mail address on each line.", "Je Zeile eine E-Mail-Adresse.";
        letter_sender: "Sender of the letters", "Absender der Briefe";
        letter_sender_hint: "An e-mail address that your mail server lets you send from.",
            "Eine E-Mail-Adresse, von der Ihr Mailserver Sie senden lässt.";
        wait_seconds: "Seconds before a letter leaves", "Sekunden, bis ein Brief abgeht";
        wait_hint: "0 to 3600. Until then an approval can be recalled.", "0 bis 3600. So lange lässt sich eine Freigabe zurückrufen.";
        works_order_prefix: "Works order numbers begin with", "Werkauftragsnummern beginnen mit";
        prefix_hint: "WO gives WO-12022-1: order number, then line.", "WO ergibt WO-12022-1: Bestellnummer, dann Zeile.";
        settings_effect: "In force for everything that follows. Orders in review take over a new tax when they are next changed; approved orders never change.",
            "Gilt für alles, was folgt. Bestellungen in Prüfung übernehmen eine neue Steuer bei ihrer nächsten Änderung; freigegebene ändern sich nie.";
        settings_conflict: "The settings have changed since you opened this page. What you typed is still here; saving now puts it in the place of what was saved.",
            "Die Einstellungen haben sich geändert, seit Sie diese Seite geöffnet haben. Was Sie geschrieben haben, steht noch hier; Speichern setzt es an die Stelle des Gespeicherten.";
        setting_missing: "Something is needed here.", "Hier fehlt etwas.";
        setting_too_long: "This is too long.", "Das ist zu lang.";
        setting_not_offered: "Choose one of the answers.", "Wählen Sie eine der Antworten.";
        setting_not_a_currency: "Write three letters, for example AUD.", "Schreiben Sie drei Buchstaben, zum Beispiel EUR.";
        setting_not_a_zone: "There is no such zone. Write it as Australia/Melbourne.", "Diese Zone gibt es nicht. Schreiben Sie sie wie Europe/Berlin.";
        setting_not_a_number: "Write a number.", "Schreiben Sie eine Zahl.";
        setting_not_a_prefix: "Use one to eight letters and digits, without accents.", "Nehmen Sie ein bis acht Buchstaben und Ziffern, ohne Umlaute.";

        name: "Name", "Name";
        role: "Role", "Rolle";
        role_hint: "Reviewers correct and approve; the warehouse sees orders and forms; viewers only look.",
            "Prüfung korrigiert und gibt frei; das Lager sieht Bestellungen und Formulare; Nur lesen schaut nur.";
        add_person: "Add a person", "Person hinzufügen";
        add: "Add", "Hinzufügen";
        first_password: "First password", "Erstes Passwort";
        first_password_hint: "At least 8 characters. Tell it to them yourself.", "Mindestens 8 Zeichen. Teilen Sie es selbst mit.";
        address_taken: "Somebody uses this address already.", "Diese Adresse wird schon benutzt.";
        last_owner: "An organisation needs an owner, and this is the last one.", "Es braucht einen Inhaber, und dies ist der letzte.";
        end_access: "End access", "Zugang beenden";

        sources_lead: "Where messages come from. A paused source loses nothing: what lies there waits.",
            "Woher Nachrichten kommen. Eine angehaltene Quelle verliert nichts: Was dort liegt, wartet.";
        watched_folder: "Watched folder", "Überwachter Ordner";
        added_by_hand: "Files added by hand", "Von Hand hinzugefügt";
        added_by_hand_why: "Dropped on a list, chosen, or pasted as text. People add them when they like, so there is nothing to pause.",
            "Auf eine Liste gezogen, ausgewählt oder als Text eingefügt. Menschen fügen sie hinzu, wann sie wollen; da gibt es nichts anzuhalten.";
        never_used: "Not used yet", "Noch nie benutzt";
        in_order: "In order", "In Ordnung";
        has_a_problem: "Problem", "Problem";
        paused: "Paused", "Angehalten";
        pause: "Pause", "Anhalten";
        resume: "Look again", "Wieder nachsehen";
        never_ok: "Not looked at yet", "Noch nie nachgesehen";

        language_title: "Your language", "Ihre Sprache";
        language_hint: "For you, on every device.", "Für Sie, auf jedem Gerät.";
        locale_en_au: "English (Australia)", "Englisch (Australien)";
        locale_de_de: "German (Germany)", "Deutsch (Deutschland)";
        locale_de_at: "German (Austria)", "Deutsch (Österreich)";
        locale_de_ch: "German (Switzerland)", "Deutsch (Schweiz)";
    }
    told {
        /// A number outside of what is possible.
        setting_out_of_range(low: i64, high: i64):
            format!("Write a number from {low} to {high}."), format!("Schreiben Sie eine Zahl von {low} bis {high}.");
        /// One entry of a list of addresses.
        setting_not_an_address(text: &str):
            format!("“{text}” is not an e-mail address."), format!("„{text}“ ist keine E-Mail-Adresse.");
        /// The first answer of the person's language.
        locale_of_organisation(name: &str): format!("As the organisation: {name}"), format!("Wie die Organisation: {name}");
        /// Since when a person has no access.
        ended_at(at: &str): format!("Access ended {at}"), format!("Zugang beendet {at}");
        /// Names the button for those who cannot see what it stands beside.
        end_access_of(name: &str): format!("End the access of {name}"), format!("Zugang von {name} beenden");
        /// When a source was last in order.
        last_ok_at(at: &str): format!("Last looked at {at}"), format!("Zuletzt nachgesehen {at}");
        /// When somebody last added a file.
        last_used_at(at: &str): format!("Last used {at}"), format!("Zuletzt benutzt {at}");
        /// How many messages came in through a source.
        came_through(n: i64): counted(n, "message", "messages"), counted(n, "Nachricht", "Nachrichten");
        /// A count of attempts.
        attempts(n: i64): counted(n, "attempt", "attempts"), counted(n, "Versuch", "Versuche");
    }
}
