//! Products, prices, customers.

use super::{counted, phrases};

phrases! {
    /// The catalogue.
    pub trait CatalogueWords;
    plain {
        catalogue: "Catalogue", "Katalog";
        products: "Products", "Artikel";
        customers: "Customers", "Kunden";
        import_export: "Import and export", "Import und Export";
        find_products: "Code, description, customer, part number", "Nummer, Bezeichnung, Kunde, Teilenummer";
        find_customers: "Name, number, mail domain", "Name, Nummer, Mail-Domain";
        add_product: "New product", "Neuer Artikel";
        add_customer: "New customer", "Neuer Kunde";
        made_for: "Made for", "Hergestellt für";
        state_word: "State", "Stand";
        lead_time: "Lead time", "Lieferzeit";
        further_down: "Further down", "Weiter unten";
        to_the_top: "From the top", "Von oben";
        no_products_title: "No products yet", "Noch keine Artikel";
        no_products_text: "Products come from a file, or one by one. Orders are matched with them from then on.",
            "Artikel kommen aus einer Datei oder einzeln. Von da an werden ihnen Bestellungen zugeordnet.";
        no_customers_title: "No customers yet", "Noch keine Kunden";
        no_customers_text: "Customers come from a file, or one by one. Their mail domain tells whose order came in.",
            "Kunden kommen aus einer Datei oder einzeln. Ihre Mail-Domain verrät, wessen Bestellung eingegangen ist.";
        nothing_found_title: "Nothing found", "Nichts gefunden";
        nothing_found_text: "Words need only their beginning. Try fewer of them.",
            "Wortanfänge genügen. Versuchen Sie es mit weniger Wörtern.";
        show_all: "Show all", "Alle anzeigen";
        too_many_found: "More products match than can be listed; another word narrows it down.",
            "Es passen mehr Artikel, als sich auflisten lassen; ein weiteres Wort grenzt es ein.";

        label_other_description: "In another language", "In anderer Sprache";
        label_family: "Family", "Familie";
        label_size: "Size", "Größe";
        label_unit: "Unit of measure", "Mengeneinheit";
        label_minimum: "Minimum quantity", "Mindestmenge";
        label_multiple: "Ordered in multiples of", "Bestellbar in Vielfachen von";
        label_lead_days: "Lead time in days", "Lieferzeit in Tagen";
        label_discontinued_on: "Discontinued from", "Eingestellt ab";
        label_successor: "Replaced by", "Ersetzt durch";
        label_drawing_no: "Drawing", "Zeichnung";
        label_drawing_revision: "Drawing revision", "Zeichnungsstand";
        label_gtin: "GTIN", "GTIN";
        label_customs_code: "Customs tariff number", "Zolltarifnummer";
        label_mould_no: "Mould number", "Werkzeugnummer";
        label_cavities: "Cavities", "Kavitäten";
        label_cycle: "Cycle, seconds", "Zyklus, Sekunden";
        label_product_weight: "Product weight, grams", "Stückgewicht, Gramm";
        label_runner_weight: "Runner weight, grams", "Angussgewicht, Gramm";
        label_shot_weight: "Shot weight, grams", "Schussgewicht, Gramm";
        label_running_hours: "Running time, hours", "Laufzeit, Stunden";
        label_machine: "Machine, at least", "Maschine, mindestens";
        label_pieces_per_bag: "Pieces per bag", "Stück je Beutel";
        label_bag_size: "Bag", "Beutel";
        label_pieces_per_carton: "Pieces per carton", "Stück je Karton";
        label_carton_size: "Carton", "Karton";
        label_cartons_per_pallet: "Cartons per pallet", "Kartons je Palette";
        label_cartons_per_layer: "Cartons per layer", "Kartons je Lage";
        label_carton_weight: "Full carton, kilograms", "Voller Karton, Kilogramm";
        label_grade: "Material grade", "Materialtype";
        label_material: "Material", "Material";
        label_colour_no: "Colour number", "Farbnummer";
        label_colour_supplier: "Colour supplier", "Farblieferant";
        label_masterbatch: "Masterbatch, %", "Masterbatch, %";
        label_additive_percent: "Additive, %", "Additiv, %";
        label_additive_supplier: "Additive supplier", "Additivlieferant";
        label_name: "Name", "Name";
        label_number: "Customer number", "Kundennummer";
        label_domains: "Mail domains", "Mail-Domains";
        label_address: "Address", "Adresse";
        label_tolerance: "Price tolerance, %", "Preistoleranz, %";
        label_country: "Country", "Land";
        label_tax_percent: "Tax of their own, %", "Eigener Steuersatz, %";
        label_tax_name: "What it is called", "Wie die Steuer heißt";
        label_tax_reason: "Why, as printed on the Office Order", "Warum, wie es auf der Office Order steht";
        group_tax: "Tax", "Steuer";
        hint_customer_tax: "Empty: as for everybody. 0: no tax", "Leer: wie für alle. 0: keine Steuer";
        hint_tax_reason: "Needed where there is no tax, such as “GST-free export”", "Nötig, wo keine Steuer anfällt, etwa „Steuerfreie innergemeinschaftliche Lieferung“";
        problem_not_a_country: "Write the name of a country or its two letters.", "Schreiben Sie den Namen eines Landes oder seine zwei Buchstaben.";
        label_is_active: "Still orders", "Bestellt noch";
        label_part_number: "Their part number", "Deren Teilenummer";

        product_active: "Active", "Aktiv";
        product_run_out: "Running out", "Läuft aus";
        product_on_hold: "On hold", "Gesperrt";
        product_gone: "Not in use", "Nicht in Gebrauch";
        yes: "Yes", "Ja";
        no: "No", "Nein";

        group_what: "What it is", "Was es ist";
        group_terms: "Terms", "Konditionen";
        group_mould: "Mould and machine", "Werkzeug und Maschine";
        group_packaging: "Packaging", "Verpackung";
        group_numbers: "Numbers", "Nummern";
        group_colours: "Colours and materials", "Farben und Materialien";
        group_prices: "Prices", "Preise";
        group_names: "What customers call it", "Wie Kunden ihn nennen";
        group_their_names: "What they call our products", "Wie sie unsere Artikel nennen";
        group_orders: "Recent orders", "Letzte Bestellungen";
        group_own_prices: "Products with their own price", "Artikel mit eigenem Preis";
        group_customer: "The customer", "Der Kunde";
        group_habits: "Agreements", "Absprachen";

        edit_product: "Edit the product", "Artikel bearbeiten";
        edit_customer: "Edit the customer", "Kunden bearbeiten";
        code_is_fixed: "The code never changes, orders name it. A new code is a new product that replaces this one.",
            "Die Nummer ändert sich nie, Bestellungen nennen sie. Eine neue Nummer ist ein neuer Artikel, der diesen ersetzt.";
        replace_product: "Replace by a new code", "Durch neue Nummer ersetzen";
        replaces_word: "Replaces", "Ersetzt";
        add_colour: "Add a colour", "Farbe hinzufügen";
        edit_colour: "Edit the colour", "Farbe bearbeiten";
        remove_colour: "Take this colour away", "Diese Farbe entfernen";
        add_price: "New price", "Neuer Preis";
        price_list: "List price", "Listenpreis";
        every_colour: "every colour", "jede Farbe";
        for_whom: "For", "Für";
        price_from_day: "From", "Ab";
        price_until_day: "Until", "Bis";
        price_last_day: "Last day", "Letzter Tag";
        price_any_quantity: "any", "jede";
        price_word: "Price", "Preis";
        quantity_from_word: "From quantity", "Ab Menge";
        price_current: "in force", "gilt";
        price_future: "to come", "kommt";
        price_past: "past", "vorbei";
        price_withdrawn: "withdrawn", "zurückgenommen";
        end_price: "End it", "Beenden";
        withdraw_price: "Withdraw as a mistake", "Als Irrtum zurücknehmen";
        end_price_hint: "A price that was in force ends on a day. One that should never have been there is withdrawn; it stays in the history.",
            "Ein Preis, der galt, endet an einem Tag. Einer, der nie hätte dastehen sollen, wird zurückgenommen; er bleibt in der Historie.";
        no_prices: "No price is known. An order line with this product will ask for one.",
            "Es ist kein Preis bekannt. Eine Bestellzeile mit diesem Artikel wird danach fragen.";
        no_colours: "No material is known. The works order will say so.",
            "Es ist kein Material bekannt. Der Works Order wird das sagen.";
        no_names: "Nobody calls it otherwise.", "Niemand nennt ihn anders.";
        no_their_names: "They use our codes.", "Sie benutzen unsere Nummern.";
        no_orders_with: "No order yet.", "Noch keine Bestellung.";
        everybody: "everybody", "alle";
        add_name: "Add", "Hinzufügen";
        end_name: "End", "Beenden";
        name_ended: "ended", "beendet";
        name_from_import: "from a file", "aus einer Datei";
        name_from_order: "learned from an order", "aus einer Bestellung gelernt";
        name_typed: "entered", "eingetragen";
        hint_price_per: "1, 100 or 1000: how many the price is for", "1, 100 oder 1000: für wie viele der Preis gilt";
        hint_customer_price: "Leave empty for the list price.", "Leer lassen für den Listenpreis.";
        hint_colour_price: "Leave empty for every colour.", "Leer lassen für jede Farbe.";
        hint_domains: "One a line: shape.example. It tells whose order came in.", "Je Zeile eine: shape.example. Sie verrät, wessen Bestellung eingegangen ist.";
        hint_tolerance: "By how much a price on an order may differ without an objection", "Um wie viel ein Bestellpreis ohne Einwand abweichen darf";
        hint_customer_lead: "Agreed with them; empty: as the product says", "Mit ihnen vereinbart; leer: wie beim Artikel";
        hint_successor: "Code of another product", "Nummer eines anderen Artikels";
        hint_from_day: "Empty: from today", "Leer: ab heute";
        hint_until_day: "Empty: until a later price", "Leer: bis zu einem späteren Preis";

        problem_needed: "This is needed.", "Das wird gebraucht.";
        problem_not_whole: "This must be a whole number.", "Das muss eine ganze Zahl sein.";
        problem_negative: "This cannot be less than zero.", "Das kann nicht unter null liegen.";
        problem_over_hundred: "More than 100 per cent is not possible; rates of one colour count together.",
            "Mehr als 100 Prozent geht nicht; die Anteile einer Farbe zählen zusammen.";
        problem_too_large: "This number is too large to be meant.", "So groß kann die Zahl nicht gemeint sein.";
        problem_not_a_state: "Write active, run-out, on hold or inactive.", "Schreiben Sie aktiv, Auslauf, gesperrt oder inaktiv.";
        problem_not_yes_no: "Write yes or no.", "Schreiben Sie ja oder nein.";
        problem_no_code: "This has no letter and no digit to be recognised by.", "Darin ist kein Buchstabe und keine Ziffer, an der man es erkennt.";
        problem_unknown_product: "There is no product with this code.", "Es gibt keinen Artikel mit dieser Nummer.";
        problem_unknown_customer: "There is no customer of this name.", "Es gibt keinen Kunden mit diesem Namen.";
        problem_itself: "A product cannot replace itself.", "Ein Artikel kann sich nicht selbst ersetzen.";
        problem_ends_before: "This day lies before the first day. Withdraw the price if it should never count.",
            "Dieser Tag liegt vor dem ersten Tag. Nehmen Sie den Preis zurück, wenn er nie gelten soll.";
        problem_breaks_rise: "Each break begins at a larger quantity than the one before.",
            "Jede Staffel beginnt bei einer größeren Menge als die davor.";
        problem_half_a_break: "A break needs its quantity and its price.", "Eine Staffel braucht Menge und Preis.";
        problem_twice: "This stands in the file twice.", "Das steht zweimal in der Datei.";

        import_title: "Files for the catalogue", "Dateien für den Katalog";
        import_lead: "Hand in a CSV or Excel file. Nothing changes before you have seen what it would do.",
            "Geben Sie eine CSV- oder Excel-Datei ab. Es ändert sich nichts, bevor Sie gesehen haben, was sie bewirken würde.";
        import_file: "File", "Datei";
        import_file_hint: "CSV in any encoding, or XLSX; up to 64 MB and 200,000 rows", "CSV in jeder Kodierung oder XLSX; bis 64 MB und 200.000 Zeilen";
        import_what: "What its rows are", "Was die Zeilen sind";
        import_products: "Products, with prices and part numbers beside them", "Artikel, mit Preisen und Teilenummern daneben";
        import_prices: "Prices", "Preise";
        import_customers: "Customers", "Kunden";
        import_part_numbers: "Part numbers of customers", "Teilenummern von Kunden";
        hand_in: "Look at the file", "Datei ansehen";
        export_title: "Take it out", "Herausholen";
        export_lead: "What the catalogue holds, as files that can be handed in again.", "Was der Katalog enthält, als Dateien, die sich wieder abgeben lassen.";
        imports_before: "Files handed in", "Abgegebene Dateien";
        import_state_preview: "Not accepted yet", "Noch nicht übernommen";
        import_state_applied: "Accepted", "Übernommen";
        import_state_discarded: "Put away", "Weggelegt";
        no_file_chosen: "Choose a file.", "Wählen Sie eine Datei.";
        import_empty: "There is nothing in this file.", "In dieser Datei steht nichts.";
        import_only_headings: "This file has headings and no rows below them.", "Diese Datei hat Überschriften und keine Zeilen darunter.";
        import_no_table: "There are no rows and columns in this file.", "In dieser Datei gibt es keine Zeilen und Spalten.";
        import_too_large: "This file is too large: 64 MB and 200,000 rows are the limit, 50,000 rows in a workbook.",
            "Diese Datei ist zu groß: Die Grenze sind 64 MB und 200.000 Zeilen, in einer Arbeitsmappe 50.000 Zeilen.";
        import_moved: "The catalogue has changed meanwhile, and the file would now do something else. This is the new preview; nothing was changed.",
            "Der Katalog hat sich inzwischen geändert, und die Datei würde jetzt etwas anderes bewirken. Dies ist die neue Vorschau; es wurde nichts geändert.";
        import_settled: "This file is done with.", "Diese Datei ist erledigt.";
        import_nothing: "Nothing of this file would change the catalogue.", "Nichts an dieser Datei würde den Katalog ändern.";
        columns_title: "Columns", "Spalten";
        columns_lead: "Which value each column is. What is not needed is passed over.", "Welcher Wert jede Spalte ist. Was nicht gebraucht wird, wird übergangen.";
        column: "Column", "Spalte";
        means: "Is", "Ist";
        passed_over: "– passed over –", "– übergangen –";
        decimal_sign: "Before the fraction stands", "Vor den Nachkommastellen steht";
        decimal_certain: "tell from the numbers", "aus den Zahlen erkennen";
        decimal_point: "a point: 1,234.50", "ein Punkt: 1,234.50";
        decimal_comma: "a comma: 1.234,50", "ein Komma: 1.234,50";
        look_again: "Look again", "Neu ansehen";
        what_would_change: "What it would change", "Was sie ändern würde";
        what_has_changed: "What it has changed", "Was sie geändert hat";
        count_new: "New", "Neu";
        count_changed: "Changed", "Geändert";
        count_unchanged: "As it is", "Wie es ist";
        count_refused: "Refused", "Abgelehnt";
        accept_all: "Accept", "Übernehmen";
        discard_file: "Put away", "Weglegen";
        refused_rows_file: "Refused rows as a file", "Abgelehnte Zeilen als Datei";
        row_word: "Row", "Zeile";
        reason_word: "Reason", "Grund";
        new_customers_word: "Customers that are added", "Kunden, die angelegt werden";
        label_prices: "List price", "Listenpreis";
        label_unit_price: "Price", "Preis";
        empty_changes_nothing: "An empty cell changes nothing. A price that differs becomes a new price from its day on.",
            "Eine leere Zelle ändert nichts. Ein anderer Preis wird ein neuer Preis ab seinem Tag.";

        was_added: "added it", "hat es angelegt";
        did_priced: "set a price", "hat einen Preis gesetzt";
        did_price_end: "ended a price", "hat einen Preis beendet";
        did_price_withdraw: "withdrew a price", "hat einen Preis zurückgenommen";
        did_colour_remove: "took a colour away", "hat eine Farbe entfernt";
    }
    told {
        /// How many products a search found.
        products_found(n: i64): counted(n, "product", "products"), counted(n, "Artikel", "Artikel");
        /// Lead time in a list.
        lead(n: i64): counted(n, "day", "days"), counted(n, "Tag", "Tage");
        /// A break of a price: from which quantity on.
        beginning_at(quantity: &str): format!("from {quantity}"), format!("ab {quantity}");
        /// The label of the quantity of a break.
        break_quantity(n: usize): format!("Break {n}: from quantity"), format!("Staffel {n}: ab Menge");
        /// The label of the price of a break.
        break_price(n: usize): format!("Break {n}: price"), format!("Staffel {n}: Preis");
        /// Another record has it.
        problem_taken(other: &str): format!("{other} has this already."), format!("Das gehört schon zu {other}.");
        /// Not a mail domain.
        problem_not_a_domain(what: &str):
            format!("“{what}” is not a mail domain. Write for example shape.example."),
            format!("„{what}“ ist keine Mail-Domain. Schreiben Sie zum Beispiel shape.example.");
        /// A domain of everybody.
        problem_public_domain(what: &str):
            format!("Everybody can have an address at {what}; it says nothing about who writes."),
            format!("Bei {what} kann jeder eine Adresse haben; das sagt nichts darüber, wer schreibt.");
        /// The file holds another value for the same record.
        problem_contradicts(row: &str): format!("Row {row} says something else about the same record."), format!("Zeile {row} sagt etwas anderes über denselben Datensatz.");
        /// A name was added to a product.
        did_name(customer: &str, name: &str): format!("noted that {customer} calls it {name}"), format!("hat vermerkt, dass {customer} ihn {name} nennt");
        /// A name was ended.
        did_end_name(customer: &str, name: &str): format!("ended that {customer} calls it {name}"), format!("hat beendet, dass {customer} ihn {name} nennt");
        /// A price in a sentence of the history.
        price_told(price: &str, per: &str): format!("{price} per {per}"), format!("{price} je {per}");
        /// How many rows a file has.
        rows_counted(n: i64): counted(n, "row", "rows"), counted(n, "Zeile", "Zeilen");
        /// How many rows are accepted.
        accept_rows(n: i64): format!("Accept {}", counted(n, "row", "rows")), format!("{} übernehmen", counted(n, "Zeile", "Zeilen"));
        /// Rows of which only the first are listed.
        more_rows(n: i64): format!("and {n} more"), format!("und {n} weitere");
        /// A column without which nothing can be looked at.
        column_missing(name: &str): format!("No column is “{name}”. Choose it below."), format!("Keine Spalte ist „{name}“. Wählen Sie sie unten.");
        /// The label of one of several part numbers.
        part_number_of(n: &str): format!("Their part number {n}"), format!("Deren Teilenummer {n}");
        /// Another row says so.
        problem_twice_row(row: &str): format!("This stands in row {row} already."), format!("Das steht schon in Zeile {row}.");
        /// Since when.
        since(day: &str): format!("since {day}"), format!("seit {day}");
    }
}
