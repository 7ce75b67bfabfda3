//! Where a value came from, and how well it is supported.
//!
//! A [`Field`] keeps every candidate that was found and says which one was chosen. An absent value is absent:
//! no default is ever invented.

mod fault;

use serde::{Deserialize, Serialize};

pub use fault::{Fault, FaultKind};

/// A piece of a document, as a person can look it up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Which document of the message: the MIME part path (`"1"`, `"2.1"`), `"0"` for a file that stands alone,
    /// [`Place::HEAD`] for the head of the mail.
    pub part: String,
    /// The regions that make up the place, in reading order.
    pub regions: Vec<Region>,
    /// The characters as they stand there.
    pub quote: String,
}

impl Place {
    /// The part path of the mail's own head: subject, sender, date. Such a place has a quote and no region.
    pub const HEAD: &str = "head";
}

/// One region of a [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Region {
    /// A box on a page in displayed points (1/72 inch), origin top left; pages count from 1.
    Box {
        /// Page number, from 1.
        page: u32,
        /// Left edge.
        x0: f32,
        /// Top edge.
        y0: f32,
        /// Right edge.
        x1: f32,
        /// Bottom edge.
        y1: f32,
    },
    /// Bytes `start..end` of the normalised text of the document.
    Span {
        /// First byte.
        start: u32,
        /// One past the last byte.
        end: u32,
    },
    /// One cell of a sheet; all from 0.
    Cell {
        /// Which sheet of the document.
        sheet: u32,
        /// Row.
        row: u32,
        /// Column.
        column: u32,
    },
}

/// A cell as spreadsheets name it: `cell_name(6, 1)` is `B7`. Row and column count from 0.
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// How a value came to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Origin {
    /// Read at a place of the source.
    Read {
        /// Where.
        place: Place,
    },
    /// Computed from values that were read, for example a total from its lines.
    Computed {
        /// Where the values it was computed from stand.
        from: Vec<Place>,
    },
    /// Taken from our own records: an alias, the customer's master data.
    Recalled {
        /// Which record, as a short key such as `customer:12`.
        record: String,
    },
    /// Entered or corrected by a person.
    Person {
        /// The name as shown in the history.
        name: String,
    },
}

impl Origin {
    /// The places a reader can look at; empty for recalled and entered values.
    pub fn places(&self) -> &[Place] {
        match self {
            Self::Read { place } => std::slice::from_ref(place),
            Self::Computed { from } => from,
            Self::Recalled { .. } | Self::Person { .. } => &[],
        }
    }
}

/// A value together with its origin and the rule that found it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The value itself.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
    /// The rule that found it, a stable short name such as `label_right` or `table_column`.
    pub rule: String,
}

/// Every candidate for one value, and which of them was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field<T> {
    /// All candidates, best first.
    pub candidates: Vec<Found<T>>,
    /// Index of the chosen candidate; `None` when nothing was found or nothing could be chosen.
    pub chosen: Option<usize>,
    /// A reason why the chosen value should be looked at, or why none was chosen; a stable short name
    /// such as `ambiguous_date`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self { candidates: Vec::new(), chosen: None, doubt: None }
    }
}

impl<T> Field<T> {
    /// A field with one candidate, chosen.
    pub fn one(found: Found<T>) -> Self {
        Self { candidates: vec![found], chosen: Some(0), doubt: None }
    }

    /// The chosen candidate.
    pub fn chosen(&self) -> Option<&Found<T>> {
        self.candidates.get(self.chosen?)
    }

    /// The chosen value.
    pub fn value(&self) -> Option<&T> {
        self.chosen().map(|found| &found.value)
    }

    /// Whether the chosen value was read at a place of the source, or computed from such places.
    pub fn is_grounded(&self) -> bool {
        self.chosen().is_some_and(|found| !found.origin.places().is_empty())
    }
}

/// How a stage ends; the pipeline turns it into the next jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The stage has what the next one needs.
    Done,
    /// The message is not something this desk works on.
    NotForUs,
    /// Nothing more can be done without a person.
    Stuck,
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        assert_eq!(cell_name(6, 1), "B7");
        assert_eq!(cell_name(0, 25), "Z1");
        assert_eq!(cell_name(0, 26), "AA1");
        assert_eq!(cell_name(1_048_575, 16_383), "XFD1048576");
        assert_eq!(cell_name(u32::MAX, 0), "A4294967296");
    }
}
