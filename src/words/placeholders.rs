//! Form templates: how they are replaced, what is wrong with one, and what each placeholder means.

use super::phrases;

phrases! {
    /// The page of the form templates, and the preview of an order's forms.
    pub trait PlaceholderWords;
    plain {
        preview: "Preview of the forms", "Vorschau der Formulare";
        preview_lead: "Computed from the values as they are now. An approval writes exactly these cells; only the foot changes, which names the approval.",
            "Aus den Werten berechnet, wie sie jetzt sind. Eine Freigabe schreibt genau diese Zellen; nur der Fuß ändert sich, er nennt die Freigabe.";
        download_draft: "Download as a draft", "Als Entwurf herunterladen";
        to_order: "Order", "Bestellung";
        templates_lead: "The forms are made on workbooks. Download one, change it in your spreadsheet program, and upload it: it is in force from the next approval. Forms that exist never change.",
            "Die Formulare entstehen aus Arbeitsmappen. Laden Sie eine herunter, ändern Sie sie in Ihrer Tabellenkalkulation und laden Sie sie hoch: Sie gilt ab der nächsten Freigabe. Vorhandene Formulare ändern sich nie.";
        built_in_template: "Built-in template", "Eingebaute Vorlage";
        restore_built_in: "Use the built-in one", "Eingebaute nehmen";
        replace_by_workbook: "Replace by a workbook (.xlsx, at most 2 MB)", "Durch eine Arbeitsmappe ersetzen (.xlsx, höchstens 2 MB)";
        upload: "Upload", "Hochladen";
        choose_a_file: "Choose a file first.", "Wählen Sie zuerst eine Datei.";
        template_preview: "How it looks with a sample order", "So sieht sie mit einer Beispielbestellung aus";
        placeholders_title: "Placeholders", "Platzhalter";
        placeholders_rules: "A placeholder alone in a cell takes the format of the cell. A row with line values is repeated for each line. {{?note}} in front of a text keeps its row only where there are instructions. Formulas are not filled.",
            "Ein Platzhalter allein in einer Zelle übernimmt deren Format. Eine Zeile mit Zeilenwerten wird je Bestellzeile wiederholt. {{?note}} vor einem Text behält die Zeile nur, wenn es Hinweise gibt. Formeln werden nicht ausgefüllt.";
        placeholder: "Placeholder", "Platzhalter";
        meaning: "Meaning", "Bedeutung";
        example: "Example", "Beispiel";
        needed: "needed", "nötig";
        earlier_templates: "Earlier templates", "Frühere Vorlagen";
        template_refused: "This workbook was not taken", "Diese Arbeitsmappe wurde nicht übernommen";
        template_unchanged: "The template in force stays as it is.", "Die geltende Vorlage bleibt, wie sie ist.";
        template_too_large: "It is too large: at most 2 MB, 300 rows and 60 columns.", "Sie ist zu groß: höchstens 2 MB, 300 Zeilen und 60 Spalten.";
        template_encrypted: "It is protected by a password, or of the old kind. Save it as .xlsx without a password.",
            "Sie ist mit einem Passwort geschützt oder von der alten Art. Speichern Sie sie als .xlsx ohne Passwort.";
        template_not_a_workbook: "It is not a workbook, or a damaged one. Save it as .xlsx.", "Das ist keine Arbeitsmappe, oder eine beschädigte. Speichern Sie sie als .xlsx.";
        template_macros: "It contains macros. Save it without them, as .xlsx.", "Sie enthält Makros. Speichern Sie sie ohne, als .xlsx.";
        template_no_sheet: "It has no sheet.", "Sie hat kein Blatt.";
        template_formula: "A formula stands here. Write a placeholder or a text instead.", "Hier steht eine Formel. Schreiben Sie einen Platzhalter oder einen Text.";
        template_open_braces: "A placeholder is not closed: two braces }} are missing.", "Ein Platzhalter ist nicht geschlossen: Es fehlen zwei Klammern }}.";
        template_two_lists: "This row holds values of two lists. A row can repeat only one.", "Diese Zeile enthält Werte von zwei Listen. Eine Zeile kann nur eine wiederholen.";
        template_merged: "Cells are merged over rows that repeat or may be left out. Undo the merging there.",
            "Zellen sind über Zeilen verbunden, die sich wiederholen oder entfallen können. Heben Sie die Verbindung dort auf.";
    }
    told {
        /// Who put a template in force, and when.
        replaced_by(name: &str, at: &str): format!("by {name}, {at}"), format!("von {name}, {at}");
        /// A placeholder that no form has.
        template_unknown(name: &str):
            format!("There is no value “{name}”. The table of placeholders lists all of them."),
            format!("Einen Wert „{name}“ gibt es nicht. Die Tabelle der Platzhalter zeigt alle.");
        /// A placeholder without which the form is of no use.
        template_missing(marker: &str):
            format!("{marker} is missing; the form is of no use without it."),
            format!("{marker} fehlt; ohne diesen Wert ist das Formular unbrauchbar.");
        /// Where a fault is.
        at_cell(sheet: &str, cell: &str, what: &str): format!("Sheet “{sheet}”, cell {cell}: {what}"), format!("Blatt „{sheet}“, Zelle {cell}: {what}");
        /// The same for a sheet as a whole.
        at_sheet(sheet: &str, what: &str): format!("Sheet “{sheet}”: {what}"), format!("Blatt „{sheet}“: {what}");
        /// What the value of this name is.
        placeholder_meaning(name: &str): meaning(name).0.to_owned(), meaning(name).1.to_owned();
    }
}

