//! The header row of a table in a spreadsheet: one heading a cell, in the customer's own words.
//!
//! Exports name their columns `CUST_PART`, `KundenArtNr`, `Qty Req'd` or `unitPrice`. Such a name is cut into its words,
//! and the words say what it is: whose code, which date, a price or the base of a price. A name that says nothing known
//! is no column of ours.

use std::sync::LazyLock;

use super::cells::base_of;
use super::columns::{COLUMNS, Column, Heading, TableHeader, complete};
use super::phrases::{Phrases, keys};
use crate::extraction::conventions::code_of;
use crate::extraction::sheet::{Run, Sheet};
use crate::units::{Millionths, normal_key};

use Column::{
    BuyerCode, Code, Colour, Currency, Customer, Date, Description, Item, LineNo, OrderDate, OrderNumber, Other, Per,
    Price, Quantity, SellerCode, ShipTo, Supplier, Total, Unit,
};

/// Columns of whole orders, as files of one row a line repeat them.
#[rustfmt::skip]
static ORDERS: &[(Column, &str)] = &[
    (OrderNumber, "po|po no|po number|po nr|po ref|purchase order|purchase order no|purchase order number|order no|order number|order nr|order ref|order reference|order id|purchase no|customer po|customer po no|customer order no|bestellnr|bestellnummer|bestell nr|bestell nummer|bestellung|bestellung nr|bestellungsnr|auftragsnr|auftragsnummer|auftrag nr|auftrag|ponumber|pono|belegnummer|belegnr|beleg nr"),
    (OrderDate, "order date|po date|purchase order date|date ordered|order dt|bestelldatum|best datum|auftragsdatum|belegdatum|document date|issue date|created on|date created"),
    (Customer, "customer|customer name|buyer|buyer name|account name|client|client name|company|company name|sold to|sold to name|kunde|kundenname|besteller|firma|auftraggeber|purchaser"),
    (Supplier, "supplier|supplier name|vendor|vendor name|seller|lieferant|lieferantenname|kreditor"),
    (ShipTo, "ship to|ship to name|shipto|deliver to|delivery address|delivery to|ship to address|lieferadresse|lieferanschrift|warenempfanger|delivery location"),
    (Currency, "currency|currency code|ccy|curr|cur|wahrung|waehrung|wahr|waehr|whg|wkz"),
];

static ORDER_COLUMNS: LazyLock<Phrases<Column>> = LazyLock::new(|| Phrases::new(ORDERS));

