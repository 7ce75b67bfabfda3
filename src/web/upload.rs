//! Adding an order by hand: the form that stands on the lists and on a page of its own, and what it posts to. Files that are
//! dropped or pasted anywhere on a list go through the same form.

use actix_multipart::{Field, Multipart};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::StreamExt as _;
use maud::{Markup, html};

use super::error::WebError;
use super::session::Visit;
use super::ui::{Button, Frame, Here, Kind, Mistake, icon, mistakes, once};
use super::{App, paths, wants};
use crate::auth::Right;
use crate::intake::upload::{
    AddedFile, FILE_BYTES_MAX, FILES_MAX, TEXT_BYTES_MAX, UPLOAD_BYTES_MAX, UploadError, plain_name, upload,
};
use crate::ops::deed::{Deed, OnceForm};
use crate::ops::once::OnceError;
use crate::words::Voice;

/// Bytes that are still taken from the line after a limit was passed, so that the browser listens to the answer.
const REST_BYTES_MAX: usize = 512 << 20;

/// What was sent.
#[derive(Debug, Default)]
struct Sent {
    once: String,
    to: String,
    text: String,
    files: Vec<AddedFile>,
    /// What is over a limit: the name of the file, or nothing for all of them together.
    over: Option<Over>,
    bytes: usize,
    rest: usize,
}

#[derive(Debug)]
enum Over {
    File(String),
    Text,
    All,
}

/// The button on a list and the form it opens; nothing for those who may not add orders.
pub fn opener(visit: &Visit, here: Here) -> Markup {
    let voice = visit.voice;
    html! {
        @if visit.scope().may(Right::ReviewOrders) {
            button.btn type="button" popovertarget="add" data-key="n" aria-keyshortcuts="n" { (icon("add")) (voice.add_order()) }
            div.menu.add #add popover { h2 { (voice.add_order()) } (form(voice, here, "", &[])) }
            (drop_zone(voice))
        }
    }
}

/// What is shown while files are held over the page.
fn drop_zone(voice: Voice) -> Markup {
    html! { div.drop hidden data-drop aria-hidden="true" { p { (icon("inbox")) (voice.drop_here()) } } }
}

/// The form itself.
fn form(voice: Voice, here: Here, text: &str, wrong: &[Mistake]) -> Markup {
    let to = if here == Here::Inbox { paths::INBOX } else { paths::ORDERS };
    let fault = |field: &str| wrong.iter().find(|mistake| mistake.field == field);
    html! {
        form.form method="post" action=(paths::INBOX) enctype="multipart/form-data" data-upload
            data-sending=(voice.sending_files()) data-failed=(voice.sending_failed()) {
            (mistakes(voice, wrong))
            (once())
            input type="hidden" name="to" value=(to);
            div.field {
                label for="f-files" { (voice.add_files()) }
                input #f-files type="file" name="files" multiple aria-describedby="f-files-hint" aria-invalid=[fault("files").map(|_| "true")];
                @if let Some(fault) = fault("files") { p.fault { (fault.text) } }
                small #f-files-hint { (voice.add_files_hint()) }
                small hidden data-paste { (voice.paste_files_hint()) }
            }
            div.field {
                label for="f-text" { (voice.add_text()) }
                textarea #f-text name="text" rows="4" autocomplete="off" aria-invalid=[fault("text").map(|_| "true")] { (text) }
                @if let Some(fault) = fault("text") { p.fault { (fault.text) } }
            }
            div.sending hidden { progress max="100" value="0" aria-label=(voice.sending_files()) {} }
            p.muted role="status" aria-live="polite" data-said {}
            div.pair { (Button::new(voice.add_now()).kind(Kind::Primary)) }
        }
    }
}

/// `GET /inbox/new` — the form on a page of its own.
pub async fn page(visit: Visit) -> HttpResponse {
    wants::page(alone(&visit, Here::Inbox, "", &[]))
}

fn alone(visit: &Visit, here: Here, text: &str, wrong: &[Mistake]) -> Markup {
    let voice = visit.voice;
    let back = if here == Here::Inbox { (paths::INBOX, voice.inbox_title()) } else { (paths::ORDERS, voice.orders()) };
    Frame::new(visit, voice.add_order(), here)
        .head(html! {
            a.btn data-kind="quiet" href=(back.0) data-key="u" aria-keyshortcuts="u" { (icon("back")) span.word-wide { (back.1) } }
            h1 tabindex="-1" { (voice.add_order()) }
        })
        .body(html! { div.fill.scroll { div.page { (form(voice, here, text, wrong)) } } (drop_zone(voice)) })
        .page()
}

