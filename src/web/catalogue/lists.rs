//! The lists of products and customers.

use maud::{Markup, html};

use super::labels;
use crate::auth::Right;
use crate::matching::catalogue::list::{CustomerList, CustomerRow, ProductList, ProductRow};
use crate::reader::units::{Currency, Millionths};
use crate::web::paths;
use crate::web::session::Visit;
use crate::web::ui::{Frame, Here, badge, empty};
use crate::words::Voice;

/// The box to search in: a plain form, reached by its key.
fn finder(voice: Voice, to: &str, words: &str, hint: &str) -> Markup {
    html! {
        search.find {
            form method="get" action=(to) {
                label.hushed for="find" { (voice.find()) }
                input #find type="search" name="q" value=(words) placeholder=(hint) autocomplete="off" data-key="/"
                    aria-keyshortcuts="/";
                button.btn type="submit" data-kind="quiet" { (voice.find()) }
            }
        }
    }
}

/// The page of the list of products.
pub fn products(visit: &Visit, list: &ProductList) -> Markup {
    let voice = visit.voice;
    let hits = list.hits.map(|hits| i64::try_from(hits).unwrap_or(i64::MAX));
    let body = html! {
        div.fill.scroll tabindex="-1" {
            @if list.rows.is_empty() { (no_products(visit, list)) } @else {
                @if list.is_cut { p.reading-line data-state="check" role="status" { (voice.too_many_found()) } }
                div.list data-of="products" {
                    div.headings aria-hidden="true" {
                        span { (voice.product()) } span { (voice.made_for()) } span { (voice.state_word()) }
                        span.figure { (voice.price_list()) } span.figure { (voice.lead_time()) }
                    }
                    ol { @for row in &list.rows { (product(voice, row, list.currency)) } }
                }
                (further(voice, paths::PRODUCTS, &list.query.words, list.query.after.is_some(), list.next.map(|id| id.0)))
            }
        }
    };
    let head = html! {
        h1 tabindex="-1" { (voice.products()) @if let Some(hits) = hits { " " span.count { (voice.products_found(hits)) } } }
        (finder(voice, paths::PRODUCTS, &list.query.words, voice.find_products()))
        @if visit.scope().may(Right::ManageCatalogue) {
            span.end { a.btn href={ (paths::PRODUCTS) "/new" } data-key="n" aria-keyshortcuts="n" { (voice.add_product()) } }
        }
    };
    Frame::new(visit, voice.products(), Here::Catalogue)
        .views(super::views(visit, Some(paths::PRODUCTS)))
        .head(head)
        .body(body)
        .page()
}

fn no_products(visit: &Visit, list: &ProductList) -> Markup {
    let voice = visit.voice;
    if !list.query.words.is_empty() {
        let next = Some((paths::PRODUCTS, voice.show_all()));
        return empty("box", voice.nothing_found_title(), voice.nothing_found_text(), next);
    }
    let may = visit.scope().may(Right::ManageCatalogue);
    let next = may.then_some((paths::IMPORTS, voice.import_export()));
    empty("box", voice.no_products_title(), voice.no_products_text(), next)
}

fn product(voice: Voice, row: &ProductRow, own: Currency) -> Markup {
    html! {
        li.row {
            div.row-who {
                a.row-link href=(paths::product(row.id)) { b { bdi { (row.code) } } }
                p { bdi { (row.description) } }
            }
            div.row-why { span { bdi { (row.customer.as_deref().unwrap_or("–")) } } p { bdi { (row.colours.join(", ")) } } }
            div.row-due {
                (labels::state_badge(voice, row.state))
                @if let Some(day) = row.discontinued_on { p { (voice.date_brief(day)) } }
            }
            div.row-sum.figure {
                @match &row.price {
                    Some((price, per, currency)) => {
                        span { @if currency != own.code() { (currency) " " } (voice.price(*price)) }
                        p { @if *per != Millionths::whole(1) { (voice.per(&voice.number(*per))) } }
                    }
                    None => { span.muted { "–" } }
                }
            }
            div.row-age.figure { @if let Some(days) = row.lead_days { (voice.lead(days)) } @else { span.muted { "–" } } }
        }
    }
}

/// The page of the list of customers.
pub fn customers(visit: &Visit, list: &CustomerList) -> Markup {
    let voice = visit.voice;
    let body = html! {
        div.fill.scroll tabindex="-1" {
            @if list.rows.is_empty() { (no_customers(visit, list)) } @else {
                div.list data-of="customers" {
                    div.headings aria-hidden="true" {
                        span { (voice.customer()) } span { (voice.label_domains()) } span { (voice.state_word()) }
                        span.figure { (voice.label_tolerance()) } span.figure { (voice.lead_time()) }
                    }
                    ol { @for row in &list.rows { (customer(voice, row)) } }
                }
                (further(voice, paths::CUSTOMERS, &list.query.words, list.query.after.is_some(), list.next.map(|id| id.0)))
            }
        }
    };
    let head = html! {
        h1 tabindex="-1" { (voice.customers()) }
        (finder(voice, paths::CUSTOMERS, &list.query.words, voice.find_customers()))
        @if visit.scope().may(Right::ManageCatalogue) {
            span.end { a.btn href={ (paths::CUSTOMERS) "/new" } data-key="n" aria-keyshortcuts="n" { (voice.add_customer()) } }
        }
    };
    Frame::new(visit, voice.customers(), Here::Catalogue)
        .views(super::views(visit, Some(paths::CUSTOMERS)))
        .head(head)
        .body(body)
        .page()
}

fn no_customers(visit: &Visit, list: &CustomerList) -> Markup {
    let voice = visit.voice;
    if !list.query.words.is_empty() {
        let next = Some((paths::CUSTOMERS, voice.show_all()));
        return empty("person", voice.nothing_found_title(), voice.nothing_found_text(), next);
    }
    let may = visit.scope().may(Right::ManageCatalogue);
    let next = may.then_some((paths::IMPORTS, voice.import_export()));
    empty("person", voice.no_customers_title(), voice.no_customers_text(), next)
}

fn customer(voice: Voice, row: &CustomerRow) -> Markup {
    html! {
        li.row {
            div.row-who {
                a.row-link href=(paths::customer(row.id)) { b { bdi { (row.name) } } }
                p { bdi { (row.number.as_deref().unwrap_or_default()) } }
            }
            div.row-why { span { bdi { (row.domains.join(", ")) } } }
            div.row-due {
                @if row.is_active { (badge("clean", "approve", voice.product_active())) }
                @else { (badge("quiet", "none", voice.product_gone())) }
            }
            div.row-sum.figure {
                @if let Some(percent) = row.price_tolerance_percent { (voice.number(percent)) " %" } @else { span.muted { "–" } }
            }
            div.row-age.figure { @if let Some(days) = row.lead_days { (voice.lead(days)) } @else { span.muted { "–" } } }
        }
    }
}

fn further(voice: Voice, list: &str, words: &str, is_below: bool, next: Option<i64>) -> Markup {
    html! {
        nav.older.pair aria-label=(voice.further_down()) {
            @if is_below { a.btn href=(paths::found(list, words, None)) { (voice.to_the_top()) } }
            @if next.is_some() { a.btn href=(paths::found(list, words, next)) rel="next" { (voice.further_down()) } }
        }
    }
}
