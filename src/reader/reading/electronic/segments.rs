//! An interchange of segments → its segments, every component with the bytes it takes in the text.
//!
//! Three ways of writing are known: EDIFACT (ISO 9735), ASC X12 and TRADACOMS. Line breaks behind a terminator, blanks
//! before a tag and line breaks inside of a segment are noise. Nothing is repaired: what is odd is told by
//! [`Segment::ending`] and [`Syntax::is_odd`].

use std::ops::Range;

/// A way of writing segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// UN/EDIFACT: `LIN+1++4000862141404:EN'`.
    Edifact,
    /// ASC X12: `PO1*1*10*EA*1.50~`.
    X12,
    /// TRADACOMS: `OLD=1+5010210000000'`.
    Tradacoms,
}

/// The signs of one interchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// The way of writing.
    pub dialect: Dialect,
    /// Between two elements.
    pub element: char,
    /// Between two components of an element; none where an element is never taken apart.
    pub component: Option<char>,
    /// Before a sign that is meant as itself.
    pub release: Option<char>,
    /// Behind a segment.
    pub terminator: char,
    /// Whether the head that states the signs is not built as its standard says.
    pub is_odd: bool,
}

/// One component of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its characters, release signs and line breaks taken out, blanks at both ends as well.
    pub text: String,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

/// How a segment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With its terminator.
    Terminated,
    /// With a line break behind which the next segment begins.
    LineBreak,
    /// With the text.
    EndOfText,
}

/// One segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// `UNH`, `PO1`, `OLD`.
    pub tag: String,
    /// Which one of its interchange, from 1; the service string `UNA` does not count.
    pub number: u32,
    /// Its bytes, terminator included.
    pub span: Range<usize>,
    /// Its elements behind the tag, each with one component at least.
    pub elements: Vec<Vec<Piece>>,
    /// How it ends.
    pub ending: Ending,
}

impl Segment {
    /// A component that is not empty: `element` counts from 1 behind the tag, `component` from 1.
    pub fn piece(&self, element: usize, component: usize) -> Option<&Piece> {
        let piece = self.elements.get(element.checked_sub(1)?)?.get(component.checked_sub(1)?)?;
        (!piece.text.is_empty()).then_some(piece)
    }

    /// The characters of a component, `""` where there is none.
    pub fn text(&self, element: usize, component: usize) -> &str {
        self.piece(element, component).map_or("", |piece| piece.text.as_str())
    }
}

/// One interchange of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Interchange {
    /// Its signs.
    pub syntax: Syntax,
    /// The bytes of the service string `UNA`, where there is one.
    pub service: Option<Range<usize>>,
    /// Its segments, in order.
    pub segments: Vec<Segment>,
    /// Its bytes.
    pub span: Range<usize>,
}

/// The most segments of a text that are read.
pub(crate) const SEGMENTS_MAX: usize = 200_000;

/// All interchanges of a text, which may stand between other text, each at the start of a line or behind another one.
pub(crate) fn interchanges(text: &str) -> Vec<Interchange> {
    let mut found: Vec<Interchange> = Vec::new();
    let mut from = 0;
    let mut room = SEGMENTS_MAX;
    while let Some(start) = next_start(text, from) {
        let (syntax, service) = syntax_at(text, start);
        let body = service.clone().map_or(start, |service| service.end);
        let (segments, end) = segments(text, body, &syntax, room);
        room = room.saturating_sub(segments.len());
        from = end.max(start + 1);
        if !segments.is_empty() {
            found.push(Interchange { syntax, service, segments, span: start..end });
        }
        if room == 0 {
            break;
        }
    }
    found
}

/// Whether a text begins with an interchange, blanks aside.
pub(crate) fn begins(text: &str) -> Option<Dialect> {
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    dialect_at(&text[start..])
}

/// Where the next interchange begins: at the start of a line, or at `from` itself.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        let start = at + (rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len());
        if dialect_at(&text[start..]).is_some() {
            return Some(start);
        }
        at = start + text.get(start..)?.find('\n')? + 1;
    }
}

