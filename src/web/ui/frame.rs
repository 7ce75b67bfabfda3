//! The frame of every page.

use std::borrow::Cow;

use maud::{DOCTYPE, Markup, html};

use super::icons::sprite;
use super::{form, icon};
use crate::auth::{Right, Role};
use crate::web::assets::Files;
use crate::web::paths;
use crate::web::said::Said;
use crate::web::session::{Guest, Look, Visit};
use crate::words::Voice;

/// Which desk a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    /// The messages.
    Inbox,
    /// The orders.
    Orders,
    /// Products, prices, customers.
    Catalogue,
    /// How the desk is.
    Status,
    /// What the organisation decided once.
    Settings,
    /// The figures.
    Insight,
    /// The person's own page.
    Account,
    /// None.
    Nowhere,
}

/// A page for somebody signed in.
pub struct Frame<'a> {
    visit: &'a Visit,
    title: Cow<'a, str>,
    here: Here,
    is_rail: bool,
    views: Markup,
    waiting: Option<u64>,
    head: Markup,
    notice: Markup,
    said: Option<Said>,
    body: Markup,
    look_again_secs: Option<u32>,
}

impl<'a> Frame<'a> {
    /// A page of the desk `here`.
    ///
    /// * `title` — what the page shows, such as `PO 12022 – Shape Aluminium`; the product's name is added.
    pub fn new(visit: &'a Visit, title: &'a str, here: Here) -> Self {
        let nothing = || html! {};
        Self {
            visit,
            title: Cow::Borrowed(title),
            here,
            is_rail: false,
            views: nothing(),
            waiting: None,
            head: nothing(),
            notice: nothing(),
            said: None,
            body: nothing(),
            look_again_secs: None,
        }
    }

    /// Another title, made for this page.
    pub fn title(mut self, title: String) -> Self {
        self.title = Cow::Owned(title);
        self
    }

    /// The line on top, with the page's `h1`.
    pub fn head(mut self, head: Markup) -> Self {
        self.head = head;
        self
    }

    /// What is said on top of the page.
    pub fn notice(mut self, notice: Markup) -> Self {
        self.notice = notice;
        self
    }

    /// What was just done, said once on top of the page.
    pub fn said(mut self, said: Said) -> Self {
        self.said = Some(said);
        self
    }

    /// What the page shows: an element of class `fill`, and a bar if there is one.
    pub fn body(mut self, body: Markup) -> Self {
        self.body = body;
        self
    }

    /// The navigation as icons, to leave the room to the record.
    pub fn rail(mut self) -> Self {
        self.is_rail = true;
        self
    }

    /// Links to the views of a list.
    pub fn views(mut self, views: Markup) -> Self {
        self.views = views;
        self
    }

    /// How many orders wait for a person.
    pub fn waiting(mut self, orders: u64) -> Self {
        self.waiting = Some(orders);
        self
    }

    /// The page is out of date after this long; the script looks again, a person reloads.
    pub fn look_again(mut self, secs: u32) -> Self {
        self.look_again_secs = Some(secs);
        self
    }

    /// The whole document.
    pub fn page(mut self) -> Markup {
        self.said = self.said.or_else(|| self.visit.said.take());
        let voice = self.visit.voice;
        let title = voice.page_title(&self.title);
        let nav = if self.is_rail { "rail" } else { "full" };
        let body = html! {
            a.skip href="#main" { (voice.skip_to_content()) }
            div.app data-nav=(nav) data-look-again=[self.look_again_secs] {
                (self.side())
                (self.main())
            }
        };
        document(voice, self.visit.look, &self.visit.files, &title, body)
    }

    /// The part that takes the place of the old one after a change.
    pub fn fragment(self) -> Markup {
        self.main()
    }

