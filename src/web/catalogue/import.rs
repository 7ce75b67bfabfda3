//! Files for the catalogue: handed in, their columns named, looked at, accepted as a whole; and files out of it.

use actix_multipart::Multipart;
use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::import_form::{self, SUBJECTS, word};
use super::labels;
use super::request::{Asked, Fields};
use crate::entity::ids::{BlobHash, ImportId};
use crate::entity::states::{ImportState, ImportSubject};
use crate::matching::catalogue::Refusal;
use crate::matching::catalogue::export::{self as room_export, Format};
use crate::matching::catalogue::fields::Problem;
use crate::matching::catalogue::import::{self as room, ChangedRow, ImportError, ImportPage, RefusedRow, targets};
use crate::ops::deed::{Deed, OnceForm};
use crate::web::error::{WebError, notice};
use crate::web::said::Said;
use crate::web::session::Visit;
use crate::web::ui::{Button, Frame, Here, Kind, Mistake, Post, badge, mistakes, once, version};
use crate::web::{App, paths, wants};
use crate::words::{Voice, why_unread};

impl From<ImportError> for WebError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Catalogue(error) => error.into(),
            ImportError::Settled | ImportError::Moved | ImportError::NothingToDo => Self::NotNow,
            ImportError::Blob(_) | ImportError::Isolate(_) | ImportError::Stored(_) => Self::fault(error),
            _ => Self::Malformed,
        }
    }
}

/// Why a file is not taken, in a sentence; anything else is a fault.
fn sentence(voice: Voice, error: ImportError) -> Result<String, WebError> {
    Ok(match error {
        ImportError::Empty => voice.import_empty().to_owned(),
        ImportError::OnlyHeadings => voice.import_only_headings().to_owned(),
        ImportError::NoTable => voice.import_no_table().to_owned(),
        ImportError::TooLarge => voice.import_too_large().to_owned(),
        ImportError::Unreadable(reason) => why_unread(&*voice, reason).to_owned(),
        ImportError::NoKey(name) => voice.column_missing(&labels::of_column(voice, name)),
        ImportError::Moved => voice.import_moved().to_owned(),
        ImportError::Settled => voice.import_settled().to_owned(),
        ImportError::NothingToDo => voice.import_nothing().to_owned(),
        error => return Err(error.into()),
    })
}

fn subject_name(voice: Voice, subject: ImportSubject) -> &'static str {
    match subject {
        ImportSubject::Products => voice.import_products(),
        ImportSubject::Prices => voice.import_prices(),
        ImportSubject::Customers => voice.import_customers(),
        ImportSubject::PartNumbers => voice.import_part_numbers(),
    }
}

/// `GET /catalogue/imports`
pub async fn index(app: Data<App>, visit: Visit) -> Result<HttpResponse, WebError> {
    let files = room::list(&app.db, visit.scope()).await?;
    Ok(wants::page(front(&visit, &files, ImportSubject::Products, &[])))
}

fn front(visit: &Visit, files: &[ImportPage], chosen: ImportSubject, wrong: &[Mistake]) -> Markup {
    let voice = visit.voice;
    let body = html! {
        div.fill.scroll { div.page {
            (upload(voice, chosen, wrong))
            (exports(voice))
            @if !files.is_empty() { (handed_in(voice, files)) }
        } }
    };
    Frame::new(visit, voice.import_title(), Here::Catalogue)
        .views(super::views(visit, Some(paths::IMPORTS)))
        .head(html! { h1 tabindex="-1" { (voice.import_title()) } })
        .body(body)
        .page()
}

fn upload(voice: Voice, chosen: ImportSubject, wrong: &[Mistake]) -> Markup {
    html! {
        form.form method="post" action=(paths::IMPORTS) enctype="multipart/form-data" {
            (once())
            p { (voice.import_lead()) }
            (mistakes(voice, wrong))
            fieldset.field {
                legend { (voice.import_what()) }
                div.choices {
                    @for subject in SUBJECTS {
                        label { input type="radio" name="subject" value=(word(subject)) checked[subject == chosen]; (subject_name(voice, subject)) }
                    }
                }
            }
            div.field {
                label for="f-file" { (voice.import_file()) }
                input #f-file type="file" name="file" accept=".csv,.txt,.tsv,.xlsx,.xls" aria-describedby="f-file-hint"
                    aria-invalid=[(!wrong.is_empty()).then_some("true")];
                small #f-file-hint { (voice.import_file_hint()) }
            }
            div.pair { (Button::new(voice.hand_in()).kind(Kind::Primary)) }
        }
    }
}

