//! The header row of a table of lines: which column is which.

use std::sync::LazyLock;

use super::phrases::{Phrases, keys};
use crate::extraction::conventions::code_of;
use crate::extraction::sheet::{Run, Sheet};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Column {
    /// Line or position number.
    LineNo,
    /// A code, whose is not said.
    Code,
    /// The seller's code, named as such.
    SellerCode,
    /// The buyer's code, named as such.
    BuyerCode,
    /// "Item", "Article": a number, a code or a text, told by its content.
    Item,
    /// Description.
    Description,
    /// Colour.
    Colour,
    /// Quantity.
    Quantity,
    /// Unit of measure.
    Unit,
    /// Unit price.
    Price,
    /// Price base.
    Per,
    /// Discount in percent.
    Discount,
    /// Total of the line.
    Total,
    /// Delivery date.
    Date,
    /// The number of the whole order, repeated in every row.
    OrderNumber,
    /// The date of the whole order.
    OrderDate,
    /// The buyer.
    Customer,
    /// The seller.
    Supplier,
    /// The name in the delivery address.
    ShipTo,
    /// The currency.
    Currency,
    /// Anything else.
    Other,
}

use Column::{
    BuyerCode, Code, Colour, Date, Description, Discount, Item, LineNo, Other, Per, Price, Quantity, SellerCode, Total,
    Unit,
};

#[rustfmt::skip]
static TABLE: &[(Column, &str)] = &[
    (LineNo, "no|nr|line|ln|pos|position|posnr|pos nr|line no|line number|item no line|lfd nr|zeile|seq|l n|row|sl no|s no|sr no|sno|ligne|itm"),
    (Code, "item code|code|part no|part number|part nr|part|part id|product code|product no|product number|product id|stock code|stock no|stock number|sku|item no|item number|item id|item nr|material no|material number|catalogue no|catalog no|cat no|model|model no|article no|article number|artikelnr|artikel nr|artikelnummer|artikel nummer|artnr|art nr|materialnr|materialnummer|material nr|teilenr|teilenummer|sachnummer|bestellnr|bestellnummer|produktcode|produkt nr|produktnr|item part no|item code sku|pn|p n|gtin|upc|ean|ref|reference|mpn|drawing no|inventory id|inventory no"),
    (SellerCode, "supplier pn|supplier part no|supplier part number|supplier part|supplier code|supplier item|supplier item no|vendor pn|vendor part no|vendor part number|vendor part|vendor item|vendor item no|vendor code|vendor sku|your part no|your part number|your pn|your code|your item no|your item|your product code|your material number|your ref|mfr part no|mfg part no|manufacturer part no|ihre artnr|ihre art nr|ihre artikelnr|ihre artikelnummer|ihre materialnummer|ihre teilenr|ihre sachnummer|lieferantenartikelnr|lieferantenartikel|lieferanten artikelnr|liefartnr|lief artnr|lief art nr|hersteller nr"),
    (BuyerCode, "our part no|our part number|our pn|our code|our item no|our item|our product code|our material number|our ref|customer part no|customer part number|customer pn|cust pn|cust part no|customer code|customer item|customer item no|unsere artnr|unsere art nr|unsere artikelnr|unsere artikelnummer|unsere materialnummer|unsere teilenr|unsere sachnummer|kundenartikelnr|kundenmaterial|kunden artikelnr|internal code|internal part no"),
    (Item, "item|article|artikel|product|produkt|material|ware|item product|items"),
    (Description, "description|partdescription|part description number|itemdescription|descriptionitem|materialdescription|productdescription|description of item|item description|product description|desc|particulars|details|detail|description of goods|goods|product name|item name|name|product details|description details|part description|material description|item and description|description and specification|specification|bezeichnung|artikelbezeichnung|beschreibung|text|artikeltext|benennung|produktbezeichnung|warenbezeichnung|materialbezeichnung|leistung|kurztext|materialkurztext|item desc|goods and services|description service|stock description"),
    (Colour, "colour|color|col|farbe|finish|colour finish"),
    (Quantity, "qty|quantity|order qty|ordered|order quantity|qty ordered|quantity ordered|qnty|quant|menge|bestellmenge|anzahl|stuck|stk|stuckzahl|mg|order qty uom|pcs|pieces|qty req|qty required|req qty|quantity required|ord qty|no of units|units|total qty|qty uom|qty unit|quantity unit|qty pcs|menge me|menge einheit|auftragsmenge"),
    (Unit, "unit|uom|um|u m|u om|units of measure|unit of measure|me|einheit|eh|mengeneinheit|einh|vpe einheit|bme|unit measure|qty um|me einheit"),
    (Price, "price|unit price|unit cost|cost|rate|price ea|price each|each|price unit|price per unit|price per|net price|net unit price|unit net|unit price net|unit price ex gst|unit price ex tax|unit price excl gst|price ex gst|price excl gst|buy price|list price|unit rate|unit value|cost price|cost each|cost ea|u price|unitprice|unit cost ex gst|preis|einzelpreis|epreis|e preis|stuckpreis|nettopreis|ep|preis je|preis pro|preis einheit|preis pro einheit|preis netto|nettoeinzelpreis|einzelpreis netto|preis je einheit|ek preis|ekpreis|price per pc|stueckpreis|unit price per"),
    (Per, "per|price base|price unit qty|price uom|per qty|pricing unit|pro|je|pe|preiseinheit|pro einheit|preis me|per unit|price per qty|pbasis|preisbasis"),
    (Discount, "disc|discount|disc pct|rabatt|discount pct|rab|disc percent|nachlass"),
    (Total, "total|amount|line total|line amount|ext price|extended price|extended|extension|ext|ext cost|ext amount|extended cost|extended amount|total price|total cost|total amount|value|net value|net amount|net total|net|line value|net ex gst|net price total|total ex gst|total ex tax|total excl gst|amount ex gst|amount excl gst|sub total|subtotal|total value|total net|price total|total ex|net line total|nett|net ext|gesamt|gesamtpreis|gpreis|g preis|betrag|wert|summe|nettowert|nettobetrag|positionswert|gesamtbetrag|gesamtwert|gp|gesamt netto|gesamtpreis netto|zeilensumme|nettogesamt|netto|poswert"),
    (Date, "due|due date|date|delivery date|delivery|required|date required|required date|required by|req date|need by|need date|deliver by|del date|ship date|eta|wanted|delivery due|due on|termin|liefertermin|lieferdatum|lieferung|wunschtermin|lt|arrival date|request date|requested date|requested|promise date|date req"),
    (Other, "rev|revision|pack|pack size|pack qty|gst|vat|tax|tax code|gst code|vat code|tax rate|tax amount|gst amount|mwst|ust|steuer|vpe|drawing|drg|weight|gewicht|size|grade|remarks|notes|note|location|warehouse|account|project|job|wo|f20|lager|received|rcvd|back order|bo|qty received|balance|whse|class|currency|acct|account code|gl code|cost centre|index|status|comment|comments|zeichnung|zeichnungsnr|gst pct|tax type|taxable|t|vat pct|received qty|open qty|qty open|ctn|cartons|length|box qty|carton qty"),
];

