//! What can be decided, always in sight: the next right thing first, what ends the order last.

use maud::{Markup, html};

use super::asked;
use super::draft::Editing;
use super::keys;
use super::list::why_set_aside;
use super::scene::{Scene, Typed};
use super::sentences;
use crate::entity::states::{Action, FormKind, OrderState, OutboxState, SetAside};
use crate::outbox::not_sent;
use crate::review::objection::Doubt;
use crate::review::page::{FormView, LetterView, Like, Linked, Standing};
use crate::web::paths;
use crate::web::ui::{Button, Kind, Post, icon, kbd, kbd_with_control, once, version};
use crate::words::{Voice, why_not_sent_in_full};

/// The bar at the bottom of the page.
pub fn bar(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let is_open = scene.open().next().is_some();
    let is_editing = !matches!(scene.editing, Editing::Nothing);
    if is_editing {
        return saving(scene);
    }
    let has_preview = scene.page.state == OrderState::InReview && !scene.page.lines.is_empty();
    let may_reopen = scene.page.state != OrderState::Approved && scene.may(Action::Reopen);
    html! {
        footer.bar {
            (next(scene, is_open))
            @if scene.may(Action::Approve) { (approval(scene, is_open)) }
            p.say role="status" { (say(scene)) }
            (leaving(scene))
            // A narrow page shows one row: the rest opens above it.
            @if has_preview || may_reopen || scene.may(Action::Reject) {
                button.btn.more-opener type="button" popovertarget="more" { (voice.more()) }
            }
            div.more #more popover="auto" {
                @if has_preview {
                    a.btn href=(paths::preview(scene.page.id)) { (icon("file")) (voice.preview()) }
                }
                (keys::menu(scene))
                @if may_reopen {
                    @let is_replaced = matches!(scene.page.set_aside, Some((SetAside::Superseded, _)));
                    (deed(scene, "reopening", Button::new(if is_replaced { voice.bring_back() } else { voice.reopen() }).key("o")))
                }
                @if scene.may(Action::Reject) { (ending(scene)) }
            }
        }
    }
}

/// While somebody types: the way to keep what was typed, and the way back. The form itself is above, however long it is.
fn saving(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    html! {
        footer.bar {
            button.btn type="submit" form="edit" data-kind="primary" data-key="s" data-save aria-keyshortcuts="s Control+Enter" {
                (voice.save()) " " (kbd_with_control(voice, "Enter"))
            }
            a.btn href=(paths::order(scene.page.id)) data-key="Escape" aria-keyshortcuts="Escape" { (voice.cancel()) " " (kbd("Escape")) }
            p.say role="status" {}
        }
    }
}

/// The filled button where it is not the approval: the next objection, or the next order.
fn next(scene: &Scene<'_>, is_open: bool) -> Markup {
    let voice = scene.voice();
    let link = |to: &str, label: &str| {
        html! { a.btn data-kind="primary" href=(to) data-key="Enter" aria-keyshortcuts="Enter" { (label) " " (kbd("Enter")) } }
    };
    let first = scene.open().next().map(|objection| format!("#o-{}", objection.id));
    match (scene.page.state, first) {
        (OrderState::InReview, Some(first)) if is_open => link(&first, voice.next_to_check()),
        (OrderState::InReview, _) => html! {},
        _ => match scene.page.neighbours {
            (_, Some(below)) => link(&paths::order(below), voice.next_order()),
            (Some(above), None) => link(&paths::order(above), voice.next_order()),
            (None, None) => link(paths::ORDERS, voice.to_list()),
        },
    }
}

fn approval(scene: &Scene<'_>, is_open: bool) -> Markup {
    let kind = if is_open { Kind::Plain } else { Kind::Primary };
    deed(scene, "approval", Button::new(scene.voice().approve_and_send()).kind(kind).key("a"))
}

/// One button that posts to a noun of the order.
fn deed(scene: &Scene<'_>, noun: &str, button: Button<'_>) -> Markup {
    let to = paths::of_order(scene.page.id, noun);
    Post::to(&to).into_target("#main").around(html! { (once()) (version(scene.page.version)) (button) })
}

/// Where things stand, read out after each change.
fn say(scene: &Scene<'_>) -> String {
    let voice = scene.voice();
    let open: Vec<_> = scene.open().collect();
    if scene.page.state != OrderState::InReview {
        return String::new();
    }
    let Some(first) = open.first() else { return voice.all_checked().to_owned() };
    let place = match first.line.and_then(|line| scene.position(line)) {
        Some(line) => voice.line_no(line),
        None => first.doubt.field().map_or_else(String::new, |field| sentences::field_name(voice, field).to_owned()),
    };
    let left = voice.left(i64::try_from(open.len()).unwrap_or(i64::MAX));
    if place.is_empty() { left } else { format!("{left}. {}", voice.next_is(&place)) }
}

