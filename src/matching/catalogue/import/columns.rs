//! Which column of a file is which value: guessed from its heading, in English and German, and changed by a person.

use crate::entity::states::ImportSubject;
use crate::matching::catalogue::fields::{CustomerField, MaterialField, ProductField};
use crate::reader::units::normal_key;

/// Values of a row of prices, and of the prices that stand beside a product.
const OF_PRICE: [&str; 7] =
    ["customer", "colour", "currency", "price_per", "quantity_from", "unit_price", "effective_from"];
/// Prices beside a product: a price, and breaks with the quantity each begins at.
pub(super) const BESIDE_PRODUCT: [&str; 12] = [
    "currency",
    "price_per",
    "price_1",
    "quantity_2",
    "price_2",
    "quantity_3",
    "price_3",
    "quantity_4",
    "price_4",
    "quantity_5",
    "price_5",
    "effective_from",
];
/// What the customer it is made for calls a product.
pub(super) const NAMES: [&str; 3] = ["part_number_1", "part_number_2", "part_number_3"];

/// Headings by the value they mean, in letters and digits only; the value's own name is always one of them.
const HEADINGS: &[(&str, &[&str])] = &[
    (
        "code",
        &[
            "productcode",
            "product",
            "item",
            "itemno",
            "itemcode",
            "sku",
            "partno",
            "article",
            "articleno",
            "artikel",
            "artikelnummer",
            "artikelnr",
            "artnr",
            "teilenummer",
            "nummer",
            "ourcode",
        ],
    ),
    (
        "description",
        &["productdescription", "itemdescription", "bezeichnung", "beschreibung", "artikelbezeichnung", "text"],
    ),
    (
        "other_description",
        &["descriptionde", "descriptionen", "descriptiongerman", "bezeichnungen", "bezeichnung2", "description2"],
    ),
    ("customer", &["customername", "madefor", "kunde", "kundenname", "client"]),
    ("status", &["state", "zustand", "stand"]),
    ("family", &["group", "productgroup", "category", "familie", "artikelgruppe", "warengruppe"]),
    ("size", &["dimension", "grosse", "groesse", "abmessung"]),
    ("unit", &["uom", "unitofmeasure", "einheit", "mengeneinheit", "me"]),
    ("minimum_quantity", &["moq", "minimumorderquantity", "minqty", "mindestmenge", "mindestbestellmenge"]),
    ("pack_multiple", &["multiple", "ordermultiple", "vielfaches", "verpackungseinheit", "vpe"]),
    ("lead_days", &["leadtime", "leadtimedays", "lieferzeit", "lieferzeittage", "wiederbeschaffungszeit"]),
    ("discontinued_on", &["discontinued", "discontinuedfrom", "endoflife", "eingestelltab", "auslaufdatum"]),
    ("successor", &["replacedby", "replacement", "nachfolger", "ersetztdurch"]),
    ("drawing_no", &["drawing", "drawingnumber", "zeichnung", "zeichnungsnummer", "zeichnungsnr"]),
    ("drawing_revision", &["revision", "rev", "zeichnungsstand", "anderungsstand"]),
    ("gtin", &["ean", "barcode"]),
    ("customs_code", &["hscode", "customstariffnumber", "zolltarifnummer", "taric"]),
    ("mould_no", &["mould", "mouldnumber", "tool", "toolno", "werkzeug", "werkzeugnummer", "werkzeugnr"]),
    ("cavities", &["cavity", "kavitaten", "fachzahl"]),
    ("cycle_seconds", &["cycletimes", "cycletime", "cycle", "zykluszeit", "zyklus"]),
    ("product_weight_grams", &["partweightg", "partweight", "productweight", "stuckgewicht", "teilegewicht"]),
    ("runner_weight_grams", &["runnerweightg", "runnerweight", "angussgewicht"]),
    ("shot_weight_grams", &["shotweightg", "shotweight", "schussgewicht"]),
    ("running_hours", &["runninghours", "laufzeit"]),
    ("machine_minimum", &["machine", "machineminimum", "maschine"]),
    ("pieces_per_bag", &["pcsperbag", "qtyperbag", "stuckprobeutel", "stuckjebeutel"]),
    ("bag_size", &["bag", "beutel"]),
    ("pieces_per_carton", &["pcsperbox", "pcspercarton", "qtypercarton", "stuckprokarton", "stuckjekarton"]),
    ("carton_size", &["boxtype", "carton", "box", "karton"]),
    ("cartons_per_pallet", &["boxesperpallet", "cartonsperpallet", "kartonsjepalette", "kartonspropalette"]),
    ("cartons_per_layer", &["cartonsperlayer", "boxesperlayer", "kartonsjelage"]),
    ("carton_gross_kilograms", &["grossboxkg", "cartonweight", "grosskg", "bruttokg"]),
    ("colour", &["color", "farbe"]),
    ("colour_no", &["colourcode", "colorcode", "farbnummer", "farbcode"]),
    ("colour_supplier", &["coloursupplier", "farblieferant"]),
    ("material_grade", &["grade", "materialtype", "materialtyp"]),
    ("material", &["resin", "werkstoff", "kunststoff"]),
    ("masterbatch_percent", &["masterbatch", "addrate"]),
    ("additive", &["additiv"]),
    ("additive_percent", &["additiverate"]),
    ("additive_supplier", &["additivlieferant"]),
    ("currency", &["waehrung", "wahrung"]),
    ("price_per", &["priceunit", "pricebase", "preiseinheit", "preisje", "preispro", "pe"]),
    ("price_1", &["price", "listprice", "preis", "listenpreis", "vk"]),
    ("quantity_2", &["qtybreak2", "break2", "staffel2", "staffelmenge2"]),
    ("price_2", &["preis2"]),
    ("quantity_3", &["qtybreak3", "break3", "staffel3", "staffelmenge3"]),
    ("price_3", &["preis3"]),
    ("quantity_4", &["qtybreak4", "break4", "staffel4", "staffelmenge4"]),
    ("price_4", &["preis4"]),
    ("quantity_5", &["qtybreak5", "break5", "staffel5", "staffelmenge5"]),
    ("price_5", &["preis5"]),
    ("unit_price", &["price", "price1", "preis", "einzelpreis"]),
    ("quantity_from", &["fromquantity", "qtyfrom", "quantity", "menge", "abmenge", "staffel", "qtybreak"]),
    ("effective_from", &["from", "validfrom", "gultigab", "ab"]),
    ("effective_until", &["until", "validuntil", "validto", "gultigbis", "bis"]),
    (
        "part_number_1",
        &["customerpartno", "customerpartnumber", "theirpartnumber", "kundenteilenummer", "kundenartikelnummer"],
    ),
    ("part_number_2", &["customerpartno2", "kundenteilenummer2"]),
    ("part_number_3", &["customerpartno3", "kundenteilenummer3"]),
    (
        "part_number",
        &[
            "customerpartno",
            "customerpartnumber",
            "theirpartnumber",
            "alias",
            "kundenteilenummer",
            "kundenartikelnummer",
        ],
    ),
    ("name", &["customer", "customername", "company", "kunde", "kundenname", "firma"]),
    ("number", &["customernumber", "customerno", "accountno", "kundennummer", "kundennr", "debitor"]),
    ("domains", &["domain", "maildomain", "maildomains", "email", "mail"]),
    ("address", &["adresse", "anschrift"]),
    ("price_tolerance_percent", &["pricetolerance", "tolerance", "preistoleranz", "toleranz"]),
    ("country", &["countrycode", "land", "landercode", "laenderkennzeichen"]),
    ("tax_percent", &["tax", "taxrate", "gst", "vat", "vatrate", "steuer", "steuersatz", "ust", "mwst"]),
    ("tax_name", &["taxlabel", "steuerart", "steuerbezeichnung"]),
    ("tax_reason", &["taxnote", "exemption", "exemptionreason", "steuerhinweis", "steuerbefreiung"]),
    ("is_active", &["active", "aktiv", "bestelltnoch"]),
];