fn exports(voice: Voice) -> Markup {
    html! {
        section.stack {
            h2 { (voice.export_title()) }
            p.muted { (voice.export_lead()) }
            table.rows { tbody {
                @for subject in SUBJECTS {
                    tr {
                        th scope="row" { (subject_name(voice, subject)) }
                        td.figure {
                            @for ending in ["csv", "xlsx"] {
                                a.btn data-size="small" href=(paths::export(&format!("{}.{ending}", word(subject)))) download {
                                    span.hushed { (subject_name(voice, subject)) " " } (ending.to_uppercase())
                                } " "
                            }
                        }
                    }
                }
            } }
        }
    }
}

fn state(voice: Voice, state: ImportState) -> Markup {
    match state {
        ImportState::Preview => badge("check", "check", voice.import_state_preview()),
        ImportState::Applied => badge("clean", "approve", voice.import_state_applied()),
        ImportState::Discarded => badge("quiet", "none", voice.import_state_discarded()),
    }
}

fn handed_in(voice: Voice, files: &[ImportPage]) -> Markup {
    html! {
        section.stack {
            h2 { (voice.imports_before()) }
            table.rows { tbody {
                @for file in files {
                    tr {
                        td { a href=(paths::import(file.id)) { bdi { (file.file_name) } } p { (subject_name(voice, file.subject)) } }
                        td { (state(voice, file.state)) }
                        td.figure { (voice.date_time(file.created_at)) p { (voice.rows_counted(file.row_count)) } }
                    }
                }
            } }
        }
    }
}

/// `POST /catalogue/imports` — keeps a file and shows what it would change.
pub async fn create(
    app: Data<App>, visit: Visit, request: HttpRequest, payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let sent = import_form::read(Multipart::new(request.headers(), payload)).await?;
    let voice = visit.voice;
    let refused = async |text: String| -> Result<HttpResponse, WebError> {
        let files = room::list(&app.db, visit.scope()).await?;
        let page = front(&visit, &files, sent.subject, &[Mistake::new("file", text)]);
        Ok(wants::html(StatusCode::UNPROCESSABLE_ENTITY).body(page.into_string()))
    };
    if sent.is_too_large {
        return refused(voice.import_too_large().to_owned()).await;
    }
    let Some(file) = sent.file.clone() else { return refused(voice.no_file_chosen().to_owned()).await };
    // The key is good for this file only.
    let route = format!("POST {} {} {}", request.path(), word(sent.subject), BlobHash::of(&file.bytes));
    let deed = Deed {
        db: &app.db,
        now: app.clock.now(),
        scope: visit.scope(),
        actor: &visit.signed.user_name,
        once: Some(OnceForm { key: &sent.once, route: &route, location: paths::IMPORTS }),
    };
    match room::hand_in(&deed, &app.blobs, &app.isolate, file).await {
        Ok(id) => Ok(wants::see_other(&paths::import(id))),
        Err(error) => refused(sentence(voice, error)?).await,
    }
}

/// `GET /catalogue/imports/{id}`
pub async fn show(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let file = room::show(&app.db, visit.scope(), ImportId(*id)).await?;
    Ok(wants::page(frame(&visit, &file).page()))
}

fn frame<'a>(visit: &'a Visit, file: &ImportPage) -> Frame<'a> {
    let voice = visit.voice;
    let is_open = file.state == ImportState::Preview;
    let body = html! {
        div.fill.scroll { div.record { div.record-main {
            (result(voice, file))
        } div.record-side { @if is_open { (columns(voice, file)) } } } }
    };
    Frame::new(visit, "", Here::Catalogue)
        .title(file.file_name.clone())
        .views(super::views(visit, Some(paths::IMPORTS)))
        .head(html! {
            h1 tabindex="-1" { bdi { (file.file_name) } " " span.count { (voice.rows_counted(file.row_count)) } }
            div.end { (state(voice, file.state)) }
        })
        .body(body)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn result(voice: Voice, file: &ImportPage) -> Markup {
    let preview = &file.preview;
    let is_open = file.state == ImportState::Preview;
    let accepted = preview.new + preview.changed;
    html! {
        section.stack {
            div.title { h2 { @if is_open { (voice.what_would_change()) } @else { (voice.what_has_changed()) } } }
            @if let Some(missing) = &preview.missing {
                (notice("conflict", voice.refused_title(), &voice.column_missing(&labels::of_column(voice, missing)), ""))
            } @else {
                dl.counts {
                    div data-state=[(preview.new > 0).then_some("ok")] { dt { (voice.count_new()) } dd { (preview.new) } }
                    div data-state=[(preview.changed > 0).then_some("rule")] { dt { (voice.count_changed()) } dd { (preview.changed) } }
                    div { dt { (voice.count_unchanged()) } dd { (preview.unchanged) } }
                    div data-state=[(preview.refused > 0).then_some("missing")] { dt { (voice.count_refused()) } dd { (preview.refused) } }
                }
                p.muted { (voice.empty_changes_nothing()) }
                @if is_open { div.pair { (accepting(voice, file, accepted)) } }
                @if !preview.new_customers.is_empty() {
                    p { b { (voice.new_customers_word()) ": " } bdi { (preview.new_customers.join(", ")) } }
                }
                (refused_rows(voice, file))
                (changed_rows(voice, voice.count_changed(), &preview.changed_rows, preview.changed))
                (changed_rows(voice, voice.count_new(), &preview.new_rows, preview.new))
            }
        }
    }
}

