//! The labels of an order's head and foot, in English and German, and where they stand.

use std::sync::LazyLock;

use super::phrases::{Phrases, keys};
use crate::extraction::sheet::{Run, Sheet};

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Label {
    /// The order number, named as such.
    PoNumber,
    /// A title such as "Purchase order" that is often followed by the number.
    Title,
    /// Order number and date behind one label.
    NumberAndDate,
    /// A bare "No.", which needs a title beside it.
    BareNumber,
    /// Date of the order.
    OrderDate,
    /// A bare "Date".
    BareDate,
    /// Date of delivery.
    DeliveryDate,
    /// A word before a delivery date that means nothing without one: "by".
    By,
    /// The seller's block.
    Seller,
    /// The delivery address.
    ShipTo,
    /// The buyer's own block: bill to, invoice to.
    Buyer,
    /// The person or the company that buys.
    BuyerName,
    /// The currency.
    Currency,
    /// Net total.
    Subtotal,
    /// Tax.
    Tax,
    /// Grand total.
    Total,
    /// Freight, discounts: part of the sum, none of ours.
    Extra,
    /// A sum carried over a page break.
    Carried,
    /// Instructions to the seller.
    Instructions,
    /// Anything else: ends the value of the label before it.
    Other,
}

use Label::{
    BareDate, BareNumber, Buyer, BuyerName, By, Carried, DeliveryDate, Extra, Instructions, NumberAndDate, OrderDate,
    Other, PoNumber, Seller, ShipTo, Subtotal, Tax, Title, Total,
};

