//! The page of one order, put together: what rooms gave, what this person may do, and what is being edited.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::draft::Editing;
use super::{bar, facts, history, lines, list};
use crate::auth::Right;
use crate::entity::ids::{DocumentId, LineId, OrderId};
use crate::entity::states::{Action, OrderState, SetAside};
use crate::fulfilment::page::{LineNeeds, needs};
use crate::review::evidence::FieldName;
use crate::review::objection::Doubt;
use crate::review::page::{self, Mark, ObjectionView, OrderPage, Shown, Standing, Supported};
use crate::understanding::page::{self as understanding, DocumentView, Mark as HtmlMark, Source};
use crate::web::error::{WebError, notice};
use crate::web::session::Visit;
use crate::web::source::{self, Pane, Spot, Turn};
use crate::web::ui::{Frame, Here, badge, icon, mark, state_of_order};
use crate::web::wants::{self, Wants};
use crate::web::{App, paths};
use crate::words::Voice;

/// The page looks again after this long while its mail is being read again.
const LOOK_AGAIN_SECS: u32 = 2;

/// A text that was typed into a form that was refused, to be drawn into it again.
#[derive(Clone, Debug)]
pub enum Typed {
    /// None, or one that its own draft carries.
    Nothing,
    /// The reason of a rejection.
    Reason(String),
    /// The code of a line's product.
    Code(LineId, String),
    /// The number of the order that this one repeats.
    Number(String),
}

/// Everything the page of an order is drawn from.
pub struct Scene<'a> {
    /// Who looks.
    pub visit: &'a Visit,
    /// The order.
    pub page: OrderPage,
    /// What each line needs.
    pub needs: Vec<LineNeeds>,
    /// What is being edited.
    pub editing: Editing,
    source: Option<Source>,
    turn: Turn,
    notice: Option<(&'static str, String, String)>,
    /// What was typed into a form that was refused and is drawn again: a reason, or the code of a product.
    pub typed: Typed,
}

impl<'a> Scene<'a> {
    /// Asks the rooms for everything. The source is left out for those who may not read the mail.
    pub async fn load(app: &App, visit: &'a Visit, id: OrderId, editing: Editing) -> Result<Self, WebError> {
        let page = page::order(&app.db, visit.scope(), app.clock.now(), id).await?;
        let may_read = visit.scope().may(Right::SeeInbox);
        let source = match page.message.filter(|_| may_read) {
            Some(message) => Some(understanding::source(&app.db, visit.scope(), message).await?),
            None => None,
        };
        let needs = needs(&app.db, visit.scope(), id).await?;
        let editing = editing.fit(&page);
        Ok(Self { visit, page, needs, editing, source, turn: Turn::default(), notice: None, typed: Typed::Nothing })
    }

    /// With this of the source open.
    pub fn with_turn(mut self, turn: Turn) -> Self {
        self.turn = turn;
        self
    }

    /// With the version that the form was drawn from, where nothing was decided yet.
    pub fn at_version(mut self, version: i64) -> Self {
        self.page.version = version;
        self
    }

    /// With what was typed into the form that was refused.
    pub fn with_typed(self, typed: Typed) -> Self {
        Self { typed, ..self }
    }

    /// With a notice on top: its state, its heading and its sentence.
    pub fn with_notice(mut self, state: &'static str, title: &str, text: &str) -> Self {
        self.notice = Some((state, title.to_owned(), text.to_owned()));
        self
    }

    /// How to speak to the reader.
    pub fn voice(&self) -> Voice {
        self.visit.voice
    }

    /// Whether this person may do this now: review has put their rights and the state of the order together.
    pub fn may(&self, action: Action) -> bool {
        self.page.actions.contains(&action)
    }

    /// Whether this person may change values now.
    pub fn may_correct(&self) -> bool {
        self.may(Action::Correct)
    }

    /// Whether the form of a line is asked for that is none of this order.
    pub fn is_editing_a_line_of_another_order(&self) -> bool {
        matches!(&self.editing, Editing::Line(id, _) if !self.page.lines.iter().any(|line| line.id == *id))
    }

    /// Objections nobody has settled, in the order of the page.
    pub fn open(&self) -> impl Iterator<Item = &ObjectionView> {
        self.page.objections.iter().filter(|objection| objection.settled_by.is_none())
    }

    /// The place of a line on the page.
    pub fn position(&self, line: LineId) -> Option<i64> {
        self.page.lines.iter().find(|other| other.id == line).map(|line| line.position)
    }