fn accepting(voice: Voice, file: &ImportPage, accepted: usize) -> Markup {
    html! {
        @if accepted > 0 {
            (Post::to(&paths::of_import(file.id, "acceptance")).around(html! {
                (once()) input type="hidden" name="digest" value=(file.preview.digest);
                (Button::new(&voice.accept_rows(count(accepted))).kind(Kind::Primary).key("a"))
            }))
        } @else { p { (voice.import_nothing()) } }
        (Post::to(&paths::of_import(file.id, "discarding")).around(html! { (once()) (Button::new(voice.discard_file())) }))
    }
}

fn more(voice: Voice, shown: usize, all: usize) -> Markup {
    html! { @if all > shown { p.muted { (voice.more_rows(count(all - shown))) } } }
}

fn refused_rows(voice: Voice, file: &ImportPage) -> Markup {
    let preview = &file.preview;
    html! {
        @if preview.refused > 0 {
            div.title {
                h2 { (voice.count_refused()) " " span.count { (preview.refused) } }
                span.end { a href=(paths::of_import(file.id, "refused.csv")) download { (voice.refused_rows_file()) } }
            }
            table.rows {
                thead { tr { th scope="col" { (voice.row_word()) } th scope="col" { (voice.code()) } th scope="col" { (voice.reason_word()) } } }
                tbody {
                    @for row in &preview.refused_rows {
                        tr { td.figure { (row.row) } td { bdi { (row.key) } } td { @for reason in reasons(voice, row) { p { (reason) } } } }
                    }
                }
            }
            (more(voice, preview.refused_rows.len(), preview.refused))
        }
    }
}

fn reasons(voice: Voice, row: &RefusedRow) -> Vec<String> {
    let reason = |(field, problem, other): &(String, Problem, Option<String>)| {
        let refusal = Refusal { field: field.clone(), problem: *problem, other: other.clone() };
        format!("{}: {}", labels::of_column(voice, field), labels::problem(voice, &refusal))
    };
    row.faults.iter().map(reason).collect()
}