#[rustfmt::skip]
static TABLE: &[(Label, &str)] = &[
    (PoNumber, "abrufnr|abruf nr|abrufnummer|lieferabruf nr|release no|release number|call off no|call off order no|rahmenabruf nr|vorgangsnr|vorgangsnummer|einkaufsbelegnr|einkaufsbeleg|best nr|bestnr|auftrags nr|requisition order no|purchase order id|order id|po id|ponr|po num|order num|purchase order num|our purchase order no|our po reference|bestellung nummer|bestell no|po order no|p o order no|po|po no|po number|po nr|po ref|po reference|purchase order no|purchase order number|purchase order nr|\
        purchase order ref|order no|order number|order nr|order ref|order reference|our order no|our order number|our po|\
        our po no|our po number|customer po|customer po no|customer po number|customer order no|customer order number|\
        our order|our reference no|purchase no|bestellnr|bestellnummer|bestell nr|bestell nummer|bestellung nr|\
        bestellungs nr|bestellungsnr|auftragsnr|auftragsnummer|auftrag nr|unsere bestellnr|unsere bestellnummer|\
        unsere bestellung|unsere bestellung nr|ihre bestellnr|bestellung no|ponumber|pono|belegnummer|bestellreferenz|unter der bestellnummer|ordernumber"),
    (Title, "bestellschein|auftragserteilung|bestellformular|materialbestellung|nachbestellung|bestellauftrag|bestellschreiben|lieferabruf zum rahmenvertrag|order form|purchase order form|stock order|supply order|purchase order release|goods order|po release|purchase order|order|official order|bestellung|purchaseorder|einkaufsbestellung|lieferabruf|rahmenabruf|new order|reorder|urgent reorder|urgent order|rush order|\
        rahmenabruf bestellung|kaufauftrag|material order|works order request|blanket order|release order|standard purchase order"),
    (NumberAndDate, "belegnummer datum|belegnr datum|beleg nr datum|bestellung datum|bestellung nr datum|purchase order no date|purchase order number date|order number date|auftragsnummer datum|document no date|po numberdate|po number date|order numberdate|order nodate|bestellnummerdatum|bestellnrdatum|bestellnr datum|bestellnummer datum|order no date|po no date|po nodate"),
    (BareNumber, "no|number|nr|nummer"),
    (OrderDate, "ordered|order created|bestellung vom|auftrag vom|po created on|date po|raised on|raised|erstellt am|angelegt am|order issue date|po issue date|date of purchase order|purchase date|ordering date|order placed|po created|date of po|datum bestellung|vom datum|order date|date of order|po date|purchase order date|orderdate|date ordered|order dated|bestelldatum|bestellt am|\
        datum der bestellung|issue date|date issued|issued|date of issue|belegdatum|auftragsdatum|document date|po dated|dated|date raised|created on|date created|ausgestellt am"),
    (BareDate, "date|datum"),
    (DeliveryDate, "delivery promised|zugesagt|promised|promised by|promised for|promised on|promised delivery|date promised|needed|needed for|needed date|needed in store|required for|required at|required in store|dock|on dock|on dock date|on dock by|in store|in store date|in store by|instore date|reqd|reqd for|reqd on|reqd del date|reqd delivery|reqd delivery date|req by|req del date|requested for|requested delivery by|requested arrival|requested arrival date|want date|wanted for|due in|due on|due in store|delivery due date|due delivery|to arrive by|to arrive|arrival|arrival by|arriving by|deliver on or before|deliver no later|latest delivery|latest delivery date|latest arrival|delivery window|delivery required for|need on site|need it by|need them by|must ship by|must be here by|must arrive|eintreffen|eintreffen bis|eintreffend|gewunscht zum|gewunscht bis|gewunscht am|gewunscht|gewunschte lieferung|benotigt bis|benotigt am|benotigt zum|wird benotigt am|bedarfstermin|bedarf bis|bedarf zum|zieltermin|lieferung erbeten bis|erbeten bis|erbeten zum|erwunscht zum|erwunschter liefertermin|abruftermin|wareneingang bis|wareneingangstermin|terminwunsch|liefertermin wunsch|spatestens bis|lieferfrist bis|fixtermin|eingangstermin|zustellung bis|\
        receiving date|receive by|receipt date|dock date|arrival date|req delivery date|req date|reqd date|reqd by|required delivery date|required delivery|requested ship date|required ship date|must arrive by|po due date|delivery needed by|date wanted|wanted|deliver no later than|wunschlieferdatum|gewunschtes lieferdatum|lieferwunsch|anliefertermin|anlieferdatum|anlieferung|liefern am|eintrefftermin|spatester liefertermin|delivery deadline|needed on|required on|required on site|delivery required on|needed on site by|ship on|deliver before|delivery before|delivery date|delivery|lieferung|date required|required date|required by|required|date needed|need date|needed by|need by|due date|due|date due|\
        wanted on site|wanted by|on site by|deliver by|delivery by|for delivery by|delivery due|delivery required|delivery required by|requested delivery date|\
        requested delivery|requested date|requested|requested by date|delivery requested|ship date|ship by|ship by date|expected date|expected delivery|expected delivery date|expected by|eta|\
        delivery on|for delivery on|deliver on|delivery no later than|delivery not later than|arrive by|in hands date|request date|please deliver by|promised date|promise date|\
        liefertermin|lieferdatum|wunschtermin|wunschliefertermin|lieferung bis|liefern bis|lieferung am|zu liefern bis|liefertag|termin|gewunschter liefertermin|anlieferung am|anlieferung bis|lieferung zum|bitte liefern bis|lieferung spatestens|lieferung gewunscht bis"),
    (By, "by|bis|bis zum|zum|until|before|on or before"),
    (Seller, "purchase from vendor|sold by|vendor supplier|supplier vendor|supplier bp|vendor no and name|supplying company|lieferantenname|verkauft von|bestellt bei|supplier|vendor|seller|to|vendor address|vendor name|supplier name|supplier address|ordered from|order to|purchased from|purchase from|\
        supplier details|vendor details|vendor information|lieferant|lieferantenanschrift|lieferantenadresse|an|auftragnehmer|verkaufer|issued to|vendor name and address|supplier name and address|placed with"),
    (ShipTo, "liefern sie bitte an|bitte liefern sie an|liefern sie an|lieferung bitte an|bitte senden an|please send to|delivery to be made to|lieferung erfolgt nach|deliver|liefern nach|lieferung nach|afleveradres|bezorgadres|ship goods to|send goods to|goods delivery address|deliver goods|deliver to address|delivery details|shipping details|ship to location|recipient|del address|delivery addr|delivery location address|abladestelle|anlieferstelle|liefern an|lieferung erfolgt an|versandanschrift|receiving location|ship to|shipto|deliver to|please deliver to|delivery address|delivery to|ship to address|shipping address|deliver goods to|goods to|consignee|\
        delivery location|delivery point|delivery site|site address|destination|ship to name|send to|please ship to|place of delivery|\
        delivered carriage paid to|carriage paid to|delivered to|for delivery to|lieferadresse|lieferanschrift|lieferung an|warenempfanger|lieferort|versandadresse|versand an|zur lieferung an|anlieferadresse|bitte liefern an|empfanger|anlieferung an"),
    (Buyer, "factuuradres|rechnungsanschrift kunde|invoice to address|bill to party|invoicing address|send invoices to|billed to|accounts payable address|bill to|billto|invoice to|invoice address|billing address|send invoice to|mail invoice to|bill to address|invoices to|charge to|remit invoice to|rechnungsadresse|rechnungsanschrift|rechnung an|rechnungsempfanger"),
    (BuyerName, "buyer|customer|purchaser|from|ordered by|client|company|company name|customer name|buyer name|sold to|buying company|for and on behalf of|on behalf of|\
        besteller|auftraggeber|kunde|kaufer|firma|kundenname|absender"),
    (Label::Currency, "currency|order currency|wahrung|bestellwahrung|currency code|all prices in|prices in|all amounts in"),
    (Subtotal, "grondslag|bemessungsgrundlage|taxable amount|gesamtwert netto|nettosumme eur|ex gst|excl gst|ex vat|excl vat|ex tax|excl tax|total ex|net ex gst|summe positionen|positionen gesamt|subtotaal|exclusief btw|totaal exclusief btw|totaal excl btw|total sales excluding gst|total before discount|total net amount|sales subtotal amount|sales subtotal|net order|total excluding gst and freight|amount before tax|subtotal amount|sub total amount|items total|item total|summe ohne mwst|gesamt ohne mwst|total sans tva|total hors taxe|subtotal excl vat|subtotal ex gst|subtotal|sub total|net total|total net|net amount|total ex tax|total ex gst|total ex vat|total excl tax|total excl gst|total excl vat|total excluding gst|total excluding vat|total excluding tax|\
        total before tax|goods total|goods value|goods|nett|net|net value|total net value|net order value|merchandise total|lines total|order total ex tax|order total ex gst|order total ex vat|order total excl gst|order total excl vat|\
        tot net item val excl tax|total net item value|total net item value excl tax|total nett|amount excl gst|amount ex gst|nettosumme|netto|nettobetrag|zwischensumme|summe netto|gesamt netto|gesamtsumme netto|warenwert|nettowert|nettogesamt|summe nettowert|netto gesamt|gesamtnetto|gesamtnettowert|positionssumme|gesamtbetrag netto|nettoauftragswert"),
    (Tax, "btw|btw bedrag|b t w|subtotal tax|item tax|estimated tax|tax amt|vat tax|taxes|total taxes|gst included|tva|tax|gst|vat|sales tax|tax total|total tax|total gst|total vat|gst total|vat total|gst amount|vat amount|tax amount|add gst|plus gst|plus vat|vat at|gst at|tax at|hst|pst|mwst|ust|mehrwertsteuer|umsatzsteuer|zzgl mwst|zzgl ust|zuzuglich mwst|plus mwst|mwst betrag|steuerbetrag|steuer|zzgl|zzgl gesetzl mwst|zzgl gesetzlicher mwst"),
    (Total, "totaal|factuurtotaal|factuur totaal|totaalbedrag|te betalen|totaal inclusief btw|shipment total|total sales inclusive of gst|round d total|rounded total|total rm|net total amount due|total including tax and freight|purchase order total amount|total purchase order|total order value incl gst|total payable|invoice total|document total|total inclusive|gesamt inkl mwst|gesamtbetrag brutto|gesamtsumme brutto|zu zahlen|total sum|amount payable|total to pay|total|grand total|order total|total amount|amount due|order value|total order value|total value|total price|total due|total inc gst|total incl gst|total including gst|total inc vat|total incl vat|total including vat|total inc tax|total incl tax|total including tax|\
        total order|total order amount|po total|purchase order total|total cost|order amount|total po amount|net order total|gross total|total gross|gesamtsumme|gesamtbetrag|gesamt|summe|endbetrag|bruttobetrag|bruttosumme|brutto|gesamt brutto|summe brutto|auftragswert|bestellwert|bestellsumme|gesamtpreis|endsumme|rechnungsbetrag|gesamtwert|auftragssumme"),
    (Extra, "subtotal freight|subtotal handling|charges|round off|rounding|misc|miscellaneous|insurance|freight charges|shipping cost|shipping costs|fuel surcharge|delivery fee|pallet charge|freight|shipping|shipping and handling|shipping handling|delivery charge|carriage|handling|discount|surcharge|fracht|versand|versandkosten|porto|rabatt|verpackung|frachtkosten|deposit|packaging charge|less discount|transport"),
    (Carried, "totals|total quantity|total qty|total pieces|gesamtmenge|carried forward|brought forward|carry forward|ubertrag|page total|seitensumme|balance carried forward|balance brought forward|zwischensumme ubertrag"),
    (Instructions, "notes|note|special instructions|instructions|delivery instructions|shipping instructions|comments|remarks|special notes|comments or special instructions|order notes|additional instructions|special requirements|\
        hinweis|hinweise|bemerkung|bemerkungen|anmerkung|anmerkungen|besondere hinweise|lieferhinweis|lieferhinweise|zusatzinformationen|please note|bitte beachten"),
    (Other, "terms|payment terms|terms of payment|payment|terms of delivery|delivery terms|incoterms|incoterm|fob|ship via|shipped via|via|page|phone|tel|telephone|ph|fax|email|e mail|mail|contact|contact person|attention|attn|\
        your quote|quote|quote no|quote number|quotation no|quotation date|quote date|your reference|your ref|our ref|our reference|reference|ref|references|project|project no|job|job no|department|authorised by|authorized by|authorized signature|authorised signature|raised by|requested by|requisitioner|requisition|approved by|signature|prepared by|\
        abn|acn|vat no|vat reg no|vat number|vat reg|vat id|vat registration|gst no|gst number|tax id|tax no|ustidnr|ust idnr|ust id|ustid|steuernummer|steuernr|amtsgericht|sitz|bank|iban|bic|swift|account|account no|account number|acct no|customer no|customer number|vendor no|vendor number|vendor id|vendor code|supplier no|supplier number|supplier code|supplier id|\
        zahlung|zahlungsbedingung|zahlungsbedingungen|zahlungsziel|lieferbedingung|lieferbedingungen|versandart|ansprechpartner|sachbearbeiter|bearbeiter|telefon|seite|kundennr|kunden nr|kundennummer|ihre kunden nr bei uns|lieferantennr|lieferanten nr|lieferantennummer|ihr angebot|angebot|angebotsnr|unser zeichen|ihr zeichen|einkaufer|kostenstelle|\
        freight terms|shipping terms|shipping method|ship method|carrier|delivery method|print date|printed|printed on|revision|revision date|rev|rev date|invoice no|invoice number|invoice date|conditions|subject|betreff|cc|sent|gesendet|purchasing agent|purchasing contact|buyer contact|buyer email|buyer phone|website|web|order type|order status|status|plant|warehouse|cost centre|cost center"),
];

