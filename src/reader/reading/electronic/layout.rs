//! Electronic documents as people can look at them: one segment a line, one element a line. Only blanks and line breaks
//! are changed.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::segments::{Ending, interchanges};

/// The text with every segment on a line of its own; what stands around interchanges stays.
pub(super) fn segments(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + text.len() / 16);
    let mut at = 0;
    for interchange in interchanges(text) {
        around(&mut shown, &text[at..interchange.span.start]);
        if let Some(service) = &interchange.service {
            line(&mut shown, &text[service.clone()]);
        }
        for segment in &interchange.segments {
            let raw = &text[segment.span.clone()];
            // The terminator of a segment may be the line break itself.
            let raw = if segment.ending == Ending::Terminated { raw } else { raw.trim_end() };
            line(&mut shown, &raw.replace('\n', ""));
        }
        at = interchange.span.end;
    }
    around(&mut shown, &text[at..]);
    shown
}

fn line(shown: &mut String, text: &str) {
    shown.push_str(text);
    shown.push('\n');
}

fn around(shown: &mut String, text: &str) {
    if !text.trim().is_empty() {
        line(shown, text.trim());
    }
}

/// XML with an element on each line, indented by its depth; an element that holds only text is one line. `None` where
/// the XML is damaged.
pub(super) fn elements(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    let mut shown = String::with_capacity(text.len() + text.len() / 4);
    let mut depth: usize = 0;
    // Whether the tag that opens is the last thing written, or text behind it: then its end stays on the line.
    let mut is_on_line = false;
    loop {
        let before = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let after = usize::try_from(reader.buffer_position()).ok()?;
        let raw = text.get(before..after)?;
        match event {
            Event::Start(_) => {
                indent(&mut shown, depth);
                shown.push_str(raw);
                depth += 1;
                if depth > super::tree::DEPTH_MAX {
                    return None;
                }
                is_on_line = true;
            }
            Event::End(_) => {
                depth = depth.checked_sub(1)?;
                if !is_on_line {
                    indent(&mut shown, depth);
                }
                shown.push_str(raw);
                is_on_line = false;
            }
            Event::Text(_) | Event::GeneralRef(_) | Event::CData(_) if depth > 0 => {
                // Blanks at both ends belong to the layout, those around a reference to the text.
                let is_inner = !shown.ends_with('>') || matches!(event, Event::GeneralRef(_));
                let kept = if raw.trim().is_empty() && !is_inner { "" } else { raw };
                if !kept.is_empty() {
                    shown.push_str(if shown.ends_with('>') { kept.trim_start() } else { kept });
                }
            }
            Event::Text(_) => {
                if !raw.trim().is_empty() {
                    indent(&mut shown, depth);
                    shown.push_str(raw.trim());
                }
            }
            Event::Eof => break,
            _ => {
                indent(&mut shown, depth);
                shown.push_str(raw);
                is_on_line = false;
            }
        }
    }
    shown.push('\n');
    (depth == 0).then_some(shown)
}

fn indent(shown: &mut String, depth: usize) {
    if !shown.is_empty() {
        shown.truncate(shown.trim_end().len());
        shown.push('\n');
    }
    shown.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_segment_has_a_line_and_reads_the_same_again() {
        let raw = "UNA:+.? 'UNB+UNOC:3+A+B+1:1+7'UNH+1+ORDERS:D:96A:UN'BGM+220+PO\n1'UNT+3+1'\n\n\nUNZ+1+7'";
        let shown = segments(raw);
        assert_eq!(shown.lines().count(), 6);
        assert_eq!(shown.lines().nth(3), Some("BGM+220+PO1'"));
        assert_eq!(segments(&shown), shown, "what is shown is read again as it is");
        let tags = |text: &str| -> Vec<String> {
            interchanges(text)[0].segments.iter().map(|segment| segment.tag.clone()).collect()
        };
        assert_eq!(tags(raw), tags(&shown));
    }

    #[test]
    fn segments_that_end_with_their_line_stay_apart() {
        let isa =
            "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260203*0915*U*00401*000000001*0*P*>";
        let shown = segments(&format!("{isa}\n  GS*PO*A*B\n  ST*850*0001\n"));
        assert_eq!(shown, format!("{isa}\nGS*PO*A*B\nST*850*0001\n"));
    }

    #[test]
    fn elements_are_indented_and_their_texts_stay_on_the_line() {
        let raw = "<?xml version=\"1.0\"?><Order><ID>7</ID><Party><Name>M&amp;M</Name></Party><Empty/>\n\n</Order>";
        let shown = elements(raw).unwrap();
        let expected = "<?xml version=\"1.0\"?>\n<Order>\n  <ID>7</ID>\n  <Party>\n    <Name>M&amp;M</Name>\n  </Party>\n  <Empty/>\n</Order>\n";
        assert_eq!(shown, expected);
        assert_eq!(elements(&shown).unwrap(), shown);
        assert_eq!(elements("<Order><ID>7</Order>"), None);
    }
}
