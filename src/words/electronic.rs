//! What is wrong with an electronic document, as sentences that name segment and position.

use super::{Words, phrases};
use crate::reader::evidence::{Fault, FaultKind};

phrases! {
    /// Electronic documents and their envelopes.
    pub trait ElectronicWords;
    plain {
    }
    told {
        /// A segment by its tag, its number and the number of its element.
        in_segment(tag: &str, number: u32, element: u32): match element {
                0 => format!("{tag} (segment {number})"),
                _ => format!("{tag} (segment {number}, element {element})"),
            },
            match element {
                0 => format!("{tag} (Segment {number})"),
                _ => format!("{tag} (Segment {number}, Element {element})"),
            };
        /// An XML element by its name and its line.
        in_line(name: &str, number: u32): format!("{name} (line {number})"), format!("{name} (Zeile {number})");
        /// The head of the envelope is missing.
        envelope_missing(segment: &str):
            format!("{segment} is missing: nothing says from whom to whom this goes."),
            format!("{segment} fehlt: Nichts sagt, von wem an wen das geht.");
        /// The trailer that closes a head is missing.
        trailer_missing(segment: &str, head: &str):
            format!("{segment} is missing, which closes {head}: the document may not be complete."),
            format!("{segment} fehlt, das {head} schließt: Das Dokument ist vielleicht nicht vollständig.");
        /// A segment without the head it belongs to.
        header_missing(place: &str, head: &str):
            format!("{place} stands where {head} is missing before it."), format!("{place} steht, wo {head} davor fehlt.");
        /// The text ends in the middle of a segment.
        cut_off(place: &str):
            format!("The file ends in the middle of {place}: it is not complete."),
            format!("Die Datei endet mitten in {place}: Sie ist nicht vollständig.");
        /// A segment without its terminator.
        terminator_missing(place: &str):
            format!("{place} has no terminator; it was read up to the end of its line."),
            format!("{place} hat kein Endezeichen; es wurde bis zum Zeilenende gelesen.");
        /// A count that is not so.
        count_differs(place: &str, stated: &str, counted: &str):
            format!("{place} counts {stated}, there are {counted}."), format!("{place} zählt {stated}, es sind {counted}.");
        /// A control total that is not so.
        control_total_differs(place: &str, stated: &str, sum: &str):
            format!("{place} states {stated} as control total, the quantities add up to {sum}."),
            format!("{place} nennt {stated} als Kontrollsumme, die Mengen ergeben {sum}.");
        /// Head and trailer name different references.
        reference_differs(place: &str, stated: &str, wanted: &str):
            format!("{place} names the reference “{stated}”, its head “{wanted}”."),
            format!("{place} nennt die Referenz „{stated}“, der Kopf „{wanted}“.");
        /// A segment that the standard does not have.
        unknown_segment(place: &str, text: &str):
            format!("{place} is not known and was not read: “{text}”."),
            format!("{place} ist unbekannt und wurde nicht gelesen: „{text}“.");
        /// Separators that had to be worked out.
        separators_odd(place: &str):
            format!("{place} is not built as its standard says; the separators were worked out."),
            format!("{place} ist nicht gebaut, wie die Norm es sagt; die Trennzeichen wurden erschlossen.");
        /// A value that cannot be read.
        value_unreadable(place: &str, text: &str):
            format!("{place}: “{text}” cannot be read as what it should be."),
            format!("{place}: „{text}“ lässt sich nicht als das lesen, was es sein soll.");
        /// Something the document cannot be without.
        value_missing(place: &str): format!("{place} is missing or empty."), format!("{place} fehlt oder ist leer.");
        /// A week or a month instead of a day.
        no_day(place: &str, text: &str):
            format!("{place}: “{text}” is a week, a month or a period, not a day."),
            format!("{place}: „{text}“ ist eine Woche, ein Monat oder ein Zeitraum, kein Tag.");
        /// Not the original order.
        not_original(place: &str, code: &str):
            format!("{place} says “{code}”: the sender does not call this the original order; it may be a copy, a repeat or a replacement."),
            format!("{place} sagt „{code}“: Der Absender nennt das nicht die Originalbestellung; es kann eine Kopie, Wiederholung oder Ersetzung sein.");
        /// A test.
        marked_as_test(place: &str):
            format!("{place}: the sender marked this as a test."), format!("{place}: Der Absender hat das als Test gekennzeichnet.");
        /// A message beside the order.
        message_beside(place: &str):
            format!("The same file also holds {place}, which is not an order and was not taken over."),
            format!("Dieselbe Datei enthält auch {place}; das ist keine Bestellung und wurde nicht übernommen.");
        /// Damaged XML.
        xml_damaged(place: &str):
            format!("The XML is damaged or cut off at {place}; only what stands before it was read."),
            format!("Das XML ist bei {place} beschädigt oder abgeschnitten; nur was davor steht, wurde gelesen.");
        /// More than is read.
        document_too_large(place: &str):
            format!("The document is larger than what is read; reading ended at {place}."),
            format!("Das Dokument ist größer, als gelesen wird; das Lesen endete bei {place}.");
        /// A name that stands for another text.
        entity_kept(place: &str, name: &str):
            format!("{place}: {name} stands for another text; such names are never replaced."),
            format!("{place}: {name} steht für einen anderen Text; solche Namen werden nie ersetzt.");
        /// The printed page does not show a value.
        not_on_page(value: &str, field: &str):
            format!("The electronic order says {value} ({field}); the printed page does not show it."),
            format!("Die elektronische Bestellung sagt {value} ({field}); auf der gedruckten Seite steht das nicht.");
        /// A line that is part of another one.
        sub_line(place: &str, parent: &str):
            format!("{place}: this line is a part of line {parent}."), format!("{place}: Diese Zeile ist ein Teil von Zeile {parent}.");
        /// Characters that were lost before.
        lost_characters(field: &str, value: &str):
            format!("{field}: characters were lost before this came here: {value}."),
            format!("{field}: Zeichen gingen verloren, bevor das hier ankam: {value}.");
        /// A date that is near the one that is needed.
        other_date(field: &str, values: &str):
            format!("{field}: not stated; near it stands {values}, a day of despatch or an earliest day."),
            format!("{field}: nicht angegeben; es steht {values} da, ein Versandtag oder ein frühester Tag.");
        /// A gross price with allowances beside it.
        gross_price(value: &str):
            format!("{value} is a gross price; allowances stand beside it."),
            format!("{value} ist ein Bruttopreis; daneben stehen Abzüge.");
        /// A price for other units than those ordered.
        price_unit_differs(value: &str):
            format!("The price {value} is for another unit than the one that is ordered."),
            format!("Der Preis {value} gilt für eine andere Einheit als die bestellte.");
        /// Decimals that the format implies.
        implied_decimals(field: &str, value: &str):
            format!("{field}: written without a decimal sign; by the format it is {value}."),
            format!("{field}: ohne Dezimalzeichen geschrieben; nach dem Format sind es {value}.");
    }
}

