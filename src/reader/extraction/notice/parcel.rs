//! Who carries the goods and under which number.

use crate::evidence::{Field, Found, Origin, Place};
use crate::extraction::order::values::bare_reference;
use crate::extraction::order::values::read;
use crate::extraction::sheet::{Run, Sheet};
use crate::reading::Header;
use crate::units::{fold, normal_key};

/// Carriers as they name themselves, and as their names stand in texts and domains.
const CARRIERS: &[(&str, &[&str])] = &[
    ("FedEx", &["fedex", "federal express"]),
    ("UPS", &["ups", "united parcel service"]),
    ("DHL", &["dhl", "deutsche post dhl"]),
    ("GLS", &["gls", "gls-group"]),
    ("DPD", &["dpd"]),
    ("Hermes", &["hermes", "myhermes", "hermesworld"]),
    ("Evri", &["evri"]),
    ("Royal Mail", &["royal mail", "royalmail"]),
    ("Parcelforce", &["parcelforce"]),
    ("USPS", &["usps", "united states postal service"]),
    ("TNT", &["tnt", "tnt express"]),
    ("Australia Post", &["australia post", "auspost"]),
    ("StarTrack", &["startrack"]),
    ("Toll", &["toll ipec", "toll priority", "mytoll", "teamglobalexp"]),
    ("Aramex", &["aramex"]),
    ("Couriers Please", &["couriers please", "couriersplease"]),
    ("NZ Post", &["nz post", "nzpost"]),
    ("Canada Post", &["canada post", "canadapost"]),
    ("Purolator", &["purolator"]),
    ("Canpar", &["canpar"]),
    ("OnTrac", &["ontrac"]),
    ("LaserShip", &["lasership"]),
    ("Old Dominion", &["old dominion", "odfl"]),
    ("PostNL", &["postnl"]),
    ("bpost", &["bpost"]),
    ("Österreichische Post", &["osterreichische post"]),
    ("Swiss Post", &["swiss post", "schweizerische post"]),
    ("Chronopost", &["chronopost"]),
    ("Colissimo", &["colissimo"]),
    ("InPost", &["inpost"]),
    ("DB Schenker", &["schenker", "dbschenker"]),
    ("Dachser", &["dachser"]),
    ("Kuehne + Nagel", &["kuehne + nagel", "kuehne-nagel", "kuhne + nagel"]),
    ("XPO", &["xpo"]),
    ("Yodel", &["yodel"]),
    ("DX", &["dx delivery", "dxdelivery"]),
    ("An Post", &["an post", "anpost"]),
];

/// Labels of a tracking number as [`normal_key`] joins their words.
const LABELS: &[&str] = &[
    "trackingnumber",
    "trackingno",
    "trackingnr",
    "trackingid",
    "trackingcode",
    "tracking",
    "consignmentnumber",
    "consignmentno",
    "connote",
    "connoteno",
    "parcelnumber",
    "parcelno",
    "packagenumber",
    "shipmentnumber",
    "shipmentno",
    "shipment",
    "waybill",
    "waybillnumber",
    "airwaybill",
    "awb",
    "awbno",
    "pronumber",
    "billoflading",
    "bol",
    "sendungsnummer",
    "sendungsnr",
    "sendung",
    "paketnummer",
    "paketnr",
    "paket",
    "trackingnummer",
    "frachtbriefnummer",
    "frachtbrief",
    "barcode",
    "tracktraceno",
    "paczka",
    "numerprzesylki",
    "numerpaczki",
    "przesylka",
];

/// Words between a label and its number.
const FILLERS: &[&str] =
    &["is", "are", "ist", "lautet", "number", "no", "nr", "nummer", "id", "code", "o", "numerze", "", "your", "for"];

/// Whether a mail was sent by a carrier, by its address or its display name.
pub(super) fn is_carrier(header: &Header) -> bool {
    sender(header).is_some()
}

fn sender(header: &Header) -> Option<&'static str> {
    let domain = header.from_address.rsplit('@').next().unwrap_or_default();
    let labels: Vec<&str> = domain.split('.').collect();
    let name = fold(&header.from_name);
    let fits = |spelled: &&str| labels.contains(spelled) || has_words(&name, spelled);
    CARRIERS.iter().find(|(_, spellings)| spellings.iter().any(fits)).map(|(carrier, _)| *carrier)
}

fn has_words(text: &str, phrase: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(phrase)
        .any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + phrase.len()..].chars().next()))
}

