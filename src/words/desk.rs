//! The desk: the list of orders, one order, its lines, what can be done.

use super::{counted, phrases};

phrases! {
    /// The order desk.
    pub trait DeskWords;
    plain {
        view_to_do: "To do", "Zu tun";
        view_approved: "Approved", "Freigegeben";
        view_sent: "Sent", "Gesendet";
        view_rejected: "Rejected", "Abgelehnt";
        view_set_aside: "Set aside", "Beiseitegelegt";
        view_all: "All orders", "Alle Bestellungen";
        to_check_word: "to check", "zu prüfen";
        clean: "Clean", "Ohne Einwand";
        clean_reason: "Everything found, every line matched", "Alles gefunden, alle Zeilen zugeordnet";
        mark_by_rule: "Found by a rule", "Durch eine Regel gefunden";
        mark_check: "Please check", "Bitte prüfen";
        mark_missing: "Missing", "Fehlt";
        mark_person: "Entered by a person", "Von einer Person eingetragen";
        state_reading: "Being read", "Wird gelesen";
        state_approved: "Approved", "Freigegeben";
        state_sent: "Sent", "Gesendet";
        state_rejected: "Rejected", "Abgelehnt";
        state_set_aside: "Set aside", "Beiseitegelegt";
        duplicate: "Duplicate", "Doppelt";
        superseded: "Replaced by a newer one", "Durch eine neuere ersetzt";
        cancelled: "Cancelled by the customer", "Vom Kunden storniert";

        who: "Who", "Wer";
        what_is_left: "What is left", "Was noch fehlt";
        due: "Due", "Termin";
        value: "Value", "Wert";
        received: "Received", "Eingang";
        no_number: "no number", "ohne Nummer";
        no_customer: "Unknown customer", "Unbekannter Kunde";
        no_date: "no date", "kein Termin";
        today_word: "today", "heute";
        older: "Older orders", "Ältere Bestellungen";
        newest: "Newest orders", "Neueste Bestellungen";
        empty_new_title: "No orders yet", "Noch keine Bestellungen";
        empty_new_text: "Put the first order, as a mail or a PDF, into the watched folder. It is here a few seconds later.",
            "Legen Sie die erste Bestellung als Mail oder PDF in den überwachten Ordner. Ein paar Sekunden später steht sie hier.";
        empty_new_next: "See what came in", "Ansehen, was eingegangen ist";
        empty_done_title: "All done", "Alles erledigt";
        empty_done_text: "Nothing waits for you. New orders appear here by themselves.",
            "Nichts wartet auf Sie. Neue Bestellungen erscheinen hier von selbst.";
        empty_done_next: "See all orders", "Alle Bestellungen ansehen";
        empty_view_title: "Nothing here", "Hier ist nichts";
        empty_view_text: "No order is in this state at the moment.", "Zurzeit ist keine Bestellung in diesem Zustand.";
        empty_view_next: "Go to what is to do", "Zu dem, was zu tun ist";

        source: "Source", "Quelle";
        what_was_found: "What was found", "Was gefunden wurde";
        mail_text: "Mail", "Mail";
        customer: "Customer", "Kunde";
        po_number: "Order number", "Bestellnummer";
        order_date: "Order date", "Bestelldatum";
        delivery_date: "Delivery date", "Liefertermin";
        deliver_to: "Deliver to", "Lieferung an";
        ship_to_name: "Delivery to (name)", "Lieferung an (Name)";
        ship_to_address: "Delivery address", "Lieferadresse";
        instructions: "Instructions", "Hinweise";
        currency: "Currency", "Währung";
        subtotal: "Subtotal", "Zwischensumme";
        tax: "Tax", "Steuer";
        grand_total: "Total", "Summe";
        lines_title: "Lines", "Zeilen";
        line: "Line", "Zeile";
        product: "Product", "Artikel";
        code: "Product code", "Artikelnummer";
        description: "Description", "Bezeichnung";
        colour: "Colour", "Farbe";
        quantity: "Quantity", "Menge";
        unit: "Unit", "Einheit";
        order_price: "Order price", "Preis lt. Bestellung";
        list_price: "List price", "Listenpreis";
        price_per: "Price is for", "Preis gilt für";
        line_total: "Total", "Betrag";
        totals_agree: "Lines and printed total agree", "Zeilen und gedruckte Summe stimmen überein";
        not_found: "not found", "nicht gefunden";
        not_matched: "no product", "kein Artikel";
        chosen_by_person: "chosen by a person", "von Hand gewählt";
        lines_caption: "Lines of the order with product and price", "Zeilen der Bestellung mit Artikel und Preis";
        needs: "What it takes", "Was es braucht";
        base_resin: "Base resin", "Grundmaterial";
        masterbatch: "Masterbatch", "Masterbatch";
        additive: "Additive", "Additiv";
        total_material: "Material in total", "Material gesamt";
        bags: "Bags", "Beutel";
        cartons: "Cartons", "Kartons";
        running_time: "Running time", "Laufzeit";
        mould: "Mould", "Werkzeug";
        unknown: "unknown", "unbekannt";
        unknown_colour: "unknown colour", "unbekannte Farbe";
        colour_not_stated: "no colour stated", "keine Farbe genannt";
        rates_impossible: "rates in the catalogue are impossible", "Anteile im Katalog sind unmöglich";
        history: "History", "Historie";
        forms: "Forms", "Formulare";
        office_order: "Office Order", "Office Order";
        works_order: "Works Order", "Works Order";
        edit: "Edit", "Bearbeiten";
        edit_order: "Edit the order", "Bestellung bearbeiten";
        next_to_check: "Next to check", "Nächstes prüfen";
        approve: "Approve", "Freigeben";
        approve_and_send: "Approve & send", "Freigeben & senden";
        reject: "Reject", "Ablehnen";
        reject_title: "Reject this order", "Diese Bestellung ablehnen";
        reject_reason: "Reason", "Grund";
        reject_hint: "Kept in the history. Nothing is sent to the customer.",
            "Bleibt in der Historie. An den Kunden wird nichts gesendet.";
        set_aside_duplicate: "Set aside as duplicate", "Als doppelt beiseitelegen";
        set_aside_hint: "The order stays visible under “Set aside” and can be taken back.",
            "Die Bestellung bleibt unter „Beiseitegelegt“ sichtbar und lässt sich zurückholen.";
        reopen: "Reopen", "Wieder öffnen";
        recall: "Undo", "Rückgängig";
        send_again: "Send again", "Erneut senden";
        send_again_held: "Look first whether it arrived: sent again, it may arrive twice.", "Erst nachsehen, ob es angekommen ist: Erneut gesendet kommt es vielleicht doppelt an.";
        see_other: "See it", "Ansehen";
        next_order: "Next order", "Nächste Bestellung";
        nobody_to_send_to: "Nobody receives the forms yet: the distribution list of your organisation is empty.",
            "Noch bekommt niemand die Formulare: Der Verteiler Ihrer Organisation ist leer.";
        letter_impossible: "The letter with the forms cannot be written: an address of the distribution list is not one. Nothing was approved.",
            "Das Schreiben mit den Formularen ist nicht möglich: Eine Adresse des Verteilers ist keine. Es wurde nichts freigegeben.";
        to_list: "To do", "Zu tun";
        above: "Order above", "Bestellung darüber";
        below: "Order below", "Bestellung darunter";
        all_checked: "Nothing left to check", "Nichts mehr zu prüfen";
        will_be_sent: "The forms are about to be sent", "Die Formulare gehen gleich hinaus";
        waits_for_sending: "Sending", "Wird gesendet";
        held_title: "Please look: it is unclear whether the letter has left.",
            "Bitte nachsehen: Es ist unklar, ob das Schreiben hinausgegangen ist.";
        not_sent_title: "The letter could not be sent.", "Das Schreiben konnte nicht gesendet werden.";
        recalled_title: "Recalled before it was sent", "Vor dem Senden zurückgeholt";
        reason_needed: "Write a reason, so that everybody understands it later.",
            "Schreiben Sie einen Grund, damit ihn später alle verstehen.";
        no_lines_to_approve: "An order without lines cannot be approved. Add its lines, or reject it.",
            "Eine Bestellung ohne Zeilen kann nicht freigegeben werden. Fügen Sie ihre Zeilen hinzu oder lehnen Sie sie ab.";
        needs_value_text: "This cannot be kept as it is: without the value there is nothing to produce. Enter it.",
            "Das kann nicht so bleiben: Ohne den Wert lässt sich nichts herstellen. Tragen Sie ihn ein.";
        unknown_code: "No product of yours has this code.", "Keiner Ihrer Artikel hat diese Nummer.";
        yours: "You, not saved", "Sie, nicht gespeichert";
        now: "Saved by somebody else", "Von jemand anderem gespeichert";
        field: "Field", "Feld";
        conflict_keep: "Your text is still in the form below. Saving again puts it in place of the newer values.",
            "Ihr Text steht noch unten im Formular. Wenn Sie noch einmal speichern, ersetzt er die neueren Werte.";
        day_month_year: "Day, month, year: 4/12/2026", "Tag, Monat, Jahr: 4.12.2026";
        clear_hint: "Leave a field empty if the order does not say.", "Lassen Sie ein Feld leer, wenn die Bestellung nichts dazu sagt.";
        price_per_hint: "1 unless the price is for 100 or 1000 pieces", "1, außer der Preis gilt für 100 oder 1000 Stück";
        not_a_number: "This is not a number. Write it with digits, for example 1250 or 0.84.",
            "Das ist keine Zahl. Schreiben Sie Ziffern, zum Beispiel 1250 oder 0,84.";
        ambiguous_number: "This can be read in two ways. Write 1234 for the large one, or 1.2340 for the small one.",
            "Das lässt sich auf zwei Arten lesen. Schreiben Sie 1234 für die große Zahl oder 1,2340 für die kleine.";
        not_a_date: "This is no day in the calendar. Write day, month, year: 4/12/2026.",
            "Diesen Tag gibt es nicht. Schreiben Sie Tag, Monat, Jahr: 4.12.2026.";
        ambiguous_date: "This date can be read in two ways. Write the month as a word: 4 Dec 2026.",
            "Dieses Datum lässt sich auf zwei Arten lesen. Schreiben Sie den Monat als Wort: 4. Dezember 2026.";
        not_positive: "This must be more than zero.", "Das muss mehr als null sein.";
        too_long: "This is longer than 4,000 characters.", "Das ist länger als 4.000 Zeichen.";
        not_a_currency: "Write three letters, for example AUD.", "Schreiben Sie drei Buchstaben, zum Beispiel EUR.";
        not_editable: "This value cannot be changed here.", "Dieser Wert lässt sich hier nicht ändern.";
        recall_too_late: "Too late to undo: the letter has left.", "Zu spät: Das Schreiben ist schon hinausgegangen.";
    }
    told {
        /// How many objections are open.
        to_check(n: i64): format!("{n} to check"), format!("{n} zu prüfen");
        /// How many objections are left on this order.
        left(n: i64): format!("{n} left"), format!("{n} offen");
        /// How many lines an order has.
        lines(n: i64): counted(n, "line", "lines"), counted(n, "Zeile", "Zeilen");
        /// How far reading has come.
        reading(done: u64, total: u64):
            format!("Reading {done} of {total} messages"), format!("{done} von {total} Nachrichten gelesen");
        /// Days until a date.
        in_days(n: i64): format!("in {}", counted(n, "day", "days")), format!("in {}", counted(n, "Tag", "Tagen"));
        /// Days since a date.
        days_late(n: i64): counted(n, "day late", "days late"), format!("{} überfällig", counted(n, "Tag", "Tage"));
        /// An age in minutes.
        minutes(n: i64): format!("{n} min"), format!("{n} Min.");
        /// An age in hours.
        hours(n: i64): format!("{n} h"), format!("{n} Std.");
        /// An age in days.
        days(n: i64): counted(n, "day", "days"), counted(n, "Tag", "Tage");
        /// How an order is called.
        po(number: &str): po_of(number), po_of(number);
        /// The tax with its rate.
        tax_of(name: &str, percent: &str): format!("{name} {percent} %"), format!("{name} {percent} %");
        /// The total in a currency.
        total_in(currency: &str): format!("Total {currency}"), format!("Summe {currency}");
        /// A price base.
        per(quantity: &str): format!("per {quantity}"), format!("je {quantity}");
        /// What the customer wrote for a product.
        written(text: &str): format!("written “{text}”"), format!("geschrieben „{text}“");
        /// The customer's own number for a product.
        their(text: &str): format!("their {text}"), format!("dort {text}");
        /// One page of a document.
        page_of(n: u32, name: &str): format!("Page {n} of {name}"), format!("Seite {n} von {name}");
        /// A cell of a sheet; a file of separated values has no sheet name.
        cell_of(sheet: &str, cell: &str): if sheet.is_empty() { format!("cell {cell}") } else { format!("{sheet}, cell {cell}") },
            if sheet.is_empty() { format!("Zelle {cell}") } else { format!("{sheet}, Zelle {cell}") };
        /// Who entered a value.
        entered_by(name: &str): format!("Entered by {name}"), format!("Eingetragen von {name}");
        /// The heading of the form for one line.
        edit_line(n: i64): format!("Edit line {n}"), format!("Zeile {n} bearbeiten");
        /// To whom the letter goes.
        sending_to(names: &str): format!("to {names}"), format!("an {names}");
        /// When the letter left.
        sent_at(time: &str): format!("Sent {time}"), format!("Gesendet {time}");
        /// What keeps an order from being approved.
        unsettled(n: i64):
            format!("Not approved yet: {} left to decide. Nothing was sent.", counted(n, "point is", "points are")),
            format!("Noch nicht freigegeben: {} zu entscheiden. Es wurde nichts gesendet.", counted(n, "Punkt ist", "Punkte sind"));
        /// A side room holds the order.
        held_by(reason: &str): format!("Waiting: {reason}"), format!("Wartet: {reason}");
        /// The unit after a mass.
        kilograms(figure: &str): format!("{figure} kg"), format!("{figure} kg");
        /// How many bags.
        bags_of(n: i64): counted(n, "bag", "bags"), counted(n, "Beutel", "Beutel");
        /// How many cartons.
        cartons_of(n: i64): counted(n, "carton", "cartons"), counted(n, "Karton", "Kartons");
        /// A running time.
        hours_of(figure: &str): format!("{figure} h"), format!("{figure} Std.");
        /// The order that this one repeats.
        set_aside_of(link: &str): format!("Set aside: {link}"), format!("Beiseitegelegt: {link}");
        /// Why it was rejected.
        rejected_because(reason: &str): format!("Rejected: {reason}"), format!("Abgelehnt: {reason}");
        /// Where the next doubt stands.
        next_is(place: &str): format!("Next: {place}"), format!("Als Nächstes: {place}");
        /// One line by its number.
        line_no(n: i64): format!("line {n}"), format!("Zeile {n}");
    }
}

/// The number with `PO` before it, unless it says so itself.
fn po_of(number: &str) -> String {
    let says_so = number.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("po"));
    if says_so { number.to_owned() } else { format!("PO {number}") }
}