fn changed_rows(voice: Voice, heading: &str, rows: &[ChangedRow], all: usize) -> Markup {
    let shown = |word: &str, value: &Option<String>| match (value, labels::of_word(voice, word)) {
        (None, _) => String::new(),
        (Some(value), Some((_, kind))) => labels::shown(voice, kind, value),
        (Some(value), None) => value.clone(),
    };
    html! {
        @if all > 0 {
            div.title { h2 { (heading) " " span.count { (all) } } }
            table.rows {
                tbody {
                    @for row in rows {
                        tr {
                            td.figure { (row.row) }
                            th scope="row" { bdi { (row.key) } }
                            td {
                                @for (word, from, to) in &row.changes {
                                    @if word != "code" && word != "name" {
                                        p { (labels::of_column(voice, word)) ": "
                                            @if from.is_some() { del { bdi { (shown(word, from)) } } " " }
                                            ins { bdi { (shown(word, to)) } } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            (more(voice, rows.len(), all))
        }
    }
}

fn columns(voice: Voice, file: &ImportPage) -> Markup {
    let reading = &file.reading;
    let choices = targets(file.subject);
    let decimals = [
        (None, "", voice.decimal_certain()),
        (Some('.'), ".", voice.decimal_point()),
        (Some(','), ",", voice.decimal_comma()),
    ];
    html! {
        section {
            div.title { h2 { (voice.columns_title()) } }
            p.muted { (voice.columns_lead()) }
            (Post::to(&paths::of_import(file.id, "columns")).class("form").around(html! {
                (once()) (version(file.version))
                table.rows {
                    thead { tr { th scope="col" { (voice.column()) } th scope="col" { (voice.means()) } } }
                    tbody {
                        @for (place, heading) in reading.headings.iter().enumerate() {
                            @let id = format!("column-{place}");
                            tr {
                                td { label for=(id) { bdi { (heading) } } p { bdi { (reading.examples.get(place).map_or("", String::as_str)) } } }
                                td {
                                    select id=(id) name=(id) autocomplete="off" {
                                        option value="" { (voice.passed_over()) }
                                        @for target in &choices {
                                            option value=(target) selected[reading.columns.get(place).and_then(Option::as_deref) == Some(*target)] { (labels::of_column(voice, target)) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                div.field {
                    label for="decimal" { (voice.decimal_sign()) }
                    select #decimal name="decimal" autocomplete="off" {
                        @for (sign, value, name) in decimals { option value=(value) selected[reading.decimal == sign] { (name) } }
                    }
                }
                div.pair { (Button::new(voice.look_again())) }
            }))
        }
    }
}

async fn answer(
    (asked, what): (&Asked<'_>, Option<Said>), id: ImportId, done: Result<(), ImportError>,
) -> Result<HttpResponse, WebError> {
    let (app, visit) = (asked.app, asked.visit);
    let Err(error) = done else { return Ok(asked.over(&paths::import(id), what)) };
    let said = sentence(visit.voice, error)?;
    let file = room::show(&app.db, visit.scope(), id).await?;
    let page = frame(visit, &file).notice(notice("conflict", visit.voice.refused_title(), &said, "")).page();
    Ok(wants::html(StatusCode::CONFLICT).body(page.into_string()))
}

/// `POST /catalogue/imports/{id}/columns` — reads the columns otherwise and looks again.
pub async fn read_as(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ImportId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::import(id))?;
    let width = room::show(&app.db, visit.scope(), id).await?.reading.headings.len();
    let columns: Vec<String> = (0..width).map(|place| asked.text(&format!("column-{place}")).to_owned()).collect();
    let decimal = asked.text("decimal").chars().next();
    let done = room::read_as(&asked.deed(), &app.blobs, id, &columns, decimal).await;
    answer((&asked, None), id, done.map(drop)).await
}

/// `POST /catalogue/imports/{id}/acceptance` — what was shown, as a whole.
pub async fn apply(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ImportId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::import(id))?;
    let done = room::apply(&asked.deed(), &app.blobs, id, asked.text("digest")).await;
    answer((&asked, Some(Said::Import)), id, done.map(drop)).await
}

/// `POST /catalogue/imports/{id}/discarding`
pub async fn discard(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ImportId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::import(id))?;
    let done = room::discard(&asked.deed(), id).await;
    answer((&asked, Some(Said::ImportDiscarded)), id, done.map(drop)).await
}

/// `GET /catalogue/imports/{id}/refused.csv` — the rows that are not taken, with their reasons.
pub async fn refused(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let voice = visit.voice;
    let deed =
        Deed { db: &app.db, now: app.clock.now(), scope: visit.scope(), actor: &visit.signed.user_name, once: None };
    let (headings, rows) = room::refused(&deed, &app.blobs, ImportId(*id)).await?;
    let width = headings.len();
    let headings: Vec<&str> = headings.iter().map(String::as_str).chain([voice.reason_word()]).collect();
    let rows = rows.into_iter().map(|(mut cells, row)| {
        cells.resize(width, String::new());
        cells.push(reasons(voice, &row).join(" "));
        cells
    });
    let bytes = room_export::rows(&headings, rows).map_err(WebError::fault)?;
    Ok(download("text/csv; charset=utf-8", &format!("refused-{id}.csv"), bytes))
}

/// `GET /catalogue/exports/{file}` — `products.csv`, `prices.xlsx` …
pub async fn export(app: Data<App>, visit: Visit, file: web::Path<String>) -> Result<HttpResponse, WebError> {
    let (subject, ending) = file.split_once('.').ok_or(WebError::Missing)?;
    let subject = import_form::subject_of(subject).ok_or(WebError::Missing)?;
    let (format, kind) = match ending {
        "csv" => (Format::Csv, "text/csv; charset=utf-8"),
        "xlsx" => (Format::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        _ => return Err(WebError::Missing),
    };
    let bytes = room_export::export(&app.db, visit.scope(), subject, format).await.map_err(WebError::fault)?;
    Ok(download(kind, &file, bytes))
}

fn download(kind: &str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}
