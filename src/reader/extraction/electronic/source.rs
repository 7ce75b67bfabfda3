//! Characters at a place → values with evidence. What cannot be read becomes a fault, never a guess.

use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::evidence::{Fault, FaultKind};
use crate::evidence::{Field, Found, Origin, Place, Region};
use crate::reading::electronic::segments::{Piece, Segment};
use crate::reading::electronic::tree::{Node, Tree};
use crate::units::{Currency, Millionths};

/// Doubt on a text whose characters were lost before it came here.
pub(super) const LOST_CHARACTERS: &str = "lost_characters";

/// The document that values are taken from.
pub(super) struct Source<'a> {
    /// Its part of the message.
    pub part: &'a str,
    /// Its text, as shown.
    pub text: &'a str,
    /// The format, first word of every rule: `edifact`, `ubl`.
    pub format: &'static str,
    /// What was found to be wrong so far.
    pub faults: Vec<Fault>,
    /// Where its lines end.
    line_ends: Vec<usize>,
}

/// Characters with the place they stand at.
#[derive(Clone, Debug)]
pub(super) struct Bit {
    /// The characters.
    pub text: String,
    /// Their bytes, one range a place.
    pub spans: Vec<Range<usize>>,
    /// The path of the place: `BGM[3].2`, `OrderLine[1]/LineItem/Quantity`.
    pub path: String,
    /// The segment or element it belongs to.
    pub segment: String,
    /// The number of that segment, or the line of that element.
    pub position: u32,
    /// The element of the segment.
    pub element: Option<u32>,
}

impl Bit {
    /// A component of a segment; elements and components count from 1.
    pub fn of(segment: &Segment, element: usize, component: usize) -> Option<Self> {
        segment.piece(element, component).map(|piece| Self::piece(segment, element, component, piece))
    }

    fn piece(segment: &Segment, element: usize, component: usize, piece: &Piece) -> Self {
        let path = match component {
            1 => format!("{}[{}].{element}", segment.tag, segment.number),
            more => format!("{}[{}].{element}.{more}", segment.tag, segment.number),
        };
        Self {
            text: piece.text.clone(),
            spans: vec![piece.span.clone()],
            path,
            segment: segment.tag.clone(),
            position: segment.number,
            element: u32::try_from(element).ok(),
        }
    }

    /// All components of an element that are not empty, from `from` to `to`.
    pub fn all(segment: &Segment, element: usize, components: std::ops::RangeInclusive<usize>) -> Vec<Self> {
        components.filter_map(|component| Self::of(segment, element, component)).collect()
    }

    /// The text of an element; none where it is empty.
    pub fn text_of(tree: &Tree, node: usize, source: &Source<'_>) -> Option<Self> {
        let own: &Node = tree.nodes.get(node)?;
        (!own.text.is_empty() && !own.span.is_empty()).then(|| Self {
            text: own.text.split_whitespace().collect::<Vec<_>>().join(" "),
            spans: vec![own.span.clone()],
            path: path(tree, node),
            segment: own.name.clone(),
            position: source.line_of(own.start),
            element: None,
        })
    }

    /// The name of an element, as its tag says it.
    pub fn name_of(tree: &Tree, node: usize, source: &Source<'_>) -> Option<Self> {
        let own = tree.nodes.get(node)?;
        let rest = source.text.get(own.start + 1..)?;
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
        Some(Self {
            text: own.name.clone(),
            spans: std::iter::once(own.start + 1..own.start + 1 + length).collect(),
            path: path(tree, node),
            segment: own.name.clone(),
            position: source.line_of(own.start),
            element: None,
        })
    }

    /// An attribute of an element; none where it is empty.
    pub fn attribute(tree: &Tree, node: usize, name: &str, source: &Source<'_>) -> Option<Self> {
        let own = tree.nodes.get(node)?;
        let attribute = own.attributes.iter().find(|attribute| attribute.name == name)?;
        (!attribute.value.is_empty()).then(|| Self {
            text: attribute.value.clone(),
            spans: vec![attribute.span.clone()],
            path: format!("{}@{name}", path(tree, node)),
            segment: own.name.clone(),
            position: source.line_of(own.start),
            element: None,
        })
    }

    /// Some words of a text that was found.
    pub fn of_words<T>(source: &Source<'_>, span: Range<usize>, found: &Found<T>) -> Self {
        Self {
            text: source.text.get(span.clone()).unwrap_or_default().to_owned(),
            spans: std::iter::once(span).collect(),
            path: found.rule.split_once(' ').map_or("", |(_, path)| path).to_owned(),
            segment: String::new(),
            position: 0,
            element: None,
        }
    }

