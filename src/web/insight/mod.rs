//! What the orders of a period amount to, as a page and as a file.

mod chart;
mod export;
mod figures;
mod tables;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data};
use maud::{Markup, html};
use serde::Deserialize;

use super::error::WebError;
use super::session::Visit;
use super::ui::{Frame, Here, empty, icon};
use super::{App, paths, wants};
use crate::insight::{self, BadPeriod, Figures, Period, Span, Step};
use crate::words::Voice;

/// What is asked of the page and of the file.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    period: Option<String>,
    from: Option<String>,
    until: Option<String>,
    by: Option<String>,
}

impl Asked {
    fn words(&self) -> insight::Asked<'_> {
        insight::Asked {
            period: self.period.as_deref(),
            from: self.from.as_deref(),
            until: self.until.as_deref(),
            by: self.by.as_deref(),
        }
    }
}

/// `GET /figures` — the figures of a period; 422 with the same form when the period is none.
pub async fn index(app: Data<App>, visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, WebError> {
    match Period::of(asked.words(), visit.voice.today(app.clock.now())) {
        Ok(period) => {
            let figures = insight::figures(&app.db, visit.scope(), period).await.map_err(WebError::fault)?;
            Ok(wants::page(page(&visit, &figures)))
        }
        Err(bad) => Ok(wants::html(StatusCode::UNPROCESSABLE_ENTITY).body(refused(&visit, &asked, bad).into_string())),
    }
}

/// `GET /figures.csv` — the same as a file.
pub async fn export(app: Data<App>, visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, WebError> {
    let period = match Period::of(asked.words(), visit.voice.today(app.clock.now())) {
        Ok(period) => period,
        Err(bad) => {
            let page = refused(&visit, &asked, bad).into_string();
            return Ok(wants::html(StatusCode::UNPROCESSABLE_ENTITY).body(page));
        }
    };
    let figures = insight::figures(&app.db, visit.scope(), period).await.map_err(WebError::fault)?;
    let name = format!("attachment; filename=\"figures-{}-{}.csv\"", period.first, period.last);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(export::csv(visit.voice, &figures)))
}

fn page(visit: &Visit, figures: &Figures) -> Markup {
    let voice = visit.voice;
    let period = figures.period;
    let body = html! {
        div.fill.scroll.insight tabindex="-1" {
            (days(voice, Some((&period.first.to_string(), &period.last.to_string())), None))
            @if figures.is_empty() {
                (empty("figures", voice.insight_empty_title(), voice.insight_empty_text(), None))
            } @else {
                (figures::cards(voice, figures))
                (chart::trend(voice, figures))
                div.insight-pair { (tables::customers(voice, figures)) (tables::products(voice, figures)) }
                (tables::corrections(voice, figures))
            }
        }
    };
    frame(
        visit,
        Some(period),
        body,
        html! {
            a.btn href=(paths::figures_file(&period)) download { (icon("down")) (voice.insight_export()) }
        },
    )
}

/// The page without figures, with what was wrong and what was typed.
fn refused(visit: &Visit, asked: &Asked, bad: BadPeriod) -> Markup {
    let voice = visit.voice;
    let sentence = match bad {
        BadPeriod::Unknown => voice.insight_bad_unknown(),
        BadPeriod::NotADay => voice.insight_bad_day(),
        BadPeriod::Backwards => voice.insight_bad_backwards(),
        BadPeriod::TooLong => voice.insight_bad_long(),
        BadPeriod::TooFine => voice.insight_bad_fine(),
    };
    let typed = (asked.from.as_deref().unwrap_or_default(), asked.until.as_deref().unwrap_or_default());
    let body = html! { div.fill.scroll.insight tabindex="-1" { (days(voice, Some(typed), Some(sentence))) } };
    frame(visit, None, body, html! {})
}

fn frame(visit: &Visit, period: Option<Period>, body: Markup, end: Markup) -> Markup {
    let voice = visit.voice;
    let said = period.map(|period| voice.insight_days(&voice.date_named(period.first), &voice.date_named(period.last)));
    let title =
        said.as_ref().map_or_else(|| voice.insight().to_owned(), |said| format!("{} – {said}", voice.insight()));
    Frame::new(visit, &title, Here::Insight)
        .views(spans(voice, period))
        .head(html! {
            h1 tabindex="-1" { (voice.insight()) @if let Some(said) = &said { " " span.count { (said) } } }
            div.end { (end) }
        })
        .body(body)
        .page()
}

fn spans(voice: Voice, period: Option<Period>) -> Markup {
    let current = period.map(|period| period.span);
    html! {
        nav.views aria-label=(voice.insight_period()) {
            h2 { (voice.insight_period()) }
            ul {
                @for span in Span::ALL.into_iter().filter(|span| *span != Span::Custom) {
                    li {
                        a href=(paths::figures_of(span)) aria-current=[(current == Some(span)).then_some("page")] {
                            b { (span_name(voice, span)) }
                        }
                    }
                }
            }
        }
    }
}

fn span_name(voice: Voice, span: Span) -> &'static str {
    match span {
        Span::Week => voice.insight_week(),
        Span::Month => voice.insight_month(),
        Span::Year => voice.insight_year(),
        Span::Custom => voice.insight_custom(),
    }
}

/// The form for two days, filled with what is shown or what was typed.
fn days(voice: Voice, values: Option<(&str, &str)>, mistake: Option<&str>) -> Markup {
    let (from, until) = values.unwrap_or_default();
    let id = mistake.map(|_| "period-mistake");
    let invalid = mistake.map(|_| "true");
    html! {
        form.insight-days method="get" action=(paths::FIGURES) {
            input type="hidden" name="period" value=(Span::Custom.word());
            div.field {
                label for="from" { (voice.insight_from()) }
                input #from type="date" name="from" value=(from) required aria-invalid=[invalid] aria-describedby=[id];
            }
            div.field {
                label for="until" { (voice.insight_until()) }
                input #until type="date" name="until" value=(until) required aria-invalid=[invalid] aria-describedby=[id];
            }
            button.btn type="submit" { (voice.insight_show()) }
            @if let Some(mistake) = mistake { p.fault #period-mistake role="alert" { (mistake) } }
        }
    }
}

/// What a step is called.
fn step_name(voice: Voice, step: Step) -> &'static str {
    match step {
        Step::Day => voice.insight_day(),
        Step::Week => voice.insight_by_week(),
        Step::Month => voice.insight_by_month(),
    }
}