pub(super) static COLUMNS: LazyLock<Phrases<Column>> = LazyLock::new(|| Phrases::new(TABLE));

/// One column of a header.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Heading {
    /// What it holds.
    pub column: Column,
    /// Left edge of the words of the heading.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// 0 for the first line of an entry, 1 where entries take two lines and this column stands on the second.
    pub tier: usize,
    /// Its column in a spreadsheet.
    pub cell: Option<u32>,
    /// The word of the heading that states a base for all prices under it.
    pub base: Option<Run>,
    /// Whether it is read as a code only as long as there is no better one: `Bestellnr.`
    pub is_order_number: bool,
}

/// A header row found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TableHeader {
    /// The columns of each tier from left to right.
    pub headings: Vec<Heading>,
    /// First row of the header.
    pub first_row: usize,
    /// Last row of the header.
    pub last_row: usize,
}

impl TableHeader {
    /// Whether a column is there.
    pub fn has(&self, column: Column) -> bool {
        self.headings.iter().any(|heading| heading.column == column)
    }

    /// Lines of an entry: 1, or 2 as in `Item Material Description / Order qty. Unit Price Net value`.
    pub fn tiers(&self) -> usize {
        self.headings.iter().map(|heading| heading.tier + 1).max().unwrap_or(1)
    }
}

/// A heading with its words, before rows are joined.
#[derive(Clone, Debug)]
struct Piece {
    column: Option<Column>,
    keys: Vec<String>,
    x0: f32,
    x1: f32,
}