    fn main(&self) -> Markup {
        html! {
            main.main #main data-title=(self.visit.voice.page_title(&self.title)) {
                header.head { (self.head) }
                div #notice aria-live="polite" {
                    @if let Some(said) = self.said { div.note.said data-state="ok" data-said-once { p { (icon("approve")) (said.sentence(self.visit.voice)) } } }
                    (self.notice)
                }
                (self.body)
            }
        }
    }

    fn side(&self) -> Markup {
        let voice = self.visit.voice;
        let waiting = self.waiting.filter(|n| *n > 0).map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        let count = html! {
            @if let Some(n) = waiting { span.count { (n) span.hushed { " " (voice.to_check_word()) } } }
        };
        html! {
            header.side {
                a.brand href=(paths::ORDERS) { (icon("ramjet")) b { "Ramjet" } }
                nav.desks aria-label=(voice.desks()) {
                    ul {
                        @if self.visit.scope().may(Right::SeeInbox) {
                            li { (self.link(Here::Inbox, paths::INBOX, ("inbox", voice.inbox()), self.unread())) }
                        }
                        li { (self.link(Here::Orders, paths::ORDERS, ("orders", voice.orders()), count)) }
                        li { (self.link(Here::Catalogue, paths::PRODUCTS, ("box", voice.catalogue()), html! {})) }
                        @if self.visit.scope().may(Right::SeeInsight) {
                            li { (self.link(Here::Insight, paths::FIGURES, ("figures", voice.insight()), html! {})) }
                        }
                        @if self.visit.scope().may(Right::SeeStatus) {
                            li { (self.link(Here::Status, paths::STATUS, ("pulse", voice.status()), self.alarm())) }
                        }
                        @if self.visit.scope().may(Right::ManageOrganisation) {
                            li { (self.link(Here::Settings, paths::SETTINGS, ("sliders", voice.settings()), html! {})) }
                        }
                        li { (self.link(Here::Account, paths::ACCOUNT, ("person", voice.account()), html! {})) }
                    }
                }
                (self.views)
                (self.person())
            }
        }
    }

    /// How many things need a person, in red; otherwise how many letters are refused and tried again; nothing when all is well.
    fn alarm(&self) -> Markup {
        let (alarms, put_off, voice) = (self.visit.alarms, self.visit.put_off, self.visit.voice);
        html! {
            @if alarms > 0 { span.count data-state="failed" { (alarms) span.hushed { " " (voice.need_you()) } } }
            @else if put_off > 0 { span.count data-state="check" { (put_off) span.hushed { " " (voice.are_put_off()) } } }
        }
    }

    /// How many messages could not be read, in red; nothing when all could.
    fn unread(&self) -> Markup {
        let unread = self.visit.unread;
        html! { @if unread > 0 { span.count data-state="failed" { (unread) span.hushed { " " (self.visit.voice.could_not_be_read()) } } } }
    }

    fn link(&self, here: Here, to: &str, (shape, word): (&str, &str), count: Markup) -> Markup {
        let current = (self.here == here).then_some("page");
        html! { a href=(to) aria-current=[current] { (icon(shape)) b { (word) } (count) } }
    }

    fn person(&self) -> Markup {
        let signed = &self.visit.signed;
        let voice = self.visit.voice;
        html! {
            div.person {
                a href=(paths::ACCOUNT) { b { (signed.user_name) } span { (signed.organisation_name) } }
                (form::Post::to(paths::SIGN_OUT).around(html! {
                    button.btn type="submit" data-kind="quiet" title=(voice.sign_out()) {
                        (icon("leave")) span.hushed { (voice.sign_out()) }
                    }
                }))
            }
        }
    }
}

/// The name of a role, as shown.
pub fn role_name(voice: Voice, role: Role) -> &'static str {
    match role {
        Role::Owner => voice.role_owner(),
        Role::Admin => voice.role_admin(),
        Role::Reviewer => voice.role_reviewer(),
        Role::Warehouse => voice.role_warehouse(),
        Role::Viewer => voice.role_viewer(),
    }
}

/// A page for somebody at the door: one quiet column with the heading and what follows.
pub fn door(guest: &Guest, heading: &str, content: Markup) -> Markup {
    let body = html! {
        main.door #main {
            p.brand { (icon("ramjet")) b { "Ramjet" } }
            h1 tabindex="-1" { (heading) }
            (content)
        }
    };
    document(guest.voice, guest.look, &guest.files, &guest.voice.page_title(heading), body)
}

fn document(voice: Voice, look: Look, files: &Files, title: &str, body: Markup) -> Markup {
    let density = look.is_comfortable.then_some("comfortable");
    let keys = look.is_without_letters.then_some("off");
    html! {
        (DOCTYPE)
        html lang=(voice.locale().tag()) data-theme=[look.theme] data-density=[density] data-keys=[keys] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" type="image/svg+xml" href=(files.icon.path());
                link rel="stylesheet" href=(files.css.path());
                script src=(files.htmx.path()) defer {}
                script src=(files.js.path()) type="module" {}
            }
            body { (sprite()) (body) }
        }
    }
}
