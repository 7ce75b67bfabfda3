//! What every page shows, and what is said at the door: navigation, signing in, the first page of an empty desk.

use super::{counted, phrases};

phrases! {
    /// The frame of every page, and the door.
    pub trait ShellWords;
    plain {
        skip_to_content: "Skip to the content", "Zum Inhalt springen";
        control_key: "Ctrl", "Strg";
        desks: "Desks", "Arbeitsplätze";
        views: "Orders by state", "Bestellungen nach Stand";
        inbox: "Inbox", "Eingang";
        orders: "Orders", "Bestellungen";
        account: "Account", "Konto";
        sign_in: "Sign in", "Anmelden";
        sign_out: "Sign out", "Abmelden";
        signed_out: "You are signed out.", "Sie sind abgemeldet.";
        address: "E-mail address", "E-Mail-Adresse";
        password: "Password", "Passwort";
        password_again: "Password again", "Passwort noch einmal";
        password_hint: "At least 8 characters. A short sentence is easier to remember than signs.",
            "Mindestens 8 Zeichen. Ein kurzer Satz merkt sich leichter als Sonderzeichen.";
        sign_in_refused: "This address and password do not belong together. Nothing else is wrong; try again.",
            "Diese Adresse und dieses Passwort gehören nicht zusammen. Sonst ist nichts falsch; versuchen Sie es noch einmal.";
        first_title: "Set up Ramjet", "Ramjet einrichten";
        first_lead: "Nobody has an account here yet. The first one owns the organisation.",
            "Hier hat noch niemand ein Konto. Das erste gehört der Inhaberin oder dem Inhaber.";
        organisation_name: "Name of your company", "Name Ihrer Firma";
        organisation_hint: "As it stands on the orders you receive.", "So, wie er auf den Bestellungen an Sie steht.";
        your_name: "Your name", "Ihr Name";
        your_name_hint: "Shown in the history beside what you decide.", "Steht in der Historie neben Ihren Entscheidungen.";
        create_account: "Create the account", "Konto anlegen";
        already_set_up: "Ramjet is set up already. Sign in instead.",
            "Ramjet ist schon eingerichtet. Melden Sie sich bitte an.";
        name_missing: "Write a name.", "Schreiben Sie einen Namen.";
        address_missing: "Write an e-mail address, for example sharon@example.com.",
            "Schreiben Sie eine E-Mail-Adresse, zum Beispiel sabine@example.com.";
        password_short: "Use at least 8 characters.", "Nehmen Sie mindestens 8 Zeichen.";
        password_common: "This password is on every list of guesses. Choose another one.",
            "Dieses Passwort steht auf jeder Liste zum Raten. Wählen Sie ein anderes.";
        password_differs: "The two passwords differ.", "Die beiden Passwörter sind verschieden.";
        look: "Look and keys", "Aussehen und Tasten";
        theme: "Colours", "Farben";
        theme_system: "As the system", "Wie das System";
        theme_light: "Light", "Hell";
        theme_dark: "Dark", "Dunkel";
        density: "Rows", "Zeilen";
        density_compact: "Compact", "Kompakt";
        density_comfortable: "Comfortable", "Bequem";
        letter_keys: "Single letter keys", "Tasten mit einem Buchstaben";
        letter_keys_hint: "A for approve, R for reject. Switch them off if you dictate or use a screen reader.",
            "A für freigeben, R für ablehnen. Ausschalten, wenn Sie diktieren oder sich die Seite vorlesen lassen.";
        on: "On", "An";
        off: "Off", "Aus";
        save: "Save", "Speichern";
        cancel: "Cancel", "Abbrechen";
        close: "Close", "Schließen";
        back: "Back", "Zurück";
        saved: "Saved.", "Gespeichert.";
        role_owner: "Owner", "Inhaber";
        role_admin: "Administrator", "Verwaltung";
        role_reviewer: "Reviewer", "Prüfung";
        role_warehouse: "Warehouse", "Lager";
        role_viewer: "Viewer", "Nur lesen";
        mistakes_title: "This was not saved", "Das wurde nicht gespeichert";
        colour_from_system: "Follows your device", "Folgt Ihrem Gerät";
    }
    told {
        /// The title of a page: what it shows, then the product.
        page_title(of: &str): format!("{of} – Ramjet"), format!("{of} – Ramjet");
        /// How long somebody must wait before signing in again.
        sign_in_later(seconds: i64):
            format!("Too many attempts. Try again in {}.", counted(seconds, "second", "seconds")),
            format!("Zu viele Versuche. Versuchen Sie es in {} wieder.", counted(seconds, "Sekunde", "Sekunden"));
        /// Who is signed in where.
        signed_in_as(name: &str, organisation: &str):
            format!("{name}, {organisation}"), format!("{name}, {organisation}");
        /// Read out beside a count in the navigation.
        waiting(n: i64): counted(n, "waiting", "waiting"), counted(n, "wartet", "warten");
    }
}
