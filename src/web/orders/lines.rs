//! The lines of the order: what was ordered, our product and price, what it takes to make it, and the totals.

use maud::{Markup, html};

use super::draft::Editing;
use super::edit::line_form;
use super::learned;
use super::objections;
use super::scene::Scene;
use crate::fulfilment::requirements::{Known, Requirements, Unknown};
use crate::reader::units::{Millionths, Money};
use crate::review::evidence::FieldName;
use crate::review::objection::Doubt;
use crate::review::order::OF_LINE;
use crate::review::page::{LineView, Mark, Shown};
use crate::web::paths;
use crate::web::ui::{Button, Kind, Post, icon, mark, once, version};
use crate::words::Voice;

/// Columns of the table, the one of the pen included.
const COLUMNS: u32 = 8;

/// Heading, table and totals.
pub fn lines(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    html! {
        div.title {
            h2 { (voice.lines_title()) " " span.count { (scene.page.lines.len()) } }
            @if scene.page.totals.agree {
                span.end { span.mark data-state="ok" { (icon("approve")) } " " (voice.totals_agree()) }
            }
            @if scene.may_correct() {
                a.btn.end[!scene.page.totals.agree] data-kind="quiet" data-size="small" href=(paths::add_line(scene.page.id))
                    data-key="n" aria-keyshortcuts="n" { (icon("add")) (voice.add_line()) }
            }
        }
        @if !scene.page.lines.is_empty() {
            table.lines {
                caption.hushed { (voice.lines_caption()) }
                colgroup {
                    col.col-no; col; col.col-colour; col.col-quantity; col.col-price; col.col-price; col.col-sum; col.col-do;
                }
                thead {
                    tr {
                        th scope="col" { span.hushed { (voice.line()) } }
                        th scope="col" { (voice.product()) }
                        th scope="col" { (voice.colour()) }
                        th.figure scope="col" { (voice.quantity()) }
                        th.figure scope="col" { (voice.order_price()) }
                        th.figure scope="col" { (voice.list_price()) }
                        th.figure scope="col" { (voice.line_total()) }
                        th scope="col" { span.hushed { (voice.edit()) } }
                    }
                }
                @for line in &scene.page.lines { (line_rows(scene, line)) }
                (totals(scene))
            }
        }
    }
}

fn line_rows(scene: &Scene<'_>, line: &LineView) -> Markup {
    let at = Some(line.position);
    let open = || scene.open().filter(|objection| objection.line == Some(line.id));
    let state = open().next().map(|_| "check");
    let has_objections = scene.page.objections.iter().any(|objection| objection.line == Some(line.id));
    let form = match &scene.editing {
        Editing::Line(id, draft) if *id == line.id => Some(line_form(scene, line, draft)),
        _ => None,
    };
    html! {
        tbody id={ "l-" (line.position) } data-state=[state] {
            tr.line {
                th.at-no scope="row" { (line.position) }
                td.at-product { (product(scene, line)) }
                td.at-colour { (scene.value(at, &line.colour, html! { (line.colour.value.as_deref().unwrap_or_default()) })) }
                td.figure.at-quantity { (quantity(scene, line)) }
                td.figure.at-price { (order_price(scene, line)) }
                td.figure.at-list { (list_price(scene, line)) }
                td.figure.at-sum { (sum(scene, line)) }
                td.at-do { (pen(scene, line, form.is_some())) }
            }
            @if let Some(form) = form { (under(&form)) }
            @if let Some(product) = line.product.as_ref().filter(|product| product.learned.is_some()) {
                (under(&learned::learned(scene, product)))
            }
            @if has_objections { (under(&objections::under(scene, Some(line.id)))) }
            (under(&needs(scene, line)))
        }
    }
}

/// A row below the line, as wide as the table.
fn under(content: &Markup) -> Markup {
    html! { tr.under { td {} td colspan=(COLUMNS - 1) { (content) } } }
}

fn pen(scene: &Scene<'_>, line: &LineView, is_open: bool) -> Markup {
    let label = scene.voice().edit_line(line.position);
    html! {
        @if scene.may_correct() && !is_open {
            a.btn data-kind="quiet" data-size="small" href={ (paths::edit(scene.page.id, Some(line.id))) "#f-" (OF_LINE[0].word()) } title=(label) {
                (icon("pen")) span.hushed { (label) }
            }
        }
    }
}

