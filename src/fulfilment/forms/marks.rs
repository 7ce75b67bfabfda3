//! Takes the texts of a template apart into words and placeholders.

use super::template::TemplateProblem;

/// A part of a text with placeholders.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text that stays as it is.
    Text(String),
    /// `{{name}}`: a value of the page.
    Value(String),
    /// `{{list.name}}`: a value of the list entry that the row shows.
    Entry(String),
}

/// When a template row appears on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// Once.
    Always,
    /// Once, when the list has entries.
    If(String),
    /// Once for each entry of the list.
    Each(String),
}

/// A text taken apart, and what its placeholders mean for their row.
#[derive(Debug)]
pub(super) struct Marks {
    /// The parts in their order.
    pub pieces: Vec<Piece>,
    /// What the text asks of its row.
    pub presence: Presence,
}

/// Takes `text` apart.
pub(super) fn marks(text: &str) -> Result<Marks, TemplateProblem> {
    let mut marks = Marks { pieces: Vec::new(), presence: Presence::Always };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or(TemplateProblem::OpenBraces)?;
        if !before.is_empty() {
            marks.pieces.push(Piece::Text(before.to_owned()));
        }
        let name = name.trim();
        if let Some(list) = name.strip_prefix('?') {
            marks.ask(Presence::If(list.to_owned()))?;
        } else if let Some((list, field)) = name.split_once('.') {
            marks.ask(Presence::Each(list.to_owned()))?;
            marks.pieces.push(Piece::Entry(field.to_owned()));
        } else {
            marks.pieces.push(Piece::Value(name.to_owned()));
        }
        rest = after;
    }
    if !rest.is_empty() {
        marks.pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(marks)
}

impl Marks {
    fn ask(&mut self, presence: Presence) -> Result<(), TemplateProblem> {
        if self.presence != Presence::Always && self.presence != presence {
            return Err(TemplateProblem::TwoLists);
        }
        self.presence = presence;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_in_its_order() {
        let found = marks("{{ a }} of {{b}}!").unwrap();
        let (value, text) = (|name: &str| Piece::Value(name.into()), |text: &str| Piece::Text(text.into()));
        assert_eq!(found.pieces, [value("a"), text(" of "), value("b"), text("!")]);
        assert_eq!(found.presence, Presence::Always);
        let found = marks("{{?note}}Notes").unwrap();
        assert_eq!((found.pieces, found.presence), (vec![text("Notes")], Presence::If("note".into())));
        let found = marks("{{line.code}}").unwrap();
        assert_eq!((found.pieces, found.presence), (vec![Piece::Entry("code".into())], Presence::Each("line".into())));
    }

    #[test]
    fn open_braces_and_two_lists_are_refused() {
        assert!(marks("{{a").is_err());
        assert!(marks("{{a.x}} {{b.x}}").is_err());
        assert!(marks("{{?a}}{{b.x}}").is_err());
    }
}
