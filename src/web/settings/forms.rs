//! What the forms are made on: the template in force, the way to replace it, every placeholder, and how it looks.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::people::Pressed;
use super::upload::Upload;
use super::{Tab, answer, deed};
use crate::entity::ids::BlobHash;
use crate::entity::states::FormKind;
use crate::fulfilment::forms::{Documented, TEMPLATE_BYTES_MAX, TemplateFault, TemplateProblem};
use crate::fulfilment::page::sample;
use crate::fulfilment::templates::{self, Replacement, TemplateChangeError};
use crate::ops::deed::OnceForm;
use crate::web::error::{WebError, notice};
use crate::web::orders::workbook;
use crate::web::said::{self, Said};
use crate::web::session::Visit;
use crate::web::ui::{Button, Post, once, paper};
use crate::web::{App, paths};
use crate::words::Voice;

/// The forms with their words in addresses.
const FORMS: [(FormKind, &str); 2] = [(FormKind::OfficeOrder, "office-order"), (FormKind::WorksOrder, "works-order")];

/// `GET /settings/forms`
pub async fn page(app: Data<App>, visit: Visit) -> Result<HttpResponse, WebError> {
    show(&app, &visit, StatusCode::OK, html! {}).await
}

/// `GET /settings/forms/{kind}/template` — the workbook in force, to be changed.
pub async fn download(app: Data<App>, visit: Visit, form: web::Path<String>) -> Result<HttpResponse, WebError> {
    let kind = kind_of(&form)?;
    let (name, bytes) = templates::download(&app.db, &app.blobs, visit.scope(), kind).await?;
    Ok(workbook(name.to_owned(), bytes))
}