/// The letter on its way: the seconds that are left, and the way back.
fn leaving(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let Some(letter) = &scene.page.letter else { return html! {} };
    if letter.state != OutboxState::Waiting || !scene.may(Action::Reopen) {
        return html! {};
    }
    let seconds = (letter.send_after - letter.now).num_seconds().max(0);
    let recall = Button::new(voice.recall()).key("z");
    html! {
        div.leaving data-seconds-left=(seconds) {
            (icon("out"))
            span { (voice.waits_for_sending()) " " b data-seconds { (seconds) } " s" }
            progress max=(seconds.max(1)) value=(seconds) aria-label=(voice.waits_for_sending()) {}
            (deed(scene, "recall", recall))
        }
    }
}

/// Rejection with a reason and setting aside, behind one button.
fn ending(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let to = paths::of_order(scene.page.id, "rejection");
    html! {
        button.btn type="button" data-kind="danger" popovertarget="ending" data-key="r" aria-keyshortcuts="r" {
            (voice.reject()) " " (kbd("r"))
        }
        div.menu #ending popover="auto" role="dialog" aria-labelledby="ending-title" {
            h2 #ending-title { (voice.reject_title()) }
            (Post::to(&to).into_target("#main").class("form").around(html! {
                (once()) (version(scene.page.version))
                div.field {
                    label for="reason" { (voice.reject_reason()) }
                    textarea #reason name="reason" rows="3" autocomplete="off" aria-describedby="reason-hint" {
                        @if let Typed::Reason(reason) = &scene.typed { (reason) }
                    }
                    small #reason-hint { (voice.reject_hint()) }
                }
                div.pair { (Button::new(voice.reject()).kind(Kind::Danger)) }
            }))
            @if scene.may(Action::SetAside) { (duplicate(scene)) }
            @if scene.may(Action::NotAnOrder) {
                div.aside {
                    (deed(scene, "dismissal", Button::new(voice.not_an_order())))
                    small.muted { (voice.not_an_order_hint()) }
                }
            }
        }
    }
}

/// Setting aside: as the same order as one that is offered, or as one whose number is typed.
fn duplicate(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let to = paths::of_order(scene.page.id, "setting-aside");
    let typed = if let Typed::Number(number) = &scene.typed { number.as_str() } else { "" };
    let repeated = scene.page.objections.iter().find_map(|objection| match objection.doubt {
        Doubt::Repeats { order, .. } => Some(order),
        _ => None,
    });
    html! {
        div.aside {
            (Post::to(&to).into_target("#main").class("form").around(html! {
                (once()) (version(scene.page.version))
                @if !scene.page.alike.is_empty() {
                    fieldset.field {
                        legend { (voice.duplicate_of()) }
                        @for like in &scene.page.alike {
                            label.tick {
                                input type="radio" name="of" value=(like.id) checked[repeated == Some(like.id)];
                                " " span { (alike(voice, like)) }
                            }
                        }
                    }
                }
                div.field {
                    label for="duplicate-number" { (if scene.page.alike.is_empty() { voice.duplicate_of_number() } else { voice.other_number() }) }
                    input #duplicate-number name="number" type="text" autocomplete="off" spellcheck="false" value=(typed)
                        aria-describedby="duplicate-hint";
                    small #duplicate-hint { (voice.set_aside_hint()) }
                }
                div.pair { (Button::new(voice.set_aside_duplicate())) }
            }))
        }
    }
}

/// How an order is told apart from others in one line.
fn alike(voice: Voice, like: &Like) -> Markup {
    html! {
        b { (like.po_number.as_deref().map_or_else(|| voice.no_number().to_owned(), |number| voice.po(number))) }
        " " (like.customer.as_deref().unwrap_or(voice.no_customer())) " "
        span.muted { "#" (like.id) " · " (state_word(voice, like.state)) " · " (voice.date_time(like.received_at)) }
    }
}