/// Our code in bold where a product was matched, otherwise what the customer wrote; below it what we call it, and how
/// we know.
fn product(scene: &Scene<'_>, line: &LineView) -> Markup {
    let voice = scene.voice();
    let at = Some(line.position);
    let written = line.code.value.as_deref();
    let Some(product) = &line.product else {
        let shown = if written.is_some() { &line.code } else { &line.description };
        let text = shown.value.as_deref().unwrap_or(voice.not_found());
        return html! {
            (scene.value(at, shown, html! { @if written.is_some() { b { bdi { (text) } } } @else { bdi { (text) } } }))
            @if written.is_some() { @if let Some(description) = &line.description.value { p { bdi { (description) } } } }
        };
    };
    let rule = match product.rule.as_str() {
        "exact_code" => html! {},
        "person" => html! { (mark(voice, Mark::Person)) " " (voice.chosen_by_person()) " · " },
        _ => {
            let why = learned::rule(voice, product);
            html! { span title=[why] { (mark(voice, Mark::ByRule)) " " (written.map(|written| voice.their(written)).unwrap_or_default()) } " · " }
        }
    };
    html! {
        @if line.code.value.is_some() {
            (scene.value(at, &line.code, html! { b { (product.code) } }))
        } @else {
            b { (product.code) }
        }
        p { (rule) (product.description) }
    }
}

fn quantity(scene: &Scene<'_>, line: &LineView) -> Markup {
    let voice = scene.voice();
    let figure = line.quantity.value.map(|quantity| voice.number(quantity)).unwrap_or_default();
    html! {
        (scene.value(Some(line.position), &line.quantity, html! { (figure) }))
        @if let Some(unit) = &line.unit.value { p { bdi { (unit) } } }
    }
}

fn order_price(scene: &Scene<'_>, line: &LineView) -> Markup {
    let voice = scene.voice();
    let figure = line.unit_price.value.map(|price| voice.price(price)).unwrap_or_default();
    // Where the list says otherwise, the list price carries the mark.
    let is_marked_beside = line.unit_price.mark == Mark::Check && price_differs(scene, line);
    let shown =
        Shown { mark: if is_marked_beside { Mark::Found } else { line.unit_price.mark }, ..line.unit_price.clone() };
    html! {
        (scene.value(Some(line.position), &shown, html! { (figure) }))
        (base(voice, line.price_per.value))
    }
}