/// The values a column of such a file may be, in the order of the choice and of exported files.
pub fn targets(subject: ImportSubject) -> Vec<&'static str> {
    match subject {
        ImportSubject::Products => {
            let product = ProductField::ALL.iter().map(|field| field.word());
            let material = MaterialField::ALL.iter().map(|field| field.word());
            product.chain(material).chain(BESIDE_PRODUCT).chain(NAMES).collect()
        }
        ImportSubject::Prices => ["code"].into_iter().chain(OF_PRICE).chain(["effective_until"]).collect(),
        ImportSubject::Customers => CustomerField::ALL.iter().map(|field| field.word()).collect(),
        ImportSubject::PartNumbers => vec!["code", "customer", "part_number"],
    }
}

/// The value that no row can be without.
pub const fn key_of(subject: ImportSubject) -> &'static str {
    match subject {
        ImportSubject::Customers => "name",
        _ => "code",
    }
}

/// What each heading means, as far as it can be told; no value twice.
pub fn guess(subject: ImportSubject, headings: &[String]) -> Vec<Option<String>> {
    let targets = targets(subject);
    let mut taken: Vec<&str> = Vec::new();
    // A value's own name counts before the other words for it.
    let mut guessed: Vec<Option<&'static str>> = vec![None; headings.len()];
    for is_own in [true, false] {
        for (place, heading) in headings.iter().enumerate() {
            if guessed[place].is_some() {
                continue;
            }
            let key = normal_key(heading);
            let means = |target: &&&'static str| {
                if is_own { normal_key(target) == key } else { words_for(target).contains(&key.as_str()) }
            };
            let found = targets.iter().find(|target| !taken.contains(*target) && means(target)).copied();
            if let Some(found) = found {
                taken.push(found);
                guessed[place] = Some(found);
            }
        }
    }
    guessed.into_iter().map(|target| target.map(str::to_owned)).collect()
}