    /// Several as one, joined by `between`.
    pub fn joined(bits: Vec<Self>, between: &str) -> Option<Self> {
        let text = bits.iter().map(|bit| bit.text.as_str()).collect::<Vec<_>>().join(between);
        let spans = bits.iter().flat_map(|bit| bit.spans.clone()).collect();
        let first = bits.into_iter().next()?;
        Some(Self { text, spans, ..first })
    }
}

/// The path of an element: names from the root's children on, with a number where a name repeats.
fn path(tree: &Tree, node: usize) -> String {
    let mut names = Vec::new();
    let mut at = Some(node);
    while let Some(own) = at.and_then(|at| tree.nodes.get(at)) {
        if own.parent.is_none() {
            break;
        }
        names.push(if own.has_twins { format!("{}[{}]", own.name, own.ordinal) } else { own.name.clone() });
        at = own.parent;
    }
    names.reverse();
    names.join("/")
}

impl<'a> Source<'a> {
    /// A document with nothing wrong so far.
    pub fn new(part: &'a str, text: &'a str, format: &'static str) -> Self {
        let line_ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        Self { part, text, format, faults: Vec::new(), line_ends }
    }

    /// The line, from 1, in which a byte stands.
    pub fn line_of(&self, at: usize) -> u32 {
        u32::try_from(self.line_ends.partition_point(|end| *end < at) + 1).unwrap_or(u32::MAX)
    }

    /// Notes what is wrong with a bit.
    pub fn fault(&mut self, what: FaultKind, bit: &Bit) {
        let span = bit.spans.first().cloned().unwrap_or_default();
        let fault = Fault::new(what, self.part, &bit.segment).at(bit.position, bit.element, span);
        self.faults.push(fault.says(&bit.text, None));
    }

    /// Notes every segment that the standard does not have.
    pub fn strays(&mut self, segments: &[Segment], known: &[&str]) {
        for stray in segments.iter().filter(|segment| !known.contains(&segment.tag.as_str())) {
            let text = self.text.get(stray.span.clone()).unwrap_or_default();
            let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '~'));
            let fault = Fault::new(FaultKind::UnknownSegment, self.part, &stray.tag);
            let fault = fault.at(stray.number, None, stray.span.clone()).says(text, None);
            self.faults.push(fault);
        }
    }

    /// The place of a bit.
    pub fn place(&self, bit: &Bit) -> Place {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let regions =
            bit.spans.iter().map(|span| Region::Span { start: byte(span.start), end: byte(span.end) }).collect();
        let raw = bit.spans.iter().filter_map(|span| self.text.get(span.clone()));
        let quote = raw.collect::<Vec<_>>().join(" ");
        Place { part: self.part.to_owned(), regions, quote }
    }

    /// A value that stands where a bit stands.
    pub fn found<T>(&self, value: T, bit: &Bit) -> Found<T> {
        let rule = format!("{} {}", self.format, bit.path);
        Found { value, origin: Origin::Read { place: self.place(bit) }, rule }
    }

    /// A text.
    pub fn text(&self, bit: Option<Bit>) -> Field<String> {
        let Some(bit) = bit else { return Field::default() };
        let is_lost = bit.text.contains(char::REPLACEMENT_CHARACTER);
        let field = Field::one(self.found(bit.text.clone(), &bit));
        Field { doubt: is_lost.then(|| LOST_CHARACTERS.to_owned()), ..field }
    }

    /// Several texts, best first; equal ones once.
    pub fn texts(&self, bits: Vec<Bit>) -> Field<String> {
        let mut field: Field<String> = Field::default();
        for bit in bits {
            let found = self.text(Some(bit));
            let value = found.value().cloned();
            if field.candidates.iter().any(|known| Some(&known.value) == value.as_ref()) {
                continue;
            }
            if field.candidates.is_empty() {
                field = found;
            } else {
                field.candidates.extend(found.candidates);
            }
        }
        field
    }

    /// A number as machines write it: one decimal sign at most, point or comma, no groups.
    pub fn number(&mut self, bit: Option<Bit>) -> Field<Millionths> {
        let Some(bit) = bit else { return Field::default() };
        match number(&bit.text) {
            Some(value) => Field::one(self.found(value, &bit)),
            None => {
                self.fault(FaultKind::ValueUnreadable, &bit);
                Field::default()
            }
        }
    }

    /// A currency code.
    pub fn currency(&mut self, bit: Option<Bit>) -> Field<Currency> {
        let Some(bit) = bit else { return Field::default() };
        match bit.text.parse() {
            Ok(value) => Field::one(self.found(value, &bit)),
            Err(_) => {
                self.fault(FaultKind::ValueUnreadable, &bit);
                Field::default()
            }
        }
    }

    /// A day; what states a week or month is told apart from what states nothing that can be read.
    pub fn day(&mut self, bit: Option<Bit>, read: impl Fn(&str) -> When) -> Field<NaiveDate> {
        let Some(bit) = bit else { return Field::default() };
        match read(&bit.text) {
            When::Day(value) => return Field::one(self.found(value, &bit)),
            When::Longer => self.fault(FaultKind::NoDay, &bit),
            When::Unreadable => self.fault(FaultKind::ValueUnreadable, &bit),
            When::Empty => {}
        }
        Field::default()
    }
}

