//! The header row of a table of lines: which column is which.

use std::sync::LazyLock;

use super::phrases::Phrases;
use super::pieces::{Piece, is_base, is_fragment, mend, pieces};
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
    (LineNo, "no|nr|line|ln|line item|pos|position|posnr|pos nr|line no|line number|item no line|lfd nr|zeile|seq|l n|row|sl no|s no|sr no|sno|ligne|itm"),
    (Code, "barcode|bar code|ean code|gtin ean|upc code|style|style no|article code|catalogue number|order code|ordering code|prod code|mat no|matl no|bestell nr artikel|teile nr|ident nr|identnr|artikelcode|item code|code|part no|part number|part nr|part|part id|product code|product no|product number|product id|stock code|stock no|stock number|sku|item no|item number|item id|item nr|material no|material number|catalogue no|catalog no|cat no|model|model no|article no|article number|artikelnr|artikel nr|artikelnummer|artikel nummer|artnr|art nr|materialnr|materialnummer|material nr|teilenr|teilenummer|sachnummer|bestellnr|bestellnummer|produktcode|produkt nr|produktnr|item part no|item code sku|pn|p n|gtin|upc|ean|ref|reference|mpn|drawing no|inventory id|inventory no"),
    (SellerCode, "vendor mat no|vendor material|vendor material no|vendor material number|supplier material no|vendor item number|vendor product code|supplier product code|supplier item code|your article no|your ref no|ihre bestellnr|ihre nr|supplier part no|supplier part number|supplier part|supplier code|supplier item|supplier item no|vendor pn|vendor part no|vendor part number|vendor part|vendor item|vendor item no|vendor code|vendor sku|your part no|your part number|your pn|your code|your item no|your item|your product code|your material number|your ref|mfr part no|mfg part no|manufacturer part no|ihre artnr|ihre art nr|ihre artikelnr|ihre artikelnummer|ihre materialnummer|ihre teilenr|ihre sachnummer|lieferantenartikelnr|lieferantenartikel|lieferanten artikelnr|liefartnr|lief artnr|lief art nr|hersteller nr"),
    (BuyerCode, "our part no|our part number|our pn|our code|our item no|our item|our product code|our material number|our ref|customer part no|customer part number|customer pn|cust pn|cust part no|customer code|customer item|customer item no|unsere artnr|unsere art nr|unsere artikelnr|unsere artikelnummer|unsere materialnummer|unsere teilenr|unsere sachnummer|kundenartikelnr|kundenmaterial|kunden artikelnr|internal code|internal part no"),
    (Item, "item|article|artikel|product|produkt|material|ware|item product|items"),
    (Description, "gegenstand|what|product name description|item name description|material text|produkt beschreibung|artikelbeschreibung|artikel bezeichnung|artikelname|produktname|leistungsbeschreibung|service description|part name|goods description|commodity|omschrijving|product naam|beschrijving|description|matl desc|mat desc|material desc|item material|part desc|product desc|item and desc|item service|description of product|description of items|item details|product service|partdescription|part description number|itemdescription|descriptionitem|materialdescription|productdescription|description of item|item description|product description|desc|particulars|details|detail|description of goods|goods|product name|item name|name|product details|description details|part description|material description|item and description|description and specification|specification|bezeichnung|artikelbezeichnung|beschreibung|text|artikeltext|benennung|produktbezeichnung|warenbezeichnung|materialbezeichnung|leistung|kurztext|materialkurztext|item desc|goods and services|description service|stock description"),
    (Colour, "colour|color|col|farbe|finish|colour finish"),
    (Quantity, "anz|how many|amount required|ord|summe stk|summe stuck|gesamt stk|order qty pcs|qty ord|ordered quantity|qty of units|quantity required pcs|bestellte menge|gesamtmenge|stk zahl|liefermenge|abrufmenge|aantal|hoeveelheid|qty|quantity|qt|order qty|ordered|order quantity|qty ordered|quantity ordered|qnty|quant|menge|bestellmenge|anzahl|stuck|stk|stuckzahl|mg|order qty uom|pcs|pieces|qty req|qty required|req qty|quantity required|ord qty|no of units|units|total qty|qty uom|qty unit|quantity unit|qty pcs|quantity uop|quantity uom|ordered qty|menge me|menge einheit|auftragsmenge"),
    (Unit, "unit of meas|u o m|unit type|units measure|mass einheit|masseinheit|me eh|verpackungseinheit me|order unit|ordering unit|bestelleinheit|unit|uom|um|u m|u om|units of measure|unit of measure|me|einheit|eh|mengeneinheit|einh|vpe einheit|bme|unit measure|qty um|me einheit"),
    (Price, "preis fur|each ex gst|each ex vat|each excl gst|each ex tax|price ex vat|price ex|unit price ex vat|unit net price|price net|net unit|unit amount|price per item|item price|sell price|unit list price|contract price|agreed price|price per each|netto einzelpreis|einzelpreis in eur|stk preis|preis stk|preis st|listenpreis|prijs|prijs per stuk|stuksprijs|s price|unit price usd|price|unit price|unit cost|cost|rate|price ea|price each|each|price unit|price per unit|price per|net price|net unit price|unit net|unit price net|unit price ex gst|unit price ex tax|unit price excl gst|price ex gst|price excl gst|buy price|list price|unit rate|unit value|cost price|cost each|cost ea|u price|unitprice|unit cost ex gst|preis|einzelpreis|epreis|e preis|stuckpreis|nettopreis|ep|preis je|preis pro|preis einheit|preis pro einheit|preis netto|nettoeinzelpreis|einzelpreis netto|preis je einheit|ek preis|ekpreis|price per pc|stueckpreis|unit price per"),
    (Per, "per|price base|price unit qty|price uom|per qty|pricing unit|pro|je|pe|preiseinheit|pro einheit|preis me|per unit|price per qty|pbasis|preisbasis"),
    (Discount, "disc|discount|disc pct|rabatt|discount pct|rab|disc percent|nachlass"),
    (Total, "line ex gst|line ex vat|line ex tax|ext ex|ext ex gst|line net|line amt|amt|ext amt|extended amt|extended value|net extended|net line value|row total|item total|total line|total eur|total usd|total aud|gesamtnetto|wert netto|positionsbetrag|positionssumme|pos summe|pos betrag|netto gesamt|preis gesamt|summe netto|bedrag|totaal|prijs incl btw|prijs incl|total|amount|line total|line amount|ext price|extended price|extended|extension|ext|ext cost|ext amount|extended cost|extended amount|total price|total cost|total amount|value|net value|net amount|net total|net|line value|net ex gst|net price total|total ex gst|total ex tax|total excl gst|amount ex gst|amount excl gst|sub total|subtotal|total value|total net|price total|total ex|net line total|nett|net ext|gesamt|gesamtpreis|gpreis|g preis|betrag|wert|summe|nettowert|nettobetrag|positionswert|gesamtbetrag|gesamtwert|gp|gesamt netto|gesamtpreis netto|zeilensumme|nettogesamt|netto|poswert"),
    (Date, "needed|needed by|needed on|promised|promised date|promised by|reqd|reqd by|arrival|dock|in store|in store date|want date|eintreffen|eintrefftermin|anlieferung|bedarfstermin|benotigt bis|req delivery date|need by date|delivery req|reqd date|dock date|ship by|arrive by|expected date|exp date|del due|delivery on|delivery by|lieferung am|liefertermin kw|gew termin|gewunschter termin|lief termin|wunschdatum|due|due date|date|delivery date|delivery|required|date required|required date|required by|req date|need by|need date|deliver by|del date|ship date|eta|wanted|delivery due|due on|termin|liefertermin|lieferdatum|lieferung|wunschtermin|lt|arrival date|request date|requested date|requested|promise date|date req"),
    (Other, "retail|retail price|rrp|msrp|cartons qty|no of cartons|carton count|net weight|gross weight|hs code|tariff|origin|country of origin|lead time|batch|serial no|zolltarifnr|ursprungsland|btw|b t w|taxes|btw pct|rev|revision|pack|pack size|pack qty|gst|vat|tax|tax code|gst code|vat code|tax rate|tax amount|gst amount|mwst|ust|steuer|vpe|drawing|drg|weight|gewicht|size|grade|remarks|notes|note|location|warehouse|account|project|job|wo|f20|lager|received|rcvd|back order|bo|qty received|balance|whse|class|currency|acct|account code|gl code|cost centre|index|status|comment|comments|zeichnung|zeichnungsnr|gst pct|tax type|taxable|t|vat pct|received qty|open qty|qty open|ctn|cartons|length|box qty|carton qty"),
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