fn words_for(target: &str) -> &'static [&'static str] {
    HEADINGS.iter().find(|(word, _)| *word == target).map_or(&[], |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(subject: ImportSubject, line: &str) -> Vec<String> {
        let headings: Vec<String> = line.split(',').map(str::to_owned).collect();
        guess(subject, &headings).into_iter().map(Option::unwrap_or_default).collect()
    }

    #[test]
    fn headings_of_a_moulders_catalogue_are_understood() {
        let line = "code,description,description_de,family,size,colour,colour_code,material,mould_no,cavities,cycle_time_s,part_weight_g,\
            runner_weight_g,shot_weight_g,pcs_per_bag,pcs_per_box,box_type,boxes_per_pallet,gross_box_kg,moq,lead_time_days,currency,\
            price_per,price_1,qty_break_2,price_2,qty_break_3,price_3,customer,customer_part_no,customer_part_no_2,drawing_no,revision,\
            gtin,hs_code,status";
        let found = guessed(ImportSubject::Products, line);
        assert!(found.iter().all(|target| !target.is_empty()), "{found:?}");
        assert_eq!(
            found[10..14],
            ["cycle_seconds", "product_weight_grams", "runner_weight_grams", "shot_weight_grams"]
        );
        assert_eq!(
            found[22..31],
            [
                "price_per",
                "price_1",
                "quantity_2",
                "price_2",
                "quantity_3",
                "price_3",
                "customer",
                "part_number_1",
                "part_number_2"
            ]
        );
    }

    #[test]
    fn german_headings_are_understood_and_strange_ones_left_alone() {
        let found = guessed(ImportSubject::Prices, "Artikelnummer,Kunde,Preis,Ab Menge,Gültig ab,Lieblingsfarbe");
        assert_eq!(found, ["code", "customer", "unit_price", "quantity_from", "effective_from", ""]);
        assert_eq!(guessed(ImportSubject::Customers, "Kunde,Kundennr.,E-Mail"), ["name", "number", "domains"]);
    }

    #[test]
    fn no_value_is_taken_from_two_columns() {
        assert_eq!(guessed(ImportSubject::PartNumbers, "code,sku,alias,alias"), ["code", "", "part_number", ""]);
    }
}
