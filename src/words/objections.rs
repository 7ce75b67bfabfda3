//! What a check objects to, as sentences with both values, and what can be done about it.

use super::phrases;

phrases! {
    /// Objections and their remedies.
    pub trait ObjectionWords;
    plain {
        no_lines: "No lines were found in this order.", "In dieser Bestellung wurden keine Zeilen gefunden.";
        keep: "Keep it", "So lassen";
        keep_both: "Keep both", "Beide behalten";
        enter: "Enter it", "Eintragen";
        change: "Change it", "Ändern";
        choose: "Choose", "Wählen";
        other_code: "Other product code", "Andere Artikelnummer";
        use_code: "Use this code", "Diese Nummer nehmen";
        without: "Go on without", "Ohne weiter";
        new_customer: "Accept as new", "Als neu annehmen";
        settled: "Accepted", "Akzeptiert";
        nothing_missing: "Nothing is missing", "Es fehlt nichts";
        noted_unread_attachment: "A file of this message could not be read: lines or values may be missing. Open it under Files and compare.",
            "Eine Datei dieser Nachricht konnte nicht gelesen werden: Zeilen oder Werte können fehlen. Öffnen Sie sie unter Dateien und vergleichen Sie.";
        noted_hidden_text: "The document carries text that nobody sees. None of it was used; compare the values with what is shown.",
            "Das Dokument enthält Text, den niemand sieht. Nichts davon wurde verwendet; vergleichen Sie die Werte mit dem, was zu sehen ist.";
        no_line: "It is no line", "Das ist keine Zeile";
        show_row: "Show it in the source", "In der Quelle zeigen";
        row_untaken: "Row without a line", "Zeile der Quelle ohne Bestellzeile";
        reason_same_code: "the same code but for signs", "dieselbe Nummer bis auf Zeichen";
        reason_part_of_code: "the code is part of it", "die Nummer ist ein Teil davon";
        reason_description: "the same words", "dieselben Wörter";
    }
    told {
        /// A value that is needed is missing.
        missing(field: &str): format!("{field}: not found in the source."), format!("{field}: in der Quelle nicht gefunden.");
        /// Several values compete; `values` is a list with quotes.
        several_values(field: &str, values: &str):
            format!("{field}: the source says {values}."), format!("{field}: In der Quelle steht {values}.");
        /// A date that can be read in two ways.
        two_dates(field: &str, values: &str):
            format!("{field}: can be read as {values}."), format!("{field}: lässt sich lesen als {values}.");
        /// A number that can be read in two ways.
        two_numbers(field: &str, values: &str):
            format!("{field}: can be read as {values}."), format!("{field}: lässt sich lesen als {values}.");
        /// The order states no date of its own; the mail's was taken.
        date_of_mail(field: &str, value: &str):
            format!("{field}: the order states none; the mail is of {value}."),
            format!("{field}: Die Bestellung nennt keins; die Mail ist vom {value}.");
        /// The scan was recognised unsurely here.
        uncertain_scan(field: &str, value: &str):
            format!("{field}: recognised in a scan as {value}, but not surely. Compare it with the picture."),
            format!("{field}: im Scan als {value} erkannt, aber nicht sicher. Vergleichen Sie es mit dem Bild.");
        /// Other numbers of the row multiply to its total.
        multiplies_otherwise(field: &str, value: &str):
            format!("{field}: read as {value}, but other numbers of the row multiply to its total. Compare the row."),
            format!("{field}: gelesen als {value}, doch andere Zahlen der Zeile ergeben ihren Betrag. Vergleichen Sie die Zeile.");
        /// A row looks like an item, and no line was made of it.
        row_not_taken(row: &str):
            format!("This row looks like an item, but it is none of the lines: “{row}”. Add it, or say that it is no line."),
            format!("Das sieht nach einer Position aus, steht aber in keiner Zeile: „{row}“. Fügen Sie sie hinzu, oder sagen Sie, dass es keine ist.");
        /// The code was found inside the description.
        code_in_description(value: &str):
            format!("The code {value} stands inside the description; it may be the customer’s own."),
            format!("Der Code {value} steht in der Beschreibung; er kann der eigene des Kunden sein.");
        /// The document names the field, but what stands beside it was not understood.
        stated_unread(field: &str):
            format!("{field}: the source states it in a way that was not understood. Look it up."),
            format!("{field}: In der Quelle angegeben, aber nicht verstanden. Bitte dort nachsehen.");
        /// The order prints no currency; that of the customer's prices was taken.
        agreed_currency(value: &str):
            format!("The order prints no currency. {value} is assumed: the prices agreed with this customer are in it."),
            format!("Die Bestellung nennt keine Währung. Angenommen ist {value}: So sind die Preise mit diesem Kunden vereinbart.");
        /// The order prints no currency, and prices are agreed with the customer in several.
        agreed_currencies(values: &str):
            format!("The order prints no currency, and prices are agreed with this customer in {values}. Enter the one that is meant."),
            format!("Die Bestellung nennt keine Währung, und mit diesem Kunden sind Preise in {values} vereinbart. Tragen Sie die gemeinte ein.");
        /// A value with little around it to support it.
        weak(field: &str, value: &str):
            format!("{field}: is “{value}” right? Little in the source supports it."),
            format!("{field}: Stimmt „{value}“? In der Quelle stützt es wenig.");
        /// A price base that was worked out from the totals.
        price_base_computed(value: &str):
            format!("The order does not print a price base; {value} makes the line total right."),
            format!("Die Bestellung nennt keine Preiseinheit; mit {value} stimmt der Zeilenbetrag.");
        /// The goods are wanted on several days.
        delivered_in_parts(field: &str):
            format!("{field}: the order wants delivery in parts."), format!("{field}: Die Bestellung will Teillieferungen.");
        /// The customer is not in our records.
        unknown_customer(name: &str):
            format!("{name} has not ordered before."), format!("{name} hat noch nie bestellt.");
        /// No product is like it.
        unknown_product(wanted: &str):
            format!("No product of yours is like “{wanted}”."), format!("Keiner Ihrer Artikel passt zu „{wanted}“.");
        /// Several products could be meant.
        choose_product(wanted: &str, n: i64):
            if n == 1 { format!("“{wanted}” is like one of your products. Is it meant?") } else { format!("“{wanted}” could be one of {n} products.") },
            if n == 1 { format!("„{wanted}“ ähnelt einem Ihrer Artikel. Ist er gemeint?") } else { format!("„{wanted}“ kann einer von {n} Artikeln sein.") };
        /// One product could be meant.
        did_you_mean(wanted: &str, product: &str):
            format!("“{wanted}”: did you mean {product}?"), format!("„{wanted}“: Ist {product} gemeint?");
        /// The product that is proposed is meant.
        yes_it_is(code: &str): format!("Yes, {code}"), format!("Ja, {code}");
        /// We do not make the product in this colour.
        unknown_colour_of(colour: &str, product: &str):
            format!("You do not make {product} in {colour}: material is unknown."),
            format!("{product} gibt es nicht in {colour}: Das Material ist unbekannt.");
        /// The product has several colours and none is named.
        colour_not_stated_of(product: &str):
            format!("The order names no colour; {product} has several."),
            format!("Die Bestellung nennt keine Farbe; {product} hat mehrere.");
        /// The price is lower than the list's.
        price_below(stated: &str, list: &str, difference: &str):
            format!("The order says {stated}, your list says {list}: {difference} less."),
            format!("Die Bestellung sagt {stated}, Ihre Liste {list}: {difference} weniger.");
        /// The price is higher than the list's.
        price_above(stated: &str, list: &str, difference: &str):
            format!("The order says {stated}, your list says {list}: {difference} more."),
            format!("Die Bestellung sagt {stated}, Ihre Liste {list}: {difference} mehr.");
        /// Keep the price of the order.
        keep_price(price: &str): format!("Keep {price}"), format!("{price} lassen");
        /// Take the price of the list.
        use_price(price: &str): format!("Use {price}"), format!("{price} nehmen");
        /// Take one of several values.
        take(value: &str): format!("Take {value}"), format!("{value} nehmen");
        /// Quantity × price is not the printed total of the line.
        line_total_differs(stated: &str, computed: &str):
            format!("The order prints {stated} for this line; quantity × price is {computed}."),
            format!("Die Bestellung druckt {stated} für diese Zeile; Menge × Preis ist {computed}.");
        /// The lines do not add up to a printed total.
        total_differs(field: &str, stated: &str, computed: &str):
            format!("{field}: the order prints {stated}, the lines add up to {computed}."),
            format!("{field}: Die Bestellung druckt {stated}, die Zeilen ergeben {computed}.");
        /// The same order again.
        repeats_same(number: &str):
            format!("The same order as {number}, line by line."), format!("Dieselbe Bestellung wie {number}, Zeile für Zeile.");
        /// The same number with other lines.
        repeats_other(number: &str):
            format!("{number} exists already, with other lines: perhaps a revision."),
            format!("{number} gibt es schon, mit anderen Zeilen: vielleicht eine Änderung.");
        /// Who accepted an objection.
        settled_by(name: &str): format!("accepted by {name}"), format!("akzeptiert von {name}");
        /// The place of an objection in a list.
        on_line(n: i64, sentence: &str): format!("Line {n}: {sentence}"), format!("Zeile {n}: {sentence}");
        /// Between two alternatives.
        or(first: &str, second: &str): format!("{first} or {second}"), format!("{first} oder {second}");
        /// A quoted value.
        quoted(text: &str): format!("“{text}”"), format!("„{text}“");
    }
}