/// `POST /inbox` — adds every file, and the text, as a message of its own.
pub async fn create(
    app: Data<App>, visit: Visit, request: HttpRequest, payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let voice = visit.voice;
    let mut sent = Sent::default();
    read(Multipart::new(request.headers(), payload), &mut sent).await?;
    let here = if sent.to == paths::INBOX { Here::Inbox } else { Here::Orders };
    let location = if here == Here::Inbox { paths::INBOX } else { paths::ORDERS };
    let refused = |mistake: Mistake, text: &str| {
        wants::html(StatusCode::UNPROCESSABLE_ENTITY).body(alone(&visit, here, text, &[mistake]).into_string())
    };
    let of_files = |text: String| Mistake::new("files", text);
    match &sent.over {
        Some(Over::File(name)) => return Ok(refused(of_files(voice.file_too_large(name)), &sent.text)),
        Some(Over::All) => return Ok(refused(of_files(voice.too_many_files().to_owned()), &sent.text)),
        Some(Over::Text) => return Ok(refused(Mistake::new("text", voice.text_too_long()), &sent.text)),
        None => {}
    }
    let mut files = sent.files;
    if !sent.text.trim().is_empty() {
        files.push(AddedFile { name: voice.pasted_name().to_owned(), bytes: sent.text.clone().into_bytes() });
    }
    let deed = Deed {
        db: &app.db,
        now: app.clock.now(),
        scope: visit.scope(),
        actor: &visit.signed.user_name,
        once: Some(OnceForm { key: &sent.once, route: "POST /inbox", location }),
    };
    match upload(&deed, &app.blobs, &files, app.road.first).await {
        Ok(_) => {
            app.wake.ring();
            Ok(wants::see_other(location))
        }
        Err(UploadError::Nothing) => Ok(refused(of_files(voice.nothing_to_add().to_owned()), &sent.text)),
        Err(UploadError::Empty(name)) => Ok(refused(of_files(voice.file_is_empty(&name)), &sent.text)),
        Err(UploadError::TooLarge(name)) => Ok(refused(of_files(voice.file_too_large(&name)), &sent.text)),
        Err(UploadError::TooMany) => Ok(refused(of_files(voice.too_many_files().to_owned()), &sent.text)),
        Err(UploadError::NotPermitted) => Err(WebError::Missing),
        Err(UploadError::Once(OnceError::OtherRoute(_))) => Err(WebError::KeyUsed),
        Err(UploadError::Once(OnceError::Malformed)) => Err(WebError::Malformed),
        Err(error) => Err(WebError::fault(error)),
    }
}

/// Reads the fields of the form as they come in; what is over a limit is let pass by without being kept.
async fn read(mut fields: Multipart, sent: &mut Sent) -> Result<(), WebError> {
    while let Some(field) = fields.next().await {
        let mut field = field.map_err(|_| WebError::Malformed)?;
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "once" => sent.once = text(&mut field, 200, sent).await?.unwrap_or_default(),
            "to" => sent.to = text(&mut field, 200, sent).await?.unwrap_or_default(),
            "text" => match text(&mut field, TEXT_BYTES_MAX, sent).await? {
                Some(text) => sent.text = text,
                None => sent.over = Some(Over::Text),
            },
            "files" => file(&mut field, sent).await?,
            _ => {
                bytes(&mut field, 0, sent).await?;
            }
        }
    }
    Ok(())
}

async fn text(field: &mut Field, most: usize, sent: &mut Sent) -> Result<Option<String>, WebError> {
    let bytes = bytes(field, most, sent).await?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).replace("\r\n", "\n")))
}

async fn file(field: &mut Field, sent: &mut Sent) -> Result<(), WebError> {
    let disposition = field.content_disposition();
    let name = disposition.and_then(|disposition| disposition.get_filename()).unwrap_or_default().to_owned();
    let room = FILE_BYTES_MAX.min(UPLOAD_BYTES_MAX.saturating_sub(sent.bytes));
    let is_one_more = sent.files.len() < FILES_MAX && sent.over.is_none();
    let Some(bytes) = bytes(field, if is_one_more { room } else { 0 }, sent).await? else {
        let is_file = is_one_more && room == FILE_BYTES_MAX;
        let over = if is_file { Over::File(plain_name(&name)) } else { Over::All };
        sent.over.get_or_insert(over);
        return Ok(());
    };
    // A form without a chosen file sends one without name and bytes.
    if !(name.is_empty() && bytes.is_empty()) {
        sent.bytes += bytes.len();
        sent.files.push(AddedFile { name, bytes });
    }
    Ok(())
}

/// The bytes of a field; `None` when there are more than `most`.
async fn bytes(field: &mut Field, most: usize, sent: &mut Sent) -> Result<Option<Vec<u8>>, WebError> {
    let mut kept = Vec::new();
    let mut is_over = false;
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(|_| WebError::Malformed)?;
        is_over |= kept.len() + piece.len() > most;
        if is_over {
            kept = Vec::new();
            sent.rest += piece.len();
            if sent.rest > REST_BYTES_MAX {
                return Err(WebError::TooLarge);
            }
        } else {
            kept.extend_from_slice(&piece);
        }
    }
    Ok((!is_over).then_some(kept))
}