/// What a stated date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A day.
    Day(NaiveDate),
    /// Longer than a day: a week, a month.
    Longer,
    /// Nothing that can be read.
    Unreadable,
    /// Zeros, by which some programs say that there is none.
    Empty,
}

/// A number with one decimal sign at most, exactly.
pub(super) fn number(text: &str) -> Option<Millionths> {
    let text = text.trim().strip_prefix('+').unwrap_or(text.trim());
    let (text, is_negative) = match text.strip_suffix('-') {
        Some(text) => (text, true),
        None => (text, false),
    };
    let plain: String = text.chars().map(|c| if c == ',' { '.' } else { c }).collect();
    let is_plain = plain.chars().enumerate().all(|(at, c)| c.is_ascii_digit() || c == '.' || (at == 0 && c == '-'));
    if !is_plain || plain.matches('.').count() > 1 || !plain.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let padded = match plain.strip_prefix('.') {
        Some(rest) => format!("0.{rest}"),
        None => plain.trim_end_matches('.').to_owned(),
    };
    let value: Decimal = padded.parse().ok()?;
    Millionths::from_decimal(if is_negative { -value } else { value })
}

/// A day of digits only: `YYYYMMDD`, with hours behind it, or `YYMMDD` of this century.
pub(super) fn digits_day(text: &str) -> When {
    let digits = text.trim();
    if !digits.is_empty() && digits.bytes().all(|byte| byte == b'0') {
        return When::Empty;
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return When::Unreadable;
    }
    match digits.len() {
        8 | 10 | 12 | 14 => ymd(&digits[..4], &digits[4..6], &digits[6..8]),
        6 => ymd(&format!("20{}", &digits[..2]), &digits[2..4], &digits[4..6]),
        _ => When::Unreadable,
    }
}

/// A day as XML writes it, with or without hours and zone: the civil day where it was written.
pub(super) fn iso_day(text: &str) -> When {
    let text = text.trim();
    match text.get(..10).filter(|day| day.is_ascii()) {
        Some(day) if day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-' => ymd(&day[..4], &day[5..7], &day[8..10]),
        _ => digits_day(text),
    }
}

/// Year, month and day in digits.
pub(super) fn ymd(year: &str, month: &str, day: &str) -> When {
    let date = || NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    match date() {
        Some(date) if (1990..2100).contains(&chrono::Datelike::year(&date)) => When::Day(date),
        _ => When::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_decimal_sign_at_most() {
        let read = |text: &str| number(text).map(|number| number.to_string());
        for (text, value) in [
            ("12.5", "12.5"),
            ("12,5", "12.5"),
            ("007", "7"),
            ("-3", "-3"),
            ("3-", "-3"),
            (".75", "0.75"),
            ("12.", "12"),
            ("+4", "4"),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
        for text in ["", "1,234.5", "1.234.5", "12 pcs", "-", "1e3", "."] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_read_in_the_ways_of_machines() {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").map(When::Day).unwrap();
        assert_eq!(digits_day("20261121"), day("2026-11-21"));
        assert_eq!(digits_day("202611211530"), day("2026-11-21"));
        assert_eq!(digits_day("261121"), day("2026-11-21"));
        assert_eq!(iso_day("2026-11-21T23:59:00-08:00"), day("2026-11-21"), "the day where it was written");
        assert_eq!(digits_day("00000000"), When::Empty);
        for text in ["20261341", "2026-1-1", "tomorrow", "18991231"] {
            assert_eq!(iso_day(text), When::Unreadable, "{text}");
        }
    }
}
