//! Badges and marks: shape, word and colour together, never colour alone.

use maud::{Markup, html};

use super::icon;
use crate::entity::states::{Fate, OrderState};
use crate::review::page::Mark;
use crate::words::Voice;

/// A badge: a shape and a word in the tone of a state.
///
/// * `state` — a name the style sheet knows: `check`, `missing`, `clean`, `approved` …
pub fn badge(state: &str, shape: &str, word: &str) -> Markup {
    html! { span.badge data-state=(state) { (icon(shape)) (word) } }
}

/// The shape beside a value, with its word for those who cannot see it. A value that was found shows nothing: it is
/// plain text, and its link says where it stands.
pub fn mark(voice: Voice, mark: Mark) -> Markup {
    let (state, shape, word) = match mark {
        Mark::Found => return html! {},
        Mark::ByRule => ("rule", "rule", voice.mark_by_rule()),
        Mark::Check => ("check", "check", voice.mark_check()),
        Mark::Missing => ("missing", "missing", voice.mark_missing()),
        Mark::Person => ("quiet", "pen", voice.mark_person()),
    };
    html! { span.mark data-state=(state) title=(word) { (icon(shape)) span.hushed { (word) } } }
}

/// The tone and the shape of an order's state.
pub fn state_of_order(state: OrderState) -> (&'static str, &'static str) {
    match state {
        OrderState::Reading => ("reading", "reading"),
        OrderState::InReview => ("check", "check"),
        OrderState::Approved => ("approved", "approve"),
        OrderState::Sent => ("sent", "out"),
        OrderState::Rejected => ("rejected", "missing"),
        OrderState::SetAside => ("quiet", "same"),
    }
}

/// The tone and the shape of a message's fate.
pub fn state_of_fate(fate: Fate) -> (&'static str, &'static str) {
    match fate {
        Fate::Waiting => ("waiting", "waiting"),
        Fate::InRecord => ("in_record", "approve"),
        Fate::Copy | Fate::Repeat => ("quiet", "same"),
        Fate::Ignored => ("quiet", "none"),
        Fate::Failed => ("failed", "missing"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::icons::exists;
    use super::*;

    #[test]
    fn every_state_has_a_shape_that_is_drawn() {
        use OrderState as State;
        let states = [State::Reading, State::InReview, State::Approved, State::Sent, State::Rejected, State::SetAside];
        let fates = [Fate::Waiting, Fate::InRecord, Fate::Copy, Fate::Repeat, Fate::Ignored, Fate::Failed];
        for (_, shape) in states.map(state_of_order).into_iter().chain(fates.map(state_of_fate)) {
            assert!(exists(shape), "{shape}");
        }
    }

    #[test]
    fn a_mark_says_its_word_and_a_good_value_says_nothing() {
        let voice = Voice::new("en", "UTC");
        assert_eq!(mark(voice, Mark::Found).into_string(), "");
        for doubtful in [Mark::ByRule, Mark::Check, Mark::Missing, Mark::Person] {
            assert!(mark(voice, doubtful).into_string().contains("hushed"), "{doubtful:?}");
        }
    }
}