/// Spellings of one word in headings.
const SPELLINGS: &[(&str, &[&str])] = &[
    ("no", &["no", "nbr", "num", "number", "nummer", "nr", "numb", "id"]),
    ("code", &["cd", "code", "codes", "sku"]),
    ("customer", &["cust", "customer", "buyer", "client", "our", "kunden", "kunde", "kd", "unsere", "unser", "own"]),
    (
        "supplier",
        &[
            "vendor",
            "vend",
            "vndr",
            "supplier",
            "supp",
            "seller",
            "your",
            "lieferanten",
            "lieferant",
            "lief",
            "ihre",
            "ihr",
            "mfr",
            "mfg",
            "manufacturer",
            "hersteller",
        ],
    ),
    (
        "goods",
        &[
            "part", "parts", "item", "itm", "article", "artikel", "art", "material", "mat", "product", "prod",
            "produkt", "teil", "teile", "stock", "ware", "sach",
        ],
    ),
    ("quantity", &["qty", "quantity", "menge", "anzahl", "qnty", "quant", "stuckzahl", "stueckzahl"]),
    ("price", &["price", "preis", "cost", "prc", "epreis", "einzelpreis"]),
    ("amount", &["amount", "amt", "total", "value", "wert", "betrag", "summe", "positionswert"]),
    ("extended", &["ext", "extd", "extended", "gesamt", "line", "position"]),
    ("date", &["date", "datum", "dat", "dt", "termin"]),
    (
        "delivery",
        &[
            "req",
            "reqd",
            "required",
            "rqd",
            "delivery",
            "del",
            "deliver",
            "dlv",
            "due",
            "need",
            "needed",
            "ship",
            "wanted",
            "requested",
            "promised",
            "arrival",
            "liefer",
            "lieferung",
            "wunsch",
            "eta",
        ],
    ),
    (
        "order",
        &[
            "po",
            "order",
            "purchase",
            "bestell",
            "best",
            "bestellung",
            "auftrag",
            "auftrags",
            "document",
            "doc",
            "beleg",
        ],
    ),
    ("description", &["description", "desc", "descr", "dsc", "bezeichnung", "beschreibung", "name", "text", "title"]),
    ("unit", &["unit", "uom", "einheit", "me", "um"]),
    ("base", &["per", "basis", "base", "pe", "pro", "preiseinheit"]),
    ("line", &["line", "pos", "position", "zeile", "ln", "lfd"]),
    ("by", &["by", "on", "bis", "am"]),
    ("colour", &["color", "colour", "farbe", "col"]),
    (
        "aside",
        &[
            "hand",
            "bestand",
            "lagerbestand",
            "onhand",
            "received",
            "rcvd",
            "shipped",
            "min",
            "minimum",
            "moq",
            "max",
            "pack",
            "vpe",
            "open",
            "offen",
            "weight",
            "gewicht",
            "balance",
            "back",
            "backorder",
            "box",
            "carton",
            "pallet",
            "tax",
            "vat",
            "gst",
            "mwst",
            "ust",
            "discount",
            "rabatt",
            "last",
            "old",
            "previous",
            "invoiced",
            "reserved",
            "available",
            "forecast",
            "list",
            "geliefert",
        ],
    ),
];

/// The table header that a row of cells is, if it is one: a quantity and two other columns, one of them a name.
pub(super) fn header_at(sheet: &Sheet, row: usize) -> Option<TableHeader> {
    let cells = sheet.cells(row);
    let last_row = sheet.record_end(row);
    if cells.len() < 2 {
        return None;
    }
    let mut headings = Vec::new();
    for &cell in &cells {
        let (x0, x1) = sheet.extent(cell);
        let number = sheet.column_of(sheet.tokens(cell).first()?)?;
        let text = text_below(sheet, cell, last_row);
        let Some(column) = column_named(&text) else { continue };
        let base = (column == Price).then(|| base_in(sheet, cell)).flatten();
        let is_order_number = column == OrderNumber && is_also_code(&text);
        let column = if is_order_number { Code } else { column };
        headings.push(Heading { column, x0, x1, tier: 0, cell: Some(number), base, is_order_number });
    }
    if headings.len() < 2 || (headings.len() * 2 < cells.len() && headings.len() < 5) {
        return None;
    }
    settle(&mut headings);
    complete(headings, (row, last_row))
}

/// The base that a heading states for all its prices: `Preis per 100`, `Price / 1000`.
fn base_in(sheet: &Sheet, cell: Run) -> Option<Run> {
    let is_base = |text: &str| base_of(text, None).is_some_and(|base| base > Millionths::whole(1));
    let words = (cell.from..cell.to).map(|at| Run { from: at, to: at + 1, ..cell });
    words.rev().find(|&word| {
        let text = sheet.text(word);
        let bare = behind_slash(&text);
        bare.starts_with(|c: char| c.is_ascii_digit()) && is_base(bare)
    })
}

/// What a word says behind its slash, or the whole of it: `1000` of `Price/1000`.
pub(super) fn behind_slash(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word).trim_matches(|c: char| !c.is_alphanumeric())
}

/// The text of a heading with all its lines.
fn text_below(sheet: &Sheet, cell: Run, last_row: usize) -> String {
    let column = sheet.tokens(cell).first().and_then(|token| sheet.column_of(token));
    let lines = (cell.row + 1..=last_row).flat_map(|row| sheet.cells(row));
    let own = lines.filter(|&line| sheet.tokens(line).first().and_then(|token| sheet.column_of(token)) == column);
    sheet.text_of(&std::iter::once(cell).chain(own).collect::<Vec<Run>>())
}