    /// How the order is called: number and customer.
    pub fn title(&self) -> String {
        let voice = self.voice();
        let number = self.page.po_number.value.as_deref().map(|number| voice.po(number));
        let customer = self.page.customer.value.as_deref().unwrap_or(voice.no_customer());
        format!("{} – {customer}", number.unwrap_or_else(|| voice.no_number().to_owned()))
    }

    /// One value: a link to its place in the source, the mark of how well it is supported, or a dash.
    pub fn value<T>(&self, line: Option<i64>, shown: &Shown<T>, text: Markup) -> Markup {
        let voice = self.voice();
        let key = key(line, shown.field);
        if shown.value.is_none() {
            return html! { span.value.muted id={ "v-" (key) } { "–" span.hushed { " " (voice.not_found()) } } };
        }
        let place = shown.places.first().zip(self.source.as_ref());
        let turn = place.and_then(|(place, source)| self.turn.to_place(source, place, &key));
        let title = shown.entered_by.as_deref().map(|name| voice.entered_by(name));
        html! {
            @if let Some(((place, _), turn)) = place.zip(turn.as_ref()) {
                a.value id={ "v-" (key) } href={ (self.address(turn)) "#e-" (key) } data-mark=[turn.mark()] data-doc=[turn.doc.as_deref()] title=(source::quote_shown(voice, &place.quote)) { (text) }
            } @else {
                span.value id={ "v-" (key) } title=[title] { (text) }
                @if place.is_some() {
                    " " span.mark data-state="quiet" title=(voice.place_not_shown()) { (icon("none")) span.hushed { (voice.place_not_shown()) } }
                }
            }
            @if shown.mark != Mark::ByRule || line.is_none() { " " (mark(voice, shown.mark)) }
        }
    }

    /// This page, or its form, with something else of the source open.
    fn address(&self, turn: &Turn) -> String {
        let page = match &self.editing {
            Editing::Nothing => paths::order(self.page.id),
            Editing::Order(_) => paths::edit(self.page.id, None),
            Editing::Line(line, _) => paths::edit(self.page.id, Some(*line)),
        };
        paths::with_query(&page, &turn.query())
    }

    /// Where the frame of an HTML document finds its page. Its marks lead back to the values, except from a form: what is typed
    /// there would be lost.
    fn frame(&self, document: &DocumentView) -> String {
        let from = match (&self.editing, &self.turn.doc) {
            (Editing::Nothing, None) => "page",
            (Editing::Nothing, Some(_)) => "turned",
            _ => "form",
        };
        paths::order_document(self.page.id, document.id, from)
    }

    /// The marks of an HTML document of the source; `None` when the order has no such document.
    pub fn marks(&self, document: DocumentId, from: &str) -> Option<Vec<HtmlMark>> {
        let document = self.source.as_ref()?.documents.iter().find(|other| other.id == document)?;
        let back = match from {
            "page" => Some(paths::order(self.page.id)),
            "turned" => Some(paths::with_query(&paths::order(self.page.id), &Turn::to(&document.part).query())),
            _ => None,
        };
        Some(source::marks(&self.spots(), &document.part, back.as_deref()))
    }

    /// The whole page, or its main part.
    pub fn answer(self, wants: Wants, status: StatusCode) -> HttpResponse {
        let title = self.title();
        let frame = Frame::new(self.visit, &title, Here::Orders)
            .rail()
            .head(self.head())
            .notice(html! {
                @if let Some((state, title, text)) = &self.notice { (notice(state, title, text, "")) }
            })
            .body(html! { (self.split()) (bar::bar(&self)) });
        let is_looking_again = self.page.reading == Standing::Working && matches!(self.editing, Editing::Nothing);
        let frame = if is_looking_again { frame.look_again(LOOK_AGAIN_SECS) } else { frame };
        let mut answer = wants::html(status);
        match wants {
            Wants::Fragment => {
                if status == StatusCode::OK {
                    answer.insert_header(("HX-Replace-Url", paths::order(self.page.id)));
                }
                answer.body(frame.fragment().into_string())
            }
            Wants::Page => answer.body(frame.page().into_string()),
        }
    }

    /// Whether another order holds instead of this one.
    fn is_replaced(&self) -> bool {
        let is_sent_and_replaced = || {
            self.page
                .replaced_by
                .as_ref()
                .is_some_and(|newer| self.page.state.is_released() && newer.state.is_released())
        };
        matches!(self.page.set_aside, Some((SetAside::Superseded, _))) || is_sent_and_replaced()
    }

