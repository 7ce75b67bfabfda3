//! What somebody is typing: the names of the fields, what was typed into them, and what stands against it.

use std::collections::{BTreeMap, BTreeSet};

use super::sentences;
use crate::entity::ids::LineId;
use crate::review::evidence::FieldName;
use crate::review::order::{Correction, Fault, OF_LINE, OF_ORDER};
use crate::review::page::{Meanwhile, OrderPage};
use crate::web::ui::Mistake;
use crate::words::Voice;

/// New lines in one form, at most: more come with the next form.
const ROWS_MAX: usize = 50;
/// The choice "what is saved counts" of a value that two people changed.
pub const THEIRS: &str = "theirs";
/// The choice "what I typed counts".
pub const MINE: &str = "yours";

/// Where a field belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// The whole order.
    Order,
    /// One line.
    Line(LineId),
    /// A new line, from 1.
    New(usize),
}

impl At {
    /// The name of a field: `po_number`, `l12-quantity`, `n1-code`.
    pub fn name(self, field: FieldName) -> String {
        match self {
            Self::Order => field.word().to_owned(),
            Self::Line(line) => format!("l{line}-{}", field.word()),
            Self::New(row) => format!("n{row}-{}", field.word()),
        }
    }

    /// The name back into place and value; `None` for anything else.
    fn read(name: &str) -> Option<(Self, FieldName)> {
        let (at, word) = match name.split_once('-') {
            None => (Self::Order, name),
            Some((at, word)) => (Self::of(at)?, word),
        };
        let fields: &[FieldName] = if at == Self::Order { &OF_ORDER } else { &OF_LINE };
        Some((at, *fields.iter().find(|field| field.word() == word)?))
    }

    fn of(text: &str) -> Option<Self> {
        match text.split_at_checked(1)? {
            ("l", id) => id.parse().ok().map(|id| Self::Line(LineId(id))),
            ("n", row) => row.parse().ok().filter(|row| (1..=ROWS_MAX).contains(row)).map(Self::New),
            _ => None,
        }
    }
}

/// What is being edited on the page.
#[derive(Clone, Debug)]
pub enum Editing {
    /// Nothing.
    Nothing,
    /// The whole order: its values, its lines, new lines.
    Order(Draft),
    /// The values of one line.
    Line(LineId, Draft),
}

impl Editing {
    /// The form of a line, or of the order.
    pub fn of(line: Option<LineId>, draft: Draft) -> Self {
        line.map_or_else(|| Self::Order(draft.clone()), |line| Self::Line(line, draft.clone()))
    }

    /// The form with something done to its draft.
    pub fn with(self, change: impl FnOnce(Draft) -> Draft) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Order(draft) => Self::Order(change(draft)),
            Self::Line(line, draft) => Self::Line(line, change(draft)),
        }
    }

    /// The form of a line that is in the order no more, as the form of the order: nothing that was typed is lost.
    pub fn fit(self, page: &OrderPage) -> Self {
        match self {
            Self::Line(line, draft) if page.gone.contains(&line) => Self::Order(draft),
            other => other,
        }
    }
}

/// What was typed so far and what stands against it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Texts as typed; a value without one shows what is saved.
    pub typed: BTreeMap<(At, FieldName), String>,
    /// Lines to be taken out.
    pub removed: BTreeSet<LineId>,
    /// What was chosen where two people changed the same: by the name of the field, or `l12` for a line that is gone.
    pub chosen: BTreeMap<String, String>,
    /// How many new lines the form has.
    pub rows: usize,
    /// Whether the last of them is to be typed into next.
    pub is_at_new_row: bool,
    /// What is wrong, by name of the value.
    pub mistakes: Vec<Mistake>,
    /// What others changed since the form was drawn; `None` when nobody did.
    pub meanwhile: Option<Vec<Meanwhile>>,
}

impl Draft {
    /// What a form carried. A form for one line has the plain names of its values.
    pub fn read(form: &[(String, String)], line: Option<LineId>) -> Self {
        let mut draft = Self::default();
        for (name, text) in form {
            if let Some(line) = line {
                if let Some(field) = OF_LINE.iter().find(|field| field.word() == name) {
                    draft.typed.insert((At::Line(line), *field), text.clone());
                }
            } else if let Some(place) = At::read(name) {
                draft.typed.insert(place, text.clone());
                if let At::New(row) = place.0 {
                    draft.rows = draft.rows.max(row);
                }
            }
            if let Some(At::Line(line)) = name.strip_prefix("remove-").and_then(At::of) {
                draft.removed.insert(line);
            }
            if let Some(name) = name.strip_prefix("pick-") {
                // The first of two is what a browser without a choice sends for neither.
                draft.chosen.entry(name.to_owned()).or_insert_with(|| text.clone());
            }
        }
        draft
    }