/// Headings whose meaning depends on the others.
fn settle(headings: &mut [Heading]) {
    let is_code = |heading: &Heading| matches!(heading.column, SellerCode | BuyerCode | Item);
    // "Bestellnr." is the number to order by where nothing else is, otherwise the number of the order.
    let codes = headings.iter().filter(|heading| heading.column == Code || is_code(heading)).count();
    if codes > 1
        && let Some(number) = headings.iter_mut().find(|heading| heading.is_order_number)
    {
        number.column = OrderNumber;
    }
    for column in [OrderNumber, OrderDate, Customer, Supplier, ShipTo, Currency, Date, Per] {
        headings
            .iter_mut()
            .filter(|heading| heading.column == column)
            .skip(1)
            .for_each(|heading| heading.column = Other);
    }
}

/// What a heading names; `None` when its words say nothing known.
pub(super) fn column_named(heading: &str) -> Option<Column> {
    let plain = heading.split('(').next().filter(|text| !text.trim().is_empty()).unwrap_or(heading);
    let whole: Vec<&str> = plain.split_whitespace().filter(|word| code_of(word).is_none()).collect();
    if whole.len() > 6 {
        return None;
    }
    let parts: Vec<String> = whole.iter().flat_map(|word| cut(word)).map(|word| normal_key(&word)).collect();
    let parts: Vec<String> = parts.into_iter().filter(|word| !word.is_empty()).collect();
    let spellings = [keys(whole.iter().copied()), parts.clone(), vec![parts.concat()]];
    // "price per" under a quantity of its own is the base; which it is says the price beside it.
    let is_base = parts.len() == 2 && parts[0] == "price" && parts[1] == "per";
    let exact = |phrases: &Phrases<Column>| spellings.iter().find_map(|words| phrases.exact(words).copied());
    if is_base {
        return Some(Per);
    }
    exact(&ORDER_COLUMNS).or_else(|| exact(&COLUMNS)).or_else(|| by_words(&parts))
}

/// Whether a name of the order's number also names the code to order by: `Bestellnr.`
fn is_also_code(heading: &str) -> bool {
    let words: Vec<String> = heading.split_whitespace().flat_map(cut).map(|word| normal_key(&word)).collect();
    [words.clone(), vec![words.concat()]].iter().any(|words| COLUMNS.exact(words) == Some(&Code))
}

/// What words together mean: `cust part` is the buyer's code, `ext amt` the total of the line.
fn by_words(words: &[String]) -> Option<Column> {
    let meant = |word: &String| {
        let meanings = SPELLINGS.iter().filter(|(_, spelled)| spelled.contains(&word.as_str()));
        meanings.map(|(meaning, _)| *meaning).collect::<Vec<&str>>()
    };
    let meanings: Vec<&str> = words.iter().flat_map(meant).collect();
    let has = |meaning: &str| meanings.contains(&meaning);
    let is_one = words.len() == 1;
    let has_number = words.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    match () {
        () if has("aside") => Some(Other),
        () if has("quantity") => Some(Quantity),
        () if has("price") && has("base") && !has("unit") && !has_number => Some(Per),
        () if has("price") && (has("extended") || has("amount")) => Some(Total),
        () if has("price") => Some(Price),
        () if has("date") && has("delivery") || has("delivery") && has("by") => Some(Date),
        () if has("date") && has("order") => Some(OrderDate),
        () if has("date") => Some(Other),
        () if has("amount") && has("order") => Some(Other),
        () if has("amount") => Some(Total),
        () if has("line") && (has("no") || has("order")) => Some(LineNo),
        () if has("goods") && (has("no") || has("code") || has("customer") || has("supplier"))
            || has("code") && (has("customer") || has("supplier"))
            || has("code") && is_one =>
        {
            Some(match (has("customer"), has("supplier")) {
                (true, false) => BuyerCode,
                (false, true) => SellerCode,
                _ => Code,
            })
        }
        () if has("order") && has("no") => Some(OrderNumber),
        () if has("customer") && has("description") => Some(Customer),
        () if has("supplier") && has("description") => Some(Supplier),
        () if has("customer") || has("supplier") => Some(Other),
        () if has("description") => Some(Description),
        () if has("unit") && is_one => Some(Unit),
        () if has("colour") => Some(Colour),
        () => None,
    }
}