/// The carrier: who sent the mail, else the only one its text names.
pub(super) fn carrier(header: &Header, sheets: &[&Sheet]) -> Field<String> {
    if let Some(carrier) = sender(header) {
        let quote = if header.from_name.is_empty() { header.from_address.clone() } else { header.from_name.clone() };
        let place = Place { part: Place::HEAD.to_owned(), regions: Vec::new(), quote };
        return Field::one(Found {
            value: carrier.to_owned(),
            origin: Origin::Read { place },
            rule: "mail_sender".to_owned(),
        });
    }
    let mut found: Vec<Found<String>> = Vec::new();
    for sheet in sheets {
        for row in 0..sheet.rows.len() {
            let run = sheet.whole(row);
            let text = fold(&sheet.text(run));
            let named =
                CARRIERS.iter().filter(|(_, spellings)| spellings.iter().any(|spelled| has_words(&text, spelled)));
            for (carrier, _) in named {
                if !found.iter().any(|known| known.value == *carrier) {
                    found.push(read(sheet, (*carrier).to_owned(), &[run], "carrier_named"));
                }
            }
        }
    }
    let chosen = (found.len() == 1).then_some(0);
    Field { doubt: (found.len() > 1).then(|| "several_values".to_owned()), candidates: found, chosen }
}

/// The tracking numbers: behind their labels, else numbers in a form that only carriers use, each once.
pub(super) fn tracking_numbers(sheets: &[&Sheet]) -> Vec<Found<String>> {
    let mut found: Vec<Found<String>> = Vec::new();
    for sheet in sheets {
        for row in 0..sheet.rows.len() {
            for (at, token) in sheet.rows[row].tokens.iter().enumerate() {
                let run = Run { row, from: at, to: at + 1 };
                let value = bare_reference(&token.text).to_owned();
                let is_web = token.text.contains("//") || token.text.contains('@');
                let is_ours = is_of_carriers(&value) || is_number(&value) && is_labelled(sheet, row, at);
                if !is_web && is_ours && !found.iter().any(|known| known.value == value) {
                    found.push(read(sheet, value, &[run], "tracking_number"));
                }
            }
        }
    }
    found
}

/// Eight letters and digits or more, most of them digits.
fn is_number(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    value.len() >= 8
        && digits * 3 >= value.len() * 2
        && value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// Forms of numbers that nobody else prints: `1Z…` with 18 places, and the 13 places of the postal union.
fn is_of_carriers(value: &str) -> bool {
    let bytes = value.as_bytes();
    let is_upper = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_uppercase);
    let is_parcel = value.len() == 18 && value.starts_with("1Z") && bytes.iter().all(u8::is_ascii_alphanumeric);
    let is_postal = bytes.len() == 13
        && is_upper(&bytes[..2])
        && bytes[2..11].iter().all(u8::is_ascii_digit)
        && is_upper(&bytes[11..]);
    is_parcel || is_postal
}

/// Whether a label of tracking numbers stands before a word, in its row or alone in the row above.
fn is_labelled(sheet: &Sheet, row: usize, word: usize) -> bool {
    let keys = |row: usize, to: usize| -> Vec<String> {
        sheet.rows[row].tokens[..to].iter().map(|token| normal_key(&token.text)).collect()
    };
    if ends_with_label(&keys(row, word)) {
        return true;
    }
    let above = row.checked_sub(1).filter(|_| word == 0);
    above.is_some_and(|above| {
        let words = keys(above, sheet.rows[above].tokens.len());
        words.len() <= 4 && ends_with_label(&words)
    })
}

/// Whether words end with a label, fillers behind it aside.
fn ends_with_label(words: &[String]) -> bool {
    let mut end = words.len();
    loop {
        let is_label = (1..=3.min(end)).any(|len| LABELS.contains(&words[end - len..end].concat().as_str()));
        if is_label {
            return true;
        }
        match end.checked_sub(1).filter(|&last| FILLERS.contains(&words[last].as_str()) && words.len() - last <= 3) {
            Some(last) => end = last,
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::text_document;

    fn numbers(text: &str) -> Vec<String> {
        let sheet = Sheet::of(&text_document(text)).unwrap();
        tracking_numbers(&[&sheet]).into_iter().map(|found| found.value).collect()
    }

    #[test]
    fn numbers_behind_a_label_and_in_the_forms_of_carriers_are_found_once() {
        assert_eq!(numbers("Your tracking number is ZX0881872255."), ["ZX0881872255"]);
        assert_eq!(
            numbers("Sendungsnummer: 00340434161094042557\nSendungsnummer: 00340434161094042557"),
            ["00340434161094042557"]
        );
        assert_eq!(numbers("1Z12345E0205271688 and RB123456785GB"), ["1Z12345E0205271688", "RB123456785GB"]);
        assert_eq!(numbers("TRACKING NUMBER\n612909123456"), ["612909123456"]);
    }

    #[test]
    fn order_numbers_and_links_are_no_tracking_numbers() {
        assert!(numbers("Order no. 4500107186, call 0800123456").is_empty());
        assert!(numbers("https://carrier.example/track?tracknum=1Z12345E0205271688").is_empty());
    }

    #[test]
    fn the_sender_is_the_carrier_when_it_is_one() {
        let header = |name: &str, address: &str| Header {
            from_name: name.to_owned(),
            from_address: address.to_owned(),
            ..Header::default()
        };
        assert_eq!(carrier(&header("DHL Paket", "noreply@dhl.de"), &[]).value().map(String::as_str), Some("DHL"));
        assert!(!is_carrier(&header("Groups Ltd", "sales@groups.example")), "a part of a word is no name");
    }
}