static LABELS: LazyLock<Phrases<Label>> = LazyLock::new(|| Phrases::new(TABLE));

/// A label at its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// What it announces.
    pub label: Label,
    /// Its words.
    pub run: Run,
    /// Whether a colon or number sign closes it: it is meant as a label, not as a word of a sentence.
    pub is_marked: bool,
    /// Whether it starts its cell.
    pub starts_cell: bool,
}

impl Hit {
    /// Whether it reads as a label: marked, or at the start of a cell.
    pub fn is_label(&self) -> bool {
        self.is_marked || self.starts_cell
    }
}

/// All labels of a sheet, row by row, left to right; a longer phrase hides the shorter ones inside it.
pub(crate) fn hits(sheet: &Sheet) -> Vec<Hit> {
    (0..sheet.rows.len()).flat_map(|row| hits_in_row(sheet, row)).collect()
}

fn hits_in_row(sheet: &Sheet, row: usize) -> Vec<Hit> {
    let mut found = Vec::new();
    for cell in sheet.cells(row) {
        let tokens = sheet.tokens(cell);
        let keys = keys(tokens.iter().map(|token| token.text.as_str()));
        let mut at = 0;
        while at < keys.len() {
            let is_first = keys[..at].iter().all(String::is_empty);
            let misread = || (sheet.is_scan && is_first).then(|| misread_at(&keys, at)).flatten();
            let Some((label, len)) = LABELS.longest_at(&keys, at).map(|(&label, len)| (label, len)).or_else(misread)
            else {
                at += 1;
                continue;
            };
            let is_marked = tokens[at + len - 1].text.ends_with([':', '#']);
            let run = Run { row, from: cell.from + at, to: cell.from + at + len };
            found.push(Hit { label, run, is_marked, starts_cell: keys[..at].iter().all(String::is_empty) });
            at += len;
        }
    }
    found
}