/// The table header that begins at this row, if one does: a quantity and at least two other columns, one of them a
/// code, an item or a description.
pub(crate) fn header_at(sheet: &Sheet, row: usize) -> Option<TableHeader> {
    if sheet.is_cells {
        return super::headings::header_at(sheet, row);
    }
    let mut top = pieces(sheet, row);
    if sheet.is_scan {
        mend(&mut top);
    }
    let known = top.iter().filter(|piece| piece.column.is_some()).count();
    if !may_head(sheet, row) || known == 0 {
        return None;
    }
    if known * 2 < top.len() {
        return stacked(sheet, row);
    }
    let next = row + 1;
    let below = if next < sheet.rows.len() && sheet.is_close(row, next) { pieces(sheet, next) } else { Vec::new() };
    let is_header_line = !below.is_empty()
        && may_head(sheet, next)
        && below.iter().filter(|piece| piece.column.is_some() || is_fragment(piece)).count() * 3 >= below.len() * 2;
    let two =
        if is_header_line { joined(&top, &below).and_then(|headings| complete(headings, (row, next))) } else { None };
    two.or_else(|| complete(top.iter().filter_map(|piece| heading(piece, 0)).collect(), (row, row)))
        .or_else(|| stacked(sheet, row))
}

/// Whether a row can be a line of a header: short cells without values. A base of prices is no value: `Price / 1000`.
fn may_head(sheet: &Sheet, row: usize) -> bool {
    let is_value = |text: &str| {
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        bare.contains(|c: char| c.is_ascii_digit()) && !text.contains('/') && !is_base(bare)
    };
    let cells = sheet.cells(row);
    !cells.is_empty()
        && cells.iter().all(|cell| cell.to - cell.from <= 7)
        && !sheet.rows[row].tokens.iter().any(|token| is_value(&token.text))
}