/// How the interchange that begins here is written; `None` where none begins.
fn dialect_at(rest: &str) -> Option<Dialect> {
    let sign = |at: usize| rest[at..].chars().next().filter(|c| !c.is_alphanumeric() && !matches!(c, ' ' | '\n'));
    let (three, two) = (rest.get(..3)?, rest.get(..2)?);
    match three {
        "UNA" => {
            let behind = rest.get(3..).map(|more| more.chars().skip(6).collect::<String>())?;
            let behind = behind.trim_start();
            ["UNB", "UNG", "UNH"].iter().any(|tag| behind.starts_with(tag)).then_some(Dialect::Edifact)
        }
        "UNB" | "UNH" => {
            sign(3).filter(|sign| rest[3..].chars().take(200).filter(|c| c == sign).count() >= 2)?;
            Some(Dialect::Edifact)
        }
        "ISA" => {
            let sign = sign(3)?;
            (rest.chars().take(250).filter(|c| *c == sign).count() >= 11).then_some(Dialect::X12)
        }
        "STX" | "MHD" => rest[3..].starts_with('=').then_some(Dialect::Tradacoms),
        _ if two == "GS" || two == "ST" => {
            let sign = sign(2)?;
            let first: String = rest.chars().skip(3).take_while(|c| *c != sign).collect();
            let is_known = match two {
                "GS" => ["PO", "PC", "PR", "SH", "IN"].contains(&first.as_str()),
                _ => ["850", "860", "855", "865", "856", "810", "875"].contains(&first.as_str()),
            };
            is_known.then_some(Dialect::X12)
        }
        _ => None,
    }
}

/// The signs of the interchange that begins at `start`, and the bytes of its service string.
fn syntax_at(text: &str, start: usize) -> (Syntax, Option<Range<usize>>) {
    let rest = &text[start..];
    let plain = |dialect| Syntax {
        dialect,
        element: '+',
        component: Some(':'),
        release: Some('?'),
        terminator: '\'',
        is_odd: false,
    };
    match dialect_at(rest) {
        Some(Dialect::X12) => (x12_syntax(rest), None),
        Some(Dialect::Tradacoms) => (plain(Dialect::Tradacoms), None),
        _ if rest.starts_with("UNA") => {
            let signs: Vec<char> = rest.chars().skip(3).take(6).collect();
            let end = start + 3 + signs.iter().map(|sign| sign.len_utf8()).sum::<usize>();
            let &[component, element, _, release, _, terminator] = &signs[..] else {
                return (plain(Dialect::Edifact), None);
            };
            let are_signs = [component, element, terminator].iter().all(|sign| !sign.is_alphanumeric());
            let differ = component != element && element != terminator && component != terminator;
            let syntax = Syntax {
                element,
                component: Some(component),
                release: Some(release).filter(|release| *release != ' '),
                terminator,
                ..plain(Dialect::Edifact)
            };
            let syntax = if are_signs && differ && element != ' ' {
                syntax
            } else {
                Syntax { is_odd: true, ..plain(Dialect::Edifact) }
            };
            (syntax, Some(start..end))
        }
        // Level B of the syntax may separate by control characters.
        _ if rest[3..].starts_with('\u{1d}') => {
            let control = Syntax { element: '\u{1d}', component: Some('\u{1f}'), ..plain(Dialect::Edifact) };
            (Syntax { terminator: '\u{1c}', release: None, ..control }, None)
        }
        _ => (plain(Dialect::Edifact), None),
    }
}

/// Characters of an interchange header whose elements all have their full length.
const ISA_LENGTH: usize = 106;

/// The signs that stand at fixed places of an interchange header; counted by elements, so that a header whose elements
/// lost their blanks is still understood.
fn x12_syntax(rest: &str) -> Syntax {
    let is_whole = rest.starts_with("ISA");
    let element = rest.chars().nth(if is_whole { 3 } else { 2 }).unwrap_or('*');
    let syntax = |component, terminator, is_odd| Syntax {
        dialect: Dialect::X12,
        element,
        component,
        release: None,
        terminator,
        is_odd,
    };
    let guessed = || if rest.contains('~') { '~' } else { '\n' };
    if !is_whole {
        return syntax(None, guessed(), false);
    }
    let Some((sixteenth, _)) = rest.char_indices().filter(|(_, c)| *c == element).nth(15) else {
        return syntax(None, guessed(), true);
    };
    let mut behind = rest[sixteenth..].chars().skip(1);
    let (first, second) = (behind.next().unwrap_or('~'), behind.next());
    let is_short = rest[..sixteenth].chars().count() != ISA_LENGTH - 3;
    match second {
        Some('\n' | ' ' | '\t') => {
            // The component sign or the terminator is missing: the one that is there ends every segment, or none.
            let ends_segments = rest[sixteenth..].matches(first).count() >= 3;
            if ends_segments && !first.is_whitespace() {
                syntax(None, first, true)
            } else {
                syntax(Some(first), '\n', is_short)
            }
        }
        Some(second) if !second.is_alphanumeric() => syntax(Some(first), second, is_short),
        _ => syntax(None, first, true),
    }
}