/// The table header that begins at this row, if one does: a quantity and at least two other columns, one of them a
/// code, an item or a description.
pub(crate) fn header_at(sheet: &Sheet, row: usize) -> Option<TableHeader> {
    if sheet.is_cells {
        return super::headings::header_at(sheet, row);
    }
    let top = pieces(sheet, row);
    let known = top.iter().filter(|piece| piece.column.is_some()).count();
    if top.is_empty() || known == 0 || known * 2 < top.len() {
        return None;
    }
    let next = row + 1;
    let below = if next < sheet.rows.len() && sheet.is_close(row, next) { pieces(sheet, next) } else { Vec::new() };
    let has_digits =
        |row: usize| sheet.rows[row].tokens.iter().any(|token| token.text.chars().any(|c| c.is_ascii_digit()));
    let is_header_line = !below.is_empty()
        && !has_digits(next)
        && below.iter().filter(|piece| piece.column.is_some() || is_fragment(piece)).count() * 3 >= below.len() * 2;
    if is_header_line && let Some(headings) = joined(&top, &below) {
        return complete(headings, (row, next));
    }
    complete(top.iter().filter_map(|piece| heading(piece, 0)).collect(), (row, row))
}

/// The column a label inside an entry speaks of: `Your material number`, `Liefertermin`; and its length in words.
pub(crate) fn label_at(keys: &[String], at: usize) -> Option<(Column, usize)> {
    COLUMNS.longest_at(keys, at).map(|(&column, len)| (column, len))
}

/// Words that only make sense together with the line above: "no.", "(AUD)", "price".
fn is_fragment(piece: &Piece) -> bool {
    piece.keys.iter().all(|key| key.is_empty() || key.len() <= 4 && !key.chars().any(|c| c.is_ascii_digit()))
}

fn heading(piece: &Piece, tier: usize) -> Option<Heading> {
    Some(Heading {
        column: piece.column?,
        x0: piece.x0,
        x1: piece.x1,
        tier,
        cell: None,
        base: None,
        is_order_number: false,
    })
}

/// A header with a quantity, a name and one more column; `None` without them.
pub(super) fn complete(mut headings: Vec<Heading>, (first_row, last_row): (usize, usize)) -> Option<TableHeader> {
    headings.sort_by(|a, b| a.tier.cmp(&b.tier).then(a.x0.total_cmp(&b.x0)));
    repair(&mut headings);
    let header = TableHeader { headings, first_row, last_row };
    let names = [Code, SellerCode, BuyerCode, Item, Description];
    let has_name = names.iter().any(|&column| header.has(column));
    let money = usize::from(header.has(Price)) + usize::from(header.has(Total));
    let kinds: std::collections::BTreeSet<Column> =
        header.headings.iter().map(|heading| heading.column).filter(|&column| column != Other).collect();
    let is_list = header.headings.iter().any(|heading| heading.cell.is_some())
        && [Code, SellerCode, BuyerCode].iter().any(|&column| header.has(column));
    let is_wide = kinds.len() >= 3 && (money > 0 || kinds.len() >= 3);
    // In cells, codes and quantities alone are an order as people type it.
    (header.has(Quantity) && has_name && (is_wide || is_list)).then_some(header)
}

/// Settles headings whose meaning depends on the others: `Unit` twice, `Amount` without a quantity, `Total` twice.
fn repair(headings: &mut [Heading]) {
    let has = |headings: &[Heading], column| headings.iter().any(|heading| heading.column == column);
    // "Unit | Price | Per | Unit": the unit right before the total with no price is the price.
    let units = headings.iter().filter(|heading| heading.column == Unit).count();
    if !has(headings, Price)
        && units > 1
        && let Some(last) = headings.iter_mut().rev().find(|heading| heading.column == Unit)
    {
        last.column = Price;
    }
    for column in [Price, Total, Quantity, Description, LineNo, Unit] {
        let mut seen = headings.iter_mut().filter(|heading| heading.column == column);
        if column == Total {
            // The last total is the line's own; one before it may include other things.
            let mut totals: Vec<&mut Heading> = seen.collect();
            let Some(_) = totals.pop() else { continue };
            totals.into_iter().for_each(|heading| heading.column = Other);
        } else {
            seen.next();
            seen.for_each(|heading| heading.column = Other);
        }
    }
}