/// Lines of a stacked header at most.
const STACK_MAX: usize = 4;

/// A header whose headings are stacked over up to four lines, each word above the next: the fewest lines that make one.
fn stacked(sheet: &Sheet, row: usize) -> Option<TableHeader> {
    let mut stacks: Vec<Piece> = pieces(sheet, row);
    let mut found = None;
    for last in row + 1..(row + STACK_MAX).min(sheet.rows.len()) {
        if !sheet.is_close(last - 1, last) || !may_head(sheet, last) {
            break;
        }
        for lower in pieces(sheet, last) {
            let shared = |upper: &Piece| upper.x1.min(lower.x1) - upper.x0.max(lower.x0);
            let upper = stacks.iter_mut().filter(|upper| shared(upper) > 0.0);
            match upper.max_by(|a, b| shared(a).total_cmp(&shared(b))) {
                Some(upper) => {
                    upper.keys.extend(lower.keys);
                    (upper.x0, upper.x1) = (upper.x0.min(lower.x0), upper.x1.max(lower.x1));
                    let whole = COLUMNS.exact(&upper.keys).copied();
                    let starts = (0..upper.keys.len()).find_map(|at| COLUMNS.longest_at(&upper.keys, at));
                    upper.column = whole.or(starts.map(|(&column, _)| column));
                }
                None => stacks.push(lower),
            }
        }
        let known = stacks.iter().filter(|stack| stack.column.is_some()).count();
        if known * 2 < stacks.len() {
            continue;
        }
        let header = complete(stacks.iter().filter_map(|stack| heading(stack, 0)).collect(), (row, last));
        match header {
            Some(header) => found = Some(header),
            None if found.is_some() => break,
            None => {}
        }
    }
    found
}