/// The segments from `from` on, up to the trailer of the interchange, the head of another one or the end of the text;
/// and where that is.
fn segments(text: &str, from: usize, syntax: &Syntax, room: usize) -> (Vec<Segment>, usize) {
    let mut found: Vec<Segment> = Vec::new();
    let mut at = from;
    while found.len() < room {
        let rest = &text[at..];
        let start = at + (rest.len() - rest.trim_start().len());
        if start >= text.len() || (!found.is_empty() && is_head(&text[start..])) {
            break;
        }
        let (end, behind, ending) = segment_end(text, start, syntax);
        let number = found.len() as u32 + 1;
        let segment = Segment { span: start..behind, ending, ..parsed(text, start..end, number, syntax) };
        // What follows an interchange in a mail, such as a greeting, is no segment of it.
        if ending == Ending::EndOfText && !is_tag(&segment.tag) {
            break;
        }
        let is_last = matches!(segment.tag.as_str(), "UNZ" | "IEA" | "END");
        let is_empty = segment.tag.is_empty() && segment.elements.is_empty();
        if !is_empty {
            found.push(segment);
        }
        at = behind;
        if is_last {
            break;
        }
    }
    (found, at)
}

/// Whether a new interchange begins here.
fn is_head(rest: &str) -> bool {
    ["UNA", "UNB", "ISA", "STX"].iter().any(|tag| rest.starts_with(tag)) && dialect_at(rest).is_some()
}

/// Whether a text can be the tag of a segment.
pub(crate) fn is_tag(text: &str) -> bool {
    (2..=6).contains(&text.len()) && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// The end of the content of a segment, the end with its terminator, and how it ends.
fn segment_end(text: &str, start: usize, syntax: &Syntax) -> (usize, usize, Ending) {
    let mut chars = text[start..].char_indices();
    while let Some((at, c)) = chars.next() {
        let here = start + at;
        if Some(c) == syntax.release {
            chars.next();
        } else if c == syntax.terminator {
            return (here, here + c.len_utf8(), Ending::Terminated);
        } else if c == '\n' && begins_segment(text[here..].trim_start(), syntax) {
            return (here, here + 1, Ending::LineBreak);
        }
    }
    (text.len(), text.len(), Ending::EndOfText)
}

/// Whether a line begins with the tag of a segment that orders have.
fn begins_segment(line: &str, syntax: &Syntax) -> bool {
    let separator = if syntax.dialect == Dialect::Tradacoms { '=' } else { syntax.element };
    let Some((tag, _)) = line.split_once(separator) else { return false };
    tag.len() <= 3 && known_tags(syntax.dialect).contains(&tag)
}

/// The tags of the segments that orders and their companions are made of.
pub(crate) fn known_tags(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Edifact => &[
            "UNB", "UNG", "UNH", "BGM", "DTM", "PAI", "ALI", "IMD", "FTX", "GIR", "GIN", "RFF", "NAD", "LOC", "FII",
            "DOC", "CTA", "COM", "TAX", "MOA", "CUX", "PCD", "PAT", "TDT", "TOD", "PAC", "MEA", "PCI", "EQD", "HAN",
            "SCC", "QTY", "APR", "RNG", "ALC", "RTE", "STG", "RCS", "DGS", "LIN", "PIA", "PRI", "QVR", "CNT", "UNS",
            "UNT", "UNE", "UNZ", "RJL", "AJT", "ARD", "CPS", "SEL", "GDS", "SGP", "TMP", "CST", "HYN", "JIT", "DLI",
            "GIS", "INP", "ERC", "CCI", "CAV", "SPS", "GEI", "EFI", "BUS", "AUT", "DLM", "MTD", "CDI", "TSR",
        ],
        Dialect::X12 => &[
            "ISA", "GS", "ST", "BEG", "CUR", "REF", "PER", "TAX", "FOB", "CTP", "PAM", "CSH", "TC2", "SAC", "ITD",
            "DIS", "INC", "DTM", "LIN", "LDT", "SI", "PID", "MEA", "PWK", "PKG", "TD1", "TD5", "TD3", "TD4", "MAN",
            "PCT", "CTB", "TXI", "LM", "LQ", "LS", "LE", "N9", "MSG", "MTX", "N1", "N2", "N3", "N4", "NX2", "IN2",
            "ADV", "PO1", "PO3", "PO4", "AMT", "SDQ", "IT8", "IT3", "QTY", "SCH", "SLN", "CTT", "SE", "GE", "IEA",
            "BCH", "POC", "BAK", "ACK", "BCA", "BSN", "HL", "PRF", "SN1", "SPI", "NTE", "G61", "TA1", "ACD", "PAL",
            "CN1", "V1", "VEH", "PPD", "NM1", "CB1", "IMA", "BPL", "G53", "EFI", "RRA", "STC", "SPY", "SL1", "BIG",
            "IT1", "TDS", "ISS", "ISR", "DTP", "ICM", "SER", "BAA", "CLD", "SDP", "FST", "UIT", "FRT", "LX", "PDL",
        ],
        Dialect::Tradacoms => &[
            "STX", "BAT", "EOB", "MHD", "TYP", "SDT", "CDT", "FIL", "DNA", "DNB", "DNC", "DND", "CLO", "ORD", "DIN",
            "OLD", "OTR", "OFT", "MTR", "END", "RSG", "VAT", "VRS", "FTR", "FDT", "ACD", "ODD", "CAD", "OIR", "PIL",
        ],
    }
}

