//! A plain walk over the XML of office files: tags and text, no entities but the five and characters by number, no
//! document type.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

use crate::reading::Unreadable;

/// One step of the walk; names come with their prefix, as `w:p`.
#[derive(Debug)]
pub(super) enum Step<'a> {
    /// `<name …>`; an empty element opens and closes.
    Open(Tag<'a>),
    /// `</name>`
    Close(String),
    /// Characters between tags, blanks included.
    Text(String),
}

/// An opening tag.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    /// Its name with prefix.
    pub name: String,
    start: BytesStart<'a>,
}

impl Tag<'_> {
    /// The value of an attribute by its name with prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let found = self.start.try_get_attribute(name).ok().flatten()?;
        Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
    }
}

/// A walk through one XML text.
pub(super) struct Walk<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> Walk<'a> {
    /// Begins at the start.
    pub fn new(xml: &'a str) -> Self {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        Self { reader }
    }

    /// The next step; `None` at the end. XML that is cut off or crossed is damaged; an entity of its own, as bombs are
    /// built of, is damage as well.
    pub fn next(&mut self) -> Result<Option<Step<'a>>, Unreadable> {
        loop {
            return Ok(Some(match self.reader.read_event().map_err(|_| Unreadable::Damaged)? {
                Event::Start(start) => Step::Open(Tag { name: start.name().as_ref().to_owned(), start }),
                Event::End(end) => Step::Close(end.name().as_ref().to_owned()),
                Event::Text(text) => Step::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Step::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => {
                    let known = resolve_xml_entity(reference.as_ref()).map(str::to_owned);
                    let by_number = || reference.resolve_char_ref().ok().flatten().map(String::from);
                    Step::Text(known.or_else(by_number).ok_or(Unreadable::Damaged)?)
                }
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }
}
