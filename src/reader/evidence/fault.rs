//! What is wrong with an electronic document, and where: each one becomes a sentence that names segment and position.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The head of the envelope is missing: nobody knows from whom to whom it goes.
    EnvelopeMissing,
    /// The trailer is missing: the end may be, too.
    TrailerMissing,
    /// A trailer without the head it belongs to.
    HeaderMissing,
    /// The text ends in the middle of the segment.
    CutOff,
    /// The segment ends with its line and not with its terminator.
    TerminatorMissing,
    /// A count is stated that is not so.
    CountDiffers,
    /// A control total is stated that is not so.
    TotalDiffers,
    /// The trailer names another reference than the head.
    ReferenceDiffers,
    /// A segment that the standard does not have; it was not read.
    UnknownSegment,
    /// The head that states the separators is not built as the standard says.
    SeparatorsOdd,
    /// A value that cannot be what it has to be.
    ValueUnreadable,
    /// A value without which the document is not complete.
    ValueMissing,
    /// A week, a month or a period is stated where a day is needed.
    NoDay,
    /// The sender says that this is not the original order: a copy, a replacement, a draft.
    NotOriginal,
    /// The sender marked it as a test.
    Test,
    /// The file holds a message beside the order that was not taken over.
    Beside,
    /// The XML is damaged or cut off; what stands before is read.
    Damaged,
    /// The document is larger than what is read; what stands before is read.
    TooLarge,
    /// A name that stands for a text; it is never replaced.
    Entity,
    /// The printed page says otherwise, or nothing of it.
    NotOnPage,
    /// A line that belongs to the line before it.
    SubLine,
}

impl FaultKind {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::EnvelopeMissing,
        Self::TrailerMissing,
        Self::HeaderMissing,
        Self::CutOff,
        Self::TerminatorMissing,
        Self::CountDiffers,
        Self::TotalDiffers,
        Self::ReferenceDiffers,
        Self::UnknownSegment,
        Self::SeparatorsOdd,
        Self::ValueUnreadable,
        Self::ValueMissing,
        Self::NoDay,
        Self::NotOriginal,
        Self::Test,
        Self::Beside,
        Self::Damaged,
        Self::TooLarge,
        Self::Entity,
        Self::NotOnPage,
        Self::SubLine,
    ];

    /// The stable short name, as in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::EnvelopeMissing => "envelope_missing",
            Self::TrailerMissing => "trailer_missing",
            Self::HeaderMissing => "header_missing",
            Self::CutOff => "cut_off",
            Self::TerminatorMissing => "terminator_missing",
            Self::CountDiffers => "count_differs",
            Self::TotalDiffers => "total_differs",
            Self::ReferenceDiffers => "reference_differs",
            Self::UnknownSegment => "unknown_segment",
            Self::SeparatorsOdd => "separators_odd",
            Self::ValueUnreadable => "value_unreadable",
            Self::ValueMissing => "value_missing",
            Self::NoDay => "no_day",
            Self::NotOriginal => "not_original",
            Self::Test => "test",
            Self::Beside => "beside",
            Self::Damaged => "damaged",
            Self::TooLarge => "too_large",
            Self::Entity => "entity",
            Self::NotOnPage => "not_on_page",
            Self::SubLine => "sub_line",
        }
    }

    /// Whether the document itself may go on where the text ends.
    pub const fn is_incomplete(self) -> bool {
        matches!(self, Self::TrailerMissing | Self::CutOff | Self::Damaged | Self::TooLarge)
    }
}

/// Something that is wrong with an electronic document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What.
    pub what: FaultKind,
    /// The part of the message, as in [`super::Place::part`].
    pub part: String,
    /// The tag of the segment, or the name of the XML element.
    pub segment: String,
    /// Which segment of the interchange, or which line of the XML as it is shown; from 1. `None` for what is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Which element of the segment, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<u32>,
    /// What the document says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// What it should say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The bytes of the text it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(u32, u32)>,
    /// Whether it is about XML, whose places are lines and not segments.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_xml: bool,
}

impl Fault {
    /// A fault of a part, without anything that is not known yet.
    pub(crate) fn new(what: FaultKind, part: &str, segment: &str) -> Self {
        Self {
            what,
            part: part.to_owned(),
            segment: segment.to_owned(),
            position: None,
            element: None,
            stated: None,
            expected: None,
            span: None,
            in_xml: false,
        }
    }

    /// Where it is: the segment or line, its element, and the bytes.
    pub(crate) fn at(self, position: u32, element: Option<u32>, span: Range<usize>) -> Self {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { position: Some(position), element, span: Some((byte(span.start), byte(span.end))), ..self }
    }

    /// What is said, and what should be.
    pub(crate) fn says(self, stated: impl ToString, expected: Option<String>) -> Self {
        Self { stated: Some(stated.to_string()), expected, ..self }
    }
}