/// The tag and the elements of a segment.
fn parsed(text: &str, content: Range<usize>, number: u32, syntax: &Syntax) -> Segment {
    let separator = if syntax.dialect == Dialect::Tradacoms { '=' } else { syntax.element };
    let raw = &text[content.clone()];
    let cut = raw.find(separator);
    let tag = raw[..cut.unwrap_or(raw.len())].trim().to_owned();
    // The component sign of X12 is an ordinary character of its texts, and its orders have no composites to speak of.
    let component = syntax.component.filter(|_| syntax.dialect != Dialect::X12);
    let mut elements = Vec::new();
    if let Some(cut) = cut {
        let mut start = content.start + cut + separator.len_utf8();
        let mut pieces = Vec::new();
        let mut chars = text[start..content.end].char_indices();
        let base = start;
        while let Some((at, c)) = chars.next() {
            let here = base + at;
            if Some(c) == syntax.release {
                chars.next();
            } else if Some(c) == component {
                pieces.push(piece(text, start..here, syntax));
                start = here + c.len_utf8();
            } else if c == syntax.element {
                pieces.push(piece(text, start..here, syntax));
                elements.push(std::mem::take(&mut pieces));
                start = here + c.len_utf8();
            }
        }
        pieces.push(piece(text, start..content.end, syntax));
        elements.push(pieces);
    }
    Segment { tag, number, span: content, elements, ending: Ending::Terminated }
}

