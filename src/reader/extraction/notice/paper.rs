//! An invoice, a receipt or another document that is no order: its number, its date, its parties, its sums and lines.

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::evidence::Field;
use crate::extraction::Hints;
use crate::extraction::conventions::Conventions;
use crate::extraction::found::{FoundNotice, FoundOrder};
use crate::extraction::order::values::{bare_reference, date_field, dates_in, read};
use crate::extraction::order::{Phrases, paper_parties, sight, values_behind};
use crate::extraction::sheet::{Run, Sheet};
use crate::reading::Header;

use super::parcel::{carrier, tracking_numbers};

/// What a label of such a document announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Number,
    Date,
    Order,
}

#[rustfmt::skip]
static TABLE: &[(Label, &str)] = &[
    (Label::Number, "invoice no|invoice number|invoice nr|invoice id|invoice|tax invoice|inv no|bill no|bill number|document no|document number|doc no|receipt no|receipt number|\
        credit note no|confirmation no|confirmation number|sales order no|sales order number|order confirmation no|delivery note no|packing slip no|despatch no|\
        rechnung|rechnung nr|rechnungsnr|rechnungsnummer|rechnung no|belegnummer|beleg nr|bonnummer|bon nr|gutschrift nr|auftragsbestatigung|auftragsbestatigung nr|lieferschein|lieferschein nr|lieferscheinnummer|\
        factuur|factuurnummer|factuur nr|factuur no|facture no|facture"),
    (Label::Date, "invoice date|date of invoice|inv date|bill date|document date|receipt date|date|datum|rechnungsdatum|datum der rechnung|belegdatum|factuurdatum|factuur datum|date of issue|issue date|lieferscheindatum"),
    (Label::Order, "po|po no|po number|purchase order|purchase order no|your order|your order no|your po|customer po|order no|order number|bestellung|bestellnummer|ihre bestellung|ihre bestellnummer|bestellnr|ihr auftrag"),
];

static LABELS: LazyLock<Phrases<Label>> = LazyLock::new(|| Phrases::new(TABLE));

/// Reads the document of a message that has the most to say.
pub(super) fn paper(sheets: &[Sheet], hints: &Hints, sort: &str) -> FoundNotice {
    let Some(sheet) = sheets.iter().max_by_key(|sheet| sheet.rows.len()) else { return FoundNotice::default() };
    let conventions = Conventions::of(sheets, hints);
    let labelled = values_behind(sheet, &LABELS, (&conventions, hints));
    let numbers: Vec<(Label, Run)> =
        labelled.iter().filter_map(|&(label, run)| Some((label, reference_in(sheet, run)?))).collect();
    let of = |wanted: Label| numbers.iter().find(|(label, _)| *label == wanted).map(|(_, run)| *run);
    let number = |run: Run| Field::one(read(sheet, bare_number(&sheet.text(run)), &[run], "label_right"));
    let sighted = sight(sheet, &conventions, hints, None).order;
    let (seller_name, buyer_name) = paper_parties(sheet, (&conventions, hints));
    let dates = labelled.iter().filter(|(label, _)| *label == Label::Date);
    let date = dates.filter_map(|&(_, run)| dates_in(sheet, run).into_iter().next()).next();
    let document_date = match date {
        Some((run, reading)) => date_field(sheet, run, reading, (&conventions, "label_right")),
        None => only_date(sheet, &conventions),
    };
    let document_number = of(Label::Number).map(number).unwrap_or_default();
    let po_number = of(Label::Order).filter(|_| sort != "receipt").map(number).unwrap_or_default();
    let is_despatch = sort == "despatch_advice";
    // What is due on an invoice is money.
    let delivery_date =
        if matches!(sort, "invoice" | "receipt") { Field::default() } else { sighted.delivery_date.clone() };
    FoundNotice {
        carrier: if is_despatch { carrier(&Header::default(), &[sheet]) } else { Field::default() },
        tracking_numbers: if is_despatch { tracking_numbers(&[sheet]) } else { Vec::new() },
        document_number,
        values: FoundOrder {
            seller_name,
            // A till does not know who buys.
            buyer_name: if sort == "receipt" { Field::default() } else { buyer_name },
            po_number,
            document_date,
            delivery_date,
            ..sighted
        },
        ..FoundNotice::default()
    }
}

/// A number of a document without the punctuation around it.
fn bare_number(text: &str) -> String {
    bare_reference(text).to_owned()
}

/// The first word of a value that can be a number of a document: with a digit, no date and no amount.
fn reference_in(sheet: &Sheet, run: Run) -> Option<Run> {
    let first = Run { to: run.to.min(run.from + 3), ..run };
    let is_filler = |text: &str| !text.contains(|c: char| c.is_ascii_digit()) && text.chars().count() <= 3;
    let at = (first.from..first.to).find(|&at| !is_filler(&sheet.text(Run { from: at, to: at + 1, ..run })))?;
    let word = Run { from: at, to: at + 1, ..run };
    let text = sheet.text(word);
    let bare = bare_reference(&text);
    let is_number = bare.len() >= 3
        && bare.contains(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '_'))
        && dates_in(sheet, word).is_empty();
    is_number.then_some(word)
}

/// The date of a document that states only one.
fn only_date(sheet: &Sheet, conventions: &Conventions) -> Field<NaiveDate> {
    let mut dates = (0..sheet.rows.len()).flat_map(|row| dates_in(sheet, sheet.whole(row)));
    let Some((run, reading)) = dates.next() else { return Field::default() };
    match dates.any(|(_, other)| other != reading) {
        true => Field::default(),
        false => date_field(sheet, run, reading, (conventions, "only_date")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::page_document;

    #[test]
    fn an_invoice_is_read_with_the_roles_turned_round() {
        let drawing = "Brightwater Fittings Ltd\n\
            14 Quay Road, Leeds LS11 5QX\n\
            \n\
            Invoice no: BF-20418          Invoice date: 14 May 2026\n\
            \n\
            Bill to:\n\
            Harbour Joinery Ltd\n\
            3 Dock Street\n\
            \n\
            Code      Description     Qty    Unit price    Amount\n\
            HX-4471   Hose clamp       10          0.84      8.40\n\
            \n\
            Subtotal                                          8.40\n\
            VAT                                               1.68\n\
            Total                                            10.08";
        let sheet = Sheet::of(&page_document(drawing)).unwrap();
        let found = paper(&[sheet], &Hints::default(), "invoice");
        let text = |field: &Field<String>| field.value().cloned().unwrap_or_default();
        assert_eq!(text(&found.document_number), "BF-20418");
        assert_eq!(found.values.document_date.value().map(ToString::to_string).as_deref(), Some("2026-05-14"));
        assert_eq!(text(&found.values.seller_name), "Brightwater Fittings Ltd");
        assert_eq!(text(&found.values.buyer_name), "Harbour Joinery Ltd");
        assert_eq!(found.values.total.value().map(ToString::to_string).as_deref(), Some("10.08"));
        assert_eq!(found.values.lines.len(), 1);
    }

    #[test]
    fn two_dates_without_a_label_are_no_date_of_the_document() {
        let two = Sheet::of(&page_document("14 May 2026\n\n21 May 2026")).unwrap();
        assert_eq!(only_date(&two, &Conventions::default()), Field::default());
    }
}