/// The column a label inside an entry speaks of: `Your material number`, `Liefertermin`; and its length in words.
pub(crate) fn label_at(keys: &[String], at: usize) -> Option<(Column, usize)> {
    COLUMNS.longest_at(keys, at).map(|(&column, len)| (column, len))
}

fn heading(piece: &Piece, tier: usize) -> Option<Heading> {
    Some(Heading {
        column: piece.column?,
        x0: piece.x0,
        x1: piece.x1,
        tier,
        cell: None,
        base: piece.base,
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
    // "Qty | UM | Unit cost | UM": the second unit stands behind the price and is its base.
    let price = headings.iter().position(|heading| heading.column == Price);
    let second = headings.iter().enumerate().filter(|(_, heading)| heading.column == Unit).nth(1).map(|(at, _)| at);
    if let (Some(price), Some(second)) = (price, second)
        && second == price + 1
        && !has(headings, Per)
    {
        headings[second].column = Per;
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
    // Only numbers make a second line of an entry; a name under a name is said to go on there.
    let has_numbers = second.iter().any(|piece| matches!(piece.column, Some(Quantity | Price | Total)));
    if !has_numbers && !second.is_empty() && headings.iter().any(|heading| heading.column == Quantity) {
        return Some(headings);
    }
    let overlaps = second.iter().any(|lower| top.iter().any(|upper| upper.x0 < lower.x1 && lower.x0 < upper.x1));
    headings.extend(second.iter().filter_map(|piece| heading(piece, usize::from(overlaps))));
    Some(headings)
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
    fn a_base_in_a_heading_is_the_base_of_its_prices() {
        for drawing in ["Artikel   Menge   Preis/100   Gesamt", "Part no   Qty   Price per 1000   Amount"] {
            let sheet = Sheet::of(&page_document(drawing)).unwrap();
            let header = header_at(&sheet, 0).unwrap();
            let price = header.headings.iter().find(|heading| heading.column == Price).unwrap();
            assert!(price.base.is_some(), "{drawing}");
        }
    }

    #[test]
    fn a_unit_of_money_is_a_price_and_two_names_in_one_cell_are_one_column() {
        let found = columns("Code   Product / Part no   Qty   Unit $   Total $").unwrap();
        let kinds: Vec<Column> = found.into_iter().map(|(column, _)| column).collect();
        assert_eq!(kinds, [Code, Description, Quantity, Price, Total]);
    }

    #[test]
    fn a_unit_behind_the_price_is_its_base() {
        let found = columns("Ln   Item no   Qty Ord   UM   Unit Cost   UM   Ext Cost").unwrap();
        let kinds: Vec<Column> = found.into_iter().map(|(column, _)| column).collect();
        assert_eq!(kinds, [LineNo, Code, Quantity, Unit, Price, Per, Total]);
    }

    #[test]
    fn words_of_a_heading_may_be_stacked() {
        let found = columns("Part     Order   Unit\nNo.      Qty     Price   Total").unwrap();
        let kinds: Vec<Column> = found.into_iter().map(|(column, _)| column).collect();
        assert_eq!(kinds, [Code, Quantity, Price, Total]);
    }

    #[test]
    fn a_heading_may_be_stacked_over_three_lines() {
        let found = columns(
            "Line                         Due       Qty     Unit     Extended\n\
             No.     Part   Description   Date      (Pcs)   Price    Amount",
        );
        let kinds: Vec<Column> = found.unwrap().into_iter().map(|(column, _)| column).collect();
        assert_eq!(kinds, [LineNo, Code, Description, Date, Quantity, Price, Total]);
    }

    #[test]
    fn a_row_of_values_above_a_header_is_no_part_of_it() {
        let drawing = "07/13/2026   1042   Net 30\nItem   Part/Description   Quantity   Unit Cost   Extended Cost";
        assert_eq!(columns(drawing), None);
        let sheet = Sheet::of(&page_document(drawing)).unwrap();
        assert_eq!(header_at(&sheet, 1).map(|header| header.first_row), Some(1));
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