/// The price that counts, the agreed one before the list's; below it what else there is to know of it.
fn list_price(scene: &Scene<'_>, line: &LineView) -> Markup {
    let voice = scene.voice();
    let differs = price_differs(scene, line);
    let Some((price, per)) = line.own_price.or(line.list_price) else { return html! { span.muted { "–" } } };
    let listed = line.list_price.filter(|list| line.own_price.is_some_and(|own| own != *list));
    let notes = [
        line.own_price.map(|_| voice.own_price().to_owned()),
        line.price_from.map(|from| voice.price_from(&voice.number(from))),
        listed.map(|(list, _)| voice.listed_at(&voice.price(list))),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    html! {
        @if differs { (mark(voice, Mark::Check)) " " span.differs { (voice.price(price)) } } @else { span.same { (voice.price(price)) } }
        (base(voice, Some(per)))
        @if !notes.is_empty() { p { (notes.join(" · ")) } }
    }
}

fn price_differs(scene: &Scene<'_>, line: &LineView) -> bool {
    scene
        .open()
        .any(|objection| objection.line == Some(line.id) && matches!(objection.doubt, Doubt::PriceDiffers { .. }))
}

/// The price base, where it is not one piece.
fn base(voice: Voice, per: Option<Millionths>) -> Markup {
    html! {
        @if let Some(per) = per.filter(|per| *per != Millionths::whole(1)) { p { (voice.per(&voice.number(per))) } }
    }
}

/// The total as computed; it links to the printed one.
fn sum(scene: &Scene<'_>, line: &LineView) -> Markup {
    let voice = scene.voice();
    let Some(total) = line.total else { return html! { span.muted { "–" } } };
    let text = html! { (voice.amount(total)) };
    if line.stated_total.value.is_some() { scene.value(Some(line.position), &line.stated_total, text) } else { text }
}

/// What the line takes on the shop floor: one quiet sentence, unfolded the figures of the works order.
fn needs(scene: &Scene<'_>, line: &LineView) -> Markup {
    let voice = scene.voice();
    let Some(needs) = scene.needs.iter().find(|needs| needs.line == line.id) else { return html! {} };
    let Some(specification) = &needs.specification else { return html! {} };
    let required = needs.requirements();
    let summary = [
        line.works_order_no.clone(),
        specification.manufacturing.mould.clone(),
        Some(match required.kilograms {
            Ok(kilograms) => voice.kilograms(&fixed(voice, kilograms.total)),
            Err(why) => why_unknown(voice, why).to_owned(),
        }),
        required.bags.ok().map(|bags| voice.bags_of(bags)),
        required.cartons.ok().map(|cartons| voice.cartons_of(cartons)),
    ];
    let summary: Vec<String> = summary.into_iter().flatten().collect();
    html! {
        details.needs {
            summary { (summary.join(" · ")) }
            (figures(voice, &required, specification.manufacturing.mould.as_deref()))
        }
    }
}

fn figures(voice: Voice, required: &Requirements<'_>, mould: Option<&str>) -> Markup {
    let material = required.material.known().ok();
    let mass = |of: fn(&crate::fulfilment::requirements::Kilograms) -> Millionths| {
        known(voice, required.kilograms.map(|all| voice.kilograms(&fixed(voice, of(&all)))))
    };
    let named = |figure: String, name: Option<&String>| match name {
        Some(name) => format!("{figure} {name}"),
        None => figure,
    };
    let base = named(mass(|all| all.base), material.and_then(|material| material.grade.as_ref()));
    let masterbatch = named(mass(|all| all.masterbatch), material.and_then(|material| material.colour_number.as_ref()));
    let additive = named(mass(|all| all.additive), material.and_then(|material| material.additive.as_ref()));
    let hours = known(voice, required.running_hours.map(|hours| voice.hours_of(&voice.number(hours))));
    html! {
        dl {
            (figure(voice.mould(), mould.unwrap_or(voice.unknown())))
            (figure(voice.total_material(), &mass(|all| all.total)))
            (figure(voice.base_resin(), &base))
            (figure(voice.masterbatch(), &masterbatch))
            (figure(voice.additive(), &additive))
            (figure(voice.bags(), &known(voice, required.bags.map(|bags| bags.to_string()))))
            (figure(voice.cartons(), &known(voice, required.cartons.map(|cartons| cartons.to_string()))))
            (figure(voice.running_time(), &hours))
        }
    }
}

fn figure(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn known(voice: Voice, value: Known<String>) -> String {
    value.unwrap_or_else(|why| why_unknown(voice, why).to_owned())
}

fn why_unknown(voice: Voice, why: Unknown) -> &'static str {
    match why {
        Unknown::ColourUnknown => voice.unknown_colour(),
        Unknown::ColourNotStated => voice.colour_not_stated(),
        Unknown::RatesImpossible => voice.rates_impossible(),
        Unknown::Unmatched | Unknown::NotKept | Unknown::OutOfRange => voice.unknown(),
    }
}

/// A mass with the two decimals it was rounded to.
fn fixed(voice: Voice, value: Millionths) -> String {
    let mut decimal = value.to_decimal();
    decimal.rescale(2);
    voice.decimal(decimal)
}

fn totals(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let totals = &scene.page.totals;
    let tax = voice.tax_of(&totals.tax_name, &voice.number(totals.tax_percent));
    let currency = scene.page.currency.code();
    html! {
        tfoot {
            (total(scene, FieldName::StatedSubtotal, voice.subtotal(), totals.net))
            (total(scene, FieldName::StatedTax, &tax, totals.tax))
            @if let Some(reason) = &totals.tax_reason {
                tr {
                    td.figure.muted colspan=(COLUMNS - 2) { bdi { (reason) } }
                    td.figure colspan="2" { @if totals.is_untaxed { (taxed_after_all(scene)) } }
                }
            }
            (total(scene, FieldName::StatedTotal, &voice.total_in(currency), totals.total))
        }
    }
}

/// The way back from a decision that the order is free of tax.
fn taxed_after_all(scene: &Scene<'_>) -> Markup {
    let to = paths::of_order(scene.page.id, "tax");
    html! {
        @if scene.may_correct() {
            (Post::to(&to).into_target("#main").class("inline").around(html! {
                (once()) (version(scene.page.version))
                input type="hidden" name="untaxed" value="false";
                (Button::new(scene.voice().undo_learned()).kind(Kind::Quiet).small())
            }))
        }
    }
}

fn total(scene: &Scene<'_>, field: FieldName, name: &str, amount: Option<Money>) -> Markup {
    let voice = scene.voice();
    let printed = match field {
        FieldName::StatedSubtotal => &scene.page.stated_subtotal,
        FieldName::StatedTax => &scene.page.stated_tax,
        _ => &scene.page.stated_total,
    };
    let text = html! { @if let Some(amount) = amount { (voice.amount(amount)) } @else { "–" } };
    html! {
        tr.grand[field == FieldName::StatedTotal] {
            td.figure.muted colspan=(COLUMNS - 2) { (name) }
            td.figure { @if printed.value.is_some() { (scene.value(None, printed, text)) } @else { (text) } }
            td {}
        }
    }
}