/// The label at the start of a cell whose letters were recognised not quite right: `Deitver to:`, `Suhtotal`.
fn misread_at(keys: &[String], at: usize) -> Option<(Label, usize)> {
    (1..=3.min(keys.len() - at)).rev().find_map(|len| {
        let letters = keys[at..at + len].concat();
        let is_word = letters.chars().all(char::is_alphabetic);
        let label = LABELS.nearest(&letters).filter(|_| is_word)?;
        Some((*label, len))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::text_document;

    fn labels(text: &str) -> Vec<(Label, String)> {
        let sheet = Sheet::of(&text_document(text)).unwrap();
        hits(&sheet).into_iter().map(|hit| (hit.label, sheet.text(hit.run))).collect()
    }

    #[test]
    fn several_labels_may_stand_on_one_line() {
        assert_eq!(
            labels("PO PO-25-1561 Date 28/08/2025 Page 1"),
            [(PoNumber, "PO".into()), (BareDate, "Date".into()), (Other, "Page".into())]
        );
        assert_eq!(labels("P.O.#12022"), [(PoNumber, "P.O.#".into())]);
    }

    #[test]
    fn the_longest_label_hides_the_words_in_it() {
        assert_eq!(labels("Purchase order date: x"), [(OrderDate, "Purchase order date:".into())]);
        assert_eq!(labels("Gewünschter Liefertermin"), [(DeliveryDate, "Gewünschter Liefertermin".into())]);
    }

    #[test]
    fn labels_do_not_reach_over_the_edge_of_a_cell() {
        assert_eq!(labels("Order    no value"), [(Title, "Order".into()), (BareNumber, "no".into())]);
    }

    #[test]
    fn every_phrase_is_listed_once_and_in_its_compared_form() {
        let _ = &*LABELS;
        for (_, phrases) in TABLE {
            for word in phrases.split(['|', ' ']).filter(|word| !word.trim().is_empty()) {
                assert_eq!(word, crate::units::normal_key(word), "never found as written");
            }
        }
    }
}