/// The sentence for something that is wrong with an electronic document.
pub fn fault(words: &dyn Words, fault: &Fault) -> String {
    let stated = fault.stated.as_deref().unwrap_or("–");
    let expected = fault.expected.as_deref().unwrap_or("–");
    let place = match fault.position {
        None => fault.segment.clone(),
        Some(line) if fault.in_xml => words.in_line(&fault.segment, line),
        Some(number) => words.in_segment(&fault.segment, number, fault.element.unwrap_or(0)),
    };
    match fault.what {
        FaultKind::EnvelopeMissing => words.envelope_missing(&place),
        FaultKind::TrailerMissing => words.trailer_missing(&place, expected),
        FaultKind::HeaderMissing => words.header_missing(&place, expected),
        FaultKind::CutOff => words.cut_off(&place),
        FaultKind::TerminatorMissing => words.terminator_missing(&place),
        FaultKind::CountDiffers => words.count_differs(&place, stated, expected),
        FaultKind::TotalDiffers => words.control_total_differs(&place, stated, expected),
        FaultKind::ReferenceDiffers => words.reference_differs(&place, stated, expected),
        FaultKind::UnknownSegment => words.unknown_segment(&place, stated),
        FaultKind::SeparatorsOdd => words.separators_odd(&place),
        FaultKind::ValueUnreadable => words.value_unreadable(&place, stated),
        FaultKind::ValueMissing => words.value_missing(&place),
        FaultKind::NoDay => words.no_day(&place, stated),
        FaultKind::NotOriginal => words.not_original(&place, stated),
        FaultKind::Test => words.marked_as_test(&place),
        FaultKind::Beside => words.message_beside(&place),
        FaultKind::Damaged => words.xml_damaged(&place),
        FaultKind::TooLarge => words.document_too_large(&place),
        FaultKind::Entity => words.entity_kept(&place, stated),
        FaultKind::NotOnPage => words.not_on_page(stated, &fault.segment),
        FaultKind::SubLine => words.sub_line(&place, stated),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{De, En};

    fn about(what: FaultKind, position: Option<u32>, in_xml: bool) -> Fault {
        let json = serde_json::json!({
            "what": what, "part": "0", "segment": "UNT", "position": position, "element": 1, "in_xml": in_xml,
            "stated": "9", "expected": "3",
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn every_fault_has_a_sentence_in_both_languages() {
        for what in FaultKind::ALL {
            for position in [None, Some(12)] {
                let fault = about(what, position, false);
                let (en, de) = (super::fault(&En, &fault), super::fault(&De, &fault));
                assert!(en.ends_with('.') && de.ends_with('.'), "{en} {de}");
                assert_ne!(en, de);
            }
        }
    }

    #[test]
    fn a_sentence_names_segment_position_and_both_numbers() {
        let counts = about(FaultKind::CountDiffers, Some(12), false);
        assert_eq!(fault(&En, &counts), "UNT (segment 12, element 1) counts 9, there are 3.");
        assert_eq!(fault(&De, &counts), "UNT (Segment 12, Element 1) zählt 9, es sind 3.");
        let missing = about(FaultKind::TrailerMissing, None, false);
        assert_eq!(fault(&En, &missing), "UNT is missing, which closes 3: the document may not be complete.");
        let xml = about(FaultKind::Damaged, Some(40), true);
        assert!(fault(&De, &xml).contains("UNT (Zeile 40)"));
    }
}