/// `POST /settings/forms/{kind}/template` — an uploaded workbook takes its place, or the fault is named with its cell.
pub async fn replace(
    app: Data<App>, visit: Visit, request: HttpRequest, form: web::Path<String>, payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let kind = kind_of(&form)?;
    let voice = visit.voice;
    let parts = Multipart::new(request.headers(), payload);
    let upload = Upload::read(parts, TEMPLATE_BYTES_MAX).await?;
    let refuse = |sentence: String| notice("fault", voice.template_refused(), &sentence, voice.template_unchanged());
    if upload.bytes.is_empty() {
        return show(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, refuse(voice.choose_a_file().to_owned())).await;
    }
    // The key is good for this file only: the same form with another one is another deed.
    let route = format!("{} {}", request.path(), BlobHash::of(&upload.bytes));
    let once = OnceForm { key: &upload.once, route: &route, location: paths::FORMS };
    let file = (upload.file_name.as_str(), upload.bytes);
    match templates::replace(&deed(&app, &visit, once), &app.blobs, kind, file).await {
        Ok(_) => Ok(said::see_other(&request, paths::FORMS, Said::TemplateReplaced)),
        Err(TemplateChangeError::Faulty(fault)) => {
            show(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, refuse(sentence(voice, &fault))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/forms/{kind}/restoration` — the built-in template takes its place again.
pub async fn restore(
    app: Data<App>, visit: Visit, request: HttpRequest, form: web::Path<String>, pressed: web::Form<Pressed>,
) -> Result<HttpResponse, WebError> {
    let kind = kind_of(&form)?;
    let once = OnceForm { key: &pressed.once, route: request.path(), location: paths::FORMS };
    templates::restore(&deed(&app, &visit, once), kind).await?;
    Ok(said::see_other(&request, paths::FORMS, Said::TemplateRestored))
}

fn kind_of(word: &str) -> Result<FormKind, WebError> {
    FORMS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind).ok_or(WebError::Missing)
}

async fn show(app: &App, visit: &Visit, status: StatusCode, said: Markup) -> Result<HttpResponse, WebError> {
    let voice = visit.voice;
    let mut sections = Vec::new();
    for (kind, word) in FORMS {
        let history = templates::history(&app.db, visit.scope(), kind).await.map_err(WebError::fault)?;
        let (sheet, documented) = sample(&app.db, &app.blobs, visit.scope(), (kind, voice.locale())).await?;
        let name = match kind {
            FormKind::OfficeOrder => voice.office_order(),
            FormKind::WorksOrder => voice.works_order(),
        };
        sections.push(html! {
            section.stack aria-labelledby=(word) {
                h2.over id=(word) { (name) }
                (in_force(voice, word, &history))
                details.card {
                    summary { (voice.template_preview()) }
                    (paper(name, &sheet))
                }
                details.card {
                    summary { (voice.placeholders_title()) " " span.count { (documented.len()) } }
                    (described(voice, &documented))
                }
                @if !history.is_empty() { (earlier(voice, &history)) }
            }
        });
    }
    let content = html! {
        p.muted { (voice.templates_lead()) }
        @for section in sections { (section) }
    };
    Ok(answer(visit, Tab::Forms, status, said, content))
}

/// What is in force, and what can be done.
fn in_force(voice: Voice, word: &str, history: &[Replacement]) -> Markup {
    let own = history.first().and_then(|newest| Some((newest.file_name.as_ref()?, newest)));
    let upload = paths::of_template(word, "template");
    let field = format!("file-{word}");
    html! {
        ul.cards {
            li {
                div.grow {
                    @match own {
                        None => p { b { (voice.built_in_template()) } },
                        Some((file, newest)) => {
                            p { b { (file) } }
                            p.muted { (voice.replaced_by(&newest.by, &voice.date_time(newest.at))) }
                        }
                    }
                }
                a.btn data-size="small" href=(upload) { (voice.download()) }
                @if own.is_some() {
                    (Post::to(&paths::of_template(word, "restoration")).around(html! {
                        (once()) (Button::new(voice.restore_built_in()).small())
                    }))
                }
            }
            li {
                form.inline.grow method="post" action=(upload) enctype="multipart/form-data" {
                    (once())
                    div.field {
                        label for=(field) { (voice.replace_by_workbook()) }
                        input id=(field) type="file" name="file" accept=".xlsx" required;
                    }
                    (Button::new(voice.upload()).small())
                }
            }
        }
    }
}

fn described(voice: Voice, documented: &[Documented]) -> Markup {
    html! {
        p.muted { (voice.placeholders_rules()) }
        table.described {
            thead { tr {
                th scope="col" { (voice.placeholder()) } th scope="col" { (voice.meaning()) } th scope="col" { (voice.example()) }
            } }
            tbody {
                @for one in documented {
                    tr {
                        td { code { (one.marker) } @if one.is_needed { " " span.mark data-state="check" { (voice.needed()) } } }
                        td { (voice.placeholder_meaning(&one.name)) }
                        td { (one.example) }
                    }
                }
            }
        }
    }
}

fn earlier(voice: Voice, history: &[Replacement]) -> Markup {
    html! {
        details.card {
            summary { (voice.earlier_templates()) }
            ul {
                @for one in history {
                    li {
                        (one.file_name.as_deref().unwrap_or(voice.built_in_template())) " · "
                        span.muted { (voice.replaced_by(&one.by, &voice.date_time(one.at))) }
                    }
                }
            }
        }
    }
}

/// What is wrong with an uploaded workbook, and where.
fn sentence(voice: Voice, fault: &TemplateFault) -> String {
    let what = match &fault.problem {
        TemplateProblem::TooLarge => voice.template_too_large().to_owned(),
        TemplateProblem::Encrypted => voice.template_encrypted().to_owned(),
        TemplateProblem::NotAWorkbook => voice.template_not_a_workbook().to_owned(),
        TemplateProblem::Macros => voice.template_macros().to_owned(),
        TemplateProblem::NoSheet => voice.template_no_sheet().to_owned(),
        TemplateProblem::Formula => voice.template_formula().to_owned(),
        TemplateProblem::OpenBraces => voice.template_open_braces().to_owned(),
        TemplateProblem::TwoLists => voice.template_two_lists().to_owned(),
        TemplateProblem::Merged => voice.template_merged().to_owned(),
        TemplateProblem::Unknown(name) => voice.template_unknown(name),
        TemplateProblem::Missing(marker) => voice.template_missing(marker),
    };
    match (&fault.sheet, &fault.cell) {
        (Some(sheet), Some(cell)) => voice.at_cell(sheet, cell, &what),
        (Some(sheet), None) => voice.at_sheet(sheet, &what),
        _ => what,
    }
}