    fn head(&self) -> Markup {
        let voice = self.voice();
        let left = i64::try_from(self.open().count()).unwrap_or(i64::MAX);
        let (state, shape) = state_of_order(self.page.state);
        let (above, below) = self.page.neighbours;
        let step = |to: Option<OrderId>, key: &'static str, shape: &'static str, word: &'static str| {
            html! {
                @if let Some(to) = to {
                    a.btn data-kind="quiet" href=(paths::order(to)) data-key=(key) aria-keyshortcuts=(key) title=(word) {
                        (icon(shape)) span.hushed { (word) }
                    }
                }
            }
        };
        html! {
            a.btn data-kind="quiet" href=(paths::ORDERS) data-key="u" aria-keyshortcuts="u" {
                (icon("back")) span.word-wide { (voice.to_list()) }
            }
            h1 tabindex="-1" {
                bdi { (self.page.customer.value.as_deref().unwrap_or(voice.no_customer())) } " "
                span.muted { (self.page.po_number.value.as_deref().map_or_else(|| voice.no_number().to_owned(), |number| voice.po(number))) }
            }
            @if self.is_replaced() {
                (list::replaced(voice))
            } @else if self.page.state != OrderState::InReview {
                (badge(state, shape, bar::state_word(voice, self.page.state)))
            } @else if left > 0 {
                (badge("check", "check", &voice.left(left)))
            } @else {
                (badge("clean", "approve", voice.clean()))
            }
            div.end {
                @if self.page.revision > 1 { span.muted { "R" (self.page.revision) } }
                span.muted.word-wide { (voice.date_time(self.page.received_at)) }
                (step(above, "[", "up", voice.above()))
                (step(below, "]", "down", voice.below()))
            }
        }
    }

    fn split(&self) -> Markup {
        let voice = self.voice();
        let spots = self.spots();
        html! {
            div.order.fill {
                div.split data-source=[self.source.is_none().then_some("none")] {
                    @if let Some(source) = &self.source {
                        (source::pane(&Pane {
                            voice,
                            source,
                            turn: &self.turn,
                            spots: &spots,
                            address: &|turn| self.address(turn),
                            frame: &|document| self.frame(document),
                        }))
                    }
                    section.review aria-label=(voice.what_was_found()) {
                        div.review-body {
                            (bar::outcome(self))
                            (facts::facts(self))
                            @if !matches!(self.editing, Editing::Order(_)) { (lines::lines(self)) }
                            (history::history(self))
                        }
                    }
                }
            }
        }
    }

    /// Every place that supports a value on this page.
    fn spots(&self) -> Vec<Spot<'_>> {
        let rows = self.page.objections.iter().filter_map(|objection| self.spot_of_row(objection));
        self.page.supported().flat_map(|value| self.spots_of(value)).chain(rows).collect()
    }

    /// A row of the source that no line was made of, as long as nobody has said what it is.
    fn spot_of_row<'p>(&self, objection: &'p ObjectionView) -> Option<Spot<'p>> {
        let Doubt::RowNotTaken { place } = &objection.doubt else { return None };
        let label = self.voice().row_untaken().to_owned();
        objection.settled_by.is_none().then(|| Spot { key: row_key(objection), place, label, is_doubtful: true })
    }

    /// The link to the row of the source that an objection is about.
    pub fn link_to_row(&self, objection: &ObjectionView) -> Option<Markup> {
        let spot = self.spot_of_row(objection)?;
        let turn = self.turn.to_place(self.source.as_ref()?, spot.place, &spot.key)?;
        let to = format!("{}#e-{}", self.address(&turn), spot.key);
        Some(html! {
            a.value id={ "v-" (spot.key) } href=(to) data-mark=[turn.mark()] data-doc=[turn.doc.as_deref()] { (self.voice().show_row()) }
        })
    }

    fn spots_of<'p>(&self, value: Supported<'p>) -> impl Iterator<Item = Spot<'p>> + use<'p> {
        let Supported { line, field, mark, places } = value;
        let voice = self.voice();
        let name = super::sentences::field_name(voice, field);
        let label = line.map_or_else(|| name.to_owned(), |line| format!("{} {line}, {name}", voice.line()));
        (1..).zip(places).map(move |(n, place)| {
            let key = if n == 1 { key(line, field) } else { format!("{}-{n}", key(line, field)) };
            Spot { key, place, label: label.clone(), is_doubtful: mark == Mark::Check }
        })
    }
}

/// The name of a row of the source that an objection is about, in the ids of the page.
fn row_key(objection: &ObjectionView) -> String {
    format!("row-{}", objection.id)
}

/// The name of a value in the ids of the page: `po_number`, or `3-quantity` for line 3.
pub fn key(line: Option<i64>, field: FieldName) -> String {
    line.map_or_else(|| field.word().to_owned(), |line| format!("{line}-{}", field.word()))
}
