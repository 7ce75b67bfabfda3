//! Who bought most, what was bought most, and what had to be corrected.

use maud::{Markup, html};

use super::figures::share;
use crate::insight::{Figures, Top};
use crate::reader::units::Millionths;
use crate::review::evidence::FieldName;
use crate::web::orders::field_name;
use crate::words::Voice;

/// Customers by value.
pub fn customers(voice: Voice, figures: &Figures) -> Markup {
    ranking(voice, ("top-customers", voice.insight_top_customers(), voice.customer()), figures, &figures.customers)
}

/// Products by value.
pub fn products(voice: Voice, figures: &Figures) -> Markup {
    ranking(voice, ("top-products", voice.insight_top_products(), voice.product()), figures, &figures.products)
}

fn ranking(voice: Voice, (id, title, what): (&str, &str, &str), figures: &Figures, top: &[Top]) -> Markup {
    let has_units = top.iter().any(|one| one.units.is_some());
    html! {
        section.card aria-labelledby=(id) {
            h2 id=(id) { (title) }
            @if top.is_empty() { p.muted { (voice.insight_nobody()) } } @else {
                table.plain {
                    thead {
                        tr {
                            th scope="col" { (what) }
                            th.figure scope="col" { (voice.insight_orders()) }
                            @if has_units { th.figure scope="col" { (voice.insight_units()) } }
                            th.figure scope="col" { (voice.insight_value()) }
                            th.figure scope="col" { (voice.insight_share()) }
                        }
                    }
                    tbody { @for one in top { (rank(voice, figures, one, has_units)) } }
                }
            }
        }
    }
}

fn rank(voice: Voice, figures: &Figures, one: &Top, has_units: bool) -> Markup {
    html! {
        tr {
            th scope="row" {
                bdi { (one.name) }
                @if let Some(description) = &one.description { " " small { bdi { (description) } } }
            }
            td.figure { (voice.number(Millionths::whole(one.orders))) }
            @if has_units { td.figure { @if let Some(units) = one.units { (voice.number(units)) } } }
            td.figure { (voice.money(one.value)) }
            td.figure { (share(voice, one.value.minor, figures.revenue.minor)) }
        }
    }
}

/// Fields and the share of the released orders in which people corrected them.
pub fn corrections(voice: Voice, figures: &Figures) -> Markup {
    html! {
        section.card aria-labelledby="corrections" {
            h2 #corrections { (voice.insight_corrections()) }
            @if figures.corrected.is_empty() { p.muted { (voice.insight_no_corrections()) } } @else {
                table.plain {
                    thead {
                        tr {
                            th scope="col" { (voice.insight_field()) }
                            th.figure scope="col" { (voice.insight_corrected_in()) }
                            th.figure scope="col" { (voice.insight_share()) }
                        }
                    }
                    tbody {
                        @for one in &figures.corrected {
                            tr {
                                th scope="row" { (name_of(voice, &one.field)) }
                                td.figure { (voice.insight_orders_in(one.orders)) }
                                td.figure { (share(voice, one.orders, figures.released)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A field of the journal as people call it; one that this version does not know keeps its short name.
pub fn name_of(voice: Voice, field: &str) -> String {
    if field == "product" {
        return voice.product().to_owned();
    }
    let known: Option<FieldName> = serde_json::from_value(serde_json::Value::String(field.to_owned())).ok();
    known.map_or_else(|| field.to_owned(), |known| field_name(voice, known).to_owned())
}