/// What became of the order, on top of its values: forms, letter, reasons.
pub fn outcome(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let page = &scene.page;
    html! {
        @if page.state == OrderState::Rejected {
            div.note.outcome data-state="rejected" { p { (voice.rejected_because(page.note.as_deref().unwrap_or_default())) } }
        }
        @if let (OrderState::SetAside, Some((why, of))) = (page.state, &page.set_aside) {
            div.note.outcome {
                p {
                    @if let (SetAside::Superseded, Some(by)) = (why, of) {
                        (voice.set_aside_of(&voice.replaced_by_order(&by.to_string())))
                    } @else { (voice.set_aside_of(why_set_aside(voice, *why))) }
                    @if let Some(of) = of { " · " a href=(paths::order(*of)) { (voice.see_other()) } }
                }
            }
        }
        @if let Some(newer) = page.replaced_by.as_ref().filter(|_| page.state.is_released()) {
            div.note.outcome data-state="same" {
                p {
                    @if newer.state.is_released() { (voice.was_replaced_by(&newer.id.to_string())) } @else { (voice.will_be_replaced_by(&newer.id.to_string())) }
                    " · " a href=(paths::order(newer.id)) { (voice.see_other()) }
                }
            }
        }
        (asked::notes(scene))
        @if !page.replaces.is_empty() { (replaces(scene)) }
        @if !page.repeated_by.is_empty() {
            div.note.outcome data-state="same" {
                p { (voice.repeated_by()) }
                ul { @for like in &page.repeated_by { li { a href=(paths::order(like.id)) { (alike(voice, like)) } } } }
            }
        }
        @match &page.reading {
            Standing::Nothing => {}
            Standing::Working => div.note.outcome data-state="reading" role="status" { p { (voice.being_read_again()) } }
            Standing::GivenUp(reason) => div.note.outcome data-state="failed" { p { (voice.not_read_again(reason)) } }
        }
        @if let Some(letter) = &page.letter { (letter_note(scene, letter)) }
        @if !page.forms.is_empty() {
            div.title { h2 { (voice.forms()) " " span.count { (page.forms.len()) } } }
            ul.files { @for form in &page.forms { li { (form_link(scene, form)) } } }
        }
    }
}

/// Which orders this one replaces, and the way back.
fn replaces(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let told = |older: &Linked| {
        let number = older.id.to_string();
        match (older.state, older.sent_at) {
            (OrderState::Sent, Some(at)) => voice.older_sent_at(&number, &voice.date_time(at)),
            (OrderState::Sent, None) => voice.older_sent(&number),
            _ => voice.replaces_set_aside(&number),
        }
    };
    html! {
        div.note.outcome data-state="same" {
            @for older in &scene.page.replaces {
                p { (told(older)) " · " a href=(paths::order(older.id)) { (voice.see_other()) } }
            }
            @if scene.may_correct() {
                div.pair { (deed(scene, "separation", Button::new(voice.separate()).small())) }
            }
        }
    }
}

fn form_link(scene: &Scene<'_>, form: &FormView) -> Markup {
    let voice = scene.voice();
    let kind = match form.kind {
        FormKind::OfficeOrder => voice.office_order(),
        FormKind::WorksOrder => voice.works_order(),
    };
    html! {
        a href=(paths::form(scene.page.id, form.id)) download=(form.file_name) {
            (icon("file")) span { (kind) " " b { (form.number) } } span.muted.cut { (form.file_name) }
        }
    }
}

fn letter_note(scene: &Scene<'_>, letter: &LetterView) -> Markup {
    let voice = scene.voice();
    let to = voice.sending_to(&letter.recipients.join(", "));
    let error =
        letter.last_error.as_deref().map(|reason| why_not_sent_in_full(&*voice, &not_sent(reason))).unwrap_or_default();
    let (state, text) = match letter.state {
        OutboxState::Sent => {
            let at = letter.sent_at.map(|at| voice.date_time(at)).unwrap_or_default();
            ("sent", format!("{} {to}", voice.sent_at(&at)))
        }
        OutboxState::Held => ("held", format!("{} {error}", voice.held_title())),
        OutboxState::Failed => ("failed", format!("{} {error}", voice.not_sent_title())),
        OutboxState::Recalled => ("quiet", voice.recalled_title().to_owned()),
        OutboxState::Waiting if !error.is_empty() => ("check", voice.letters_are_refused(1)),
        OutboxState::Waiting | OutboxState::Sending => ("waiting", format!("{} {to}", voice.will_be_sent())),
    };
    let retry = if letter.state == OutboxState::Waiting { error } else { String::new() };
    html! {
        div.note.outcome data-state=(state) {
            p { (text) }
            @if !retry.is_empty() { small { (retry) } }
            @if scene.may(Action::SendAgain) {
                @if letter.state == OutboxState::Held { p { (voice.send_again_held()) } }
                div.pair {
                    (deed(scene, "sending", Button::new(voice.send_again())))
                    @if letter.state == OutboxState::Held { (deed(scene, "arrival", Button::new(voice.mark_as_arrived()))) }
                    @if scene.may(Action::Reopen) { (deed(scene, "recall", Button::new(voice.recall()))) }
                }
            }
        }
    }
}

/// The word of a state.
pub fn state_word(voice: Voice, state: OrderState) -> &'static str {
    match state {
        OrderState::Reading => voice.state_reading(),
        OrderState::InReview => voice.view_to_do(),
        OrderState::Approved => voice.state_approved(),
        OrderState::Sent => voice.state_sent(),
        OrderState::Rejected => voice.state_rejected(),
        OrderState::SetAside => voice.state_set_aside(),
    }
}