/// Two header lines: stacked words of one heading are joined, headings of their own make a second tier.
fn joined(top: &[Piece], below: &[Piece]) -> Option<Vec<Heading>> {
    let mut pieces: Vec<Piece> = top.to_vec();
    let mut second: Vec<&Piece> = Vec::new();
    for lower in below {
        let upper = pieces.iter_mut().find(|upper| upper.x0 < lower.x1 && lower.x0 < upper.x1);
        let both = |upper: &Piece| upper.keys.iter().chain(&lower.keys).cloned().collect::<Vec<_>>();
        match upper {
            Some(upper)
                if COLUMNS.exact(&both(upper)).is_some() || lower.column.is_none() || upper.column.is_none() =>
            {
                let keys = both(upper);
                upper.column = COLUMNS.exact(&keys).copied().or(upper.column).or(lower.column);
                upper.keys = keys;
                (upper.x0, upper.x1) = (upper.x0.min(lower.x0), upper.x1.max(lower.x1));
            }
            _ if lower.column.is_some() => second.push(lower),
            _ => {}
        }
    }
    let mut headings: Vec<Heading> = pieces.iter().filter_map(|piece| heading(piece, 0)).collect();
    let overlaps = second.iter().any(|lower| top.iter().any(|upper| upper.x0 < lower.x1 && lower.x0 < upper.x1));
    headings.extend(second.iter().filter_map(|piece| heading(piece, usize::from(overlaps))));
    Some(headings)
}

/// The headings of one row. A cell may hold several ("Order qty. Unit"), a heading is never cut by a cell's edge.
fn pieces(sheet: &Sheet, row: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for cell in sheet.cells(row) {
        let tokens = sheet.tokens(cell);
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        let mut keys = keys(words.iter().copied());
        for (key, word) in keys.iter_mut().zip(&words) {
            // A currency inside a heading says nothing about its meaning.
            if code_of(word).is_some() || matches!(key.as_str(), "gross") {
                key.clear();
            }
            if *word == "%" {
                "pct".clone_into(key);
            }
        }
        let piece = |from: usize, to: usize, column: Option<Column>| {
            let (x0, x1) = sheet.extent(Run { row, from: cell.from + from, to: cell.from + to });
            Piece { column, keys: keys[from..to].to_vec(), x0, x1 }
        };
        let (mut at, mut open) = (0, None);
        while at < keys.len() {
            match COLUMNS.longest_at(&keys, at) {
                Some((&column, len)) => {
                    if let Some(from) = open.take() {
                        pieces.push(piece(from, at, None));
                    }
                    pieces.push(piece(at, at + len, Some(column)));
                    at += len;
                }
                None => {
                    if !keys[at].is_empty() && open.is_none() {
                        open = Some(at);
                    }
                    at += 1;
                }
            }
        }
        if let Some(from) = open {
            pieces.push(piece(from, keys.len(), None));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::page_document;

    fn columns(drawing: &str) -> Option<Vec<(Column, usize)>> {
        let sheet = Sheet::of(&page_document(drawing)).unwrap();
        header_at(&sheet, 0)
            .map(|header| header.headings.iter().map(|heading| (heading.column, heading.tier)).collect())
    }

    #[test]
    fn headers_of_ordinary_tables_are_known_in_two_languages() {
        let english = columns("Line   Item code   Description   Due   Qty   UOM   Unit price   Per   Amount").unwrap();
        let kinds: Vec<Column> = english.into_iter().map(|(column, _)| column).collect();
        assert_eq!(kinds, [LineNo, Code, Description, Date, Quantity, Unit, Price, Per, Total]);
        let german = columns("Pos.   Artikel   Bezeichnung   Menge   ME   Preis   pro   Gesamt").unwrap();
        let kinds: Vec<Column> = german.into_iter().map(|(column, _)| column).collect();
        assert_eq!(kinds, [LineNo, Item, Description, Quantity, Unit, Price, Per, Total]);
    }

    #[test]
    fn words_of_a_heading_may_be_stacked() {
        let found = columns("Part     Order   Unit\nNo.      Qty     Price   Total").unwrap();
        let kinds: Vec<Column> = found.into_iter().map(|(column, _)| column).collect();
        assert_eq!(kinds, [Code, Quantity, Price, Total]);
    }

    #[test]
    fn an_entry_of_two_lines_has_a_header_of_two_lines() {
        let found =
            columns("Item   Material        Description\n    Order qty. Unit      Price per unit     Net value")
                .unwrap();
        assert_eq!(found, [(Item, 0), (Item, 0), (Description, 0), (Quantity, 1), (Unit, 1), (Price, 1), (Total, 1)]);
    }

    #[test]
    fn a_sentence_or_a_strip_of_labels_is_no_table() {
        assert_eq!(columns("Please find the price and quantity in our order"), None);
        assert_eq!(columns("DATE    DATE REQUIRED    TERMS    SHIP VIA    BUYER"), None);
        assert_eq!(columns("Sub-total    GST    Total"), None);
    }
}