fn piece(text: &str, span: Range<usize>, syntax: &Syntax) -> Piece {
    let raw = &text[span.clone()];
    let start = span.start + (raw.len() - raw.trim_start().len());
    // A blank behind a release sign is meant: only the bytes of the place are trimmed, the rest by its characters.
    let end = start + text[start..span.end].trim_end().len();
    let mut plain = String::with_capacity(end - start);
    let mut chars = text[start..end].chars();
    while let Some(c) = chars.next() {
        match c {
            '\n' => {}
            c if Some(c) == syntax.release => plain.extend(chars.next()),
            c => plain.push(c),
        }
    }
    Piece { text: plain.trim().to_owned(), span: start..end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(segment: &Segment) -> Vec<Vec<&str>> {
        segment.elements.iter().map(|pieces| pieces.iter().map(|piece| piece.text.as_str()).collect()).collect()
    }

    fn only(text: &str) -> Interchange {
        let mut found = interchanges(text);
        assert_eq!(found.len(), 1, "{text}");
        found.remove(0)
    }

    #[test]
    fn the_signs_of_the_service_string_are_obeyed() {
        let text = "UNA|!,\\ ~UNB!UNOC|3!A!B!261121|1200!7~\nUNH!1!ORDERS|D|96A|UN~LIN!1!!4711|EN~UNZ!1!7~";
        let one = only(text);
        assert_eq!((one.syntax.element, one.syntax.component, one.syntax.release), ('!', Some('|'), Some('\\')));
        assert_eq!(texts(&one.segments[2]), [vec!["1"], vec![""], vec!["4711", "EN"]]);
        assert_eq!(one.segments.len(), 4, "the service string is no segment");
    }

    #[test]
    fn a_released_sign_is_meant_as_itself_and_its_place_is_the_raw_text() {
        let text = "UNB+UNOC:3+A+B+261121:1200+7'NAD+BY+++M?+M K?:O ??'UNZ+0+7'";
        let one = only(text);
        let name = one.segments[1].piece(4, 1).unwrap();
        assert_eq!(name.text, "M+M K:O ?");
        assert_eq!(&text[name.span.clone()], "M?+M K?:O ??");
    }

    #[test]
    fn line_breaks_behind_and_inside_of_segments_are_noise() {
        let one = only("UNB+UNOC:3+A+B+261121:1200+7'\n  BGM+220+PO\n-1+9'\nUNZ+0+7'\n");
        assert_eq!(one.segments[1].text(2, 1), "PO-1");
        assert_eq!(one.segments[1].tag, "BGM");
    }

    #[test]
    fn a_segment_without_its_terminator_ends_where_the_next_line_begins_one() {
        let one = only("UNB+UNOC:3+A+B+261121:1200+7'\nBGM+220+1+9\nDTM+137:20261121:102'\nLIN+1++A:SA");
        let endings: Vec<Ending> = one.segments.iter().map(|segment| segment.ending).collect();
        assert_eq!(endings, [Ending::Terminated, Ending::LineBreak, Ending::Terminated, Ending::EndOfText]);
    }

    #[test]
    fn a_header_of_x12_tells_its_signs_by_counting_elements() {
        let isa =
            "ISA|00|          |00|          |ZZ|A              |ZZ|B              |260203|0915|U|00401|000000001|0|P|>";
        for (terminator, expected) in [("~", '~'), ("\n", '\n'), ("\u{1e}", '\u{1e}')] {
            let one = only(&format!("{isa}{terminator}GS|PO|A|B|20260203|0915|1|X|004010{terminator}"));
            assert_eq!((one.syntax.terminator, one.syntax.is_odd, one.segments.len()), (expected, false, 2));
        }
        let short = only("ISA*00**00**ZZ*A*ZZ*B*240131*1100*U*00000*000011111*0*P*`~");
        assert_eq!((short.syntax.terminator, short.syntax.is_odd), ('~', true));
        let bare = only("ISA*00**00**ZZ*A*ZZ*B*240131*1100*U*00000*000011111*0*P*~\nGS*PO*A~\nST*850*1~\n");
        assert_eq!((bare.syntax.terminator, bare.syntax.component, bare.segments.len()), ('~', None, 3));
    }

    #[test]
    fn several_interchanges_are_told_apart_and_text_around_them_is_left_alone() {
        let text = "Hello,\n\nUNB+UNOC:3+A+B+1:1+7'UNZ+0+7'\nUNB+UNOC:3+A+B+1:1+8'UNZ+0+8'\n\nKind regards\nSharon";
        let found = interchanges(text);
        assert_eq!(found.iter().map(|one| one.segments.len()).collect::<Vec<_>>(), [2, 2]);
        assert!(interchanges("We unite: UNB+ is not at the start").is_empty());
        assert!(interchanges("ISABELLE ordered 12 caps").is_empty());
    }

    #[test]
    fn tradacoms_has_a_sign_of_its_own_behind_the_tag() {
        let one = only("STX=ANA:1+5000000000000:SHOPS+501:US+070315:130233+7'OLD=1+501++:0089+12+60'END=1'");
        assert_eq!(one.segments[1].tag, "OLD");
        assert_eq!(one.segments[1].text(4, 2), "0089");
    }
}
