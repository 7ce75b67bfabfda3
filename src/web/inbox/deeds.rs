//! What a person decides about a message that became nothing: it is an order, or it is to be read again.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};
use serde::Deserialize;

use super::list;
use crate::auth::Right;
use crate::entity::ids::MessageId;
use crate::entity::states::Fate;
use crate::intake::page::MessageRow;
use crate::ops::deed::{Deed, OnceForm};
use crate::review::order as review;
use crate::web::error::WebError;
use crate::web::said::{self, Said};
use crate::web::session::Visit;
use crate::web::ui::{Button, Post, once};
use crate::web::{App, paths, wants};

/// Why a message is ignored whose order a person put away; it is not read again.
const PUT_AWAY: &str = "not_an_order";

/// What a form about a message carries.
#[derive(Debug, Deserialize)]
pub struct Asked {
    once: String,
}

/// `POST /inbox/{id}/order` — the message is an order: opens one from what can be found in it.
pub async fn make_order(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let id = MessageId(*id);
    let (route, location) = (route(&request), paths::message(id));
    let order = review::is_an_order(&deed(&app, &visit, (&asked.once, &route, &location)), id).await?;
    Ok(wants::see_other(&paths::order(order)))
}

/// `POST /inbox/{id}/reading` — a message that was ignored or failed is read again.
pub async fn read_again(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let id = MessageId(*id);
    let (route, location) = (route(&request), paths::message(id));
    let deed = deed(&app, &visit, (&asked.once, &route, &location));
    review::read_message_again(&deed, id, app.road.first).await?;
    app.wake.ring();
    Ok(said::see_other(&request, &location, Said::ReadingAgain))
}

/// `POST /inbox/{id}/dismissal` — a message that could not be read was looked at and needs nobody.
pub async fn put_away(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let id = MessageId(*id);
    let (route, location) = (route(&request), list::could_not_be_read());
    review::put_message_away(&deed(&app, &visit, (&asked.once, &route, &location)), id).await?;
    Ok(said::see_other(&request, &location, Said::PutAway))
}

fn route(request: &HttpRequest) -> String {
    format!("{} {}", request.method(), request.path())
}

fn deed<'a>(app: &'a App, visit: &'a Visit, (key, route, location): (&'a str, &'a str, &'a str)) -> Deed<'a> {
    Deed {
        db: &app.db,
        now: app.clock.now(),
        scope: visit.scope(),
        actor: &visit.signed.user_name,
        once: Some(OnceForm { key, route, location }),
    }
}

/// The buttons that fit the fate of the message and the rights of the person; nothing where there is none.
pub fn decisions(visit: &Visit, row: &MessageRow) -> Option<Markup> {
    let voice = visit.voice;
    if !visit.scope().may(Right::ReviewOrders) {
        return None;
    }
    let is_put_away = row.fate_reason.as_deref() == Some(PUT_AWAY);
    let (may_become, may_be_read) = (row.fate.may_become_an_order(), row.fate.may_be_read_again() && !is_put_away);
    let is_failed = row.fate == Fate::Failed;
    (may_become || may_be_read).then(|| {
        html! {
            @if may_become {
                div title=(voice.is_an_order_hint()) {
                    (Post::to(&paths::of_message(row.id, "order")).around(html! { (once()) (Button::new(voice.is_an_order()).key("o")) }))
                }
            }
            @if may_be_read {
                div title=(voice.read_again_hint()) {
                    (Post::to(&paths::of_message(row.id, "reading")).around(html! { (once()) (Button::new(voice.read_again()).key("g")) }))
                }
            }
            @if is_failed {
                div title=(voice.put_message_away_hint()) {
                    (Post::to(&paths::of_message(row.id, "dismissal")).around(html! { (once()) (Button::new(voice.put_message_away()).key("x")) }))
                }
            }
        }
    })
}

/// The two buttons beside a message in a list of those that could not be read; nothing for those who only look.
pub fn reread(visit: &Visit, id: MessageId, may_be_put_away: bool, name: &str) -> Markup {
    let voice = visit.voice;
    html! {
        @if visit.scope().may(Right::ReviewOrders) {
            (Post::to(&paths::of_message(id, "reading")).label(&voice.read_again_of(name)).around(html! {
                (once()) (Button::new(voice.read_again()).small())
            }))
            @if may_be_put_away {
                (Post::to(&paths::of_message(id, "dismissal")).around(html! {
                    (once()) (Button::new(voice.put_message_away()).small())
                }))
            }
        }
    }
}