/// A word cut where people glue words: `CUST_PART`, `KundenArtNr`, `PONumber`, `price/unit`.
fn cut(word: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for piece in word.split(|c: char| !c.is_alphanumeric() && c != '#' && c != '%' && c != '\'') {
        let letters: Vec<char> = piece.chars().collect();
        let mut part = String::new();
        for (at, &c) in letters.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| letters[at]);
            let starts = before.is_some_and(char::is_lowercase) && c.is_uppercase()
                || before.is_some_and(char::is_uppercase)
                    && c.is_uppercase()
                    && letters.get(at + 1).is_some_and(|next| next.is_lowercase())
                    && at > 1;
            if starts && !part.is_empty() {
                parts.push(std::mem::take(&mut part));
            }
            part.push(c);
        }
        parts.push(part);
    }
    parts
        .into_iter()
        .map(|part| if part == "#" { "no".to_owned() } else { part.trim_matches('#').to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(headings: &str) -> Vec<Option<Column>> {
        headings.split(';').map(column_named).collect()
    }

    #[test]
    fn columns_are_understood_in_the_words_of_exports() {
        assert_eq!(
            named("PO_NBR;LINE_NO;ITEM_NBR;QTY_REQ;UOM;UNIT_PRICE;EXT_PRICE;REQ_DATE"),
            [OrderNumber, LineNo, Code, Quantity, Unit, Price, Total, Date].map(Some)
        );
        assert_eq!(
            named("orderNumber;custPartNo;vendorSku;ProductName;OrderQty;unitPrice;priceBasis;deliverBy"),
            [OrderNumber, BuyerCode, SellerCode, Description, Quantity, Price, Per, Date].map(Some)
        );
        assert_eq!(
            named(
                "BestellNr;KundenArtNr;LieferantenArtikelNr;Bezeichnung;Bestellmenge;EPreis;Preiseinheit;Wunschtermin"
            ),
            [OrderNumber, BuyerCode, SellerCode, Description, Quantity, Price, Per, Date].map(Some)
        );
        assert_eq!(named("Qty (pcs);Preis (EUR);Acme Part #;Our Ref"), [Quantity, Price, Code, BuyerCode].map(Some));
    }

    #[test]
    fn columns_of_stock_tax_and_terms_are_none_of_ours() {
        assert_eq!(
            named("Qty on hand;Min qty;VAT amount;Order total;Customer no;Last price;Pack qty"),
            [Some(Other); 7]
        );
        assert_eq!(named("Please confirm;Approved;Foo"), [None; 3]);
    }

    #[test]
    fn a_heading_may_state_the_base_of_all_its_prices() {
        assert_eq!(named("Preis per 100;Price/1000;Price per"), [Price, Price, Per].map(Some));
    }

    #[test]
    fn a_date_is_the_one_it_is_named_for() {
        assert_eq!(named("PO Date;Required Date;Print date;Due"), [OrderDate, Date, Other, Date].map(Some));
    }

    #[test]
    fn every_phrase_is_listed_in_its_compared_form() {
        let _ = &*ORDER_COLUMNS;
        let phrases = ORDERS.iter().flat_map(|(_, phrases)| phrases.split(['|', ' ']));
        for word in phrases.chain(SPELLINGS.iter().flat_map(|(_, spelled)| spelled.iter().copied())) {
            assert_eq!(word, normal_key(word), "never found as written");
        }
    }
}
