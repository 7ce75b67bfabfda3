//! Which keys do something on this page, behind the key that shows them.

use maud::{Markup, html};

use super::scene::Scene;
use crate::entity::states::{Action, OrderState};
use crate::web::ui::kbd;

/// The button with the list. Only what this person can do here and now is listed.
pub fn menu(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    html! {
        button.btn type="button" data-kind="quiet" popovertarget="keys" data-key="?" aria-keyshortcuts="?" title=(voice.keys_title()) {
            (kbd("?")) span.hushed { (voice.keys_title()) }
        }
        div.menu #keys popover="auto" role="dialog" aria-labelledby="keys-title" {
            h2 #keys-title { (voice.keys_title()) }
            dl.keys {
                @for (keys, word) in listed(scene) { div { dt { @for key in keys { (kbd(key)) " " } } dd { (word) } } }
            }
            small.muted { (voice.keys_hint()) }
        }
    }
}

fn listed(scene: &Scene<'_>) -> Vec<(&'static [&'static str], &'static str)> {
    let voice = scene.voice();
    let is_open = scene.open().next().is_some();
    let all: [(bool, &'static [&'static str], &'static str); 13] = [
        (is_open && scene.may_correct(), &["Enter"], voice.next_to_check()),
        (scene.page.state != OrderState::InReview, &["Enter"], voice.next_order()),
        (is_open && scene.may_correct(), &["1", "2", "3"], voice.key_remedies()),
        (scene.may(Action::Approve), &["a"], voice.approve_and_send()),
        (scene.may_correct(), &["e"], voice.edit_order()),
        (scene.may_correct(), &["n"], voice.add_line()),
        (scene.may(Action::ReadAgain), &["g"], voice.read_again()),
        (scene.may(Action::Reject), &["r"], voice.reject()),
        (scene.may(Action::Reopen) && scene.page.state == OrderState::Approved, &["z"], voice.recall()),
        (scene.may(Action::Reopen) && scene.page.state != OrderState::Approved, &["o"], voice.reopen()),
        (true, &["j", "k"], voice.key_next_value()),
        (true, &["[", "]"], voice.next_order()),
        (true, &["u"], voice.to_list()),
    ];
    let escape: (&'static [&'static str], &'static str) = (&["Escape"], voice.key_escape());
    let shown = all.into_iter().filter(|(is_here, ..)| *is_here).map(|(_, keys, word)| (keys, word));
    shown.chain([escape]).collect()
}