/// English and German of every value a template may name; empty for a name that is none.
fn meaning(name: &str) -> (&'static str, &'static str) {
    match name {
        "company" => ("Our company", "Unsere Firma"),
        "company_address" => ("Our address, in one line", "Unsere Adresse, in einer Zeile"),
        "reference" => ("Our number of the order", "Unsere Nummer der Bestellung"),
        "customer" => ("Customer", "Kunde"),
        "po_number" => ("Customer's order number", "Bestellnummer des Kunden"),
        "po_date" => ("Date of the order", "Bestelldatum"),
        "delivery_date" => ("Date the goods are wanted", "Gewünschter Liefertermin"),
        "deliver_to" => ("Delivery address", "Lieferadresse"),
        "line.number" => ("Number of the line", "Nummer der Zeile"),
        "line.code" | "product_code" => ("Our product code", "Unsere Artikelnummer"),
        "line.description" | "description" => ("Description", "Bezeichnung"),
        "line.colour" | "colour" => ("Colour", "Farbe"),
        "line.quantity" | "ordered" => ("Ordered quantity", "Bestellte Menge"),
        "line.unit" => ("Unit of measure", "Mengeneinheit"),
        "line.unit_price" => ("Unit price", "Einzelpreis"),
        "line.total" | "line_total" => ("Total of the line", "Betrag der Zeile"),
        "line.works_order" => ("Works order number", "Werkauftragsnummer"),
        "number" => (
            "Number of this form, which its file is named after",
            "Nummer dieses Formulars, nach der auch die Datei heißt",
        ),
        "line.in_stock" => ("Counted stock; empty for a pen", "Gezählter Bestand; leer für einen Stift"),
        "line.to_produce" | "produce" => ("Quantity to produce", "Zu fertigende Menge"),
        "line.date_required" => ("Date this line is wanted", "Liefertermin dieser Zeile"),
        "note.text" => ("Instructions of the order, in rows", "Hinweise der Bestellung, in Zeilen"),
        "frame.text" => ("Short instructions, or where they stand", "Kurze Hinweise, oder wo sie stehen"),
        "release" => ("Who approved, and when", "Wer freigegeben hat, und wann"),
        "position" => ("Which works order of the order", "Der wievielte Werkauftrag"),
        "positions" => ("How many works orders there are", "Wie viele Werkaufträge es gibt"),
        "version" => ("Version of the works order", "Version des Werkauftrags"),
        "issued" => ("Date of issue", "Ausgabedatum"),
        "customer_code" => ("Code as the customer wrote it", "Artikelnummer des Kunden"),
        "from_stock" => ("Quantity taken from stock", "Menge aus dem Bestand"),
        "stock_note" => ("Sentence about that stock", "Satz über diesen Bestand"),
        "mould" => ("Mould", "Werkzeug"),
        "cavities" => ("Cavities", "Kavitäten"),
        "cycle" => ("Cycle in seconds", "Zyklus in Sekunden"),
        "shot_weight" => ("Shot weight in grams", "Schussgewicht in Gramm"),
        "product_weight" => ("Weight of a piece in grams", "Stückgewicht in Gramm"),
        "running_hours" => ("Running time in hours", "Laufzeit in Stunden"),
        "machine_minimum" => ("Smallest machine", "Kleinste Maschine"),
        "material_note" => ("What is doubtful about the material", "Was am Material zweifelhaft ist"),
        "grade" => ("Grade of the base resin", "Sorte des Granulats"),
        "type" => ("Type of the base resin", "Art des Granulats"),
        "base_rate" => ("Base resin in percent", "Granulat in Prozent"),
        "base_kg" => ("Base resin in kilograms", "Granulat in Kilogramm"),
        "material_colour" => ("Colour of the mix", "Farbe der Mischung"),
        "colour_number" => ("Number of the colour", "Nummer der Farbe"),
        "colour_supplier" => ("Supplier of the colour", "Lieferant der Farbe"),
        "masterbatch_rate" => ("Masterbatch in percent", "Masterbatch in Prozent"),
        "masterbatch_kg" => ("Masterbatch in kilograms", "Masterbatch in Kilogramm"),
        "additive" => ("Additive", "Additiv"),
        "additive_supplier" => ("Supplier of the additive", "Lieferant des Additivs"),
        "additive_rate" => ("Additive in percent", "Additiv in Prozent"),
        "additive_kg" => ("Additive in kilograms", "Additiv in Kilogramm"),
        "total_kg" => ("All material in kilograms, waste included", "Alles Material in Kilogramm, mit Abfall"),
        "bags" => ("Bags needed", "Benötigte Beutel"),
        "cartons" => ("Cartons needed", "Benötigte Kartons"),
        "pieces_per_bag" => ("Pieces in a bag", "Stück je Beutel"),
        "bag_size" => ("Size of a bag", "Beutelgröße"),
        "pieces_per_carton" => ("Pieces in a carton", "Stück je Karton"),
        "carton_size" => ("Size of a carton", "Kartongröße"),
        "cartons_per_layer" => ("Cartons in a layer", "Kartons je Lage"),
        "cartons_per_pallet" => ("Cartons on a pallet", "Kartons je Palette"),
        _ => meaning_of_sums(name),
    }
}

/// The same of what stands under the lines of the Office Order.
fn meaning_of_sums(name: &str) -> (&'static str, &'static str) {
    match name {
        "currency" => ("Currency", "Währung"),
        "subtotal" => ("Sum without tax", "Summe ohne Steuer"),
        "tax_name" => ("Name of the tax", "Name der Steuer"),
        "tax_percent" => ("Tax in percent", "Steuer in Prozent"),
        "tax_label" => {
            ("Name and rate of the tax, or that there is none", "Name und Satz der Steuer, oder dass keine anfällt")
        }
        "tax_reason" => (
            "Why the tax is not the usual one; without it, that stands among the notes",
            "Warum die Steuer nicht die übliche ist; ohne ihn steht das bei den Hinweisen",
        ),
        "total_label" => {
            ("“Total AUD incl. GST”, or “Total AUD, no GST”", "„Total AUD incl. GST“ oder „Total AUD, no GST“")
        }
        "tax" => ("Tax", "Steuer"),
        "total" => ("Sum with tax", "Summe mit Steuer"),
        _ => ("", ""),
    }
}