    /// Whether the form is as it is first opened: the focus begins at its first field.
    pub fn is_untouched(&self) -> bool {
        self.typed.is_empty() && self.mistakes.is_empty() && self.meanwhile.is_none() && self.rows == 0
    }

    /// With one more new line, to be typed into next.
    pub fn with_another_row(self) -> Self {
        Self { rows: (self.rows + 1).min(ROWS_MAX), is_at_new_row: true, ..self }
    }

    /// What it asks for. Values and lines for which the saved version was chosen are left alone.
    pub fn correction(&self, line: Option<LineId>) -> Correction {
        let gone = |at: At| match at {
            At::Line(line) => self.chosen.get(&format!("l{line}")),
            At::Order | At::New(_) => None,
        };
        let name = |at: At, field: FieldName| if line.is_some() { field.word().to_owned() } else { at.name(field) };
        let is_mine = |at: At, field: FieldName| {
            let chosen = gone(at).or_else(|| self.chosen.get(&name(at, field)));
            chosen.is_none_or(|chosen| chosen != THEIRS)
        };
        let mut wanted = Correction { removed: self.removed.iter().copied().collect(), ..Correction::default() };
        let mut rows: BTreeMap<usize, Vec<(FieldName, String)>> =
            (1..=self.rows).map(|row| (row, Vec::new())).collect();
        for ((at, field), text) in self.typed.iter().filter(|((at, field), _)| is_mine(*at, *field)) {
            match at {
                At::Order => wanted.values.push((None, *field, text.clone())),
                At::Line(line) => wanted.values.push((Some(*line), *field, text.clone())),
                At::New(row) => rows.entry(*row).or_default().push((*field, text.clone())),
            }
        }
        wanted.added = rows.into_values().collect();
        wanted.restored = self
            .typed
            .keys()
            .filter_map(|(at, _)| match at {
                At::Line(line) if gone(*at).is_some_and(|chosen| chosen == MINE) => Some(*line),
                _ => None,
            })
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        wanted
    }

    /// The text of a field: what was typed, unless only somebody else has changed the value since; what is saved where nothing was typed.
    pub fn text(&self, at: At, (line, field): (Option<i64>, FieldName), saved: &str, voice: Voice) -> String {
        match self.typed.get(&(at, field)) {
            Some(typed) if self.standing(at, (line, field), saved, voice) != Against::TakenOver => typed.clone(),
            _ => saved.to_owned(),
        }
    }

    /// How a typed value stands against what is saved.
    pub fn standing(&self, at: At, (line, field): (Option<i64>, FieldName), saved: &str, voice: Voice) -> Against {
        let Some(typed) = self.typed.get(&(at, field)) else { return Against::Nothing };
        let Some(change) = self.change_of(line, field) else { return Against::Nothing };
        let before = change.from.as_deref().map(|plain| in_form(voice, field, plain)).unwrap_or_default();
        match () {
            () if is_same(typed, saved) => Against::Nothing,
            () if is_same(typed, &before) => Against::TakenOver,
            () => Against::Conflict,
        }
    }

    /// The change of a value that somebody else made.
    pub fn change_of(&self, line: Option<i64>, field: FieldName) -> Option<&Meanwhile> {
        self.meanwhile.iter().flatten().find(|change| change.field == Some(field) && change.line == line)
    }

    /// Lines that were typed into and are in the order no more.
    pub fn lost_lines(&self, page: &OrderPage) -> Vec<LineId> {
        let typed = self.typed.keys().filter_map(|(at, _)| if let At::Line(line) = at { Some(*line) } else { None });
        let typed: BTreeSet<LineId> = typed.collect();
        typed.into_iter().filter(|line| page.gone.contains(line)).collect()
    }
}

/// How a typed value stands against what is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// Nobody else touched it, or both wrote the same.
    Nothing,
    /// Only somebody else changed it.
    TakenOver,
    /// Both changed it.
    Conflict,
}

fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    plain(one) == plain(other)
}

/// A stored plain value as the form shows it.
pub fn in_form(voice: Voice, field: FieldName, plain: &str) -> String {
    match field {
        FieldName::OrderDate | FieldName::DeliveryDate => {
            plain.parse().map_or_else(|_| plain.to_owned(), |date| voice.date_typed(date))
        }
        FieldName::UnitPrice => plain.parse().map_or_else(|_| plain.to_owned(), |price| voice.plain_price(price)),
        FieldName::Quantity | FieldName::PricePer => sentences::typed(voice, plain, field),
        _ => plain.to_owned(),
    }
}

/// What is wrong with a form, named as its fields are.
///
/// * `line` — the line of a form for one line only.
pub fn mistakes(voice: Voice, faults: Vec<Fault>, line: Option<LineId>) -> Vec<Mistake> {
    let mistake = |fault: Fault| {
        let at = match (fault.line, fault.row) {
            (_, Some(row)) => At::New(row + 1),
            (Some(line), None) => At::Line(line),
            (None, None) => At::Order,
        };
        let name = if line.is_some() { fault.field.word().to_owned() } else { at.name(fault.field) };
        Mistake::new(&name, sentences::problem(voice, fault.problem)).of(sentences::field_name(voice, fault.field))
    };
    faults.into_iter().map(mistake).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn voice() -> Voice {
        Voice::new("en-AU", "UTC")
    }

    #[test]
    fn names_of_fields_lead_back_to_their_place_and_others_to_none() {
        for at in [At::Order, At::Line(LineId(12)), At::New(3)] {
            let field = if at == At::Order { FieldName::PoNumber } else { FieldName::Quantity };
            assert_eq!(At::read(&at.name(field)), Some((at, field)));
        }
        for strange in [
            "",
            "once",
            "version",
            "l-quantity",
            "l12-po_number",
            "n0-code",
            "n51-code",
            "nx-code",
            "ä-code",
            "quantity",
        ] {
            assert_eq!(At::read(strange), None, "{strange}");
        }
    }

    #[test]
    fn a_form_asks_for_what_was_typed_ticked_and_chosen() {
        let draft = Draft::read(
            &form(&[
                ("po_number", "1"),
                ("pick-po_number", "theirs"),
                ("instructions", "mine"),
                ("pick-instructions", "yours"),
                ("pick-instructions", "theirs"),
                ("l1-code", "A"),
                ("l2-code", "B"),
                ("pick-l2", "yours"),
                ("l3-code", "C"),
                ("pick-l3", "theirs"),
                ("remove-l1", "on"),
                ("n2-code", "N"),
            ]),
            None,
        );
        let wanted = draft.correction(None);
        let values: Vec<_> = wanted.values.iter().map(|(line, _, text)| (*line, text.as_str())).collect();
        assert_eq!(values, [(None, "mine"), (Some(LineId(1)), "A"), (Some(LineId(2)), "B")]);
        assert_eq!((wanted.removed, wanted.restored), (vec![LineId(1)], vec![LineId(2)]));
        assert_eq!(wanted.added, [vec![], vec![(FieldName::Code, "N".to_owned())]]);
    }

    #[test]
    fn what_only_somebody_else_changed_is_taken_over_and_what_both_changed_is_asked() {
        let change = |from: Option<&str>| Meanwhile {
            line: Some(1),
            action: "corrected".into(),
            field: Some(FieldName::Quantity),
            from: from.map(str::to_owned),
            actor: "Sharon".into(),
            at: DateTime::UNIX_EPOCH,
        };
        let at = At::Line(LineId(7));
        let standing = |typed: &str, saved: &str| {
            let draft = Draft {
                typed: [((at, FieldName::Quantity), typed.to_owned())].into(),
                meanwhile: Some(vec![change(Some("1000"))]),
                ..Draft::default()
            };
            draft.standing(at, (Some(1), FieldName::Quantity), saved, voice())
        };
        assert_eq!(standing("1000", "500"), Against::TakenOver);
        assert_eq!(standing("700", "500"), Against::Conflict);
        assert_eq!(standing("500", "500"), Against::Nothing);
        assert_eq!(Draft::default().standing(at, (Some(1), FieldName::Quantity), "5", voice()), Against::Nothing);
    }
}
